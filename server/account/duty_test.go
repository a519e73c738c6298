package account_test

import (
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/fault"
)

// Names are found only while a guard who still is one stands there.
func TestThePINOpensTheSearchForAWhile(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.school("s1")
		w.person("s1", "g1", "g1")
		seat := w.member("s1", "g1", allow.Guard)
		w.ok(w.svc.SetPIN(ctx, self("g1", "s1", "g1", allow.Guard), "g1", "274915"))
		for _, id := range []string{"t1", "t2", "plain"} {
			w.exec("INSERT INTO terminal (id, school_id, name, scene, kind, staff, version, created_at) VALUES (?, 's1', ?, 'gate', 'kiosk', TRUE, '', 0)", id, id)
		}
		at := func(id string, staff bool) allow.Actor {
			return allow.Actor{Kind: allow.Terminal, Terminal: id, TerminalSchool: "s1", Staff: staff}
		}
		locked := func(err error) { w.Helper(); w.want(err, fault.Forbidden, "search_locked") }
		one, two := at("t1", true), at("t2", true)

		locked(w.svc.OnDuty(ctx, one))
		w.want(w.svc.TakeDuty(ctx, one, "111119"), fault.Invalid, "pin_wrong")
		locked(w.svc.OnDuty(ctx, one))
		w.want(w.svc.TakeDuty(ctx, at("plain", false), "274915"), fault.Forbidden, "forbidden")
		w.ok(w.svc.TakeDuty(ctx, one, "274915"))
		w.ok(w.svc.OnDuty(ctx, one))
		locked(w.svc.OnDuty(ctx, two)) // the other gate is another gate
		w.want(w.svc.OnDuty(ctx, at("t1", false)), fault.Forbidden, "forbidden")
		w.want(w.svc.OnDuty(ctx, allow.Actor{Kind: allow.Terminal, Terminal: "t1", TerminalSchool: "s2", Staff: true}), fault.Forbidden, "search_locked")

		for range 5 { // in use it stays open, past the five minutes
			w.pass(3 * time.Minute)
			w.ok(w.svc.OnDuty(ctx, one))
		}
		w.pass(5 * time.Minute)
		locked(w.svc.OnDuty(ctx, one))
		locked(w.svc.OnDuty(ctx, one)) // asking in vain opens nothing

		w.ok(w.svc.TakeDuty(ctx, one, "274915"))
		w.ok(w.svc.LeaveDuty(ctx, one))
		locked(w.svc.OnDuty(ctx, one))

		w.ok(w.svc.TakeDuty(ctx, one, "274915"))
		w.exec("UPDATE membership SET valid_to = ? WHERE id = ?", w.clock().UnixMilli(), seat) // dismissed
		locked(w.svc.OnDuty(ctx, one))
		if n := w.count("SELECT COUNT(*) FROM audit_event WHERE action = 'search.opened'"); n != 3 {
			w.Errorf("%d events", n)
		}
	})
}
