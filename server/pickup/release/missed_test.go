package release_test

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
	"yunka/server/scan/scantest"
)

// Half an hour after dismissal, to the second, those whom nobody came for are told of,
// once: not who was released, held, is absent, on leave, has left by a gate or goes home
// otherwise. Who comes late is given the child all the same.
func TestNobodyCame(t *testing.T) {
	each(t, func(g *gate) {
		t := g.T
		child := func() *scantest.Holder {
			h := g.Holder(t, allow.Student)
			g.World.Exec(t, "UPDATE membership SET class_id = ? WHERE id = ?", g.class, h.Membership)
			g.Guardian(t, g.mother, h, "母亲", false)
			return h
		}
		taken, held, absent, ill, left, byBus := child(), child(), child(), child(), child(), child()
		s := release.New(g.DB, g.Feed, release.Asks{
			Away: func(context.Context, bun.IDB, string, string, []string, time.Time) (map[string]release.Away, error) {
				return map[string]release.Away{absent.Person: {Absent: true}, ill.Person: {OnLeave: true}}, nil
			},
			Gone: func(context.Context, bun.IDB, string, []string, int64) (map[string]bool, error) {
				return map[string]bool{left.Person: true}, nil
			},
		})
		a, _ := g.shows(g.at, g.mother, reason.OK)
		g.World.Exec(t, "DELETE FROM pickup_order")
		g.release(g.at, a.Scan, func(a *release.Ask) { a.Child = taken.Person })
		if err := s.Hold(g.Context(), g.Admin, g.School, held.Person, "等医生"); err != nil {
			t.Fatal(err)
		}
		if _, err := plan.New(g.DB, g.Feed).SetDay(g.Context(), g.Admin, g.School, byBus.Person, "2026-11-23", &rule.Plan{Mode: rule.ByBus}); err != nil {
			t.Fatal(err)
		}
		told := func(child *scantest.Holder) int {
			return g.count("SELECT count(*) FROM outbox_notice WHERE kind = ? AND about_id = ?", release.NoticeMissed, child.Person)
		}
		miss := func() {
			t.Helper()
			if err := s.Miss(g.Context()); err != nil {
				t.Fatal(err)
			}
		}
		g.clock.Add(29*time.Minute + 59*time.Second)
		miss()
		if n := told(g.child); n != 0 {
			t.Errorf("a second too early: told %d times", n)
		}
		g.clock.Add(time.Second)
		for range 3 {
			miss()
		}
		if n := told(g.child); n != 2 { // the family; class teacher and office
			t.Errorf("told %d times", n)
		}
		for name, h := range map[string]*scantest.Holder{"taken": taken, "held": held, "absent": absent, "ill": ill, "left": left, "by bus": byBus} {
			if n := told(h); n != 0 {
				t.Errorf("%s: told %d times", name, n)
			}
		}
		if n := g.count("SELECT count(*) FROM pickup_order WHERE child_id = ? AND state = 'NO_SHOW'", g.child.Person); n != 1 {
			t.Error("not on record")
		}
		late, shown := g.shows(g.at, g.mother, reason.OK)
		if len(shown.Children) == 0 {
			t.Fatal("nobody is shown to who comes late")
		}
		if out := g.release(g.at, late.Scan, nil); !out.Released {
			t.Errorf("late: %+v", out)
		}
		miss()
		g.clock.Add(5 * 24 * time.Hour) // a Saturday
		miss()
		if n := told(g.child); n != 2 {
			t.Errorf("on a day without school: told %d times", n-2)
		}
	})
}

// Where no terminal releases children nobody says who was collected, so nobody is missed.
func TestNobodyIsMissedWhereNobodyReleases(t *testing.T) {
	each(t, func(g *gate) {
		g.World.Exec(g.T, "UPDATE terminal SET scene = 'gate'")
		g.clock.Add(2 * time.Hour)
		if err := g.servers[0].Miss(g.Context()); err != nil {
			g.Fatal(err)
		}
		if n := g.count("SELECT count(*) FROM outbox_notice WHERE kind = ?", release.NoticeMissed); n != 0 {
			g.Errorf("told %d times", n)
		}
	})
}
