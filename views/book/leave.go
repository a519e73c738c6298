package book

import (
	"time"

	"yunka/views/console"
	"yunka/views/leave"
)

// leaveLeaves are a person's leaves, one leave, what waits, and the office's page.
func leaveLeaves() []Leaf {
	one := leave.Leave{ID: "l1", Person: "p1", Name: "林知夏", Class: "三(2)班", Kind: "sick", Reason: "发烧 38.5°，下午去医院", Collects: "外婆", From: at(13, 0, 0), To: at(15, 30, 0), Days: 1,
		State: "asked", AskedBy: "周文静", AskedAt: at(7, 40, 0), Sessions: []string{"下午 13:30–16:30"}}
	approved, rejected, wide := one, one, one
	approved.ID, approved.State, approved.DecidedBy, approved.DecidedAt, approved.Used = "l2", "approved", "方老师", at(7, 52, 0), true
	rejected.ID, rejected.State, rejected.Kind, rejected.Answer, rejected.DecidedBy, rejected.DecidedAt = "l3", "rejected", "personal", long, "方老师", at(8, 0, 0)
	midnight := at(0, 0, 0)
	wide.ID, wide.Name, wide.Class, wide.Kind, wide.Reason, wide.From, wide.To, wide.Days, wide.Evidence = "l4", long, "三(2)班", "official", longer, midnight, midnight.Add(120*time.Hour), 5, false
	all := []leave.Leave{one, wide, approved, rejected}

	person := leave.PersonView{Page: page(), ID: "p1", Name: "林知夏", Class: "三(2)班", Asks: true, Child: true, ClassDays: 3, GradeDays: 60, Kind: "sick", First: "2026-11-23", Last: "2026-11-23", Min: "2026-11-09", Max: "2027-06-01",
		Sessions: []string{"上午 07:45–11:40", "下午 13:30–16:30"}, Back: "/"}
	looked := person
	looked.Amount, looked.Lessons = "lessons", []leave.Lesson{{Number: "5", From: "13:40", To: "14:20"}, {Number: "6", From: "14:30", To: "15:10", Chosen: true},
		{Number: "7", Subject: long, From: "15:20", To: "16:00", Chosen: true}}
	looked.Preview = &leave.Preview{From: at(14, 30, 0), To: at(16, 0, 0), Days: 1, Sessions: []string{"下午 13:30–16:30"}, Lessons: looked.Lessons[1:]}
	several := person
	several.Leaves = all
	several.Page.Theme = "dark"
	wrong := several
	wrong.Page = page()
	wrong.Field, wrong.Error, wrong.Reason, wrong.From = "reason", long, long, "13:00"
	pupil := person
	pupil.Pupil, pupil.Leaves = true, []leave.Leave{one}
	pupil.Leaves[0].State = "unconfirmed"
	staff := several
	staff.Page, staff.Asks, staff.Back = page(), false, "/leaves"

	asked := leave.OneView{Page: page(), Leave: one, Answers: true, Recent: all[1:], Back: "/leaves"}
	asked.Desk = &leave.Desk{Level: "grade", Names: []string{"周文静"}, Away: []string{"方老师"}, ClassDays: 3}
	first := asked
	first.Desk = &leave.Desk{Level: "office", Long: true, ClassDays: 3}
	first.Recent = nil
	refusal := asked
	refusal.Fault, refusal.Text = long, long
	mine := leave.OneView{Page: dark(), Leave: approved, MayEnd: true, Back: "/leave/p1"}
	mine.Proves, mine.ProvesUntil, mine.Leave.EvidenceDue = true, at(0, 0, 0).AddDate(0, 0, 3), at(0, 0, 0).AddDate(0, 0, 3)
	child := leave.OneView{Page: page(), Leave: pupil.Leaves[0], Confirms: true, MayEnd: true, Back: "/leave/p1"}
	closed := leave.OneView{Page: page(), Leave: wide, WhyNot: long, Back: "/leaves"}
	slip := leave.SlipView{Page: page(), Leave: approved, Photo: false}
	slip.Leave.Used, slip.Leave.Number = false, "402917"
	list := leave.LeaveList{Shell: shell(), From: "2026-11-23", To: "2026-11-29", Leaves: all, Grades: []console.Option{{Value: "grade:三年级", Text: "三年级"}},
		Classes: []console.Option{{Value: "c1", Text: "三年级2班"}}}
	office := leave.OfficeView{Shell: shell(), Controlled: true, ClassDays: "3", GradeDays: "60", Waiting: all[:2], Today: all[2:]}
	return []Leaf{
		phone("leave", leave.PersonPage(person)), phone("leave-several", leave.PersonPage(several)), phone("leave-wrong", leave.PersonPage(wrong)),
		phone("leave-looked", leave.PersonPage(looked)), phone("leave-pupil", leave.PersonPage(pupil)), phone("leave-staff", leave.PersonPage(staff)),
		phone("leave-one", leave.OnePage(asked)), phone("leave-one-first", leave.OnePage(first)), phone("leave-one-refusal", leave.OnePage(refusal)),
		phone("leave-one-mine", leave.OnePage(mine)), phone("leave-one-child", leave.OnePage(child)), phone("leave-one-closed", leave.OnePage(closed)),
		phone("leaves", leave.ListPage(leave.ListView{Page: page(), Waiting: all[:2], Done: all[2:]})), phone("leaves-none", leave.ListPage(leave.ListView{Page: page()})),
		phone("leave-slip", leave.Slip(slip)), phone("leave-slip-used", leave.Slip(leave.SlipView{Page: dark(), Leave: wide})),
		desk("leave-list", leave.List(list)), phone("leave-list-phone", leave.List(list)),
		desk("leave-list-none", leave.List(leave.LeaveList{Shell: shell(), From: "2026-11-23", To: "2026-11-29"})),
		desk("leave-office", leave.Office(office)), phone("leave-office-phone", leave.Office(office)), desk("leave-office-none", leave.Office(leave.OfficeView{Shell: shell(), ClassDays: "9", GradeDays: "3", Error: long})),
	}
}
