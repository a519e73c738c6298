package scan_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// campus is a world with a library that has a way in and a way out.
type campus struct {
	*scantest.World
	t           *testing.T
	clock       *scantest.Clock
	lib         string
	inside, out terminal.Identity
	service     *scan.Service
}

func newCampus(t *testing.T, d *db.DB, clock *scantest.Clock) *campus {
	c := &campus{World: scantest.New(t, d), t: t, clock: clock}
	c.service = c.Service(t, d)
	var gates [2]string
	c.change(func(ctx context.Context, tx *db.Tx) (err error) {
		if c.lib, err = access.AddZone(ctx, tx, c.School, "Library", c.Zone); err != nil {
			return err
		}
		for i, dir := range []rule.Direction{rule.In, rule.Out} {
			if gates[i], err = access.AddGate(ctx, tx, c.School, c.lib, "Library "+string(dir), dir); err != nil {
				return err
			}
		}
		return access.SetRight(ctx, tx, c.School, c.lib, "student", rule.RightToPass)
	})
	c.inside, _ = c.Terminal(t, gates[0], true)
	c.out, _ = c.Terminal(t, gates[1], false)
	return c
}

// change is a change of the policy.
func (c *campus) change(fn func(ctx context.Context, tx *db.Tx) error) {
	c.t.Helper()
	err := c.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		if err := access.Bump(ctx, tx, c.School); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// asks sets columns of a zone.
func (c *campus) asks(zone, set string, args ...any) {
	c.t.Helper()
	c.change(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw("UPDATE zone SET "+set+" WHERE id = ?", append(args, zone)...).Exec(ctx)
		return err
	})
}

func (c *campus) scan(at terminal.Identity, h *scantest.Holder) scan.Answer {
	c.t.Helper()
	c.clock.Add(time.Second)
	return scantest.Present(c.t, c.service, scan.Presentation{Terminal: at, Key: c.Key(), Code: h.Code(c.clock.Now(), 0)})
}

func (c *campus) chip(at terminal.Identity, h *scantest.Holder) scan.Answer {
	c.t.Helper()
	c.clock.Add(time.Second)
	return scantest.Present(c.t, c.service, scan.Presentation{Terminal: at, Key: c.Key(), Chip: h.Chip})
}

func (c *campus) want(a scan.Answer, open bool, r, warning reason.Code) {
	c.t.Helper()
	if a.Open != open || a.Reason != r || a.Warning != warning {
		c.t.Fatalf("open %v %s (%s), want open %v %s (%s)", a.Open, a.Reason, a.Warning, open, r, warning)
	}
}

// Scenario 14: passback by the physical card after the e-card. It is the person
// who is inside, not the card.
func TestPassbackByChipAfterPhone(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		h := c.Holder(t, allow.Student)
		c.asks(c.lib, "passback = 'hard'")
		c.want(c.scan(c.inside, h), true, reason.OK, "")
		c.want(c.chip(c.inside, h), false, reason.ZonePassbackIn, "")
		c.want(c.scan(c.inside, h), false, reason.ZonePassbackIn, "")
		c.want(c.chip(c.out, h), true, reason.OK, "")
		c.want(c.chip(c.inside, h), true, reason.OK, "")
	})
}

func TestPassbackModes(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		h := c.Holder(t, allow.Student)
		c.want(c.scan(c.inside, h), true, reason.OK, "")
		c.want(c.scan(c.inside, h), true, reason.OK, "") // nothing is asked

		c.asks(c.lib, "passback = 'soft'")
		c.want(c.scan(c.inside, h), true, reason.OK, "") // nothing was kept so far
		c.want(c.scan(c.inside, h), true, reason.OK, reason.ZonePassbackIn)
		c.want(c.scan(c.out, h), true, reason.OK, "")
		c.want(c.scan(c.out, h), true, reason.OK, reason.ZonePassbackOut)

		c.asks(c.lib, "passback = 'timed', passback_minutes = 10")
		c.want(c.scan(c.inside, h), true, reason.OK, "")
		clock.Add(10*time.Minute - 2*time.Second)
		c.want(c.scan(c.inside, h), false, reason.ZonePassbackTimed, "")
		c.want(c.scan(c.inside, h), true, reason.OK, "") // to the second, and it counts anew
		c.want(c.scan(c.inside, h), false, reason.ZonePassbackTimed, "")

		// Out twice at hard: a way out is never shut by passback, unless the gate is
		// marked as none.
		c.asks(c.lib, "passback = 'hard'")
		c.want(c.scan(c.out, h), true, reason.OK, "")
		c.want(c.scan(c.out, h), true, reason.OK, reason.ZonePassbackOut)
		c.change(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.NewRaw("UPDATE gate SET egress = FALSE WHERE zone_id = ?", c.lib).Exec(ctx)
			return err
		})
		c.want(c.scan(c.out, h), false, reason.ZonePassbackOut, "")
		c.want(c.scan(c.inside, h), true, reason.OK, "")

		// What was known too long ago, or before a reset, says nothing.
		clock.Add(18*time.Hour + time.Second)
		c.want(c.scan(c.inside, h), true, reason.OK, "")
		c.want(c.scan(c.inside, h), false, reason.ZonePassbackIn, "")
		c.asks(c.lib, "reset_at = ?", clock.Now().UnixMilli())
		c.want(c.scan(c.inside, h), true, reason.OK, "")
		minute := clock.Now().In(scantest.Noon.Location()).Hour()*60 + clock.Now().Minute()
		c.asks(c.lib, "reset_minute = ?", minute+1)
		c.want(c.scan(c.inside, h), false, reason.ZonePassbackIn, "")
		clock.Add(time.Minute)
		c.want(c.scan(c.inside, h), true, reason.OK, "")
	})
}

func TestNestedZones(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		h := c.Holder(t, allow.Student)
		in, _ := c.Terminal(t, c.GateIn, false)
		out, _ := c.Terminal(t, c.GateOut, false)
		c.asks(c.Zone, "passback = 'soft'")
		c.asks(c.lib, "passback = 'hard', sequence = 'soft'")
		c.want(c.scan(c.inside, h), true, reason.OK, "") // nobody knows where they were
		c.want(c.scan(in, h), true, reason.OK, reason.ZonePassbackIn)
		c.want(c.scan(out, h), true, reason.OK, "") // left the school: left the library too
		c.want(c.scan(c.inside, h), true, reason.OK, reason.ZoneSequence)
		c.want(c.scan(out, h), true, reason.OK, "")
		c.asks(c.lib, "sequence = 'hard'")
		c.want(c.scan(c.inside, h), false, reason.ZoneSequence, "")
		c.want(c.scan(in, h), true, reason.OK, "")
		c.want(c.scan(c.inside, h), true, reason.OK, "")
	})
}

// A gate between two rooms: who enters one has left the other.
func TestAGateBetweenTwoRooms(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		h := c.Holder(t, allow.Student)
		var through string
		c.change(func(ctx context.Context, tx *db.Tx) error {
			lab, err := access.AddZone(ctx, tx, c.School, "Lab", c.Zone)
			if err != nil {
				return err
			}
			if through, err = access.AddGate(ctx, tx, c.School, lab, "Between", rule.In); err != nil {
				return err
			}
			if _, err := tx.NewRaw("UPDATE gate SET from_zone_id = ? WHERE id = ?", c.lib, through).Exec(ctx); err != nil {
				return err
			}
			return access.SetRight(ctx, tx, c.School, lab, "student", rule.RightToPass)
		})
		c.asks(c.lib, "passback = 'hard'")
		between, _ := c.Terminal(t, through, false)
		c.want(c.scan(c.inside, h), true, reason.OK, "")
		c.want(c.scan(c.inside, h), false, reason.ZonePassbackIn, "")
		c.want(c.scan(between, h), true, reason.OK, "")
		c.want(c.scan(c.inside, h), true, reason.OK, "")
	})
}

// Two people, and nobody alone.
func TestTwoPersonRule(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		a, b, third := c.Holder(t, allow.Student), c.Holder(t, allow.Student), c.Holder(t, allow.Student)
		c.asks(c.lib, "two_person = TRUE, passback = 'hard'")
		c.want(c.scan(c.inside, a), false, reason.PermSecondPerson, "")
		c.want(c.scan(c.inside, a), false, reason.PermSecondPerson, "") // the same person is no second one
		c.want(c.scan(c.inside, b), true, reason.OK, "")
		c.want(c.scan(c.inside, a), false, reason.ZonePassbackIn, "") // came in with the other
		c.want(c.scan(c.inside, third), true, reason.OK, "")
		for _, h := range []*scantest.Holder{a, b, third} {
			c.want(c.scan(c.out, h), true, reason.OK, "")
		}
		c.want(c.scan(c.inside, a), false, reason.PermSecondPerson, "")
		clock.Add(30 * time.Second)
		c.want(c.scan(c.inside, b), false, reason.PermSecondPerson, "") // the first has gone away
		c.want(c.scan(c.inside, a), true, reason.OK, "")
	})
}

// Scenario 15: who did not walk through may try again.
func TestNotPassedPersonRetries(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		h := c.Holder(t, allow.Student)
		c.asks(c.lib, "passback = 'hard', people_limit = 1")
		first := c.scan(c.inside, h)
		c.want(first, true, reason.OK, "")
		undone := func(scanID string) {
			t.Helper()
			guard := c.Holder(t, allow.Guard)
			if _, err := c.service.Undo(t.Context(), c.inside.Actor(), scan.Undoing{Scan: scanID, Key: c.Key(), Staff: guard.Person}); err != nil {
				t.Fatal(err)
			}
		}
		c.want(c.scan(c.inside, h), false, reason.ZonePassbackIn, "")
		undone(first.Scan)
		other := c.Holder(t, allow.Student)
		c.want(c.scan(c.inside, other), true, reason.OK, "") // the place is free again
		c.want(c.scan(c.inside, h), false, reason.ZoneFull, "")
	})
}

// One student number cannot be in the library twice, nor more people than it
// holds, whatever arrives at once at two servers.
func TestNobodyEntersTwiceAndNobodyTooMany(t *testing.T) {
	clock := scantest.NewClock()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url := dbtest.URL(t, e)
			c := newCampus(t, dbtest.Dial(t, url, db.WithClock(clock.Now)), clock)
			services := []*scan.Service{c.service, c.Service(t, dbtest.Dial(t, url, db.WithClock(clock.Now)))}
			c.asks(c.lib, "passback = 'hard', people_limit = 5")
			race := func(n int, p func(i int) scan.Presentation) (open int, reasons map[reason.Code]int) {
				reasons = map[reason.Code]int{}
				var mu sync.Mutex
				var wg sync.WaitGroup
				for i := range n {
					wg.Go(func() {
						a := scantest.Present(t, services[i%2], p(i))
						mu.Lock()
						defer mu.Unlock()
						if a.Open {
							open++
						}
						reasons[a.Reason]++
					})
				}
				wg.Wait()
				return open, reasons
			}
			h := c.Holder(t, allow.Student)
			open, reasons := race(64, func(i int) scan.Presentation {
				if i%2 == 0 {
					return scan.Presentation{Terminal: c.inside, Key: c.Key(), Chip: h.Chip}
				}
				return scan.Presentation{Terminal: c.inside, Key: c.Key(), Code: h.Code(clock.Now(), uint8(i))}
			})
			if open != 1 {
				t.Fatalf("one person came in %d times: %v", open, reasons)
			}
			var people []*scantest.Holder
			for range 32 {
				people = append(people, c.Holder(t, allow.Student))
			}
			open, reasons = race(64, func(i int) scan.Presentation {
				return scan.Presentation{Terminal: c.inside, Key: c.Key(), Chip: people[i/2].Chip}
			})
			if open != 4 || reasons[reason.ZoneFull] == 0 {
				t.Fatalf("%d came in where four places were left: %v", open, reasons)
			}
		})
	}
}

// What passback decides, against a model a child could follow: three zones in
// one another, random people, chips and phones, gates, settings and hours.
func TestPresenceModel(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 2))
		c := newCampus(t, d, clock)
		in, _ := c.Terminal(t, c.GateIn, false)
		out, _ := c.Terminal(t, c.GateOut, false)
		people := []*scantest.Holder{c.Holder(t, allow.Student), c.Holder(t, allow.Student), c.Holder(t, allow.Student)}
		type being struct {
			state string
			since int64
		}
		type setting struct {
			passback, limitMode, sequence string
			limit                         int
			reset                         int64
		}
		zones := map[string]*setting{c.Zone: {passback: "none", limitMode: "hard", sequence: "none"}, c.lib: {passback: "none", limitMode: "hard", sequence: "none"}}
		keeps := func(z *setting) bool { return z.passback != "none" || z.limit > 0 || z.sequence != "none" }
		at := map[string]map[int]being{c.Zone: {}, c.lib: {}}
		state := func(zone string, i int) string {
			b := at[zone][i]
			if b.state == "" || b.since <= zones[zone].reset || clock.Now().UnixMilli()-b.since >= (18*time.Hour).Milliseconds() {
				return "unknown"
			}
			return b.state
		}
		for step := range 400 {
			switch r.IntN(12) {
			case 0:
				id := []string{c.Zone, c.lib}[r.IntN(2)]
				z := zones[id]
				z.passback = []string{"none", "soft", "hard", "timed"}[r.IntN(4)]
				z.limit, z.limitMode = r.IntN(3), []string{"soft", "hard"}[r.IntN(2)]
				z.sequence = []string{"none", "soft", "hard"}[r.IntN(3)]
				c.asks(id, "passback = ?, people_limit = ?, limit_mode = ?, sequence = ?", z.passback, z.limit, z.limitMode, z.sequence)
			case 1:
				id := []string{c.Zone, c.lib}[r.IntN(2)]
				zones[id].reset = clock.Now().UnixMilli()
				c.asks(id, "reset_at = ?", zones[id].reset)
			case 2:
				clock.Add(time.Duration(r.IntN(12)) * time.Hour)
			}
			i := r.IntN(len(people))
			zone, dir, term := c.Zone, "in", in
			switch r.IntN(4) {
			case 1:
				dir, term = "out", out
			case 2:
				zone, term = c.lib, c.inside
			case 3:
				zone, dir, term = c.lib, "out", c.out
			}
			z := zones[zone]
			clock.Add(6 * time.Second) // a presentation of its own
			now := clock.Now().UnixMilli()
			count := 0
			for j := range people {
				if state(zone, j) == "in" {
					count++
				}
			}
			want, warning := reason.OK, reason.Code("")
			self := state(zone, i)
			switch {
			case !keeps(z):
			case dir == "out":
				if self == "out" && z.passback != "none" {
					warning = reason.ZonePassbackOut
				}
			case self == "in":
				switch z.passback {
				case "hard":
					want = reason.ZonePassbackIn
				case "soft":
					warning = reason.ZonePassbackIn
				case "timed":
					if now < at[zone][i].since+10*60_000 {
						want = reason.ZonePassbackTimed
					}
				}
			default:
				around := zone == c.lib && keeps(zones[c.Zone]) && state(c.Zone, i) == "out"
				full := z.limit > 0 && count >= z.limit
				switch {
				case around && z.sequence == "hard":
					want = reason.ZoneSequence
				case full && z.limitMode == "hard":
					want = reason.ZoneFull
				case full:
					warning = reason.ZoneFull
				case around && z.sequence == "soft":
					warning = reason.ZoneSequence
				}
			}
			before := fmt.Sprintf("step %d: person %d %s %v, self %s, count %d, %+v", step, i, dir, zone == c.lib, self, count, *z)
			a := scantest.Present(t, c.service, scan.Presentation{Terminal: term, Key: c.Key(), Chip: people[i].Chip})
			if a.Reason != want || a.Warning != warning || a.Open != (want == reason.OK) {
				t.Fatalf("%s: open %v %s (%s), want %s (%s)", before, a.Open, a.Reason, a.Warning, want, warning)
			}
			c.keptNumbers(t)
			if !a.Open {
				continue
			}
			put := func(zone, to string) {
				if keeps(zones[zone]) {
					at[zone][i] = being{to, now}
				}
			}
			put(zone, map[string]string{"in": "in", "out": "out"}[dir])
			if zone == c.lib && state(c.Zone, i) != "in" {
				put(c.Zone, "in")
			}
			if zone == c.Zone && dir == "out" && state(c.lib, i) == "in" {
				put(c.lib, "out")
			}
		}
	})
}
