package post_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/post"
)

var ctx = context.Background()

// world is two schools with classes and teachers, and a clock that the test turns.
type world struct {
	*testing.T
	db       *db.DB
	svc      *post.Service
	accounts *account.Service
	mu       *sync.Mutex
	now      *time.Time

	one, two         string // schools
	class, same, old string // of school one: 三年级 1班 and 2班, 六年级 1班
	alien            string // 三年级 1班 of school two
	anna, ben, mum   string // people of school one: two teachers, a parent
	eve              string // a teacher of school two
}

var admin = func(school string) allow.Actor {
	return allow.Actor{Kind: allow.Account, Account: "office", Seats: []allow.Seat{{School: school, Person: "office", Role: allow.Admin}}}
}

func each(t *testing.T, story func(w *world)) {
	t.Helper()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			now := time.Date(2026, 9, 1, 7, 30, 0, 0, time.UTC)
			w := &world{T: t, mu: &sync.Mutex{}, now: &now}
			w.db = dbtest.Open(t, e, db.WithClock(w.clock))
			w.svc = post.New(w.db, feed.New())
			w.accounts = account.New(w.db, feed.New(), account.WithCost(account.Cost{Memory: 8, Time: 1, Threads: 1}))
			w.tx(func(tx *db.Tx) (err error) {
				for _, s := range []*string{&w.one, &w.two} {
					if *s, err = campus.CreateSchool(ctx, tx, campus.School{Slug: fmt.Sprint("s", s == &w.two), Name: "学校"}); err != nil {
						return err
					}
				}
				for _, c := range []struct {
					id                  *string
					school, grade, name string
				}{{&w.class, w.one, "三年级", "1班"}, {&w.same, w.one, "三年级", "2班"}, {&w.old, w.one, "六年级", "1班"}, {&w.alien, w.two, "三年级", "1班"}} {
					if *c.id, err = campus.AddClass(ctx, tx, c.school, c.grade, c.name); err != nil {
						return err
					}
				}
				return nil
			})
			w.anna, w.ben, w.mum = w.person(w.one, "安娜", allow.Teacher), w.person(w.one, "本", allow.Teacher), w.person(w.one, "妈妈", allow.Parent)
			w.eve = w.person(w.two, "伊芙", allow.Teacher)
			story(w)
		})
	}
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return *w.now
}

func (w *world) ms() int64 { return w.clock().UnixMilli() }

func (w *world) set(ms int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*w.now = time.UnixMilli(ms).UTC()
}

func (w *world) tx(fn func(tx *db.Tx) error) {
	w.Helper()
	if err := w.db.Tx(ctx, func(_ context.Context, tx *db.Tx) error { return fn(tx) }); err != nil {
		w.Fatal(err)
	}
}

func (w *world) person(school, name string, role allow.Role) (id string) {
	w.Helper()
	w.tx(func(tx *db.Tx) (err error) {
		if id, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: name}); err != nil {
			return err
		}
		_, _, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: id, Role: role})
		return err
	})
	return id
}

func (w *world) exec(query string, args ...any) {
	w.Helper()
	w.tx(func(tx *db.Tx) error {
		_, err := tx.NewRaw(query, args...).Exec(ctx)
		return err
	})
}

// account activates a person's account.
func (w *world) account(school, person string) string {
	w.Helper()
	code, _, err := w.accounts.IssueActivation(ctx, admin(school), person)
	if err != nil {
		w.Fatal(err)
	}
	id, err := w.accounts.Activate(ctx, code, "u"+person, "correct horse 7", "zh-CN")
	if err != nil {
		w.Fatal(err)
	}
	return id
}

func (w *world) actor(account string) allow.Actor {
	w.Helper()
	a, err := w.accounts.Actor(ctx, account)
	if err != nil {
		w.Fatal(err)
	}
	return a
}

// reads says which of the classes of both schools the account may read.
func (w *world) reads(account string) (list []string) {
	w.Helper()
	a := w.actor(account)
	for _, c := range [][2]string{{w.one, w.class}, {w.one, w.same}, {w.one, w.old}, {w.two, w.alien}, {w.two, w.class}, {w.one, w.alien}} {
		if allow.Can(a, allow.PeopleRead, allow.Target{School: c[0], Class: c[1], Person: "somebody"}) {
			list = append(list, c[1])
		}
	}
	return list
}

func (w *world) want(what string, err error, code string) {
	w.Helper()
	got := ""
	if err != nil {
		got = fault.As(err).Code
	}
	if got != code {
		w.Errorf("%s: %v, want %q", what, err, code)
	}
}

func (w *world) give(person string, d post.Draft) string {
	w.Helper()
	id, err := w.svc.Give(ctx, admin(w.one), w.one, person, d)
	if err != nil {
		w.Fatal(err)
	}
	return id
}
