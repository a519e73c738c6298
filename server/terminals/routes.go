package terminals

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/scene"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/terminals"
)

func (s *Terminals) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/console/terminals", Action: allow.TerminalsRead, Handle: s.terminals},
		{Method: "POST", Pattern: "/console/terminals", Action: allow.TerminalsManage, Handle: s.addTerminal},
		{Method: "POST", Pattern: "/console/terminals/chips", Action: allow.TerminalsManage, Handle: s.saveChips},
		{Method: "GET", Pattern: "/console/terminals/{id}", Action: allow.TerminalsManage, Handle: s.terminal},
		{Method: "POST", Pattern: "/console/terminals/{id}", Action: allow.TerminalsManage, Handle: s.saveTerminal},
		{Method: "POST", Pattern: "/console/terminals/{id}/revoke", Action: allow.TerminalsManage, Handle: s.revoke},
		{Method: "POST", Pattern: "/console/terminals/{id}/renew", Action: allow.TerminalsManage, Handle: s.renew},
	}
}

func (s *Terminals) rail() []scene.RailEntry {
	return []scene.RailEntry{
		{Item: view.RailTerminals, Action: allow.TerminalsRead, Fill: s.terminalAlarms},
	}
}

// terminalAlarms counts the terminals to look at.
func (s *Terminals) terminalAlarms(ctx context.Context, q bun.IDB, _ allow.Actor, sc campus.School, item *frame.RailItem) (bool, error) {
	loc, now := sc.Location(), s.Now()
	f, err := s.Days.Today(ctx, q, sc.ID, loc, now)
	if err != nil {
		return false, err
	}
	rows, err := console.TerminalRows(ctx, q, sc.ID, f, loc, now)
	item.Badge = frame.RailAlarms(frame.AlarmsIn(rows))
	return true, err
}
