package leave

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/leave/request"
	"yunka/server/timetable"
)

// Demo gives a new demo school leaves of every kind: some that wait, some that were
// approved, one that was not, one that was taken back.
func Demo(ctx context.Context, d *db.DB, f *feed.Feed, w request.World, office allow.Actor, school string) error {
	var families []demoFamily
	var days []string // school days from today on
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		c, err := timetable.LoadCalendar(ctx, q, school)
		if err != nil {
			return err
		}
		day := timetable.AddDays(timetable.Today(d.Now(), sc.Location()), -1)
		for range 6 {
			next, ok := c.Next(day)
			if !ok {
				break
			}
			day = next.Day
			days = append(days, day)
		}
		families, err = demoFamilies(ctx, q, school, len(demoLeaves))
		return err
	})
	if err != nil || len(days) < 6 {
		return err
	}
	s := request.New(d, f, w)
	for i, family := range families {
		one := demoLeaves[i]
		guardian := allow.Actor{Kind: allow.Account, People: map[string]bool{family.AdultID: true}, Children: map[string]allow.Rights{family.ChildID: allow.Leave | allow.View},
			Seats: []allow.Seat{{School: school, Person: family.AdultID, Role: allow.Parent}}}
		id, err := s.Ask(ctx, guardian, school, request.Draft{Person: family.ChildID, Kind: one.kind, Reason: one.reason, Collects: one.collects,
			First: days[one.first], Last: days[one.last], From: one.from, To: one.to, Later: one.later})
		switch {
		case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
			continue // this day is not one for it
		case err != nil:
			return err
		case one.answer == demoApproved:
			err = s.Decide(ctx, office, school, id, true, "")
		case one.answer == demoRejected:
			err = s.Decide(ctx, office, school, id, false, one.why)
		case one.answer == demoWithdrawn:
			err = s.End(ctx, guardian, school, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
