package release

import (
	"context"

	"yunka/server/access"
	arule "yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
	"yunka/server/scan/part"
	"yunka/server/timetable"
)

// Part decides scans at terminals of the scene pickup: it says which children the adult
// may take now and notes that somebody came for them. It releases nobody. A chip or a
// printed code is no proof of who stands there, so only a phone's code for a release and
// somebody whom staff named by hand are taken.
func (s *Service) Part() part.Part {
	return part.Part{
		Name:     string(arule.PickupScene),
		Concerns: func(_ *access.Policy, t access.Terminal) bool { return t.Scene == arule.PickupScene },
		Read: func(ctx context.Context, tx *db.Tx, asked []*part.Asked) (part.Round, error) {
			r := &round{s: s, may: map[*part.Asked][]Child{}, not: map[*part.Asked][]Child{}, days: map[string]string{}}
			for _, a := range asked {
				sc, err := campus.SchoolByID(ctx, tx, a.School)
				if err != nil {
					return nil, err
				}
				r.days[a.School] = timetable.Today(tx.Now, sc.Location())
				if r.may[a], r.not[a], err = s.children(ctx, tx, sc, a.Person, tx.Now); err != nil {
					return nil, err
				}
			}
			return r, nil
		},
	}
}

type round struct {
	s        *Service
	may, not map[*part.Asked][]Child
	days     map[string]string
	came     []came
}

type came struct {
	a    *part.Asked
	scan string
}

// Shown is what the answer of a scan says besides, at a terminal with staff: each child
// with the own state, or why there is none.
type Shown struct {
	Children []Child     `json:"children"`
	Why      reason.Code `json:"why,omitempty"`
}

// Decide allows who may take at least one child as such; a terminal without staff is told
// no names. The scan is refused with one reason, whatever stands against the adult: scans
// are read in many places, and the true one is for staff, in the event.
func (r *round) Decide(a *part.Asked, _ arule.Outcome) part.Verdict {
	take := func(scan string, _ arule.Outcome) { r.came = append(r.came, came{a, scan}) }
	if a.Kind != arule.Phone && a.Kind != arule.Manual {
		return part.Verdict{Decision: reason.Deny, Reason: reason.PickIdentityUnverified}
	}
	t, _ := a.Where()
	staffed := t.Staff
	if len(r.may[a]) == 0 {
		v := part.Verdict{Decision: reason.Deny, Reason: reason.PickNoPickupRight, Take: take}
		if staffed {
			v.Extra = Shown{Children: []Child{}, Why: Why(r.not[a])}
		}
		return v
	}
	v := part.Verdict{Take: take}
	if staffed {
		v.Extra = Shown{Children: r.may[a]}
	}
	return v
}

// Write notes who came, and tells staff of a restricted adult.
func (r *round) Write(ctx context.Context, tx *db.Tx) error {
	for _, x := range r.came {
		day := r.days[x.a.School]
		for _, c := range r.may[x.a] {
			if to, ok := rule.Next(c.State, rule.Arrive); !ok || to != rule.Arrived || c.State == rule.Arrived {
				continue
			}
			if err := setArrived(ctx, tx, x.a.School, day, c.ID, x.a.Person, x.scan, x.a.Terminal, x.a.At); err != nil {
				return err
			}
		}
		if err := r.tell(ctx, tx, x.a, x.scan); err != nil {
			return err
		}
		for _, c := range r.not[x.a] {
			if c.Reason != reason.PickCustodyRestricted {
				continue
			}
			if err := r.s.alarm(ctx, tx, x.a.School, day, c, x.a.Person, x.scan, x.a.At); err != nil {
				return err
			}
			if err := insertEvent(ctx, tx, event{School: x.a.School, Day: day, Child: c.ID, Event: rule.Refuse, Reason: c.Reason, Adult: x.a.Person, By: x.a.Staff, Terminal: x.a.Terminal, Scan: x.scan}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Why is what stands against an adult who may take no child; a restriction says most.
func Why(list []Child) reason.Code {
	code := reason.PickNotGuardian
	for _, c := range list {
		if code == reason.PickNotGuardian || c.Reason == reason.PickCustodyRestricted {
			code = c.Reason
		}
	}
	return code
}
