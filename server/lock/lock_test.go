package lock_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/dorm/housing"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/lock"
	"yunka/server/post"
	"yunka/server/scan/offline"
	"yunka/server/scan/scantest"
	"yunka/server/schooltest"
	"yunka/server/terminal"
)

// house is a building with two rooms of two beds; room 101 has a door with a lock.
type house struct {
	*testing.T
	*scantest.World
	clock    *schooltest.Clock
	homes    *housing.Service
	locks    *lock.Service
	building string
	zone     string // of the room's door
	beds     []string
	door     terminal.Identity
}

func each(t *testing.T, story func(h *house)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := schooltest.NewClock()
			d := dbtest.Open(t, e, db.WithClock(clock.Now))
			h := &house{T: t, World: scantest.New(t, d), clock: clock, homes: housing.New(d, feed.New())}
			h.locks = lock.New(d, h.Service(t, d), terminal.New(d, h.Feed))
			var err error
			h.building, err = h.homes.AddBuilding(t.Context(), h.Admin, h.School, "1 号楼")
			h.ok(err)
			h.ok(h.homes.AddRooms(t.Context(), h.Admin, h.School, h.building, housing.Rooms{First: 101, N: 2, Beds: 2, Floor: 1}))
			_, err = h.homes.GiveDoor(t.Context(), h.Admin, h.School, h.text("SELECT id FROM dorm_room WHERE name = '101'"))
			h.ok(err)
			h.zone = h.text("SELECT zone_id FROM dorm_room WHERE name = '101'")
			h.ok(d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
				list, err := housing.Beds(ctx, q, h.building, 1, clock.Now().UnixMilli())
				for _, b := range list {
					h.beds = append(h.beds, b.ID)
				}
				return err
			}))
			h.door = h.hang(h.zone)
			story(h)
		})
	}
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) text(q string, args ...any) string {
	h.Helper()
	return schooltest.Value[string](h.T, h.DB, q, args...)
}

// hang puts a lock on a door into a zone.
func (h *house) hang(zone string) terminal.Identity {
	h.Helper()
	gate := ""
	h.Tx(h.T, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := access.Bump(ctx, tx, h.School); err != nil {
			return err
		}
		gate, err = access.AddGate(ctx, tx, h.School, zone, "门"+h.Key(), rule.In)
		return err
	})
	who, _ := h.Terminal(h.T, gate, false)
	return who
}

func (h *house) give(bed int, who *schooltest.Holder, at time.Time) {
	h.Helper()
	g := housing.Give{Bed: h.beds[bed], Person: who.Person, Overlap: true}
	if !at.IsZero() {
		g.At = at.UnixMilli()
	}
	_, err := h.homes.Assign(h.Context(), h.Admin, h.School, g)
	h.ok(err)
}

func (h *house) plan() lock.Plan {
	h.Helper()
	p, err := h.locks.Plan(h.Context(), h.door)
	h.ok(err)
	return p
}

// opens says for whom a lock that holds a plan opens at an instant.
func (h *house) opens(p lock.Plan, who *schooltest.Holder, at time.Time) (id string) {
	chip := strings.TrimLeft(who.Chip, "0")
	for _, t := range p.Tokens {
		if t.Opens(h.door.ID, chip, at.UnixMilli()) {
			return t.ID
		}
	}
	return ""
}

func (h *house) is(p lock.Plan, who *schooltest.Holder, at time.Time, want bool) {
	h.Helper()
	if got := h.opens(p, who, at) != ""; got != want {
		h.Errorf("at %v it opens: %v, want %v", at, got, want)
	}
}

func (h *house) report(r lock.Report) lock.Heard {
	h.Helper()
	if r.ClockMS == 0 {
		r.ClockMS = h.clock.Now().UnixMilli()
	}
	if r.Battery == 0 {
		r.Battery = -1
	}
	out, err := h.locks.Report(h.Context(), h.door, r)
	h.ok(err)
	return out
}

func (h *house) events() (kinds []string) {
	h.Helper()
	h.ok(h.DB.Read(h.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err := housing.Events(ctx, q, h.building)
		for _, e := range list {
			kinds = append(kinds, e.Kind)
		}
		return err
	}))
	slices.Sort(kinds)
	return kinds
}

// A plan has a token for who lives behind the door, looks after the house or was let in by
// name, for no neighbour and nobody who is forbidden; it begins and ends with the right.
func TestAPlanFollowsTheBed(t *testing.T) {
	each(t, func(h *house) {
		now := h.clock.Now()
		lives, neighbour, warden, guest, barred := h.Holder(t, allow.Student), h.Holder(t, allow.Student), h.Holder(t, allow.Teacher), h.Holder(t, allow.Teacher), h.Holder(t, allow.Student)
		h.give(0, lives, time.Time{})
		h.give(2, neighbour, time.Time{})
		h.give(1, barred, time.Time{})
		_, err := post.New(h.DB, h.Feed).Give(t.Context(), h.Admin, h.School, warden.Person, post.Draft{Kind: allow.Warden, Of: h.building})
		h.ok(err)
		today := now.In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
		for _, r := range []access.RuleDraft{
			{Who: rule.OnePerson, WhoID: guest.Person, Effect: rule.RightToPass, FromDay: today, ToDay: today},
			{Who: rule.OnePerson, WhoID: barred.Person, Effect: rule.Forbidden},
		} {
			_, err := access.AddRule(t.Context(), h.DB, h.Admin, h.School, h.zone, r)
			h.ok(err)
		}
		p := h.plan()
		for who, want := range map[*schooltest.Holder]bool{lives: true, neighbour: false, warden: true, guest: true, barred: false} {
			h.is(p, who, now, want)
		}
		h.is(p, guest, now.Add(24*time.Hour), false)
		if p.Place != "101" || p.Lock != h.door.ID || len(p.Gone) != 0 || p.Renew == 0 {
			t.Errorf("%+v", p)
		}
		if again := h.plan(); again.Tag != p.Tag {
			t.Error("a plan changed though nothing has")
		}

		// A move at noon: the lock knows both ends beforehand, and opens by them alone.
		noon := now.Add(3 * time.Hour)
		h.give(3, lives, noon)
		h.give(0, neighbour, noon)
		p = h.plan()
		if len(p.Gone) != 1 {
			t.Errorf("the token without an end is not withdrawn: %v", p.Gone)
		}
		h.is(p, lives, noon.Add(housing.Overlap-time.Minute), true)
		h.is(p, lives, noon.Add(housing.Overlap), false)
		h.is(p, neighbour, noon.Add(-time.Minute), false)
		h.is(p, neighbour, noon, true)

		// A chip that is lost and a person who leaves lose theirs with the next plan.
		h.Exec(t, "UPDATE credential SET state = 'lost' WHERE person_id = ? AND kind = 'chip'", warden.Person)
		h.is(h.plan(), warden, now, false)
	})
}

// Tokens of a hundred chips end within a week of one another and not on one day; a lock that
// asks has them renewed long before, and one that does not is named a month ahead.
func TestTokensDoNotEndTogether(t *testing.T) {
	each(t, func(h *house) {
		h.ok(h.homes.AddRooms(t.Context(), h.Admin, h.School, h.building, housing.Rooms{First: 201, N: 5, Beds: 20, Floor: 2}))
		h.door = h.hang(h.building)
		var stays [][]any
		rooms := h.text("SELECT MIN(id) FROM dorm_room WHERE name = '201'")
		for i := range 100 {
			who := h.Holder(t, allow.Student)
			bed := schooltest.Value[string](t, h.DB, "SELECT b.id FROM dorm_bed b JOIN dorm_room r ON r.id = b.room_id WHERE r.floor = 2 ORDER BY r.name, b.name LIMIT 1 OFFSET ?", i)
			stays = append(stays, []any{fmt.Sprint("stay", i), h.School, bed, who.Person, 1, false, "", 0, ""})
		}
		if rooms == "" {
			t.Fatal("no room")
		}
		h.Tx(t, func(ctx context.Context, tx *db.Tx) error {
			if err := access.Bump(ctx, tx, h.School); err != nil {
				return err
			}
			return schooltest.Insert(ctx, tx, "dorm_stay (id, school_id, bed_id, person_id, from_at, settled, given_by, given_at, ended_by)", stays)
		})
		begun := h.clock.Now()
		p := h.plan()
		days := map[int64]int{}
		for _, one := range p.Tokens {
			life := time.Duration(one.Until-one.From) * time.Millisecond
			if life < lock.Life || life >= lock.Life+lock.Spread {
				t.Errorf("a token lives %v", life)
			}
			days[(one.Until-begun.UnixMilli())/(24*3600_000)]++
		}
		if len(p.Tokens) != 100 || len(days) < 6 {
			t.Errorf("%d tokens end on %d days: %v", len(p.Tokens), len(days), days)
		}
		look := func() lock.Row {
			var list []lock.Row
			h.ok(h.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
				list, err = lock.Locks(ctx, q, h.School, h.building, h.clock.Now().UnixMilli())
				return err
			}))
			if len(list) != 1 {
				t.Fatalf("%d locks", len(list))
			}
			return list[0]
		}
		h.clock.Add(40 * 24 * time.Hour)
		if again := h.plan(); again.Tag != p.Tag {
			t.Error("renewed with half of its life ahead")
		}
		h.clock.Add(15 * 24 * time.Hour)
		if r := look(); r.Ending != 0 {
			t.Errorf("named too early: %+v", r)
		}
		h.clock.Add(13 * 24 * time.Hour) // 68 days, and some have less than 30 left
		if r := look(); r.Ending == 0 || r.Lapsed != 0 {
			t.Errorf("not named: %+v", r)
		}
		h.clock.Add(40 * 24 * time.Hour)
		if r := look(); r.Lapsed != 100 || r.Tokens != 0 {
			t.Errorf("dark, and not said: %+v", r)
		}
		if p = h.plan(); len(p.Tokens) != 100 {
			t.Errorf("%d tokens after it came back", len(p.Tokens))
		}
		if r := look(); r.Lapsed != 0 || r.Tokens != 100 || r.Ending != 0 {
			t.Errorf("after it came back: %+v", r)
		}
	})
}

// A lock without a network from Friday to Monday: residents go in and out, somebody moves
// away on Saturday and still opens on Sunday. On Monday all of it is in the books at the times
// at which it happened, and the warden is told of the opening that should not have been.
func TestALockAloneOverTheWeekend(t *testing.T) {
	each(t, func(h *house) {
		lives, moves := h.Holder(t, allow.Student), h.Holder(t, allow.Student)
		h.give(0, lives, time.Time{})
		h.give(1, moves, time.Time{})
		friday := h.clock.Now()
		held := h.plan()
		at := func(hours int) int64 { return friday.Add(time.Duration(hours) * time.Hour).UnixMilli() }
		events := []lock.Event{
			{Seq: 1, At: at(8), Kind: lock.Opened, Token: h.opens(held, lives, friday)},
			{Seq: 2, At: at(20), Kind: lock.Opened, Token: h.opens(held, moves, friday)},
			{Seq: 3, At: at(30), Kind: lock.Refused, Chip: h.Holder(t, allow.Student).Chip},
		}
		h.clock.Add(24 * time.Hour)
		_, err := h.homes.End(t.Context(), h.Admin, h.School, h.text("SELECT id FROM dorm_stay WHERE person_id = ?", moves.Person), 0, false)
		h.ok(err)
		events = append(events, lock.Event{Seq: 4, At: at(50), Kind: lock.Opened, Token: h.opens(held, moves, friday.Add(50*time.Hour))},
			lock.Event{Seq: 5, At: at(51), Kind: lock.Held, Seconds: 240}, lock.Event{Seq: 6, At: at(52), Kind: lock.Closed})
		if events[3].Token == "" {
			t.Fatal("the lock that is alone does not hold the token any more")
		}
		h.clock.Set(friday.Add(64 * time.Hour))
		for round := range 3 {
			rand.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			out := h.report(lock.Report{Events: events, Battery: 61})
			for _, r := range out.Results {
				if want := []string{offline.Stored, offline.Already, offline.Already}[round]; r.Result != want {
					t.Errorf("round %d, event %d: %+v", round, r.Seq, r)
				}
			}
		}
		h.ok(h.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			var rows []struct {
				PersonID string
				At       int64
				Open     bool
			}
			err := q.NewRaw("SELECT COALESCE(person_id, '') AS person_id, at, open FROM scan ORDER BY at").Scan(ctx, &rows)
			if len(rows) != 4 || rows[0].PersonID != lives.Person || rows[0].At != at(8) || rows[3].PersonID != moves.Person || rows[3].At != at(50) || !rows[3].Open || rows[2].Open {
				t.Errorf("scans %+v", rows)
			}
			return err
		}))
		p := h.plan() // after which the token is known to be withdrawn
		h.is(p, moves, h.clock.Now(), false)
		h.is(p, lives, h.clock.Now(), true)
		if len(p.Gone) != 1 {
			t.Errorf("gone %v", p.Gone)
		}
		if got := h.events(); !slices.Equal(got, []string{"door_held"}) {
			t.Errorf("events %v", got)
		}
		// The lock's answer got lost, and it opens once more by what it held.
		late := h.clock.Now().Add(time.Minute)
		h.clock.Add(2 * time.Minute)
		h.report(lock.Report{Events: []lock.Event{{Seq: 7, At: late.UnixMilli(), Kind: lock.Opened, Token: h.opens(held, moves, late)}}})
		if got := h.events(); !slices.Equal(got, []string{"door_held", "token_ended"}) {
			t.Errorf("events %v", got)
		}
	})
}

// Sixteen at once send the same events, shuffled and twice: each is there once.
func TestEventsCountOnce(t *testing.T) {
	each(t, func(h *house) {
		lives := h.Holder(t, allow.Student)
		h.give(0, lives, time.Time{})
		token := h.opens(h.plan(), lives, h.clock.Now())
		var events []lock.Event
		for i := range 12 {
			e := lock.Event{Seq: int64(i + 1), At: h.clock.Now().Add(-time.Hour).Add(time.Duration(i) * time.Minute).UnixMilli(), Kind: lock.Opened, Token: token}
			if i%4 == 3 {
				e.Kind, e.Token = lock.Forced, ""
			}
			events = append(events, e)
		}
		var wg sync.WaitGroup
		for range 16 {
			mine := slices.Clone(events)
			rand.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
			wg.Go(func() {
				if _, err := h.locks.Report(context.Background(), h.door, lock.Report{ClockMS: h.clock.Now().UnixMilli(), Battery: -1, Events: mine}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for q, want := range map[string]int{"SELECT count(*) FROM scan": 9, "SELECT count(*) FROM lock_event": 3, "SELECT count(*) FROM dorm_event": 3} {
			if n := schooltest.Value[int](t, h.DB, q); n != want {
				t.Errorf("%s: %d, want %d", q, n, want)
			}
		}
	})
}

// A clock that is a day off is named, and what happened stands at the right time.
func TestAClockADayOff(t *testing.T) {
	each(t, func(h *house) {
		lives := h.Holder(t, allow.Student)
		h.give(0, lives, time.Time{})
		token := h.opens(h.plan(), lives, h.clock.Now())
		h.clock.Add(2 * time.Hour)
		now := h.clock.Now()
		day := 24 * time.Hour
		for range 2 {
			out := h.report(lock.Report{ClockMS: now.Add(-day).UnixMilli(), Battery: 12, Events: []lock.Event{{Seq: 1, At: now.Add(-day - time.Hour).UnixMilli(), Kind: lock.Opened, Token: token}}})
			if !out.Skewed || out.OffsetMS != -day.Milliseconds() || out.NowMS != now.UnixMilli() {
				t.Errorf("%+v", out)
			}
		}
		if got := schooltest.Value[int64](t, h.DB, "SELECT at FROM scan"); got != now.Add(-time.Hour).UnixMilli() {
			t.Errorf("at %v", time.UnixMilli(got))
		}
		if got := h.events(); !slices.Equal(got, []string{"lock_clock", "low_battery"}) {
			t.Errorf("events %v", got)
		}
	})
}

// What is wrong is refused by itself, with a word, and nothing else with it.
func TestBadReports(t *testing.T) {
	each(t, func(h *house) {
		lives := h.Holder(t, allow.Student)
		h.give(0, lives, time.Time{})
		token, now := h.opens(h.plan(), lives, h.clock.Now()), h.clock.Now().UnixMilli()
		other := h.hang(h.building)
		theirs, err := h.locks.Plan(t.Context(), other)
		h.ok(err)
		bad := []lock.Event{
			{Seq: 0, At: now, Kind: lock.Opened, Chip: "1"},
			{Seq: 1, At: 0, Kind: lock.Opened, Chip: "1"},
			{Seq: 2, At: now, Kind: lock.Opened},
			{Seq: 3, At: now, Kind: lock.Opened, Chip: "1", Token: token},
			{Seq: 4, At: now, Kind: lock.Opened, Token: "nobody's"},
			{Seq: 5, At: now, Kind: lock.Opened, Token: theirs.Tokens[0].ID},
			{Seq: 6, At: now, Kind: "melted"},
			{Seq: 7, At: now, Kind: lock.Held, Seconds: -1},
			{Seq: 8, At: now, Kind: lock.Opened, Chip: strings.Repeat("9", 65)},
		}
		out := h.report(lock.Report{Events: append(bad, lock.Event{Seq: 9, At: now, Kind: lock.Closed})})
		for i, r := range out.Results[:len(bad)] {
			if r.Result != offline.Refused || r.Why == "" {
				t.Errorf("%+v: %+v", bad[i], r)
			}
		}
		if last := out.Results[len(bad)]; last.Result != offline.Stored {
			t.Errorf("a good one beside them: %+v", last)
		}
		if out := h.report(lock.Report{Events: []lock.Event{{Seq: 9, At: now, Kind: lock.Forced}}}); out.Results[0].Result != offline.Refused {
			t.Errorf("a number used for something else: %+v", out.Results)
		}
		for want, r := range map[string]lock.Report{
			"clock": {Battery: -1}, "battery": {ClockMS: now, Battery: 101}, "too_many_records": {ClockMS: now, Battery: -1, Events: make([]lock.Event, lock.MaxEvents+1)},
		} {
			if _, err := h.locks.Report(t.Context(), h.door, r); err == nil || fault.As(err).Code != want {
				t.Errorf("%s: %v", want, err)
			}
		}
		gate, _ := h.Terminal(t, h.GateIn, false)
		if _, err := h.locks.Plan(t.Context(), gate); err == nil || fault.As(err).Code != "lock_place" {
			t.Errorf("a gate of the school got a plan: %v", err)
		}
	})
}
