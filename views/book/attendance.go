package book

import (
	"context"
	"slices"
	"strings"

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
	all := append(todayLeaves(), previewLeaves()...)
	pair := func(name string, c templ.Component) []Leaf {
		return []Leaf{desk(name, c), phone(name+"-phone", c)}
	}
	all = append(all, pair("attendance-sessions", attendance.Sessions(full))...)
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

// todayLeaves are the office's day: before school, in the middle of it with a silent
// gate, without sessions and on a holiday.
func todayLeaves() (all []Leaf) {
	day := attendance.Today{School: "s", AsOf: at(8, 12, 30), SchoolDay: true, Starts: at(8, 0, 0), OnTime: at(8, 5, 0), Begun: true, HasStaff: true, Staff: attendance.Tally{OnTime: 109, Leave: 3, Unknown: 1}}
	for g, grade := range []string{"一年级", "二年级", "三年级", "四年级", "五年级", "六年级"} {
		for c := range []int{6, 6, 4, 5, 5, 5}[g] {
			one := attendance.ClassDay{ID: grade + string(rune('1'+c)), Grade: grade, Name: string(rune('1'+c)) + "班", Begun: true, Tally: attendance.Tally{OnTime: 40 - g, Leave: c % 2}}
			switch (g*5 + c) % 7 {
			case 1:
				one.Unknown = 1
			case 2:
				one.Late = 1
			case 4:
				one.Unknown, one.Late = 2, 1
			case 6:
				one.Absent = 1
			}
			day.Classes, day.All = append(day.Classes, one), day.All.Add(one.Tally)
		}
	}
	day.Curve = attendance.Curve{Now: 8*60 + 12, Expected: day.All.Expected(), Starts: day.Starts, OnTime: day.OnTime}
	line := func(shift, until int) (l attendance.Line) {
		for i, n := range []int{2, 5, 9, 20, 41, 70, 110, 160, 190, 180, 140, 110, 70, 50, 30, 20, 8, 4} {
			if m := 6*60 + 40 + 5*i + shift; m < until {
				l.Add(m, n)
			}
		}
		return l
	}
	day.Curve.Today, day.Curve.Usual = line(0, 8*60+12), []attendance.Line{line(-3, 1440), line(4, 1440), line(7, 1440), line(1, 1440)}
	silent := day
	silent.Silent = []attendance.SilentTerminal{{ID: "t1", Name: "东门 1 号闸", Until: at(7, 31, 4)}, {ID: "t2", Name: long}, {ID: "t3", Name: southOne, Until: at(8, 2, 0)}}
	early := attendance.Today{School: "s", AsOf: at(6, 40, 0), SchoolDay: true, Starts: at(8, 0, 0), OnTime: at(8, 5, 0), Curve: attendance.Curve{Now: 400, Expected: 41, Starts: at(8, 0, 0), OnTime: at(8, 5, 0)}, All: attendance.Tally{Unknown: 41},
		Classes: []attendance.ClassDay{{ID: "k", Grade: "一年级", Name: "1班", Tally: attendance.Tally{Unknown: 41}}}}
	unready := early
	unready.Unused, unready.Cardless = true, 1204
	for name, t := range map[string]attendance.Today{"attendance-today": silent, "attendance-today-unready": unready, "attendance-today-calm": day, "attendance-today-early": early, "attendance-today-none": {NoSessions: true, AsOf: at(8, 0, 0)}, "attendance-today-holiday": {AsOf: at(8, 0, 0), DayName: "国庆节", Next: at(8, 0, 0).AddDate(0, 0, 3)}} {
		all = append(all, desk(name, attendance.TodayPage(attendance.TodayView{Shell: shell(), Today: t})))
	}
	slices.SortFunc(all, func(a, b Leaf) int { return strings.Compare(a.Name, b.Name) })
	lost := silent
	lost.Lost = []attendance.LostIn{{ID: "k2", Name: "三年级2班", N: 2}, {ID: "k3", Name: "三年级3班", N: 1}}
	all = append(all, desk("attendance-today-lost", attendance.TodayPage(attendance.TodayView{Shell: shell(), Today: lost})))
	return append(all, phone("attendance-today-phone", attendance.TodayPage(attendance.TodayView{Shell: shell(), Today: silent})))
}

// previewLeaves are who is expected on a day: a make-up day with a class that was
// forgotten, a holiday, and a school that has entered nothing.
func previewLeaves() []Leaf {
	morning := attendance.ExpectedAt{Name: "上午", Starts: "07:45", OnTime: "07:50", AbsentFrom: "09:15", Ends: "11:40"}
	noon := attendance.ExpectedAt{Name: "下午", Starts: "13:30", OnTime: "13:35", AbsentFrom: "15:00", Ends: "16:30", MustOut: true}
	evening := attendance.ExpectedAt{Name: long, Starts: "18:30", OnTime: "18:35", AbsentFrom: "19:00", Ends: "20:30"}
	v := attendance.Preview{Shell: shell(), Day: "2026-11-28", Today: "2026-11-24", Before: "2026-11-27", After: "2026-11-29", Name: "国庆节", SchoolDay: true, WorksAs: 5, Next: "2026-11-30"}
	for g, grade := range []string{"一年级", "二年级", "三年级", "四年级", "五年级", "六年级"} {
		for c := range 4 {
			e := attendance.Expects{Grade: grade, Class: grade + string(rune('1'+c)) + "班", People: 41 + c, Sessions: []attendance.ExpectedAt{morning, noon}}
			switch {
			case g == 5 && c < 3:
				e.Sessions = append(e.Sessions, evening)
			case g == 2 && c == 3:
				e.Sessions = nil
			}
			v.Add(e)
		}
	}
	v.Add(attendance.Expects{People: 3, Sessions: []attendance.ExpectedAt{morning}})
	v.Add(attendance.Expects{Teachers: true, People: 113})
	holiday := v
	holiday.Day, holiday.Before, holiday.After, holiday.Name, holiday.SchoolDay, holiday.WorksAs, holiday.Groups = "2026-10-01", "2026-09-30", "2026-10-02", "国庆节", false, 0, nil
	none := attendance.Preview{Shell: shell(), Day: "2026-11-24", Today: "2026-11-24", Before: "2026-11-23", After: "2026-11-25", SchoolDay: true, WorksAs: 2, NoSessions: true}
	return []Leaf{desk("attendance-preview", attendance.PreviewPage(v)), phone("attendance-preview-phone", attendance.PreviewPage(v)),
		desk("attendance-preview-holiday", attendance.PreviewPage(holiday)), desk("attendance-preview-none", attendance.PreviewPage(none))}
}
