//go:build js && wasm

// Command card is the card's browser program: a thin shell round cardcode and qr, for the page
// that shows a code.
//
// A call hands its bytes over in one buffer, in, and leaves its answer in
// another, out; their addresses never change, but the memory may grow, so the
// page makes its views anew for every call. Numbers go as arguments. A seed is
// read from in and wiped from it before the call returns; what the crypto
// library copies meanwhile is left to the garbage collector.
//
// Exports may be called once the Go runtime has reached select in main. There
// is no syscall/js, fmt or time here: the page downloads this over a school's
// mobile network (card_test.go holds the list of packages and the size).
package main

import (
	"crypto/ed25519"
	"unsafe"

	"yunka/server/cardcode"
	"yunka/server/qr"
)

const textLen = 194

var (
	in  [64]byte
	out [textLen + qr.Size*qr.Size]byte
)

func main() { select {} }

//go:wasmexport in
func inAt() unsafe.Pointer { return unsafe.Pointer(&in) }

//go:wasmexport out
func outAt() unsafe.Pointer { return unsafe.Pointer(&out) }

// claim reads a seed and the server's challenge, 32 bytes each, and leaves the
// public key and the signature that claims a card with it, 32 and 64 bytes.
//
//go:wasmexport claim
func claim() {
	key := takeKey()
	defer clear(key)
	public := key.Public().(ed25519.PublicKey)
	copy(out[:32], public)
	copy(out[32:], ed25519.Sign(key, cardcode.ClaimMessage([32]byte(in[32:]), public)))
}

// contact reads a seed and leaves the 64 bytes of signature that renew a lease.
//
//go:wasmexport contact
func contact(handleHigh, handleLow, issued uint32) {
	key := takeKey()
	defer clear(key)
	copy(out[:], ed25519.Sign(key, cardcode.ContactMessage(handle(handleHigh, handleLow), issued)))
}

// next chooses the mark of the next code from the corrected time in seconds,
// the server's mark and the phone's own last one (-1: none). It answers -1 when
// there is none to be had.
//
//go:wasmexport next
func next(now, served, own float64) float64 {
	for _, v := range [...]float64{now, served, own} {
		if !(v >= -1 && v < 1<<53) { // also when it is not a number
			return -1
		}
	}
	issued, seq, ok := cardcode.Next(int64(now), cardcode.Past(int64(now), int64(served), int64(own)))
	if !ok {
		return -1
	}
	return float64(cardcode.MarkOf(issued, seq))
}

// draw reads a seed, signs a code and leaves its 194 digits and then a byte for
// each module, row by row, 1 for dark. It answers 0 when nothing was drawn.
//
//go:wasmexport draw
func draw(purpose, handleHigh, handleLow, issued, seq uint32) uint32 {
	key := takeKey()
	defer clear(key)
	clear(out[:])
	if purpose > uint32(cardcode.Release) || seq > 255 {
		return 0
	}
	text := cardcode.Sign(key, cardcode.Purpose(purpose), handle(handleHigh, handleLow), issued, uint8(seq)).Text()
	symbol, ok := qr.Encode(text)
	if !ok {
		return 0
	}
	copy(out[:], text)
	for i := range qr.Size * qr.Size {
		if symbol.Dark(i%qr.Size, i/qr.Size) {
			out[textLen+i] = 1
		}
	}
	return 1
}

func takeKey() ed25519.PrivateKey {
	key := ed25519.NewKeyFromSeed(in[:32])
	clear(in[:32])
	return key
}

func handle(high, low uint32) uint64 { return uint64(high)<<32 | uint64(low) }
