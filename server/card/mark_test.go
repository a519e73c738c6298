package card_test

import (
	"context"
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

// Who scanned while the server's clock ran a day ahead is refused for a day, until the
// office resets the mark. No code opens twice by it, also none of that day to come.
func TestAMarkFromTheFuture(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		h, other := w.Holder(t, allow.Student), w.Holder(t, allow.Student)
		shows := func(code string, want reason.Code) {
			t.Helper()
			who, _ := w.Terminal(t, w.GateIn, false)
			a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Code: code})
			if a.Reason != want || a.Open != (want == reason.OK) {
				t.Errorf("%s, open %v; want %s", a.Reason, a.Open, want)
			}
		}
		count := func() (n int) {
			t.Helper()
			if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
				n, err = card.CountAhead(ctx, q, clock.Now().UnixMilli())
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		const day = 24 * time.Hour
		clock.Add(day)
		ahead, others := h.Code(clock.Now(), 0), other.Code(clock.Now(), 0)
		shows(ahead, reason.OK)
		shows(others, reason.OK)
		clock.Add(-day)
		before := h.Code(clock.Now(), 0)
		shows(before, reason.CodeSuperseded)
		if n := count(); n != 2 {
			t.Errorf("%d phones are ahead", n)
		}

		for _, who := range []allow.Actor{h.Actor, {Kind: allow.System}, {}} {
			if err := w.Cards.ResetMark(t.Context(), who, h.Credential); err == nil {
				t.Errorf("%s resets a mark", who.Name())
			}
		}
		if err := w.Cards.ResetMark(t.Context(), w.Admin, h.ChipCredential); !fault.Is(err, fault.Conflict) {
			t.Errorf("of a chip: %v", err)
		}
		for range 2 { // the second finds nothing to do
			if err := w.Cards.ResetMark(t.Context(), w.Admin, h.Credential); err != nil {
				t.Fatal(err)
			}
		}
		var events int
		if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT count(*) FROM audit_event WHERE school_id = ? AND action = 'credential.mark_reset' AND target = ?", w.School, "credential:"+h.Credential).Scan(ctx, &events)
		}); err != nil || events != 1 {
			t.Errorf("%d events of it: %v", events, err)
		}
		shows(before, reason.CodeSuperseded) // what was made until then
		clock.Add(2 * time.Second)
		shows(h.Code(clock.Now(), 0), reason.OK)

		// The command line resets all.
		if _, err := w.Cards.ResetMarks(t.Context(), w.Admin); err == nil {
			t.Error("an admin resets the marks of every school")
		}
		if n, err := w.Cards.ResetMarks(t.Context(), allow.Actor{Kind: allow.System}); n != 1 || err != nil {
			t.Errorf("%d reset, %v", n, err)
		}
		if n := count(); n != 0 {
			t.Errorf("%d phones are ahead still", n)
		}

		// A day later, a picture of what was shown then.
		clock.Add(day - 2*time.Second)
		shows(ahead, reason.CodeAlreadyUsed)
		shows(others, reason.CodeAlreadyUsed)
		clock.Add(time.Second)
		shows(h.Code(clock.Now(), 0), reason.OK)
		if n := count(); n != 0 {
			t.Errorf("what is fresh is ahead: %d", n)
		}
		clock.Set(scantest.Noon)
	}, db.WithClock(clock.Now))
}
