package night_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/dorm/housing"
	"yunka/server/dorm/night"
	"yunka/server/feed"
	"yunka/server/scan/scantest"
	"yunka/server/schooltest"
)

// BenchmarkNight reads tonight for a building with 1,000 residents, each of whom has passed
// its door and the school's gate on each of the last three days.
func BenchmarkNight(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			clock := schooltest.NewClock()
			d := dbtest.Open(b, e, db.WithClock(clock.Now))
			w := scantest.New(b, d)
			ctx := context.Background()
			homes := housing.New(d, feed.New())
			house, err := homes.AddBuilding(ctx, w.Admin, w.School, "1 号楼")
			if err != nil {
				b.Fatal(err)
			}
			if err := homes.AddRooms(ctx, w.Admin, w.School, house, housing.Rooms{First: 101, N: 125, Beds: 8, Floor: 1}); err != nil {
				b.Fatal(err)
			}
			gate := ""
			w.Tx(b, func(ctx context.Context, tx *db.Tx) (err error) {
				if err := access.Bump(ctx, tx, w.School); err != nil {
					return err
				}
				gate, err = access.AddGate(ctx, tx, w.School, house, "大门", "in")
				return err
			})
			door, _ := w.Terminal(b, gate, false)
			campusGate, _ := w.Terminal(b, w.GateOut, false)
			fill(b, w, d, house, []string{door.ID, campusGate.ID}, []string{gate, w.GateOut}, clock.Now())
			world := night.World{
				Away:   func(context.Context, bun.IDB, string, []string, int64) (map[string]bool, error) { return nil, nil },
				Silent: func(context.Context, bun.IDB, string, int64) (map[string]int64, error) { return nil, nil },
			}
			nights := night.New(d, feed.New(), world)
			clock.Add(14 * time.Hour)
			for b.Loop() {
				err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
					sc, err := campus.SchoolByID(ctx, q, w.School)
					if err != nil {
						return err
					}
					sheet, err := nights.Read(ctx, q, sc, house, night.Of(clock.Now(), sc.Location()))
					if err == nil && len(sheet.Rows) != 1000 {
						b.Fatalf("%d residents", len(sheet.Rows))
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fill gives every bed somebody, with passages behind them.
func fill(b *testing.B, w *scantest.World, d *db.DB, house string, doors, gates []string, now time.Time) {
	b.Helper()
	var beds []housing.Bed
	if err := d.Read(context.Background(), func(ctx context.Context, q bun.IDB) (err error) {
		beds, err = housing.Beds(ctx, q, house, -1, now.UnixMilli())
		return err
	}); err != nil {
		b.Fatal(err)
	}
	var people, members, stays, scans [][]any
	for i, bed := range beds {
		id := fmt.Sprint("r", i)
		people = append(people, []any{id, w.School, id, id, fmt.Sprintf("R%05d", i), "", "active", 0, 0})
		members = append(members, []any{"m" + id, w.School, id, "student", 0, 0})
		stays = append(stays, []any{"s" + id, w.School, bed.ID, id, 1, false, "", 0, ""})
		for day := range 3 {
			for n := range 2 {
				at := now.AddDate(0, 0, -day).Add(time.Duration(n*8) * time.Hour).Add(time.Duration(i) * time.Second)
				key := fmt.Sprint(id, "-", day, "-", n)
				scans = append(scans, []any{"x" + key, w.School, 1_000_000 + len(scans), doors[n], key, gates[n], id, "m" + id, at.UnixMilli(), []string{"in", "out"}[n], "", "chip", false, "ALLOW", "OK", true, "{}", "online"})
			}
		}
	}
	w.Tx(b, func(ctx context.Context, tx *db.Tx) error {
		for _, t := range []struct {
			into string
			rows [][]any
		}{
			{"person (id, school_id, name, folded, number, gender, state, state_at, created_at)", people},
			{"membership (id, school_id, person_id, role, valid_from, created_at)", members},
			{"dorm_stay (id, school_id, bed_id, person_id, from_at, settled, given_by, given_at, ended_by)", stays},
			{"scan (id, school_id, feed, terminal_id, request_key, gate_id, person_id, membership_id, at, direction, request_hash, kind, consumed, decision, reason, open, answer, mode)", scans},
		} {
			for at := 0; at < len(t.rows); at += 1000 {
				if err := schooltest.Insert(ctx, tx, t.into, t.rows[at:min(at+1000, len(t.rows))]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
