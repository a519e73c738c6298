package projection_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/projection"
	"yunka/server/schooltest"
)

// tally is a projection of how many items a school's feed has of each kind, and in
// which order it saw them. It keeps its rows in a table that the test makes.
func tally(fail func() error) *projection.Projection {
	derive := func(ctx context.Context, tx *db.Tx, school string, generation int64, kind string) error {
		if err := fail(); err != nil {
			return err
		}
		if _, err := tx.NewRaw("DELETE FROM tally WHERE school_id = ? AND generation = ? AND kind = ?", school, generation, kind).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewRaw("INSERT INTO tally (school_id, generation, kind, n) SELECT school_id, ?, kind, count(*) FROM feed_event WHERE school_id = ? AND kind = ? GROUP BY school_id, kind",
			generation, school, kind).Exec(ctx)
		return err
	}
	return &projection.Projection{
		Name: "tally", Version: 1,
		Apply: func(ctx context.Context, tx *db.Tx, b projection.Batch) (pieces []string, err error) {
			for _, it := range b.Items {
				if strings.HasPrefix(it.Kind, "slow") {
					pieces = append(pieces, it.Kind)
				} else if err := derive(ctx, tx, b.School, b.Generation, it.Kind); err != nil {
					return nil, err
				}
				if _, err := tx.NewRaw("INSERT INTO seen (school_id, generation, number) VALUES (?, ?, ?)", b.School, b.Generation, it.Number).Exec(ctx); err != nil {
					return nil, err // the key says that an item was seen before
				}
			}
			return pieces, nil
		},
		Pieces: func(ctx context.Context, q bun.IDB, school string) (kinds []string, err error) {
			err = q.NewRaw("SELECT DISTINCT kind FROM feed_event WHERE school_id = ?", school).Scan(ctx, &kinds)
			return kinds, err
		},
		Deriver: func(ctx context.Context, tx *db.Tx, school string) (func(int64, string) error, error) {
			return func(generation int64, kind string) error { return derive(ctx, tx, school, generation, kind) }, nil
		},
		Remove: func(ctx context.Context, tx *db.Tx, school string, keep int64, limit int) (int64, error) {
			res, err := tx.NewRaw("DELETE FROM tally WHERE school_id = ? AND generation <> ?", school, keep).Exec(ctx)
			if err != nil {
				return 0, err
			}
			return res.RowsAffected()
		},
	}
}

func prepare(t *testing.T, d *db.DB) *schooltest.Fixture {
	t.Helper()
	f := schooltest.New(t, d, schooltest.Bare)
	f.Exec(t, "CREATE TABLE tally (school_id TEXT, generation BIGINT, kind TEXT, n BIGINT, PRIMARY KEY (school_id, generation, kind))")
	f.Exec(t, "CREATE TABLE seen (school_id TEXT, generation BIGINT, number BIGINT, PRIMARY KEY (school_id, generation, number))")
	return f
}

func add(t *testing.T, f *schooltest.Fixture, school string, kinds ...string) {
	t.Helper()
	for _, kind := range kinds {
		f.Tx(t, func(ctx context.Context, tx *db.Tx) error {
			return f.Feed.Append(ctx, tx, school, feed.Item{Kind: kind, Subject: school})
		})
	}
}

// rows is what readers see, and what a count of the feed says.
func rows(t *testing.T, d *db.DB, school string) (read, want string) {
	t.Helper()
	err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		g, lag, err := projection.Generation(ctx, q, "tally", school)
		if err != nil {
			return err
		}
		if lag != 0 {
			t.Errorf("lag %d", lag)
		}
		type line struct {
			Kind string
			N    int
		}
		var a, b []line
		if err := q.NewRaw("SELECT kind, n FROM tally WHERE school_id = ? AND generation = ? ORDER BY kind", school, g).Scan(ctx, &a); err != nil {
			return err
		}
		err = q.NewRaw("SELECT kind, count(*) AS n FROM feed_event WHERE school_id = ? GROUP BY kind ORDER BY kind", school).Scan(ctx, &b)
		read, want = fmt.Sprint(a), fmt.Sprint(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return read, want
}

// Whatever fails on the way and however many run it, each item is applied once and
// the table says what the facts say.
func TestItemsAreAppliedOnceInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := prepare(t, d)
		var mu sync.Mutex
		r := rand.New(rand.NewPCG(1, 2))
		fail := func() error {
			mu.Lock()
			defer mu.Unlock()
			if r.IntN(5) == 0 {
				return errors.New("out of luck")
			}
			return nil
		}
		p := tally(fail)
		add(t, f, f.School, "before", "before", "slow.before")
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				for range 60 {
					_, _ = projection.Step(t.Context(), d, p, f.School)
				}
			})
		}
		all.Go(func() {
			for i := range 40 {
				add(t, f, f.School, []string{"a", "b", "slow.c"}[i%3])
			}
		})
		all.Wait()
		calm := tally(func() error { return nil })
		if err := projection.Catch(t.Context(), d, calm, f.School, 200); err != nil {
			t.Fatal(err)
		}
		if read, want := rows(t, d, f.School); read != want {
			t.Errorf("it says %s, the feed %s", read, want)
		}
	})
}

// Other rules make another generation; until its last row is there, readers see the
// old one, which goes on following.
func TestARebuildIsSeenAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := prepare(t, d)
		p := tally(func() error { return nil })
		add(t, f, f.School, "a", "b", "slow.c")
		if err := projection.Catch(t.Context(), d, p, f.School, 50); err != nil {
			t.Fatal(err)
		}
		next := tally(func() error { return nil })
		next.Version = 2
		stop := errors.New("stopped half way")
		broken := tally(func() error { return stop })
		broken.Version = 2
		if _, err := projection.Step(t.Context(), d, next, f.School); err != nil { // begins
			t.Fatal(err)
		}
		add(t, f, f.School, "a", "d")
		if _, err := projection.Step(t.Context(), d, next, f.School); err != nil { // both generations follow
			t.Fatal(err)
		}
		if _, err := projection.Step(t.Context(), d, broken, f.School); !errors.Is(err, stop) {
			t.Errorf("a piece that fails: %v", err)
		}
		if read, want := rows(t, d, f.School); read != want {
			t.Errorf("while it is rebuilt it says %s, the feed %s", read, want)
		}
		if err := projection.Catch(t.Context(), d, next, f.School, 50); err != nil {
			t.Fatal(err)
		}
		if read, want := rows(t, d, f.School); read != want {
			t.Errorf("rebuilt it says %s, the feed %s", read, want)
		}
		var generations, left int
		err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT (SELECT count(DISTINCT generation) FROM tally), (SELECT count(*) FROM projection_todo)").Scan(ctx, &generations, &left)
		})
		if err != nil || generations != 1 || left != 0 {
			t.Errorf("%d generations and %d pieces are left: %v", generations, left, err)
		}
		// What was read of the first generation was never half of anything; asking for
		// it by hand does the same again.
		f.Tx(t, func(ctx context.Context, tx *db.Tx) error { return projection.Rebuild(ctx, tx, next, f.School) })
		if err := projection.Catch(t.Context(), d, next, f.School, 50); err != nil {
			t.Fatal(err)
		}
		if read, want := rows(t, d, f.School); read != want {
			t.Errorf("rebuilt by hand it says %s, the feed %s", read, want)
		}
	})
}

// One school's bad row stops no other school.
func TestARunnerLeavesABadSchool(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := prepare(t, d)
		good := schooltest.New(t, d, schooltest.Bare)
		add(t, f, f.School, "a")
		add(t, f, good.School, "a")
		p := tally(func() error { return nil })
		deriver := p.Deriver
		p.Deriver = func(ctx context.Context, tx *db.Tx, school string) (func(int64, string) error, error) {
			if school == f.School {
				return nil, errors.New("bad row")
			}
			return deriver(ctx, tx, school)
		}
		r := &projection.Runner{DB: d, Feed: f.Feed, Projection: p}
		if err := r.Once(t.Context()); err == nil {
			t.Error("the bad school is not said")
		}
		if read, want := rows(t, d, good.School); read != want {
			t.Errorf("the other school: %s, want %s", read, want)
		}
	})
}
