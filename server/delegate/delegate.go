// Package delegate is the scene of adults whom a guardian asks to collect a child: the
// guardian's pages in the card, what staff sees of them, and the page behind the link, on
// which the adult's phone makes its key and shows its code. What stands behind is package
// mandate, which a release asks too.
//
// The page of a link has nobody in it, because links are passed on: whom to collect, and
// when, goes to the phone that has signed with the key (contact), and to no other.
package delegate

import (
	"context"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/console"
	"yunka/server/mandate"
	"yunka/server/picture"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/delegate"
)

// Deps is what the scene stands on beside the console.
type Deps struct {
	Cards *card.Service
}

// Delegate has the handlers of its routes.
type Delegate struct {
	*console.Console
	cards    *card.Service
	mandates *mandate.Service
}

// New makes the scene on the console.
func New(c *console.Console, d Deps) *Delegate {
	return &Delegate{Console: c, cards: d.Cards, mandates: mandate.New(c.DB, c.Feed, d.Cards)}
}

// Scene is the pages as the program takes them in.
func (s *Delegate) Scene() scene.Scene {
	return scene.Scene{
		Name:     "delegate",
		Routes:   s.routes(),
		Sections: []scene.Section{{Order: 40, Draw: s.entry}},
		Persons:  []scene.PersonPart{s.part},
		Words:    scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Notices:  kinds,
	}
}

func (s *Delegate) routes() []web.Route {
	const upload = picture.MaxBytes + 64<<10
	return []web.Route{
		{Method: "GET", Pattern: "/delegates", Action: allow.SessionUse, Handle: s.list},
		{Method: "GET", Pattern: "/delegates/new", Action: allow.DelegateName, Handle: s.newPage},
		{Method: "POST", Pattern: "/delegates", Action: allow.DelegateName, Handle: s.name, MaxBody: upload},
		{Method: "GET", Pattern: "/delegates/{id}", Action: allow.DelegateRead, Handle: s.one},
		{Method: "GET", Pattern: "/delegates/{id}/photo", Action: allow.DelegateRead, Handle: s.photo},
		{Method: "POST", Pattern: "/delegates/{id}/end", Action: allow.DelegateEnd, Handle: s.end},
		{Method: "POST", Pattern: "/delegates/{id}/link", Action: allow.DelegateName, Handle: s.renew},

		{Method: "GET", Pattern: "/d/{code}", Action: allow.PagePublic, Handle: s.linkPage},
		{Method: "GET", Pattern: "/d/shell", Action: allow.PagePublic, Handle: s.shell},
		{Method: "GET", Pattern: "/d-sw.js", Action: allow.PagePublic, Handle: s.worker, Bare: true},
		{Method: "POST", Pattern: "/d/{code}/arrive", Action: allow.PagePublic, Handle: s.arrive, MaxBody: web.MaxJSON, Bare: true, JSON: true},
		{Method: "POST", Pattern: "/d/{code}/digits", Action: allow.PagePublic, Handle: s.digits, MaxBody: web.MaxJSON, Bare: true, JSON: true},
		{Method: "POST", Pattern: "/d/{code}/claim", Action: allow.PagePublic, Handle: s.claim, MaxBody: web.MaxJSON, Bare: true, JSON: true},
		{Method: "POST", Pattern: "/delegate/contact/{handle}", Action: allow.KeyContact, Handle: s.contact, MaxBody: web.MaxJSON, JSON: true},
	}
}

// names reports whether the actor may name somebody for a child that is a school's, and
// gives those children.
func (s *Delegate) names(ctx context.Context, q bun.IDB, a allow.Actor, school string) (list []campus.Child, err error) {
	children, err := campus.ChildrenOf(ctx, q, s.Now().UnixMilli(), web.Keys(a.People)...)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, c := range children {
		if !seen[c.ID] && c.Rights.Delegate && (school == "" || c.SchoolID == school) && allow.Can(a, allow.DelegateName, allow.Target{School: c.SchoolID, Person: c.ID}) {
			seen[c.ID] = true
			list = append(list, c)
		}
	}
	return list, nil
}

// entry is the line of the card page, for who may name somebody.
func (s *Delegate) entry(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if h.Child || h.Role != allow.Parent {
		return nil, nil
	}
	children, err := s.names(ctx, q, h.Actor, h.School.ID)
	if err != nil || len(children) == 0 {
		return nil, err
	}
	list, err := mandate.List(ctx, q, h.Actor, h.School.ID, ids(children))
	n := 0
	for _, m := range list {
		if state := m.State(h.Now, h.Loc); state != mandate.Over && state != mandate.Ended {
			n++
		}
	}
	return view.Entry(n), err
}

// part is what the console's page of a child says.
func (s *Delegate) part(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School, person string) (templ.Component, error) {
	list, err := mandate.List(ctx, q, a, sc.ID, []string{person})
	if err != nil {
		return nil, err
	}
	var rows []view.Delegate
	for _, m := range list {
		if row := s.row(a, m, sc); row.State != string(mandate.Over) && row.State != string(mandate.Ended) {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return view.Part(rows), nil
}

func ids(children []campus.Child) (list []string) {
	for _, c := range children {
		list = append(list, c.ID)
	}
	return list
}
