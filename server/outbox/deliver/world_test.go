package deliver_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/outbox"
	"yunka/server/outbox/deliver"
	"yunka/server/schooltest"
)

// world is a school with a clock that is turned, and a worker.
type world struct {
	*schooltest.Fixture
	t      testing.TB
	clock  *schooltest.Clock
	worker *deliver.Worker
}

// each runs fn with a fresh school on each engine. It is Monday noon.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	clock := schooltest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock.Add(schooltest.Noon.Sub(clock.Now()))
		fn(t, newWorld(t, d, clock))
	}, db.WithClock(clock.Now))
}

func newWorld(t testing.TB, d *db.DB, clock *schooltest.Clock, opts ...schooltest.Option) *world {
	w := &world{Fixture: schooltest.New(t, d, append(opts, schooltest.Bare)...), t: t, clock: clock}
	w.worker = deliver.New(deliver.Config{DB: d, Feed: w.Feed, Words: words, Logger: slog.New(slog.DiscardHandler)})
	return w
}

// words say the name and the data, so that tests see what is told.
var words = outbox.Collect([]outbox.Kind{{
	Kind: "arrived", Name: func(context.Context) string { return "Arrived" },
	Draw: func(_ context.Context, t outbox.Told) outbox.Text {
		return outbox.Text{Title: t.Name + " " + string(t.Data), Line: string(t.Data)}
	},
	Many: func(_ context.Context, list []outbox.Told) string { return fmt.Sprint(len(list), " children") },
}})

var logins atomic.Int64

// account gives a person an account that works.
func (w *world) account(h *schooltest.Holder) string {
	id := fmt.Sprintf("account%d", logins.Add(1))
	w.Exec(w.t, "INSERT INTO account (id, login, password_hash, lang, password_at, created_at, password_for) VALUES (?, ?, '', 'en', 0, 0, 'admin')", id, id)
	w.Exec(w.t, "INSERT INTO account_person (person_id, account_id, school_id, linked_at) VALUES (?, ?, ?, 0)", h.Person, id, w.School)
	return id
}

func (w *world) child(name string) *schooltest.Holder {
	return w.Member(w.t, allow.Student, campus.Person{Name: name})
}

// parent is an adult with an account, for these children.
func (w *world) parent(name string, children ...*schooltest.Holder) *schooltest.Holder {
	p := w.Member(w.t, allow.Parent, campus.Person{Name: name})
	w.account(p)
	for _, c := range children {
		w.Guardian(w.t, p, c, "母亲", false)
	}
	return p
}

// about is a notice for the guardians of a child.
func about(child *schooltest.Holder, key string) outbox.Notice {
	return outbox.Notice{Kind: "arrived", Key: key, To: []outbox.To{outbox.Guardians()}, About: child.Person, Data: key}
}

func arrival(child *schooltest.Holder, key string) outbox.Notice {
	n := about(child, key)
	n.Digest, n.Wait = "arrival", 10*time.Minute
	return n
}

func urgent(n outbox.Notice) outbox.Notice { n.Urgent = true; return n }

func corrects(n outbox.Notice, old string) outbox.Notice { n.Replaces = old; return n }

// put writes notices, each in a commit of its own.
func (w *world) put(list ...outbox.Notice) {
	w.t.Helper()
	for _, n := range list {
		n.School = w.School
		w.Tx(w.t, func(ctx context.Context, tx *db.Tx) error { return outbox.Put(ctx, tx, n) })
	}
}

// work delivers what is due now and returns what is due next.
func (w *world) work() time.Time {
	w.t.Helper()
	next, err := w.worker.Work(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return next
}

// inbox is what a person has been told, oldest first: the keys of a message joined by
// a plus, a correction as new<old.
func (w *world) inbox(h *schooltest.Holder) (list []string) {
	w.t.Helper()
	var rows []struct {
		Message  int64
		Key, Old string
	}
	w.read(&rows, `SELECT d.message, n.key, COALESCE(o.key, '') AS old FROM outbox_delivery d
JOIN outbox_notice n ON n.school_id = d.school_id AND n.number = d.number
LEFT JOIN outbox_notice o ON o.school_id = d.school_id AND o.number = d.corrects
WHERE d.person_id = ? AND d.state = 'done' ORDER BY d.message, d.number`, h.Person)
	last := int64(0)
	for _, r := range rows {
		text := r.Key
		if r.Old != "" {
			text += "<" + r.Old
		}
		if r.Message == last {
			list[len(list)-1] += "+" + text
		} else {
			list = append(list, text)
		}
		last = r.Message
	}
	return list
}

func (w *world) read(into any, query string, args ...any) {
	w.t.Helper()
	err := w.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(query, args...).Scan(ctx, into)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// told fails unless the person was told exactly this.
func (w *world) told(h *schooltest.Holder, want ...string) {
	w.t.Helper()
	if got := w.inbox(h); !slices.Equal(got, want) {
		w.t.Errorf("told %q, want %q", strings.Join(got, ", "), strings.Join(want, ", "))
	}
}

// at turns the clock to a time of the Monday, or of a later day: 24:30 is Tuesday.
func (w *world) at(hour, minute int) {
	y, m, d := schooltest.Noon.Date()
	to := time.Date(y, m, d, hour, minute, 0, 0, schooltest.Noon.Location())
	w.clock.Add(to.Sub(w.clock.Now()))
}

// quiet sets the quiet hours of the school or of a person.
func (w *world) quiet(owner string, q deliver.Quiet) error {
	s := deliver.NewService(w.DB, w.Feed, func(string) bool { return false })
	if owner == w.School {
		return s.SetSchoolQuiet(context.Background(), w.Admin, owner, q)
	}
	self := allow.Actor{Kind: allow.Account, Account: "a", People: map[string]bool{owner: true}}
	return s.SetOwnQuiet(context.Background(), self, owner, &q)
}

// quietAllDay is all but the last minute.
func quietAllDay() deliver.Quiet { return deliver.Quiet{On: true, From: 0, To: 1439} }
