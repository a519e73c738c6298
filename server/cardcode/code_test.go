package cardcode_test

import (
	"crypto/ed25519"
	"math/rand/v2"
	"testing"

	"yunka/server/cardcode"
	"yunka/server/reason"
)

func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		c := cardcode.Code{
			Purpose: cardcode.Purpose(r.IntN(3)), Handle: r.Uint64()>>1 | 1, Issued: r.Uint32(), Seq: uint8(r.Uint32()),
		}
		for i := range c.Signature {
			c.Signature[i] = byte(r.Uint32())
		}
		if r.IntN(4) == 0 { // the ends of every group
			for i := range c.Signature {
				c.Signature[i] = byte(-r.IntN(2))
			}
		}
		text := c.Text()
		back, why := cardcode.Parse(text)
		if why != reason.OK || back != c {
			t.Fatalf("%+v came back as %+v, %s", c, back, why)
		}
		if back.Mark() != cardcode.MarkOf(c.Issued, c.Seq) {
			t.Fatalf("mark %d", back.Mark())
		}
	}
}

// Whatever digit a reader gets wrong, nothing is let in.
func TestEverySingleDigitChangeIsRefused(t *testing.T) {
	for _, v := range readVectors(t).Good[:2] {
		pub := keyOf(t, v.Seed).Public().(ed25519.PublicKey)
		text := []byte(v.Text)
		for i, was := range text {
			for d := byte('0'); d <= '9'; d++ {
				if d == was {
					continue
				}
				text[i] = d
				if c, why := cardcode.Parse(string(text)); why == reason.OK && c.Verify(pub) {
					t.Fatalf("digit %d as %c instead of %c is still a good code", i, d, was)
				}
			}
			text[i] = was
		}
	}
}

func TestVerifyRefusesAKeyOfTheWrongLength(t *testing.T) {
	v := readVectors(t).Good[0]
	pub := keyOf(t, v.Seed).Public().(ed25519.PublicKey)
	c, _ := cardcode.Parse(v.Text)
	for _, key := range []ed25519.PublicKey{nil, pub[:31], append(pub[:32:32], 0)} {
		if c.Verify(key) {
			t.Errorf("verified under %d bytes", len(key))
		}
	}
}

func TestMarksOrderCodes(t *testing.T) {
	marks := []int64{
		cardcode.MarkOf(0, 0), cardcode.MarkOf(0, 255), cardcode.MarkOf(1, 0), cardcode.MarkOf(1, 1),
		cardcode.MarkOf(1<<32-1, 0), cardcode.MarkOf(1<<32-1, 255),
	}
	for i := 1; i < len(marks); i++ {
		if marks[i-1] >= marks[i] {
			t.Errorf("mark %d is not below mark %d", marks[i-1], marks[i])
		}
	}
	if got := cardcode.MarkOf(1_790_000_000, 3); got != 1_790_000_000*256+3 {
		t.Error(got)
	}
}

func FuzzParse(f *testing.F) {
	set := readVectors(f)
	for _, v := range set.Good {
		f.Add(v.Text)
	}
	for _, v := range set.Bad {
		f.Add(v.Text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, why := cardcode.Parse(text)
		switch why {
		case reason.OK:
			if c.Text() != text {
				t.Errorf("written again as %q", c.Text())
			}
			if c.Purpose > cardcode.Release || c.Handle == 0 || c.Handle > 1<<63-1 {
				t.Errorf("%+v", c)
			}
		case reason.CodeMalformed, reason.CodeVersionUnsupported:
			if c != (cardcode.Code{}) {
				t.Errorf("refused, and yet %+v", c)
			}
		default:
			t.Errorf("reason %s", why)
		}
	})
}

func BenchmarkSign(b *testing.B) {
	key := ed25519.NewKeyFromSeed(seedNo(1))
	for b.Loop() {
		cardcode.Sign(key, cardcode.Everyday, 1<<62+1, 1_790_000_000, 0)
	}
}

func BenchmarkVerify(b *testing.B) {
	key := ed25519.NewKeyFromSeed(seedNo(1))
	c, pub := cardcode.Sign(key, cardcode.Everyday, 1<<62+1, 1_790_000_000, 0), key.Public().(ed25519.PublicKey)
	for b.Loop() {
		if !c.Verify(pub) {
			b.Fatal("refused")
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text := readVectors(b).Good[0].Text
	for b.Loop() {
		if _, why := cardcode.Parse(text); why != reason.OK {
			b.Fatal(why)
		}
	}
}
