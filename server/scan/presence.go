package scan

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/reason"
)

// Presence is a fact of the scan's own batch, locked with the person: who passes
// at two gates at once is decided at one of them after the other. A zone that
// limits how many are inside, or lets nobody in alone, is locked itself, between
// the school and the people. Only gates whose passage changes who is inside of
// some zone that asks something pay for any of this.

// The statements, in the common subset.
const (
	sqlZoneLock = "SELECT id FROM zone WHERE id = $1"
	sqlPresence = "SELECT zone_id, state, since FROM presence WHERE person_id = $1"
	sqlMove     = `INSERT INTO presence (zone_id, person_id, school_id, state, since, scan_id, was_state, was_since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (zone_id, person_id) DO UPDATE SET state = excluded.state, since = excluded.since, scan_id = excluded.scan_id, was_state = excluded.was_state, was_since = excluded.was_since`
)

// errPolicyMoved is a batch that read too little, because it guessed what to read
// by a policy that had been replaced. The next attempt guesses by the new one.
var errPolicyMoved = errors.New("scan: the policy changed while a batch was read")

// place is a person in a zone.
type place struct{ zone, person string }

// stay is a changed presence, to be written.
type stay struct {
	school, scan string
	now, was     rule.Being
}

// needs is what a batch must read and lock besides its credentials.
type needs struct {
	locked  []string // zones to lock, sorted
	counted []string // zones to count, sorted
	people  []string // whose presences matter, sorted
	floors  map[string]int64
	at      int64
}

// need collects it by the given policies.
func need(policies func(school string) *access.Policy, batch []*item) (n needs) {
	n.floors = map[string]int64{}
	for _, it := range batch {
		n.at = max(n.at, it.at)
	}
	for _, it := range batch {
		p := policies(it.p.Terminal.School)
		if p == nil || !it.identified() {
			continue
		}
		gate, ok := p.Gates[p.Terminals[it.p.Terminal.ID].Gate]
		if !ok || !gate.Keeps {
			continue
		}
		n.people = append(n.people, it.who.person)
		if z := p.Place(gate.ZoneID, n.at); z != nil && z.Counts() {
			n.counted = append(n.counted, z.ID)
			n.floors[z.ID] = z.Floor(n.at)
			if z.Locks() {
				n.locked = append(n.locked, z.ID)
			}
		}
	}
	for _, list := range []*[]string{&n.locked, &n.counted, &n.people} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return n
}

// covers reports whether everything other needs was read.
func (n needs) covers(other needs) bool {
	has := func(a, b []string) bool {
		return !slices.ContainsFunc(b, func(x string) bool { _, ok := slices.BinarySearch(a, x); return !ok })
	}
	for zone, floor := range other.floors {
		if n.floors[zone] != floor {
			return false
		}
	}
	return has(n.locked, other.locked) && has(n.counted, other.counted) && has(n.people, other.people)
}

// still is where a person is, seen from a zone.
func (w *world) still(p *access.Policy, zone, person string, now int64) rule.Being {
	z := p.Place(zone, now)
	if z == nil {
		return rule.Being{State: rule.Nowhere}
	}
	return z.Still(w.presences[place{zone, person}], now)
}

// there is what a decision at a gate may know of who is where.
func (w *world) there(p *access.Policy, gate access.Gate, person string, now int64) (t rule.There) {
	z := p.Place(gate.ZoneID, now)
	if z == nil || !z.Keeps() {
		return t
	}
	t = rule.There{Zone: z, Self: w.still(p, z.ID, person, now), Around: rule.Nowhere, Egress: gate.Egress}
	if around := p.Place(z.Inside, now); around != nil && around.Keeps() {
		t.Around = w.still(p, z.Inside, person, now).State
	}
	if o := w.occupied[z.ID]; o != nil {
		t.Count = o.inside
		if o.second != person {
			t.Second = o.second
		}
	}
	return t
}

// pass carries a passage forward: where the person is now, and who came in with
// them.
func (w *world) pass(p *access.Policy, gate access.Gate, t rule.There, r *row, out *writes) {
	person, now := r.it.who.person, r.it.at
	if r.out.Reason == reason.PermSecondPerson {
		w.set(place{gate.ZoneID, person}, rule.Waiting, p, r, out)
		return
	}
	if !r.open || !gate.Keeps {
		return
	}
	for _, m := range p.Places.Moves(gate.ZoneID, gate.From, gate.Direction, func(zone string) rule.Presence { return w.still(p, zone, person, now).State }) {
		w.set(place{m.Zone, person}, m.To, p, r, out)
	}
	if z := t.Zone; z != nil && z.TwoPerson && gate.Direction == rule.In && t.Second != "" {
		w.set(place{z.ID, t.Second}, rule.Inside, p, r, out)
	}
}

func (w *world) set(at place, to rule.Presence, p *access.Policy, r *row, out *writes) {
	was := w.still(p, at.zone, at.person, r.it.at)
	if old, ok := out.stays[at]; ok {
		was = old.was // of this batch: what was before all of it
	}
	if o := w.occupied[at.zone]; o != nil {
		if before := w.still(p, at.zone, at.person, r.it.at).State; before == rule.Inside && to != rule.Inside {
			o.inside--
		} else if before != rule.Inside && to == rule.Inside {
			o.inside++
		}
		switch {
		case to == rule.Waiting:
			o.second = at.person
		case o.second == at.person:
			o.second = ""
		}
	}
	now := rule.Being{State: to, Since: r.it.at}
	out.move(at.zone, w.presences[at].State, to)
	w.presences[at] = now
	out.stays[at] = stay{r.school, r.id, now, was}
}

// policyNow is the policy at the version that the transaction sees.
func (s *Service) policyNow(ctx context.Context, tx *db.Tx, school string) (*access.Policy, error) {
	t := &session{Service: s, tx: tx}
	var version int64
	if err := t.row(ctx, sqlVersion, school).Scan(&version); err != nil {
		return nil, err
	}
	return s.policies.At(ctx, stdQuerier{tx.Tx.Tx}, school, version)
}

// letIn records the passage that a guard allowed: the rules of the zone were
// asked when the code was read, and a guard has looked since. The caller holds
// the person's lock.
func (s *Service) letIn(ctx context.Context, tx *db.Tx, school, gateID, person, scan string) error {
	t := &session{Service: s, tx: tx}
	p, err := s.policyNow(ctx, tx, school)
	if err != nil {
		return err
	}
	gate, ok := p.Gates[gateID]
	if !ok || !gate.Keeps {
		return nil
	}
	w := newWorld(1)
	if err := t.where(ctx, w, needs{people: []string{person}}); err != nil {
		return err
	}
	out := newWrites(w)
	r := &row{it: &item{who: identity{person: person}, at: tx.NowMS()}, id: scan, school: school, open: true}
	w.pass(p, gate, rule.There{}, r, out)
	return t.stay(ctx, out, out.miscounted())
}

// goBack takes back where a passage had put somebody, unless something has
// happened since.
func goBack(ctx context.Context, tx *db.Tx, person, scan string) error {
	if _, err := tx.NewRaw("UPDATE presence SET state = was_state, since = was_since, scan_id = NULL WHERE person_id = ? AND scan_id = ?", person, scan).Exec(ctx); err != nil {
		return err
	}
	return access.Miscounted(ctx, tx, person)
}

// sortedPlaces are the keys of stays in the one order of writing.
func sortedPlaces(stays map[place]stay) []place {
	keys := make([]place, 0, len(stays))
	for k := range stays {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b place) int {
		if c := cmp.Compare(a.person, b.person); c != 0 {
			return c
		}
		return cmp.Compare(a.zone, b.zone)
	})
	return keys
}
