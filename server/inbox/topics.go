package inbox

import (
	"context"
	"slices"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/web"
	view "yunka/views/inbox"
)

// Kinds of topics; the id is a person. The count stands on the card page, too, which has
// no use for the list.
const (
	topicCount = "inbox"
	topicList  = "inboxlist"
)

func (s *Inbox) topics() []web.Topic {
	return []web.Topic{
		{Kind: topicCount, Permit: mayFollow, Snapshot: s.countState, Render: s.countPieces},
		{Kind: topicList, Permit: mayFollow, Snapshot: s.listState, Render: s.listPieces},
	}
}

// mayFollow keeps the people that the account is.
func mayFollow(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		t.School, err = campus.SchoolOfPerson(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if allow.Can(a, allow.InboxRead, allow.Target{School: t.School, Person: t.ID}) {
			may = append(may, t)
		}
	}
	return may, nil
}

// moved are those of the watched people whose inbox is another now: something came or
// was read, or their own rights moved, which may take messages away. A roster takes no
// rights away; for it every open page would be drawn anew at once.
func moved(n web.News, ids []string) []string {
	changed := map[string]bool{}
	for _, it := range n.Items {
		switch it.Kind {
		case feed.Inbox, feed.RightsMoved, feed.PersonState:
			changed[it.Person] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !changed[id] })
}

func (s *Inbox) countPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	for _, id := range moved(n, ids) {
		p, err := s.countPiece(ctx, q, n.School.ID, id, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func (s *Inbox) countState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	p, err := s.countPiece(ctx, q, t.School, t.ID, at)
	return []web.Piece{p}, err
}

func (s *Inbox) countPiece(ctx context.Context, q bun.IDB, school, person string, at int64) (p web.Piece, err error) {
	r, err := s.ofTopic(ctx, q, school, person)
	if err != nil {
		return p, err
	}
	n, err := countUnread(ctx, q, r)
	return web.Piece{ID: person, Key: "count", State: true, Version: at,
		Content: web.Partial("inbox-count-"+person, "outerMorph", at, view.Count(person, n))}, err
}

func (s *Inbox) listPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	for _, id := range moved(n, ids) {
		p, err := s.listPiece(ctx, q, n.School, id, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func (s *Inbox) listState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	p, err := s.listPiece(ctx, q, sc, t.ID, at)
	return []web.Piece{p}, err
}

// listPiece reads the newest page now and puts it into words when it is drawn, once for
// each language.
func (s *Inbox) listPiece(ctx context.Context, q bun.IDB, sc campus.School, person string, at int64) (p web.Piece, err error) {
	r, err := s.ofTopic(ctx, q, sc.ID, person)
	if err != nil {
		return p, err
	}
	list, _, err := s.box(ctx, q, sc, r, "", 0)
	if err != nil {
		return p, err
	}
	now := s.Now().In(sc.Location())
	content := web.InLanguage(func(ctx context.Context) templ.Component {
		return view.Messages(view.List{Person: person, Live: true, Now: now, Messages: s.draw(ctx, list)}, false)
	})
	return web.Piece{ID: person, Key: "list", State: true, Version: at,
		Content: web.Partial("inbox-list-"+person, "outerMorph", at, content)}, nil
}
