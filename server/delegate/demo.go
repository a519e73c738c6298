package delegate

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/mandate"
	"yunka/server/timetable"
)

// Demo lets a guardian who has an account ask an adult of that name to collect a child of a
// new demo school tomorrow: the link waits for its digits.
func Demo(ctx context.Context, d *db.DB, f *feed.Feed, cards *card.Service, school, name string, photo []byte) error {
	var guardian, child string
	draft := mandate.Draft{Name: name, Phone: "13900009090", Relation: "grandmother_m", Photo: photo}
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if guardian, child, err = familyOf(ctx, q, school); err != nil || guardian == "" {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, school)
		draft.When = mandate.When{First: timetable.AddDays(timetable.Today(d.Now(), sc.Location()), 1), From: 14*60 + 50, To: 17*60 + 30}
		return err
	})
	if err != nil || guardian == "" {
		return err
	}
	draft.Children = []string{child}
	a := allow.Actor{Kind: allow.Account, People: map[string]bool{guardian: true}, Children: map[string]allow.Rights{child: allow.Delegate}}
	_, _, err = mandate.New(d, f, cards).Name(ctx, a, school, draft)
	return err
}
