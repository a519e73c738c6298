package housing

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
)

// Rule gives beds to pupils who have none, class by class, along the corridor.
type Rule struct {
	Building string
	Floor    int    // -1 is all
	Grade    string // "" is all
	Class    string // an id; "" is all
	Gender   string // "" is all, else as the books have it
	Apart    bool   // each class begins a room of its own
}

// PreviewRule says what a rule would do now; Invalid dorm_rule without a building.
func PreviewRule(ctx context.Context, q bun.IDB, school string, r Rule, now int64) (*Plan, error) {
	if _, err := buildingIn(ctx, q, school, r.Building); err != nil {
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.Invalid, "dorm_rule")
		}
		return nil, err
	}
	people, err := withoutBed(ctx, q, school, r, now)
	if err != nil {
		return nil, err
	}
	b, err := BuildingOf(ctx, q, school, r.Building, now)
	if err != nil {
		return nil, err
	}
	beds, err := Beds(ctx, q, r.Building, r.Floor, now)
	if err != nil {
		return nil, err
	}
	return r.fill(school, b.Name, people, beds, now), nil
}

// AssignByRule does what PreviewRule says, all of it or nothing.
func (s *Service) AssignByRule(ctx context.Context, a allow.Actor, school string, r Rule) (p *Plan, err error) {
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		if p, err = PreviewRule(ctx, tx, school, r, tx.NowMS()); err != nil {
			return err
		}
		for i := range p.stays {
			p.stays[i].GivenBy = a.Name()
		}
		if err := insertStays(ctx, tx, p.stays); err != nil {
			return taken(err)
		}
		return s.noted(ctx, tx, a, school, r.Building, "", "dorm.ruled", map[string]any{"given": p.Given, "bad": p.Bad})
	})
	return p, err
}

// pupil is somebody without a bed.
type pupil struct{ ID, Name, Class, Number string }

// fill gives the free beds in their order to people in theirs.
func (r Rule) fill(school, building string, people []pupil, beds []Bed, now int64) *Plan {
	p := &Plan{Rows: len(people)}
	beds = slices.DeleteFunc(beds, func(b Bed) bool { return b.State != Open || b.PersonID != "" || b.NextID != "" })
	room, class := "", ""
	for _, who := range people {
		if r.Apart && who.Class != class && room != "" {
			beds = slices.DeleteFunc(beds, func(b Bed) bool { return b.RoomID == room })
		}
		class = who.Class
		if len(beds) == 0 {
			if p.Bad++; len(p.Problems) < maxProblems {
				p.Problems = append(p.Problems, Problem{Code: "dorm_row_no_bed", Value: who.Name})
			}
			continue
		}
		b := beds[0]
		beds, room = beds[1:], b.RoomID
		p.Given++
		if len(p.First) < 12 {
			p.First = append(p.First, Step{Name: who.Name, Building: building, Room: b.Room, Bed: b.Name})
		}
		p.stays = append(p.stays, Stay{ID: db.NewID(), SchoolID: school, BedID: b.ID, PersonID: who.ID, FromAt: now})
	}
	return p
}
