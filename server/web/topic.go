package web

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/scan/history"
	"yunka/views/msg"
	"yunka/views/ui"
)

// Topic is a kind of live page: who may watch one, and how it is drawn. Only
// Kind, Snapshot and one of Permit and Screen are needed.
type Topic struct {
	Kind string
	// Permit keeps those of the asked topics, all of this kind, that an account may
	// watch, each with its School.
	Permit func(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) ([]live.Topic, error)
	// Screen is who watches by a device's own pass instead of an account. It is asked
	// when a socket wants exactly one topic, of this kind. mine is false if the
	// account of the request is to be asked; a Viewer without an ID is refused as
	// logged out.
	Screen func(r *http.Request, t live.Topic, epoch uint64) (v live.Viewer, mine bool, err error)
	// Still reports whether a Viewer that Screen gave is still what it was.
	Still func(ctx context.Context, q bun.IDB, v live.Viewer) (bool, error)
	// Snapshot is everything that a page which has just connected must catch up on,
	// as of feed number at.
	Snapshot func(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]Piece, error)
	// Render is what news changes on the pages of these ids.
	Render func(ctx context.Context, q bun.IDB, n News, ids []string) ([]Piece, error)
	// Pulse are the parts that move with time, or that are too dear for each batch.
	Pulse func(ctx context.Context, q bun.IDB, t live.Topic) ([]Pulse, error)
}

// Piece is one fragment on its way to a topic: state replaces what is queued
// under the same key, an event does not.
type Piece struct {
	ID      string // of the topic
	Key     string
	State   bool
	Version int64 // the feed number that it shows
	Content templ.Component
}

func (p Piece) html(ctx context.Context) ([]byte, error) {
	var b bytes.Buffer
	err := p.Content.Render(ctx, &b)
	return b.Bytes(), err
}

// Partial is a fragment that htmx swaps into target.
func Partial(target, swap string, version int64, c templ.Component) templ.Component {
	return ui.Partial(target, swap, version, c)
}

// News is what happened in a school between two feed numbers, read once for all
// topics and languages.
type News struct {
	School  campus.School
	Loc     *time.Location
	Now     time.Time
	Last    int64           // the newest feed number
	Items   []feed.Item     // in order, without gaps
	Entries []history.Entry // of the scans among them, and how scans ended
	Touched map[string]bool // people whose card or person state changed
}

func (s *Kit) readNews(ctx context.Context, q bun.IDB, school string, items []feed.Item) (n News, err error) {
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return n, err
	}
	n = News{School: sc, Loc: sc.Location(), Now: s.Now(), Last: items[len(items)-1].Number, Items: items, Touched: map[string]bool{}}
	scans := false
	for _, it := range items {
		switch it.Kind {
		case feed.Scan, feed.Confirmation, feed.Undo:
			scans = true
		case feed.CardState, feed.PersonState:
			n.Touched[it.Person] = true
		}
	}
	if scans {
		n.Entries, err = history.Entries(ctx, q, school, items[0].Number-1, n.Last, len(items))
	}
	return n, err
}

// stream draws the registered topics for the hub.
type stream struct {
	web    *Kit
	topics map[string]Topic
}

func (st *stream) kinds() (list []string) {
	for k := range st.topics {
		list = append(list, k)
	}
	return list
}

// permitted returns the topics that the actor may see, with their schools.
func (st *stream) permitted(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	byKind := map[string][]live.Topic{}
	for _, t := range asked {
		byKind[t.Kind] = append(byKind[t.Kind], t)
	}
	for kind, some := range byKind {
		k := st.topics[kind]
		if k.Permit == nil {
			continue
		}
		ok, err := k.Permit(ctx, q, a, some)
		if err != nil {
			return nil, err
		}
		may = append(may, ok...)
	}
	return may, nil
}

// screen is who watches by a device's own pass.
func (st *stream) screen(r *http.Request, asked []live.Topic, epoch uint64) (v live.Viewer, mine bool, err error) {
	if len(asked) != 1 || st.topics[asked[0].Kind].Screen == nil {
		return v, false, nil
	}
	v, mine, err = st.topics[asked[0].Kind].Screen(r, asked[0], epoch)
	v.Screen = asked[0].Kind
	return v, mine, err
}

// still asks about a Viewer that screen gave; known is false for an account's.
func (st *stream) still(ctx context.Context, q bun.IDB, v live.Viewer) (ok, known bool, err error) {
	if v.Screen == "" {
		return false, false, nil
	}
	ok, err = st.topics[v.Screen].Still(ctx, q, v)
	return ok, true, err
}

// Snapshot implements live.Renderer.
func (st *stream) Snapshot(ctx context.Context, q bun.IDB, t live.Topic, lang string, at int64) ([]byte, error) {
	pieces, err := st.topics[t.Kind].Snapshot(ctx, q, t, at)
	if err != nil {
		return nil, err
	}
	st.web.told.forget(t, lang) // what this page shows is not what was told last
	var out []byte
	for _, p := range pieces {
		html, err := p.html(speak(ctx, lang))
		if err != nil {
			return nil, err
		}
		out = append(out, html...)
	}
	return out, nil
}

// Render implements live.Renderer.
func (st *stream) Render(ctx context.Context, q bun.IDB, b live.Batch) (out []live.Fragment, err error) {
	if len(b.Items) == 0 {
		return nil, nil
	}
	n, err := st.web.readNews(ctx, q, b.School, b.Items)
	if err != nil {
		return nil, err
	}
	ids := map[string][]string{}
	topics := map[[2]string]live.Topic{}
	for _, t := range b.Topics {
		ids[t.Kind] = append(ids[t.Kind], t.ID)
		topics[[2]string{t.Kind, t.ID}] = t
	}
	for kind, of := range ids {
		if st.topics[kind].Render == nil {
			continue
		}
		pieces, err := st.topics[kind].Render(ctx, q, n, of)
		if err != nil {
			return nil, err
		}
		for _, p := range pieces {
			out = append(out, live.Fragment{Topic: topics[[2]string{kind, p.ID}], Version: p.Version, State: p.State, Key: p.Key,
				Draw: func(lang string) ([]byte, error) { return p.html(speak(ctx, lang)) }})
		}
	}
	return out, nil
}

// Pulse implements live.Pulser.
func (st *stream) Pulse(ctx context.Context, q bun.IDB, b live.Batch) (out []live.Fragment, err error) {
	for _, t := range b.Topics {
		if st.topics[t.Kind].Pulse == nil {
			continue
		}
		parts, err := st.topics[t.Kind].Pulse(ctx, q, t)
		if err != nil {
			return nil, err
		}
		for _, p := range parts {
			html, err := st.web.told.news(speak(ctx, b.Lang), t, b.Lang, p, b.At)
			if err != nil {
				return nil, err
			}
			if html != nil {
				out = append(out, live.Fragment{Topic: t, Version: b.At, State: true, Key: p.Key, Draw: live.HTML(html)})
			}
		}
	}
	return out, nil
}

// speak is ctx in a viewer's language.
func speak(ctx context.Context, lang string) context.Context {
	return msg.WithLang(ctx, msg.Negotiate(lang))
}
