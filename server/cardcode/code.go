// Package cardcode is the dynamic code a phone shows at a gate: 79 bytes,
// signed by a key that never leaves the phone, written as 194 digits.
//
// The bytes:
//
//	1  version    1
//	1  purpose    0 everyday, 1 pay, 2 release of a child
//	8  handle     big-endian, 1 to 2^63-1; names a phone key
//	4  issued     big-endian, Unix seconds
//	1  seq        several codes in one second
//	64 signature  Ed25519 over "yunka/code/v1" || 0x00 || the 15 bytes above
//
// The text: "98", eleven groups of 7 bytes as 17 decimal digits each, the last
// 2 bytes as 5 digits. Parse accepts exactly the texts that Text writes, so one
// code has one text; still, what identifies a code is its handle and Mark,
// never its text.
//
// The package promises nothing about who holds a key, whether it is live or
// whether a code was used before: that is the business of card and scan. It is
// pure, uses the standard library only and also runs in the browser, where an
// import costs download time: no fmt, time or encoding/json here (a test in
// wasm/card holds the list).
//
// testdata/vectors.json publishes codes with their seeds, and refused texts
// with their reasons, for other implementations; testdata/second.mjs is one.
package cardcode

import (
	"crypto/ed25519"

	"yunka/server/reason"
)

// Purpose is what the holder meant the code for. A scene says which it takes.
type Purpose uint8

const (
	Everyday Purpose = 0
	Pay      Purpose = 1
	Release  Purpose = 2 // handing a child to an adult
)

const (
	version   = 1
	signedLen = 15 // the bytes before the signature
	codeLen   = signedLen + ed25519.SignatureSize
	maxHandle = 1<<63 - 1

	codeDomain = "yunka/code/v1\x00"
)

// Code is one code. A Code from Parse is well-formed; it is authentic only
// once Verify has said so.
type Code struct {
	Purpose   Purpose
	Handle    uint64
	Issued    uint32 // Unix seconds, as the phone believes
	Seq       uint8
	Signature [64]byte
}

// Sign makes a code. The handle must be in 1 to 2^63-1 and the purpose one of
// the three, otherwise nobody will accept the text.
func Sign(key ed25519.PrivateKey, purpose Purpose, handle uint64, issued uint32, seq uint8) Code {
	c := Code{Purpose: purpose, Handle: handle, Issued: issued, Seq: seq}
	copy(c.Signature[:], ed25519.Sign(key, c.message()))
	return c
}

// Verify reports whether the holder of key signed c. It does not look at the
// clock. A key of the wrong length verifies nothing.
func (c Code) Verify(key ed25519.PublicKey) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, c.message(), c.Signature[:])
}

// Mark is the place of c among the codes of its key; a later code has a
// greater mark.
func (c Code) Mark() int64 { return MarkOf(c.Issued, c.Seq) }

// MarkOf is issued<<8 | seq.
func MarkOf(issued uint32, seq uint8) int64 { return int64(issued)<<8 | int64(seq) }

func (c Code) message() []byte {
	m := make([]byte, 0, len(codeDomain)+signedLen)
	m = append(m, codeDomain...)
	return c.appendSigned(m)
}

func (c Code) appendSigned(b []byte) []byte {
	b = append(b, version, byte(c.Purpose))
	b = appendUint64(b, c.Handle)
	b = appendUint32(b, c.Issued)
	return append(b, c.Seq)
}

// fromBytes reads the 79 bytes.
func fromBytes(b *[codeLen]byte) (Code, reason.Code) {
	if b[0] != version {
		return Code{}, reason.CodeVersionUnsupported
	}
	c := Code{Purpose: Purpose(b[1]), Seq: b[14]}
	for _, v := range b[2:10] {
		c.Handle = c.Handle<<8 | uint64(v)
	}
	for _, v := range b[10:14] {
		c.Issued = c.Issued<<8 | uint32(v)
	}
	if c.Purpose > Release || c.Handle == 0 || c.Handle > maxHandle {
		return Code{}, reason.CodeMalformed
	}
	copy(c.Signature[:], b[signedLen:])
	return c, reason.OK
}

func appendUint64(b []byte, v uint64) []byte {
	return appendUint32(appendUint32(b, uint32(v>>32)), uint32(v))
}

func appendUint32(b []byte, v uint32) []byte {
	return append(b, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
}
