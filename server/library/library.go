// Package library is the scene of the school's library: in by the gates, borrow and bring
// back by the card, a reader's own page, the office's catalogue, rules and figures.
//
//   - Somebody shows a card at a terminal of the library (part.go): that scan is the visit in
//     which books are scanned, at a desk with staff or at a self-check machine (desk.go).
//   - What needs somebody of the staff is never lent at a machine without them; with them it
//     takes who is on shift, and a reason.
//   - A reader sees the own books; guardians see how many, and titles only by the reader's
//     word. Figures of fewer than five readers are shown to nobody.
package library

import (
	"net"
	"slices"
	"time"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/kiosk"
	"yunka/server/library/catalogue"
	"yunka/server/library/entry"
	"yunka/server/library/loans"
	"yunka/server/library/machine"
	"yunka/server/scan/part"
	"yunka/server/scene"
	view "yunka/views/library"
)

// Library has the handlers of its routes.
type Library struct {
	*console.Console
	kiosk *kiosk.Kiosk
	books *catalogue.Service
	loans *loans.Service

	rooms    *entry.Service
	machines *machine.Service
	doors    []net.Listener
}

// New makes the scene on the console and on the kiosks. Machines of other makers come in by
// the doors; without one they are made, and are told that they cannot.
func New(c *console.Console, k *kiosk.Kiosk, doors ...net.Listener) *Library {
	k.Sends(rule.LibraryScene, "/library/desk", "library-desk.css", "library-desk.js")
	s := &Library{Console: c, kiosk: k, books: catalogue.New(c.DB), loans: loans.New(c.DB, c.Feed), rooms: entry.New(c.DB), doors: doors}
	s.machines = machine.New(c.DB, s.loans, k.Terminals, k.Scans, c.Logger)
	return s
}

// Scene is the library as the program takes it in.
func (s *Library) Scene() scene.Scene {
	return scene.Scene{
		Name:      "library",
		Routes:    slices.Concat(s.deskRoutes(), s.readerRoutes(), s.officeRoutes(), s.machineRoutes(), s.roomRoutes()),
		Rail:      []scene.RailEntry{{Item: view.Rail, Action: allow.LibraryManage}},
		Sections:  []scene.Section{{Order: 26, Draw: s.section}, {Order: 27, Draw: s.classes}},
		Words:     scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Notices:   notices,
		Functions: functions,
		Parts:     []part.Part{Part(), entry.Part()},
		Jobs:      []scene.Job{scene.Every("library", 5*time.Minute, s.Logger, s.loans.Keep), {Name: "sip2", Run: s.serveMachines}},
	}
}
