package phone

import (
	"context"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/scan/history"
	"yunka/server/web"
	"yunka/views/cardpage"
)

// cardPieces tell a card's page that a code was used, what passed, whether the
// card was stopped, and which phones it is on.
func (s *Phone) cardPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	if len(n.Entries) == 0 && len(n.Touched) == 0 && !restyled(n) {
		return nil, nil
	}
	cards, err := card.ByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	if restyled(n) {
		if out, err = s.facePieces(ctx, q, cards, n.Last); err != nil {
			return nil, err
		}
	}
	for _, c := range cards {
		used := n.Touched[c.PersonID]
		for _, e := range n.Entries {
			if e.PersonID != c.PersonID {
				continue
			}
			if e.CardID == c.ID {
				used = used || e.Consumed
			}
			out = append(out, web.Piece{ID: c.ID, Key: "today-" + e.Scan, Version: e.Feed, Content: todayPiece(e, true, n.Loc)})
		}
		if used {
			out = append(out, web.Piece{ID: c.ID, Key: "mark", State: true, Version: n.Last, Content: markPiece(c, n.Last, n.Now)})
		}
		if n.Touched[c.PersonID] {
			out = append(out, web.Piece{ID: c.ID, Key: "phones", State: true, Version: n.Last, Content: phonesPiece(c, n.Last, n.Loc)})
		}
	}
	return out, nil
}

func markPiece(c card.View, version int64, now time.Time) templ.Component {
	var mark int64
	for _, k := range c.Credentials {
		mark = max(mark, k.Mark)
	}
	return web.Partial("mark-"+c.ID, "outerMorph", version, cardpage.Mark(c.ID, mark, stateOfCard(c, now.UnixMilli())))
}

func phonesPiece(c card.View, version int64, loc *time.Location) templ.Component {
	return web.Partial("phones-"+c.ID, "outerMorph", version, cardpage.Phones(c.ID, phonesOf(c, loc)))
}

// todayPiece is a new line of today, or the line of a scan as it ended: by staff,
// or taken back.
func todayPiece(e history.Entry, mine bool, loc *time.Location) templ.Component {
	if e.Kind == feed.Undo {
		e.At = e.Scanned // the line stays where it is
	}
	item := cardpage.TodayItem(todayItem(e, mine, loc))
	if web.Ends(e) {
		return web.Partial("today-"+e.Scan, "outerMorph", e.Feed, item)
	}
	return web.Partial("today", "afterbegin", e.Feed, item)
}

// cardState is everything a card's page must catch up on.
func (s *Phone) cardState(ctx context.Context, q bun.IDB, t live.Topic, version int64) (out []web.Piece, err error) {
	cards, err := card.ByID(ctx, q, []string{t.ID})
	if err != nil || len(cards) == 0 {
		return nil, err
	}
	c := cards[0]
	loc, err := web.SchoolZone(ctx, q, c.SchoolID)
	if err != nil {
		return nil, err
	}
	out = append(out, web.Piece{ID: t.ID, Key: "mark", State: true, Version: version, Content: markPiece(c, version, s.Now())},
		web.Piece{ID: t.ID, Key: "phones", State: true, Version: version, Content: phonesPiece(c, version, loc)})
	faces, err := s.facePieces(ctx, q, cards, version)
	if err != nil {
		return nil, err
	}
	lines, err := s.todayLines(ctx, q, c.PersonID, true, version, loc)
	return append(append(out, faces...), lines...), err
}

// todayLines are a person's lines of today, oldest first: the page puts each on
// top and leaves out those it has, which is why the end of a scan comes again as
// what takes the line's place.
func (s *Phone) todayLines(ctx context.Context, q bun.IDB, person string, mine bool, version int64, loc *time.Location) (out []web.Piece, err error) {
	entries, err := history.OfPeople(ctx, q, []string{person}, campus.DayStart(s.Now(), loc), 50)
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		item := cardpage.TodayItem(todayItem(e, mine, loc))
		out = append(out, web.Piece{ID: person, Key: "today-" + e.Scan, Version: e.Feed, Content: web.Partial("today", "afterbegin", e.Feed, item)})
		if web.Ends(e) {
			out = append(out, web.Piece{ID: person, Key: "ended-" + e.Scan, Version: version, Content: web.Partial("today-"+e.Scan, "outerMorph", version, item)})
		}
	}
	return out, err
}

// childPieces tell a guardian where a child was seen last.
func (s *Phone) childPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	moved := map[string]bool{}
	want := map[string]bool{}
	for _, id := range ids {
		want[id] = true
	}
	for _, e := range n.Entries {
		if want[e.PersonID] {
			moved[e.PersonID] = true
			out = append(out, web.Piece{ID: e.PersonID, Key: "today-" + e.Scan, Version: e.Feed, Content: todayPiece(e, false, n.Loc)})
		}
	}
	states, err := s.childStates(ctx, q, web.Keys(moved), n.Last, n.Loc)
	return append(out, states...), err
}

func (s *Phone) childStates(ctx context.Context, q bun.IDB, ids []string, version int64, loc *time.Location) (out []web.Piece, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	now := s.Now()
	children, err := campus.Pupils(ctx, q, now.UnixMilli(), ids)
	if err != nil {
		return nil, err
	}
	last, err := history.LastPassages(ctx, q, ids, campus.DayStart(now, loc))
	for _, c := range children {
		out = append(out, web.Piece{ID: c.ID, Key: "state", State: true, Version: version,
			Content: web.Partial("child-"+c.ID, "outerMorph", version, cardpage.ChildState(childView(c, last, loc)))})
	}
	return out, err
}

func (s *Phone) childState(ctx context.Context, q bun.IDB, t live.Topic, version int64) ([]web.Piece, error) {
	loc, err := web.SchoolZone(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	out, err := s.childStates(ctx, q, []string{t.ID}, version, loc)
	if err != nil {
		return nil, err
	}
	lines, err := s.todayLines(ctx, q, t.ID, false, version, loc)
	return append(out, lines...), err
}

func (s *Phone) Topics() []web.Topic {
	return []web.Topic{
		{Kind: live.Card, Permit: cardMay, Snapshot: s.cardState, Render: s.cardPieces},
		{Kind: live.Child, Permit: childMay, Snapshot: s.childState, Render: s.childPieces},
	}
}

func cardMay(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	ids := make([]string, 0, len(asked))
	for _, t := range asked {
		ids = append(ids, t.ID)
	}
	cards, err := card.ByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, t := range asked {
		for _, c := range cards {
			if c.ID == t.ID && allow.Can(a, allow.CardView, allow.Target{School: c.SchoolID, Person: c.PersonID, Card: c.ID}) {
				t.School = c.SchoolID
				may = append(may, t)
			}
		}
	}
	return may, nil
}

func childMay(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		if !allow.Can(a, allow.ChildView, allow.Target{Person: t.ID}) {
			continue
		}
		t.School, err = campus.SchoolOfPerson(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		may = append(may, t)
	}
	return may, nil
}
