package library_test

import (
	"context"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/web/webtest"
)

// The office says which zone the library is, and sees who is inside; readers see seats and
// their own visits; a class teacher sees how much the class reads, and no titles.
func TestWhoIsInTheLibrary(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		_, codes := h.book("城南旧事", 1)
		page := h.librarian.Get("/console/library/room")
		page.Has(t, 200, "哪里是图书馆")
		h.EveryFormHasItsRoute(page)
		zone, gates := "", [2]string{}
		h.Mine.Tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
			if zone, err = access.AddZone(ctx, tx, h.Mine.School, "书屋", h.Mine.Zone); err != nil {
				return err
			}
			for i, dir := range []rule.Direction{rule.In, rule.Out} {
				if gates[i], err = access.AddGate(ctx, tx, h.Mine.School, zone, "书屋"+string(dir), dir); err != nil {
					return err
				}
			}
			return access.SetRight(ctx, tx, h.Mine.School, zone, "student", rule.RightToPass)
		})
		in, out := h.Tablet(h.Mine, gates[0], false), h.Tablet(h.Mine, gates[1], false)
		set := func(zone, seats string) webtest.Answer {
			return h.librarian.Post("/console/library/room", nil, "zone", zone, "seats", seats)
		}
		set(h.Mine.Zone, "30").Has(t, 422, "校园里的一个区域")
		set(zone, "many").Has(t, 422, "校园里的一个区域", "many")
		set(zone, "30").Has(t, 303)
		h.librarian.Get("/console/library/room").Has(t, 200, "没有记谁在里面", "30")
		h.Exec("UPDATE zone SET passback = 'hard' WHERE id = ?", zone)
		h.Exec("UPDATE school SET policy_version = policy_version + 1")
		h.librarian.Get("/console/library/room").HasNot(t, "没有记谁在里面", "没有严格拦")

		h.Pass(10 * time.Second)
		if a := h.pass(in, h.Pupil); !a.Open {
			t.Fatalf("%+v", a)
		}
		h.Pass(10 * time.Second)
		if a := h.pass(in, h.Pupil); a.Open {
			t.Error("in twice")
		}
		h.librarian.Get("/console/library/room").Has(t, 200, "林知夏", "三年级2班", "<b>29</b>")
		if n := h.Events(h.Mine.School, "library.inside"); n == 0 {
			t.Error("who looked is not on record")
		}
		path := "/library/" + h.Pupil.Person
		h.pupil.Get(path).Has(t, 200, "29 个空位", "入馆 1 次")
		h.Pass(50 * time.Minute)
		h.pass(out, h.Pupil)
		h.pupil.Get(path).Has(t, 200, "30 个空位", "约 50 分钟")
		h.librarian.Get("/console/library/room").Has(t, 200, "馆里没有人", "50 分钟")
		h.parent.Get(path).HasNot(t, "个空位")
		h.librarian.Get("/console/library/figures").Has(t, 200, "入馆", "不到 5 位读者")

		h.scan(h.desk, h.comes(h.desk, h.Pupil), codes[0]).Has(t, 200, "已借 1 本")
		teacher := h.As(h.Teacher.Person)
		teacher.Get("/card").Has(t, 200, "/library/"+h.Class+"/class", "三年级2班的阅读")
		class := teacher.Get("/library/" + h.Class + "/class")
		class.Has(t, 200, "林知夏", "在借 1 本", "入馆 1 次")
		class.HasNot(t, "城南旧事")
		teacher.Get("/library/"+h.Elsewhere+"/class").Has(t, 403)
		teacher.Get("/library/none/class").Has(t, 404)
		h.pupil.Get("/library/"+h.Class+"/class").Has(t, 403)
		h.Browser().Get("/library/"+h.Class+"/class").Want(t, 303, "/login?next=%2Flibrary%2F"+h.Class+"%2Fclass")
		if n := h.Events(h.Mine.School, "library.class"); n != 1 {
			t.Errorf("%d records of a look at the class", n)
		}
		h.Verified()
	})
}

// pass shows somebody's chip at a gate.
func (h *hall) pass(at webtest.Desk, who *scantest.Holder) scan.Answer {
	h.Helper()
	return scantest.Present(h.T, h.deps.Scans, scan.Presentation{Terminal: at.Who, Key: h.Mine.Key(), Chip: who.Chip})
}

// A copy that was damaged and is mended goes to who waits, who is told.
func TestAMendedCopyGoesToWhoWaits(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		book, codes := h.book("夏洛的网", 2)
		other := h.As(h.Foreign.Person)
		copyID := h.Text("SELECT id FROM library_copy WHERE barcode = ?", codes[1])
		state := func(s string) webtest.Answer {
			return h.librarian.Post("/console/library/copies/"+copyID, nil, "shelf", "B-07", "state", s, "note", "")
		}
		state("damaged").Has(t, 303)
		h.scan(h.desk, h.comes(h.desk, h.Pupil), codes[0]).Has(t, 200, "已借 1 本")
		other.Post("/library/"+h.Foreign.Person+"/holds", nil, "book", book).Has(t, 303)
		state("available").Has(t, 303)
		if got := h.Text("SELECT state FROM library_copy WHERE id = ?", copyID); got != "reserved" {
			t.Errorf("the mended copy is %s", got)
		}
		if n := h.Text("SELECT count(*) FROM outbox_notice WHERE kind = 'library.ready'"); n != "1" {
			t.Errorf("%s notices", n)
		}
		h.scan(h.desk, h.comes(h.desk, h.Foreign), codes[1]).Has(t, 200, "已借 1 本")
		state("damaged").Has(t, 409)
	})
}
