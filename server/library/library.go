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
	"slices"
	"time"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/kiosk"
	"yunka/server/library/catalogue"
	"yunka/server/library/loans"
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
}

// New makes the scene on the console and on the kiosks.
func New(c *console.Console, k *kiosk.Kiosk) *Library {
	k.Sends(rule.LibraryScene, "/library/desk", "library-desk.css", "library-desk.js")
	return &Library{Console: c, kiosk: k, books: catalogue.New(c.DB), loans: loans.New(c.DB, c.Feed)}
}

// Scene is the library as the program takes it in.
func (s *Library) Scene() scene.Scene {
	return scene.Scene{
		Name:     "library",
		Routes:   slices.Concat(s.deskRoutes(), s.readerRoutes(), s.officeRoutes()),
		Rail:     []scene.RailEntry{{Item: view.Rail, Action: allow.LibraryManage}},
		Sections: []scene.Section{{Order: 26, Draw: s.section}},
		Words:    scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Notices:  notices,
		Parts:    []part.Part{Part()},
		Jobs:     []scene.Job{scene.Every("library", 5*time.Minute, s.Logger, s.loans.Keep)},
	}
}
