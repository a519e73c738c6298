package live

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/feed"
)

// Kinds of topics.
const (
	Card    = "card"    // id: card
	Child   = "child"   // id: person
	Class   = "class"   // id: class
	Gate    = "gate"    // id: terminal; for itself, and nobody in it
	Console = "console" // id: school
	Wall    = "wall"    // id: school; how many, never who
)

// Topic is what one can subscribe to.
type Topic struct {
	Kind, ID string
	School   string // every topic belongs to one
}

func (t Topic) String() string { return t.Kind + ":" + t.ID }

// Viewer is who connects, as the handler has authorised it.
type Viewer struct {
	ID      string    // account or terminal
	Screen  string    // the topic kind whose device's pass let the viewer in; "" for an account
	Session string    // "" if the viewer has only one; each is re-authorised by itself
	Lang    string    // fragments are rendered in it
	Topics  []Topic   // what the viewer may see and asked for
	Expires time.Time // zero: no end of its own
	Bearer  bool      // authenticated by a token in a header, not by a cookie
	// Epoch is Hub.Epoch from before the viewer was authorised: a change of
	// rights between then and Serve is noticed. Zero asks again at once.
	Epoch uint64
}

// Verdict is the answer of Config.Reauthorise.
type Verdict struct {
	OK      bool      // false closes with 4401
	Topics  []Topic   // those of the asked ones that are still permitted
	Lang    string    // "" or the same; another one makes the client come back
	Expires time.Time // replaces Viewer.Expires unless zero
}

// Renderer turns feed items into HTML. It must not keep q.
type Renderer interface {
	// Snapshot renders the whole state of a topic as of feed number at; q is
	// the database at exactly that number.
	Snapshot(ctx context.Context, q bun.IDB, t Topic, lang string, at int64) ([]byte, error)
	// Render reads what a batch changes. It is called once for each batch with
	// all watched topics of the kinds the renderer was registered for, and each
	// of its fragments is drawn once for each language it is watched in; an error
	// repeats the batch. q has seen the last item of the batch, and nothing later.
	Render(ctx context.Context, q bun.IDB, b Batch) ([]Fragment, error)
}

// Pulser is a Renderer with state that moves with time, or that is too dear to
// render for every batch. Pulse is called soon after a batch, but at most four
// times a second, and once a second while nothing happens; it answers fragments
// of State, of version b.At, and of these only what has changed in b.Lang.
type Pulser interface {
	Pulse(ctx context.Context, q bun.IDB, b Batch) ([]Fragment, error)
}

// Batch is some new items of a school and who cares.
type Batch struct {
	School string
	Lang   string      // of a pulse; "" otherwise
	Items  []feed.Item // in order, without gaps; none for a pulse
	Topics []Topic
	At     int64 // the newest number that is published with it
}

// Fragment is HTML for everyone who watches a topic.
type Fragment struct {
	Topic   Topic
	Version int64  // the number of the item it shows; the markup carries it as data-v
	State   bool   // only the newest of Key matters
	Key     string // with State: what it replaces within the topic
	// Draw writes it in a language. It runs while the batch is rendered and may
	// not read anything.
	Draw func(lang string) ([]byte, error)
}

// HTML is a Draw that is the same in every language.
func HTML(b []byte) func(string) ([]byte, error) {
	return func(string) ([]byte, error) { return b, nil }
}
