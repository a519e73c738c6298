package book

import (
	"context"

	"github.com/a-h/templ"

	"yunka/views/attendance"
	"yunka/views/cardpage"
)

// attendanceLeaves are when whom is expected, and a person's day.
func attendanceLeaves() []Leaf {
	full := attendance.SessionsView{Shell: shell(), Form: attendance.NewSessionForm(), Sessions: []attendance.Session{
		{ID: "s1", Name: "上午", Role: "student", Weekdays: 31, Opens: "06:30", Starts: "07:45", OnTime: "07:50", AbsentFrom: "09:15", Ends: "11:40", EarlyBefore: "11:40", Closes: "12:30", From: "2026-09-01"},
		{ID: "s2", Name: "下午", Role: "student", Grade: "一年级", Weekdays: 31, Opens: "12:30", Starts: "13:30", OnTime: "13:35", AbsentFrom: "15:00", Ends: "16:30", EarlyBefore: "16:20", Closes: "17:30", MustOut: true, From: "2026-09-01", Until: "2026-11-24"},
		{ID: "s3", Name: long, Role: "teacher", Weekdays: 63, Opens: "06:30", Starts: "07:30", OnTime: "07:35", AbsentFrom: "08:30", Ends: "17:00", EarlyBefore: "17:00", Closes: "18:00", From: "2026-09-01"},
	}}
	full.Form.Offer("三年级", "k1", "三年级1班")
	full.Form.Offer("三年级", "k2", "三年级2班")
	pair := func(name string, c templ.Component) []Leaf {
		return []Leaf{desk(name, c), phone(name+"-phone", c)}
	}
	all := pair("attendance-sessions", attendance.Sessions(full))
	child := cardpage.Child{PersonID: "p1", LiveID: "l1", Name: "林知夏", Class: "三(2)班", Last: &cardpage.Last{At: at(7, 41, 9), Direction: "in", Where: southOne}, Parts: []templ.Component{schoolDay()}}
	mother := cardpage.Card{ID: "c2", School: school, Holder: "周文静", Role: "parent", Class: "林知夏的妈妈", State: cardpage.Active, Claimable: true}
	all = append(all, phone("attendance-day", cardpage.Page(cardpage.View{Page: page(), Now: at(16, 40, 0), Cards: []cardpage.Card{mother}, Children: []cardpage.Child{child}})))
	all = append(all, desk("attendance-sessions-none", attendance.Sessions(attendance.SessionsView{Shell: shell(), Form: attendance.NewSessionForm()})))
	return append(all, desk("attendance-sessions-wrong", in(func(ctx context.Context) templ.Component {
		v := full
		v.Form.Name, v.Form.Starts = "上午", "07:45"
		v.Form.Error, v.Form.Field = attendance.SessionFault(ctx, "session_overlap", "上午")
		return attendance.Sessions(v)
	})))
}

// schoolDay is a child's day as a part of the card page.
func schoolDay() templ.Component {
	return attendance.Day(attendance.DayView{Person: "p1", Day: at(16, 40, 0),
		Sessions: []attendance.Expected{{Name: "上午", Starts: "07:45", Ends: "11:40"}, {Name: "下午", Starts: "13:30", Ends: "16:30"}},
		Came:     &attendance.Pass{At: at(7, 41, 9), Where: "东门 1 号闸"}, Left: &attendance.Pass{At: at(16, 32, 40), Where: "东门 2 号闸"}})
}
