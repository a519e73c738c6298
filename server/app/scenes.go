package app

import (
	"context"

	"yunka/server/allow"
	"yunka/server/attendance"
	"yunka/server/attendance/register"
	"yunka/server/console"
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
	return attendance.Demo(ctx, a.DB, a.Feed, admin, school)
}

// scenes is the one list of them. Nothing else imports a scene.
func scenes(d PageDeps, office *console.Console, kiosks *kiosk.Kiosk) []scene.Scene {
	box, todo := inbox.New(office, nil), waiting.New(office)
	list := []scene.Scene{
		people.New(office, people.Deps{Campus: d.Campus, Cards: d.Cards, Posts: d.Posts}).Scene(),
		visits.New(office, visits.Deps{Visits: d.Visits}).Scene(),
		terminals.New(office, terminals.Deps{Terminals: d.Terminals}).Scene(),
		records.New(office, records.Deps{Roster: d.Roster, Posts: d.Posts, Cards: d.Cards}).Scene(),
		start.New(office, start.Deps{Campus: d.Campus}).Scene(),
		attendance.New(office).Scene(),
		schoolyear.New(office, register.ClosedUntil).Scene(),
		pickup.New(office).Scene(),
		gate.New(office, kiosks, gate.Deps{Campus: d.Campus, Terminals: d.Terminals, Scans: d.Scans}).Scene(),
		box.Scene(),
		todo.Scene(),
	}
	box.Take(list)
	todo.Take(list)
	return list
}
