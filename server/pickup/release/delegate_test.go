package release_test

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/pickup/release"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/part"
	"yunka/server/scan/scantest"
)

// A delegate takes the child by the word of a guardian: inside the window, until revoked
// at the very second, and never against a restriction of the guardian's (scenario 20).
func TestADelegateByAGuardiansWord(t *testing.T) {
	each(t, func(g *gate) {
		t := g.T
		grandmother := g.Holder(t, allow.Parent)
		now := g.clock.Now().UnixMilli()
		right := release.Right{Child: g.child.Person, Via: g.mother.Person, From: now, To: now + 60_000}
		s := release.New(g.DB, g.Feed, release.Asks{Rights: func(_ context.Context, _ bun.IDB, _, adult string, _ time.Time) ([]release.Right, error) {
			if adult != grandmother.Person {
				return nil, nil
			}
			return []release.Right{right}, nil
		}})
		sc := campus.School{ID: g.School, Zone: "Asia/Shanghai"}
		sees := func() (list []release.Child) {
			t.Helper()
			err := g.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
				list, err = s.Children(ctx, q, sc, grandmother.Person, g.clock.Now())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if list := sees(); len(list) != 1 || list[0].Reason != reason.PickOtherMode {
			t.Errorf("%+v", list)
		}
		for name, change := range map[string]func(){
			"revoked": func() { right.Revoked = true },
			"not yet": func() { right.From++ },
			"over":    func() { right.To = now },
			"by the father": func() {
				g.World.Exec(t, "UPDATE guardianship SET restricted = TRUE WHERE id = ?", g.pair)
				right.Via = g.father.Person
			},
			"by a stranger":    func() { right.Via = g.guard.Person },
			"no right to name": func() { g.World.Exec(t, "UPDATE guardianship SET can_delegate = FALSE") },
		} {
			was := right
			change()
			if list := sees(); len(list) != 0 {
				t.Errorf("%s: %+v", name, list)
			}
			right = was
			g.World.Exec(t, "UPDATE guardianship SET can_delegate = TRUE")
		}
	})
}

// A mandate that is taken back between the scan and the release, to the very press, stops
// the release; staff reads why, and it is on record (scenario 20).
func TestAMandateIsTakenBackDuringTheCall(t *testing.T) {
	each(t, func(g *gate) {
		t := g.T
		grandmother := g.Holder(t, allow.RoleDelegate)
		now := g.clock.Now().UnixMilli()
		all := []release.Right{{ID: "m1", Child: g.child.Person, Via: g.mother.Person, From: now, To: now + 3600_000}}
		s := release.New(g.DB, g.Feed, release.Asks{Rights: func(_ context.Context, _ bun.IDB, _, adult string, _ time.Time) ([]release.Right, error) {
			if adult != grandmother.Person {
				return nil, nil
			}
			return all, nil
		}})
		g.servers[0], g.servers[1] = s, s
		for i := range g.scans {
			one, err := scan.New(t.Context(), scan.Config{DB: g.DB, Feed: g.Feed, Words: scantest.Words{}, Parts: []part.Part{s.Part()}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(one.Close)
			g.scans[i] = one
		}
		a, shown := g.shows(g.at, grandmother, reason.OK)
		if len(shown.Children) != 1 {
			t.Fatalf("%+v", shown)
		}
		all = nil
		for range 2 {
			if out := g.release(g.at, a.Scan, func(a *release.Ask) { a.Differs = true }); out.Released || out.Reason != reason.PickPassRevoked {
				t.Errorf("%+v", out)
			}
		}
		if n := g.count("SELECT count(*) FROM pickup_event WHERE event = 'refuse' AND reason = 'PICK_PASS_REVOKED'"); n != 2 {
			t.Errorf("%d refusals on record", n)
		}
		if n := g.count("SELECT count(*) FROM pickup_event WHERE event = 'release'") + g.count("SELECT count(*) FROM outbox_notice WHERE kind = ?", release.NoticeReleased); n != 0 {
			t.Error("released")
		}
	})
}
