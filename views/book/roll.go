package book

import (
	"fmt"

	"github.com/a-h/templ"

	"yunka/views/attendance"
	"yunka/views/attendance/roll"
	"yunka/views/layout"
)

// rollLeaves are the roll calls of lessons.
func rollLeaves() []Leaf {
	draw := func(p layout.Page, change func(*roll.View)) templ.Component {
		v := roll.View{Page: p, Back: "/class/k2", Class: "三年级2班", Day: "2026-11-24", Key: "k",
			Line: roll.Line{ClassID: "k2", Period: 1, PeriodName: "第 1 节", Subject: "语文", From: "08:00", To: "08:40", Room: "302"}, Pupils: rollPupils()}
		change(&v)
		return roll.Page(v)
	}
	called := func(v *roll.View) {
		v.After = 2
		v.Saves = []roll.Save{{At: at(8, 20, 0), By: "方老师", Changes: []roll.Change{{Name: "唐思齐", Was: "here", Is: "absent"}}}, {At: at(8, 3, 0), By: "方老师", First: true}}
		for i := range v.Pupils {
			switch p := &v.Pupils[i]; {
			case p.Name == "唐思齐":
				p.State = "absent"
			case p.Name == "秦朗":
				p.State = "late"
			case p.State == "" && i%2 == 0:
				p.State = "absent"
			}
			v.Pupils[i].Base = v.Pupils[i].State
		}
		v.Page.Notice = "点名已交。"
	}
	lessons := []roll.Line{
		{ClassID: "k2", Class: "三年级2班", Period: 1, PeriodName: "第 1 节", Subject: "语文", From: "08:00", To: "08:40", Room: "302", Over: true, Called: &roll.Tally{Here: 42, Absent: 1}},
		{ClassID: "k3", Class: "三年级3班", Period: 2, PeriodName: "第 2 节", Subject: "语文", From: "08:50", To: "09:30", Instead: "吴老师", Now: true},
		{ClassID: "k3", Class: long, Period: 3, PeriodName: "第 3 节", Subject: long, From: "09:50", To: "10:30", Room: long, Opens: "09:40"},
		{ClassID: "k4", Class: "三年级4班", Period: 4, PeriodName: "第 4 节", Subject: "语文", From: "10:40", To: "11:20", Who: "李老师", Away: true},
		{ClassID: "k4", Class: "三年级4班", Period: 5, PeriodName: "第 5 节", Subject: "语文", From: "13:30", To: "14:10", Cancelled: true},
	}
	p := page()
	p.AsOf = at(8, 52, 6)
	now := classNow()
	for _, l := range lessons {
		l.Class, l.Who = "", "方老师"
		now.Lessons = append(now.Lessons, l)
	}
	lost := now
	lost.Lost = []attendance.Pupil{
		{ID: "x1", Name: "唐思齐", Came: at(7, 33, 0), Where: "南门", Call: &attendance.Call{Relation: "妈妈", Phone: "13812341706"},
			Class: &attendance.InClass{Subject: "语文", From: "08:00", By: "吴老师", At: at(8, 3, 0)}},
		{ID: "x2", Name: long, Mark: &attendance.Mark{What: "sick", By: "方老师", At: at(8, 10, 0)}, Class: &attendance.InClass{Subject: "语文", From: "08:00", By: "吴老师", At: at(8, 3, 0)}},
	}
	lost.Unseen = []attendance.Pupil{
		{ID: "x3", Name: "林知夏", Class: &attendance.InClass{Subject: "语文", From: "08:00", By: "吴老师", At: at(8, 3, 0)}},
		{ID: "x4", Name: "秦朗", Class: &attendance.InClass{Subject: "语文", From: "08:00", By: "吴老师", At: at(8, 3, 0), Left: at(7, 50, 0)}},
	}
	lines := []attendance.ClassLine{lost.Line(), {ID: "k3", Name: "三年级3班", OnTime: 44}}
	return []Leaf{
		phone("roll-mismatch", attendance.Class(attendance.ClassView{Page: p, Class: lost})),
		desk("roll-mismatch-desk", attendance.Class(attendance.ClassView{Page: p, Class: lost})),
		phone("roll-mismatch-list", attendance.MyClasses(attendance.ClassLists{Page: p, Lines: lines})),
		desk("roll-mismatch-table", attendance.Table(attendance.ClassTable{Shell: shell(), Lines: lines})),
		phone("roll", draw(page(), func(v *roll.View) { v.Line.Instead = "吴老师" })),
		phone("roll-dark", draw(dark(), called)),
		phone("roll-called", draw(page(), called)),
		desk("roll-desk", draw(page(), called)),
		phone("roll-tapped", draw(page(), func(v *roll.View) {
			v.Tapped = true
			v.Pupils[3].State, v.Pupils[4].State = "late", "absent"
		})),
		phone("roll-look", draw(page(), func(v *roll.View) { called(v); v.Shut, v.Page.Notice = roll.NotMine, "" })),
		phone("roll-not-called", draw(page(), func(v *roll.View) { v.Shut = roll.NotMine })),
		phone("roll-early", draw(page(), func(v *roll.View) { v.Shut, v.Line.Opens = roll.TooEarly, "07:50" })),
		phone("roll-cancelled", draw(page(), func(v *roll.View) { v.Shut = roll.Cancelled })),
		phone("roll-no-pupils", draw(page(), func(v *roll.View) { v.Pupils = nil })),
		phone("roll-no-gate", draw(page(), func(v *roll.View) {
			for i := range v.Pupils {
				v.Pupils[i].Base, v.Pupils[i].State, v.Pupils[i].Silent = "", "", "东门 1 号闸"
			}
			v.Pupils[1].Name = long
		})),
		phone("roll-lessons", attendance.MyClasses(attendance.ClassLists{Page: p, Lessons: lessons, Teacher: true})),
		phone("roll-class", attendance.Class(attendance.ClassView{Page: p, Class: now})),
	}
}

func rollPupils() (list []roll.Pupil) {
	for i, name := range []string{"阿卜杜热合曼·麦麦提艾力", "白若溪", "曹雨桐", "程以宁", "邓佳禾", "丁沐辰", "段小满", "冯子轩", "傅知远", "龚雨薇", "顾亦凡", "韩一诺", "欧阳梓萱", "唐思齐",
		"Alexandra Montgomery-Whitfield", "秦朗", "林知夏"} {
		list = append(list, roll.Pupil{ID: fmt.Sprint("h", i), Name: name, Base: "here", State: "here", Came: at(7, 30+i, 0), Where: "南门"})
	}
	return append(list,
		roll.Pupil{ID: "a1", Name: "潘奕辰"},
		roll.Pupil{ID: "a2", Name: "万子涵", Silent: "东门 1 号闸"},
		roll.Pupil{ID: "a3", Name: "石浩然", Came: at(7, 31, 0), Where: "南门", Left: at(7, 58, 0)},
		roll.Pupil{ID: "a4", Name: "江一帆", Known: true},
		roll.Pupil{ID: "d1", Name: "罗书瑶", Base: "leave", State: "leave", Excuse: "sick"},
		roll.Pupil{ID: "d2", Name: "夏语桐", Base: "leave", State: "leave", Official: true})
}
