package book

import (
	"fmt"
	"time"

	"github.com/a-h/templ"

	"yunka/views/attendance"
)

// classLeaves are a teacher's classes: who is here.
func classLeaves() []Leaf {
	one := func(c attendance.ClassNow) templ.Component {
		p := page()
		p.AsOf, p.Live = at(7, 52, 6), "/live?topics=classcalls%3Ak2&since=41"
		return attendance.Class(attendance.ClassView{Page: p, Class: c})
	}
	now := classNow()
	all := now
	all.Missing, all.Waiting, all.Silent = nil, nil, nil
	before := now
	before.Before, before.Late, before.Silent, before.Waiting = true, nil, nil, nil
	crowd := now
	crowd.Here = nil
	for i := range 40 {
		crowd.Here = append(crowd.Here, attendance.Pupil{ID: fmt.Sprint("c", i), Name: []string{"白若溪", "阿卜杜热合曼·麦麦提艾力", "Alexandra Montgomery-Whitfield", "丁沐辰"}[i%4], Came: at(7, 40, i)})
	}
	for i := range 10 {
		crowd.Missing = append(crowd.Missing, attendance.Pupil{ID: fmt.Sprint("m", i), Name: long, Absent: i%2 == 0})
	}
	lines := []attendance.ClassLine{
		{ID: "k1", Name: "三年级1班", Session: "晨读", OnTime: 44},
		{ID: "k2", Name: "三年级2班", Session: "晨读", Missing: 2, Late: 2, Leave: 2, Waiting: 3, OnTime: 36},
		{ID: "k3", Name: "三年级3班", Session: "晨读", Waiting: 3, OnTime: 40, Late: 1},
		{ID: "k4", Name: long, Without: attendance.NoSessions},
	}
	p := page()
	p.AsOf = at(7, 52, 6)
	night := dark()
	night.Live = "/live?topics=class%3Ak2&since=41"
	return []Leaf{
		phone("class-dark", attendance.Class(attendance.ClassView{Page: night, Class: now, Many: true})),
		phone("class", one(now)),
		desk("class-desk", one(now)),
		phone("class-all", one(all)),
		phone("class-before", one(before)),
		phone("class-crowd", one(crowd)),
		phone("class-holiday", one(attendance.ClassNow{ID: "k2", Name: "三年级2班", Without: attendance.NoSchool, Holiday: "校运会", Next: at(0, 0, 0).Add(48 * time.Hour)})),
		phone("class-no-sessions", one(attendance.ClassNow{ID: "k2", Name: "三年级2班", Without: attendance.NoSessions})),
		phone("class-no-pupils", one(attendance.ClassNow{ID: "k2", Name: "三年级2班", Without: attendance.NoPupils})),
		phone("class-list", attendance.MyClasses(attendance.ClassLists{Page: p, Lines: lines})),
		phone("class-list-not-yours", attendance.MyClasses(attendance.ClassLists{Page: p, Lines: lines[:1], NotOurs: true})),
		phone("class-list-none", attendance.MyClasses(attendance.ClassLists{Page: p, Teacher: true})),
		desk("class-table", attendance.Table(attendance.ClassTable{Shell: shell(), Lines: lines, Walls: []attendance.WallLink{{Name: "三年级", Path: "/class/k1/wall/grade"}}})),
		phone("class-table-phone", attendance.Table(attendance.ClassTable{Shell: shell(), Lines: lines, Walls: []attendance.WallLink{{Name: "三年级", Path: "/class/k1/wall/grade"}}})),
	}
}

// classNow is a class of 45 some minutes after the first session began.
func classNow() attendance.ClassNow {
	mother := &attendance.Call{Relation: "妈妈", Phone: "13812341706"}
	c := attendance.ClassNow{
		ID: "k2", Name: "三年级2班", Day: "2026-11-24", SessionID: "s1", Session: "晨读", Starts: "07:45", OnTime: "07:50", Ends: "11:40",
		Missing: []attendance.Pupil{
			{ID: "a1", Name: "潘奕辰", Usual: "07:34", Gate: "南门", Call: mother},
			{ID: "a2", Name: "石浩然", Usual: "07:43", Gate: "南门", Call: mother, Mark: &attendance.Mark{What: "coming", By: "方老师", At: at(7, 51, 0)}},
		},
		Late: []attendance.Pupil{
			{ID: "b1", Name: "秦朗", Came: at(7, 50, 21), Where: "南门 2 号闸", Seconds: 321},
			{ID: "b2", Name: "段小满", Came: at(9, 51, 40), Where: "南门 1 号闸", Seconds: 7600, Absent: true},
		},
		Leave: []attendance.Pupil{{ID: "d1", Name: "罗书瑶", Excuse: "sick"}, {ID: "d2", Name: "夏语桐", Official: true}},
		Waiting: []attendance.Pupil{
			{ID: "e1", Name: "江一帆", Gate: "东门 1 号闸"}, {ID: "e2", Name: "田佳宁", Gate: "东门 1 号闸"},
			{ID: "e3", Name: "万子涵", Mark: &attendance.Mark{What: "sick", By: "方老师", At: at(7, 50, 0)}},
		},
		Silent: []attendance.SilentGate{{Name: "东门 1 号闸", Since: at(7, 31, 0)}},
	}
	for i, name := range []string{"阿卜杜热合曼·麦麦提艾力", "白若溪", "曹雨桐", "程以宁", "邓佳禾", "丁沐辰", "冯子轩", "傅知远", "龚雨薇", "顾亦凡", "韩一诺", "欧阳梓萱"} {
		c.Here = append(c.Here, attendance.Pupil{ID: fmt.Sprint("h", i), Name: name, Came: at(7, 30+i, 0), Where: "南门"})
	}
	c.Here[3].Mark, c.Here[3].Came = &attendance.Mark{What: "here", By: "方老师", At: at(7, 51, 30)}, time.Time{}
	return c
}
