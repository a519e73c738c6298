package pickup

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/pickup/release"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/pickup"
)

// stops are whom a restriction stopped today, for the office. What is about an own child,
// or about the reader, is not for them (see custody.Apart).
func (s *Pickup) stops(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) (out []view.Stop, err error) {
	list, err := release.Stops(ctx, q, sc, s.Now())
	loc := sc.Location()
	for _, x := range list {
		if a.People[x.AdultID] || a.Children[x.ChildID] != 0 {
			continue
		}
		one := view.Stop{AdultID: x.AdultID, Adult: x.Adult, Child: x.Child, Terminal: x.Terminal, At: web.At(x.At, loc)}
		if x.By != "" {
			one.By = &view.Handled{By: x.By, Where: x.Where, Since: web.At(x.Since, loc)}
		}
		out = append(out, one)
	}
	return out, err
}

// stopsWaiting is the line of the office's waiting page for those with whom nobody deals.
func (s *Pickup) stopsWaiting(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) (list []scene.WaitingLine, err error) {
	if !allow.Can(a, allow.PickupManage, allow.Target{School: sc.ID}) {
		return nil, nil
	}
	all, err := s.stops(ctx, q, a, sc)
	line := scene.WaitingLine{Icon: view.RailPickup.Icon, Title: view.StopsWaiting, Link: "/console/pickup"}
	for _, x := range all {
		if x.By == nil {
			line.N++
			line.Since, line.Late = x.At, true // the newest come first
		}
	}
	return []scene.WaitingLine{line}, err
}
