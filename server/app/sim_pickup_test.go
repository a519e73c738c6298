package app

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/pickup/release"
	"yunka/server/pickup/rule"
	"yunka/server/scan/scantest"
	"yunka/server/sim"
	"yunka/server/terminal"
	"yunka/server/timetable"
)

// A dismissal at three gates through HTTP: each adult collects all children, both parents
// of some come, part of the releases is sent twice. No release is lost and none is made
// twice, by the gates' own account and by the books'.
func TestASimulatedDismissal(t *testing.T) {
	began, afternoon := time.Now(), time.Date(2026, 11, 25, 16, 40, 0, 0, scantest.Noon.Location())
	clock := func() time.Time { return afternoon.Add(time.Since(began)) }
	a, d, _ := simulated(t, clock)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var admin allow.Actor
	admin, _ = officeOf(t, a, d.Admin.Login, d.Student.Chip)
	school, second := admin.Seats[0].School, ""
	today := timetable.Today(clock(), afternoon.Location())
	must(timetable.NewService(a.DB, a.Feed, register.ClosedUntil).SetDays(t.Context(), admin, school, []access.Span{{First: today, Last: today, WorksAs: 3, Name: "开放日"}}, true))
	must(a.DB.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		if second, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: "李维民", Number: "G990"}); err != nil {
			return err
		}
		_, _, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: second, Role: allow.Guard})
		return err
	}))
	const pin = "830517"
	must(a.Accounts.SetPIN(t.Context(), allow.Actor{Kind: allow.Account, People: map[string]bool{second: true}, Seats: []allow.Seat{{School: school, Person: second, Role: allow.Guard}}}, second, pin))
	c := sim.PickupConfig{URL: a.URL(), PIN: d.Guard.PIN, Second: pin, Length: time.Millisecond, Repeats: 0.3}
	must(a.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT adult_id FROM guardianship WHERE school_id = ? AND can_pickup AND valid_to IS NULL GROUP BY adult_id ORDER BY MIN(child_id), adult_id LIMIT 40", school).Scan(ctx, &c.Adults)
	}))
	for _, name := range []string{"接送点 1", "接送点 2", "接送点 3"} {
		_, code, err := a.Terminals.Add(t.Context(), admin, school, terminal.Draft{Name: name, Kind: terminal.Kiosk, Scene: "pickup", Staff: true})
		must(err)
		c.Codes = append(c.Codes, code)
	}
	var out bytes.Buffer
	c.Out = &out
	r, err := sim.RunPickup(t.Context(), c)
	if err != nil || r.Gates != 3 || r.Children < 20 || r.Repeated == 0 || r.Lost+r.Doubled != 0 || !strings.Contains(out.String(), "lost 0, doubled 0") {
		t.Fatalf("%+v, %v\n%s", r, err, &out)
	}
	must(a.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		orders, err := release.Orders(ctx, q, school, today)
		n := 0
		for _, o := range orders {
			if o.State == rule.Released {
				n++
			}
		}
		if n != r.Children {
			t.Errorf("%d in the books, %d at the gates", n, r.Children)
		}
		var events int
		if err := q.NewRaw("SELECT count(*) FROM pickup_event WHERE event = 'release'").Scan(ctx, &events); err != nil {
			return err
		}
		if events != n {
			t.Errorf("%d releases on record of %d children", events, n)
		}
		return err
	}))
	for want, bad := range map[string]sim.PickupConfig{
		"no gate":        {URL: a.URL(), Adults: c.Adults, PIN: "1", Second: "2"},
		"nobody comes":   {URL: a.URL(), Codes: c.Codes},
		"two guards":     {URL: a.URL(), Codes: c.Codes, Adults: c.Adults, PIN: "1"},
		"pairing code":   {URL: a.URL(), Codes: []string{"WRONG"}, Adults: c.Adults, PIN: "1", Second: "2"},
		"between 0 and":  {URL: a.URL(), Codes: c.Codes, Adults: c.Adults, PIN: "1", Second: "2", Repeats: 2},
		"does not answe": {URL: "http://127.0.0.1:1", Codes: c.Codes, Adults: c.Adults, PIN: "1", Second: "2"},
	} {
		if _, err := sim.RunPickup(t.Context(), bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
