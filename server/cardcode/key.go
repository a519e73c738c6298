package cardcode

import "crypto/ed25519"

const (
	claimDomain   = "yunka/claim/v1\x00"
	contactDomain = "yunka/contact/v1\x00"
)

// ClaimMessage is what a phone signs to show that it holds the key it claims a
// card with.
func ClaimMessage(challenge [32]byte, key ed25519.PublicKey) []byte {
	m := make([]byte, 0, len(claimDomain)+len(challenge)+len(key))
	m = append(m, claimDomain...)
	m = append(m, challenge[:]...)
	return append(m, key...)
}

// ContactMessage is what a phone signs to renew its lease and to ask for the
// time and its mark.
func ContactMessage(handle uint64, issued uint32) []byte {
	m := make([]byte, 0, len(contactDomain)+8+4)
	m = append(m, contactDomain...)
	m = appendUint64(m, handle)
	return appendUint32(m, issued)
}

// smallOrderY are the y coordinates, little-endian, of the eight points whose
// order divides 8. For such a "key" signatures exist that fit many messages.
var smallOrderY = [...][32]byte{
	{},  // order 4
	{1}, // order 1
	{ // order 2: p-1
		0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
	},
	{ // order 8
		0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
		0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
	},
	{ // order 8
		0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
		0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
	},
}

// CheckPublicKey reports whether pub may be registered. It refuses a wrong
// length, an encoding of y that is not reduced modulo p, and every point of
// small order. It does not ask whether the point is on the curve: no signature
// verifies under one that is not, and a claim carries a signature.
func CheckPublicKey(pub []byte) bool {
	if len(pub) != ed25519.PublicKeySize {
		return false
	}
	y := [32]byte(pub)
	y[31] &= 0x7f // the sign of x
	for _, small := range smallOrderY {
		if y == small {
			return false
		}
	}
	return reduced(&y)
}

// reduced reports y < p = 2^255-19, little-endian.
func reduced(y *[32]byte) bool {
	if y[31] != 0x7f {
		return true
	}
	for _, b := range y[1:31] {
		if b != 0xff {
			return true
		}
	}
	return y[0] < 0xed
}
