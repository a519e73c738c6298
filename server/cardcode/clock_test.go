package cardcode_test

import (
	"testing"

	"yunka/server/cardcode"
	"yunka/server/reason"
)

const noon = 1_790_000_000

func TestFreshness(t *testing.T) {
	const issued = noon * 1000
	for _, c := range []struct {
		issued uint32
		now    int64
		want   reason.Code
	}{
		{noon, issued, reason.OK},
		{noon, issued - 30_000, reason.OK},
		{noon, issued - 30_001, reason.CodeNotYetValid},
		{noon, issued + 90_000, reason.OK},
		{noon, issued + 90_001, reason.CodeExpired},
		{noon, 0, reason.CodeNotYetValid},
		{0, 0, reason.OK},
		{0, issued, reason.CodeExpired},
		{1<<32 - 1, issued, reason.CodeNotYetValid},
		{1<<32 - 1, (1<<32 - 1) * 1000, reason.OK},
	} {
		if got := cardcode.Freshness(c.issued, c.now); got != c.want {
			t.Errorf("issued %d at %d ms: %s, want %s", c.issued, c.now, got, c.want)
		}
	}
}

func TestSkew(t *testing.T) {
	for _, c := range []struct{ now, want int64 }{
		{noon * 1000, 0},
		{noon*1000 - 45_000, 45},
		{noon*1000 + 120_000, -120},
		{noon*1000 + 999, 0},
		{noon*1000 - 999, 0},
	} {
		if got := cardcode.Skew(noon, c.now); got != c.want {
			t.Errorf("at %d ms: %d, want %d", c.now, got, c.want)
		}
	}
}

func TestNext(t *testing.T) {
	type want struct {
		issued uint32
		seq    uint8
		ok     bool
	}
	for _, c := range []struct {
		what      string
		now, mark int64
		want
	}{
		{"a new key", noon, -1, want{noon, 0, true}},
		{"an old mark", noon, cardcode.MarkOf(noon-60, 9), want{noon, 0, true}},
		{"the second's first code is used", noon, cardcode.MarkOf(noon, 0), want{noon, 1, true}},
		{"the second's last seq is used", noon, cardcode.MarkOf(noon, 255), want{noon + 1, 0, true}},
		{"the mark is ahead", noon, cardcode.MarkOf(noon+29, 4), want{noon + 29, 5, true}},
		{"the beginning of time", 0, -1, want{0, 0, true}},
		{"the end of time", 1<<32 - 1, cardcode.MarkOf(1<<32-1, 254), want{1<<32 - 1, 255, true}},
		{"after the end of time", 1<<32 - 1, cardcode.MarkOf(1<<32-1, 255), want{}},
		{"a mark that is none", noon, 1<<63 - 1, want{}},
		{"a clock before 1970", -1, -1, want{}},
		{"a clock after 2106", 1 << 32, -1, want{}},
	} {
		issued, seq, ok := cardcode.Next(c.now, c.mark)
		if got := (want{issued, seq, ok}); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
}

func TestPast(t *testing.T) {
	at := func(s int64) int64 { return cardcode.MarkOf(uint32(noon+s), 3) }
	for _, c := range []struct {
		what              string
		served, own, want int64
	}{
		{"nothing yet", -1, -1, -1},
		{"own is newer", at(-90), at(-30), at(-30)},
		{"the server knows a newer one", at(-10), at(-30), at(-10)},
		{"own a little ahead", at(-60), at(20), at(20)},
		{"own too far ahead, its clock was wrong", at(-60), at(21), at(-60)},
		{"own a year ahead", -1, at(31_536_000), -1},
		{"the server's mark ahead binds", at(29), at(-5), at(29)},
		{"both ahead", at(25), at(26), at(25)},
		{"a clock fallen behind both", at(4000), at(5000), at(4000)},
	} {
		if got := cardcode.Past(noon, c.served, c.own); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
}

// A phone whose clock is right never signs a code that a server refuses for
// its time or as superseded, whatever its past.
func FuzzNext(f *testing.F) {
	f.Add(int64(noon), int64(-1), int64(-1))
	f.Add(int64(noon), cardcode.MarkOf(noon+30, 255), cardcode.MarkOf(noon+20, 255))
	f.Add(int64(noon), cardcode.MarkOf(noon, 255), cardcode.MarkOf(noon+21, 0))
	f.Add(int64(1<<32-1), int64(1<<40-1), int64(1<<63-1))
	f.Add(int64(0), int64(0), int64(-1<<63))
	f.Fuzz(func(t *testing.T, now, served, own int64) {
		mark := cardcode.Past(now, served, own)
		issued, seq, ok := cardcode.Next(now, mark)
		if !ok {
			if now >= 0 && now <= 1<<32-1 && mark < 1<<40-1 {
				t.Fatalf("nothing for now %d, mark %d", now, mark)
			}
			return
		}
		next := cardcode.MarkOf(issued, seq)
		if next <= served {
			t.Errorf("%d is dead at once: the server's mark is %d", next, served)
		}
		if own>>8 <= now+20 && next <= own {
			t.Errorf("%d was shown before: own past %d", next, own)
		}
		if int64(issued) < now {
			t.Errorf("issued %d before now %d", issued, now)
		}
		if served>>8 < now+30 && cardcode.Freshness(issued, now*1000) != reason.OK {
			t.Errorf("issued %d is not fresh at %d", issued, now)
		}
	})
}
