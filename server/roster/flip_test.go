package roster_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/roster"
)

// inSmallChunks is the service with one statement in each transaction, as on a
// database so slow that a chunk's time is over before its first statement.
func inSmallChunks(d *db.DB) *roster.Service {
	s := roster.New(d, feed.New())
	roster.SmallChunks(s)
	return s
}

// Readers see none of the roster or all of it, whenever they look.
func TestImportIsNeverPartlyVisible(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := inSmallChunks(d)
		school := newSchool(t, d, "one")
		stages := map[string]int{}
		looked := make(chan struct{})
		s.SetHook(func(stage string) {
			stages[stage]++
			<-looked
			_, pupils, kin, chips := visible(t, d, school)
			if want := stage == "clean"; pupils != samplePupils == want || (kin != 0) != want || (chips != 0) != want || (pupils != 0) != want {
				t.Errorf("at %s %d: %d pupils, %d guardianships, %d chips", stage, stages[stage], pupils, kin, chips)
			}
		})
		var wg sync.WaitGroup
		stop := make(chan struct{})
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				select {
				case <-stop:
					return
				default:
				}
				people, pupils, kin, chips := visible(t, d, school)
				select {
				case looked <- struct{}{}:
				default: // nobody waits for a look: look again
				}
				if none, all := people+pupils+kin+chips == 0, sampleBooks(people, pupils, kin, chips); !none && !all {
					t.Errorf("half a roster: %d people, %d pupils, %d guardianships, %d chips", people, pupils, kin, chips)
				}
			}
		}()
		importFile(t, s, school, sample(t), roster.ImportOptions{})
		close(stop)
		wg.Wait()
		if stages["chunk"] < 2 || stages["flip"] != 1 || stages["clean"] < 2 {
			t.Errorf("stages %v", stages)
		}
	})
}

// die imports and is killed before the given transaction: nothing of the
// import's own cleaning up runs.
func die(t *testing.T, s *roster.Service, school, stage string, nth int) {
	t.Helper()
	n := 0
	s.SetHook(func(at string) {
		if at == stage {
			if n++; n == nth {
				panic("killed")
			}
		}
	})
	defer func() {
		if recover() == nil {
			t.Errorf("nothing died at %s %d", stage, nth)
		}
		s.SetHook(func(string) {})
	}()
	importFile(t, s, school, sample(t), roster.ImportOptions{})
}

func TestImportKilled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := inSmallChunks(d)
		for i, at := range []struct {
			stage string
			nth   int
		}{{"chunk", 1}, {"chunk", 3}, {"flip", 1}, {"clean", 2}} {
			name := fmt.Sprint(at.stage, at.nth)
			school := newSchool(t, d, fmt.Sprint("s", i))
			die(t, s, school, at.stage, at.nth)
			_, pupils, _, _ := visible(t, d, school)
			added := samplePupils
			if at.stage == "clean" { // it died after it was applied
				if added = 0; pupils != samplePupils {
					t.Errorf("%s: %d pupils after an applied import", name, pupils)
				}
			} else if pupils != 0 {
				t.Errorf("%s: %d pupils of a dead import are visible", name, pupils)
			}
			res := importFile(t, s, school, sample(t), roster.ImportOptions{})
			if res.Counts.Students.Added != added || !res.Applied {
				t.Errorf("%s: the next import: %+v", name, res.Counts)
			}
			if people, pupils, kin, chips := visible(t, d, school); !sampleBooks(people, pupils, kin, chips) {
				t.Errorf("%s: %d people, %d pupils, %d guardianships, %d chips", name, people, pupils, kin, chips)
			}
			for _, table := range []string{"person", "class", "membership", "guardianship", "credential"} {
				if n := number(t, d, "SELECT count(*) FROM "+table+" WHERE pending_import IS NOT NULL"); n != 0 {
					t.Errorf("%s: %d rows of %s still pending", name, n, table)
				}
			}
			if n := number(t, d, "SELECT count(*) FROM card WHERE school_id = ?", school); n != samplePeople {
				t.Errorf("%s: %d cards", name, n)
			}
		}
		must[int64](t)(audit.Verify(ctx, d))
	})
}

// A process that starts cannot know whether another one still runs; silence tells.
func TestAbandonAtStart(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			now := time.Now()
			d := dbtest.Open(t, e, db.WithClock(func() time.Time { return now }))
			school := newSchool(t, d, "one")
			empty := dump(t, d, records...)
			die(t, inSmallChunks(d), school, "flip", 1)

			next := inSmallChunks(d)
			_, err := next.Import(ctx, admin(school), school, "x", bytes.NewReader(sample(t)), roster.ImportOptions{})
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("while the other may be alive: %v", err)
			}
			if err := next.Abandon(ctx); err != nil {
				t.Fatal(err)
			}
			if list := must[[]roster.ImportRecord](t)(next.ReadImports(ctx, admin(school), school)); len(list) != 1 || list[0].State != "applying" || list[0].Done == 0 {
				t.Errorf("a live import was taken for dead: %+v", list)
			}
			now = now.Add(roster.Lease)
			if err := next.Abandon(ctx); err != nil {
				t.Fatal(err)
			}
			same(t, "abandoned", empty, dump(t, d, records...))
			if list := must[[]roster.ImportRecord](t)(next.ReadImports(ctx, admin(school), school)); list[0].State != "abandoned" {
				t.Errorf("record: %+v", list)
			}
		})
	}
}

// An import that was paused and taken for dead comes back: it may add nothing.
func TestImportTakenForDead(t *testing.T) {
	for _, stage := range []string{"chunk", "flip"} {
		for _, e := range dbtest.Engines {
			t.Run(stage+"/"+string(e), func(t *testing.T) {
				now := time.Now()
				d := dbtest.Open(t, e, db.WithClock(func() time.Time { return now }))
				school := newSchool(t, d, "one")
				empty := dump(t, d, records...)
				s, n := inSmallChunks(d), 0
				s.SetHook(func(at string) {
					if n++; at == stage && n > 1 {
						s.SetHook(func(string) {})
						now = now.Add(roster.Lease)
						if err := inSmallChunks(d).Abandon(ctx); err != nil {
							t.Error(err)
						}
					}
				})
				_, err := s.Import(ctx, admin(school), school, "x", bytes.NewReader(sample(t)), roster.ImportOptions{})
				if !fault.Is(err, fault.Conflict) {
					t.Errorf("the one that came back: %v", err)
				}
				same(t, "after both", empty, dump(t, d, records...))
			})
		}
	}
}

func TestImportOneAtATime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := inSmallChunks(d)
		school, other := newSchool(t, d, "one"), newSchool(t, d, "two")
		nested := false
		s.SetHook(func(stage string) {
			if nested || stage != "chunk" {
				return
			}
			nested = true
			_, err := s.Import(ctx, admin(school), school, "x", bytes.NewReader(sample(t)), roster.ImportOptions{})
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("a second import: %v", err)
			}
			if err := s.Abandon(ctx); err != nil { // must leave the running one alone
				t.Error(err)
			}
			importFile(t, s, other, sample(t), roster.ImportOptions{}) // another school may
		})
		if res := importFile(t, s, school, sample(t), roster.ImportOptions{}); !res.Applied {
			t.Errorf("the first: %+v", res)
		}
	})
}

// Whoever gives up (a closed page, a server that stops) leaves nothing behind.
func TestImportCancelled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := inSmallChunks(d)
		school := newSchool(t, d, "one")
		empty := dump(t, d, records...)
		ctx, cancel := context.WithCancel(ctx)
		s.SetHook(func(stage string) {
			if stage == "flip" {
				cancel()
			}
		})
		if _, err := s.Import(ctx, admin(school), school, "x", bytes.NewReader(sample(t)), roster.ImportOptions{}); err == nil {
			t.Error("a cancelled import was applied")
		}
		same(t, "cancelled", empty, dump(t, d, records...))
	})
}
