package phone

import (
	"context"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/cardface"
	"yunka/server/feed"
	"yunka/server/scene"
	"yunka/server/web"
	"yunka/views/cardpage"
)

// looksOf are how cards look, in their order.
func (s *Phone) looksOf(ctx context.Context, q bun.IDB, cards []card.View) ([]cardpage.Look, error) {
	holders := make([]cardface.Holder, len(cards))
	for i, c := range cards {
		holders[i] = cardface.Holder{School: c.SchoolID, Person: c.PersonID, Role: allow.Role(c.Role)}
	}
	shown, err := cardface.Of(ctx, q, s.Now().UnixMilli(), holders)
	looks := make([]cardpage.Look, len(shown))
	for i, one := range shown {
		if one.Version != 0 {
			looks[i] = LookOf(one.Face)
		}
	}
	return looks, err
}

// LookOf is a face as pages draw it.
func LookOf(f cardface.Face) cardpage.Look {
	l := cardpage.Look{Classes: f.Classes(), Sheet: "/faces/look/" + f.Look() + ".css", Title: f.Title, Fields: f.Fields, Quick: f.Quick, Designed: true}
	if f.Logo != "" {
		l.Logo = "/faces/pictures/" + f.Logo
	}
	return l
}

// functionsOf are what a card can lead to. What is about a child has a place for each of the
// guardian's children.
func (s *Phone) functionsOf(h scene.Holder, children []campus.Child) (list []cardpage.Function) {
	role := cardface.RoleOf(h.Role)
	for _, f := range s.functions {
		if !f.For(role) {
			continue
		}
		one := cardpage.Function{Key: f.Key, Icon: f.Icon, Text: f.Text}
		if role != allow.Parent || f.Own {
			if link := f.Link(h); link != "" {
				one.To = []cardpage.Place{{Link: link}}
			}
			list = append(list, one)
			continue
		}
		for _, c := range children {
			if c.AdultID != h.PersonID || c.SchoolID != h.School.ID {
				continue
			}
			of := h
			of.PersonID, of.CardID, of.Role, of.Class, of.Child = c.ID, c.CardID, allow.Student, c.ClassID, true
			if link := f.Link(of); link != "" {
				one.To = append(one.To, cardpage.Place{Name: c.Name, Link: link})
			}
		}
		list = append(list, one)
	}
	return list
}

// facePieces are the tops of cards, as the school has them now.
func (s *Phone) facePieces(ctx context.Context, q bun.IDB, cards []card.View, version int64) (out []web.Piece, err error) {
	looks, err := s.looksOf(ctx, q, cards)
	if err != nil {
		return nil, err
	}
	var parents []string
	for _, c := range cards {
		if c.Role == string(allow.Parent) {
			parents = append(parents, c.PersonID)
		}
	}
	children, err := campus.ChildrenOf(ctx, q, s.Now().UnixMilli(), parents...)
	for i, c := range cards {
		one := faceOf(c)
		one.Look = looks[i]
		out = append(out, web.Piece{ID: c.ID, Key: "face", State: true, Version: version, Content: web.InLanguage(func(ctx context.Context) templ.Component {
			if one.Role == string(allow.Parent) {
				one.Class = childrenLine(ctx, seen(children), c.PersonID)
			}
			return web.Partial("face-"+c.ID, "outerMorph", version, cardpage.Head(one))
		})})
	}
	return out, err
}

// seen are the children that the card page shows: those whose guardian may view them.
func seen(children []campus.Child) (list []campus.Child) {
	for _, c := range children {
		if c.Rights.View {
			list = append(list, c)
		}
	}
	return list
}

// faceOf is what the top of a card says, whatever it looks like.
func faceOf(c card.View) cardpage.Card {
	return cardpage.Card{ID: c.ID, School: c.SchoolName, Holder: c.Holder, Role: c.Role, Class: campus.ClassName(c.Grade, c.Class), Number: c.Number}
}

// restyled reports whether the school shows another design.
func restyled(n web.News) bool {
	for _, it := range n.Items {
		if it.Kind == feed.FacesMoved {
			return true
		}
	}
	return false
}
