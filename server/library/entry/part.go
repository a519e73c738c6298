package entry

import (
	"context"
	"slices"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/reason"
	"yunka/server/scan/part"
	"yunka/server/timetable"
)

// Part writes who comes into the library and leaves it, at whichever of its gates. Only
// scans at gates of zones within the school, where it is kept who is inside, ask for it.
func Part() part.Part {
	return part.Part{
		Name: "library-entry",
		Concerns: func(p *access.Policy, t access.Terminal) bool {
			g, ok := p.Gates[t.Gate]
			if !ok || t.Scene != rule.GateScene {
				return false
			}
			z := p.Places[g.ZoneID]
			return z != nil && z.Inside != ""
		},
		Read: func(ctx context.Context, tx *db.Tx, asked []*part.Asked) (part.Round, error) {
			var schools []string
			for _, a := range asked {
				schools = append(schools, a.School)
			}
			slices.Sort(schools)
			rooms, err := roomsOf(ctx, tx, slices.Compact(schools))
			r := &round{zones: map[string]string{}}
			for _, one := range rooms {
				r.zones[one.SchoolID] = one.ZoneID
			}
			return r, err
		},
		Undo: func(ctx context.Context, tx *db.Tx, u part.Undone) error { return takeBack(ctx, tx, u.Scan) },
	}
}

type move struct {
	school, scan, person, day string
	at                        int64
	in                        bool
}

type round struct {
	zones map[string]string // by school
	moves []move
}

// Decide agrees with what the zone says.
func (r *round) Decide(a *part.Asked, _ rule.Outcome) part.Verdict {
	_, g := a.Where()
	if r.zones[a.School] == "" || g.ZoneID != r.zones[a.School] {
		return part.Verdict{}
	}
	return part.Verdict{Take: func(scan string, o rule.Outcome) {
		if o.Decision != reason.Allow {
			return
		}
		if a.When != part.Presented {
			scan = a.Scan
		}
		m := move{school: a.School, scan: scan, person: a.Person, at: a.At, in: g.Direction == rule.In}
		m.day = timetable.Today(time.UnixMilli(a.At), a.Policy.Zone)
		r.moves = append(r.moves, m)
	}}
}

func (r *round) Write(ctx context.Context, tx *db.Tx) error {
	for _, m := range r.moves {
		write := endStay
		if m.in {
			write = insertStay
		}
		if err := write(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}
