package request

import (
	"testing"
	"time"

	"yunka/server/fault"
	"yunka/server/timetable"
)

var shanghai = time.FixedZone("", 8*3600)

// Half-open: one that ends when the next begins does not overlap it.
func TestHalfOpenIntervals(t *testing.T) {
	for _, c := range []struct {
		a, b span
		want bool
	}{
		{span{1, 5}, span{5, 8}, false}, {span{5, 8}, span{1, 5}, false}, {span{1, 5}, span{4, 8}, true},
		{span{1, 9}, span{3, 4}, true}, {span{3, 4}, span{3, 4}, true},
	} {
		if got := c.a.overlaps(c.b); got != c.want {
			t.Errorf("%v and %v: %v", c.a, c.b, got)
		}
	}
	morning, afternoon := Segment{"上午", 100, 200}, Segment{"下午", 300, 400}
	if in := Covered([]Segment{morning, afternoon}, 150, 300); len(in) != 1 || in[0] != morning {
		t.Errorf("covers %v", in)
	}
}

// The window is open from ten minutes before to twenty after, both included.
func TestTheWindowOfAnExit(t *testing.T) {
	from, to := int64(10_000_000), int64(20_000_000)
	for at, want := range map[int64]bool{from - earlyMS: true, from - earlyMS - 1: false, to + lateMS: true, to + lateMS + 1: false, from: true} {
		if Opens(from, to, at) != want {
			t.Errorf("at %d: %v", at, !want)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	c := timetable.NewCalendar(nil, nil)
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, shanghai) // a Wednesday
	good := Draft{Kind: "sick", Reason: "发烧", First: "2026-11-26", Last: "2026-11-27"}
	at, days, err := good.check(c, now, shanghai, "")
	if err != nil || days != 2 || at.to-at.from != 48*3600_000 {
		t.Fatalf("%v, %d days, %v", at, days, err)
	}
	for code, spoil := range map[string]func(*Draft){
		"leave_kind":      func(d *Draft) { d.Kind = "holiday" },
		"leave_reason":    func(d *Draft) { d.Reason = "" },
		"leave_days":      func(d *Draft) { d.Last = "2026-11-25" },
		"leave_long":      func(d *Draft) { d.Last = "2027-12-31" },
		"leave_past":      func(d *Draft) { d.First = "2026-11-19" },
		"leave_locked":    func(d *Draft) { d.First = "2026-11-23" },
		"leave_hours":     func(d *Draft) { d.From, d.To = "10:00", "11:00" }, // of two days
		"leave_no_school": func(d *Draft) { d.First, d.Last = "2026-11-28", "2026-11-29" },
	} {
		d, closed := good, ""
		if spoil(&d); code == "leave_locked" {
			closed = "2026-11-23"
		}
		if _, _, err := d.check(c, now, shanghai, closed); err == nil || fault.As(err).Code != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	d := good
	if d.First = "2026-11-20"; true { // Friday: three school days ago
		if _, _, err := d.check(c, now, shanghai, ""); err != nil {
			t.Errorf("three school days ago: %v", err)
		}
	}
	d.Last = d.First
	d.From, d.To = "10:00", "11:30"
	if at, _, err := d.check(c, now, shanghai, ""); err != nil || at.to-at.from != 90*60_000 {
		t.Errorf("hours: %v, %v", at, err)
	}
}
