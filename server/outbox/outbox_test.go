package outbox_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/outbox"
	"yunka/server/schooltest"
)

func put(f *schooltest.Fixture, n outbox.Notice) error {
	n.School = f.School
	return f.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return outbox.Put(ctx, tx, n) })
}

func some(key string) outbox.Notice {
	return outbox.Notice{Kind: "test", Key: key, To: []outbox.To{outbox.Office()}}
}

func rows(t *testing.T, d *db.DB) int {
	return schooltest.Value[int](t, d, "SELECT count(*) FROM outbox_notice")
}

// However many put one fact at once, and however often: one notice.
func TestPutOnceWhenRaced(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := schooltest.New(t, d, schooltest.Bare)
		for round := range 5 {
			key := "fact" + string(rune('a'+round))
			var wg sync.WaitGroup
			for range 16 {
				wg.Go(func() {
					if err := put(f, some(key)); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if n := rows(t, d); n != round+1 {
				t.Fatalf("%d notices after %d facts", n, round+1)
			}
		}
	})
}

// A notice is there if and only if its fact is.
func TestPutIsPartOfTheCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := schooltest.New(t, d, schooltest.Bare)
		bell, stop := d.Listen(outbox.Bell)
		defer stop()
		broken := errors.New("the fact was not written")
		err := d.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			n := some("k")
			n.School = f.School
			if err := outbox.Put(ctx, tx, n); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) || rows(t, d) != 0 {
			t.Fatalf("%v, %d notices", err, rows(t, d))
		}
		select {
		case <-bell:
			t.Error("the bell rang for a notice that is not there")
		default:
		}
		if err := put(f, some("k")); err != nil || rows(t, d) != 1 {
			t.Fatalf("%v, %d notices", err, rows(t, d))
		}
		<-bell
	})
}

// Numbers become visible in order: whoever sees one has seen all before it.
func TestNumbersBecomeVisibleInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := schooltest.New(t, d, schooltest.Bare)
		done := make(chan struct{})
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				for i := range 25 {
					if err := put(f, some(strings.Repeat("k", w+1)+string(rune('a'+i)))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		go func() { wg.Wait(); close(done) }()
		for over := false; !over; {
			select {
			case <-done:
				over = true
			default:
			}
			v := schooltest.Value[struct{ N, Newest int }](t, d, "SELECT count(*) AS n, COALESCE(max(number), 0) AS newest FROM outbox_notice")
			if v.N != v.Newest {
				t.Fatalf("number %d is visible, but %d notices are", v.Newest, v.N)
			}
		}
	})
}

// The day is the school's, not the server's.
func TestPutSaysTheSchoolsDay(t *testing.T) {
	clock := schooltest.NewClock() // 12:00 in Shanghai
	d := dbtest.Open(t, db.SQLite, db.WithClock(clock.Now))
	clock.Add(-11*time.Hour - 30*time.Minute)
	f := schooltest.New(t, d, schooltest.Bare)
	west := schooltest.New(t, d, schooltest.Bare, schooltest.TimeZone("America/Los_Angeles"))
	if err := errors.Join(put(f, some("a")), put(west, some("a"))); err != nil {
		t.Fatal(err)
	}
	for school, want := range map[string]string{f.School: "2026-11-23", west.School: "2026-11-22"} {
		if day := schooltest.Value[string](t, d, "SELECT day FROM outbox_notice WHERE school_id = ?", school); day != want {
			t.Errorf("the day is %s, want %s", day, want)
		}
	}
}

// What lies a month back is not told, so a projection that is built anew tells nobody
// anything again.
func TestPutLeavesOutWhatIsOld(t *testing.T) {
	clock := schooltest.NewClock() // 23 November
	d := dbtest.Open(t, db.SQLite, db.WithClock(clock.Now))
	f := schooltest.New(t, d, schooltest.Bare)
	for day, want := range map[string]int{"2026-10-23": 0, "2026-10-24": 1, "2026-12-01": 2} {
		n := some(day)
		n.Day = day
		before := rows(t, d)
		if err := put(f, n); err != nil {
			t.Fatal(err)
		}
		if wrote := rows(t, d) - before; wrote != min(want, 1) {
			t.Errorf("%s: %d notices", day, wrote)
		}
	}
}

func TestPutRefusesWhatNobodyCouldBeTold(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	f := schooltest.New(t, d, schooltest.Bare)
	for name, change := range map[string]func(*outbox.Notice){
		"no kind":            func(n *outbox.Notice) { n.Kind = "" },
		"no key":             func(n *outbox.Notice) { n.Key = "" },
		"long key":           func(n *outbox.Notice) { n.Key = strings.Repeat("k", 201) },
		"for nobody":         func(n *outbox.Notice) { n.To = nil },
		"guardians of none":  func(n *outbox.Notice) { n.To = []outbox.To{outbox.Guardians()} },
		"no JSON":            func(n *outbox.Notice) { n.Data = func() {} },
		"much data":          func(n *outbox.Notice) { n.Data = strings.Repeat("x", 9<<10) },
		"waits an hour":      func(n *outbox.Notice) { n.Wait = time.Hour },
		"waits less than no": func(n *outbox.Notice) { n.Wait = -1 },
		"replaces itself":    func(n *outbox.Notice) { n.Replaces = n.Key },
	} {
		n := some("k")
		change(&n)
		if err := put(f, n); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
	if n := rows(t, d); n != 0 {
		t.Errorf("%d notices", n)
	}
}
