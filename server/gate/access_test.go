package gate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
	"yunka/server/web/webtest"
)

// What the office says of a zone is what its gate does with the next scan.
func TestTheOfficeSetsRulesAndTheGateObeys(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '林知夏', number = '20230217' WHERE id = ?", o.Pupil.Person)
		admin := o.As(webtest.AdminOf(o.Mine))
		gate := func(name string, form ...string) string {
			t.Helper()
			admin.Post("/console/gates", nil, append(form, "name", name, "school", o.Mine.School, "hours", "always", "right-student", "allow", "right-teacher", "allow")...).Want(t, 303, "/console/gates?done=saved")
			return o.Text("SELECT id FROM gate WHERE name = ?", name)
		}
		in := gate("实验室门", "direction", "in", "newzone", "实验室", "inside", o.Mine.Zone)
		lab := o.Text("SELECT zone_id FROM gate WHERE id = ?", in)
		zone := "/console/zones/" + lab
		s := o.Mine.Service(t, o.DB)
		reader, _ := o.Mine.Terminal(t, in, false)
		says := func(who terminal.Identity, want reason.Code) {
			t.Helper()
			o.Pass(6 * time.Second) // a presentation of its own
			a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: o.Mine.Key(), Chip: o.Pupil.Chip})
			if a.Reason != want {
				t.Fatalf("%s, want %s", a.Reason, want)
			}
		}
		asks := func(form ...string) webtest.Answer {
			return admin.Post(zone, nil, append([]string{"name", "实验室", "inside", o.Mine.Zone}, form...)...)
		}
		says(reader, reason.OK)
		ask := func() webtest.Answer { return admin.Get("/console/ask?who=20230217&gate=" + in) }
		ask().Has(t, 200, "林知夏 可以过 实验室门", "按角色", "学生")

		// Passback, from the form to the gate; a guard's office resets one person.
		asks("passback", "hard").Want(t, 303, zone+"?done=saved")
		says(reader, reason.OK)
		says(reader, reason.ZonePassbackIn)
		ask().Has(t, 200, "不可以过", "记录显示已经在里面")
		admin.Get("/console/inside?zone="+lab).Has(t, 200, "林知夏", "实验室：点名单")
		admin.Post("/console/people/"+o.Pupil.Person+"/presence", nil).Want(t, 303, "/console/people/"+o.Pupil.Person+"?done=saved")
		says(reader, reason.OK)
		admin.Post("/console/inside/reset", nil, "school", o.Mine.School, "zone", lab).Has(t, 422, "请写原因")
		says(reader, reason.ZonePassbackIn)
		admin.Post("/console/inside/reset", nil, "school", o.Mine.School, "zone", lab, "why", "闭馆").Want(t, 303, "/console/inside?done=saved&zone="+lab)
		admin.Get("/console/inside?zone="+lab).Has(t, 200, "林知夏") // the muster list stays
		says(reader, reason.OK)
		admin.Post("/console/inside/reset", nil, "school", o.Mine.School, "why", "消防演习").Want(t, 303, "/console/inside?done=saved")
		says(reader, reason.OK)
		asks().Want(t, 303, zone+"?done=saved")

		// Rules: the most specific one decides; a removed one is gone at once.
		rules := func(form ...string) webtest.Answer {
			return admin.Post(zone+"/rules", nil, form...)
		}
		rules("who", "person", "person", "林知夏", "effect", "deny", "note", "违规").Want(t, 303, zone+"?done=saved#rules")
		says(reader, reason.PermRule)
		ask().Has(t, 200, "不可以过", "按这条规则", "违规")
		admin.Post("/console/rules/"+o.Text("SELECT id FROM access_rule")+"/remove", nil).Want(t, 303, zone+"?done=saved#rules")
		says(reader, reason.OK)
		day := o.Now.In(scantest.Noon.Location()).Format(time.DateOnly)
		rules("who", "role:student", "effect", "deny", "from", day, "to", day).Want(t, 303, zone+"?done=saved#rules")
		says(reader, reason.PermRule)
		rules("who", "person", "person", "20230217", "effect", "allow").Want(t, 303, zone+"?done=saved#rules")
		says(reader, reason.OK)
		o.Exec("DELETE FROM access_rule")

		// A clearance: only its members, until it ends.
		admin.Post("/console/groups", nil, "school", o.Mine.School, "name", "安全考试").Has(t, 303)
		group := o.Text("SELECT id FROM access_group WHERE school_id = ?", o.Mine.School)
		asks("group", group).Has(t, 409, "谁也进不来了", "会被挡在外面的：学生 2 人、老师 1 人、家长 1 人、保安 1 人、管理员 1 人") // nobody is in it yet
		says(reader, reason.OK)
		asks("group", group, "sure", "1").Want(t, 303, zone+"?done=saved")
		says(reader, reason.PermPrerequisite)
		member := "/console/groups/" + group
		admin.Post(member, nil, "people", "20230217\nX999").Has(t, 422, "X999", "没有加任何人")
		says(reader, reason.PermPrerequisite)
		admin.Post(member, nil, "people", "20230217", "until", "2001-01-01").Has(t, 422, "已经过去")
		admin.Post(member, nil, "people", " 20230217 ", "until", day).Want(t, 303, member+"?done=saved")
		says(reader, reason.OK)
		admin.Get(member).Has(t, 200, "林知夏", day)
		o.Exec("UPDATE access_group_member SET until = ?", o.Now.UnixMilli())
		asks("group", group, "sure", "1").Want(t, 303, zone+"?done=saved")
		asks("group", group, "keeps", "1").Want(t, 303, zone+"?done=saved")
		says(reader, reason.PermPrerequisite)
		asks("sure", "1").Want(t, 303, zone+"?done=saved")

		// The calendar: a holiday shuts the way in; a make-up day goes by its weekday.
		today := o.Now.In(scantest.Noon.Location())
		shut := (int(today.Weekday())+6)%7 + 2 // tomorrow's weekday
		if shut == 8 {
			shut = 1
		}
		week := []string{"name", "实验室门", "direction", "in", "zone", lab, "hours", "week", "right-student", "allow"}
		for day := 1; day <= 7; day++ {
			if day != shut {
				week = append(week, fmt.Sprint("day", day), "00:00-24:00")
			}
		}
		admin.Post("/console/gates/"+in, nil, week...).Want(t, 303, "/console/gates?done=saved")
		says(reader, reason.OK)
		holiday := today.Format(time.DateOnly)
		saved := "/console/calendar?done=days-saved&day=" + holiday + "#day"
		days := func(as string, more ...string) webtest.Answer {
			return admin.Post("/console/calendar", nil, append([]string{"school", o.Mine.School, "first", holiday, "as", as, "name", "校庆"}, more...)...)
		}
		days("8").Want(t, 303, saved)
		says(reader, reason.PermHoliday)
		admin.Get("/console/calendar").Has(t, 200, "校庆", "放假")
		days(fmt.Sprint(shut)).Has(t, 409, "不能又放假又补课", "校庆") // nobody has said that the holiday goes
		says(reader, reason.PermHoliday)
		days(fmt.Sprint(shut), "was", holiday).Want(t, 303, saved)
		says(reader, reason.PermOutsideSchedule)
		days("0").Want(t, 303, saved)
		says(reader, reason.OK)

		// The end of the last rule that lets anybody in asks, too, and says whom.
		door := func(right ...string) webtest.Answer {
			return admin.Post("/console/gates/"+in, nil, append([]string{"name", "实验室门", "direction", "in", "zone", lab, "hours", "always"}, right...)...)
		}
		rules("who", "role:student", "effect", "allow").Want(t, 303, zone+"?done=saved#rules")
		door().Want(t, 303, "/console/gates?done=saved")
		says(reader, reason.OK)
		remove := "/console/rules/" + o.Text("SELECT id FROM access_rule") + "/remove"
		admin.Post(remove, nil).Has(t, 409, "谁也进不来了", "学生 2 人", `id="remove-sure"`)
		says(reader, reason.OK)
		admin.Post(remove, nil, "sure", "1").Want(t, 303, zone+"?done=saved#rules")
		says(reader, reason.PermNoRight)
		door("right-student", "allow").Want(t, 303, "/console/gates?done=saved")
		door().Has(t, 409, "谁也进不来了", "学生 2 人")

		// Bad input is answered at its field and changes nothing.
		before := o.Books()
		for name, bad := range map[string]webtest.Answer{
			"请从列表里选":     asks("passback", "maybe"),
			"1 到 60 分钟":  asks("minutes", "61"),
			"0 到 100000": asks("limit", "-1"),
			"不能是 1":      asks("limit", "1", "two", "1"),
			"如 23:30":    asks("reset", "25:00"),
			"找不到这个人":     rules("who", "person", "person", "没有这个人", "effect", "allow"),
			"日期不对":       rules("who", "everyone", "effect", "allow", "from", "2026-02-30"),
			"时间看不懂":      rules("who", "everyone", "effect", "allow", "day8", "8点到9点半吧"),
			"最多 100 个字":  rules("who", "everyone", "effect", "allow", "note", strings.Repeat("长", 101)),
			"最多 100 天":   admin.Post("/console/calendar", nil, "school", o.Mine.School, "first", "2026-01-01", "last", "2027-01-01", "as", "8"),
		} {
			bad.Has(t, 422, name)
		}
		rules("who", "class:"+o.Other.School, "effect", "allow").Has(t, 422)
		rules("who", "everyone", "effect", "deny").Has(t, 409, "谁也进不来了")
		if after := o.Books(); after != before {
			t.Errorf("what was refused changed something\n%s\n%s", before, after)
		}
	})
}
