package scan_test

import (
	"fmt"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// What an admin saves about a gate holds from the next scan on, on every
// server, whatever they remember; what is refused changes nothing.
func TestASavedGateIsInForceEverywhere(t *testing.T) {
	clock := scantest.NewClock()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url := dbtest.URL(t, e)
			servers := []*db.DB{dbtest.Dial(t, url, db.WithClock(clock.Now)), dbtest.Dial(t, url, db.WithClock(clock.Now))}
			w := scantest.New(t, servers[0])
			services := []*scan.Service{w.Service(t, servers[0]), w.Service(t, servers[1])}
			admin := allow.Actor{Kind: allow.Account, Account: "a", Seats: []allow.Seat{{School: w.School, Role: allow.Admin}}}
			pupil := w.Holder(t, allow.Student)
			who, _ := w.Terminal(t, w.GateIn, false)
			says := func(want reason.Code) {
				t.Helper()
				for i, s := range services {
					clock.Add(6 * time.Second) // a presentation of its own
					if a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Chip: pupil.Chip}); a.Reason != want {
						t.Errorf("server %d says %s, want %s", i, a.Reason, want)
					}
				}
			}
			day := int(clock.Now().In(time.FixedZone("school", 8*3600)).Weekday()+6)%7 + 1
			other := day%7 + 1
			yes := map[string]rule.Effect{"student": rule.RightToPass}
			gate := access.GateDraft{Name: "南门", Direction: rule.In, Zone: w.Zone, Always: true, Rights: yes}
			save := func(change func(*access.GateDraft)) error {
				g := gate
				change(&g)
				_, err := access.SaveGate(t.Context(), servers[0], admin, w.School, w.GateIn, g)
				return err
			}
			must := func(change func(*access.GateDraft)) {
				t.Helper()
				if err := save(change); err != nil {
					t.Fatal(err)
				}
			}
			must(func(*access.GateDraft) {})
			says(reason.OK)
			must(func(g *access.GateDraft) {
				g.Always, g.Hours = false, []access.Opening{{Weekday: other, From: 0, To: 1440}}
			})
			says(reason.PermOutsideSchedule)
			must(func(g *access.GateDraft) {
				g.Always, g.Hours = false, []access.Opening{{Weekday: other, From: 0, To: 1440}, {Weekday: day, From: 0, To: 1440}}
			})
			says(reason.OK)
			must(func(g *access.GateDraft) { g.Rights, g.Sure = nil, true })
			says(reason.PermNoRight)
			must(func(*access.GateDraft) {})
			says(reason.OK)

			state := func() string {
				return fmt.Sprint(one[int](t, servers[0], "SELECT policy_version FROM school WHERE id = ?", w.School), one[int](t, servers[0], "SELECT COUNT(*) FROM opening WHERE school_id = ?", w.School),
					one[int](t, servers[0], "SELECT COUNT(*) FROM audit_event WHERE school_id = ?", w.School), one[string](t, servers[0], "SELECT name FROM gate WHERE id = ?", w.GateIn))
			}
			before := state()
			hours := func(list ...access.Opening) func(*access.GateDraft) {
				return func(g *access.GateDraft) { g.Always, g.Hours = false, list }
			}
			for code, change := range map[string]func(*access.GateDraft){
				"gate_name":      func(g *access.GateDraft) { g.Name = " " },
				"gate_direction": func(g *access.GateDraft) { g.Direction = "up" },
				"gate_zone":      func(g *access.GateDraft) { g.Zone = "" },
				"zone_taken":     func(g *access.GateDraft) { g.Zone, g.NewZone = "", "Office" },
				"zone_inside":    func(g *access.GateDraft) { g.Zone, g.NewZone, g.Inside = "", "操场", "nowhere" },
				"gate_never":     hours(),
				"gate_hours":     hours(access.Opening{Weekday: 1, From: 600, To: 600}),
				"gate_overlap":   hours(access.Opening{Weekday: 1, From: 600, To: 700}, access.Opening{Weekday: 1, From: 500, To: 601}),
				"gate_right":     func(g *access.GateDraft) { g.Rights = map[string]rule.Effect{"owner": rule.RightToPass} },
				"gate_taken": func(g *access.GateDraft) {
					g.Name = one[string](t, servers[0], "SELECT name FROM gate WHERE id = ?", w.GateOut)
				},
			} {
				if err := save(change); fault.As(err).Code != code {
					t.Errorf("want %s, got %v", code, err)
				}
			}
			for _, odd := range []access.Opening{{Weekday: 0, From: 1, To: 2}, {Weekday: 9, From: 1, To: 2}, {Weekday: 1, From: -1, To: 2}, {Weekday: 1, From: 1, To: 1441}} {
				if err := save(hours(odd)); fault.As(err).Code != "gate_hours" {
					t.Errorf("%v: %v", odd, err)
				}
			}
			if _, err := access.SaveGate(t.Context(), servers[0], allow.Actor{}, w.School, w.GateIn, gate); err == nil {
				t.Error("anybody may")
			}
			if after := state(); after != before {
				t.Errorf("a refusal changed %s to %s", before, after)
			}
		})
	}
}
