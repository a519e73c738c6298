package console

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/scene"
	"yunka/views/console"
)

// rail is what the actor may open in a school.
func (s *Console) rail(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) (items []console.RailItem, err error) {
	for _, e := range s.entries {
		if !e.Allows(a, sc.ID) {
			continue
		}
		item, shown := e.Item, true
		if e.Fill != nil {
			if shown, err = e.Fill(ctx, q, a, sc, &item); err != nil {
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

// opens reports whether anything of the console is the actor's at a school; a line
// that stands apart opens none.
func (s *Console) opens(a allow.Actor, school string) bool {
	return slices.ContainsFunc(s.entries, func(e scene.RailEntry) bool {
		return !e.Apart && e.Allows(a, school)
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
