package rule

import "yunka/server/reason"

// Passback is what a zone does with somebody who enters twice without leaving.
type Passback string

const (
	NoPassback    Passback = "none"
	SoftPassback  Passback = "soft"  // lets pass, and says so
	HardPassback  Passback = "hard"  // refuses
	TimedPassback Passback = "timed" // refuses for some minutes after an entry
)

// Mode is how strictly a demand is meant.
type Mode string

const (
	NoDemand Mode = "none"
	Soft     Mode = "soft" // lets pass, and says so
	Hard     Mode = "hard" // refuses
)

// Presence is where a person is, seen from one zone.
type Presence string

const (
	Nowhere Presence = "unknown" // nothing is known, or what was known is too old
	Inside  Presence = "in"
	Outside Presence = "out"
	Waiting Presence = "waiting" // before the door, for a second person
)

// Being is a presence since an instant (Unix ms).
type Being struct {
	State Presence
	Since int64
}

// SecondPersonMS is how long the first of two waits for the second.
const SecondPersonMS = 30_000

// Zone is what a zone asks of who enters and leaves it.
type Zone struct {
	ID, Inside string // id, and that of the zone around it
	Passback   Passback
	TimedMS    int64
	Limit      int // people inside; 0 is no limit
	LimitMode  Mode
	Sequence   Mode // who enters must be inside the zone around it
	TwoPerson  bool
	KeepsCount bool
	ForgetMS   int64 // a presence older than this says nothing; 0 is never
	ResetAt    int64 // what was known before says nothing
}

// Keeps reports whether who is inside is kept for the zone.
func (z *Zone) Keeps() bool {
	return z.KeepsCount || z.Passback != NoPassback || z.Limit > 0 || z.Sequence != NoDemand || z.TwoPerson
}

// Counts reports whether how many are inside matters to a decision.
func (z *Zone) Counts() bool { return z.Limit > 0 || z.TwoPerson }

// Locks reports whether two people at two gates must not be decided at once.
func (z *Zone) Locks() bool { return z.TwoPerson || z.Limit > 0 && z.LimitMode == Hard }

// Floor is the instant at or before which a presence says nothing any more.
func (z *Zone) Floor(now int64) int64 {
	floor := z.ResetAt
	if z.ForgetMS > 0 {
		floor = max(floor, now-z.ForgetMS)
	}
	return floor
}

// Still is what a presence says now.
func (z *Zone) Still(b Being, now int64) Being {
	switch {
	case b.State == "" || b.Since <= z.Floor(now):
		return Being{Nowhere, 0}
	case b.State == Waiting && now-b.Since > SecondPersonMS:
		return Being{Nowhere, 0}
	}
	return b
}

// There is what a decision at a gate may look at besides rights: what the zone
// asks, where the person is, and who else is there. Zone nil asks nothing.
type There struct {
	Zone   *Zone
	Self   Being    // in the zone, as Still says it
	Around Presence // in the zone around it; Nowhere when that is not kept
	Count  int      // people inside
	Second string   // somebody else who waits before the door
	Egress bool     // a way out that passback never shuts
}

// pass judges a passage by what the zone asks. Rights were judged before.
func (t *There) pass(now int64, dir Direction) (refused, warning reason.Code) {
	z := t.Zone
	if z == nil {
		return reason.OK, ""
	}
	switch dir {
	case In:
		return t.enter(now, z)
	case Out:
		if t.Self.State == Outside && z.Passback != NoPassback {
			if z.Passback == HardPassback && !t.Egress {
				return reason.ZonePassbackOut, ""
			}
			return reason.OK, reason.ZonePassbackOut
		}
	}
	return reason.OK, ""
}

func (t *There) enter(now int64, z *Zone) (refused, warning reason.Code) {
	if t.Self.State == Inside {
		switch {
		case z.Passback == HardPassback:
			return reason.ZonePassbackIn, ""
		case z.Passback == TimedPassback && now < t.Self.Since+z.TimedMS:
			return reason.ZonePassbackTimed, ""
		case z.Passback == SoftPassback:
			warning = reason.ZonePassbackIn
		}
		return reason.OK, warning // takes no further place
	}
	if z.Sequence != NoDemand && t.Around == Outside {
		if z.Sequence == Hard {
			return reason.ZoneSequence, ""
		}
		warning = reason.ZoneSequence
	}
	if z.Limit > 0 && t.Count >= z.Limit {
		if z.LimitMode == Hard {
			return reason.ZoneFull, ""
		}
		warning = reason.ZoneFull
	}
	if z.TwoPerson && t.Count == 0 && t.Second == "" {
		return reason.PermSecondPerson, ""
	}
	return reason.OK, warning
}

// Move is a change of somebody's presence in a zone.
type Move struct {
	Zone string
	To   Presence
}

// Places is how the zones of a school lie in one another.
type Places map[string]*Zone

// around lists the zones around one, innermost first.
func (p Places) around(id string) (list []string) {
	for z := p[id]; z != nil && z.Inside != "" && len(list) < len(p); z = p[z.Inside] {
		list = append(list, z.Inside)
	}
	return list
}

// Within reports whether one zone lies in another, however deep.
func (p Places) Within(inner, outer string) bool {
	for _, a := range p.around(inner) {
		if a == outer {
			return true
		}
	}
	return false
}

// Moves is what a passage through a gate of zone id, from zone from ("" is what
// lies around it), changes for who passed: only zones that keep who is inside,
// and only where it differs from what is known. Being seen inside is evidence of
// being inside all that lies around; leaving is evidence of having left all that
// lies within. known gives the present state of a zone.
func (p Places) Moves(id, from string, dir Direction, known func(zone string) Presence) (moves []Move) {
	set := func(zone string, to Presence, only ...Presence) {
		z := p[zone]
		if z == nil || !z.Keeps() {
			return
		}
		was := known(zone)
		if len(only) > 0 {
			for _, o := range only {
				if was == o {
					moves = append(moves, Move{zone, to})
				}
			}
			return
		}
		moves = append(moves, Move{zone, to})
	}
	leave := func(zone, except string) {
		for inner := range p {
			if p.Within(inner, zone) && inner != except && !p.Within(except, inner) {
				set(inner, Outside, Inside, Waiting)
			}
		}
	}
	switch dir {
	case In:
		set(id, Inside)
		for _, a := range p.around(id) {
			set(a, Inside, Outside, Nowhere)
		}
		if from != "" && from != id && !p.Within(id, from) {
			set(from, Outside)
			leave(from, id)
		}
	case Out:
		set(id, Outside)
		leave(id, from)
		if from != "" && from != id {
			set(from, Inside)
		}
		for _, a := range p.around(id) {
			set(a, Inside, Outside, Nowhere)
		}
	default:
		set(id, Nowhere, Inside, Outside, Waiting)
	}
	return moves
}
