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
