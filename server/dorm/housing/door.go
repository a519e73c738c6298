package housing

import (
	"context"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan/part"
)

// Part notes, in the commit of a scan, what staff looks at: a room in which nobody lives that
// was opened. Who was refused is a scan and no more (Refused): a part hears only of whom the rules let
// through.
func (s *Service) Part() part.Part {
	return part.Part{
		Name:     "dorm",
		Concerns: func(p *access.Policy, t access.Terminal) bool { return p.Gates[t.Gate].Rights.Home },
		Read: func(context.Context, *db.Tx, []*part.Asked) (part.Round, error) {
			return &round{}, nil
		},
	}
}

type opened struct {
	school, zone, person string
	at                   int64
}

type round struct{ list []opened }

func (r *round) Decide(a *part.Asked, _ rule.Outcome) part.Verdict {
	_, gate := a.Where()
	return part.Verdict{Take: func(_ string, o rule.Outcome) {
		if o.Decision != reason.Deny && gate.Direction != rule.Out {
			r.list = append(r.list, opened{a.School, gate.ZoneID, a.Person, a.At})
		}
	}}
}

func (r *round) Write(ctx context.Context, tx *db.Tx) error {
	for _, o := range r.list {
		building, place, vacant, err := zoneLives(ctx, tx, o.school, o.zone, o.at)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if vacant {
			if err := insertEvent(ctx, tx, Event{SchoolID: o.school, BuildingID: building, Kind: VacantOpened, PersonID: o.person, Place: place, At: o.at}); err != nil {
				return err
			}
		}
	}
	return nil
}
