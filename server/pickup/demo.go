package pickup

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/rule"
	"yunka/server/timetable"
)

// Demo gives a new demo school plans: in the class whose teacher looks at it some children
// go by bus, on foot and to after-school care, the rest is collected as usual; and tomorrow
// a delegate comes for the child of who looks at it as a parent.
func Demo(ctx context.Context, d *db.DB, f *feed.Feed, office allow.Actor, school string) error {
	var class []string
	var own, tomorrow string
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		tomorrow = timetable.AddDays(timetable.Today(d.Now(), sc.Location()), 1)
		class, own, err = demoClass(ctx, q, school)
		return err
	})
	if err != nil {
		return err
	}
	plans := plan.New(d, f)
	for i, child := range class {
		p, ok := demoPlans[i%demoEvery]
		if child == own || !ok {
			continue
		}
		for day := 1; day <= 5; day++ {
			if err := plans.SetWeek(ctx, office, school, child, day, p); err != nil {
				return err
			}
		}
	}
	if own == "" {
		return nil
	}
	_, err = plans.SetDay(ctx, office, school, own, tomorrow, &rule.Plan{Mode: rule.ByDelegate})
	if fault.Is(err, fault.Invalid) { // no school tomorrow
		err = nil
	}
	return err
}
