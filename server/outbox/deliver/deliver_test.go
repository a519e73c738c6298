package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/outbox/deliver"
	"yunka/server/schooltest"
)

// Everybody is told once, in the order of Put, and the feed says whose inbox moved.
func TestDeliverOnceAndInOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		child, other := w.child("林知夏"), w.child("林沐阳")
		mother := w.parent("李梅", child, other)
		father := w.parent("林峰", child)
		w.put(about(child, "a"), about(other, "b"), about(child, "c"), about(child, "a"))
		if next := w.work(); !next.IsZero() {
			t.Errorf("something is due at %v", next)
		}
		w.told(mother, "a", "b", "c")
		w.told(father, "a", "c")
		w.work()
		w.told(mother, "a", "b", "c")
		var items []feed.Item
		if err := w.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) (err error) {
			items, err = feed.Read(ctx, q, w.School, 0, 100)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, it := range items {
			if it.Kind == feed.Inbox && (it.Person == mother.Person || it.Person == father.Person) {
				n++
			}
		}
		if n != 5 {
			t.Errorf("%d of 5 messages are in the feed", n)
		}
	})
}

// Several workers at once tell nobody twice and nobody out of order.
func TestDeliverByManyWorkers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var children, parents []*schooltest.Holder
		for i := range 5 {
			children = append(children, w.child(fmt.Sprint("孩子", i)))
			parents = append(parents, w.parent(fmt.Sprint("家长", i), children[i]))
		}
		var want [5][]string
		var wg sync.WaitGroup
		stop := make(chan struct{})
		for range 4 {
			worker := deliver.New(deliver.Config{DB: w.DB, Feed: w.Feed, Words: words})
			wg.Go(func() {
				for {
					if _, err := worker.Work(context.Background()); err != nil {
						t.Error(err)
						return
					}
					select {
					case <-stop:
						return
					default:
					}
				}
			})
		}
		for i := range 60 {
			key := fmt.Sprintf("k%02d", i)
			w.put(about(children[i%5], key))
			want[i%5] = append(want[i%5], key)
		}
		close(stop)
		wg.Wait()
		w.work()
		for i, p := range parents {
			w.told(p, want[i]...)
		}
	})
}

// Who is told is decided when it is delivered, by allow: each way of losing the right.
func TestRightsAtDelivery(t *testing.T) {
	lose := map[string]string{
		"restricted":  "UPDATE guardianship SET restricted = TRUE WHERE adult_id = ?",
		"notify gone": "UPDATE guardianship SET can_notify = FALSE WHERE adult_id = ?",
		"view gone":   "UPDATE guardianship SET can_view = FALSE WHERE adult_id = ?",
		"ended":       "UPDATE guardianship SET valid_to = 1 WHERE adult_id = ?",
		"not begun":   "UPDATE guardianship SET valid_from = 99999999999999 WHERE adult_id = ?",
		"suspended":   "UPDATE person SET state = 'suspended' WHERE id = ?",
		"disabled":    "UPDATE account SET disabled_at = 1 WHERE id = (SELECT account_id FROM account_person WHERE person_id = ?)",
		"dormant":     "UPDATE account_person SET dormant_at = 1, dormant_for = 'reset' WHERE person_id = ?",
		"no account":  "DELETE FROM account_person WHERE person_id = ?",
	}
	each(t, func(t *testing.T, w *world) {
		for name, statement := range lose {
			// Put before, delivered after: lost between. And lost while it was held.
			w.at(12, 0)
			child := w.child("孩子")
			loses, keeps := w.parent("甲", child), w.parent("乙", child)
			w.put(about(child, name))
			w.Exec(t, statement, loses.Person)
			w.work()
			if got := w.inbox(loses); len(got) != 0 {
				t.Errorf("%s: was told %v", name, got)
			}
			w.told(keeps, name)

			held := w.parent("丙", child)
			w.at(23, 0)
			w.put(about(child, name+" held"))
			w.work()
			w.Exec(t, statement, held.Person)
			w.at(24+7, 0)
			w.work()
			if got := w.inbox(held); len(got) != 0 {
				t.Errorf("%s while held: was told %v", name, got)
			}
			w.told(keeps, name, name+" held")
		}
	})
}

// The guardians who are told are those of whom allow says so when they sign in.
func TestReadersAreThoseWhomAllowKnows(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := rand.New(rand.NewPCG(7, 7))
		var children, adults []*schooltest.Holder
		accounts := map[string]string{}
		for i := range 6 {
			children = append(children, w.child(fmt.Sprint("孩子", i)))
		}
		for i := range 12 {
			a := w.Member(t, allow.Parent, campus.Person{Name: fmt.Sprint("家长", i)})
			accounts[a.Person] = w.account(a)
			adults = append(adults, a)
			for _, c := range children {
				if r.IntN(3) == 0 {
					w.Guardian(t, a, c, "父亲", r.IntN(6) == 0)
				}
			}
		}
		flip := func(column string) {
			for _, a := range adults {
				if r.IntN(4) == 0 {
					w.Exec(t, "UPDATE guardianship SET "+column+" = FALSE WHERE adult_id = ?", a.Person)
				}
			}
		}
		flip("can_view")
		flip("can_notify")
		for i, c := range children {
			key := fmt.Sprint("k", i)
			w.put(about(c, key))
			w.work()
			for _, a := range adults {
				var actor allow.Actor
				if err := w.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) (err error) {
					actor, err = account.ActorOf(ctx, q, accounts[a.Person], w.DB.Now().UnixMilli())
					return err
				}); err != nil {
					t.Fatal(err)
				}
				may := allow.Can(actor, allow.ChildTold, allow.Target{School: w.School, Person: c.Person})
				if told := slices.Contains(w.inbox(a), key); told != may {
					t.Errorf("adult %s of %s: told %v, allow says %v", a.Person, c.Person, told, may)
				}
			}
		}
	})
}

// Each word of To reaches whom it names, once, and nobody who knows already.
func TestEachWayToReachSomebody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		class := w.Class(t, "三年级", "2班")
		child := w.Member(t, allow.Student, campus.Person{Name: "林知夏"}, class)
		w.account(child)
		mother := w.parent("李梅", child)
		teacher := w.Member(t, allow.Teacher, campus.Person{Name: "方老师"})
		w.account(teacher)
		former := w.Member(t, allow.Teacher, campus.Person{Name: "吴老师"})
		w.account(former)
		admin := w.Member(t, allow.Admin, campus.Person{Name: "赵主任"})
		w.account(admin)
		mute := w.Member(t, allow.Admin, campus.Person{Name: "无账号"})
		for i, p := range []*schooltest.Holder{teacher, former} {
			w.Exec(t, "INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, valid_to, created_at) VALUES (?, ?, ?, ?, 'class_teacher', 'class', ?, '', 1, ?, 1)",
				fmt.Sprint("post", i, w.School), w.School, p.Person, p.Membership, class, map[bool]any{true: nil, false: int64(2)}[i == 0])
		}
		all := about(child, "all")
		all.To = []outbox.To{outbox.Self(), outbox.Guardians(), outbox.ClassTeachers(class), outbox.Office(), outbox.Person(teacher.Person), outbox.Person("nobody")}
		but := all
		but.Key, but.Not = "but", []string{child.Person, admin.Person}
		w.put(all, but)
		w.work()
		w.told(child, "all")
		w.told(admin, "all")
		w.told(mother, "all", "but")
		w.told(teacher, "all", "but")
		w.told(former)
		w.told(mute)
	})
}

// A parent with children in two schools has an inbox of each, and neither school's
// worker tells the other's.
func TestTwoSchoolsOfOneParent(t *testing.T) {
	clock := schooltest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock.Add(schooltest.Noon.Sub(clock.Now()))
		one, two := newWorld(t, d, clock), newWorld(t, d, clock, schooltest.TimeZone("Asia/Urumqi"))
		first, second := one.child("哥哥"), two.child("妹妹")
		here, there := one.parent("王芳", first), two.Member(t, allow.Parent, campus.Person{Name: "王芳"})
		two.Exec(t, "INSERT INTO account_person (person_id, account_id, school_id, linked_at) SELECT ?, account_id, ?, 0 FROM account_person WHERE person_id = ?", there.Person, two.School, here.Person)
		two.Guardian(t, there, second, "母亲", false)
		one.put(about(first, "a"))
		two.put(about(second, "a"), about(second, "b"))
		one.work()
		one.told(here, "a")
		two.told(there, "a", "b")
	}, db.WithClock(clock.Now))
}

// What this program cannot address is tried again, later each time, holds up what is
// about the same person and nothing else, and becomes a dead letter.
func TestNoticeThatCannotBeAddressed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		child, other := w.child("甲"), w.child("乙")
		mother := w.parent("李梅", child, other)
		odd := about(child, "odd")
		odd.To = []outbox.To{"alumni"}
		w.put(odd, about(child, "after"), about(other, "b"))
		var last int64
		for attempt := 1; ; attempt++ {
			next := w.work()
			if state := schooltest.Value[string](t, w.DB, "SELECT state FROM outbox_notice WHERE school_id = ? AND key = 'odd'", w.School); state == "dead" {
				if attempt != 8 {
					t.Errorf("given up after %d attempts", attempt)
				}
				break
			}
			w.told(mother, "b")
			wait := next.UnixMilli() - w.clock.Now().UnixMilli()
			if next.IsZero() || wait < last {
				t.Fatalf("attempt %d: next is %v, %d ms from now after %d", attempt, next, wait, last)
			}
			last = wait / 2
			w.clock.Add(next.Sub(w.clock.Now()))
		}
		w.work()
		w.told(mother, "b", "after")
		if why := schooltest.Value[string](t, w.DB, "SELECT error FROM outbox_notice WHERE school_id = ? AND key = 'odd'", w.School); why == "" {
			t.Error("nobody says why")
		}
	})
}

// A running worker is woken by the bell, not by looking: one that looks once an hour
// delivers what is put now.
func TestRunIsWoken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		child := w.child("林知夏")
		mother := w.parent("李梅", child)
		w.worker.LookEvery(time.Hour)
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- w.worker.Run(ctx) }()
		for i := range 3 {
			w.put(about(child, fmt.Sprint("k", i)))
			for len(w.inbox(mother)) <= i {
				if t.Failed() || len(ended) > 0 {
					t.Fatal("it has ended")
				}
				time.Sleep(2 * time.Millisecond)
			}
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
		w.told(mother, "k0", "k1", "k2")
	})
}
