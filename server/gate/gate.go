// Package gate is the scene of gates and rooms: the dashboard and the wall, gates,
// zones and their rules, who is inside, conflicts of terminals that
// were alone, and the scans as a file.
package gate

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/kiosk"
	"yunka/server/scan"
	"yunka/server/scan/offline"
	"yunka/server/scene"
	"yunka/server/terminal"
	frame "yunka/views/console"
	view "yunka/views/gate"
	"yunka/views/gate/dashboard"
)

// Deps is what the scene stands on beside the console and the kiosks.
type Deps struct {
	Campus    *campus.Service
	Terminals *terminal.Service
	Scans     *scan.Service
}

// Gate has the handlers of its routes.
type Gate struct {
	*console.Console
	Deps
	kiosk *kiosk.Kiosk
	rolls rolls
}

// New makes the scene on the console and on the kiosks at gates.
func New(c *console.Console, k *kiosk.Kiosk, d Deps) *Gate {
	return &Gate{Console: c, Deps: d, kiosk: k}
}

// Scene is the gates as the program takes them in.
func (s *Gate) Scene() scene.Scene {
	return scene.Scene{
		Name:   "gate",
		Routes: s.routes(),
		Topics: s.topics(),
		Rail: []scene.RailEntry{
			{Item: dashboard.RailLive, Action: allow.ConsoleView, Fill: s.pending},
			{Item: view.RailGates, Action: allow.GatesRead},
			{Item: view.RailInside, Action: allow.GatesRead},
			{Item: view.RailAsk, Action: allow.PresenceAsk},
			{Item: view.RailConflicts, Action: allow.ConflictsRead, Fill: openConflicts},
		},
		Words: scene.Words{Action: actionWords, Done: doneWords, Detail: detailWords},
	}
}

// pending counts the presentations that staff have to look at.
func (s *Gate) pending(ctx context.Context, q bun.IDB, _ allow.Actor, sc campus.School, item *frame.RailItem) (bool, error) {
	f, err := s.Days.Today(ctx, q, sc.ID, sc.Location(), s.Now())
	item.Badge = dashboard.RailPending(f.ToConfirm)
	return true, err
}

// openConflicts counts what is to be looked into.
func openConflicts(ctx context.Context, q bun.IDB, _ allow.Actor, sc campus.School, item *frame.RailItem) (bool, error) {
	n, err := offline.OpenConflicts(ctx, q, sc.ID)
	item.Badge = view.RailConflictCount(n)
	return true, err
}
