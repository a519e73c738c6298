package card_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/card"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/scan/scantest"
)

func each(t *testing.T, fn func(t *testing.T, w *scantest.World, clock *scantest.Clock)) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, scantest.New(t, d), clock) }, db.WithClock(clock.Now))
}

// phone makes a key and what it would send to claim.
func phone(t *testing.T, challenge string) (ed25519.PrivateKey, card.Claim) {
	t.Helper()
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(challenge)
	if err != nil {
		t.Fatal(err)
	}
	return key, card.Claim{Challenge: challenge, PublicKey: hex.EncodeToString(pub), Device: "iPhone",
		Signature: hex.EncodeToString(ed25519.Sign(key, cardcode.ClaimMessage([32]byte(raw), pub)))}
}

func keys(t *testing.T, w *scantest.World, h *scantest.Holder) (live int) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM credential WHERE card_id = ? AND kind = 'phone' AND state = 'live'", h.Card).Scan(ctx, &live)
	})
	if err != nil {
		t.Fatal(err)
	}
	return live
}

func TestClaimRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *scantest.World, clock *scantest.Clock) {
		h, other := w.Holder(t, allow.Student), w.Holder(t, allow.Student)
		before := keys(t, w, h)
		challenge := func(a allow.Actor, id string) string {
			c, err := w.Cards.Challenge(t.Context(), a, id)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		good := challenge(h.Actor, h.Card)
		_, c := phone(t, good)
		for name, bad := range map[string]func(card.Claim) card.Claim{
			"another challenge":      func(c card.Claim) card.Claim { c.Challenge = strings.Repeat("A", 43); return c },
			"a short challenge":      func(c card.Claim) card.Claim { c.Challenge = "AAAA"; return c },
			"no signature":           func(c card.Claim) card.Claim { c.Signature = ""; return c },
			"a flipped signature":    func(c card.Claim) card.Claim { c.Signature = flipped(c.Signature); return c },
			"a key of small order":   func(c card.Claim) card.Claim { c.PublicKey = "01" + strings.Repeat("00", 31); return c },
			"a non-canonical key":    func(c card.Claim) card.Claim { c.PublicKey = strings.Repeat("ff", 31) + "7f"; return c },
			"a key that is no hex":   func(c card.Claim) card.Claim { c.PublicKey = strings.Repeat("zz", 32); return c },
			"a device of 81 letters": func(c card.Claim) card.Claim { c.Device = strings.Repeat("机", 81); return c },
		} {
			if _, err := w.Cards.Claim(t.Context(), h.Actor, h.Card, bad(c)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		// Somebody else's challenge, somebody else's card.
		_, theirs := phone(t, challenge(other.Actor, other.Card))
		if _, err := w.Cards.Claim(t.Context(), h.Actor, h.Card, theirs); !fault.Is(err, fault.Invalid) {
			t.Errorf("another account's challenge: %v", err)
		}
		if _, err := w.Cards.Challenge(t.Context(), h.Actor, other.Card); !fault.Is(err, fault.Forbidden) {
			t.Errorf("challenge for another's card: %v", err)
		}
		if _, err := w.Cards.Claim(t.Context(), other.Actor, h.Card, c); !fault.Is(err, fault.Forbidden) {
			t.Errorf("claim of another's card: %v", err)
		}
		if _, err := w.Cards.Challenge(t.Context(), w.Admin, h.Card); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an admin claims a pupil's card: %v", err)
		}
		// Too late.
		clock.Add(6 * time.Minute)
		if _, err := w.Cards.Claim(t.Context(), h.Actor, h.Card, c); !fault.Is(err, fault.Invalid) {
			t.Errorf("an old challenge: %v", err)
		}
		if n := keys(t, w, h); n != before {
			t.Fatalf("%d live keys, had %d", n, before)
		}
		stranger := scantest.New(t, w.DB).Holder(t, allow.Student)
		if _, err := w.Cards.Challenge(t.Context(), stranger.Actor, h.Card); !fault.Is(err, fault.NotFound) {
			t.Errorf("another school's card: %v", err)
		}
	})
}

// flipped changes the first digit of a hex text: a fixed one in its place would be
// the same text once in a while.
func flipped(hex string) string {
	if hex[0] == '0' {
		return "1" + hex[1:]
	}
	return "0" + hex[1:]
}

// One challenge registers one key, and a card never has more than two live
// ones, whoever races.
func TestClaimRaces(t *testing.T) {
	each(t, func(t *testing.T, w *scantest.World, clock *scantest.Clock) {
		h := w.Holder(t, allow.Student) // one live key
		challenge, err := w.Cards.Challenge(t.Context(), h.Actor, h.Card)
		if err != nil {
			t.Fatal(err)
		}
		_, c := phone(t, challenge)
		var won atomic.Int64
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				_, err := w.Cards.Claim(context.Background(), h.Actor, h.Card, c)
				if err == nil {
					won.Add(1)
				} else if !fault.Is(err, fault.Invalid) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || keys(t, w, h) != 2 {
			t.Fatalf("%d claims won, %d live keys", won.Load(), keys(t, w, h))
		}
		challenge, _ = w.Cards.Challenge(t.Context(), h.Actor, h.Card)
		_, third := phone(t, challenge)
		if _, err := w.Cards.Claim(t.Context(), h.Actor, h.Card, third); !fault.Is(err, fault.Conflict) {
			t.Fatalf("a third phone without a word: %v", err)
		}
		third.Replace = true // the refusal spent nothing
		if _, err := w.Cards.Claim(t.Context(), h.Actor, h.Card, third); err != nil || keys(t, w, h) != 2 {
			t.Fatalf("%v, %d live keys", err, keys(t, w, h))
		}
	})
}

// Somebody else has the database's writer: a phone that asks, and a stranger who invents
// handles, are answered without it. Only a lease that is due waits for it.
func TestAContactTakesTheWriterForALeaseOnly(t *testing.T) {
	each(t, func(t *testing.T, w *scantest.World, clock *scantest.Clock) {
		h := w.Holder(t, allow.Student)
		ask := func(ctx context.Context, handle uint64) error {
			issued := uint32(clock.Now().Unix())
			_, err := w.Cards.Contact(ctx, strconv.FormatUint(handle, 10), issued, hex.EncodeToString(ed25519.Sign(h.Key, cardcode.ContactMessage(handle, issued))))
			return err
		}
		if err := ask(t.Context(), h.Handle); err != nil { // now its lease is not due
			t.Fatal(err)
		}
		held, let, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- w.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				if w.DB.Engine() == db.Postgres { // which ends a transaction that does nothing
					if _, err := tx.ExecContext(ctx, "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
						return err
					}
				}
				if _, err := tx.NewRaw("UPDATE credential SET device = device WHERE id = ?", h.Credential).Exec(ctx); err != nil {
					return err
				}
				close(held)
				<-let
				return nil
			})
		}()
		select {
		case <-held:
		case err := <-ended:
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		if err := ask(ctx, h.Handle); err != nil {
			t.Errorf("a lease that is not due: %v", err)
		}
		for i := range 50 {
			if err := ask(ctx, uint64(1000+i)); !fault.Is(err, fault.NotFound) {
				t.Fatalf("an invented handle: %v", err)
			}
		}
		close(let)
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	})
}

func TestContact(t *testing.T) {
	each(t, func(t *testing.T, w *scantest.World, clock *scantest.Clock) {
		h := w.Holder(t, allow.Student)
		handle := w.Handle(h)
		contact := func(at time.Time) (card.Key, error) {
			issued := uint32(at.Unix())
			return w.Cards.Contact(t.Context(), handle, issued, hex.EncodeToString(ed25519.Sign(h.Key, cardcode.ContactMessage(h.Handle, issued))))
		}
		first, err := contact(clock.Now())
		if err != nil || first.State != "live" {
			t.Fatalf("%+v, %v", first, err)
		}
		clock.Add(24 * time.Hour)
		later, err := contact(clock.Now())
		if err != nil || later.LeaseUntil-first.LeaseUntil != (24*time.Hour).Milliseconds() {
			t.Fatalf("the lease moved from %d to %d (%v)", first.LeaseUntil, later.LeaseUntil, err)
		}
		if _, err := contact(clock.Now().Add(-3 * time.Minute)); !fault.Is(err, fault.Invalid) {
			t.Errorf("an old contact: %v", err)
		}
		issued := uint32(clock.Now().Unix())
		for name, sig := range map[string]string{
			"another key":  hex.EncodeToString(ed25519.Sign(w.Holder(t, allow.Student).Key, cardcode.ContactMessage(h.Handle, issued))),
			"another time": hex.EncodeToString(ed25519.Sign(h.Key, cardcode.ContactMessage(h.Handle, issued+1))),
		} {
			if _, err := w.Cards.Contact(t.Context(), handle, issued, sig); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.Cards.Contact(t.Context(), "-1", issued, "zz"); !fault.Is(err, fault.Malformed) {
			t.Errorf("nonsense: %v", err)
		}
		// What stops the card stops the lease and says so.
		if err := w.Cards.Freeze(t.Context(), h.Actor, h.Card); err != nil {
			t.Fatal(err)
		}
		clock.Add(48 * time.Hour)
		if k, err := contact(clock.Now()); err != nil || k.State != "frozen" || k.LeaseUntil != later.LeaseUntil {
			t.Errorf("frozen: %+v, %v", k, err)
		}
		if err := w.Cards.ReportLost(t.Context(), h.Actor, h.Credential); err != nil {
			t.Fatal(err)
		}
		if k, err := contact(clock.Now()); err != nil || k.State != "lost" {
			t.Errorf("lost: %+v, %v", k, err)
		}
	})
}

func TestWhoMayStopAndStart(t *testing.T) {
	each(t, func(t *testing.T, w *scantest.World, clock *scantest.Clock) {
		h, other := w.Holder(t, allow.Student), w.Holder(t, allow.Student)
		guardian := w.Holder(t, allow.Parent).Actor
		guardian.Children = map[string]allow.Rights{h.Person: allow.View}
		ctx := t.Context()
		want := func(name string, err error, kind fault.Kind) {
			t.Helper()
			if (kind == 0 && err != nil) || (kind != 0 && !fault.Is(err, kind)) {
				t.Errorf("%s: %v", name, err)
			}
		}
		want("another pupil freezes", w.Cards.Freeze(ctx, other.Actor, h.Card), fault.Forbidden)
		want("a guardian freezes", w.Cards.Freeze(ctx, guardian, h.Card), 0)
		want("again is nothing", w.Cards.Freeze(ctx, guardian, h.Card), 0)
		want("a guardian unfreezes", w.Cards.Unfreeze(ctx, guardian, h.Card), 0)
		want("a guardian freezes again", w.Cards.Freeze(ctx, guardian, h.Card), 0)
		want("the holder unfreezes a guardian's", w.Cards.Unfreeze(ctx, h.Actor, h.Card), fault.Conflict)
		want("the school blocks", w.Cards.Freeze(ctx, w.Admin, h.Card), 0)
		want("the holder freezes a blocked card", w.Cards.Freeze(ctx, h.Actor, h.Card), 0)
		want("the holder unblocks", w.Cards.Unfreeze(ctx, h.Actor, h.Card), fault.Conflict)
		want("a guardian unblocks", w.Cards.Unfreeze(ctx, guardian, h.Card), fault.Conflict)
		want("the school unblocks", w.Cards.Unfreeze(ctx, w.Admin, h.Card), 0)
		want("a pupil suspends", w.Cards.Suspend(ctx, other.Actor, h.Person), fault.Forbidden)
		want("an admin suspends", w.Cards.Suspend(ctx, w.Admin, h.Person), 0)
		want("an admin restores", w.Cards.Restore(ctx, w.Admin, h.Person), 0)
		self := ""
		for p := range w.Admin.People {
			self = p
		}
		want("an admin suspends the own person", w.Cards.Suspend(ctx, w.Admin, self), fault.Conflict)
		want("a lost chip by the guardian", w.Cards.ReportLost(ctx, guardian, h.ChipCredential), 0)
		want("found by the guardian", w.Cards.Found(ctx, guardian, h.ChipCredential), fault.Forbidden)
		want("found by the school", w.Cards.Found(ctx, w.Admin, h.ChipCredential), 0)
		want("ended", w.Cards.EndKey(ctx, w.Admin, h.ChipCredential), 0)
		want("found after it was ended", w.Cards.Found(ctx, w.Admin, h.ChipCredential), fault.Conflict)
		want("no such card", w.Cards.Freeze(ctx, w.Admin, "nothing"), fault.NotFound)
		stranger := scantest.New(t, w.DB)
		want("another school's admin", stranger.Cards.Freeze(ctx, stranger.Admin, h.Card), fault.NotFound)
		want("another school's admin suspends", stranger.Cards.Suspend(ctx, stranger.Admin, h.Person), fault.NotFound)
		if _, err := audit.Verify(ctx, w.DB); err != nil {
			t.Error(err)
		}
	})
}
