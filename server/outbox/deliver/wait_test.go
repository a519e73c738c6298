package deliver_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"yunka/server/outbox"
	"yunka/server/outbox/deliver"
	"yunka/server/schooltest"
)

func zone(t *testing.T, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// Quiet hours over midnight, not over midnight, and on the days on which an hour is
// missing or there twice.
func TestQuietUntil(t *testing.T) {
	night := deliver.Quiet{On: true, From: 21*60 + 30, To: 6*60 + 30}
	noon := deliver.Quiet{On: true, From: 12 * 60, To: 14 * 60}
	small := deliver.Quiet{On: true, From: 60, To: 2*60 + 30} // 01:00 to 02:30
	for _, c := range []struct {
		q              deliver.Quiet
		zone, at, want string
	}{
		{night, "Asia/Shanghai", "2026-11-23T21:29:59+08:00", ""},
		{night, "Asia/Shanghai", "2026-11-23T21:30:00+08:00", "2026-11-24T06:30:00+08:00"},
		{night, "Asia/Shanghai", "2026-11-23T23:59:59.999+08:00", "2026-11-24T06:30:00+08:00"},
		{night, "Asia/Shanghai", "2026-11-24T00:00:00+08:00", "2026-11-24T06:30:00+08:00"},
		{night, "Asia/Shanghai", "2026-11-24T06:29:59+08:00", "2026-11-24T06:30:00+08:00"},
		{night, "Asia/Shanghai", "2026-11-24T06:30:00+08:00", ""},
		{night, "Asia/Kathmandu", "2026-11-23T23:00:00+05:45", "2026-11-24T06:30:00+05:45"},
		{noon, "Asia/Shanghai", "2026-11-23T11:59:59+08:00", ""},
		{noon, "Asia/Shanghai", "2026-11-23T12:00:00+08:00", "2026-11-23T14:00:00+08:00"},
		{noon, "Asia/Shanghai", "2026-11-23T14:00:00+08:00", ""},
		// 8 March 2026, Los Angeles: 02:00 is 03:00. The clock never shows 02:30.
		{night, "America/Los_Angeles", "2026-03-07T22:00:00-08:00", "2026-03-08T06:30:00-07:00"},
		{small, "America/Los_Angeles", "2026-03-08T01:59:00-08:00", "2026-03-08T03:00:00-07:00"},
		// 1 November 2026: 01:00 to 02:00 is there twice; both are quiet.
		{night, "America/Los_Angeles", "2026-10-31T22:00:00-07:00", "2026-11-01T06:30:00-08:00"},
		{small, "America/Los_Angeles", "2026-11-01T01:10:00-07:00", "2026-11-01T02:30:00-08:00"},
		{deliver.Quiet{From: 0, To: 1}, "Asia/Shanghai", "2026-11-23T00:00:30+08:00", ""},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		want := at
		if c.want != "" {
			if want, err = time.Parse(time.RFC3339, c.want); err != nil {
				t.Fatal(err)
			}
		}
		if got := c.q.Until(at, zone(t, c.zone)); !got.Equal(want) {
			t.Errorf("%v in %s at %s: until %v, want %v", c.q, c.zone, c.at, got, want)
		}
	}
}

// Wherever and whenever: the end is not quiet, the minute before it is, and it is at
// most a day and an hour away.
func TestQuietEndsAnywhere(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	zones := []string{"Asia/Shanghai", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"}
	for range 2000 {
		q := deliver.Quiet{On: true, From: r.IntN(1440), To: r.IntN(1440)}
		if q.Check() != nil {
			continue
		}
		loc := zone(t, zones[r.IntN(len(zones))])
		at := time.Unix(1767225600+r.Int64N(365*86400), 0)
		end := q.Until(at, loc)
		if q.Until(end, loc) != end || end.Sub(at) > 25*time.Hour {
			t.Fatalf("%v in %v at %v: until %v", q, loc, at, end)
		}
		if before := end.Add(-time.Minute); end.After(at) && q.Until(before, loc) == before && before.After(at) {
			t.Fatalf("%v in %v at %v: %v is late", q, loc, at, end)
		}
	}
}

func TestQuietCheck(t *testing.T) {
	for q, code := range map[deliver.Quiet]string{
		{On: true, From: 1290, To: 390}:  "",
		{On: false, From: -1, To: 99999}: "",
		{On: true, From: 60, To: 60}:     "quiet_same",
		{On: true, From: -1, To: 60}:     "quiet_time",
		{On: true, From: 60, To: 1440}:   "quiet_time",
	} {
		err := q.Check()
		if (err == nil) != (code == "") || err != nil && err.Error() != code {
			t.Errorf("%v: %v, want %q", q, err, code)
		}
	}
}

// What can wait waits until the morning and comes in order; what is urgent does not.
func TestQuietHoursHold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		child := w.child("林知夏")
		mother := w.parent("李梅", child)
		w.at(21, 30)
		w.put(about(child, "a"), urgent(about(child, "left")), about(child, "b"))
		next := w.work()
		w.told(mother, "left")
		if got := next.In(schooltest.Noon.Location()).Format("02 15:04"); got != "24 06:30" {
			t.Errorf("due at %s", got)
		}
		w.at(24+6, 29)
		w.put(about(child, "c"))
		w.work()
		w.told(mother, "left")
		w.at(24+6, 30)
		w.put(about(child, "d"))
		w.work()
		w.told(mother, "left", "a", "b", "c", "d")
	})
}

// A reader's own quiet hours stand in the place of the school's; changing either lets
// go what they no longer hold.
func TestQuietHoursOfPeople(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		child := w.child("林知夏")
		night, never, own := w.parent("夜", child), w.parent("从不", child), w.parent("中午", child)
		set := func(owner string, q deliver.Quiet) {
			t.Helper()
			if err := w.quiet(owner, q); err != nil {
				t.Fatal(err)
			}
		}
		set(never.Person, deliver.Quiet{})
		set(own.Person, deliver.Quiet{On: true, From: 12 * 60, To: 13 * 60})
		w.put(about(child, "noon"))
		w.work()
		w.told(night, "noon")
		w.told(never, "noon")
		w.told(own)
		w.at(23, 0)
		w.put(about(child, "late"))
		w.work()
		w.told(night, "noon")
		w.told(never, "noon", "late")
		w.told(own, "noon", "late")
		set(w.School, deliver.Quiet{})
		w.put(about(child, "later"))
		w.work()
		w.told(night, "noon", "late", "later")
		w.told(never, "noon", "late", "later")
	})
}

// One message tells of several children, if their arrivals lie within the window.
func TestDigest(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b, c := w.child("甲"), w.child("乙"), w.child("丙")
		three, two, one := w.parent("三", a, b, c), w.parent("二", a, b), w.parent("一", a)
		at := func(minute int, list ...outbox.Notice) {
			w.at(13, minute)
			w.put(list...)
			w.work()
		}
		at(0, arrival(a, "a"))
		w.told(one, "a") // there is nobody to wait for
		w.told(two)
		at(3, arrival(b, "b"))
		w.told(two, "a+b") // all are here
		w.told(three)
		at(9, arrival(c, "c"))
		w.told(three, "a+b+c")

		// The first waits ten minutes, and not longer for a second that comes late.
		at(20, arrival(a, "a2"))
		at(29, arrival(b, "b2"))
		w.told(three, "a+b+c")
		at(30)
		w.told(three, "a+b+c", "a2+b2")
		at(31, arrival(c, "c2"))
		at(41)
		w.told(three, "a+b+c", "a2+b2", "c2")
	})
}

// A late arrival, leaving and a correction close the window; nothing overtakes.
func TestWhatClosesTheWindow(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b, c := w.child("甲"), w.child("乙"), w.child("丙")
		mother := w.parent("李梅", a, b, c)
		late := func(n outbox.Notice) outbox.Notice { n.Closes = true; return n }
		w.at(13, 0)
		w.put(arrival(a, "a"))
		w.work()
		w.at(13, 1)
		w.put(late(arrival(b, "late")))
		w.work()
		w.told(mother, "a+late")

		w.put(arrival(c, "c"), urgent(about(a, "left")))
		w.work()
		w.told(mother, "a+late", "c", "left")

		w.at(13, 5)
		w.put(arrival(a, "a2"))
		w.work()
		w.at(13, 6)
		w.put(urgent(corrects(about(b, "true"), "late")))
		w.work()
		w.told(mother, "a+late", "c", "left", "a2", "true<late")

		// Another kind of digest and the same child again: order before company.
		w.at(14, 0)
		other := arrival(b, "bus")
		other.Digest = "bus"
		w.put(arrival(a, "a3"), other)
		w.work()
		w.told(mother, "a+late", "c", "left", "a2", "true<late", "a3")
		w.at(14, 10)
		w.work()
		w.told(mother, "a+late", "c", "left", "a2", "true<late", "a3", "bus")
		w.put(arrival(a, "in"), arrival(a, "in again"))
		w.work()
		w.at(14, 20)
		w.work()
		w.told(mother, "a+late", "c", "left", "a2", "true<late", "a3", "bus", "in", "in again")
	})
}

// However arrivals of three children fall: each is told once, in order, at most ten
// minutes late.
func TestDigestOfAnyMorning(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := []*schooltest.Holder{w.child("甲"), w.child("乙"), w.child("丙")}
		mother := w.parent("李梅", kids...)
		w.Exec(t, "DELETE FROM outbox_quiet WHERE school_id = ?", w.School)
		if err := w.quiet(w.School, deliver.Quiet{}); err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(3, 4))
		for i := range 150 {
			w.clock.Add(time.Duration(r.IntN(200)) * time.Second)
			n := arrival(kids[r.IntN(3)], fmt.Sprintf("k%03d", i))
			if r.IntN(5) == 0 {
				n = urgent(about(kids[r.IntN(3)], n.Key))
			}
			w.put(n)
			for next := w.work(); !next.IsZero() && r.IntN(2) == 0; next = w.work() {
				w.clock.Add(max(0, next.Sub(w.clock.Now())))
			}
		}
		w.clock.Add(time.Hour)
		w.work()
		var numbers []int64
		w.read(&numbers, "SELECT number FROM outbox_delivery WHERE person_id = ? AND state = 'done' ORDER BY message, number", mother.Person)
		if len(numbers) != 150 {
			t.Fatalf("%d of 150 were told", len(numbers))
		}
		for i, n := range numbers {
			if i > 0 && n < numbers[i-1] {
				t.Errorf("%d came after %d", n, numbers[i-1])
			}
		}
		late := schooltest.Value[int](t, w.DB, `SELECT count(*) FROM outbox_delivery d JOIN outbox_notice n ON n.school_id = d.school_id AND n.number = d.number
WHERE d.person_id = ? AND d.due_at > n.at + 600000`, mother.Person)
		if late != 0 {
			t.Errorf("%d were to wait longer than ten minutes", late)
		}
	})
}
