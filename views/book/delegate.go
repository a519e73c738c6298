package book

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"yunka/views/delegate"
	"yunka/views/layout"
)

// delegateLeaves are who else collects a child: the guardian's pages, and the link before a
// phone has its key. With the key it shows in a browser alone (e2e/delegate_test.go).
func delegateLeaves() []Leaf {
	granny := delegate.Delegate{ID: "m1", Name: "何秀兰", Relation: "grandmother_m", Phone: "13812347788", State: "waiting", Guardian: "周文静", Mine: true, MayEnd: true,
		Children: []delegate.Child{{ID: "p1", Name: "林知夏", Class: "三(2)班"}, {ID: "p2", Name: "林沐阳", Class: "一(4)班"}},
		Days:     delegate.Days{First: at(12, 0, 0).AddDate(0, 0, 2), Last: at(12, 0, 0).AddDate(0, 0, 2), From: "14:50", To: "15:30"},
		Digits:   "407812", LinkUntil: at(15, 30, 0).AddDate(0, 0, 2), Opened: at(10, 12, 0)}
	active := granny
	active.State, active.Digits, active.Claimed, active.Device = "active", "", at(10, 14, 0), "iPhone · WeChat"
	weekly := delegate.Delegate{ID: "m2", Name: long, Relation: "relative", Phone: "13812340000", State: "locked", Guardian: "周文静", Mine: true, MayEnd: true,
		Children: []delegate.Child{{ID: "p1", Name: longer, Class: "三(2)班"}},
		Days:     delegate.Days{First: at(12, 0, 0), Last: at(12, 0, 0).AddDate(0, 1, 0), Weekdays: []int{1, 3, 5}, From: "16:00", To: "17:30"}}
	over := active
	over.ID, over.State = "m3", "over"
	ended := granny
	ended.ID, ended.State, ended.Digits, ended.MayEnd, ended.Ended, ended.EndedBy = "m4", "ended", "", false, at(11, 0, 0), "陈思远"
	ended.Children = []delegate.Child{{ID: "p1", Name: "林知夏", Class: "三(2)班", Ended: true}}
	events := []delegate.Event{{At: at(10, 14, 0), Kind: "claimed"}, {At: at(10, 12, 0), Kind: "opened"}, {At: at(10, 2, 0), Kind: "named", By: "周文静"}}
	form := delegate.Form{School: "s1", Relation: "grandmother_m", Children: []delegate.Child{{ID: "p1", Name: "林知夏", Class: "三(2)班", Chosen: true}, {ID: "p2", Name: longer, Class: "一(4)班"}},
		Day: "2026-11-25", From: "14:50", To: "15:30", Weekdays: map[int]bool{1: true, 3: true}}
	asked := func(f delegate.Form) templ.Component {
		return delegate.NewPage(delegate.NewView{Page: page(), Form: f, Today: "2026-11-23", Furthest: "2027-05-25", TermEnds: time.Date(2027, 1, 22, 12, 0, 0, 0, at(0, 0, 0).Location()),
			Relations: []string{"grandmother_m", "grandfather_m", "grandmother_f", "grandfather_f", "relative", "nanny", "neighbour", "friend", "other"}})
	}
	wrong := func(code string, change func(*delegate.Form)) templ.Component {
		return in(func(ctx context.Context) templ.Component {
			f := form
			f.Name, f.Phone = "何秀兰", "13812341706"
			f.Field, f.Error = delegate.Fault(ctx, code)
			change(&f)
			return asked(f)
		})
	}
	one := func(v delegate.OneView) templ.Component {
		if v.Page.SchoolName == "" {
			v.Page = page()
		}
		return delegate.OnePage(v)
	}
	link := func(p layout.Page, how string) templ.Component {
		p.Account, p.SchoolName, p.Demo = "", "", false
		return delegate.LinkPage(delegate.LinkView{Page: p, How: how})
	}
	lists := func(list ...delegate.Delegate) templ.Component {
		return delegate.ListPage(delegate.ListView{Page: page(), Lists: []delegate.List{{SchoolID: "s1", School: school, MayName: true, Delegates: list}}})
	}
	return []Leaf{
		phone("delegates", lists(active, weekly, over, ended)),
		phone("delegates-none", lists()),
		phone("delegates-no-right", delegate.ListPage(delegate.ListView{Page: page()})),
		phone("delegate-new", asked(form)),
		phone("delegate-new-weekly", wrong("mandate_long", func(f *delegate.Form) { f.Weekly, f.Last = true, "2030-01-01" })),
		phone("delegate-new-known", wrong("mandate_known", func(*delegate.Form) {})),
		phone("delegate-new-photo", wrong("photo_kind", func(*delegate.Form) {})),
		phone("delegate", one(delegate.OneView{Delegate: active, Events: events})),
		phone("delegate-waiting", one(delegate.OneView{Delegate: granny, Events: events[1:]})),
		phone("delegate-locked", one(delegate.OneView{Delegate: weekly, Events: []delegate.Event{{At: at(10, 30, 0), Kind: "locked"}, events[2]}, Error: long})),
		phone("delegate-ended", one(delegate.OneView{Delegate: ended, Staff: true, Events: append([]delegate.Event{{At: at(11, 0, 0), Kind: "ended", By: "陈思远"}}, events...)})),
		phone("delegate-dark", one(delegate.OneView{Page: dark(), Delegate: granny, Events: events[1:]})),
		phone("delegate-link", link(page(), "asks")),
		phone("delegate-link-dark", link(dark(), "asks")),
		phone("delegate-link-over", link(page(), "over")),
		phone("delegate-link-dead", link(page(), "dead")),
	}
}
