// Package floor is the pages of a dismissal as it runs: a class sends out, boards show who
// is called, staff sees who has not been collected and how long it took. Each follows the
// feed, so a page that slept is right at once when it wakes.
package floor

import (
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/kiosk"
	"yunka/server/pickup/calls"
	"yunka/server/pickup/release"
	"yunka/server/web"
)

// Away says of children how attendance and leave have them now.
type Away func(ctx context.Context, q bun.IDB, school, day string, children []string, now time.Time) (map[string]release.Away, error)

// Host is what the scene does for the floor.
type Host struct {
	// Child is the child of an address, checked for the route's action, and its class.
	Child func(r *http.Request) (school, child, class string, err error)
	// Office draws the office's page with what was refused.
	Office func(w http.ResponseWriter, r *http.Request, school string, status int, refused string) error
}

// Floor has the handlers of its routes.
type Floor struct {
	*console.Console
	kiosk   *kiosk.Kiosk
	calls   *calls.Service
	away    Away
	host    Host
	glances glances
}

// New makes it; away may be nil.
func New(c *console.Console, k *kiosk.Kiosk, s *calls.Service, away Away, h Host) *Floor {
	return &Floor{Console: c, kiosk: k, calls: s, away: away, host: h}
}

// Routes are the pages and their buttons.
func (s *Floor) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/pickup/class/{id}/ready", Action: allow.PickupStaff, Handle: s.readyPage},
		{Method: "GET", Pattern: "/pickup/class/{id}/left", Action: allow.PickupStaff, Handle: s.leftOfClass},
		{Method: "POST", Pattern: "/pickup/{id}/call", Action: allow.PickupStaff, Handle: s.callOut},
		{Method: "POST", Pattern: "/pickup/{id}/ready", Action: allow.PickupStaff, Handle: s.sendOut},
		{Method: "POST", Pattern: "/pickup/{id}/back", Action: allow.PickupStaff, Handle: s.callBack},
		{Method: "POST", Pattern: "/kiosk/pickup/call", Action: allow.PickupRelease, Handle: s.call, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "GET", Pattern: "/board", Action: allow.TerminalPair, Handle: s.boardPage},
		{Method: "POST", Pattern: "/board/pair", Action: allow.TerminalPair, Handle: s.pairBoard},
		{Method: "GET", Pattern: "/console/pickup/left", Action: allow.PickupManage, Handle: s.leftOfSchool},
		{Method: "POST", Pattern: "/console/pickup/calling", Action: allow.PickupManage, Handle: s.setCalling},
		{Method: "POST", Pattern: "/console/pickup/boards/{id}", Action: allow.PickupManage, Handle: s.setBoard},
	}
}
