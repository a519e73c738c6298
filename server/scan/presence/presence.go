// Package presence is who is where, as the path of a scan reads, changes and
// writes it in its own batch.
//
// Presence is a fact of the batch, locked with the person: who passes at two gates
// at once is decided at one of them after the other. A zone that limits how many
// are inside, or lets nobody in alone, is locked itself, between the school and the
// people. Only gates whose passage changes who is inside of some zone that asks
// something pay for any of this.
//
// A Book is read once for a batch (Need says what), asked by decisions (There),
// carried forward by passages (Pass) and written at the end.
package presence

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/reason"
)

// Place is a person in a zone.
type Place struct{ Zone, Person string }

// stay is a changed presence, to be written.
type stay struct {
	school, scan string
	now, was     rule.Being
}

// Book is what a batch knows of who is where, and what it changes.
type Book struct {
	presences map[Place]rule.Being
	occupied  map[string]*occupancy // by zone that counts
	stays     map[Place]stay
	moved     map[string]int // by zone: how many more presences say "in"
}

// NewBook knows nothing yet.
func NewBook() *Book {
	return &Book{presences: map[Place]rule.Being{}, occupied: map[string]*occupancy{}, stays: map[Place]stay{}, moved: map[string]int{}}
}

// Asker is somebody identified at a terminal of a school.
type Asker struct{ School, Terminal, Person string }

// Needs is what a batch must read and lock besides its credentials.
type Needs struct {
	Locked  []string // zones to lock, sorted
	counted []string // zones to count, sorted
	people  []string // whose presences matter, sorted
	floors  map[string]int64
	at      int64
}

// Of needs the presences of these people, sorted, and no count.
func Of(people ...string) Needs { return Needs{people: people} }

// Need collects it by the given policies; at is the newest presentation's time.
func Need(policies func(school string) *access.Policy, at int64, askers []Asker) (n Needs) {
	n.floors, n.at = map[string]int64{}, at
	for _, a := range askers {
		p := policies(a.School)
		if p == nil {
			continue
		}
		gate, ok := p.Gates[p.Terminals[a.Terminal].Gate]
		if !ok || !gate.Keeps {
			continue
		}
		n.people = append(n.people, a.Person)
		if z := p.Place(gate.ZoneID, n.at); z != nil && z.Counts() {
			n.counted = append(n.counted, z.ID)
			n.floors[z.ID] = z.Floor(n.at)
			if z.Locks() {
				n.Locked = append(n.Locked, z.ID)
			}
		}
	}
	for _, list := range []*[]string{&n.Locked, &n.counted, &n.people} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return n
}

// Covers reports whether everything other needs was read.
func (n Needs) Covers(other Needs) bool {
	has := func(a, b []string) bool {
		return !slices.ContainsFunc(b, func(x string) bool { _, ok := slices.BinarySearch(a, x); return !ok })
	}
	for zone, floor := range other.floors {
		if n.floors[zone] != floor {
			return false
		}
	}
	return has(n.Locked, other.Locked) && has(n.counted, other.counted) && has(n.people, other.people)
}

// still is where a person is, seen from a zone.
func (b *Book) still(p *access.Policy, zone, person string, now int64) rule.Being {
	z := p.Place(zone, now)
	if z == nil {
		return rule.Being{State: rule.Nowhere}
	}
	return z.Still(b.presences[Place{zone, person}], now)
}

// There is what a decision at a gate may know of who is where.
func (b *Book) There(p *access.Policy, gate access.Gate, person string, now int64) (t rule.There) {
	z := p.Place(gate.ZoneID, now)
	if z == nil || !z.Keeps() {
		return t
	}
	t = rule.There{Zone: z, Self: b.still(p, z.ID, person, now), Around: rule.Nowhere, Egress: gate.Egress}
	if around := p.Place(z.Inside, now); around != nil && around.Keeps() {
		t.Around = b.still(p, z.Inside, person, now).State
	}
	if o := b.occupied[z.ID]; o != nil {
		t.Count = o.inside
		if o.second != person {
			t.Second = o.second
		}
	}
	return t
}

// Passage is a scan that may have moved its person.
type Passage struct {
	School, Scan, Person string
	At                   int64
	Open                 bool
	Reason               reason.Code
}

// Pass carries a passage forward: where the person is now, and who came in with
// them.
func (b *Book) Pass(p *access.Policy, gate access.Gate, t rule.There, by Passage) {
	if by.Reason == reason.PermSecondPerson {
		b.set(Place{gate.ZoneID, by.Person}, rule.Waiting, p, by)
		return
	}
	if !by.Open || !gate.Keeps {
		return
	}
	state := func(zone string) rule.Presence { return b.still(p, zone, by.Person, by.At).State }
	for _, m := range p.Places.Moves(gate.ZoneID, gate.From, gate.Direction, state) {
		b.set(Place{m.Zone, by.Person}, m.To, p, by)
	}
	if z := t.Zone; z != nil && z.TwoPerson && gate.Direction == rule.In && t.Second != "" {
		b.set(Place{z.ID, t.Second}, rule.Inside, p, by)
	}
}

func (b *Book) set(at Place, to rule.Presence, p *access.Policy, by Passage) {
	was := b.still(p, at.Zone, at.Person, by.At)
	if old, ok := b.stays[at]; ok {
		was = old.was // of this batch: what was before all of it
	}
	if o := b.occupied[at.Zone]; o != nil {
		if before := b.still(p, at.Zone, at.Person, by.At).State; before == rule.Inside && to != rule.Inside {
			o.inside--
		} else if before != rule.Inside && to == rule.Inside {
			o.inside++
		}
		switch {
		case to == rule.Waiting:
			o.second = at.Person
		case o.second == at.Person:
			o.second = ""
		}
	}
	now := rule.Being{State: to, Since: by.At}
	b.move(at.Zone, b.presences[at].State, to)
	b.presences[at] = now
	b.stays[at] = stay{by.School, by.Scan, now, was}
}

// Walk is Pass for a passage of the past: it moves the person where nothing newer
// is known, and says what the zone would have had against it.
func (b *Book) Walk(p *access.Policy, gate access.Gate, by Passage) (why reason.Code) {
	if !gate.Keeps {
		return ""
	}
	newer := map[string]bool{} // zones whose state is younger than the passage
	known := &Book{presences: map[Place]rule.Being{}, occupied: b.occupied}
	for at, being := range b.presences {
		if at.Person == by.Person && being.Since > by.At {
			newer[at.Zone] = true
		} else {
			known.presences[at] = being
		}
	}
	if !newer[gate.ZoneID] {
		why = known.passback(p, gate, by)
	}
	state := func(zone string) rule.Presence { return known.still(p, zone, by.Person, by.At).State }
	for _, m := range p.Places.Moves(gate.ZoneID, gate.From, gate.Direction, state) {
		to := Place{m.Zone, by.Person}
		if newer[m.Zone] {
			continue // history only
		}
		was := known.still(p, m.Zone, by.Person, by.At)
		if before, ok := b.stays[to]; ok {
			was = before.now
		}
		being := rule.Being{State: m.To, Since: by.At}
		b.presences[to] = being
		b.stays[to] = stay{by.School, by.Scan, being, was}
	}
	return why
}

// passback asks the zone alone: the card and the hours are other questions.
func (b *Book) passback(p *access.Policy, gate access.Gate, by Passage) (why reason.Code) {
	o := rule.Decide(rule.Facts{Now: by.At, Kind: rule.Chip, CodeReason: reason.OK, Found: true, SameSchool: true,
		CredentialState: "live", CardState: "active", PersonState: "active",
		Scene: rule.GateScene, HasGate: true, Right: rule.RightToPass, OpenNow: true, Direction: gate.Direction,
		There: b.There(p, gate, by.Person, by.At)})
	for _, code := range []reason.Code{o.Reason, o.Warning} {
		if strings.HasPrefix(string(code), "ZONE_PASSBACK") {
			why = code
		}
	}
	return why
}

// GoBack takes back where a passage had put somebody, unless something has
// happened since.
func GoBack(ctx context.Context, tx *db.Tx, person, scan string) error {
	if _, err := tx.NewRaw("UPDATE presence SET state = was_state, since = was_since, scan_id = NULL WHERE person_id = ? AND scan_id = ?", person, scan).Exec(ctx); err != nil {
		return err
	}
	return access.Miscounted(ctx, tx, person)
}

// places are the keys of stays in the one order of writing.
func (b *Book) places() []Place {
	keys := make([]Place, 0, len(b.stays))
	for k := range b.stays {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b Place) int {
		if c := cmp.Compare(a.Person, b.Person); c != 0 {
			return c
		}
		return cmp.Compare(a.Zone, b.Zone)
	})
	return keys
}
