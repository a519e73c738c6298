package cardcode_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"slices"
	"testing"

	"yunka/server/cardcode"
)

// The points whose order divides 8, in every encoding that a decoder which
// does not insist on y < p, or on a sign that means something, would take.
var smallOrder = []string{
	"0100000000000000000000000000000000000000000000000000000000000000", // order 1
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // order 2
	"0000000000000000000000000000000000000000000000000000000000000000", // order 4
	"0000000000000000000000000000000000000000000000000000000000000080", // order 4
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", // order 8
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", // order 8
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", // order 8
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", // order 8

	"0100000000000000000000000000000000000000000000000000000000000080", // order 1, x = 0 with a sign
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", // order 2, x = 0 with a sign
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // order 1, y = p+1
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", // the same with a sign
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // order 4, y = p
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", // order 4, y = p, other x
}

func TestCheckPublicKeyRefusesSmallOrder(t *testing.T) {
	for _, s := range smallOrder {
		pub, err := hex.DecodeString(s)
		if err != nil || len(pub) != 32 {
			t.Fatal(s)
		}
		if cardcode.CheckPublicKey(pub) {
			t.Errorf("%s was taken", s)
		}
	}
}

// y from p to 2^255-1, with both signs.
func TestCheckPublicKeyRefusesUnreduced(t *testing.T) {
	for low := 0xed; low <= 0xff; low++ {
		for _, top := range []byte{0x7f, 0xff} {
			pub := bytes.Repeat([]byte{0xff}, 32)
			pub[0], pub[31] = byte(low), top
			if cardcode.CheckPublicKey(pub) {
				t.Errorf("%x was taken", pub)
			}
		}
	}
	near := bytes.Repeat([]byte{0xff}, 32) // p-2: reduced, and nobody's concern here whether on the curve
	near[0], near[31] = 0xeb, 0x7f
	if !cardcode.CheckPublicKey(near) {
		t.Error("p-2 was refused")
	}
	for i := 1; i < 31; i++ {
		below := slices.Clone(near)
		below[0], below[i] = 0xff, 0xfe
		if !cardcode.CheckPublicKey(below) {
			t.Errorf("%x was refused", below)
		}
	}
}

func TestCheckPublicKeyTakesRealKeys(t *testing.T) {
	for n := range 200 {
		pub := ed25519.NewKeyFromSeed(seedNo(n)).Public().(ed25519.PublicKey)
		if !cardcode.CheckPublicKey(pub) {
			t.Errorf("%x was refused", pub)
		}
		for _, other := range [][]byte{nil, pub[:31], append(pub[:32:32], 0)} {
			if cardcode.CheckPublicKey(other) {
				t.Errorf("%d bytes were taken", len(other))
			}
		}
	}
}

func TestMessages(t *testing.T) {
	challenge := [32]byte(bytes.Repeat([]byte{0xaa}, 32))
	pub := bytes.Repeat([]byte{0xbb}, 32)
	want := slices.Concat([]byte("yunka/claim/v1"), []byte{0}, challenge[:], pub)
	if got := cardcode.ClaimMessage(challenge, pub); !bytes.Equal(got, want) {
		t.Errorf("claim %x", got)
	}
	want = append([]byte("yunka/contact/v1"), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
	if got := cardcode.ContactMessage(0x0102030405060708, 0x090a0b0c); !bytes.Equal(got, want) {
		t.Errorf("contact %x", got)
	}
}
