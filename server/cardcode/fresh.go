package cardcode

import "yunka/server/reason"

const (
	aheadSeconds  = 30 // a phone's clock may be this far ahead
	behindSeconds = 90 // 60 s on the screen and 30 s of grace
	pastLimit     = 20 // a past this far ahead of now does not bind
)

// Freshness judges a code by the server's clock at receipt, in Unix
// milliseconds: OK while issued-30 s <= now <= issued+90 s.
func Freshness(issued uint32, nowMillis int64) reason.Code {
	at := int64(issued) * 1000
	switch {
	case nowMillis < at-aheadSeconds*1000:
		return reason.CodeNotYetValid
	case nowMillis > at+behindSeconds*1000:
		return reason.CodeExpired
	}
	return reason.OK
}

// Skew is how many seconds the code's clock is ahead of the server's.
func Skew(issued uint32, nowMillis int64) int64 {
	return int64(issued) - nowMillis/1000
}

// Next chooses the (issued, seq) that a phone signs now: now, or just after
// mark (the newest it knows of, its own or the server's) when that is not in
// the past. A mark more than 20 s ahead of now comes from a clock that was
// wrong and does not bind. ok is false when no number is left.
func Next(now, mark int64) (issued uint32, seq uint8, ok bool) {
	if now < 0 || now > 1<<32-1 {
		return 0, 0, false
	}
	next := now << 8
	if mark>>8 <= now+pastLimit && mark+1 > next {
		next = mark + 1
	}
	if next>>8 > 1<<32-1 {
		return 0, 0, false
	}
	return uint32(next >> 8), uint8(next), true
}
