package gatelist

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// school is people that change and a ledger of what lists said of them.
type school struct {
	h       Header
	private ed25519.PrivateKey
	people  map[string]Row
	ledger  Ledger
}

func (s *school) entries() (list []Entry) {
	for secret, row := range s.people {
		list = append(list, Entry{secret, row})
	}
	return list // in any order
}

func (s *school) change(r *rand.Rand) {
	for range r.IntN(6) {
		id := fmt.Sprint(r.IntN(60))
		secret := OfChip(id)
		if r.IntN(2) == 0 {
			secret = OfHandle(uint64(r.IntN(60) + 1))
		}
		row := pupil(id)
		row.State = []string{"live", "lost", "ended", "revoked"}[r.IntN(4)]
		if r.IntN(3) == 0 {
			delete(s.people, secret)
		} else {
			s.people[secret] = row
		}
	}
}

// list is the whole list of now, and a delta from each version in since.
func (s *school) list(t *testing.T, since ...int64) (whole []byte, deltas [][]byte) {
	t.Helper()
	rows := sealed(t, s.h.Salt, s.entries()...)
	next, changed := s.ledger.Advance(rows, s.h.Version+1)
	if changed {
		s.h.Version++
	}
	s.h.MadeAt += 60_000
	s.h.Marks = MarksOf(s.h.Salt, s.entries(), s.h.MadeAt)
	kept, err := ReadLedger(next.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	s.ledger = kept
	whole, err = Build(s.h, rows, s.private)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range since {
		d, err := s.ledger.Delta(s.h, rows, v, s.private)
		if err != nil {
			t.Fatal(err)
		}
		deltas = append(deltas, d)
	}
	return whole, deltas
}

// Whatever changes, and whatever version a terminal holds, the delta leads to the
// whole list of now, byte for byte.
func TestADeltaLeadsToTheWholeList(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 5))
	for range 40 {
		public, private := keys(t)
		s := &school{h: header(), private: private, people: map[string]Row{}}
		var held []*List
		for step := range 25 {
			s.change(r)
			var since []int64
			for _, l := range held {
				since = append(since, l.Version)
			}
			whole, deltas := s.list(t, since...)
			for i, d := range deltas {
				got, err := held[i].Apply(d, public)
				if err != nil {
					t.Fatalf("step %d from %d: %v", step, since[i], err)
				}
				if !bytes.Equal(got.Bytes(), whole) {
					t.Fatalf("step %d from %d: another list", step, since[i])
				}
				if r.IntN(3) == 0 {
					held[i] = got
				}
			}
			l, err := Open(whole, public)
			if err != nil {
				t.Fatal(err)
			}
			for secret, row := range s.people {
				if got, ok := l.Find(secret); !ok || got.State != row.State {
					t.Fatalf("%s: %+v %v, want %+v", secret, got, ok, row)
				}
			}
			if l.Count != len(s.people) {
				t.Fatalf("%d rows for %d", l.Count, len(s.people))
			}
			if len(held) < 5 {
				held = append(held, l)
			}
		}
	}
}

func TestADeltaThatIsNotOurs(t *testing.T) {
	public, private := keys(t)
	s := &school{h: header(), private: private, people: map[string]Row{}}
	for i := range 20 {
		s.people[OfChip(fmt.Sprint(i))] = pupil(fmt.Sprint(i))
	}
	whole, _ := s.list(t)
	base, err := Open(whole, public)
	if err != nil {
		t.Fatal(err)
	}
	delete(s.people, OfChip("3"))
	s.people[OfChip("4")] = Row{Credential: "c4", State: "lost"}
	s.people[OfChip("99")] = pupil("99")
	_, deltas := s.list(t, base.Version)
	d := deltas[0]
	for i := range d {
		bad := slices.Clone(d)
		bad[i] ^= 1
		if _, err := base.Apply(bad, public); err == nil {
			t.Fatalf("byte %d may be changed", i)
		}
	}
	for n := range d {
		if _, err := base.Apply(d[:n], public); err == nil {
			t.Fatalf("cut at %d it is applied", n)
		}
	}
	refuses := func(what string, want, err error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	next, err := base.Apply(d, public)
	if err != nil {
		t.Fatal(err)
	}
	_, err = next.Apply(d, public)
	refuses("twice", ErrBase, err)
	other, _ := keys(t)
	_, err = base.Apply(d, other)
	refuses("another key", ErrSignature, err)
	_, err = base.Apply(whole, public)
	refuses("a whole list as a delta", ErrForm, err)

	// A version is skipped: the base is told to be the one that is held.
	s.people[OfChip("4")] = pupil("4")
	s.people[OfChip("7")] = Row{Credential: "c7", State: "lost"}
	_, deltas = s.list(t, next.Version)
	gap := slices.Clone(deltas[0])
	binary.BigEndian.PutUint64(gap[len(deltaMagic):], uint64(base.Version))
	_, err = base.Apply(gap, public)
	refuses("a gap", ErrDigest, err)

	// The same version number in a history that the server has lost.
	lost := &school{h: s.h, private: private, people: map[string]Row{OfChip("5"): pupil("5")}}
	lost.h.Version = next.Version - 1
	stray, _ := lost.list(t)
	strayed, err := Open(stray, public)
	if err != nil {
		t.Fatal(err)
	}
	_, err = strayed.Apply(deltas[0], public)
	refuses("another history", ErrDigest, err)

	h := s.h
	h.Terminal = "u"
	rows := sealed(t, h.Salt, s.entries()...)
	foreign, _ := s.ledger.Delta(h, rows, next.Version, private)
	_, err = next.Apply(foreign, public)
	refuses("another terminal's", ErrOther, err)
	h = s.h
	h.MadeAt = next.MadeAt - MaxSkewMS - 1
	older, _ := s.ledger.Delta(h, rows, next.Version, private)
	_, err = next.Apply(older, public)
	refuses("made before", ErrOlder, err)
	if got, ok := base.Find(OfChip("3")); !ok || got.State != "live" || !bytes.Equal(base.Bytes(), whole) {
		t.Error("what was refused has changed what is held")
	}
}

// One row is never sealed twice under one nonce for two contents.
func TestANonceIsOfItsContent(t *testing.T) {
	salt := header().Salt
	a, b := pupil("1"), pupil("1")
	b.State = "lost"
	first, again, second := sealed(t, salt, Entry{OfChip("1"), a})[0], sealed(t, salt, Entry{OfChip("1"), a})[0], sealed(t, salt, Entry{OfChip("1"), b})[0]
	nonce := func(s Sealed) []byte { return s[rowHead : rowHead+nonceSize] }
	if !bytes.Equal(first, again) {
		t.Error("what says the same is not the same")
	}
	if !bytes.Equal(first.index(), second.index()) || bytes.Equal(nonce(first), nonce(second)) {
		t.Error("another content has the same nonce")
	}
}

func FuzzOpen(f *testing.F) {
	public, private := keys(f)
	h := header()
	whole := built(f, h, private, Entry{OfChip("1"), pupil("1")})
	base, _ := Open(whole, public)
	ledger, _ := Ledger{}.Advance(sealed(f, h.Salt, Entry{OfChip("1"), pupil("1")}), h.Version)
	d, _ := ledger.Delta(h, sealed(f, h.Salt, Entry{OfChip("1"), pupil("1")}), h.Version-1, private)
	f.Add(whole)
	f.Add(d)
	f.Fuzz(func(t *testing.T, b []byte) {
		if l, err := Open(slices.Clone(b), public); err == nil && !bytes.Equal(b, whole) {
			t.Errorf("%+v", l.Header)
		}
		_, _ = base.Apply(b, public)
	})
}
