package scan_test

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// The office sees which gates would know of a change if they were alone: those
// that say that they hold a list with it, and no other.
func TestWhichGatesKnow(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		c := newCampus(t, d, clock)
		h, other := c.Holder(t, allow.Student), c.Holder(t, allow.Student)
		lists := access.NewLists(d)
		holds := func(who terminal.Identity, m access.Made) {
			t.Helper()
			_, err := c.Terminals.Beat(t.Context(), who, terminal.Pulse{ClockMS: clock.Now().UnixMilli(), List: &m.Policy, Feed: &m.Feed, ListAt: &m.MadeAt})
			must(t, err)
		}
		pulls := func(who terminal.Identity) access.Made {
			t.Helper()
			m, err := lists.Make(t.Context(), who.Actor(), 0, clock.Now())
			must(t, err)
			return m
		}
		known := func(person string) (k access.Known) {
			t.Helper()
			must(t, d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
				k, err = access.KnownOf(ctx, q, c.School, person, clock.Now())
				return err
			}))
			return k
		}
		expect := func(what string, k access.Known, knowing, total int, behind ...string) {
			t.Helper()
			ok := k.Knowing == knowing && k.Total == total && len(k.Behind) == len(behind)
			for i := 0; ok && i < len(behind); i++ {
				ok = k.Behind[i].ID == behind[i]
			}
			if !ok {
				t.Errorf("%s: %+v, want %d of %d and %v", what, k, knowing, total, behind)
			}
		}
		first := pulls(c.inside)
		holds(c.inside, first)
		holds(c.out, pulls(c.out))
		clock.Add(time.Minute)
		must(t, c.Cards.ReportLost(t.Context(), c.Admin, h.ChipCredential))
		if k := known(h.Person); k.At != clock.Now().UnixMilli() {
			t.Errorf("changed at %d", k.At)
		}
		expect("nobody has pulled", known(h.Person), 0, 2, c.inside.ID, c.out.ID)
		at := known(other.Person)
		expect("somebody else did not change", at, at.Total, at.Total)

		second := pulls(c.inside)
		expect("given is not held", known(h.Person), 0, 2, c.inside.ID, c.out.ID)
		clock.Add(time.Minute)
		holds(c.inside, second)
		expect("one holds it", known(h.Person), 1, 2, c.out.ID)
		holds(c.inside, first)
		expect("it went back", known(h.Person), 0, 2, c.out.ID, c.inside.ID)
		holds(c.inside, second)
		must(t, c.Cards.Found(t.Context(), c.Admin, h.ChipCredential))
		expect("changed again in the same minute", known(h.Person), 0, 2, c.out.ID, c.inside.ID)
		clock.Add(73 * time.Hour)
		if k := known(h.Person); !k.Behind[0].Stale {
			t.Errorf("a list of 73 hours: %+v", k.Behind)
		}
		must(t, c.Terminals.Revoke(t.Context(), c.Admin, c.School, c.out.ID))
		expect("a revoked one is no gate", known(h.Person), 0, 1, c.inside.ID)
	})
}
