package scan_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// A zone's kept number is what its presences say, whoever moves people at once:
// gates of two servers, a guard who takes passages back, an office that forgets
// people, changes what a zone asks, and gates that report what they did alone.
func TestTheKeptNumberIsTheCount(t *testing.T) {
	clock := scantest.NewClock()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url := dbtest.URL(t, e)
			c := newCampus(t, dbtest.Dial(t, url, db.WithClock(clock.Now)), clock)
			services := []*scan.Service{c.service, c.Service(t, dbtest.Dial(t, url, db.WithClock(clock.Now)))}
			in, _ := c.Terminal(t, c.GateIn, false)
			out, _ := c.Terminal(t, c.GateOut, false)
			doors := []terminal.Identity{in, out, c.inside, c.out}
			guard := c.Holder(t, allow.Guard)
			var people []*scantest.Holder
			for range 12 {
				people = append(people, c.Holder(t, allow.Student))
			}
			c.asks(c.Zone, "passback = 'soft', people_limit = 6, limit_mode = 'soft'")
			c.asks(c.lib, "passback = 'none', people_limit = 5, limit_mode = 'hard'")
			kept := 0
			for range 12 {
				var wg sync.WaitGroup
				for worker := range 8 {
					wg.Go(func() {
						r := rand.New(rand.NewPCG(uint64(clock.Now().UnixNano()), uint64(worker)))
						for range 6 {
							h := people[r.IntN(len(people))]
							a := scantest.Present(t, services[worker%2], scan.Presentation{Terminal: doors[r.IntN(len(doors))], Key: c.Key(), Chip: h.Chip})
							switch r.IntN(12) {
							case 0:
								if a.Open {
									_, _ = services[worker%2].Undo(context.Background(), c.inside.Actor(), scan.Undoing{Scan: a.Scan, Key: c.Key(), Staff: guard.Person}) // somebody may have been faster
								}
							case 1:
								if err := access.ResetPerson(context.Background(), c.DB, c.Admin, "office", c.School, h.Person, "stuck"); err != nil {
									t.Error(err)
								}
							}
						}
					})
				}
				wg.Wait()
				kept += c.keptNumbers(t)
				clock.Add(time.Minute)
				c.asks(c.lib, "people_limit = ?", rand.IntN(7))
			}
			if kept == 0 {
				t.Error("no number was ever kept: nothing was tested")
			}
		})
	}
}

// keptNumbers fails for each that is not the count, and says how many there are.
func (c *campus) keptNumbers(t *testing.T) int {
	t.Helper()
	var list []struct {
		ZoneID       string
		Inside, Rows int
	}
	err := c.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT zone_id, inside, (SELECT COUNT(*) FROM presence p WHERE p.zone_id = t.zone_id AND p.state = 'in') AS rows FROM zone_tally t WHERE inside >= 0").Scan(ctx, &list)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, z := range list {
		if z.Inside != z.Rows {
			t.Errorf("zone %s keeps %d and counts %d", z.ZoneID, z.Inside, z.Rows)
		}
	}
	return len(list)
}
