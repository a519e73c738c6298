// Package scene says what a scene of the campus is: a plain value that the faces,
// the live stream and the program around them take in. A scene (server/gate,
// server/attendance …) makes one; server/app lists them all, and nothing else
// imports a scene. Every field may be empty.
//
// A scene is one word in six places: server/<word>, views/<word>,
// static/src/{css,js}/<word>…, sql/migrations/…_<word>, e2e/<word>_test.go. What it
// shares with others is edited in at most four files: allow's grants, reason's list,
// app/scenes.go and an icon.
package scene

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/scan/part"
	"yunka/server/web"
	"yunka/views/console"
	"yunka/views/ui"
)

// Scene is one scene as everything around it knows it.
type Scene struct {
	Name string // one lower-case word: "gate"

	Routes   []web.Route
	Topics   []web.Topic
	Rail     []RailEntry
	Sections []Section
	Persons  []PersonPart // of the console's page of a person
	Words    Words
	Notices  []outbox.Kind // what the scene tells people, in words; it puts them by outbox.Put
	Jobs     []Job
	Waiting  Waiting
	Parts    []part.Part // what it adds to scans, in their own commit

	Functions []Function // what a card can lead to in one press
}

// Function is something that a card can lead to in one press. The office chooses up to four for
// each role's cards (package cardface).
type Function struct {
	Key   string // one lower-case word, kept in designs: never changed
	Icon  ui.Name
	Text  func(ctx context.Context) string
	Roles []allow.Role // whose cards may have it
	// Link is where it leads for a holder; "" for who may not. On a parent's card it is asked
	// about each child instead, unless the function is the parent's Own.
	Link func(h Holder) string
	Own  bool
}

// For reports whether cards of a role may have the function.
func (f Function) For(r allow.Role) bool { return slices.Contains(f.Roles, r) }

// RailEntry is a line of the console's rail.
type RailEntry struct {
	Item   console.RailItem
	Action allow.Action // shown to who may do it in the whole school or for one of its classes or buildings
	Apart  bool         // for people who work elsewhere, too: it opens no console by itself
	// Fill adds what is only known when a page is drawn, such as a badge; not shown
	// if it says false. Nil adds nothing.
	Fill func(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School, item *console.RailItem) (shown bool, err error)
}

// Allows reports whether the entry is shown to the actor.
func (e RailEntry) Allows(a allow.Actor, school string) bool {
	return allow.Can(a, e.Action, allow.Target{School: school}) || len(allow.ClassesFor(a, e.Action, school)) > 0 || len(allow.BuildingsFor(a, e.Action, school)) > 0
}

// Holder is the person whose card or child a Section is drawn for.
type Holder struct {
	School   campus.School
	Loc      *time.Location
	Now      time.Time
	PersonID string
	CardID   string // "" for a child without a card
	Role     allow.Role
	Class    string // the id; "" for who is in none
	Child    bool   // a child of the account, not the account's own person
	Actor    allow.Actor
}

// Section is a part of the card page.
type Section struct {
	Order int // lower comes first; the same order stays as listed
	// Draw makes the part for a holder; nil without an error shows nothing. It asks
	// allow itself: that the page shows a child says nothing of other rights.
	Draw func(ctx context.Context, q bun.IDB, h Holder) (templ.Component, error)
	// Topics are the live topics that keep the part true, as "kind:id".
	Topics func(h Holder) []string
	Large  bool // shown in the simple version of the page, too: what cannot wait
}

// PersonPart is what a scene has to say on the console's page of a person; nil without an error
// shows nothing. It asks allow itself: that somebody may read the person says nothing of
// other rights.
type PersonPart func(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School, person string) (templ.Component, error)

// Waiting is what waits for somebody to do it: a request to answer, a card to look at.
// The page of all of them, the card and the console take it in by value.
type Waiting struct {
	Kinds []string // of the feed's items that change it
	// List is what waits for the actor in a school, one line for each kind of thing,
	// with N 0 where nothing waits now; none for whom nothing of the scene ever waits. It
	// asks allow itself.
	List func(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) ([]WaitingLine, error)
}

// WaitingLine is some things of one kind that wait.
type WaitingLine struct {
	Icon  ui.Name
	Title func(ctx context.Context) string
	Text  func(ctx context.Context) string // more of it, such as the oldest; nil for nothing
	Link  string                           // where it is done
	N     int
	Since time.Time // the oldest; zero without any
	Late  bool      // something should have been done by now
}

// Words are a scene's texts that other pages show. Each answers "" to what is not
// the scene's.
type Words struct {
	Action func(ctx context.Context, verb string) string    // what an audit event did
	Done   func(ctx context.Context, word string) string    // the notice after a form, ?done=word
	Fault  func(ctx context.Context, f *fault.Error) string // why a form was refused
	Detail func(ctx context.Context, key string) string     // a key of an audit event's detail
}

// Job runs beside the server until ctx ends.
type Job struct {
	Name string
	Run  func(ctx context.Context) error
}

// Every is a job that does something at once and then again after each period, until the
// program stops. What fails is logged, and done by the next turn.
func Every(name string, period time.Duration, log *slog.Logger, do func(ctx context.Context) error) Job {
	return Job{Name: name, Run: func(ctx context.Context) error {
		turn := time.NewTicker(period)
		defer turn.Stop()
		for {
			if err := do(ctx); err != nil && ctx.Err() == nil {
				log.Error(name, "err", err)
			}
			select {
			case <-ctx.Done():
				return nil
			case <-turn.C:
			}
		}
	}}
}
