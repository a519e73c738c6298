package book

import (
	"time"

	"yunka/views/pickup"
)

// pickupLeaves are how children go home: a plan, a class, what waits, the office, and what
// stands against an adult.
func pickupLeaves() []Leaf {
	noon := at(12, 0, 0)
	mother, father := pickup.Adult{ID: "p2", Relation: "母亲", You: true}, pickup.Adult{ID: "p9", Relation: "祖父"}
	child := pickup.Person{ID: "p1", Name: "林知夏", Class: "三(2)班"}
	day := func(n int, p pickup.Plan) pickup.Day {
		d := noon.AddDate(0, 0, n)
		return pickup.Day{Date: d.Format("2006-01-02"), At: d, Plan: p, Usual: p, Dismissal: d.Add(270 * time.Minute), Until: d.Add(240 * time.Minute), Change: pickup.ByFamily}
	}
	first := day(0, pickup.Plan{Mode: "parent", Adult: mother, Note: "东门接送点 3"})
	first.Today, first.Changed, first.Left, first.Usual = true, true, 38, pickup.Plan{Mode: "parent", Adult: father}
	plan := pickup.PlanView{Page: page(), Child: child, May: true, Adults: []pickup.Adult{mother, father},
		Days: []pickup.Day{first, day(1, pickup.Plan{Mode: "after_school"}), day(2, pickup.Plan{Mode: "delegate"}), day(3, pickup.Plan{Mode: "bus", Note: "北门"})}}
	for i, mode := range []string{"parent", "after_school", "walk", "bus", "boarding"} {
		plan.Week = append(plan.Week, pickup.Weekly{Weekday: i + 1, Plan: pickup.Plan{Mode: mode}, Dismissal: "16:30"})
	}
	ask := pickup.Request{ID: "r1", ChildID: "p1", Child: "林知夏", Class: "三(2)班", Date: first.Date, At: noon, Plan: pickup.Plan{Mode: "bus", Note: "北门"}, AskedBy: "周文静", AskedAt: at(16, 2, 0), State: "open", Mine: true}
	late := plan
	late.Days = append([]pickup.Day{}, plan.Days...)
	late.Days[0].Change, late.Days[0].Request = pickup.ByStaff, &ask
	answered := ask
	answered.State, answered.DecidedBy, answered.DecidedAt = "refused", "方老师", at(16, 8, 0)
	late.Requests = []pickup.Request{answered}
	staff := plan
	staff.Gone = pickup.Gone{State: "ARRIVED", At: at(16, 20, 0), Adult: "周文静", HeldBy: "方老师", HeldWhy: long}
	staff.Staff, staff.Child.Name, staff.Page = true, long, dark()
	back := staff
	back.Gone, back.Child.Name, back.Page = pickup.Gone{State: "RELEASED", At: at(16, 31, 0), Adult: "周文静", By: "赵立新"}, "林知夏", page()
	read := pickup.PlanView{Page: page(), Child: child, Week: plan.Week}

	rows := []pickup.Row{{Person: child, Plan: pickup.Plan{Mode: "parent", Adult: pickup.Adult{ID: "p2", Name: "周文静", Relation: "母亲"}, Note: "北门"}, Changed: true, Waits: true},
		{Person: pickup.Person{ID: "p4", Name: longer, Class: "三(2)班"}, Plan: pickup.Plan{Mode: "bus", Note: "北门"}}}
	own := ask
	own.ID, own.Mine, own.Own, own.Child = "r2", false, true, long
	theirs := ask
	theirs.Mine = false

	office := pickup.OfficeView{Shell: shell(), At: at(15, 0, 0), School: true, Waiting: 2, Modes: []pickup.Count{{Mode: "parent", N: 1}, {Mode: "bus", N: 1}}, Rows: rows,
		Minutes: [6]string{"", "16:30", "16:30", "15:00", "16:30", "16:30"}, CutOff: "30"}
	rows[0].Gone = pickup.Gone{State: "RELEASED", At: at(16, 31, 0), Adult: "周文静", By: "赵立新"}
	busy := pickup.Handled{By: "赵立新", Where: "东门接送点 3", Since: at(16, 37, 0)}
	office.Stops = []pickup.Stop{{AdultID: "p9", Adult: "陈一诺", Child: "林知夏", Terminal: "东门接送点 3", At: at(16, 36, 40)},
		{AdultID: "p8", Adult: "周文静", Child: "林知夏", Terminal: "东门接送点 3", At: at(16, 20, 0), By: &busy}}
	locked := office
	locked.Lock, locked.Locked = &pickup.Lock{Why: long, By: "赵立新", First: "方老师", Since: at(16, 20, 0)}, long
	custody := pickup.CustodyView{Shell: shell(), ID: "g1", ChildID: "p1", AdultID: "p9", Child: "林知夏", Adult: "陈一诺", Relation: "父亲", From: "2026-11-23", Clock: "12:00", Kind: "weeks", Holidays: "usual", Odd: 3, Even: 8}
	free := custody
	custody.List = []pickup.Restriction{
		{ID: "x1", Kind: "weeks", Holidays: "with", Document: "(2026) 民初 12 号判决书", From: noon, Odd: 3, Even: 8, Handover: 720, Scan: true, By: "赵立新", At: at(9, 0, 0)},
		{ID: "x2", Kind: "never", Holidays: "usual", Document: long, From: noon.AddDate(0, -2, 0), Until: noon.AddDate(0, -1, 0), By: "赵立新", At: at(8, 0, 0), Ended: at(9, 0, 0), EndedBy: "赵立新"}}
	for i := range 14 {
		d := pickup.Ahead{At: noon.AddDate(0, 0, i), Free: i == 5, Parts: []pickup.Part{{From: 0, May: i%3 == 0}}}
		if i%3 == 1 {
			d.Parts = append(d.Parts, pickup.Part{From: 720, May: true})
		}
		custody.Ahead = append(custody.Ahead, d)
		free.Ahead = append(free.Ahead, pickup.Ahead{At: d.At, Parts: []pickup.Part{{May: true}}})
	}
	whole := free
	whole.Whole, whole.Problem = true, long
	return append(gateLeaves(), []Leaf{
		phone("pickup-plan", pickup.PlanPage(plan)),
		phone("pickup-plan-late", pickup.PlanPage(late)),
		phone("pickup-plan-staff-dark", pickup.PlanPage(staff)),
		phone("pickup-plan-back", pickup.PlanPage(back)),
		phone("pickup-plan-none", pickup.PlanPage(read)),
		phone("pickup-class", pickup.ClassPage(pickup.ClassView{Page: page(), Name: "三(2)班", At: at(15, 0, 0), School: true, Release: at(16, 30, 0), Rows: rows})),
		phone("pickup-class-holiday", pickup.ClassPage(pickup.ClassView{Page: page(), Name: "三(2)班", At: at(15, 0, 0)})),
		phone("pickup-requests", pickup.RequestsPage(pickup.RequestsView{Page: page(), List: []pickup.Request{theirs, own}})),
		phone("pickup-requests-none", pickup.RequestsPage(pickup.RequestsView{Page: page()})),
		desk("pickup-office", pickup.Office(office)),
		desk("pickup-office-locked", pickup.Office(locked)),
		desk("pickup-office-holiday", pickup.Office(pickup.OfficeView{Shell: shell(), At: at(15, 0, 0), CutOff: "30"})),
		desk("pickup-custody", pickup.Custody(custody)),
		desk("pickup-custody-none", pickup.Custody(free)),
		desk("pickup-custody-whole", pickup.Custody(whole)),
	}...)
}
