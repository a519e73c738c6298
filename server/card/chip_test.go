package card_test

import (
	"sync"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// A chip linked at the desk opens, the one before is dead for good, the phone
// lives; a number is one person's, and rests after it has ended.
func TestLinkAChip(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		gate, _ := w.Terminal(t, w.GateIn, false)
		h, other := w.Holder(t, allow.Student), w.Holder(t, allow.Student)
		says := func(chip string, want reason.Code) {
			t.Helper()
			clock.Add(time.Second)
			if a := scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: w.Key(), Chip: chip}); a.Reason != want {
				t.Errorf("chip %s: %s, want %s", chip, a.Reason, want)
			}
		}
		link := func(h *scantest.Holder, chip, want string) {
			t.Helper()
			err := w.Cards.LinkChip(t.Context(), w.Admin, h.Card, chip)
			if want == "" && err != nil || want != "" && (err == nil || fault.As(err).Code != want) {
				t.Errorf("linking %s: %v, want %q", chip, err, want)
			}
		}
		says(h.Chip, reason.OK)
		link(h, "0007001", "")
		says("7001", reason.OK)
		says("007001", reason.OK)
		says(h.Chip, reason.CredReplaced)
		link(h, "7001", "") // again: nothing new
		if a := scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: w.Key(), Code: h.Code(clock.Now(), 0)}); !a.Open {
			t.Error(a.Reason)
		}
		link(other, "7001", "chip_taken")
		link(other, h.Chip, "chip_resting")
		clock.Add(15 * 24 * time.Hour)
		link(other, h.Chip, "")
		says(h.Chip, reason.OK)
		if err := w.Cards.ReportLost(t.Context(), w.Admin, other.ChipCredential); err == nil {
			t.Error("a replaced chip was lost")
		}
		for _, bad := range []string{"", "12a", "000", "123456789012345678901", "-1", "１２"} {
			link(h, bad, "chip_number")
		}
		if err := w.Cards.LinkChip(t.Context(), h.Actor, h.Card, "7002"); err == nil {
			t.Error("a pupil linked a chip")
		}

		// Two desks link one number at once: it is one person's.
		var wg sync.WaitGroup
		var mu sync.Mutex
		linked := 0
		for i := range 16 {
			wg.Go(func() {
				if err := w.Cards.LinkChip(t.Context(), w.Admin, []*scantest.Holder{h, other}[i%2].Card, "9009"); err == nil {
					mu.Lock()
					defer mu.Unlock()
					linked++
				} else if fault.As(err).Code != "chip_taken" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if linked != 8 {
			t.Errorf("%d of the desks say it is linked", linked)
		}
		says("9009", reason.OK)
	}, db.WithClock(clock.Now))
}
