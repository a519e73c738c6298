package scan_test

import (
	"context"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	roster "yunka/server/campus"
	"yunka/server/db"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// What ended between the scan and the guard's tap does not open: everything but
// who is where is asked again, in the transaction that accepts.
func TestAnAcceptAsksAgain(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		guard := w.Holder(t, allow.Guard)
		who, _ := w.Terminal(t, w.OfficeIn, true)
		tx := func(fn func(ctx context.Context, tx *db.Tx) error) { t.Helper(); must(t, d.Tx(t.Context(), fn)) }
		gate := access.GateDraft{Name: "门", Direction: rule.In, Zone: w.Office, Always: true, Rights: map[string]rule.Effect{"parent": rule.RightWithStaff}, Sure: true}
		saves := func(change func(*access.GateDraft)) {
			t.Helper()
			g := gate
			change(&g)
			_, err := access.SaveGate(t.Context(), d, w.Admin, w.School, w.OfficeIn, g)
			must(t, err)
		}
		saves(func(*access.GateDraft) {})
		weekday := int(scantest.Noon.Weekday()+6)%7 + 1
		for name, c := range map[string]struct {
			ends func(h *scantest.Holder)
			want reason.Code
		}{
			"nothing": {func(*scantest.Holder) {}, reason.StaffAccepted},
			"the membership": {func(h *scantest.Holder) {
				tx(func(ctx context.Context, tx *db.Tx) error {
					return roster.EndMembership(ctx, tx, w.School, h.Membership, 0)
				})
			}, reason.CardExpired},
			"the right": {func(*scantest.Holder) { saves(func(g *access.GateDraft) { g.Rights = nil }) }, reason.PermNoRight},
			"the hours": {func(*scantest.Holder) {
				saves(func(g *access.GateDraft) {
					g.Always, g.Hours = false, []access.Opening{{Weekday: weekday, From: 0, To: 60}}
				})
			}, reason.PermOutsideSchedule},
			"a rule against it": {func(h *scantest.Holder) {
				w.Exec(t, "INSERT INTO access_rule (id, school_id, zone_id, who, who_id, effect, note, created_at) VALUES (?, ?, ?, 'person', ?, 'deny', '', 1)", db.NewID(), w.School, w.Office, h.Person)
				tx(func(ctx context.Context, tx *db.Tx) error { return access.Bump(ctx, tx, w.School) })
			}, reason.PermRule},
			"the card":   {func(h *scantest.Holder) { must(t, w.Cards.Freeze(t.Context(), h.Actor, h.Card)) }, reason.CardFrozen},
			"by school":  {func(h *scantest.Holder) { must(t, w.Cards.Freeze(t.Context(), w.Admin, h.Card)) }, reason.CardBlocked},
			"the chip":   {func(h *scantest.Holder) { must(t, w.Cards.ReportLost(t.Context(), w.Admin, h.ChipCredential)) }, reason.CredLost},
			"the person": {func(h *scantest.Holder) { must(t, w.Cards.Suspend(t.Context(), w.Admin, h.Person)) }, reason.PersonSuspended},
		} {
			t.Run(name, func(t *testing.T) {
				h := w.Holder(t, allow.Parent)
				a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Chip: h.Chip})
				code := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Code: h.Code(clock.Now(), 0)})
				if a.Decision != reason.Confirm || code.Decision != reason.Confirm {
					t.Fatalf("%+v, %+v", a, code)
				}
				clock.Add(100 * time.Second) // a phone's code is stale by now, and that does not count
				c.ends(h)
				for what, id := range map[string]string{"chip": a.Scan, "code": code.Scan} {
					want := c.want
					if want == reason.CredLost && what == "code" {
						want = reason.StaffAccepted // the phone is not the chip
					}
					key := w.Key()
					b, err := s.Confirm(t.Context(), who.Actor(), "en", scan.Confirmation{Scan: id, Key: key, Staff: guard.Person, Accept: true})
					must(t, err)
					got := scantest.Decode(t, b)
					if got.Reason != want || got.Open != (want == reason.StaffAccepted) || (got.Decision == reason.Allow) != got.Open {
						t.Errorf("%s: %s, want %s", what, b, want)
					}
				}
				saves(func(*access.GateDraft) {})
			})
		}
	})
}
