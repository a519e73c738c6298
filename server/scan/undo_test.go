package scan_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/history"
	"yunka/server/scan/scantest"
)

// A guard takes back what did not happen: once, soon, at the gate where it was,
// and nothing of the scan changes.
func TestUndo(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		tab, _ := w.Terminal(t, w.GateIn, true)
		beside, _ := w.Terminal(t, w.GateIn, true)
		queue, _ := w.Terminal(t, w.GateIn, false)
		guard := w.Holder(t, allow.Guard)
		pupil := w.Holder(t, allow.Student)
		other := scantest.New(t, d)
		alien, _ := other.Terminal(t, other.GateIn, true)

		pass := func() scan.Answer {
			t.Helper()
			clock.Add(2 * time.Second)
			a := scantest.Present(t, s, scan.Presentation{Terminal: tab, Key: w.Key(), Code: pupil.Code(clock.Now(), 0)})
			if !a.Open {
				t.Fatalf("%+v", a)
			}
			return a
		}
		undo := func(id, key string) (scan.Undone, error) {
			return s.Undo(t.Context(), tab.Actor(), scan.Undoing{Scan: id, Key: key, Staff: guard.Person})
		}
		wants := func(err error, kind fault.Kind, code string) {
			t.Helper()
			if !fault.Is(err, kind) || fault.As(err).Code != code {
				t.Fatalf("%v, want %s", err, code)
			}
		}
		read := func(fn func(ctx context.Context, q bun.IDB) error) {
			t.Helper()
			if err := d.Read(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		rows := func() string {
			return one[string](t, d, "SELECT COALESCE(MAX(answer), '') || count(*) || SUM(CASE WHEN open THEN 1 ELSE 0 END) || SUM(CASE WHEN consumed THEN 1 ELSE 0 END) FROM scan")
		}

		first := pass()
		clock.Add(time.Minute)
		a := pass()

		// Who may not, and what cannot be.
		for name, c := range map[string]struct {
			who  allow.Actor
			u    scan.Undoing
			kind fault.Kind
			code string
		}{
			"another terminal":        {beside.Actor(), scan.Undoing{Scan: a.Scan, Key: "k", Staff: guard.Person}, fault.NotFound, "not_found"},
			"another school":          {alien.Actor(), scan.Undoing{Scan: a.Scan, Key: "k", Staff: guard.Person}, fault.NotFound, "not_found"},
			"a gate without staff":    {queue.Actor(), scan.Undoing{Scan: a.Scan, Key: "k", Staff: guard.Person}, fault.Forbidden, "forbidden"},
			"nobody":                  {allow.Actor{}, scan.Undoing{Scan: a.Scan, Key: "k", Staff: guard.Person}, fault.Unauthenticated, "login_required"},
			"no such scan":            {tab.Actor(), scan.Undoing{Scan: "no", Key: "k", Staff: guard.Person}, fault.NotFound, "not_found"},
			"no key":                  {tab.Actor(), scan.Undoing{Scan: a.Scan, Staff: guard.Person}, fault.Invalid, "key"},
			"a key of another script": {tab.Actor(), scan.Undoing{Scan: a.Scan, Key: "键", Staff: guard.Person}, fault.Invalid, "key"},
			"a long key":              {tab.Actor(), scan.Undoing{Scan: a.Scan, Key: strings.Repeat("k", 65), Staff: guard.Person}, fault.Invalid, "key"},
		} {
			if _, err := s.Undo(t.Context(), c.who, c.u); !fault.Is(err, c.kind) || fault.As(err).Code != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		refused := scantest.Present(t, s, scan.Presentation{Terminal: tab, Key: w.Key(), Chip: "4000000001"})
		_, err := undo(refused.Scan, "refused")
		wants(err, fault.Conflict, "not_a_passage")
		before := rows()
		clock.Add(scan.UndoLife - time.Minute)
		_, err = undo(first.Scan, "late")
		wants(err, fault.Conflict, "undo_too_late")
		if n := one[int](t, d, "SELECT count(*) FROM scan_undo"); n != 0 {
			t.Fatalf("%d taken back by requests that were refused", n)
		}

		// 64 guards press at once, some of them the same button.
		var done, again atomic.Int32
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				_, err := undo(a.Scan, fmt.Sprint("race", i%32))
				switch {
				case err == nil:
					done.Add(1)
				case fault.Is(err, fault.Conflict) && fault.As(err).Code == "already_undone":
					again.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if done.Load() != 2 || again.Load() != 62 {
			t.Fatalf("%d said yes and %d no: one key and its repetition should", done.Load(), again.Load())
		}
		for table, n := range map[string]int{"scan_undo": 1, "audit_event WHERE action = 'scan.undo'": 1} {
			if got := one[int](t, d, "SELECT count(*) FROM "+table); got != n {
				t.Errorf("%d in %s", got, table)
			}
		}
		if after := rows(); after != before {
			t.Errorf("the scans changed: %s, was %s", after, before)
		}
		if r := scantest.Present(t, s, scan.Presentation{Terminal: beside, Key: w.Key(), Code: pupil.Code(clock.Now().Add(-scan.UndoLife+time.Minute), 0)}); r.Open {
			t.Error("the code of a passage that was taken back opened again")
		}

		// The same key is the same answer, of the same thing only.
		key := one[string](t, d, "SELECT request_key FROM scan_undo")
		x, err := undo(a.Scan, key)
		if y, err2 := undo(a.Scan, key); err != nil || err2 != nil || x != y || x.Scan != a.Scan {
			t.Fatalf("%+v %v, then %+v %v", x, err, y, err2)
		}
		_, err = undo(first.Scan, key)
		wants(err, fault.Mismatch, "key_reused")
		_, err = s.Undo(t.Context(), tab.Actor(), scan.Undoing{Scan: a.Scan, Key: key, Staff: pupil.Person})
		wants(err, fault.Mismatch, "key_reused")

		// Everything that asks sees it.
		read(func(ctx context.Context, q bun.IDB) error {
			last, err := history.LastPassages(ctx, q, []string{pupil.Person}, 0)
			if err != nil || last[pupil.Person].Scan != first.Scan {
				t.Errorf("last seen at %+v, %v", last, err)
			}
			c, err := history.Count(ctx, q, w.School, w.GateIn, 0, 0)
			if err != nil || c.In != 1 {
				t.Errorf("%+v, %v", c, err)
			}
			for name, list := range map[string]func() ([]history.Entry, error){
				"person":   func() ([]history.Entry, error) { return history.OfPeople(ctx, q, []string{pupil.Person}, 0, 9) },
				"terminal": func() ([]history.Entry, error) { return history.NewestAt(ctx, q, w.School, tab.ID, 9) },
				"list": func() ([]history.Entry, error) {
					return history.List(ctx, q, w.School, history.Filter{UpTo: 1 << 40, Until: 1 << 50}, 9)
				},
			} {
				entries, err := list()
				if err != nil {
					return err
				}
				for _, e := range entries {
					if back := e.Scan == a.Scan; back != (e.Reason == reason.StaffUndone) || back && (e.Open || e.Decision != reason.Deny) {
						t.Errorf("%s: %+v", name, e)
					}
				}
			}
			passed, err := history.List(ctx, q, w.School, history.Filter{UpTo: 1 << 40, Until: 1 << 50, Decision: reason.Allow}, 9)
			if err != nil || len(passed) != 1 || passed[0].Scan != first.Scan {
				t.Errorf("passed: %+v, %v", passed, err)
			}
			number, err := feed.Last(ctx, q, w.School)
			if err != nil {
				return err
			}
			items, err := feed.Read(ctx, q, w.School, 0, int(number))
			if err != nil || len(items) != int(number) {
				t.Errorf("%d items of %d, %v", len(items), number, err)
			}
			entries, err := history.Entries(ctx, q, w.School, 0, 0, 99)
			found := false
			for _, e := range entries {
				if e.Kind == feed.Undo {
					found = true
					if e.Scan != a.Scan || e.Open || e.Decision != reason.Deny || e.Scanned >= e.At || e.PersonID != pupil.Person {
						t.Errorf("%+v", e)
					}
				}
			}
			if !found {
				t.Error("the feed's entries do not say it")
			}
			return err
		})

		// A CONFIRM that this terminal let through.
		parent := w.Holder(t, allow.Parent)
		w.Exec(t, "UPDATE zone_right SET effect = 'confirm' WHERE role = 'parent'")
		w.Exec(t, "UPDATE school SET policy_version = policy_version + 1")
		wait := scantest.Present(t, s, scan.Presentation{Terminal: tab, Key: w.Key(), Chip: parent.Chip})
		if wait.Decision == reason.Confirm {
			_, err = undo(wait.Scan, "waits")
			wants(err, fault.Conflict, "not_a_passage")
			if _, err := s.Confirm(t.Context(), tab.Actor(), "zh-CN", scan.Confirmation{Scan: wait.Scan, Key: "c", Staff: guard.Person, Accept: true}); err != nil {
				t.Fatal(err)
			}
			clock.Add(scan.UndoLife - time.Second)
			if _, err := undo(wait.Scan, "guest"); err != nil {
				t.Fatal(err)
			}
		} else {
			t.Errorf("a guest got %+v", wait)
		}
		if _, err := audit.Verify(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	})
}
