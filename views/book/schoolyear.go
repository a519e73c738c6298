package book

import (
	"context"
	"fmt"
	"time"

	"github.com/a-h/templ"

	"yunka/views/cardpage"
	"yunka/views/console"
	"yunka/views/schoolyear"
)

// schoolyearLeaves are the calendar, terms, periods, timetables, substitutions, files
// and a day's lessons.
func schoolyearLeaves() []Leaf {
	pair := func(name string, c templ.Component) []Leaf {
		return []Leaf{desk(name, c), phone(name+"-phone", c)}
	}
	var all []Leaf
	all = append(all, pair("schoolyear-calendar", schoolyear.Calendar(calendarYear(timeFrame())))...)
	all = append(all, desk("schoolyear-calendar-dark", schoolyear.Calendar(calendarYear(darkFrame()))))
	all = append(all, desk("schoolyear-calendar-none", in(func(context.Context) templ.Component {
		v := calendarYear(timeFrame())
		v.Terms, v.Open = nil, nil
		v.Range = schoolyear.RangeForm{As: "8"}
		return schoolyear.Calendar(v)
	})))
	all = append(all, desk("schoolyear-calendar-clash", in(func(ctx context.Context) templ.Component {
		v := calendarYear(timeFrame())
		v.Range = schoolyear.RangeForm{First: "2026-10-06", As: "2", Name: "补课", Form: schoolyear.Form{Error: schoolyear.Day(ctx, "2026-10-06")}}
		return schoolyear.Calendar(v)
	})))
	all = append(all, desk("schoolyear-calendar-file", in(func(ctx context.Context) templ.Component {
		v := calendarYear(timeFrame())
		v.File = &schoolyear.DaysFile{Name: "假期.csv", Same: 1, More: 3, Rows: []schoolyear.FileDay{{Row: 2, First: "2027-01-01", Last: "2027-01-03", WorksAs: 8, Name: "元旦"},
			{Row: 4, First: "2027-02-13", Last: "2027-02-13", WorksAs: 1, Follows: "2027-02-15", Name: "补课"}}, Problems: []schoolyear.Problem{{Row: 5, Column: "类型", Value: "郊游", Text: schoolyear.Day(ctx, "2027-02-14")}}}
		return schoolyear.Calendar(v)
	})))
	all = append(all, pair("schoolyear-terms", schoolyear.Terms(schoolyear.TermsView{Frame: timeFrame(), Terms: []schoolyear.Term{
		{ID: "t1", Name: "第一学期", First: "2026-09-01", Last: "2027-01-22", Weeks: 21, Days: 99, Now: true, Lessons: true},
		{ID: "t2", Name: longer, First: "2027-02-22", Last: "2027-07-02", Weeks: 19, Days: 93}}}))...)
	all = append(all, desk("schoolyear-terms-none", schoolyear.Terms(schoolyear.TermsView{Frame: timeFrame(), Form: schoolyear.TermForm{Name: "第一学期", First: "2026-09-01", Last: "2026-08-01", Form: schoolyear.Form{Field: "last", Error: longer}}})))
	all = append(all, pair("schoolyear-periods", schoolyear.Periods(periodsView()))...)
	all = append(all, desk("schoolyear-periods-wrong", in(func(context.Context) templ.Component {
		v := periodsView()
		v.Form.Rows[1].From, v.Form.Row, v.Form.Other, v.Form.Error = "08:30", 2, 1, longer
		v.Sets = nil
		return schoolyear.Periods(v)
	})))
	all = append(all, pair("schoolyear-timetable", schoolyear.Timetable(timetableWeek(timeFrame(), nil)))...)
	all = append(all, pair("schoolyear-timetable-panel", schoolyear.Timetable(timetableWeek(timeFrame(), lessonPanel())))...)
	all = append(all, desk("schoolyear-timetable-panel-dark", schoolyear.Timetable(timetableWeek(darkFrame(), lessonPanel()))))
	all = append(all, desk("schoolyear-timetable-clash", in(func(ctx context.Context) templ.Component {
		p := lessonPanel()
		p.Edit.Error, p.Sub.Error = "三年级2班 "+schoolyear.Weekday(ctx, 4)+" 数学 ("+long+")", ""
		return schoolyear.Timetable(timetableWeek(timeFrame(), p))
	})))
	all = append(all, desk("schoolyear-timetable-none", schoolyear.Timetable(schoolyear.TimetableView{Frame: timeFrame(), Whose: schoolyear.OfClass, Empty: schoolyear.EmptyTerms})))
	all = append(all, desk("schoolyear-timetable-read", in(func(context.Context) templ.Component {
		v := timetableWeek(timeFrame(), nil)
		v.Manages, v.All, v.Shell.Partial, v.Shell.Rail = false, false, true, []console.RailItem{schoolyear.RailTimetable}
		return schoolyear.Timetable(v)
	})))
	all = append(all, pair("schoolyear-substitutions", schoolyear.Substitutions(schoolyear.SubstitutionsView{Frame: timeFrame(), Day: "2026-11-26", Before: "2026-11-25", After: "2026-11-27", Kind: "school", Teacher: "t2",
		Teachers: []console.Option{{Value: "t1", Text: "陈思远"}, {Value: "t2", Text: long}}, Times: []string{"09:10–09:50", "13:30–14:10"},
		Lessons: []schoolyear.Lesson{{Subject: "数学", Class: "三年级2班", ClassID: "c1", Day: "2026-11-26", Period: 2, Sub: true, Teacher: "陈思远", Planned: long}, {Subject: "数学", Class: "三年级1班", ClassID: "c2", Day: "2026-11-26", Period: 5, Room: "实验楼"}},
		List: []schoolyear.Substitution{{ID: "s1", Time: "09:10–09:50", Class: "三年级2班", Subject: "数学", Teacher: "陈思远", Planned: long, Note: "李维修"}, {ID: "s2", Time: "10:20–11:00", Class: "三年级1班", Subject: "数学", Cancelled: true},
			{ID: "s3", Time: "3", Class: "五年级1班", Teacher: "陈思远", Gone: true}}}))...)
	all = append(all, desk("schoolyear-substitutions-none", schoolyear.Substitutions(schoolyear.SubstitutionsView{Frame: timeFrame(), Day: "2026-11-28", Before: "2026-11-27", After: "2026-11-29", Kind: "weekend"})))
	all = append(all, schoolyearFiles(pair)...)
	return append(all, lessonLeaves()...)
}

func schoolyearFiles(pair func(string, templ.Component) []Leaf) (all []Leaf) {
	classes := []console.Option{{Text: "—"}, {Value: "c1", Text: "三年级2班"}}
	all = append(all, pair("schoolyear-import", schoolyear.Import(schoolyear.ImportView{Frame: timeFrame(), From: "2026-11-23", Classes: classes}))...)
	change := schoolyear.Change{Class: "三年级2班", Subject: "数学", Teacher: long, Room: "实验楼", Weekday: 4, Period: 2}
	odd := change
	odd.Weeks, odd.Room, odd.Teacher = 1, "", "陈思远"
	all = append(all, pair("schoolyear-import-checked", schoolyear.Import(schoolyear.ImportView{Frame: timeFrame(), From: "2026-11-23", File: "三年级2班.xlsx", Checked: true, Hash: "9f86d081",
		Lessons: 34, Same: 32, Adds: []schoolyear.Change{change, odd}, Ends: []schoolyear.Change{odd}, Left: 4}))...)
	all = append(all, desk("schoolyear-import-wrong", schoolyear.Import(schoolyear.ImportView{Frame: timeFrame(), From: "2026-11-23", Classes: classes, File: "三年级2班.xlsx", Checked: true, Lessons: 34, More: 12,
		Problems: []schoolyear.Problem{{Row: 4, Column: "C", Value: "赵立新", Text: longer}, {Row: 9, Column: "F", Value: "数学", Text: "三年级2班 数学 (" + long + ") / 三年级1班 数学"}}})))
	return append(all, desk("schoolyear-import-unreadable", schoolyear.Import(schoolyear.ImportView{Frame: timeFrame(), From: "2026-11-23", Classes: classes, Form: schoolyear.Form{Field: "file", Error: longer}})))
}

// lessonLeaves are card pages with the lessons of today.
func lessonLeaves() []Leaf {
	lessons := schoolyear.LessonsView{Key: "p1-student", Day: "2026-11-26", Kind: "school", Planned: true, Lessons: []schoolyear.TodayLesson{
		{From: "08:20", To: "09:00", Subject: "数学", Who: long},
		{From: "09:10", To: "09:50", Subject: "数学", Who: "陈思远", Instead: long, Room: "实验楼", OtherRoom: true, Now: true},
		{From: "10:20", To: "11:00", Subject: "数学", Who: "赵立新", Cancelled: true},
		{From: "11:10", To: "11:50", Subject: "Physical Education", Who: longer},
	}}
	teacher := schoolyear.LessonsView{Key: "p7-teacher", Day: "2026-11-26", Kind: "school", Planned: true, Teacher: true, Lessons: []schoolyear.TodayLesson{
		{From: "08:20", To: "09:00", Subject: "数学", Class: "三年级2班", Who: "陈思远", Now: true},
		{From: "09:10", To: "09:50", Subject: "数学", Class: "三年级1班", Who: "陈思远", Instead: long, Room: "实验楼"},
		{From: "10:20", To: "11:00", Subject: "数学", Class: "三年级3班", Who: "赵立新", Away: true},
	}}
	mother := cardpage.Card{ID: "c2", School: school, Holder: "周文静", Role: "parent", Class: "林知夏的妈妈", State: cardpage.Active, Claimable: true}
	kid := func(v schoolyear.LessonsView) cardpage.Child {
		return cardpage.Child{PersonID: "p1", LiveID: "l1", Name: "林知夏", Class: "三(2)班", Last: &cardpage.Last{At: at(7, 41, 9), Direction: "in", Where: southOne}, Parts: []templ.Component{schoolyear.Lessons(v)}}
	}
	family := cardpage.View{Page: page(), Now: at(9, 20, 0), Cards: []cardpage.Card{mother}, Children: []cardpage.Child{kid(lessons)}}
	night := family
	night.Page = dark()
	free := family
	free.Children = []cardpage.Child{kid(schoolyear.LessonsView{Key: "p1-student", Day: "2026-10-01", Kind: "holiday", Planned: true, Next: "2026-10-08"})}
	own := cardpage.Card{ID: "c7", School: school, Holder: "陈思远", Role: "teacher", State: cardpage.Active, Claimable: true, Parts: []templ.Component{schoolyear.OwnLessons(teacher)}}
	return []Leaf{
		phone("schoolyear-card-child", cardpage.Page(family)),
		phone("schoolyear-card-child-dark", cardpage.Page(night)),
		phone("schoolyear-card-holiday", cardpage.Page(free)),
		phone("schoolyear-card-teacher", cardpage.Page(cardpage.View{Page: page(), Now: at(8, 30, 0), Cards: []cardpage.Card{own}})),
	}
}

func timeFrame() schoolyear.Frame {
	sh := shell()
	sh.Page.Live = ""
	sh.Rail = append(sh.Rail, schoolyear.RailCalendar, schoolyear.RailTimetable)
	console.SortRail(sh.Rail)
	return schoolyear.Frame{Shell: sh, Manages: true}
}

func darkFrame() schoolyear.Frame {
	f := timeFrame()
	f.Shell.Page.Theme = "dark"
	return f
}

// calendarYear is the school year 2026, with 5 December opened.
func calendarYear(f schoolyear.Frame) schoolyear.CalendarView {
	v := schoolyear.CalendarView{Frame: f, Year: 2026, Today: "2026-11-23", Unmarked: true,
		Terms: []schoolyear.TermSpan{
			{Name: "第一学期", First: "2026-09-01", Last: "2027-01-22", Weeks: 21, Days: 99, X: 0, W: 394, TodayX: 227, TodayWeek: 13},
			{Vacation: true, First: "2027-01-23", Last: "2027-02-21", Days: 30, X: 394, W: 82, TodayX: -1},
			{Name: longer, First: "2027-02-22", Last: "2027-07-02", Weeks: 19, Days: 93, X: 476, W: 359, TodayX: -1}},
		Range: schoolyear.RangeForm{First: "2026-12-05", As: "1", Follows: "2026-12-07", Name: "家长会", Was: "2026-12-05"}}
	special := map[string][2]string{"2026-10-10": {"makeup", "补课"}, "2026-12-05": {"makeup", "家长会"}, "2026-12-07": {"holiday", "补课"}, "2026-11-10": {"school", "家长会"}}
	for d := 1; d <= 7; d++ {
		special[fmt.Sprintf("2026-10-%02d", d)] = [2]string{"holiday", "国庆节"}
	}
	for m := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC); m.Year() < 2027 || m.Month() < 9; m = m.AddDate(0, 1, 0) {
		month := schoolyear.Month{Year: m.Year(), Month: int(m.Month())}
		for d := m; d.Month() == m.Month(); d = d.AddDate(0, 0, 1) {
			at := (int(d.Weekday()) + 6) % 7
			if at == 0 || len(month.Weeks) == 0 {
				month.Weeks = append(month.Weeks, schoolyear.Week{})
			}
			day, kind, name := d.Format(time.DateOnly), "school", ""
			switch s, ok := special[day]; {
			case ok:
				kind, name = s[0], s[1]
			case day > "2027-01-22" && day < "2027-02-22" || day > "2027-07-02":
				kind = "vacation"
			case at > 4:
				kind = "weekend"
			}
			week := &month.Weeks[len(month.Weeks)-1]
			if day <= "2027-01-22" {
				week.Number = int(d.Sub(time.Date(2026, 8, 31, 0, 0, 0, 0, time.UTC)).Hours())/168 + 1
			}
			week.Days[at] = schoolyear.Cell{Day: day, N: d.Day(), Kind: kind, Name: name, Event: kind == "school" && name != "", Today: day == v.Today, Open: day == "2026-12-05"}
		}
		v.Months = append(v.Months, month)
	}
	v.Open = &schoolyear.OpenDay{Cell: schoolyear.Cell{Day: "2026-12-05", N: 5, Kind: "makeup", Name: "家长会"}, Week: 14, Term: "第一学期", WorksAs: 1, Follows: "2026-12-07", Marked: true,
		Grades: []schoolyear.Expected{{Grade: "三年级", From: "08:20", To: "16:00", Classes: 4}, {Grade: "六年级", From: "08:00", To: "16:40", Classes: 12}}}
	return v
}

func periodsView() schoolyear.PeriodsView {
	list := []schoolyear.Period{{Number: "1", Name: "1", From: "08:20", To: "09:00"}, {Number: "2", Name: "2", From: "09:10", To: "09:50"}, {Number: "3", Name: "Reading", From: "10:20", To: "11:00"}}
	return schoolyear.PeriodsView{Frame: timeFrame(), Grades: []string{"三年级", "六年级"}, Form: schoolyear.PeriodsForm{From: "2026-09-01", Rows: append(append([]schoolyear.Period{}, list...), schoolyear.Period{}, schoolyear.Period{})},
		Sets: []schoolyear.PeriodSet{{From: "2026-09-01", List: list, Open: true}, {Grade: "六年级", From: "2027-05-01", List: list}}}
}

// timetableWeek is a week of a class with a substitution, odd weeks and a holiday.
func timetableWeek(f schoolyear.Frame, p *schoolyear.Panel) schoolyear.TimetableView {
	v := schoolyear.TimetableView{Frame: f, Whose: schoolyear.OfClass, ID: "c1", Name: "三年级2班", All: true, Term: "第一学期", Week: 13, Odd: true, Monday: "2026-11-23", Previous: "2026-11-16", Next: "2026-11-30", ThisWeek: "2026-11-30",
		Choices: []console.Option{{Value: "c1", Text: "三年级2班"}, {Value: "c2", Text: "东校区体育馆与游泳馆之间的通道 3 号闸"}}, Lessons: 31, Changed: 2, Panel: p}
	for d := 23; d <= 28; d++ {
		c := schoolyear.Column{Day: fmt.Sprintf("2026-11-%d", d), Kind: "school", Today: d == 23}
		switch d {
		case 27:
			c.Kind, c.Name = "holiday", "补课"
		case 28:
			c.Kind, c.Works = "makeup", 5
		}
		v.Days = append(v.Days, c)
	}
	for n, from := range []string{"08:20", "09:10", "10:20", "11:10", "13:30", "14:20"} {
		r := schoolyear.Row{Number: n + 1, Name: fmt.Sprint(n + 1), From: from, To: []string{"09:00", "09:50", "11:00", "11:50", "14:10", "15:00"}[n]}
		if n == 2 || n == 4 {
			r.BreakFrom, r.Break = []string{"", "", "09:50", "", "11:50"}[n], from
		}
		for d := range v.Days {
			l := schoolyear.Lesson{ID: fmt.Sprint("l", n, d), Day: v.Days[d].Day, ClassID: "c1", Period: n + 1, Subject: "数学", Teacher: []string{"陈思远", "赵立新", long, longer}[(n+d)%4]}
			cell := []schoolyear.Lesson{l}
			switch {
			case v.Days[d].Kind == "holiday" || n == 5 && d == 2:
				cell = nil
			case n == 1 && d == 3:
				cell[0].Sub, cell[0].Planned, cell[0].Open = true, long, p != nil
			case n == 2 && d == 1:
				cell[0].Sub, cell[0].Cancelled = true, true
			case n == 4 && d == 3:
				cell[0].Weeks, cell[0].Subject = 1, "Physical Education and Health"
			case n == 3 && d == 1:
				cell[0].Room = "实验楼"
			}
			r.Cells = append(r.Cells, cell)
		}
		v.Rows = append(v.Rows, r)
	}
	return v
}

func lessonPanel() *schoolyear.Panel {
	return &schoolyear.Panel{Day: "2026-11-26", Period: 2, PeriodName: "2", From: "09:10", To: "09:50", ClassID: "c1", Class: "三年级2班", SubID: "s1", Note: "李维修",
		Lesson: &schoolyear.Lesson{ID: "l13", Day: "2026-11-26", ClassID: "c1", Period: 2, Subject: "数学", Teacher: "陈思远", Planned: long, Sub: true, Room: "实验楼", PlannedRoom: "教学楼"},
		Candidates: []schoolyear.Candidate{{ID: "t1", Name: "陈思远", Teaches: []string{"数学"}, Subs: 1}, {ID: "t2", Name: longer, Teaches: []string{"Physical Education", "数学"}},
			{ID: "t3", Name: "赵立新", Teaches: []string{"数学"}, Busy: "三年级1班"}},
		Sub:      schoolyear.SubForm{Teacher: "t1", Note: "李维修"},
		Edit:     schoolyear.LessonForm{Subject: "数学", Teacher: "t4", Weeks: "0", From: "2026-11-26"},
		Teachers: []console.Option{{Text: "—"}, {Value: "t1", Text: "陈思远"}, {Value: "t4", Text: long}}}
}
