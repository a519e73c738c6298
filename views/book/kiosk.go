package book

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"yunka/server/reason"
	gateview "yunka/views/gate"
	"yunka/views/kiosk"
	"yunka/views/layout"
	"yunka/views/msg"
)

func kioskLeaves() []Leaf {
	recent := []kiosk.Recent{
		{Name: "林知夏", Scan: "a", Open: true, Decision: allow, Reason: "OK", At: at(7, 46, 2)},
		{Name: long, Scan: "b", Open: true, Decision: allow, Reason: "OK", At: at(7, 45, 58)},
		{Name: "陈一诺", Scan: "u", Decision: deny, Reason: "STAFF_UNDONE", At: at(7, 45, 45)},
		{Decision: deny, Reason: "CODE_MALFORMED", At: at(7, 45, 40)},
		{Name: "周文静", Decision: confirm, Reason: "PERM_ESCORT_REQUIRED", At: at(7, 45, 30)},
	}
	guard := kiosk.View{Page: page(), Terminal: southOne, Gate: southOne, Direction: "in", Facing: kiosk.Guard, Staff: true, Now: at(7, 46, 8), Recent: recent, Counts: kiosk.Counts{In: 1142, Out: 12, Denied: 17, ToConfirm: 3, AsOf: at(7, 46, 8)}}
	queue := guard
	queue.Page, queue.Facing, queue.Staff = demo(), kiosk.Queue, false
	empty := kiosk.View{Page: page(), Terminal: southTwo, Gate: southTwo, Direction: "unknown", Facing: kiosk.Guard, Now: at(6, 30, 0), Counts: kiosk.Counts{AsOf: at(6, 30, 0)}}
	shell := kiosk.View{Page: page(), Terminal: southOne, Gate: southOne, Direction: "in", Facing: kiosk.Guard, Staff: true, Now: at(7, 46, 8), Shell: true}
	// after is the kiosk once something was done on it.
	after := func(name string, view kiosk.View, says func(context.Context) answers, do, stands string) Leaf {
		l := tablet(name, kiosk.Page(view))
		l.Answers, l.Do, l.Stands = says, do, stands
		return l
	}
	const (
		open = `document.querySelector('[data-do="manual"]').click()`
		pin  = `; document.querySelector('#unlock-pin').value = '246813'; document.querySelector('[data-unlock]').requestSubmit()`
		scan = `[...('98' + '1'.repeat(192))].forEach((c) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'Digit' + c, key: c, bubbles: true, cancelable: true })))`
		seen = `!document.querySelector('[data-result]').hidden`
	)
	// What a server would say, in the language of the page.
	office := func(context.Context) answers {
		return answers{
			"POST /kiosk/duty": struct{}{},
			"GET /kiosk/classes": kiosk.Where{AsOf: "07:46", Classes: []kiosk.ClassWhere{
				{ID: "c1", Name: "三年级1班", Inside: 38, Left: 1, Unseen: 2}, {ID: "c2", Name: "三年级2班", Inside: 41}, {ID: "c3", Name: "国际部双语实验 12 年级", Inside: 1028, Left: 12, Unseen: 144}}},
			"POST /kiosk/people": []kiosk.Found{{ID: "p1", Name: "林知夏", Class: "三年级2班", Seen: "07:46"}, {ID: "p2", Name: long, Class: "三年级2班"}},
		}
	}
	asks := func(said gateview.Asked) func(context.Context) answers {
		return func(ctx context.Context) answers {
			all := office(ctx)
			all["POST /kiosk/ask"] = kiosk.May{Decision: reason.Decision(said.Decision), Text: said.Headline(ctx), Lines: said.Lines(ctx)}
			return all
		}
	}
	may := asks(gateview.Asked{Name: "林知夏", Gate: southOne, Decision: string(allow), Role: "student", Open: true})
	mayNot := func(ctx context.Context) answers {
		return asks(gateview.Asked{Name: long, Gate: southOne, Decision: string(deny), Reason: msg.Reason(ctx, reason.PermOutsideSchedule), Kept: true, State: "in", Since: at(7, 46, 0), Count: 512, Limit: 600,
			Rule: &gateview.Rule{Kind: "class", Name: "国际部双语实验 12 年级", Effect: "deny", Hours: []gateview.Hours{{Weekday: 1, From: "08:00", To: "17:30"}}, From: "2026-09-01", To: "2027-01-20"}})(ctx)
	}
	scans := func(d reason.Decision, why reason.Code, name, role, class string) func(context.Context) answers {
		return func(ctx context.Context) answers {
			a := map[string]any{"scan": "s1", "decision": d, "reason": why, "open": d == allow, "text": msg.Neutral(ctx, d, why),
				"person": map[string]string{"name": name, "role": role, "class": class}, "at": at(7, 46, 2).Format(time.RFC3339)}
			if d != allow {
				a["detail"] = msg.Reason(ctx, why)
			}
			return answers{"POST /kiosk/scans": a}
		}
	}
	parked := func(ctx context.Context) answers {
		all := scans(confirm, reason.PermEscortRequired, "周文静", "parent", "")(ctx)
		all["GET /kiosk/checks"] = kiosk.Checks{Waiting: []kiosk.Check{{Scan: "s1", Name: "周文静", Who: kiosk.WhoIs(ctx, "parent", "", "母亲", []string{"林知夏"}), Why: msg.Reason(ctx, reason.PermEscortRequired)}}}
		return all
	}
	waiting := func(ctx context.Context) answers {
		all := scans(allow, reason.OK, "王梓涵", "student", "二年级3班")(ctx)
		all["GET /kiosk/checks"] = kiosk.Checks{Shift: kiosk.OnShift{Name: "刘建国", Left: 1800000}, Waiting: []kiosk.Check{
			{Scan: "w1", Name: "周文静", Who: kiosk.WhoIs(ctx, "parent", "", "母亲", []string{"林知夏", "林沐阳"}), Why: msg.Reason(ctx, reason.PermEscortRequired), Waited: 112000},
			{Scan: "w2", Name: long, Who: kiosk.WhoIs(ctx, "student", "三年级2班", "", nil), Why: msg.Reason(ctx, reason.PassLookAtFace), Waited: 47000},
			{Scan: "w3", Name: "马国平", Who: kiosk.WhoIs(ctx, "visitor", "", "", nil), Why: msg.Reason(ctx, reason.PassLookAtFace), Waited: 15000},
			{Scan: "w4", Name: "钱书宁", Who: kiosk.WhoIs(ctx, "student", "三年级2班", "", nil), Why: msg.Reason(ctx, reason.PermOutsideSchedule), Waited: 5000}}}
		return all
	}
	return []Leaf{
		after("kiosk-allow", guard, scans(allow, reason.OK, long, "student", "三年级2班"), scan, seen),
		after("kiosk-deny", guard, scans(deny, reason.CodeAlreadyUsed, "林知夏", "student", "三年级2班"), scan, seen),
		after("kiosk-confirm", guard, parked, scan, `!document.querySelector('[data-checks]').hidden && `+seen),
		after("kiosk-checks", guard, waiting, scan, `!document.querySelector('[data-checks]').hidden && `+seen),
		after("kiosk-queue-allow", queue, scans(allow, reason.OK, "林知夏", "student", "三年级2班"), scan, seen),
		after("kiosk-queue-deny", queue, scans(deny, reason.PermNoRight, long, "student", "三年级2班"), scan, seen),
		after("kiosk-search-locked", guard, office, open, `document.querySelector('[data-manual]').open`),
		after("kiosk-where", guard, office, open+pin, `!document.querySelector('[data-where]').hidden`),
		after("kiosk-search", guard, office, open+pin+`; await wait(() => !document.querySelector('[data-where]').hidden); document.querySelector('#manual-q').value = '林'; document.querySelector('[data-find]').noValidate = true; document.querySelector('[data-find]').requestSubmit()`, `document.querySelectorAll('[data-found] button').length === 2`),
		after("kiosk-record", guard, may, open+pin+`; await wait(() => !document.querySelector('[data-where]').hidden); document.querySelector('#manual-q').value = '林'; document.querySelector('[data-find]').noValidate = true; document.querySelector('[data-find]').requestSubmit(); await wait(() => document.querySelector('[data-found] button')); document.querySelector('[data-found] button').click()`, `!document.querySelector('[data-may]').hidden`),
		after("kiosk-may-not", guard, mayNot, open+pin+`; await wait(() => !document.querySelector('[data-where]').hidden); document.querySelector('#manual-q').value = '林'; document.querySelector('[data-find]').noValidate = true; document.querySelector('[data-find]').requestSubmit(); await wait(() => document.querySelector('[data-found] button')); document.querySelectorAll('[data-found] button')[1].click()`, `!document.querySelector('[data-may]').hidden`),
		after("kiosk-undo", guard, nil, `document.querySelector('[data-undo]').click()`, `document.querySelector('[data-undoing]').open`),
		after("kiosk-sounds", guard, nil, `document.querySelector('[data-do="start"]').click()`, `document.querySelector('[data-do="heard"]').checkVisibility()`),
		tablet("kiosk-pair", in(func(ctx context.Context) templ.Component {
			return kiosk.Pair(kiosk.PairView{Page: layout.Page{}, Code: "7K2P9M", Error: kiosk.PairFailed(ctx), Trust: "http://card.chenghu.lan/trust"})
		})),
		tablet("kiosk-away", kiosk.Away(layout.Page{})),
		tablet("kiosk", kiosk.Page(guard)),
		tablet("kiosk-queue", kiosk.Page(queue)),
		tablet("kiosk-shell", kiosk.Page(shell)),
		tablet("kiosk-empty", kiosk.Page(empty)),
	}
}
