package entry_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/library/entry"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// room is a library with two gates in and one out, answered by two servers.
type room struct {
	*scantest.World
	*testing.T
	clock      *scantest.Clock
	zone       string
	in, second terminal.Identity
	out        terminal.Identity
	servers    []*scan.Service
	service    *entry.Service
}

func each(t *testing.T, story func(t *testing.T, r *room)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := scantest.NewClock()
			url := dbtest.URL(t, e)
			d := dbtest.Dial(t, url, db.WithClock(clock.Now))
			r := &room{World: scantest.New(t, d), T: t, clock: clock, service: entry.New(d)}
			for _, server := range []*db.DB{d, dbtest.Dial(t, url, db.WithClock(clock.Now))} {
				s := r.Service(t, server)
				s.Take(entry.Part())
				r.servers = append(r.servers, s)
			}
			gates := [3]string{}
			r.Tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
				if r.zone, err = access.AddZone(ctx, tx, r.School, "Library", r.Zone); err != nil {
					return err
				}
				for i, dir := range []rule.Direction{rule.In, rule.In, rule.Out} {
					if gates[i], err = access.AddGate(ctx, tx, r.School, r.zone, "Library "+string(rune('1'+i)), dir); err != nil {
						return err
					}
				}
				if err := access.SetRight(ctx, tx, r.School, r.zone, "student", rule.RightToPass); err != nil {
					return err
				}
				_, err = tx.NewRaw("UPDATE zone SET passback = 'hard' WHERE id = ?", r.zone).Exec(ctx)
				return err
			})
			r.in, _ = r.Terminal(t, gates[0], false)
			r.second, _ = r.Terminal(t, gates[1], true)
			r.out, _ = r.Terminal(t, gates[2], false)
			if err := r.service.Set(t.Context(), r.Admin, r.School, r.zone, 40); err != nil {
				t.Fatal(err)
			}
			story(t, r)
		})
	}
}

func (r *room) pass(at terminal.Identity, h *scantest.Holder) scan.Answer {
	r.Helper()
	r.clock.Add(10 * time.Second)
	return scantest.Present(r.T, r.servers[0], scan.Presentation{Terminal: at, Key: r.Key(), Chip: h.Chip})
}

func (r *room) stays(person string) (s entry.Stays) {
	r.Helper()
	err := r.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		s, err = entry.Mine(ctx, q, r.School, person, "0000-00-00", "9999-99-99")
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
	return s
}

func (r *room) now() (room entry.Room) {
	r.Helper()
	err := r.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		room, _, err = entry.Of(ctx, q, r.School, r.clock.Now().UnixMilli())
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
	return room
}

// Sixty-four presentations of one person at two gates and two servers, by chip and by phone:
// one of them enters, and one visit is written.
func TestOnePersonIsInsideOnce(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		h := r.Holder(t, allow.Student)
		var all sync.WaitGroup
		var mu sync.Mutex
		open := 0
		for i := range 64 {
			p := scan.Presentation{Terminal: []terminal.Identity{r.in, r.second}[i/2%2], Key: r.Key(), Chip: h.Chip}
			if i%4 < 2 {
				p.Chip, p.Code = "", h.Code(r.clock.Now(), uint8(i))
			}
			all.Go(func() {
				a := scantest.Present(t, r.servers[i%2], p)
				mu.Lock()
				defer mu.Unlock()
				if a.Open && !a.Replay {
					open++
				}
			})
		}
		all.Wait()
		if s := r.stays(h.Person); open != 1 || s.Visits != 1 || s.Pairs != 0 {
			t.Fatalf("one person came in %d times, with %d visits", open, s.Visits)
		}
		if now := r.now(); now.Inside != 1 || now.Free() != 39 || !now.Once {
			t.Errorf("%+v", now)
		}
		if a := r.pass(r.second, h); a.Open {
			t.Error("in again without having left")
		}
		r.clock.Add(42 * time.Minute)
		if a := r.pass(r.out, h); !a.Open {
			t.Fatalf("not let out: %s", a.Reason)
		}
		if s := r.stays(h.Person); s.Visits != 1 || s.Pairs != 1 || s.Minutes() != 42 {
			t.Errorf("%+v, %d min", s, s.Minutes())
		}
		if a := r.pass(r.in, h); !a.Open {
			t.Errorf("not let in again: %s", a.Reason)
		}
		if now, s := r.now(), r.stays(h.Person); now.Inside != 1 || s.Visits != 2 || s.Pairs != 1 {
			t.Errorf("%+v, %+v", now, s)
		}
	})
}

// Who leaves unseen has a visit and no time; what nobody went through was none; other zones'
// gates are no visit.
func TestOnlyPairsSayHowLong(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		h, guard := r.Holder(t, allow.Student), r.Holder(t, allow.Guard)
		campus, _ := r.Terminal(t, r.GateIn, false)
		r.pass(campus, h)
		if a := r.pass(r.out, h); a.Open {
			if s := r.stays(h.Person); s.Visits != 0 {
				t.Errorf("a way out alone is a visit: %+v", s)
			}
		}
		first := r.pass(r.second, h)
		if !first.Open {
			t.Fatalf("%+v", first)
		}
		if _, err := r.servers[0].Undo(t.Context(), r.second.Actor(), scan.Undoing{Scan: first.Scan, Key: r.Key(), Staff: guard.Person}); err != nil {
			t.Fatal(err)
		}
		if s := r.stays(h.Person); s.Visits != 0 {
			t.Errorf("nobody went through: %+v", s)
		}
		r.pass(r.second, h)
		r.clock.Add(24 * time.Hour)
		r.pass(r.out, h)
		if s := r.stays(h.Person); s.Visits != 1 || s.Pairs != 0 || s.Minutes() != 0 {
			t.Errorf("out a day later: %+v", s)
		}
	})
}

// Only a zone within the school is a library, and only the office says which.
func TestWhichZoneIsTheLibrary(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		for _, bad := range []struct {
			zone  string
			seats int
		}{{r.Zone, 1}, {"none", 1}, {r.zone, -1}, {r.zone, 1_000_000}} {
			if err := r.service.Set(t.Context(), r.Admin, r.School, bad.zone, bad.seats); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if err := r.service.Set(t.Context(), r.Holder(t, allow.Teacher).Actor, r.School, r.zone, 1); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a teacher: %v", err)
		}
	})
}
