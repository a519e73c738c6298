package book

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"yunka/views/console"
	gateview "yunka/views/gate"
	"yunka/views/msg"
)

// accessLeaves are zones, rules, the calendar, groups and who is inside.
func accessLeaves() []Leaf {
	quiet := shell()
	quiet.Rail, quiet.Schools = rail(0, 0, 0, false), nil
	groups := []console.Option{{Value: "gr1", Text: "实验室安全考试通过"}, {Value: "gr2", Text: "游泳馆深水区合格证（含校外考级）"}}
	who := []gateview.WhoGroup{
		{Kind: "everyone", List: []console.Option{{Value: "everyone", Text: "所有人"}}},
		{Kind: "person", List: []console.Option{{Value: "person", Text: "一个人"}}},
		{Kind: "role", List: []console.Option{{Value: "student", Text: "学生"}, {Value: "teacher", Text: "教师"}}},
		{Kind: "grade", List: []console.Option{{Value: "七年级", Text: "七年级"}}},
		{Kind: "class", List: []console.Option{{Value: "c1", Text: "三年级2班"}}},
		{Kind: "group", List: groups},
	}
	lab := gateview.ZoneForm{ID: "z3", Name: "化学实验室", Inside: "z1", Passback: "hard", Minutes: "10", Limit: "24", LimitMode: "hard", Sequence: "soft", Group: "gr1", Forget: "18", Reset: "23:30", TwoPerson: true}
	rules := []gateview.Rule{
		{ID: "r1", Kind: "person", Name: long, Effect: "deny", From: "2026-11-20", To: "2026-12-01", Note: "实验室违规，暂停两周"},
		{ID: "r2", Kind: "class", Name: "三年级2班", Effect: "allow", Hours: []gateview.Hours{{Weekday: 2, From: "14:00", To: "16:00"}, {Weekday: 4, From: "14:00", To: "16:00"}}},
		{ID: "r3", Kind: "everyone", Effect: "confirm", From: "2026-12-24"},
	}
	occupied := []gateview.Inside{{ID: "z1", Name: "校区", Count: 1183, Unknown: 12}, {ID: "z2", Name: "图书馆", Count: 87, Limit: 120}, {ID: "z3", Name: "化学实验室", Count: 24, Limit: 24}}
	var list []gateview.Present
	for i := range 40 {
		list = append(list, gateview.Present{ID: fmt.Sprint("p", i), Name: []string{"林知夏", long, "陈一诺", "Alexandra Konstantinopoulos-Wetherby"}[i%4], Role: "student", Class: fmt.Sprintf("三年级%d班", 1+i/10), Since: at(7, 30+i%25, 0), Before: i%9 == 0})
	}
	ask := gateview.AskView{Shell: shell(), Who: "林知夏", Gate: "g1", Gates: []console.Option{{Value: "g1", Text: southOne}, {Value: "g3", Text: "实验室门"}}}
	answered := func(a gateview.Asked) gateview.AskView {
		v := ask
		v.Answer = &a
		return v
	}
	return []Leaf{
		desk("console-zone", gateview.ZonePage(gateview.ZoneView{Shell: shell(), Zones: zones(), Groups: groups, Form: lab, Rules: rules, Who: who, Rule: gateview.RuleForm{Effect: "allow"}})),
		desk("console-zone-wrong", in(func(ctx context.Context) templ.Component {
			f := lab
			f.Limit, f.Error, f.Field = "300000", gateview.ZoneLimitWrong(ctx), "limit"
			return gateview.ZonePage(gateview.ZoneView{Shell: shell(), Zones: zones(), Groups: groups, Form: f, Who: who, Rule: gateview.RuleForm{Who: "person", Person: "林", Effect: "deny", Days: [8]string{"6:30"}, BadDay: 1, Error: gateview.RuleWhoWrong(ctx), Field: "person"}})
		})),
		desk("console-zone-lockout", in(func(ctx context.Context) templ.Component {
			whom := &gateview.LockOut{People: []string{gateview.LocksOutPeople(ctx, "student", 1204), gateview.LocksOutPeople(ctx, "teacher", 86), gateview.LocksOutPeople(ctx, "admin", 2)}}
			return gateview.ZonePage(gateview.ZoneView{Shell: shell(), Zones: zones(), Form: lab, Rules: rules, Who: who, Rule: gateview.RuleForm{Who: "everyone", Effect: "deny", LockOut: whom}})
		})),
		desk("console-zone-unlock", in(func(ctx context.Context) templ.Component {
			whom := &gateview.LockOut{People: []string{gateview.LocksOutPeople(ctx, "student", 1204)}, Remove: rules[0].ID}
			return gateview.ZonePage(gateview.ZoneView{Shell: shell(), Zones: zones(), Form: lab, Rules: rules, Who: who, Rule: gateview.RuleForm{Effect: "allow", LockOut: whom}})
		})),
		desk("console-inside", gateview.InsidePage(gateview.InsideView{Shell: shell(), Zones: occupied, Chosen: occupied[2], List: list, AsOf: at(10, 12, 5)})),
		desk("console-inside-empty", gateview.InsidePage(gateview.InsideView{Shell: quiet, AsOf: at(10, 12, 5)})),
		desk("console-groups", gateview.GroupsPage(gateview.GroupsView{Shell: shell(), Groups: []gateview.Group{{ID: "gr1", Name: "实验室安全考试通过", Members: 213, Zones: 1}, {ID: "gr2", Name: "游泳馆深水区合格证（含校外考级）"}}})),
		desk("console-groups-empty", gateview.GroupsPage(gateview.GroupsView{Shell: quiet})),
		desk("console-group", gateview.GroupPage(gateview.GroupView{Shell: shell(), Group: gateview.Group{ID: "gr1", Name: "实验室安全考试通过", Members: 2, Zones: 1}, People: []gateview.GroupMember{
			{ID: "p1", Name: long, Number: "20230217", Class: "三年级2班", Until: "2027-07-01"}, {ID: "p2", Name: "陈一诺", Number: "20230218", Class: "三年级2班", Until: "2026-11-01", Over: true}, {ID: "p3", Name: "王老师", Number: "T003"}}})),
		desk("console-ask", gateview.AskPage(ask)),
		desk("console-ask-yes", gateview.AskPage(answered(gateview.Asked{PersonID: "p1", Name: "林知夏", Gate: southOne, Decision: "ALLOW", Role: "student", Open: true}))),
		desk("console-ask-no", in(func(ctx context.Context) templ.Component {
			return gateview.AskPage(answered(gateview.Asked{PersonID: "p1", Name: long, Gate: "实验室门", Decision: "DENY", Reason: msg.Reason(ctx, "PERM_RULE"), Rule: &rules[0], Open: true, Kept: true, State: "out", Since: at(9, 41, 0), Count: 24, Limit: 24}))
		})),
		desk("console-ask-several", gateview.AskPage(gateview.AskView{Shell: shell(), Who: "张伟", Gates: ask.Gates, Several: []gateview.Found{{ID: "p4", Name: "张伟", Class: "一年级1班", Number: "20250101"}, {ID: "p5", Name: "张伟", Class: "五年级3班", Number: "20210305"}}})),
	}
}
