package till

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/terminal"
)

// demoPocket is what each pupil of a demo school has, in fen.
const demoPocket = 5_000

// Demo gives a new demo school a shop with a till that waits to be paired (its page in the
// console gives the code) and its pupils some money.
func Demo(ctx context.Context, d *db.DB, f *feed.Feed, terminals *terminal.Service, admin allow.Actor, school string) error {
	office := admin
	office.Posts = append([]allow.Held{{School: school, Post: allow.Finance, Of: allow.OfSchool}}, admin.Posts...)
	sales, purses := sale.New(d, f), purse.New(d, f)
	shop, err := sales.AddMerchant(ctx, office, school, demoShop, purse.Shop)
	if err != nil {
		return err
	}
	till, _, err := terminals.Add(ctx, admin, school, terminal.Draft{Name: demoTill, Kind: "kiosk", Scene: string(rule.TillScene)})
	if err != nil {
		return err
	}
	if err := sales.Bind(ctx, office, school, till, shop); err != nil {
		return err
	}
	var pupils []campus.Member
	err = d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		pupils, err = campus.MembersAt(ctx, q, school, d.Now().UnixMilli(), []allow.Role{allow.Student})
		return err
	})
	for _, p := range pupils {
		if err == nil {
			err = purses.Desk(ctx, office, school, p.PersonID, "demo:"+p.PersonID, demoPocket)
		}
	}
	return err
}
