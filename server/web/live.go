package web

import (
	"bytes"
	"context"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/feed"
	"yunka/server/scan"
	"yunka/views/cardpage"
	"yunka/views/console"
	"yunka/views/msg"
	"yunka/views/ui"
)

// piece is one fragment on its way to a topic: state replaces what is queued
// under the same key, an event does not.
type piece struct {
	id      string // of the topic
	key     string
	state   bool
	version int64
	content templ.Component
}

func (p piece) html(ctx context.Context) ([]byte, error) {
	var b bytes.Buffer
	err := p.content.Render(ctx, &b)
	return b.Bytes(), err
}

func partial(target, swap string, version int64, c templ.Component) templ.Component {
	return ui.Partial(target, swap, version, c)
}

// news is what happened in a school between two feed numbers, read once for all
// topics and languages.
type news struct {
	school  campus.School
	loc     *time.Location
	now     time.Time
	last    int64
	entries []scan.Entry
	touched map[string]bool // people whose card or person state changed
}

func (s *Web) readNews(ctx context.Context, q bun.IDB, school string, items []feed.Item) (n news, err error) {
	if len(items) == 0 {
		return n, nil
	}
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return n, err
	}
	n = news{school: sc, loc: sc.Location(), now: s.Now(), last: items[len(items)-1].Number, touched: map[string]bool{}}
	scans := false
	for _, it := range items {
		switch it.Kind {
		case feed.Scan, feed.Confirmation, feed.Undo:
			scans = true
		case feed.CardState, feed.PersonState:
			n.touched[it.Person] = true
		}
	}
	if scans {
		n.entries, err = scan.Entries(ctx, q, school, items[0].Number-1, n.last, len(items))
	}
	return n, err
}

// cardPieces tell a card's page that a code was used, what passed, whether the
// card was stopped, and which phones it is on.
func (s *Web) cardPieces(ctx context.Context, q bun.IDB, n news, ids []string) (out []piece, err error) {
	if len(n.entries) == 0 && len(n.touched) == 0 {
		return nil, nil
	}
	cards, err := card.ByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, c := range cards {
		used := n.touched[c.PersonID]
		for _, e := range n.entries {
			if e.PersonID != c.PersonID {
				continue
			}
			if e.CardID == c.ID {
				used = used || e.Consumed
			}
			out = append(out, piece{id: c.ID, key: "today-" + e.Scan, version: e.Feed, content: todayPiece(e, true, n.loc)})
		}
		if used {
			out = append(out, piece{id: c.ID, key: "mark", state: true, version: n.last, content: markPiece(c, n.last, n.now)})
		}
		if n.touched[c.PersonID] {
			out = append(out, piece{id: c.ID, key: "phones", state: true, version: n.last, content: phonesPiece(c, n.last, n.loc)})
		}
	}
	return out, nil
}

func markPiece(c card.View, version int64, now time.Time) templ.Component {
	var mark int64
	for _, k := range c.Credentials {
		mark = max(mark, k.Mark)
	}
	return partial("mark-"+c.ID, "outerMorph", version, cardpage.Mark(c.ID, mark, stateOfCard(c, now.UnixMilli())))
}

func phonesPiece(c card.View, version int64, loc *time.Location) templ.Component {
	return partial("phones-"+c.ID, "outerMorph", version, cardpage.Phones(c.ID, phonesOf(c, loc)))
}

// todayPiece is a new line of today, or the line of a scan as it ended: by staff,
// or taken back.
func todayPiece(e scan.Entry, mine bool, loc *time.Location) templ.Component {
	if e.Kind == feed.Undo {
		e.At = e.Scanned // the line stays where it is
	}
	item := cardpage.TodayItem(todayItem(e, mine, loc))
	if ends(e) {
		return partial("today-"+e.Scan, "outerMorph", e.Feed, item)
	}
	return partial("today", "afterbegin", e.Feed, item)
}

// ends says that an entry takes the place of its scan's line.
func ends(e scan.Entry) bool { return e.Kind == feed.Confirmation || e.Kind == feed.Undo }

// cardState is everything a card's page must catch up on.
func (s *Web) cardState(ctx context.Context, q bun.IDB, id string, version int64) (out []piece, err error) {
	cards, err := card.ByID(ctx, q, []string{id})
	if err != nil || len(cards) == 0 {
		return nil, err
	}
	c := cards[0]
	loc, err := schoolZone(ctx, q, c.SchoolID)
	if err != nil {
		return nil, err
	}
	out = append(out, piece{id: id, key: "mark", state: true, version: version, content: markPiece(c, version, s.Now())},
		piece{id: id, key: "phones", state: true, version: version, content: phonesPiece(c, version, loc)})
	lines, err := s.todayLines(ctx, q, c.PersonID, true, version, loc)
	return append(out, lines...), err
}

func schoolZone(ctx context.Context, q bun.IDB, school string) (*time.Location, error) {
	sc, err := campus.SchoolByID(ctx, q, school)
	return sc.Location(), err
}

// todayLines are a person's lines of today, oldest first: the page puts each on
// top and leaves out those it has, which is why the end of a scan comes again as
// what takes the line's place.
func (s *Web) todayLines(ctx context.Context, q bun.IDB, person string, mine bool, version int64, loc *time.Location) (out []piece, err error) {
	entries, err := scan.OfPeople(ctx, q, []string{person}, campus.DayStart(s.Now(), loc), 50)
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		item := cardpage.TodayItem(todayItem(e, mine, loc))
		out = append(out, piece{id: person, key: "today-" + e.Scan, version: e.Feed, content: partial("today", "afterbegin", e.Feed, item)})
		if ends(e) {
			out = append(out, piece{id: person, key: "ended-" + e.Scan, version: version, content: partial("today-"+e.Scan, "outerMorph", version, item)})
		}
	}
	return out, err
}

// childPieces tell a guardian where a child was seen last.
func (s *Web) childPieces(ctx context.Context, q bun.IDB, n news, ids []string) (out []piece, err error) {
	moved := map[string]bool{}
	want := map[string]bool{}
	for _, id := range ids {
		want[id] = true
	}
	for _, e := range n.entries {
		if want[e.PersonID] {
			moved[e.PersonID] = true
			out = append(out, piece{id: e.PersonID, key: "today-" + e.Scan, version: e.Feed, content: todayPiece(e, false, n.loc)})
		}
	}
	states, err := s.childStates(ctx, q, keysOf(moved), n.last, n.loc)
	return append(out, states...), err
}

func (s *Web) childStates(ctx context.Context, q bun.IDB, ids []string, version int64, loc *time.Location) (out []piece, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	now := s.Now()
	children, err := campus.Pupils(ctx, q, now.UnixMilli(), ids)
	if err != nil {
		return nil, err
	}
	last, err := scan.LastPassages(ctx, q, ids, campus.DayStart(now, loc))
	for _, c := range children {
		out = append(out, piece{id: c.ID, key: "state", state: true, version: version,
			content: partial("child-"+c.ID, "outerMorph", version, cardpage.ChildState(childView(c, last, loc)))})
	}
	return out, err
}

func (s *Web) childState(ctx context.Context, q bun.IDB, school, id string, version int64) ([]piece, error) {
	loc, err := schoolZone(ctx, q, school)
	if err != nil {
		return nil, err
	}
	out, err := s.childStates(ctx, q, []string{id}, version, loc)
	if err != nil {
		return nil, err
	}
	lines, err := s.todayLines(ctx, q, id, false, version, loc)
	return append(out, lines...), err
}

// consolePieces are new rows of the feed. The figures beside it come by pulse.
func consolePieces(n news) (out []piece) {
	for _, e := range n.entries {
		if e.Kind == feed.Undo {
			e.At = e.Scanned
		}
		row := console.FeedRow(feedRow(e, n.loc))
		c := partial("feed", "afterbegin", e.Feed, row)
		if ends(e) {
			c = partial("scan-"+e.Scan, "outerMorph", e.Feed, row)
		}
		out = append(out, piece{id: n.school.ID, key: "scan-" + e.Scan, version: e.Feed, content: c})
	}
	return out
}

// speak is ctx in a viewer's language.
func speak(ctx context.Context, lang string) context.Context {
	return msg.WithLang(ctx, msg.Negotiate(lang))
}
