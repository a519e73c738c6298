// Package phone is the card page that parents, teachers and pupils carry: their
// cards with the codes, the children, what happened today, consents, and the
// visitor's page behind a link.
package phone

import (
	"cmp"
	"context"
	"slices"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/card"
	"yunka/server/scene"
	"yunka/server/web"
)

// Phone has the handlers of its routes.
type Phone struct {
	*web.Kit
	Cards    *card.Service
	sections []scene.Section // sorted by Order

	functions []scene.Function
}

// Take gives the card page the sections of scenes, before it serves.
func (s *Phone) Take(scenes []scene.Scene) {
	for _, sc := range scenes {
		s.sections = append(s.sections, sc.Sections...)
		s.functions = append(s.functions, sc.Functions...)
	}
	slices.SortStableFunc(s.sections, func(a, b scene.Section) int { return cmp.Compare(a.Order, b.Order) })
}

// draw makes the parts of the page that scenes have for a holder, and the topics
// that keep them true. The simple version of the page has few of them.
func (s *Phone) draw(ctx context.Context, q bun.IDB, h scene.Holder, simple bool) (parts []templ.Component, topics []string, err error) {
	for _, sec := range s.sections {
		if simple && !sec.Large {
			continue
		}
		part, err := sec.Draw(ctx, q, h)
		if err != nil {
			return nil, nil, err
		}
		if part == nil {
			continue
		}
		parts = append(parts, part)
		if sec.Topics != nil {
			topics = append(topics, sec.Topics(h)...)
		}
	}
	return parts, topics, nil
}

// New makes the face.
func New(kit *web.Kit, cards *card.Service) *Phone { return &Phone{Kit: kit, Cards: cards} }
