package scan_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/gatelist"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// What a gate decides alone is what the server decides at that moment, whatever
// the rules, the hours, the calendar and the states are, but for what nobody can
// know or may decide alone.
func TestTheListDecidesAsTheServerDoes(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 4))
		c := newCampus(t, d, clock)
		roles := []allow.Role{allow.Student, allow.Teacher, allow.Parent, allow.Student}
		var people []*scantest.Holder
		for _, role := range roles {
			people = append(people, c.Holder(t, role))
		}
		c.Exec(t, "UPDATE credential SET lease_until = 9000000000000 WHERE kind = 'phone'") // a lease is the server's alone
		group := func() (id string) {
			c.change(func(ctx context.Context, tx *db.Tx) error {
				id = db.NewID()
				_, err := tx.NewRaw("INSERT INTO access_group (id, school_id, name, created_at) VALUES (?, ?, ?, 0)", id, c.School, id).Exec(ctx)
				return err
			})
			return id
		}()
		zone := c.lib
		lists, held := access.NewLists(d), map[string]*gatelist.List{}
		for step := range 150 {
			c.change(func(ctx context.Context, tx *db.Tx) (err error) {
				exec := func(q string, args ...any) {
					if err == nil {
						_, err = tx.NewRaw(q, args...).Exec(ctx)
					}
				}
				local := rule.LocalAt(clock.Now().UnixMilli(), scantest.Noon.Location(), nil)
				switch r.IntN(8) {
				case 0:
					exec("DELETE FROM access_rule_hours WHERE school_id = ?", c.School)
					exec("DELETE FROM access_rule WHERE school_id = ?", c.School)
				case 1, 2:
					who := []string{"everyone", "role", "person", "group"}[r.IntN(4)]
					whom := map[string]string{"role": string(roles[r.IntN(3)]), "person": people[r.IntN(4)].Person, "group": group}[who]
					id := db.NewID()
					exec("INSERT INTO access_rule (id, school_id, zone_id, who, who_id, effect, from_day, to_day, note, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, '', ?)", id, c.School, zone, who, whom,
						[]string{"allow", "confirm", "deny"}[r.IntN(3)], []any{nil, local.Day, "2099-01-01"}[r.IntN(3)], step)
					if r.IntN(2) == 0 {
						from := r.IntN(23) * 60
						exec("INSERT INTO access_rule_hours (id, school_id, rule_id, weekday, from_minute, to_minute) VALUES (?, ?, ?, ?, ?, ?)", db.NewID(), c.School, id, 1+r.IntN(8), from, from+60+r.IntN(24*60-from-60+1))
					}
				case 3:
					exec("DELETE FROM calendar_day WHERE school_id = ?", c.School)
					exec("INSERT INTO calendar_day (school_id, day, works_as, name) VALUES (?, ?, ?, '')", c.School, local.Day, 1+r.IntN(8))
				case 4:
					exec("DELETE FROM access_group_member WHERE group_id = ?", group)
					exec("INSERT INTO access_group_member (group_id, person_id, school_id, granted_by, at) VALUES (?, ?, ?, 'x', 0)", group, people[r.IntN(4)].Person, c.School)
				case 5:
					exec("UPDATE zone SET needs_group = ? WHERE id = ?", []any{nil, nil, group}[r.IntN(3)], zone)
				case 6:
					exec("DELETE FROM opening WHERE school_id = ? AND gate_id IN (SELECT id FROM gate WHERE zone_id = ?)", c.School, zone)
					if r.IntN(2) == 0 {
						from := r.IntN(20) * 60
						exec("INSERT INTO opening (id, school_id, gate_id, weekday, from_minute, to_minute) SELECT ? || g.id, ?, g.id, ?, ?, ? FROM gate g WHERE g.zone_id = ?", db.NewID(), c.School, 1+r.IntN(8), from, from+180, zone)
					}
				}
				return err
			})
			h := people[r.IntN(4)]
			switch r.IntN(10) {
			case 0:
				_ = c.Cards.Freeze(t.Context(), h.Actor, h.Card)
			case 1:
				_ = c.Cards.Unfreeze(t.Context(), c.Admin, h.Card)
			case 2:
				_ = c.Cards.ReportLost(t.Context(), c.Admin, h.ChipCredential)
			case 3:
				_ = c.Cards.Found(t.Context(), c.Admin, h.ChipCredential)
			case 4:
				_ = c.Cards.Suspend(t.Context(), c.Admin, h.Person)
			case 5:
				_ = c.Cards.Restore(t.Context(), c.Admin, h.Person)
			}
			clock.Add(time.Second + time.Duration(r.IntN(5*60))*time.Minute)
			at := c.inside
			if r.IntN(3) == 0 {
				at = c.out
			}
			if r.IntN(2) == 0 { // another server
				lists = access.NewLists(d)
			}
			made, err := lists.Make(t.Context(), at.Actor(), 0, clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			list, err := gatelist.Open(made.Bytes, made.Key)
			if err != nil {
				t.Fatal(err)
			}
			if was := held[at.ID]; was != nil {
				change, err := lists.Make(t.Context(), at.Actor(), was.Version, clock.Now())
				if err != nil || !change.Delta {
					t.Fatalf("step %d: a delta %v, %v", step, change.Delta, err)
				}
				led, err := was.Apply(change.Bytes, change.Key)
				if err != nil || !bytes.Equal(led.Bytes(), list.Bytes()) {
					t.Fatalf("step %d: the delta leads to another list: %v", step, err)
				}
				list = led
			}
			if held[at.ID] == nil || r.IntN(3) == 0 {
				held[at.ID] = list
			}
			p, q := scan.Presentation{Terminal: at, Key: c.Key()}, gatelist.Presented{Kind: "phone"}
			if r.IntN(2) == 0 {
				p.Code = h.Code(clock.Now(), 0)
				q.Code = p.Code
			} else {
				p.Chip, q.Kind = h.Chip, "chip"
				q.Chip = strings.TrimLeft(h.Chip, "0")
			}
			alone := list.Judge(list.Identify(q), clock.Now().UnixMilli(), gatelist.Memory{})
			there := scantest.Present(t, c.service, p)
			want := there.Reason
			if there.Decision == reason.Confirm {
				want = reason.TermOffline
			}
			if alone.Reason != want || alone.Open != there.Open {
				t.Fatalf("step %d: alone %s %v, the server %s %s %v", step, alone.Reason, alone.Open, there.Decision, there.Reason, there.Open)
			}
		}
	})
}

// Only what the school's ledger reaches back to is a delta; the rest is whole.
func TestAListFromAnywhere(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		pupil := c.Holder(t, allow.Student)
		lists := access.NewLists(d)
		make := func(since int64) access.Made {
			t.Helper()
			m, err := lists.Make(t.Context(), c.inside.Actor(), since, clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		first := make(0)
		clock.Add(time.Minute)
		if m := make(first.Version); !m.Delta || m.Version != first.Version || m.MadeAt == first.MadeAt || len(m.Bytes) >= len(first.Bytes) {
			t.Errorf("nothing has changed: %v %d, was %d", m.Delta, m.Version, first.Version)
		}
		scantest.Present(t, c.service, scan.Presentation{Terminal: c.out, Key: c.Key(), Code: pupil.Code(clock.Now(), 0)})
		if m := make(first.Version); !m.Delta || m.Version != first.Version || len(m.Marks) != 1 {
			t.Errorf("a code that was taken moves the rows: %v %d, was %d, marks %v", m.Delta, m.Version, first.Version, m.Marks)
		}
		clock.Add(6 * time.Minute)
		if m := make(first.Version); len(m.Marks) != 0 {
			t.Errorf("marks that decide nothing: %v", m.Marks)
		}
		for _, since := range []int64{0, 1, first.Version - 1, first.Version + 1, 1 << 60} {
			if m := make(since); m.Delta {
				t.Errorf("a delta from %d", since)
			}
		}
		var many sync.WaitGroup
		for range 8 { // two servers, while cards come
			l := access.NewLists(d)
			many.Go(func() {
				m, err := l.Make(t.Context(), c.inside.Actor(), first.Version, clock.Now())
				if err != nil {
					t.Error(err)
					return
				}
				base, err := gatelist.Open(first.Bytes, first.Key)
				if err == nil {
					_, err = base.Apply(m.Bytes, m.Key)
				}
				if err != nil {
					t.Error(err)
				}
			})
			c.Holder(t, allow.Student)
		}
		many.Wait()
		// A backup is restored: a terminal holds what this database never said, and
		// nobody has changed since.
		newest := make(0)
		held, err := gatelist.Open(newest.Bytes, newest.Key)
		if err != nil {
			t.Fatal(err)
		}
		c.Exec(t, "UPDATE list_state SET version = ? WHERE school_id = ?", newest.Version-1, c.School)
		clock.Add(time.Minute)
		restored := make(held.Version)
		l, err := gatelist.Open(restored.Bytes, restored.Key)
		if err == nil {
			err = l.Follows(held)
		}
		if err != nil || restored.Delta {
			t.Errorf("after a backup was restored the list is refused: %v", err)
		}
		if m := make(clock.Now().UnixMilli() + 3600_000); m.Version != restored.Version {
			t.Error("a terminal makes versions up")
		}
		clock.Add(31 * 24 * time.Hour)
		m := make(first.Version)
		if m.Delta || bytes.Equal(m.Salt, first.Salt) {
			t.Error("a salt stays for ever")
		}
		clock.Add(time.Minute)
		if m := make(m.Version); !m.Delta {
			t.Error("no delta with the new salt")
		}
	})
}
