package console

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/scene"
	"yunka/views/console"
	"yunka/views/gate/dashboard"
	"yunka/views/people"
	"yunka/views/records"
	"yunka/views/start"
	"yunka/views/terminals"
	"yunka/views/visits"
)

// ownRail are the office's own lines of the rail.
func (s *Console) ownRail() []scene.RailEntry {
	return []scene.RailEntry{
		{Item: start.RailStart, Action: allow.SchoolManage, Fill: starting},
		{Item: people.RailPeople, Action: allow.PeopleRead},
		{Item: visits.RailVisits, Action: allow.VisitsInvite},
		{Item: records.RailImports, Action: allow.RosterRead},
		{Item: terminals.RailTerminals, Action: allow.TerminalsRead, Fill: s.terminalAlarms},
		{Item: records.RailAudit, Action: allow.AuditRead},
	}
}

// rail is what the actor may open in a school, of the office and of the scenes.
func (s *Console) rail(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) (items []console.RailItem, err error) {
	for _, e := range s.entries {
		if !e.Allows(a, sc.ID) {
			continue
		}
		item, shown := e.Item, true
		if e.Fill != nil {
			if shown, err = e.Fill(ctx, q, sc, &item); err != nil {
				return nil, err
			}
		}
		if shown {
			items = append(items, item)
		}
	}
	console.SortRail(items)
	return items, nil
}

// opens reports whether anything of the console is the actor's at a school. Whoever
// may only invite guests opens no console.
func (s *Console) opens(a allow.Actor, school string) bool {
	return slices.ContainsFunc(s.entries, func(e scene.RailEntry) bool {
		return e.Item.Key != visits.RailVisits.Key && e.Allows(a, school)
	})
}

// first is the path of the first line that the actor may open at a school.
func (s *Console) first(a allow.Actor, school string) string {
	var items []console.RailItem
	for _, e := range s.entries {
		if e.Allows(a, school) {
			items = append(items, e.Item)
		}
	}
	console.SortRail(items)
	return items[0].Path
}

// starting shows the guided start until it is put away.
func starting(ctx context.Context, q bun.IDB, sc campus.School, _ *console.RailItem) (bool, error) {
	said, err := campus.StartOf(ctx, q, sc.ID)
	return said.DoneAt == 0, err
}

// terminalAlarms counts the terminals to look at.
func (s *Console) terminalAlarms(ctx context.Context, q bun.IDB, sc campus.School, item *console.RailItem) (bool, error) {
	loc, now := sc.Location(), s.Now()
	f, err := s.Days.Today(ctx, q, sc.ID, loc, now)
	if err != nil {
		return false, err
	}
	rows, err := TerminalRows(ctx, q, sc.ID, f, loc, now)
	item.Badge = dashboard.RailAlarms(dashboard.AlarmsIn(rows))
	return true, err
}
