// Package schooltest makes schools for tests, through the services that make real
// ones, with a clock that tests turn. It is used from external test packages
// (package x_test) only, so it may import every domain; what presents a code as
// well is in scan/scantest.
//
//	f := schooltest.New(t, d)                    // zones, gates, rights, an admin
//	f := schooltest.New(t, d, schooltest.Bare)   // a school with nothing in it
//	who, token := f.Terminal(t, f.GateIn, true)  // a reader
//	h := f.Holder(t, allow.Student)              // card, chip and a claimed phone key
//	h := f.Member(t, allow.Parent, campus.Person{Name: "古丽"}) // a card alone
package schooltest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/terminal"
)

// Fixture is one school.
type Fixture struct {
	DB        *db.DB
	Feed      *feed.Feed
	Cards     *card.Service
	Terminals *terminal.Service
	School    string
	Zone      string // students, teachers, parents and guards may enter
	Office    string // inside Zone; teachers may enter, parents with staff
	GateIn    string
	GateOut   string
	OfficeIn  string
	Admin     allow.Actor
	serial    atomic.Int64
}

// Option changes the school that New makes.
type Option func(*options)

type options struct {
	school campus.School
	bare   bool
}

// Bare leaves out zones, gates and rights; the Admin is nobody's card.
func Bare(o *options) { o.bare = true }

// Slug is the school's short name; without it each school of a test binary has its own.
func Slug(slug string) Option { return func(o *options) { o.school.Slug = slug } }

// TimeZone is where the school is, by default in Shanghai.
func TimeZone(zone string) Option { return func(o *options) { o.school.Zone = zone } }

var schools atomic.Int64

// New builds a school in d. Its gates are open at any hour.
func New(t testing.TB, d *db.DB, opts ...Option) *Fixture {
	t.Helper()
	n := schools.Add(1)
	o := options{school: campus.School{Slug: fmt.Sprintf("s%d", n), Name: fmt.Sprintf("School %d", n)}}
	for _, opt := range opts {
		opt(&o)
	}
	f := &Fixture{DB: d, Feed: feed.New()}
	f.Cards, f.Terminals = card.New(d, f.Feed), terminal.New(d, f.Feed)
	f.Tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		if f.School, err = campus.CreateSchool(ctx, tx, o.school); err != nil || o.bare {
			return err
		}
		return f.build(ctx, tx)
	})
	f.Admin = Admin(f.School)
	if !o.bare {
		admin := f.chipHolder(t, allow.Admin)
		f.Admin = admin.Actor
		f.Admin.Seats = []allow.Seat{{School: f.School, Person: admin.Person, Role: allow.Admin}}
	}
	return f
}

// Admin is somebody who may do what an admin of the school may.
func Admin(school string) allow.Actor {
	return allow.Actor{Kind: allow.Account, Account: "acc-" + school, Seats: []allow.Seat{{School: school, Role: allow.Admin}}}
}

// build makes two zones, three gates and what the roles may.
func (f *Fixture) build(ctx context.Context, tx *db.Tx) (err error) {
	if f.Zone, err = access.AddZone(ctx, tx, f.School, "Campus", ""); err != nil {
		return err
	}
	if f.Office, err = access.AddZone(ctx, tx, f.School, "Office", f.Zone); err != nil {
		return err
	}
	for _, g := range []struct {
		id   *string
		zone string
		dir  rule.Direction
	}{{&f.GateIn, f.Zone, rule.In}, {&f.GateOut, f.Zone, rule.Out}, {&f.OfficeIn, f.Office, rule.In}} {
		if *g.id, err = access.AddGate(ctx, tx, f.School, g.zone, "Gate "+string(g.dir), g.dir); err != nil {
			return err
		}
		for day := 1; day <= 7; day++ {
			if err := access.AddOpening(ctx, tx, f.School, *g.id, access.Opening{Weekday: day, From: 0, To: 1440}); err != nil {
				return err
			}
		}
	}
	for _, role := range []allow.Role{allow.Student, allow.Teacher, allow.Parent, allow.Guard} {
		if err := access.SetRight(ctx, tx, f.School, f.Zone, string(role), rule.RightToPass); err != nil {
			return err
		}
	}
	if err := access.SetRight(ctx, tx, f.School, f.Office, string(allow.Teacher), rule.RightToPass); err != nil {
		return err
	}
	return access.SetRight(ctx, tx, f.School, f.Office, string(allow.Parent), rule.RightWithStaff)
}

// Terminal adds a reader at a gate, or for "" one that identifies only, and
// returns it with its token.
func (f *Fixture) Terminal(t testing.TB, gate string, staff bool) (terminal.Identity, string) {
	t.Helper()
	scene := rule.GateScene
	if gate == "" {
		scene = rule.IdentifyScene
	}
	draft := terminal.Draft{Name: fmt.Sprintf("T%d", f.serial.Add(1)), Kind: terminal.Reader, Scene: string(scene), Staff: staff, Gate: gate}
	_, token, err := f.Terminals.Add(context.Background(), f.Admin, f.School, draft)
	must(t, err)
	who, err := f.Terminals.Authenticate(context.Background(), token)
	must(t, err)
	return who, token
}

// Class adds a class.
func (f *Fixture) Class(t testing.TB, grade, name string) (id string) {
	t.Helper()
	f.Tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = campus.AddClass(ctx, tx, f.School, grade, name)
		return err
	})
	return id
}

// Key is a fresh idempotency key.
func (f *Fixture) Key() string { return "k" + strconv.FormatInt(f.serial.Add(1), 10) }

// Tx runs fn in a transaction that must succeed.
func (f *Fixture) Tx(t testing.TB, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	must(t, f.DB.Tx(context.Background(), fn))
}

// Exec changes rows behind the services' backs.
func (f *Fixture) Exec(t testing.TB, q string, args ...any) {
	t.Helper()
	f.Tx(t, func(ctx context.Context, tx *db.Tx) error { _, err := tx.NewRaw(q, args...).Exec(ctx); return err })
}

// Value reads one value of one row.
func Value[T any](t testing.TB, d *db.DB, q string, args ...any) (v T) {
	t.Helper()
	must(t, d.Read(context.Background(), func(ctx context.Context, tx bun.IDB) error { return tx.NewRaw(q, args...).Scan(ctx, &v) }))
	return v
}

// Insert writes rows in one statement; into is a table and its columns, as SQL has it.
func Insert(ctx context.Context, tx *db.Tx, into string, rows [][]any) error {
	marks := "(?" + strings.Repeat(", ?", len(rows[0])-1) + ")"
	_, err := tx.NewRaw("INSERT INTO "+into+" VALUES "+marks+strings.Repeat(", "+marks, len(rows)-1), slices.Concat(rows...)...).Exec(ctx)
	return err
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
