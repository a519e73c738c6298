package release

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/pickup/custody"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/rule"
	"yunka/server/timetable"
)

// children are those that an adult may take now, and those that they may not with the
// reason why; of only these, if any are given.
func (s *Service) children(ctx context.Context, q bun.IDB, sc campus.School, adult string, now time.Time, only ...string) (list, stopped []Child, err error) {
	kin, err := kinOf(ctx, q, sc.ID, adult, now.UnixMilli())
	if err != nil {
		return nil, nil, err
	}
	var rights []Right
	if s.asks.Rights != nil {
		if rights, err = s.asks.Rights(ctx, q, sc.ID, adult, now); err != nil {
			return nil, nil, err
		}
	}
	words := map[string][]rule.Word{}
	relation := map[string]string{}
	var ids []string
	add := func(child string, w rule.Word) {
		if len(only) > 0 && !slices.Contains(only, child) {
			return
		}
		if words[child] == nil {
			ids = append(ids, child)
		}
		words[child] = append(words[child], w)
	}
	for _, k := range kin {
		relation[k.ChildID] = k.Relation
		add(k.ChildID, rule.Word{Adult: adult, Guardian: true, Pickup: k.CanPickup, Restricted: k.Restricted})
	}
	for _, r := range rights {
		via, err := kinOf(ctx, q, sc.ID, r.Via, now.UnixMilli(), r.Child)
		if err != nil {
			return nil, nil, err
		}
		w := rule.Word{ID: r.ID, Adult: adult, Delegate: true, From: r.From, To: r.To, Revoked: r.Revoked}
		if len(via) > 0 {
			w.Guardian, w.Pickup, w.Restricted = true, via[0].CanDelegate, via[0].Restricted
		}
		if relation[r.Child] == "" {
			relation[r.Child] = r.Relation
		}
		add(r.Child, w)
	}
	if len(ids) == 0 {
		return nil, nil, nil
	}
	against, err := custody.InForce(ctx, q, sc.ID, ids...)
	if err != nil {
		return nil, nil, err
	}
	for child, ws := range words {
		for i := range ws {
			ws[i].Against = append(ws[i].Against, against[[2]string{child, adult}]...)
			if ws[i].Delegate {
				for _, r := range rights {
					if r.Child == child {
						ws[i].Against = append(ws[i].Against, against[[2]string{child, r.Via}]...)
					}
				}
			}
		}
	}
	world, err := plan.Load(ctx, q, sc)
	if err != nil {
		return nil, nil, err
	}
	loc := sc.Location()
	day := timetable.Today(now, loc)
	plans, err := world.Planned(ctx, q, sc.ID, day, day, ids...)
	if err != nil {
		return nil, nil, err
	}
	orders, err := readOrders(ctx, q, sc.ID, day, ids...)
	if err != nil {
		return nil, nil, err
	}
	locked, err := Lockdown(ctx, q, sc.ID)
	if err != nil {
		return nil, nil, err
	}
	var away map[string]Away
	if s.asks.Away != nil {
		if away, err = s.asks.Away(ctx, q, sc.ID, day, ids, now); err != nil {
			return nil, nil, err
		}
	}
	members, err := campus.MembersAt(ctx, q, sc.ID, now.UnixMilli(), []allow.Role{allow.Student}, ids...)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range members {
		o, p := orders[m.PersonID], plans[m.PersonID][day]
		if o.State == "" {
			o.State = rule.Expected
		}
		v := rule.Decide(rule.Facts{Now: now, Loc: loc, Free: Free(world.Calendar), Words: words[m.PersonID], Plan: p, State: o.State, Held: o.HeldBy != "", Absent: away[m.PersonID].Absent, OnLeave: away[m.PersonID].OnLeave,
			Leave:    away[m.PersonID].Leave != "",
			Lockdown: locked.ID != "", Dismissed: world.Times.Dismissed(day, world.Calendar.Day(day).WorksAs, loc)})
		c := Child{ID: m.PersonID, Name: m.Name, Class: campus.ClassName(m.Grade, m.Class), ClassID: m.ClassID, Relation: relation[m.PersonID], State: o.State, Reason: v.Reason, Mode: p.Mode, Note: p.Note, verdict: v, order: o, leave: away[m.PersonID].Leave}
		if o.HeldBy != "" {
			c.HeldWhy = o.HeldWhy
		}
		if o.State == rule.Released {
			c.Taken, c.TakenBy, c.ReleasedBy = o.ReleasedAt, o.Adult, o.Staff
		}
		if !v.Shown {
			stopped = append(stopped, c)
			continue
		}
		if c.Photo, err = campus.HasPhoto(ctx, q, sc.ID, m.PersonID); err != nil {
			return nil, nil, err
		}
		if p.Adult != "" {
			meant, err := kinOf(ctx, q, sc.ID, p.Adult, now.UnixMilli(), m.PersonID)
			if err != nil {
				return nil, nil, err
			}
			if len(meant) > 0 {
				c.PlanBy = meant[0].Relation
			}
		}
		list = append(list, c)
	}
	return list, stopped, nil
}

// Children are those that an adult may take now.
func (s *Service) Children(ctx context.Context, q bun.IDB, sc campus.School, adult string, now time.Time) ([]Child, error) {
	list, _, err := s.children(ctx, q, sc, adult, now)
	return list, err
}

// Free says which days a calendar calls a holiday or vacation. A weekend is none.
func Free(c timetable.Calendar) rule.Free {
	return func(day string) bool {
		k := c.Day(day).Kind
		return k == timetable.Holiday || k == timetable.Vacation
	}
}
