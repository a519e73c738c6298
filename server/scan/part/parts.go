package part

import (
	"context"
	"encoding/json"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/reason"
)

// Parts are the scenes' parts in the order in which they are asked: how package scan
// works with all of them.
type Parts []Part

// Concerned reports whether some part wants to hear of a terminal.
func (l Parts) Concerned(p *access.Policy, terminal string) bool {
	for i := range l {
		if l[i].Concerns(p, p.Terminals[terminal]) {
			return true
		}
	}
	return false
}

// Rounds are the parts that a batch concerns, with what they have read.
type Rounds []round

type round struct {
	Round
	name  string
	asked map[*Asked]bool
}

// Read lets each part read for those that concern it.
func (l Parts) Read(ctx context.Context, tx *db.Tx, asked []*Asked) (rounds Rounds, err error) {
	for i := range l {
		r := round{name: l[i].Name, asked: map[*Asked]bool{}}
		var list []*Asked
		for _, a := range asked {
			if l[i].Concerns(a.Policy, a.Policy.Terminals[a.Terminal]) {
				r.asked[a], list = true, append(list, a)
			}
		}
		if list == nil {
			continue
		}
		if r.Round, err = l[i].Read(ctx, tx, list); err != nil {
			return nil, err
		}
		rounds = append(rounds, r)
	}
	return rounds, nil
}

// Write writes what was taken.
func (l Rounds) Write(ctx context.Context, tx *db.Tx) error {
	for _, r := range l {
		if err := r.Round.Write(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// Said is what the parts say together.
type Said struct {
	rule.Outcome
	Extra  json.RawMessage
	Detail string
	takes  []func(scan string, o rule.Outcome)
}

// Take tells the parts that the scan is to be written.
func (s *Said) Take(scan string) {
	for _, take := range s.takes {
		take(scan, s.Outcome)
	}
}

// Consult asks the parts, in their order, about what the rules do not refuse; a is nil
// for nobody who is known. Where a scene is decided by a part and that part is not
// there, nothing is allowed.
func (l Rounds) Consult(a *Asked, scene rule.Scene, o rule.Outcome) Said {
	said := Said{Outcome: o}
	use, _ := scene.Uses()
	decided := use.By == ""
	for _, r := range l {
		stands := a != nil && a.When == Happened
		if !r.asked[a] || said.Decision == reason.Deny && !stands {
			continue
		}
		decided = decided || r.name == use.By
		v := r.Decide(a, said.Outcome)
		if !stands {
			said.Outcome = v.apply(said.Outcome)
		}
		if v.Extra != nil {
			said.Extra, _ = json.Marshal(v.Extra) // a part's own plain values
		}
		if v.Detail != "" {
			said.Detail = v.Detail
		}
		if v.Take != nil {
			said.takes = append(said.takes, v.Take)
		}
	}
	if !decided && said.Decision != reason.Deny {
		said.Decision, said.Reason, said.Warning = reason.Deny, reason.TermWrongScene, ""
	}
	return said
}

// Bear lets the parts have their say about one scan that is there already: at a guard's
// accept, and when a terminal brings what it let through alone. They are asked, told
// and written at once; the caller holds the person's lock and has not taken a number of
// the feed. What is refused in the end is neither told nor written.
func (l Parts) Bear(ctx context.Context, tx *db.Tx, a *Asked, o rule.Outcome) (Said, error) {
	rounds, err := l.Read(ctx, tx, []*Asked{a})
	if err != nil {
		return Said{}, err
	}
	said := rounds.Consult(a, a.Policy.Terminals[a.Terminal].Scene, o)
	if said.Decision == reason.Deny {
		return said, nil
	}
	said.Take(a.Scan)
	return said, rounds.Write(ctx, tx)
}

// GiveBack tells them of a scan that is taken back.
func (l Parts) GiveBack(ctx context.Context, tx *db.Tx, u Undone) error {
	for i := range l {
		if l[i].Undo != nil {
			if err := l[i].Undo(ctx, tx, u); err != nil {
				return err
			}
		}
	}
	return nil
}
