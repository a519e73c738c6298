package dorm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/dorm"
	"yunka/server/dorm/night"
	"yunka/server/schooltest"
	"yunka/server/terminal"
)

// What the house posts is told to who lives there, stands on their pages until it ends, and
// is nobody else's.
func TestNoticesOfAHouse(t *testing.T) {
	each(t, func(h *hall) {
		h.give(h.bed(0), "S1")
		own := "/dorm/" + h.Pupil.Person
		until := h.Clock().Add(26 * time.Hour).In(time.FixedZone("", 8*3600)).Format("2006-01-02T15:04")
		page := h.warden.Get(h.at("/notices"))
		page.Has(t, 200, "没有通知", "1 人会收到")
		h.EveryFormHasItsRoute(page)
		for _, bad := range [][2]string{{"", until}, {strings.Repeat("水", 201), until}, {"停水", "2020-01-01T00:00"}, {"停水", "2090-01-01T00:00"}, {"停水", "soon"}} {
			h.warden.Post(h.at("/notices"), nil, "text", bad[0], "until", bad[1]).Has(t, 422)
		}
		h.warden.Post(h.at("/notices"), nil, "text", "明天停水", "until", until).Has(t, 303)
		h.warden.Get(h.at("/notices")).Has(t, 200, "明天停水", "方秀兰")
		h.pupil.Get(own).Has(t, 200, "明天停水")
		h.As(h.Foreign.Person).Get("/dorm/"+h.Foreign.Person).HasNot(t, "明天停水")
		if n := h.Text("SELECT count(*) FROM outbox_notice WHERE kind = 'dorm.house'"); n != "1" {
			t.Errorf("%s notices", n)
		}
		id := h.Text("SELECT id FROM dorm_notice")
		h.pupil.Post(h.at("/notices"), nil, "text", "放假", "until", until).Has(t, 403)
		h.pupil.Post("/console/dorm/notices/"+id+"/end", nil).Has(t, 403)
		h.As(h.Alien.Person).Post("/console/dorm/notices/"+id+"/end", nil).Has(t, 403)
		h.warden.Post("/console/dorm/notices/"+id+"/end", nil).Has(t, 303)
		h.pupil.Get(own).HasNot(t, "明天停水")
		h.Verified()
	})
}

// Who lives in the room says whether it is mended; what was said before does not count twice.
func TestTheResidentConfirmsARepair(t *testing.T) {
	each(t, func(h *hall) {
		h.give(h.bed(0), "S1")
		h.give(h.bed(6), "S2") // another room
		own := "/dorm/" + h.Pupil.Person
		h.pupil.Post(own+"/repairs", nil, "what", "灯").Has(t, 303)
		id := h.Text("SELECT id FROM dorm_repair")
		h.pupil.Post(own+"/mended", nil, "repair", id, "mended", "1").Has(t, 409, "不用确认")
		done := func() { h.warden.Post("/console/dorm/repairs/"+id, nil, "state", "done", "told", "").Has(t, 303) }
		done()
		page := h.pupil.Get(own)
		page.Has(t, 200, "修好了吗")
		h.EveryFormHasItsRoute(page)
		neighbour := h.As(h.Foreign.Person)
		neighbour.Post("/dorm/"+h.Foreign.Person+"/mended", nil, "repair", id, "mended", "1").Has(t, 404)
		h.parent.Post(own+"/mended", nil, "repair", id, "mended", "1").Has(t, 403)
		h.pupil.Post(own+"/mended", nil, "repair", id, "mended", "0").Has(t, 303)
		h.warden.Get(h.at("/repairs")).Has(t, 200, "等处理")
		done()
		h.pupil.Post(own+"/mended", nil, "repair", id, "mended", "1").Has(t, 303)
		h.pupil.Post(own+"/mended", nil, "repair", id, "mended", "0").Has(t, 409)
		h.pupil.Get(own).Has(t, 200, "已确认修好")
		h.warden.Get(h.at("/repairs")).Has(t, 200, "已确认修好")
		h.Verified()
	})
}

// A rule gives the free beds class by class; it is looked at first, and who gets none is named.
func TestARule(t *testing.T) {
	each(t, func(h *hall) {
		var people []string
		for i := range 9 {
			class := h.Class
			if i >= 4 {
				class = h.Elsewhere
			}
			who := h.Mine.Member(t, allow.Student, campus.Person{Name: fmt.Sprint("新生", i), Number: fmt.Sprint("N", i)}, class)
			people = append(people, who.Person)
		}
		h.Exec("UPDATE membership SET class_id = NULL WHERE person_id IN (?, ?)", h.Pupil.Person, h.Foreign.Person)
		h.office.Get("/console/dorm").Has(t, 200, "按规则分床", "三年级2班")
		rule := func(pairs ...string) []string {
			return append([]string{"house", h.building, "whom", "g:三年级"}, pairs...)
		}
		h.office.Post("/console/dorm/rule", nil, rule("floor", "x", "look", "1")...).Has(t, 422, "楼层写数字")
		h.office.Post("/console/dorm/rule", nil, "house", "nowhere", "look", "1").Has(t, 422, "选一栋楼")
		h.office.Post("/console/dorm/rule", nil, rule("apart", "1", "look", "1")...).Has(t, 200, "预览，还没有改动", "9 人还没有床：分 9 人", "新生0", "101-1")
		if n := h.Text("SELECT count(*) FROM dorm_stay"); n != "0" {
			t.Errorf("a preview made %s stays", n)
		}
		h.warden.Post("/console/dorm/rule", nil, rule("look", "1")...).Has(t, 403)
		h.pupil.Post("/console/dorm/rule", nil, rule("look", "0")...).Has(t, 403)
		h.office.Post("/console/dorm/rule", nil, rule("apart", "1", "look", "0")...).Has(t, 200, "已按规则分床")
		for i, who := range people {
			room := h.Text("SELECT r.name FROM dorm_stay s JOIN dorm_bed b ON b.id = s.bed_id JOIN dorm_room r ON r.id = b.room_id WHERE s.person_id = ?", who)
			if want := map[bool]string{true: "101", false: "102"}[i < 4]; room != want {
				t.Errorf("%d lives in %s, want %s", i, room, want)
			}
		}
		// The other two rows of the school, for the three beds that are left in 102 and 101.
		h.office.Post("/console/dorm/rule", nil, "house", h.building, "gender", "f", "look", "0").Has(t, 200, "0 人还没有床")
		for i := range 3 {
			h.Mine.Member(t, allow.Student, campus.Person{Name: fmt.Sprint("后来", i), Number: fmt.Sprint("P", i)}, h.Class)
		}
		h.office.Post("/console/dorm/rule", nil, rule("look", "0")...).Has(t, 200, "3 人还没有床：分 3 人，0 人没有分到")
		h.Mine.Member(t, allow.Student, campus.Person{Name: "最后", Number: "Q"}, h.Class)
		h.office.Post("/console/dorm/rule", nil, rule("look", "0")...).Has(t, 200, "没有空床给 最后")
		h.Verified()
	})
}

// A lock's page says what somebody must walk there for.
func TestTheLocksPage(t *testing.T) {
	each(t, func(h *hall) {
		h.warden.Get(h.at("/locks")).Has(t, 200, "没有离线门锁")
		id, now := h.door.Who.ID, h.Clock().UnixMilli()
		day := int64(24 * 3600_000)
		h.Exec("INSERT INTO lock_state (terminal_id, school_id, pulled_at, battery, battery_at) VALUES (?, ?, ?, 12, ?)", id, h.Mine.School, now, now)
		h.Exec("UPDATE terminal SET last_at = ?, clock_offset_ms = 95000 WHERE id = ?", now, id)
		h.Exec("INSERT INTO lock_token (id, school_id, terminal_id, credential_id, person_id, chip, from_at, until_at, life, given_at) SELECT 'k', school_id, ?, id, person_id, '1', 1, ?, TRUE, 1 FROM credential WHERE kind = 'chip' LIMIT 1", id, now+10*day)
		h.warden.Get(h.at("/locks")).Has(t, 200, "12%", "快没电了", "时钟快 95 秒", "1 张凭证 30 天内到期")
		h.Exec("UPDATE lock_token SET until_at = ?", now-1)
		h.Pass(25 * time.Hour)
		h.warden.Get(h.at("/locks")).Has(t, 200, "1 张凭证已到期", "一天没联系")
		h.pupil.Get(h.at("/locks")).Has(t, 403)
		h.office.Get("/console/people/"+h.Pupil.Person).HasNot(t, "安排搬动")
	})
}

// Who goes on into a zone within the house is at home, and so is who leaves a room by its door;
// a room's silent lock leaves its own residents open and nobody else.
func TestHomeIsTheWholeHouse(t *testing.T) {
	each(t, func(h *hall) {
		h.give(h.bed(0), "S1") // 101
		h.give(h.bed(6), "S2") // 102
		h.Foreign.Chip = chipOfForeign(h)
		hall, room := "", ""
		h.office.Post("/console/dorm/rooms/"+h.Text("SELECT id FROM dorm_room WHERE name = '101'")+"/door", nil).Has(t, 303)
		h.Mine.Tx(t, func(ctx context.Context, tx *db.Tx) error {
			if err := access.Bump(ctx, tx, h.Mine.School); err != nil {
				return err
			}
			zone, err := access.AddZone(ctx, tx, h.Mine.School, "洗衣房", h.building)
			if err != nil {
				return err
			}
			if err := access.SetRight(ctx, tx, h.Mine.School, zone, "student", rule.RightToPass); err != nil {
				return err
			}
			if hall, err = access.AddGate(ctx, tx, h.Mine.School, zone, "洗衣房", rule.In); err != nil {
				return err
			}
			own := ""
			if err := tx.NewRaw("SELECT zone_id FROM dorm_room WHERE name = '101'").Scan(ctx, &own); err != nil {
				return err
			}
			room, err = access.AddGate(ctx, tx, h.Mine.School, own, "101", rule.Out)
			return err
		})
		laundry, lock := h.Tablet(h.Mine, hall, false), h.Tablet(h.Mine, room, false)
		local := h.Clock().In(time.FixedZone("", 8*3600))
		evening := time.Date(local.Year(), local.Month(), local.Day(), 21, 0, 0, 0, local.Location())
		h.Pass(evening.Sub(h.Clock()))
		if a := laundry.Pass(h.Office, h.Mine, h.Foreign); a.Reason != "OK" {
			t.Fatalf("%+v", a)
		}
		lock.Pass(h.Office, h.Mine, h.Pupil)
		h.Exec("UPDATE scan SET open = TRUE WHERE person_id = ?", h.Pupil.Person) // a way out of a room is not asked for rights everywhere
		h.Pass(100 * time.Minute)
		page := h.warden.Get(h.at("/night"))
		page.Has(t, 200, "2 人都有着落")

		// Nobody was seen: the lock of 101 says nothing of who lives in 102.
		h.Exec("DELETE FROM scan_undo")
		h.Exec("UPDATE scan SET open = FALSE")
		h.Exec("UPDATE terminal SET complete_until = ?, last_at = ? WHERE id <> ?", h.Clock().UnixMilli(), h.Clock().UnixMilli(), lock.Who.ID)
		h.Mine.Tx(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.NewRaw("UPDATE gate SET direction = 'in' WHERE id = ?", room).Exec(ctx)
			return err
		})
		body := h.warden.Get(h.at("/night")).Body
		missing, unsure := between(body, "没回来", "还不能确定"), between(body, "还不能确定", "应该")
		if !strings.Contains(missing, "周可") || strings.Contains(missing, "林知夏") || !strings.Contains(unsure, "林知夏") {
			t.Errorf("missing: %s\nunsure: %s", missing, unsure)
		}
	})
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, "<h2>"+from)
	s, _, _ = strings.Cut(s, "<h2>"+to)
	return s
}

// Guardians are told once of who is missing, also by a server that slept through the night,
// and what is told says which night it was.
func TestGuardiansAreToldInTheMorning(t *testing.T) {
	each(t, func(h *hall) {
		h.give(h.bed(0), "S1")
		local := h.Clock().In(time.FixedZone("", 8*3600))
		morning := time.Date(local.Year(), local.Month(), local.Day()+1, 8, 0, 0, 0, local.Location())
		h.Pass(morning.Sub(h.Clock()))
		h.Exec("UPDATE terminal SET complete_until = ?, last_at = ?", h.Clock().UnixMilli(), h.Clock().UnixMilli())
		tell := func() {
			t.Helper()
			all := night.World{
				Away:   func(context.Context, bun.IDB, string, []string, int64) (map[string]bool, error) { return nil, nil },
				Silent: func(context.Context, bun.IDB, string, int64) (map[string]int64, error) { return nil, nil },
			}
			if err := night.New(h.DB, h.Mine.Feed, all).Tell(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			tell()
		}
		if n := h.Text("SELECT count(*) FROM outbox_notice WHERE kind = 'dorm.missing'"); n != "1" {
			t.Errorf("%s notices", n)
		}
		if day := h.Text("SELECT day FROM outbox_notice WHERE kind = 'dorm.missing'"); day != local.Format(time.DateOnly) {
			t.Errorf("of %s, not %s", day, local.Format(time.DateOnly))
		}
		h.Pass(5 * time.Hour) // after noon nobody is told of last night any more
		h.Exec("DELETE FROM dorm_told")
		h.Exec("DELETE FROM outbox_notice")
		tell()
		if n := h.Text("SELECT count(*) FROM outbox_notice WHERE kind = 'dorm.missing'"); n != "0" {
			t.Errorf("%s notices of a night that is long over", n)
		}
	})
}

// The demo has two houses, a warden, residents and a month of nights in which most are back in
// time; nobody is told of the past.
func TestTheDemoHasAMonthOfNights(t *testing.T) {
	each(t, func(h *hall) {
		for i := range 24 {
			who := h.Mine.Member(t, allow.Student, campus.Person{Name: fmt.Sprint("住校生", i), Number: fmt.Sprint("D", i), Gender: []string{"男", "女"}[i%2]}, h.demoClass())
			h.Mine.GiveChip(t, who)
		}
		h.Exec("UPDATE membership SET valid_from = 1")
		h.Exec("UPDATE zone SET name = '旧楼' WHERE id = ?", h.building)
		h.Exec("UPDATE school SET demo = TRUE WHERE id = ?", h.Mine.School)
		if err := dorm.Demo(t.Context(), h.DB, h.Mine.Feed, terminal.New(h.DB, h.Mine.Feed), schooltest.Admin(h.Mine.School), h.Mine.School); err != nil {
			t.Fatal(err)
		}
		house := h.Text("SELECT z.id FROM zone z JOIN dorm_building b ON b.id = z.id WHERE z.name = '2 号楼'")
		h.office.Get("/console/dorm").Has(t, 200, "1 号楼", "2 号楼")
		h.office.Get("/console/dorm/houses/"+house+"/nights?long=1").Has(t, 200, "晚归")
		for q, want := range map[string]string{
			"SELECT count(*) FROM dorm_stay WHERE until_at IS NULL":                              "24",
			"SELECT count(*) FROM outbox_notice WHERE kind IN ('dorm.late', 'dorm.missing')":     "0",
			"SELECT count(*) FROM dorm_repair":                                                   "3",
			"SELECT count(*) FROM dorm_notice":                                                   "1",
			"SELECT count(*) FROM scan WHERE request_key LIKE 'demo night %' AND person_id = ''": "0",
		} {
			if got := h.Text(q); got != want {
				t.Errorf("%s: %s, want %s", q, got, want)
			}
		}
		n := h.Text("SELECT count(*) FROM scan WHERE request_key LIKE 'demo night %'")
		if n < "650" && len(n) <= 3 {
			t.Errorf("%s passages in a month of 24 residents", n)
		}
		h.Pass(24 * time.Hour)
		for range 2 {
			if err := dorm.Play(t.Context(), h.DB, h.Mine.Feed); err != nil {
				t.Fatal(err)
			}
		}
		if later := h.Text("SELECT count(*) FROM scan WHERE request_key LIKE 'demo night %'"); later == n {
			t.Error("nobody comes home any more")
		}
		if twice := h.Text("SELECT count(*) FROM (SELECT 1 FROM scan WHERE request_key LIKE 'demo night %' GROUP BY request_key HAVING count(*) > 1) AS x"); twice != "0" {
			t.Errorf("%s came home twice in a night", twice)
		}
	})
}

// demoClass is a class of a grade that boards in the demo.
func (h *hall) demoClass() string {
	h.Helper()
	if h.Text("SELECT count(*) FROM class WHERE grade = '五年级'") == "0" {
		return h.Mine.Class(h.T, "五年级", "1班")
	}
	return h.Text("SELECT id FROM class WHERE grade = '五年级'")
}
