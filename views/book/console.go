package book

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"yunka/views/cardpage"
	"yunka/views/console"
	gateview "yunka/views/gate"
	dashboardview "yunka/views/gate/dashboard"
	"yunka/views/msg"
	peopleview "yunka/views/people"
	recordsview "yunka/views/records"
	startview "yunka/views/start"
	terminalsview "yunka/views/terminals"
	"yunka/views/ui"
	visitsview "yunka/views/visits"
)

func shell() console.Shell {
	p := page()
	p.Live = "/live?topics=console:s1&since=41"
	return console.Shell{Page: p, User: "赵立新", Rail: rail(3, 0, 0, false), Schools: []console.School{{ID: "s1", Name: school, Current: true}, {ID: "s2", Name: "启明小学"}}}
}

// rail is an admin's, with so much to look at.
func rail(pending, alarms, conflicts int, starting bool) []console.RailItem {
	live, terminals, open := dashboardview.RailLive, terminalsview.RailTerminals, gateview.RailConflicts
	live.Badge, terminals.Badge, open.Badge = dashboardview.RailPending(pending), console.RailAlarms(alarms), gateview.RailConflictCount(conflicts)
	items := []console.RailItem{live, peopleview.RailPeople, visitsview.RailVisits, recordsview.RailImports, gateview.RailGates, gateview.RailInside, gateview.RailAsk, terminals, open, recordsview.RailAudit}
	if starting {
		items = append(items, startview.RailStart)
	}
	console.SortRail(items)
	return items
}

func rows() []console.Row {
	return []console.Row{
		{ID: "s5", At: at(7, 46, 2), PersonID: "p1", Name: "林知夏", Class: "三(2)班", Role: "student", Gate: southOne, Direction: "in", Decision: allow, Reason: "OK"},
		{ID: "s4", At: at(7, 45, 58), PersonID: "p2", Name: long, Class: "三(2)班", Role: "student", Gate: southTwo, Direction: "in", Decision: allow, Reason: "OK"},
		{ID: "s3", At: at(7, 45, 51), PersonID: "p3", Name: "陈一诺", Class: "五(1)班", Role: "student", Gate: southOne, Direction: "in", Decision: deny, Reason: "CODE_ALREADY_USED"},
		{ID: "s2", At: at(7, 45, 40), Gate: southOne, Direction: "in", Decision: deny, Reason: "CODE_MALFORMED"},
		{ID: "s1", At: at(7, 45, 30), PersonID: "p4", Name: "周文静", Role: "parent", Gate: southTwo, Direction: "out", Decision: confirm, Reason: "PERM_ESCORT_REQUIRED"},
	}
}

func terminals() []console.Terminal {
	return []console.Terminal{
		{ID: "t1", Name: southOne, Gate: southOne, Scene: "gate", Kind: "kiosk", Staff: true, State: console.Online, LastAt: at(7, 46, 1), Version: "0.1.0", Today: true, Scans: 386, PerMinute: 18, List: 41, ListAt: at(7, 30, 0), Complete: at(7, 46, 1)},
		{ID: "t2", Name: southTwo, Gate: southTwo, Scene: "gate", Kind: "reader", State: console.Online, LastAt: at(7, 45, 50), Offset: 6 * time.Second, Version: "fw 3.2", Today: true, Scans: 371, PerMinute: 16, List: 40, ListAt: at(6, 0, 0), Behind: true, Queued: 12, Missing: 12, Complete: at(7, 20, 0), Error: "relay timeout (E42)"},
		{ID: "t3", Name: "东门接送点 3", Scene: "identify", Kind: "kiosk", State: console.Offline, LastAt: at(7, 31, 0), Offset: -200 * time.Millisecond, Version: "0.1.0", Today: true, Silent: 15 * time.Minute, Scans: 143, Queued: -1},
		{ID: "t4", Name: "图书馆", Gate: southTwo, Scene: "gate", Kind: "kiosk", State: console.Waiting},
		{ID: "t5", Name: "教学楼", Scene: "gate", Kind: "reader", State: console.Revoked, LastAt: at(6, 0, 0)},
	}
}

func consoleLeaves() []Leaf {
	quiet := shell()
	quiet.Rail, quiet.Schools = rail(0, 0, 0, false), nil
	people := []peopleview.PersonRow{
		{ID: "p1", Name: "林知夏", Number: "20230217", Class: "三(2)班", Roles: []string{"student"}, CardState: "active", Claimed: true, LastAt: at(7, 46, 2), LastWhere: southOne},
		{ID: "p2", Name: long, Number: "20230218", Class: "三(2)班", Roles: []string{"student"}, CardState: "active"},
		{ID: "p3", Name: "陈一诺", Number: "20210104", Class: "五(1)班", Roles: []string{"student"}, CardState: "frozen", Claimed: true},
		{ID: "p4", Name: "周文静", Roles: []string{"parent", "teacher"}, CardState: "blocked", Claimed: true},
		{ID: "p5", Name: longer, Roles: []string{"teacher"}, CardState: "active", Claimed: true, Suspended: true},
		{ID: "p6", Name: "王梓涵", Class: "一(4)班", Roles: []string{"student"}},
	}
	gates := []console.Option{{Value: "g1", Text: southOne}, {Value: "g2", Text: southTwo}}
	roster := recordsview.ImportRow{ID: "i1", File: "七年级花名册.csv", By: "赵立新", State: recordsview.Refused, At: at(7, 0, 0), Rows: 1318, Problems: 2}
	checked := roster
	checked.ID, checked.State = "", recordsview.Checking
	return []Leaf{
		desk("console-people", peopleview.People(peopleview.PeopleView{Shell: shell(), Rows: people, Total: 3842, Next: "p6", First: true})),
		phone("console-people-phone", peopleview.People(peopleview.PeopleView{Shell: shell(), Query: "林", Role: "student", Rows: people, Total: 3842, Next: "p6"})),
		desk("console-people-none", peopleview.People(peopleview.PeopleView{Shell: shell(), Query: "zzz", Total: 3842, First: true})),
		desk("console-people-empty", peopleview.People(peopleview.PeopleView{Shell: quiet, First: true})),
		desk("console-person", peopleview.Person(person())),
		desk("console-terminals", terminalsview.Terminals(terminalsview.TerminalsView{Shell: shell(), Rows: terminals(), Gates: gates, Issued: &console.Issued{For: "图书馆", Pairing: true, Code: "7K2P-9MQX", Until: at(8, 0, 0)}})),
		desk("console-terminal", terminalsview.TerminalPage(terminalsview.TerminalView{Shell: shell(), Terminal: terminals()[0], Beat: at(7, 46, 1), Gates: gates, Form: terminalsview.TerminalEdit{Name: southOne, Gate: "g1", Staff: true, Was: "00"}, Recent: rows()})),
		desk("console-terminal-wrong", in(func(ctx context.Context) templ.Component {
			return terminalsview.TerminalPage(terminalsview.TerminalView{Shell: quiet, Terminal: terminals()[3], Gates: gates, Form: terminalsview.TerminalEdit{Gate: "g1", Error: terminalsview.TerminalNameWrong(ctx), Field: "name"}})
		})),
		desk("console-terminals-empty", terminalsview.Terminals(terminalsview.TerminalsView{Shell: quiet, Gates: gates})),
		desk("console-imports", recordsview.Imports(recordsview.ImportsView{Shell: shell(), Rows: []recordsview.ImportRow{roster, {ID: "i0", File: "roster.csv", By: "赵立新", State: recordsview.Applied, At: at(6, 30, 0), Rows: 1318}}})),
		desk("console-imports-empty", recordsview.Imports(recordsview.ImportsView{Shell: quiet})),
		desk("console-import", recordsview.Import(recordsview.ImportView{
			Shell: shell(), Import: checked, Check: &recordsview.Check{Hash: "9f86d081", Decide: []recordsview.Decide{{Line: 12, Text: "学号重复，与第 12 行相同"}}},
			Added:    []recordsview.Count{{Kind: "students", N: 1318}, {Kind: "parents", N: 2411}, {Kind: "classes", N: 36}},
			Problems: []recordsview.Problem{{Line: 12, Column: "学号", Value: "2023O217", Text: "学号重复，与第 12 行相同"}, {Line: 40, Column: "手机号", Value: "1381234", Text: "手机号不是 11 位", Warning: true}},
		})),
		desk("console-conflicts", in(func(ctx context.Context) templ.Component { return gateview.Conflicts(conflicts(ctx, false)) })),
		desk("console-conflicts-resolved", in(func(ctx context.Context) templ.Component { return gateview.Conflicts(conflicts(ctx, true)) })),
		desk("console-conflicts-empty", gateview.Conflicts(gateview.ConflictsView{Shell: quiet, First: true})),
		desk("console-conflicts-none", gateview.Conflicts(gateview.ConflictsView{Shell: quiet, First: true, Kinds: []string{"CHAIN"}, Kind: "CHAIN"})),
		desk("console-audit", recordsview.Audit(recordsview.AuditView{Shell: shell(), First: true, Next: "40", Rows: []recordsview.AuditRow{{Number: 42, At: at(7, 46, 2), Actor: "赵立新", Action: "card.block", Target: "林知夏", Detail: "p1"}}})),
		desk("console-audit-broken", in(func(ctx context.Context) templ.Component {
			return recordsview.Audit(recordsview.AuditView{Shell: shell(), First: true, Broken: recordsview.AuditBroken(ctx, 4211), Rows: []recordsview.AuditRow{{Number: 42, At: at(7, 46, 2), Actor: "赵立新", Action: "card.block", Target: "林知夏", Detail: "p1"}}})
		})),
		desk("console-audit-empty", recordsview.Audit(recordsview.AuditView{Shell: quiet, First: true})),
		desk("console-codes", peopleview.Codes(peopleview.CodesView{Shell: shell(), School: school, Class: "三年级2班", Guardians: true, URL: "yunka.example/activate", Until: at(7, 0, 0).AddDate(0, 0, 7),
			Slips: []peopleview.Slip{{Name: "周文静", Child: "林知夏", Code: "K7PM-3QXD"}, {Name: long, Child: "林沐阳", Code: "9TRW-44HA"}, {Name: "陈一诺", Child: long, Code: "PPQ2-M0KX"}}})),
		desk("console-visits", visitsview.Visits(visitsview.VisitsView{Shell: shell(), Zones: []console.Option{{Value: "z1", Text: "校区"}, {Value: "z2", Text: "图书馆"}}, Form: visitsview.VisitForm{Look: "photo", From: "2026-11-23T08:00", To: "2026-11-23T10:00"},
			Made: &visitsview.VisitMade{Name: "李维修", URL: "https://card.chenghu.lan/v/97000000000000000000000000000000000000001", Code: paper},
			Rows: []visitsview.Visit{
				{ID: "v1", Name: "李维修", Company: "启明电梯", Phone: "138 0013 8000", Purpose: "电梯年检", Host: "陈思远", Zone: "校区", Look: "escort", State: "inside", From: at(7, 0, 0), To: at(10, 0, 0), Entered: at(7, 21, 0)},
				{ID: "v2", Name: long, Purpose: "家长会", Host: "赵立新", Zone: "图书馆", Look: "photo", State: "overdue", From: at(6, 0, 0), To: at(7, 0, 0), Entered: at(6, 2, 0)},
				{ID: "v3", Name: "Anna Smith", Purpose: "Guest lesson", Host: "陈思远", Zone: "校区", Look: "none", State: "expected", From: at(14, 0, 0), To: at(16, 0, 0)},
			}})),
		desk("console-visits-empty", visitsview.Visits(visitsview.VisitsView{Shell: quiet, Zones: []console.Option{{Value: "z1", Text: "校区"}}, Form: visitsview.VisitForm{Look: "photo", From: "2026-11-23T08:00", To: "2026-11-23T10:00"}})),
		desk("console-visits-wrong", in(func(ctx context.Context) templ.Component {
			return visitsview.Visits(visitsview.VisitsView{Shell: quiet, Past: true, Zones: []console.Option{{Value: "z1", Text: "校区"}}, Form: visitsview.VisitForm{Name: long, Purpose: "电梯年检", Look: "none", From: "2026-11-23T10:00", To: "2026-11-23T08:00", Field: "time", Error: msg.VisitWrong(ctx, "time")}})
		})),
		desk("console-paper", peopleview.Paper(peopleview.PaperView{Shell: shell(), School: school, PersonID: "p1", Name: "林知夏", Class: "三年级2班", Code: paper, Times: 4, Until: at(7, 0, 0).AddDate(0, 3, 0)})),
		desk("console-codes-none", peopleview.Codes(peopleview.CodesView{Shell: shell(), School: school, Class: "三年级2班"})),
		desk("console-person-new", peopleview.PersonEdit(peopleview.PersonFormView{Shell: shell(), Roles: []string{"student", "teacher", "parent", "guard", "admin"}, Classes: []console.Option{{Value: "c1", Text: "三年级2班"}}, Form: peopleview.PersonForm{Role: "student"}})),
		desk("console-person-wrong", in(func(ctx context.Context) templ.Component {
			return peopleview.PersonEdit(peopleview.PersonFormView{Shell: shell(), Classes: []console.Option{{Value: "c1", Text: "三年级2班"}}, Form: peopleview.PersonForm{ID: "p2", Name: long, Number: "20230217", Phone: "138 0000", Class: "c1", Was: "0", Error: peopleview.PersonPhoneWrong(ctx), Field: "phone"}})
		})),
		desk("console-gates", gateview.Gates(gateview.GatesView{Shell: shell(), Gates: []gateview.Gate{
			{Name: southOne, Zone: "校区", Direction: "in", Hours: []gateview.Hours{{Weekday: 1, From: "06:30", To: "08:30"}, {Weekday: 2, From: "06:30", To: "08:30"}}, Allowed: []gateview.Right{{Role: "student", Effect: "allow"}, {Role: "parent", Effect: "confirm"}}},
			{Name: southTwo, Zone: "校区", Direction: "unknown", Allowed: []gateview.Right{{Role: "teacher", Effect: "allow"}}},
		}, Zones: zones()})),
		desk("console-gate", gateview.GatePage(gateview.GateView{Shell: shell(), Zones: zones(), Form: gateview.GateForm{
			ID: "g1", Name: southOne, Direction: "in", Zone: "z1", Egress: true, Days: [8]string{"06:30-08:30, 16:00-18:30", "06:30-08:30, 16:00-18:30", "06:30-08:30", "06:30-08:30", "06:30-17:00"},
			Rights: map[string]string{"student": "allow", "teacher": "allow", "parent": "confirm", "guard": "allow", "admin": "allow"},
		}})),
		desk("console-gate-wrong", in(func(ctx context.Context) templ.Component {
			return gateview.GatePage(gateview.GateView{Shell: shell(), Form: gateview.GateForm{Name: long, Direction: "out", Egress: true, NewZone: "实验楼", Days: [8]string{"6:30"}, BadDay: 1, Error: gateview.GateHoursWrong(ctx), Field: "hours"}})
		})),
		desk("console-gates-empty", gateview.Gates(gateview.GatesView{Shell: quiet})),
	}
}

func person() peopleview.PersonView {
	return peopleview.PersonView{MaxDays: 365, MaxTimes: 20,
		Shell: shell(), ID: "p1", Name: long, Number: "20230217", Phone: "138****5678", MayChange: true, Photo: true, Pupil: true, Relations: []string{"母亲", "父亲"}, Guardian: peopleview.PersonForm{Relation: "母亲"},
		Memberships: []peopleview.Membership{
			{ID: "m1", Open: true, Role: "student", Class: "三(2)班", From: at(0, 0, 0).AddDate(-3, 0, 0), CardID: "c1", CardState: "active", Printed: []peopleview.Printed{{ID: "q1", Times: 4, Since: at(7, 0, 0), Until: at(7, 0, 0).AddDate(0, 3, 0)}}, Credentials: []peopleview.Credential{
				{ID: "k1", Kind: "phone", Device: "iPhone · WeChat", State: "live", Since: at(7, 0, 0), LastUse: at(7, 46, 2), Ahead: at(7, 46, 2).AddDate(0, 0, 1)},
				{ID: "k2", Kind: "chip", Device: "…9A31", State: "lost", Since: at(7, 0, 0)},
			}},
			{ID: "m2", MayResume: true, Role: "teacher", From: at(0, 0, 0), Until: at(0, 0, 0).AddDate(1, 0, 0), CardID: "c2", CardState: "blocked"},
		},
		Guardians: []peopleview.Relative{
			{GuardianshipID: "g1", PersonID: "p4", Name: "周文静", Relation: "妈妈", Rights: []string{"view", "leave", "pay", "pickup", "delegate", "consent", "notify"}},
			{GuardianshipID: "g2", PersonID: "p9", Name: "陈一诺", Relation: "父亲", Restricted: true},
		},
		Known: &peopleview.ListsKnow{At: at(7, 40, 0), Knowing: 4, Total: 6, Behind: []peopleview.ListBehind{
			{ID: "t9", Name: long, LastAt: at(7, 12, 0).AddDate(0, 0, -9), ListAt: at(7, 5, 0).AddDate(0, 0, -9), Stale: true},
			{ID: "t3", Name: "北门", LastAt: at(7, 12, 0), ListAt: at(7, 5, 0)},
		}},
		Recent: rows()[:1],
		Issued: &console.Issued{For: long, Code: "K7PM-3QXD", Until: at(7, 0, 0).AddDate(0, 0, 7)},
	}
}

func zones() []gateview.Zone {
	return []gateview.Zone{{ID: "z1", Name: "校园", Gates: 2}, {ID: "z2", Name: "图书馆", Inside: "z1", Gates: 1}, {ID: "z3", Name: long, Inside: "z2"}}
}

// fragmentLeaves are what the stream sends.
func fragmentLeaves() []Leaf {
	child := cardpage.Child{PersonID: "p1", LiveID: "l1", Name: "林知夏", Class: "三(2)班", Last: &cardpage.Last{At: at(16, 31, 0), Direction: "out", Where: southOne}}
	return []Leaf{
		{Name: "fragment-feed", Page: ui.Partial("feed", "afterbegin", 42, dashboardview.FeedRow(rows()[0]))},
		{Name: "fragment-counts", Page: ui.Partial("counts", "outerMorph", 42, dashboardview.CountsStrip(counts()))},
		{Name: "fragment-minutes", Page: ui.Partial("minutes", "outerMorph", 42, dashboardview.Minutes(dashboard().Minutes))},
		{Name: "fragment-child", Page: ui.Partial("child-l1", "outerMorph", 42, cardpage.ChildState(child))},
		{Name: "fragment-child-inside", Page: ui.Partial("child-l1", "outerMorph", 42, cardpage.ChildState(cardpage.Child{PersonID: "p1", LiveID: "l1", Name: "林知夏", Class: "三(2)班", Last: &cardpage.Last{At: at(16, 31, 0), Direction: "out", Zone: "图书馆", Where: southTwo}}))},
		{Name: "fragment-mark", Page: ui.Partial("mark-c1", "outerMorph", 42, cardpage.Mark("c1", 459_000_000_001, cardpage.Active))},
		{Name: "fragment-empty-state", Page: in(func(ctx context.Context) templ.Component {
			return ui.Empty(peopleview.NoPeople(ctx), peopleview.NoPeopleDo(ctx))
		})},
	}
}
