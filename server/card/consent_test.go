package card_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/card"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// No card comes onto a phone before somebody agreed who decides about it, and
// from the commit that takes the consent back no phone of it opens anything.
func TestConsent(t *testing.T) {
	each(t, func(t *testing.T, w *scantest.World, clock *scantest.Clock) {
		ctx := t.Context()
		h, other := w.Holder(t, allow.Student), w.Holder(t, allow.Student)
		want := func(name string, err error, code string) {
			t.Helper()
			if got := fault.As(err).Code; (code == "") != (err == nil) || (code != "" && got != code) {
				t.Errorf("%s: %v, want %q", name, err, code)
			}
		}
		claim := func(h *scantest.Holder, consent string) error {
			t.Helper()
			challenge, err := w.Cards.Challenge(ctx, h.Actor, h.Card)
			if err != nil {
				t.Fatal(err)
			}
			_, c := phone(t, challenge)
			c.Replace, c.Consent = true, consent
			_, err = w.Cards.Claim(ctx, h.Actor, h.Card, c)
			return err
		}
		live := func(want int) {
			t.Helper()
			if n := keys(t, w, h); n != want {
				t.Errorf("%d keys, want %d", n, want)
			}
		}
		given := func() (c card.Consent) {
			t.Helper()
			if err := w.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
				m, err := card.Consents(ctx, q, clock.Now().UnixMilli(), []string{h.Card})
				c = m[h.Card]
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return c
		}

		// A holder without guardians decides alone.
		live(1) // scantest agreed
		want("withdrawn", w.Cards.Withdraw(ctx, h.Actor, h.Card), "")
		live(0)
		if c := given(); c.GivenAt != 0 || c.ByOthers {
			t.Errorf("%+v", c)
		}
		gate, _ := w.Terminal(t, w.GateIn, false)
		s := w.Service(t, w.DB)
		if a := scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: w.Key(), Code: h.Code(clock.Now(), 1)}); a.Open || a.Decision != reason.Deny {
			t.Errorf("a code after the consent was withdrawn: %+v", a)
		}
		if a := scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: w.Key(), Chip: h.Chip}); !a.Open {
			t.Errorf("the chip: %+v", a)
		}
		want("withdrawn again is nothing", w.Cards.Withdraw(ctx, h.Actor, h.Card), "")
		want("a claim without", claim(h, ""), "consent_required")
		want("a claim with an old text", claim(h, "2019-01"), "consent_version")
		live(0)
		want("a claim that agrees", claim(h, card.ConsentVersion), "")
		want("a second phone need not", claim(h, ""), "")
		live(2)
		want("somebody else withdraws", w.Cards.Withdraw(ctx, other.Actor, h.Card), "forbidden")
		want("an admin agrees for a pupil", w.Cards.Agree(ctx, w.Admin, h.Card, card.ConsentVersion), "forbidden")
		want("no such card", w.Cards.Agree(ctx, h.Actor, "nothing", card.ConsentVersion), "not_found")

		// With a mother in the books, she decides.
		mother := w.Holder(t, allow.Parent)
		w.Guardian(t, mother, h, "母亲", false)
		her := mother.Actor
		her.Children = map[string]allow.Rights{h.Person: allow.View | allow.Consent}
		want("her word ends it", w.Cards.Withdraw(ctx, her, h.Card), "")
		live(0)
		if c := given(); !c.ByOthers || c.GivenAt != 0 {
			t.Errorf("%+v", c)
		}
		want("the pupil agrees alone", claim(h, card.ConsentVersion), "consent_guardian")
		want("the pupil says nothing", claim(h, ""), "consent_guardian")
		seer := her
		seer.Children = map[string]allow.Rights{h.Person: allow.View}
		want("who may only look agrees", w.Cards.Agree(ctx, seer, h.Card, card.ConsentVersion), "forbidden")
		want("another child's mother agrees", w.Cards.Agree(ctx, her, other.Card, card.ConsentVersion), "forbidden")
		want("she agrees to another text", w.Cards.Agree(ctx, her, h.Card, "2019-01"), "consent_version")
		live(0)
		want("she agrees", w.Cards.Agree(ctx, her, h.Card, card.ConsentVersion), "")
		want("again is nothing", w.Cards.Agree(ctx, her, h.Card, card.ConsentVersion), "")
		want("then the pupil claims", claim(h, ""), "")
		live(1)

		// A restriction takes her word, not the child's key.
		w.Exec(t, "UPDATE guardianship SET restricted = TRUE WHERE adult_id = ?", mother.Person)
		if c := given(); c.ByOthers || c.GivenAt == 0 {
			t.Errorf("%+v", c)
		}
		live(1)
		if n, err := audit.Verify(ctx, w.DB); err != nil || n == 0 {
			t.Error(err)
		}
	})
}
