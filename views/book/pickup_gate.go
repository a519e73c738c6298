package book

import (
	"context"
	"time"

	"yunka/server/reason"
	"yunka/views/kiosk"
	"yunka/views/msg"
	"yunka/views/pickup"
)

// gateLeaves are pickup at the gate: the kiosk's page with what its scene draws.
func gateLeaves() []Leaf {
	view := kiosk.View{Page: page(), Terminal: "东门接送点 3", Gate: "东门接送点 3", Direction: "out", Facing: kiosk.Guard, Staff: true, Now: at(16, 31, 20), Own: "pickup"}
	queue := view
	queue.Facing, queue.Staff = kiosk.Queue, false
	shift := pickup.Desk{Staff: true, Shift: "孙丽华"}
	busy := pickup.Handled{By: "孙丽华", Where: "东门接送点 3", Since: at(16, 37, 0)}
	elsewhere := shift
	elsewhere.Handled = []pickup.Handled{busy}
	locked := shift
	locked.Lock = &pickup.Lock{Why: "校门外有人闹事", By: "赵立新", Since: at(16, 25, 0)}
	mother := pickup.Adult{ID: "p2", Relation: "母亲"}
	zhixia := pickup.Kid{ID: "c1", Name: "林知夏", Class: "三(2)班", State: "READY", Reason: "OK", Plan: pickup.Plan{Mode: "parent", Adult: mother}}
	muyang := pickup.Kid{ID: "c2", Name: "林沐阳", Class: "一(4)班", State: "READY", Reason: "PICK_OTHER_MODE", Plan: pickup.Plan{Mode: "bus", Note: "3 号线"}}
	gone := zhixia
	gone.State, gone.Reason, gone.Undo, gone.Taken, gone.TakenBy, gone.ReleasedBy = "RELEASED", "PICK_ALREADY_RELEASED", true, at(16, 31, 24), "周文静", "孙丽华"
	before := gone
	before.Undo = false
	inClass := zhixia
	inClass.State = "ARRIVED"
	other := muyang
	other.State, other.Name = "CALLED", longer
	away := func(id, name, why string) pickup.Kid {
		return pickup.Kid{ID: id, Name: name, Class: "三(2)班", State: "EXPECTED", Reason: why}
	}
	came := pickup.Came{Desk: shift, Scan: "s1", ID: "p2", Name: "周文静", Relation: "母亲", At: at(16, 31, 18), Kids: []pickup.Kid{zhixia, muyang}}
	with := func(v pickup.Came, kids ...pickup.Kid) pickup.Came {
		v.Kids = kids
		return v
	}
	manual := with(came, inClass, other)
	manual.Manual, manual.Name, manual.Desk = true, long, pickup.Desk{Staff: true}
	shut := with(came, away("c1", "林知夏", "PERM_LOCKDOWN"))
	shut.Desk = locked
	stopped := pickup.Came{Desk: shift, Scan: "s1", ID: "p9", Name: "苏志远", At: at(16, 36, 40), Why: "PICK_CUSTODY_RESTRICTED", Stopped: []pickup.Kid{{ID: "c5", Name: "苏念安", Class: "二(1)班"}}}
	taken := stopped
	taken.Taken = &busy
	office := stopped
	office.Against = &pickup.Against{Document: "法院裁定", From: at(12, 0, 0).AddDate(0, -2, 0), Until: at(12, 0, 0).AddDate(0, 9, 0)}

	const (
		scan  = `[...('98' + '1'.repeat(192))].forEach((c) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'Digit' + c, key: c, bubbles: true, cancelable: true })))`
		kept  = `document.querySelector('#own [data-words]')`
		ready = `await wait(() => ` + kept + `); `
		seen  = `document.querySelector('#own .screen').children.length > 0 && !document.querySelector('#own .screen').inert`
	)
	leaf := func(name string, v kiosk.View, d pickup.Desk, answer map[string]any, screen pickup.Came, do, stands string) Leaf {
		l := tablet(name, kiosk.Page(v))
		l.Do, l.Stands = do, stands
		l.Answers = func(ctx context.Context) answers {
			all := answers{"GET /kiosk/pickup": piece(ctx, pickup.DeskPage(d)), "GET /kiosk/pickup/scans/s1": piece(ctx, pickup.CamePage(screen)),
				"POST /kiosk/pickup/release": map[string]any{"released": false, "reason": "OK", "alike": "林知秋", "alike_id": "c9"}}
			if answer != nil {
				answer["at"], answer["scan"] = at(16, 31, 18).Format(time.RFC3339), "s1"
				answer["text"] = msg.Neutral(ctx, answer["decision"].(reason.Decision), answer["reason"].(reason.Code))
				all["POST /kiosk/scans"] = answer
			}
			return all
		}
		return l
	}
	says := func(d reason.Decision, why reason.Code, extra any) map[string]any {
		a := map[string]any{"decision": d, "reason": why, "open": false}
		if extra != nil {
			a["extra"] = extra
		}
		return a
	}
	shows := func(name string, v pickup.Came) Leaf {
		d := allow
		if len(v.Kids) == 0 {
			d = deny
		}
		return leaf(name, view, v.Desk, says(d, reason.OK, map[string]any{}), v, ready+scan, seen)
	}
	twins := shows("kiosk-pickup-twins", with(came, zhixia))
	twins.Do += `; await wait(() => ` + seen + `); document.querySelector('[data-release]').click()`
	twins.Stands = `document.querySelector('[data-sheet="twins"]').open`
	pin := leaf("kiosk-pickup-pin", view, pickup.Desk{Staff: true}, nil, came, ready+`document.querySelector('[data-do="shift"]').click()`, `document.querySelector('[data-sheet="shift"]').open`)
	return []Leaf{
		leaf("kiosk-pickup-idle", view, shift, nil, came, "", kept),
		leaf("kiosk-pickup-busy", view, elsewhere, nil, came, "", kept),
		leaf("kiosk-pickup-locked", view, locked, nil, came, "", kept),
		pin, twins,
		shows("kiosk-pickup", came),
		shows("kiosk-pickup-one", with(came, gone, muyang)),
		shows("kiosk-pickup-gone", with(came, before, away("c3", "林知秋", "PICK_CHILD_ON_LEAVE"), away("c4", "林知冬", "PICK_HOLD_BY_STAFF"))),
		shows("kiosk-pickup-in-class", manual),
		shows("kiosk-pickup-four", with(came, zhixia, muyang, inClass, away("c3", long, "PICK_CHILD_ABSENT"))),
		shows("kiosk-pickup-lockdown", shut),
		shows("kiosk-pickup-held-staff", stopped),
		shows("kiosk-pickup-held-taken", taken),
		shows("kiosk-pickup-held-office", office),
		leaf("kiosk-pickup-held", queue, pickup.Desk{}, says(deny, reason.PickNoPickupRight, nil), came, ready+scan, seen),
		leaf("kiosk-pickup-came", queue, pickup.Desk{}, says(allow, reason.OK, nil), came, ready+scan, seen),
		leaf("kiosk-pickup-away", view, shift, says(deny, reason.TermOffline, nil), came, ready+scan, seen),
	}
}
