// Package freshmen are the pages of the intake of new pupils in the book.
package freshmen

import (
	"time"

	"yunka/views/book/leaf"
	"yunka/views/console"
	"yunka/views/freshmen"
	"yunka/views/freshmen/office"
	"yunka/views/ui"
)

// Leaves are a family's pages, the office's, the desk's and the wall; shell is the office's
// frame, qr a symbol.
func Leaves(shell func() console.Shell, qr ui.Code) []leaf.Leaf {
	sh := shell()
	sh.Rail = append(sh.Rail, office.Rail)
	return append(append(family(qr), ofOffice(sh, qr)...), day(qr)...)
}

// items is a checklist that is half way.
func items() []freshmen.Item {
	return []freshmen.Item{
		{ID: "i1", Name: "Prove who you are", State: "done", Owner: "family", Does: "identity", At: leaf.At(9, 12, 0), Who: "kin1"},
		{ID: "i2", Name: "Fill in the form", State: "open", Owner: "family", Does: "form"},
		{ID: "i3", Name: "Review", State: "locked", Owner: "school", Does: "review", Waits: 1},
		{ID: "i4", Name: "Fees", State: "open", Owner: "school", Does: "fees"},
		{ID: "i5", Name: "Class and dormitory", State: "locked", Owner: "school", Does: "place", Waits: 2},
		{ID: "i6", Name: "Claim the campus card", State: "locked", Owner: "family", Does: "card", Waits: 1, Optional: true},
		{ID: "i7", Name: "Report", State: "open", Owner: "desk", Does: "arrive"},
		{ID: "i8", Name: leaf.Longer, State: "locked", Owner: "desk", Spot: leaf.Longer, Waits: 1},
	}
}

func fields() []freshmen.Field {
	return []freshmen.Field{
		{ID: "f1", Label: "Portrait photo", Help: "From the front, on a light ground", Kind: "picture", Required: true, Picture: "waiting"},
		{ID: "f2", Label: "Medical report", Kind: "picture", Required: true, Picture: "refused", PictureWords: "the stamp cannot be read"},
		{ID: "f3", Label: "Home address", Kind: "line", Required: true, Value: leaf.Longer, Was: "x"},
		{ID: "f4", Label: "Allergies and regular medicine", Help: leaf.Longer, Kind: "text", Required: true, Was: "x"},
		{ID: "f5", Label: "Boarding", Kind: "choice", Choices: []string{"Boarder", "Day pupil"}, Value: "Boarder", Was: "x"},
		{ID: "f6", Label: "Emergency phone", Kind: "phone", Required: true, Was: "x"},
		{ID: "f7", Label: "Date of arrival", Kind: "date", Was: "x"},
		{ID: "f8", Label: "I agree", Kind: "tick", Value: "1", Was: "x"},
	}
}

func family(qr ui.Code) []leaf.Leaf {
	join := freshmen.Join{Page: leaf.Page(), Code: "AAAABBBBCCCC", School: leaf.School, Name: "Autumn intake"}
	wrong, dead := join, freshmen.Join{Page: leaf.Dark(), Dead: true}
	wrong.Page, wrong.Error, wrong.Typed, wrong.Proof, wrong.Phone, wrong.Pupil = leaf.Demo(), leaf.Longer, leaf.Longer, "2011-03-05", "139", true
	day := leaf.At(12, 0, 0).AddDate(0, 0, 8)
	home := freshmen.Home{Page: leaf.Page(), ID: "a1", Name: "林知夏", Intake: "Autumn intake", Who: "kin1", Day: day, Slot: "10:00", Where: "South gate", Help: "Admissions office, 021-5550 1234", Days: 8,
		State: "expected", Items: items(), Place: freshmen.Place{At: day.AddDate(0, 0, -2)}, Pages: []freshmen.GuideLink{{ID: "g1", Title: "How to come", New: true}, {ID: "g2", Title: leaf.Longer}}, Pass: qr, Now: leaf.At(9, 12, 0)}
	other, more, told, arrived, late := home, home, home, home, home
	other.Page, other.Other, other.OtherAt = leaf.Demo(), "kin2", leaf.At(9, 10, 0)
	more.Page, more.Review, more.Words = leaf.Dark(), "need_more", leaf.Longer
	told.Pupil, told.Several, told.Review = true, true, "accepted"
	told.Place = freshmen.Place{Shown: true, Class: "三(2)班", Dorm: "2 号楼", Version: 2, New: true}
	told.Items = told.Items[:1]
	arrived.ArrivedAt, arrived.ArrivedSpot, arrived.Place = leaf.At(10, 26, 41), "Desk 1", freshmen.Place{Shown: true}
	late.Late, late.Days, late.Deadline = true, -3, leaf.At(9, 0, 0)
	form := freshmen.Form{Page: leaf.Page(), ID: "a1", Name: "林知夏", Fields: fields()}
	refused, over := form, form
	refused.Fields = fields()
	refused.Page, refused.Problem, refused.Words, refused.Other, refused.OtherAt, refused.Sent = leaf.Dark(), leaf.Longer, leaf.Longer, "kin2", leaf.At(9, 10, 0), true
	refused.Fields[0].Error, refused.Fields[3].Error = leaf.Longer, leaf.Longer
	refused.Fields[2].Theirs, refused.Fields[2].TheirsBy = "Lake road 18", "kin2"
	over.Over = true
	return []leaf.Leaf{
		leaf.Phone("freshmen-join", freshmen.JoinPage(join)), leaf.Phone("freshmen-join-wrong", freshmen.JoinPage(wrong)), leaf.Phone("freshmen-join-dead", freshmen.JoinPage(dead)),
		leaf.Phone("freshmen-gone", freshmen.GonePage(freshmen.Gone{Page: leaf.Page()})),
		leaf.Phone("freshmen-children", freshmen.ChildrenPage(freshmen.Children{Page: leaf.Page(), List: []freshmen.Named{{ID: "a1", Name: "林知夏"}, {ID: "a2", Name: leaf.Longer}}})),
		leaf.Phone("freshmen-home", freshmen.HomePage(home)), leaf.Phone("freshmen-home-other", freshmen.HomePage(other)), leaf.Phone("freshmen-home-more", freshmen.HomePage(more)),
		leaf.Phone("freshmen-home-told", freshmen.HomePage(told)), leaf.Phone("freshmen-home-arrived", freshmen.HomePage(arrived)), leaf.Phone("freshmen-home-late", freshmen.HomePage(late)),
		leaf.Phone("freshmen-form", freshmen.FormPage(form)), leaf.Phone("freshmen-form-refused", freshmen.FormPage(refused)), leaf.Phone("freshmen-form-over", freshmen.FormPage(over)),
		leaf.Phone("freshmen-guide", freshmen.GuidePage(freshmen.Guide{Page: leaf.Page(), ID: "a1", PageID: "g1", Title: leaf.Longer, Paragraphs: []string{"By metro, line 2.", leaf.Longer}, Version: 2, At: leaf.At(8, 0, 0), New: true})),
		leaf.Phone("freshmen-code", freshmen.CodePage(freshmen.Code{Page: leaf.Dark(), ID: "a1", For: leaf.Longer, Code: "ABCD-EFGH-JKLM", Until: leaf.At(9, 0, 0), Link: "/activate"})),
	}
}

func ofOffice(sh console.Shell, qr ui.Code) []leaf.Leaf {
	in := office.Intake{ID: "n1", Name: "Autumn intake", NameEn: "Autumn intake", Day: "2026-12-01", Place: "South gate", Help: "021-5550 1234", Reveal: "2026-11-28T18:00", Deadline: "2026-12-03T18:00",
		RevealAt: leaf.At(18, 0, 0), DeadlineAt: leaf.At(18, 0, 0).AddDate(0, 0, 5), Revealed: true}
	closed := in
	closed.Name, closed.Closed, closed.Over = leaf.Longer, true, true
	counts := []office.Count{{Name: "三(2)班", Expected: 48, Arrived: 36, Proven: 44, Sent: 40, Accepted: 38, Late: 1, NoShow: 2}, {Name: "", Expected: 3, Deferred: 1}}
	all := office.Count{Expected: 51, Arrived: 36, Deferred: 1, Proven: 44, Sent: 40, Accepted: 38, Enrolled: 12}
	overview := office.Overview{Shell: sh, In: in, All: all, Classes: counts, PlaceRead: 31}
	looked := overview
	looked.Import = &office.Import{New: 40, Changed: 3, Same: 5, WithoutClass: 2, Problems: []office.Problem{{Row: 4, Text: leaf.Longer}, {Row: 9, Text: leaf.Longer}}, More: 7}
	looked.FileError, looked.SaveError = leaf.Longer, leaf.Longer
	empty := office.Overview{Shell: sh, In: closed}
	rows := []office.Row{
		{ID: "a1", Name: "林知夏", Class: "三(2)班", Number: "20260101", Dorm: "2 号楼", Slot: "10:00", State: "expected", Review: "waiting", Phones: []string{"13900010001", "13900010002"}, Invited: true, Proven: true},
		{ID: "a2", Name: leaf.Longer, State: "expected", Phones: []string{"13900010003"}},
		{ID: "a3", Name: "陈一诺", Class: "三(2)班", State: "enrolled", Phones: []string{"13900010004"}, Invited: true, Proven: true, ArrivedAt: leaf.At(10, 26, 41), Late: true},
		{ID: "a4", Name: "王梓涵", State: "deferred", Invited: true}, {ID: "a5", Name: "周文静", State: "expected", Review: "need_more", Invited: true, Proven: true},
		{ID: "a6", Name: "赵立新", State: "expected", Invited: true},
	}
	list := office.Applicants{Shell: sh, In: in, Tab: "all", Rows: rows, Total: 106, First: true, NextURL: "/console/freshmen/n1/list?from=100"}
	nobody := office.Applicants{Shell: sh, In: in, Tab: "missing", First: true, Error: leaf.Longer}
	slips := office.Slips{Shell: sh, In: in, School: leaf.School, Origin: "http://localhost:8080", List: []office.Slip{
		{Name: "林知夏", Class: "三(2)班", Guardian: "周文静", Code: "ABCD-EFGH-JKLM", Link: "https://card.example/join/ABCD-EFGH-JKLM", QR: qr}, {Name: leaf.Longer, Guardian: leaf.Longer, Code: "NPQR-STUV-WXYZ", Link: "https://card.example/join/NPQR-STUV-WXYZ", QR: qr}}}
	one := office.Applicant{Shell: sh, In: in, Row: rows[0], Birth: "2011-03-05", ClassID: "c1", Classes: []freshmen.Named{{ID: "c1", Name: "三(2)班"}}, Grade: "三年级", Version: 4, SentAt: leaf.At(8, 30, 0),
		Kin: []office.Kin{{Name: "周文静", Phone: "13900010001", Relation: "母亲", Proven: leaf.At(8, 0, 0)}, {Name: leaf.Longer, Phone: "13900010002", Relation: "父亲"}}, Fields: fields(),
		Readings: []office.Reading{{Title: "How to come", Who: "kin1", At: leaf.At(8, 5, 0), Old: true}}}
	for i, item := range items() {
		item.Who = ""
		o := office.OfficeItem{Item: item}
		if i == 0 {
			o.How, o.Why = "waived", leaf.Longer
		}
		if i == 3 {
			o.How, o.State, o.At = "green", "done", leaf.At(8, 40, 0)
		}
		one.Items = append(one.Items, o)
	}
	bare := office.Applicant{Shell: sh, In: in, Row: rows[1], Error: leaf.Longer}
	done := one
	done.Row, done.PersonID, done.Fields = rows[2], "p1", nil
	form := office.FormSetup{Shell: sh, In: in, Fields: []office.SetupField{{ID: "f1", Label: "Home address", LabelEn: "Home address", Kind: "line", Required: true},
		{ID: "f2", Label: leaf.Longer, LabelEn: leaf.Longer, Help: leaf.Longer, Kind: "choice", Choices: "Boarder\nDay pupil", Error: leaf.Longer}}, New: office.SetupField{Kind: "line"}, Error: leaf.Longer}
	steps := office.StepSetup{Shell: sh, In: in, Error: leaf.Longer, New: office.SetupStep{Owner: "desk", Required: true}}
	for _, item := range items() {
		st := office.SetupStep{ID: item.ID, Name: item.Name, NameEn: item.Name, Owner: item.Owner, Does: item.Does, Spot: item.Spot, Required: !item.Optional, After: map[string]bool{}}
		if item.Waits > 0 {
			st.After["i1"] = true
		}
		steps.Steps = append(steps.Steps, st)
	}
	steps.Steps[1].Error = leaf.Longer
	guide := office.GuideSetup{Shell: sh, In: in, Families: 48, Pages: []office.SetupPage{{ID: "g1", Title: "How to come", Body: "By metro, line 2.", Version: 2, At: leaf.At(8, 0, 0), Readers: 31}, {ID: "g2", Title: leaf.Longer, Body: leaf.Longer, Error: leaf.Longer}}}
	setup := office.DaySetup{Shell: sh, In: in, Steps: []freshmen.Named{{ID: "i7", Name: "Report"}, {ID: "i8", Name: leaf.Longer}}, Helpers: "陈思远",
		Desks:  []office.DeskRow{{ID: "t1", Name: "Desk 1", Step: "i7", Seen: leaf.At(10, 26, 0)}, {ID: "t2", Name: leaf.Longer, Step: "i8", Seen: leaf.At(10, 20, 0), Kept: 3, Silent: true}, {ID: "t3", Name: "Desk 3"}},
		Queues: []office.Queue{{Name: "Report", Done: 36, PerMinute: 1.2}, {Name: leaf.Longer, Spot: leaf.Longer, Waiting: 4, Done: 20, PerMinute: 0.7}}}
	none := office.DaySetup{Shell: sh, In: in, Error: leaf.Longer}
	enrol := office.Enrol{Shell: sh, In: closed, Ready: 1, NoShow: 15, Rows: []office.EnrolRow{{Row: rows[0], Guardian: "周文静"}, {Row: rows[1], Why: leaf.Longer, Guardian: leaf.Longer}}}
	after := office.Enrol{Shell: sh, In: in, IsDone: true, Done: 36, Early: true, Left: []office.EnrolRow{{Row: rows[1], Why: leaf.Longer}}, NoBeds: []office.EnrolRow{{Row: rows[0], Why: leaf.Longer}}}
	return []leaf.Leaf{
		leaf.Desk("freshmen-intakes", office.IntakesPage(office.Intakes{Shell: sh, List: []office.Intake{in, closed}})),
		leaf.Desk("freshmen-intakes-none", office.IntakesPage(office.Intakes{Shell: sh, Draft: closed, Error: leaf.Longer})),
		leaf.Desk("freshmen-overview", office.OverviewPage(overview)), leaf.Desk("freshmen-overview-look", office.OverviewPage(looked)), leaf.Desk("freshmen-overview-empty", office.OverviewPage(empty)),
		leaf.Desk("freshmen-list", office.ListPage(list)), leaf.Desk("freshmen-list-none", office.ListPage(nobody)), leaf.Desk("freshmen-slips", office.SlipsPage(slips)),
		leaf.Desk("freshmen-applicant", office.ApplicantPage(one)), leaf.Desk("freshmen-applicant-bare", office.ApplicantPage(bare)), leaf.Desk("freshmen-applicant-done", office.ApplicantPage(done)),
		leaf.Desk("freshmen-form-setup", office.FormSetupPage(form)), leaf.Desk("freshmen-steps", office.StepSetupPage(steps)), leaf.Desk("freshmen-guide-setup", office.GuideSetupPage(guide)),
		leaf.Desk("freshmen-day", office.DaySetupPage(setup)), leaf.Desk("freshmen-day-none", office.DaySetupPage(none)),
		leaf.Desk("freshmen-enrol", office.EnrolPage(enrol)), leaf.Desk("freshmen-enrol-done", office.EnrolPage(after)),
	}
}

func day(qr ui.Code) []leaf.Leaf {
	var onDay []freshmen.Item
	for _, item := range items() {
		if item.Owner == "desk" {
			onDay = append(onDay, item)
		}
	}
	onDay[0].State, onDay[0].At = "done", leaf.At(10, 26, 41)
	main := freshmen.Main{Tone: "ok", ID: "a1", Name: "林知夏", Head: "Welcome", Class: "三(2)班", Dorm: "2 号楼", At: leaf.At(10, 26, 41), Spot: "Desk 1", Next: &onDay[1], Ahead: 4, Wait: 6, Items: onDay, Cleared: true,
		CanPrint: true, CanUndo: true, Here: 104, Help: "South gate"}
	base := freshmen.Desk{Page: leaf.Page(), ID: "t1", Name: "Desk 1", Step: "i7", Does: "Report", Now: leaf.At(10, 26, 0), Stamp: "s"}
	show := func(page func() freshmen.Desk, m freshmen.Main) freshmen.Desk {
		d := page()
		d.Main = m
		return d
	}
	plain := func() freshmen.Desk { return base }
	again, ask, deny := main, main, freshmen.Main{Tone: "deny", Head: "Not here yet", Why: leaf.Longer}
	again.Tone, again.Head, again.CanUndo = "again", "Done before", false
	ask.Tone, ask.Cleared, ask.PlaceAt, ask.Name = "ask", false, leaf.At(18, 0, 0), leaf.Longer
	nothing, phone := base, base
	nothing.Nothing = true
	phone.Phone, phone.ID, phone.Name, phone.Steps, phone.Main = true, "", "陈思远", []freshmen.Named{{ID: "i7", Name: "Report"}, {ID: "i8", Name: leaf.Longer}}, main
	wall := freshmen.Wall{Page: leaf.Dark(), Title: "Autumn intake", Day: leaf.At(12, 0, 0), Back: "/console/freshmen/n1", At: leaf.At(10, 26, 0), Desks: 6, All: office.Count{Expected: 878, Arrived: 612, Deferred: 6},
		Grades: []office.Count{{Name: "三年级", Expected: 382, Arrived: 281}, {Name: "三年级", Expected: 496, Arrived: 331}}}
	for i := range 18 {
		wall.Classes = append(wall.Classes, office.Count{Name: "三(2)班", Expected: 48 + i%3, Arrived: 30 + i})
	}
	for i, n := range []int{58, 236, 247, 71, 0, 0} {
		wall.Hours = append(wall.Hours, freshmen.Hour{Hour: 7 + i, Booked: []int{60, 230, 245, 200, 60, 30}[i], Arrived: n, Now: i == 3})
	}
	silent := wall
	silent.Back, silent.Silent = "", []office.DeskRow{{Name: "Desk 4", Seen: leaf.At(10, 22, 0)}, {Name: leaf.Longer, Seen: time.Time{}}}
	return []leaf.Leaf{
		leaf.Tablet("freshmen-desk", freshmen.DeskPage(base)), leaf.Tablet("freshmen-desk-in", freshmen.DeskPage(show(plain, main))), leaf.Tablet("freshmen-desk-again", freshmen.DeskPage(show(plain, again))),
		leaf.Tablet("freshmen-desk-ask", freshmen.DeskPage(show(plain, ask))), leaf.Tablet("freshmen-desk-deny", freshmen.DeskPage(show(plain, deny))), leaf.Tablet("freshmen-desk-nothing", freshmen.DeskPage(nothing)),
		leaf.Phone("freshmen-help", freshmen.DeskPage(phone)), leaf.Phone("freshmen-paper", freshmen.PaperPage(freshmen.Paper{Page: leaf.Page(), School: leaf.School, Intake: "Autumn intake", Main: main, Code: qr})),
		leaf.Wide("freshmen-wall", freshmen.WallPage(wall)), leaf.Wide("freshmen-wall-silent", freshmen.WallPage(silent)),
	}
}
