package scan_test

import (
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/gatelog"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/offline"
	"yunka/server/scan/scantest"
)

// What an isolated terminal of the library let through moves people as it
// happened, and staff hear of those who were inside already. What is older than
// what is known is history only.
func TestOfflinePassback(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		h := c.Holder(t, allow.Student)
		c.asks(c.lib, "passback = 'hard'")
		o := &isolated{who: c.inside}
		o.last.Terminal, o.last.Hash = c.inside.ID, gatelog.Zero
		in := o.write(tapped(clock.Now(), h.Chip))
		again := o.write(tapped(clock.Now().Add(2*time.Second), h.Chip))
		clock.Add(time.Minute)
		out := upload(t, c.service, o.who, in, again)
		isOne(t, out.Results[0], offline.Stored)
		isOne(t, out.Results[1], offline.Stored, offline.Passback)
		c.want(c.chip(c.inside, h), false, reason.ZonePassbackIn, "") // connected gates know
		c.want(c.chip(c.out, h), true, reason.OK, "")

		late := tapped(clock.Now().Add(-30*time.Second), h.Chip) // before they left
		isOne(t, upload(t, c.service, o.who, o.write(late)).Results[0], offline.Stored)
		c.want(c.chip(c.inside, h), true, reason.OK, "") // they are outside as far as anybody knows
	})
}

// The door of an isolated terminal saw nobody go through: nobody is locked out.
func TestOfflineNotPassed(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		h := c.Holder(t, allow.Student)
		c.asks(c.lib, "passback = 'hard'")
		o := &isolated{who: c.inside}
		o.last.Terminal, o.last.Hash = c.inside.ID, gatelog.Zero
		no, r := false, tapped(clock.Now(), h.Chip)
		r.Passed = &no
		isOne(t, upload(t, c.service, o.who, o.write(r)).Results[0], offline.Stored)
		isOne(t, upload(t, c.service, o.who, o.log[0]).Results[0], offline.Already)
		if n := count(t, d, "SELECT COUNT(*) FROM scan_undo WHERE terminal_id = ?", o.who.ID); n != 1 {
			t.Errorf("%d undone", n)
		}
		c.want(c.chip(c.inside, h), true, reason.OK, "")
	})
}

// Scenario 15 with a door that sees: within a minute, by the same terminal, once.
func TestDoorSaysNobodyPassed(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		h := c.Holder(t, allow.Student)
		c.asks(c.lib, "passback = 'hard'")
		first := c.scan(c.inside, h)
		c.want(first, true, reason.OK, "")
		if _, err := c.service.NotPassed(t.Context(), c.out.Actor(), first.Scan); !fault.Is(err, fault.NotFound) {
			t.Errorf("another terminal: %v", err)
		}
		a, err := c.service.NotPassed(t.Context(), c.inside.Actor(), first.Scan)
		must(t, err)
		clock.Add(5 * time.Second)
		if b, err := c.service.NotPassed(t.Context(), c.inside.Actor(), first.Scan); err != nil || a != b {
			t.Errorf("again: %+v %v, first %+v", b, err, a)
		}
		second := c.scan(c.inside, h)
		c.want(second, true, reason.OK, "")
		clock.Add(scan.PassageLife + time.Second)
		if _, err := c.service.NotPassed(t.Context(), c.inside.Actor(), second.Scan); !fault.Is(err, fault.Conflict) {
			t.Errorf("too late: %v", err)
		}
		if n := count(t, d, "SELECT COUNT(*) FROM audit_event WHERE school_id = ? AND actor = ?", c.School, c.inside.Actor().Name()); n != 1 {
			t.Errorf("%d audit events by the terminal", n)
		}
	})
}
