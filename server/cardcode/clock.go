package cardcode

import "yunka/server/reason"

// How long a code is fresh, by the clock of whoever decides.
const (
	freshBefore = 30_000 // milliseconds before issued: the phone's clock is ahead
	freshAfter  = 90_000
)

// pastAhead is how many seconds the phone's own past may lie ahead of now and
// still bind. It is less than freshBefore, so what it forces is still fresh.
const pastAhead = 20

// Freshness compares issued with the decider's clock in Unix milliseconds: OK
// from 30 s before issued to 90 s after it, both included, otherwise
// reason.CodeNotYetValid or reason.CodeExpired.
func Freshness(issued uint32, nowMillis int64) reason.Code {
	at := int64(issued) * 1000
	switch {
	case nowMillis < at-freshBefore:
		return reason.CodeNotYetValid
	case nowMillis > at+freshAfter:
		return reason.CodeExpired
	}
	return reason.OK
}

// Ahead reports whether a mark lies further ahead of the decider's clock than a fresh
// code's can: it was consumed while that clock was wrong, and stands in the way of every
// code until its time has come.
func Ahead(mark, nowMillis int64) bool {
	return mark>>8*1000 > nowMillis+freshBefore
}

// Skew is how many whole seconds issued lies ahead of the decider's clock;
// negative when it lies behind.
func Skew(issued uint32, nowMillis int64) (seconds int64) {
	return (int64(issued)*1000 - nowMillis) / 1000
}

// Next is the phone's choice of its next (issued, seq): now, or the one right
// after mark if that is later; after seq 255 comes the next second. ok is
// false when the result does not fit, in the year 2106 or with a broken clock.
//
// The mark is what Past returns, or on a phone whose clock was never wrong
// simply its last code. A negative mark binds nothing.
func Next(nowSeconds, mark int64) (issued uint32, seq uint8, ok bool) {
	const last = 1<<40 - 1 // MarkOf(1<<32-1, 255)
	if nowSeconds < 0 || nowSeconds > last>>8 || mark >= last {
		return 0, 0, false
	}
	next := max(nowSeconds<<8, mark+1)
	return uint32(next >> 8), uint8(next), true
}

// Past is the mark that binds a phone's next code: the later of what the
// server consumed and what the phone itself has signed.
//
// The two are not alike. A code at or below the server's mark is dead, so that
// one always binds, and may: the server took a code no more than 30 s ahead of
// its clock. The phone's own past only keeps it from showing one code twice.
// When it lies more than 20 s ahead of now, the phone's clock was wrong then;
// following it would sign codes that are not yet valid, so it does not bind.
func Past(nowSeconds, served, own int64) int64 {
	if own>>8 > nowSeconds+pastAhead {
		return served
	}
	return max(served, own)
}
