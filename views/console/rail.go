package console

import (
	"cmp"
	"context"
	"slices"

	"github.com/a-h/templ"

	"yunka/views/ui"
)

// RailGroup is a heading of the rail.
type RailGroup int

// The groups in their order; RailNow has no heading.
const (
	RailNow RailGroup = iota
	RailSchool
	RailAccess
	RailRecords
)

func (g RailGroup) title(ctx context.Context) string {
	switch g {
	case RailSchool:
		return navSchool(ctx)
	case RailAccess:
		return navAccess(ctx)
	case RailRecords:
		return navRecords(ctx)
	}
	return ""
}

// RailItem is a line of the rail.
type RailItem struct {
	Group RailGroup
	Order int    // within the group; lower comes first
	Key   string // a page names it to be marked as the current one
	Path  string // below /console
	Icon  ui.Name
	Text  func(ctx context.Context) string
	Badge templ.Component // nil: none
}

// SortRail puts items of several owners into the rail's order.
func SortRail(items []RailItem) {
	slices.SortStableFunc(items, func(a, b RailItem) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Order, b.Order))
	})
}

// The office's own lines.
var (
	RailStart     = RailItem{RailNow, 20, "start", "/start", ui.IconSchool, navStart, nil}
	RailPeople    = RailItem{RailSchool, 10, "people", "/people", ui.IconPeople, navPeople, nil}
	RailVisits    = RailItem{RailSchool, 20, "visits", "/visits", ui.IconPersonAdd, navVisits, nil}
	RailImports   = RailItem{RailSchool, 30, "imports", "/imports", ui.IconSheet, navImports, nil}
	RailTerminals = RailItem{RailAccess, 90, "terminals", "/terminals", ui.IconTablet, navTerminals, nil}
	RailAudit     = RailItem{RailRecords, 90, "audit", "/audit", ui.IconHistory, navAudit, nil}
)

// The gates' lines.
var (
	RailLive      = RailItem{RailNow, 10, "live", "", ui.IconActivity, navLive, nil}
	RailGates     = RailItem{RailAccess, 10, "gates", "/gates", ui.IconDoor, navGates, nil}
	RailInside    = RailItem{RailAccess, 20, "inside", "/inside", ui.IconIn, navInside, nil}
	RailAsk       = RailItem{RailAccess, 30, "ask", "/ask", ui.IconRestricted, navAsk, nil}
	RailConflicts = RailItem{RailRecords, 10, "conflicts", "/conflicts", ui.IconAlert, navConflicts, nil}
)
