package book

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"yunka/views/console"
	gateview "yunka/views/gate"
	"yunka/views/msg"
	peopleview "yunka/views/people"
	recordsview "yunka/views/records"
	terminalsview "yunka/views/terminals"
)

// postLeaves are a teacher's page with posts, and with the forms that give them.
func postLeaves() []Leaf {
	pair := func(name string, c templ.Component) []Leaf {
		return []Leaf{desk(name, c), phone(name+"-phone", c)}
	}
	var all []Leaf
	all = append(all, pair("console-posts", peopleview.Person(teacher(posts())))...)
	all = append(all, desk("console-posts-none", peopleview.Person(teacher(peopleview.Posts{MayGive: true, Kinds: posts().Kinds, Classes: posts().Classes, Grades: posts().Grades}))))
	all = append(all, desk("console-posts-read", peopleview.Person(teacher(peopleview.Posts{List: posts().List}))))
	all = append(all, pair("console-posts-wrong", in(func(ctx context.Context) templ.Component {
		p := posts()
		p.Form = peopleview.PostForm{Kind: "class_teacher", Class: "c1", From: "2026-11-23", Field: "class", Error: msg.ClassHasTeacher(ctx, long)}
		return peopleview.Person(teacher(p))
	}))...)
	all = append(all, desk("console-posts-stand-in", in(func(ctx context.Context) templ.Component {
		p := posts()
		p.Form = peopleview.PostForm{StandIn: true, For: "t9", From: "2026-11-23", To: "2027-09-01", Field: "to", Error: msg.PostStandInDates(ctx)}
		return peopleview.Person(teacher(p))
	})))
	head := func(v recordsview.TeachersView) recordsview.TeachersView {
		v.Shell, v.File = shell(), "教师名单.csv"
		return v
	}
	changes := []recordsview.TeacherChange{
		{Line: 2, Name: "陈思远", What: "given", Kind: "class_teacher", Of: "三年级2班"},
		{Line: 2, Name: long, What: "ended", Kind: "class_teacher", Of: "三年级2班"},
		{Line: 2, Name: "陈思远", What: "given", Kind: "subject_teacher", Of: "三年级3班", Subject: "数学"},
		{Line: 4, Name: "赵立新", What: "added"},
		{Line: 4, Name: "赵立新", What: "chip"},
		{Line: 5, Name: long, What: "phone"},
	}
	all = append(all, pair("console-teachers", recordsview.Teachers(head(recordsview.TeachersView{Rows: 4, Changes: changes, Check: &recordsview.Check{Hash: "9f86d081"},
		Problems: []recordsview.Problem{{Line: 4, Column: "工号", Text: "工号没有人", Warning: true}}, Ignored: []string{"职称"}})))...)
	all = append(all, pair("console-teachers-wrong", recordsview.Teachers(head(recordsview.TeachersView{Rows: 6, Changes: changes[:1], Problems: []recordsview.Problem{
		{Line: 3, Column: "任教班级", Value: "九年级1班", Text: "没有这个班"},
		{Line: 5, Column: "班主任", Text: "一个班写了两个班主任"},
		{Line: 6, Column: "卡号", Value: "AB12", Text: "不是卡号"},
	}})))...)
	all = append(all, desk("console-teachers-same", recordsview.Teachers(head(recordsview.TeachersView{Rows: 4, Check: &recordsview.Check{Hash: "9f86d081"}}))))
	all = append(all, pair("console-teachers-new", recordsview.Teachers(recordsview.TeachersView{Shell: shell()}))...)
	all = append(all, desk("console-teachers-unreadable", in(func(ctx context.Context) templ.Component {
		return recordsview.Teachers(recordsview.TeachersView{Shell: shell(), Error: msg.PostKindWrong(ctx)})
	})))
	// Who holds a post sees the entries of the rail that it opens.
	guard := gateview.GatesView{Shell: shell()}
	guard.Shell.Partial, guard.Shell.Rail = true, []console.RailItem{gateview.RailGates, gateview.RailInside, gateview.RailAsk, terminalsview.RailTerminals}
	return append(all, pair("console-rail-of-a-post", gateview.Gates(guard))...)
}

func teacher(p peopleview.Posts) peopleview.PersonView {
	return peopleview.PersonView{MaxDays: 365, MaxTimes: 20,
		Shell: shell(), ID: "p7", Name: "陈思远", Number: "T0142", Phone: "139****1111", MayChange: true, Posts: &p,
		Memberships: []peopleview.Membership{{ID: "m7", Open: true, Role: "teacher", From: at(0, 0, 0).AddDate(-3, 0, 0), CardID: "c7", CardState: "active"}},
	}
}

func posts() peopleview.Posts {
	day := func(month time.Month, d int) time.Time {
		return time.Date(2026, month, d, 0, 0, 0, 0, at(0, 0, 0).Location())
	}
	return peopleview.Posts{
		MayGive: true,
		Kinds:   []string{"class_teacher", "subject_teacher", "grade_head", "registrar", "gate_manager", "auditor", "finance", "librarian"},
		Classes: []console.Option{{Value: "c1", Text: "三年级2班"}, {Value: "c2", Text: "三年级3班"}},
		Grades:  []string{"三年级", "六年级"},
		Holders: []peopleview.Post{
			{ID: "t9", Kind: "class_teacher", Of: "三年级3班", Name: long},
			{ID: "t10", Kind: "grade_head", Of: "六年级", Name: "赵立新"},
		},
		List: []peopleview.Post{
			{ID: "t1", Kind: "class_teacher", Of: "三年级2班", From: day(9, 1), State: "inforce"},
			{ID: "t2", Kind: "subject_teacher", Of: "三年级3班", Subject: "数学", From: day(9, 1), Until: day(12, 31), State: "inforce"},
			{ID: "t3", Kind: "class_teacher", Of: "三年级3班", StandsFor: long, StandsForID: "p9", From: day(12, 1), Until: day(12, 14), State: "planned"},
			{ID: "t4", Kind: "auditor", From: day(3, 1), State: "unfounded"},
			{ID: "t5", Kind: "grade_head", Of: "六年级", From: day(3, 1), Until: day(8, 31), State: "over"},
		},
	}
}
