package scan_test

import (
	"bytes"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// A reader reads a chip three times in a second, and the holder passes it back:
// the gate opens once and the books have one entry.
func TestRereadOfAChip(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		h := w.Holder(t, allow.Student)
		who, _ := w.Terminal(t, w.GateIn, true)
		tap := func(at terminal.Identity, key string) []byte {
			t.Helper()
			b, err := s.Present(t.Context(), scan.Presentation{Terminal: at, Key: key, Chip: h.Chip})
			must(t, err)
			return b
		}
		first := scantest.Decode(t, tap(who, w.Key()))
		if !first.Open || first.Replay {
			t.Fatalf("the first: %+v", first)
		}
		var keys []string
		var answers [][]byte
		for _, after := range []time.Duration{0, 400 * time.Millisecond, 4599 * time.Millisecond} {
			clock.Add(after)
			key := w.Key()
			b := tap(who, key)
			a := scantest.Decode(t, b)
			if a.Open || !a.Replay || a.Scan != first.Scan || a.Decision != reason.Allow || a.At != first.At {
				t.Fatalf("%v later: %s", after, b)
			}
			keys, answers = append(keys, key), append(answers, b)
		}
		if n := one[int](t, d, "SELECT count(*) FROM scan WHERE terminal_id = ?", who.ID); n != 1 {
			t.Errorf("%d entries, want 1", n)
		}
		// Another gate is another question.
		beside, _ := w.Terminal(t, w.GateOut, false)
		if a := scantest.Decode(t, tap(beside, w.Key())); !a.Open || a.Replay {
			t.Errorf("beside: %+v", a)
		}
		// The answer to a second reading was lost, and its reader asks again when the
		// 5 s are over: that is the same request, not a new one.
		clock.Add(3 * time.Second)
		for i, key := range keys {
			if b := tap(who, key); !bytes.Equal(b, answers[i]) {
				t.Errorf("asked again by its key: %s, was %s", b, answers[i])
			}
		}
		_, err := s.Present(t.Context(), scan.Presentation{Terminal: who, Key: keys[0], Chip: w.Holder(t, allow.Student).Chip})
		if !fault.Is(err, fault.Mismatch) {
			t.Errorf("the key of a second reading with another chip: %v", err)
		}
		if a := scantest.Decode(t, tap(who, w.Key())); !a.Open || a.Replay {
			t.Errorf("after 5 s: %+v", a)
		}
	})
}

// As one batch, with somebody else in between.
func TestRereadInABatch(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		who, _ := w.Terminal(t, w.GateIn, false)
		a, b := w.Holder(t, allow.Student), w.Holder(t, allow.Student)
		twice := w.Key()
		answers, errs := scan.Batch(t.Context(), s, []scan.Presentation{
			{Terminal: who, Key: w.Key(), Chip: a.Chip}, {Terminal: who, Key: w.Key(), Chip: b.Chip},
			{Terminal: who, Key: twice, Chip: a.Chip}, {Terminal: who, Key: twice, Chip: a.Chip}, {Terminal: who, Key: twice, Chip: b.Chip},
		})
		for i, want := range []bool{true, true, false, false} {
			must(t, errs[i])
			if got := scantest.Decode(t, answers[i]); got.Open != want || got.Replay == want {
				t.Errorf("%d: %s", i, answers[i])
			}
		}
		if !fault.Is(errs[4], fault.Mismatch) {
			t.Errorf("a key twice: %v", errs[4])
		}
		if n := one[int](t, d, "SELECT count(*) FROM scan WHERE terminal_id = ?", who.ID); n != 2 {
			t.Errorf("%d entries, want 2", n)
		}
	})
}

// One chip, 64 readings at once of one terminal, two server processes: one open.
func TestOneChipOpensOnce(t *testing.T) {
	clock := scantest.NewClock()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url := dbtest.URL(t, e)
			servers := []*db.DB{dbtest.Dial(t, url, db.WithClock(clock.Now)), dbtest.Dial(t, url, db.WithClock(func() time.Time { return clock.Now().Add(2 * time.Second) }))}
			w := scantest.New(t, servers[0])
			services := []*scan.Service{w.Service(t, servers[0]), w.Service(t, servers[1])}
			for round := range 5 {
				h := w.Holder(t, allow.Student)
				who, _ := w.Terminal(t, w.GateIn, false)
				var opened atomic.Int64
				var wg sync.WaitGroup
				for i := range 64 {
					key := w.Key()
					wg.Go(func() {
						a := scantest.Present(t, services[i%2], scan.Presentation{Terminal: who, Key: key, Chip: h.Chip})
						if a.Open {
							opened.Add(1)
						} else if !a.Replay || a.Decision != reason.Allow {
							t.Errorf("a loser got %+v", a)
						}
					})
				}
				wg.Wait()
				if n := opened.Load(); n != 1 {
					t.Fatalf("round %d: %d opened", round, n)
				}
				if n := one[int](t, servers[0], "SELECT count(*) FROM scan WHERE terminal_id = ?", who.ID); n != 1 {
					t.Fatalf("round %d: %d entries", round, n)
				}
			}
		})
	}
}

// A passage that was taken back is over: a chip opens again, a code is used up.
func TestRereadAfterAnUndo(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		h, guard := w.Holder(t, allow.Student), w.Holder(t, allow.Guard)
		who, _ := w.Terminal(t, w.GateIn, true)
		undo := func(a scan.Answer) {
			t.Helper()
			_, err := s.Undo(t.Context(), who.Actor(), scan.Undoing{Scan: a.Scan, Key: w.Key(), Staff: guard.Person})
			must(t, err)
		}
		chip := func() scan.Answer {
			return scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Chip: h.Chip})
		}
		undo(chip())
		clock.Add(time.Second)
		if a := chip(); !a.Open || a.Replay {
			t.Errorf("a chip after the undo: %+v", a)
		}
		if a := chip(); a.Open || !a.Replay {
			t.Errorf("and once more: %+v", a)
		}
		code := scan.Presentation{Terminal: who, Code: h.Code(clock.Now(), 0)}
		code.Key = w.Key()
		undo(scantest.Present(t, s, code))
		code.Key = w.Key()
		if a := scantest.Present(t, s, code); a.Open || a.Replay || a.Reason != reason.CodeAlreadyUsed {
			t.Errorf("a code after the undo: %+v", a)
		}
	})
}

// A CONFIRM is one question however often the chip is read, and its end is the
// answer for 5 s. A refusal is decided again.
func TestRereadOfAConfirm(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		h, guard := w.Holder(t, allow.Parent), w.Holder(t, allow.Guard)
		who, _ := w.Terminal(t, w.OfficeIn, true)
		tap := func() scan.Answer {
			return scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Chip: h.Chip})
		}
		finish := func(id string, accept bool) scan.Answer {
			t.Helper()
			b, err := s.Confirm(t.Context(), who.Actor(), "en", scan.Confirmation{Scan: id, Key: w.Key(), Staff: guard.Person, Accept: accept})
			must(t, err)
			return scantest.Decode(t, b)
		}
		first := tap()
		if again := tap(); first.Decision != reason.Confirm || again.Decision != reason.Confirm || !again.Replay || again.Scan != first.Scan {
			t.Fatalf("%+v, then %+v", first, again)
		}
		clock.Add(8 * time.Second)
		if a := finish(first.Scan, true); !a.Open {
			t.Fatalf("accepted: %+v", a)
		}
		clock.Add(time.Second)
		if a := tap(); a.Open || !a.Replay || a.Decision != reason.Allow || a.Scan != first.Scan {
			t.Errorf("after it was accepted: %+v", a)
		}
		clock.Add(5 * time.Second)
		second := tap()
		if second.Replay || second.Decision != reason.Confirm {
			t.Fatalf("later: %+v", second)
		}
		finish(second.Scan, false)
		if a := tap(); a.Replay || a.Decision != reason.Confirm {
			t.Errorf("after a refusal: %+v", a)
		}
		must(t, w.Cards.Freeze(t.Context(), w.Admin, h.Card))
		for range 2 { // at once, and when the 5 s of the last answer are over
			if a := tap(); a.Decision != reason.Deny || a.Replay {
				t.Fatalf("frozen: %+v", a)
			}
			clock.Add(6 * time.Second)
		}
		must(t, w.Cards.Unfreeze(t.Context(), w.Admin, h.Card))
		if a := tap(); a.Replay || a.Decision != reason.Confirm {
			t.Errorf("free again: %+v", a)
		}
	})
}
