package dorm_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/post"
	"yunka/server/web/webtest"
)

// hall is a building with twelve beds, its door, a warden, and the pupil's page.
type hall struct {
	*testing.T
	webtest.Office
	building      string
	office        webtest.Browser
	warden, pupil webtest.Browser
	parent        webtest.Browser
	door          webtest.Desk
}

func each(t *testing.T, story func(h *hall)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		h := &hall{T: t, Office: o}
		o.Exec("UPDATE person SET name = '林知夏', folded = '林知夏', number = 'S1', phone = '13800000001' WHERE id = ?", o.Pupil.Person)
		o.Exec("UPDATE person SET name = '周可', folded = '周可', number = 'S2' WHERE id = ?", o.Foreign.Person)
		h.office = o.As(webtest.AdminOf(o.Mine))
		h.office.Get("/console/dorm").Has(t, 200, "还没有宿舍楼")
		h.office.Post("/console/dorm", nil, "name", " ").Has(t, 422, "请写楼名")
		a := h.office.Post("/console/dorm", nil, "name", "1 号楼")
		a.Has(t, 303)
		h.building = strings.TrimSuffix(strings.TrimPrefix(a.Header.Get("Location"), "/console/dorm/houses/"), "?done=dorm-building")
		h.office.Post("/console/dorm", nil, "name", "1 号楼").Has(t, 409, "已有同名")
		h.office.Get(h.at("")).Has(t, 200, "还没有房间")
		h.office.Post(h.at("/rooms"), nil, "first", "x", "rooms", "2", "beds", "6", "floor", "1").Has(t, 422, "房号")
		h.office.Post(h.at("/rooms"), nil, "first", "101", "rooms", "2", "beds", "6", "floor", "1").Has(t, 303)
		h.office.Post(h.at("/settings"), nil, "curfew", "12:00").Has(t, 422, "18:00")
		h.office.Post(h.at("/settings"), nil, "curfew", "22:00", "tells", "1").Has(t, 303)
		keeper := o.Mine.Holder(t, allow.Teacher)
		o.Exec("UPDATE person SET name = '方秀兰', folded = '方秀兰', phone = '13900000009' WHERE id = ?", keeper.Person)
		gate := ""
		o.Mine.Tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
			if _, err = post.Add(ctx, tx, post.Post{SchoolID: o.Mine.School, PersonID: keeper.Person, Kind: allow.Warden, OfWhat: allow.OfBuilding, OfID: h.building}); err != nil {
				return err
			}
			gate, err = access.AddGate(ctx, tx, o.Mine.School, h.building, "1 号楼大门", rule.In)
			return err
		})
		h.door = o.Tablet(o.Mine, gate, false)
		h.warden, h.pupil, h.parent = o.As(keeper.Person), o.As(o.Pupil.Person), o.As(o.Parent.Person)
		story(h)
	})
}

func (h *hall) at(rest string) string { return "/console/dorm/houses/" + h.building + rest }

var bedLink = regexp.MustCompile(`href="/console/dorm/beds/([^"?]+)`)

// bed is the nth bed of the plan, from 0.
func (h *hall) bed(n int) string {
	h.Helper()
	found := bedLink.FindAllStringSubmatch(h.office.Get(h.at("")).Body, -1)
	if len(found) <= n {
		h.Fatalf("%d beds on the plan", len(found))
	}
	return found[n][1]
}

func (h *hall) give(bed, who string) { // by hand
	h.Helper()
	h.office.Post("/console/dorm/beds/"+bed+"/give", nil, "who", who, "overlap", "1").Has(h.T, 303)
}

// A bed is given by hand, seen on the plan, moved, ended; what is wrong is said beside the form.
func TestThePlan(t *testing.T) {
	each(t, func(h *hall) {
		plan := h.office.Get(h.at(""))
		plan.Has(t, 200, "走廊", "12 床，住 0 人，空 12 床", "101", "102")
		h.EveryFormHasItsRoute(plan)
		bed, other := h.bed(0), h.bed(1)
		page := h.office.Get("/console/dorm/beds/" + bed)
		page.Has(t, 200, "101 室 1 床", "还没有人住过")
		h.EveryFormHasItsRoute(page)
		give := "/console/dorm/beds/" + bed + "/give"
		h.office.Post(give, nil, "who", "没有这人").Has(t, 422, "学校里没有这个人")
		h.office.Post(give, nil, "who", "S1", "at", "2020-01-01T10:00").Has(t, 422, "不能搬在过去", "S1")
		h.office.Post(give, nil, "who", "S1", "at", "tomorrow").Has(t, 422, "时间没写对")
		h.give(bed, "S1")
		h.office.Get(h.at("")).Has(t, 200, "林知夏", "住 1 人，空 11 床")
		h.office.Post(give, nil, "who", "S2").Has(t, 409, "刚刚分给了别人")
		h.office.Get(h.at("?person="+h.Pupil.Person)).Has(t, 200, "现在住 1 号楼 101-1")
		h.office.Get("/console/dorm/beds/"+other+"?person="+h.Pupil.Person).Has(t, 200, "确认搬动", "1 号楼 101-1 → 101 室 2 床")
		h.Pass(time.Minute)
		h.office.Post("/console/dorm/beds/"+other+"/give", nil, "person", h.Pupil.Person, "overlap", "1").Has(t, 303)
		h.office.Get("/console/dorm/beds/"+bed).Has(t, 200, "林知夏", "门开到")
		h.office.Get(h.at("/free")).Has(t, 200, "101-1", "102-6")
		h.office.Post("/console/dorm/beds/"+bed, nil, "state", "kept").Has(t, 303)
		h.office.Post("/console/dorm/beds/"+bed, nil, "state", "gone").Has(t, 422)
		h.office.Post(give, nil, "who", "S2").Has(t, 409, "预留或停用")
		stay := h.Text("SELECT id FROM dorm_stay WHERE until_at IS NULL")
		h.office.Post("/console/dorm/stays/"+stay+"/end", nil).Has(t, 303)
		h.office.Get(h.at("")).Has(t, 200, "住 0 人")
		csv := h.office.Get("/console/dorm/beds.csv")
		csv.Has(t, 200, "1 号楼", "预留")
		for _, who := range []webtest.Browser{h.warden, h.pupil, h.parent} {
			who.Get(h.at("")).Has(t, 403)
			who.Post("/console/dorm/beds/"+bed+"/give", nil, "who", "S1").Has(t, 403)
		}
		h.Verified()
	})
}

// A file is looked at first, then taken in; each bad row says why.
func TestTheFile(t *testing.T) {
	each(t, func(h *hall) {
		file := []byte("学号,楼,房间,床位\nS1,1 号楼,101,1\nS2,1 号楼,305,1\nS2,1 号楼,101,2\nS9,1 号楼,101,3\n")
		h.office.File("/console/dorm/import", "file", "a.csv", file, "look", "1").Has(t, 200, "预览，还没有改动", "没有这个学号 S9", "一个人写了两张床 S2", "林知夏")
		if n := h.Text("SELECT count(*) FROM dorm_stay"); n != "0" {
			t.Errorf("a preview made %s stays", n)
		}
		h.office.File("/console/dorm/import", "file", "a.csv", file, "look", "0").Has(t, 200, "已按名单分床", "新分 1 人")
		h.office.File("/console/dorm/import", "file", "a.csv", []byte("\x00\x01"), "look", "1").Has(t, 422)
		h.office.Get(h.at("")).Has(t, 200, "林知夏")
		h.Verified()
	})
}

// A resident sees the room, and of roommates what they share; a guardian sees no roommates;
// what is broken goes to the warden and comes back with a state.
func TestTheRoom(t *testing.T) {
	each(t, func(h *hall) {
		own := "/dorm/" + h.Pupil.Person
		h.pupil.Get(own).Has(t, 200, "还没分床")
		h.give(h.bed(0), "S1")
		h.give(h.bed(1), "S2")
		page := h.pupil.Get(own)
		page.Has(t, 200, "101 室", "林知夏（你）", "周可", "没公开电话", "方秀兰", "13900000009", "22:00 前回楼")
		page.HasNot(t, "13800000001")
		h.EveryFormHasItsRoute(page)
		h.pupil.Get("/card").Has(t, 200, own)
		mate := h.As(h.Foreign.Person)
		mate.Get("/dorm/"+h.Foreign.Person).HasNot(t, "13800000001")
		h.pupil.Post(own+"/phone", nil, "phone", "1").Has(t, 303)
		mate.Get("/dorm/"+h.Foreign.Person).Has(t, 200, "13800000001")
		mate.Get(own).Has(t, 403)
		guardian := h.parent.Get(own)
		guardian.Has(t, 200, "101 室", "方秀兰")
		guardian.HasNot(t, "周可")
		h.parent.Post(own+"/repairs", nil, "what", "灯").Has(t, 403)
		h.pupil.Post(own+"/repairs", nil, "what", " ").Has(t, 422, "写清楚一点")
		h.pupil.Post(own+"/repairs", nil, "what", "阳台灯不亮").Has(t, 303)
		h.pupil.Get(own).Has(t, 200, "阳台灯不亮", "等处理")
		list := h.warden.Get(h.at("/repairs"))
		list.Has(t, 200, "阳台灯不亮", "林知夏")
		h.EveryFormHasItsRoute(list)
		id := h.Text("SELECT id FROM dorm_repair")
		h.warden.Post("/console/dorm/repairs/"+id, nil, "state", "refused", "told", "").Has(t, 422, "不修要写原因")
		h.warden.Post("/console/dorm/repairs/"+id, nil, "state", "work", "told", "今天 16:30 来修").Has(t, 303)
		h.pupil.Get(own).Has(t, 200, "来修", "今天 16:30 来修")
		h.Foreigner(own)
		if n := h.Text("SELECT count(*) FROM outbox_notice WHERE kind = 'dorm.repair'"); n != "1" {
			t.Errorf("%s notices", n)
		}
		h.Verified()
	})
}

// Foreigner is refused as if nothing were there.
func (h *hall) Foreigner(own string) {
	h.Helper()
	alien := h.As(h.Alien.Person)
	alien.Get(own).Has(h.T, 404)
	alien.Get(h.at("/night")).Has(h.T, 403)
}

// A night: in time, late with its minutes, refused at the door, missing only when the doors
// have told all; a note, the week, a file; guardians are told once.
func TestTheNight(t *testing.T) {
	each(t, func(h *hall) {
		h.give(h.bed(0), "S1")
		h.give(h.bed(1), "S2")
		third := h.Mine.Holder(t, allow.Student)
		h.Exec("UPDATE person SET name = '彭一凡', folded = '彭一凡', number = 'S3' WHERE id = ?", third.Person)
		h.give(h.bed(2), "S3")
		outsider := h.Mine.Holder(t, allow.Student)
		loc := time.FixedZone("", 8*3600)
		local := h.Clock().In(loc)
		evening := time.Date(local.Year(), local.Month(), local.Day()+1, 21, 0, 0, 0, loc)
		h.Pass(evening.Sub(h.Clock()))
		if a := h.door.Pass(h.Office, h.Mine, h.Pupil); a.Reason != "OK" {
			t.Fatalf("%+v", a)
		}
		if a := h.door.Pass(h.Office, h.Mine, outsider); a.Reason != "PERM_WRONG_BUILDING" || strings.Contains(fmt.Sprintf("%+v", a), "林知夏") {
			t.Fatalf("%+v", a)
		}
		h.warden.Get("/console/dorm").Has(t, 200, "1 号楼")
		h.warden.Get(h.at("/night")).Has(t, 200, "22:30 后才能判断", "还没进楼", "彭一凡")
		h.warden.Get(h.at("/events")).Has(t, 200, "1 号楼大门", "没有要看的事")
		h.Pass(time.Hour + 18*time.Minute)
		h.Foreign.Chip = chipOfForeign(h)
		if a := h.door.Pass(h.Office, h.Mine, h.Foreign); a.Reason != "OK" {
			t.Fatalf("%+v", a)
		}
		h.Pass(22 * time.Minute) // 22:40, and no door has told all
		page := h.warden.Get(h.at("/night"))
		page.Has(t, 200, "晚 18 分", "还不能确定", "彭一凡", "/live?topics=dorm-night")
		h.EveryFormHasItsRoute(page)
		h.Exec("UPDATE terminal SET complete_until = ?, last_at = ?", h.Clock().UnixMilli(), h.Clock().UnixMilli())
		h.warden.Get(h.at("/night")).Has(t, 200, "dorm-missing", "彭一凡")
		day := evening.Format("2006-01-02")
		h.warden.Post(h.at("/note"), nil, "night", day, "person", third.Person, "text", "").Has(t, 422, "怎么处理的")
		h.warden.Post(h.at("/note"), nil, "night", day, "person", third.Person, "text", "家长说在亲戚家").Has(t, 303)
		h.warden.Get(h.at("/night")).Has(t, 200, "家长说在亲戚家", "方秀兰")
		h.warden.Get(h.at("/nights")).Has(t, 200, "周可", "彭一凡")
		h.warden.Get(h.at("/nights?long=1")).Has(t, 200, "周可")
		h.warden.Get(h.at("/nights.csv")).Has(t, 200, "晚归", "18", "家长说在亲戚家")
		h.warden.Get(h.at("/night?night=2001-01-01")).Has(t, 200, "彭一凡")
		h.pupil.Get(h.at("/night")).Has(t, 403)
		h.Verified()
	})
}

func chipOfForeign(h *hall) string {
	h.Helper()
	if h.Foreign.Chip == "" {
		return h.Mine.GiveChip(h.T, h.Foreign).Chip
	}
	return h.Foreign.Chip
}
