package card_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// A printed code never opens by itself; a guard opens, as often a day as it may,
// and everything that stops the person or the card stops the paper.
func TestPrintedCode(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		in, _ := w.Terminal(t, w.GateIn, true)
		out, _ := w.Terminal(t, w.GateOut, true)
		alone, _ := w.Terminal(t, w.GateIn, false)
		h, guard := w.Holder(t, allow.Student), w.Holder(t, allow.Guard)
		print := func(days, times int) string {
			t.Helper()
			c, err := w.Cards.IssuePrinted(t.Context(), w.Admin, h.Card, days, times)
			if err != nil {
				t.Fatal(err)
			}
			return c.Text
		}
		p := func(text string) scan.Presentation {
			clock.Add(6 * time.Second) // a presentation of its own
			return scan.Presentation{Terminal: in, Key: w.Key(), Code: text}
		}
		confirm := func(a scan.Answer, want reason.Code) string {
			t.Helper()
			b, err := s.Confirm(t.Context(), in.Actor(), "en", scan.Confirmation{Scan: a.Scan, Key: w.Key(), Staff: guard.Person, Accept: true})
			if err != nil {
				t.Error(err)
				return ""
			}
			if got := scantest.Decode(t, b); got.Reason != want || got.Open != (want == reason.StaffAccepted) {
				t.Errorf("confirmed: %+v, want %s", got, want)
			}
			return a.Scan
		}
		says := func(p scan.Presentation, d reason.Decision, r reason.Code) scan.Answer {
			t.Helper()
			a := scantest.Present(t, s, p)
			if a.Decision != d || a.Reason != r || a.Open {
				t.Errorf("%s %s open %v, want %s %s", a.Decision, a.Reason, a.Open, d, r)
			}
			return a
		}
		text := print(10, 2)
		q := p(text)
		q.Terminal = alone
		says(q, reason.Deny, reason.PassNeedsGuard)
		first := says(p(text), reason.Confirm, reason.PassLookAtFace)
		if first.Person == nil || first.Person.Name == "" {
			t.Error("the guard does not see whose face to look for")
		}
		second, third := says(p(text), reason.Confirm, reason.PassLookAtFace), says(p(text), reason.Confirm, reason.PassLookAtFace)
		confirm(first, reason.StaffAccepted)
		undone := confirm(second, reason.StaffAccepted)
		confirm(third, reason.PassUsedUp) // three guards looked at one paper, it lets in twice
		says(p(text), reason.Deny, reason.PassUsedUp)
		leave := p(text)
		leave.Terminal = out
		says(leave, reason.Confirm, reason.PassLookAtFace) // out it goes
		if _, err := s.Undo(t.Context(), in.Actor(), scan.Undoing{Scan: undone, Key: w.Key(), Staff: guard.Person}); err != nil {
			t.Fatal(err)
		}
		says(p(text), reason.Confirm, reason.PassLookAtFace) // the guard gave one back
		clock.Add(24 * time.Hour)
		says(p(text), reason.Confirm, reason.PassLookAtFace)

		waiting := says(p(text), reason.Confirm, reason.PassLookAtFace)
		if err := w.Cards.Freeze(t.Context(), w.Admin, h.Card); err != nil {
			t.Fatal(err)
		}
		confirm(waiting, reason.CardBlocked)
		says(p(text), reason.Deny, reason.CardBlocked)
		if err := w.Cards.Unfreeze(t.Context(), w.Admin, h.Card); err != nil {
			t.Fatal(err)
		}
		newer := print(1, 4)
		says(p(text), reason.Deny, reason.CredReplaced)
		says(p(newer), reason.Confirm, reason.PassLookAtFace)
		clock.Add(25 * time.Hour)
		says(p(newer), reason.Deny, reason.CredEnded)

		last := print(30, 4)
		list := printed(t, d, h.Person, clock)
		if len(list) != 1 || list[0].Times != 4 {
			t.Fatalf("%+v", list)
		}
		waiting = says(p(last), reason.Confirm, reason.PassLookAtFace)
		if err := w.Cards.EndPrinted(t.Context(), w.Admin, list[0].ID); err != nil {
			t.Fatal(err)
		}
		confirm(waiting, reason.CredEnded)
		says(p(last), reason.Deny, reason.CredEnded)
		if err := w.Cards.EndPrinted(t.Context(), w.Admin, list[0].ID); fault.As(err).Code != "pass_over" {
			t.Error(err)
		}

		// Sixteen guards look at one paper at once: it lets in as often as it may.
		one := print(30, 1)
		var waits []scan.Answer
		for range 16 {
			waits = append(waits, says(p(one), reason.Confirm, reason.PassLookAtFace))
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		opened := 0
		for _, a := range waits {
			wg.Go(func() {
				b, err := s.Confirm(t.Context(), in.Actor(), "en", scan.Confirmation{Scan: a.Scan, Key: w.Key(), Staff: guard.Person, Accept: true})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				if scantest.Decode(t, b).Open {
					opened++
				}
			})
		}
		wg.Wait()
		if opened != 1 {
			t.Errorf("%d guards let one paper in that may once", opened)
		}

		for _, bad := range []struct {
			days, times int
			code        string
		}{{0, 1, "printed_days"}, {366, 1, "printed_days"}, {-1, 1, "printed_days"}, {1, 0, "printed_times"}, {1, 21, "printed_times"}} {
			if _, err := w.Cards.IssuePrinted(t.Context(), w.Admin, h.Card, bad.days, bad.times); err == nil || fault.As(err).Code != bad.code {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if _, err := w.Cards.IssuePrinted(t.Context(), h.Actor, h.Card, 1, 1); err == nil {
			t.Error("a pupil printed a code")
		}
		unknown := "97" + "000000000000000000000000000000000000001"
		if a := scantest.Present(t, s, p(unknown)); a.Reason != reason.CodeUnknown || a.Person != nil {
			t.Errorf("%+v", a)
		}
	}, db.WithClock(clock.Now))
}

func printed(t *testing.T, d *db.DB, person string, clock *scantest.Clock) (list []card.PrintedView) {
	t.Helper()
	err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		list, err = card.PrintedOf(ctx, q, []string{person}, clock.Now().UnixMilli())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
