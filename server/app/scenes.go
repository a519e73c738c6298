package app

import (
	"context"

	"yunka/server/allow"
	"yunka/server/attendance"
	"yunka/server/attendance/register"
	"yunka/server/console"
	"yunka/server/delegate"
	"yunka/server/demo"
	"yunka/server/gate"
	"yunka/server/inbox"
	"yunka/server/kiosk"
	"yunka/server/people"
	"yunka/server/pickup"
	"yunka/server/records"
	"yunka/server/scene"
	"yunka/server/schoolyear"
	"yunka/server/start"
	"yunka/server/terminals"
	"yunka/server/visits"
	"yunka/server/waiting"
)

// FillDemo gives a new demo school what the scenes have to show.
func (a *App) FillDemo(ctx context.Context, admin allow.Actor, school string) error {
	if err := attendance.Demo(ctx, a.DB, a.Feed, admin, school); err != nil {
		return err
	}
	return delegate.Demo(ctx, a.DB, a.Feed, a.Cards, school, demo.Grandmother, demo.Portrait(7, true))
}

// scenes is the one list of them. Nothing else imports a scene.
func scenes(d PageDeps, office *console.Console, kiosks *kiosk.Kiosk) []scene.Scene {
	box, todo := inbox.New(office, nil), waiting.New(office)
	folk := people.New(office, people.Deps{Campus: d.Campus, Cards: d.Cards, Posts: d.Posts})
	list := []scene.Scene{
		folk.Scene(),
		visits.New(office, visits.Deps{Visits: d.Visits}).Scene(),
		terminals.New(office, terminals.Deps{Terminals: d.Terminals}).Scene(),
		records.New(office, records.Deps{Roster: d.Roster, Posts: d.Posts, Cards: d.Cards}).Scene(),
		start.New(office, start.Deps{Campus: d.Campus}).Scene(),
		attendance.New(office).Scene(),
		schoolyear.New(office, register.ClosedUntil).Scene(),
		pickup.New(office).Scene(),
		delegate.New(office, delegate.Deps{Cards: d.Cards}).Scene(),
		gate.New(office, kiosks, gate.Deps{Campus: d.Campus, Terminals: d.Terminals, Scans: d.Scans}).Scene(),
		box.Scene(),
		todo.Scene(),
	}
	box.Take(list)
	folk.Take(list)
	todo.Take(list)
	return list
}
