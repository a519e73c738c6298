package kiosk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/scan"
	"yunka/server/shift"
	"yunka/server/web/webtest"
)

// A guard types the PIN once; then a decision is one request without it, on every server,
// until a button or half an hour without a decision ends the shift.
func TestAShiftIsOnePIN(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		o.Exec("UPDATE person SET name = '刘建国' WHERE id = ?", o.Guard.Person)
		o.Exec("UPDATE person SET name = '周文静' WHERE id = ?", o.Parent.Person)
		o.Exec("UPDATE person SET name = '林知夏', folded = '林知夏' WHERE id = ?", o.Pupil.Person)
		tab, beside, queue := o.Tablet(o.Mine, o.Mine.OfficeIn, true), o.Tablet(o.Mine, o.Mine.OfficeIn, true), o.Tablet(o.Mine, o.Mine.OfficeIn, false)
		waits := func(tab webtest.Desk) string {
			t.Helper()
			o.Pass(time.Minute)
			a := tab.Pass(o, o.Mine, o.Parent)
			if a.Decision != "CONFIRM" {
				t.Fatalf("%+v", a)
			}
			return "/kiosk/scans/" + a.Scan + "/confirm"
		}
		yes := func(key string) string { return `{"key":"` + key + `","accept":true}` }

		first := waits(tab)
		tab.JSON(first, yes("a")).Has(t, 403, "kiosk_shift")
		tab.Get("/kiosk/checks").Has(t, 200, `"name":""`, "周文静", `"why":"请值班看一下是不是本人"`)
		for _, c := range []struct {
			who    webtest.Desk
			body   string
			status int
			code   string
		}{
			{tab, ``, 400, "bad_json"},
			{tab, `{"pin":382916}`, 400, "bad_json"},
			{tab, `{"pin":"000111"}`, 422, "pin_wrong"},
			{tab, `{"pin":""}`, 422, "pin_wrong"},
			{queue, `{"pin":"` + guardPIN + `"}`, 403, "forbidden"},
			{webtest.Desk{Browser: o.Browser()}, `{"pin":"` + guardPIN + `"}`, 401, "terminal_token"},
		} {
			c.who.JSON("/kiosk/shift", c.body).Has(t, c.status, c.code)
		}
		tab.JSON("/kiosk/shift", `{"pin":"`+guardPIN+`"}`).Has(t, 200, `"name":"刘建国"`, `"left":1800000`)
		tab.JSON(first, yes("a")).Has(t, 200, `"decision":"ALLOW"`, `"open":true`)
		tab.JSON(first, yes("b")).Has(t, 409, "already_confirmed")
		tab.Get("/kiosk/checks").Has(t, 200, `"name":"刘建国"`, `"waiting":[]`)
		beside.JSON(waits(beside), yes("c")).Has(t, 403, "kiosk_shift")
		if n := o.Events(o.Mine.School, "kiosk.shift"); n != 1 {
			t.Errorf("%d events of a shift", n)
		}

		// Each decision keeps it; half an hour without one ends it.
		for i := range 3 {
			o.Pass(shift.Idle - 3*time.Minute)
			tab.JSON(waits(tab), yes("k"+string(rune('0'+i)))).Has(t, 200, `"ALLOW"`)
		}
		o.Pass(shift.Idle + time.Minute)
		tab.JSON(waits(tab), yes("late")).Has(t, 403, "kiosk_shift")

		// A passage is taken back and somebody recorded without a PIN as well.
		tab.JSON("/kiosk/shift", `{"pin":"`+guardPIN+`"}`).Has(t, 200)
		teacher := tab.Pass(o, o.Mine, o.Teacher)
		tab.JSON("/kiosk/scans/"+teacher.Scan+"/undo", `{"key":"u"}`).Has(t, 200)
		tab.JSON("/kiosk/manual", `{"key":"m","person":"`+o.Teacher.Person+`","reason":"forgot"}`).Has(t, 200)
		tab.JSON("/kiosk/shift/end", `{}`).Has(t, 200)
		tab.JSON(waits(tab), yes("ended")).Has(t, 403, "kiosk_shift")
		tab.JSON("/kiosk/manual", `{"key":"m2","person":"`+o.Teacher.Person+`","reason":"forgot"}`).Has(t, 403, "kiosk_shift")

		// Somebody who is no guard any more is on no shift.
		tab.JSON("/kiosk/shift", `{"pin":"`+guardPIN+`"}`).Has(t, 200)
		o.Exec("UPDATE person SET state = 'suspended' WHERE id = ?", o.Guard.Person)
		tab.JSON(waits(tab), yes("gone")).Has(t, 403, "kiosk_shift")
		o.Verified()
	})
}

// Who waits at a gate stands in its list, oldest first and once, with whose parent it is,
// until somebody decides or it is the office's matter.
func TestWhoWaitsAtAGate(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		o.Exec("UPDATE person SET name = '周文静' WHERE id = ?", o.Parent.Person)
		o.Exec("UPDATE person SET name = '林知夏', folded = '林知夏' WHERE id = ?", o.Pupil.Person)
		tab, beside, queue := o.Tablet(o.Mine, o.Mine.OfficeIn, true), o.Tablet(o.Mine, o.Mine.OfficeIn, true), o.Tablet(o.Mine, o.Mine.OfficeIn, false)
		var kin string
		if err := o.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
			if _, err = tx.NewRaw("DELETE FROM guardianship WHERE adult_id = ?", o.Parent.Person).Exec(ctx); err != nil {
				return err
			}
			kin, err = campus.AddGuardianship(ctx, tx, campus.Guardianship{SchoolID: o.Mine.School, AdultID: o.Parent.Person, ChildID: o.Pupil.Person, Relation: "母亲", ValidFrom: 1})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		a := tab.Pass(o, o.Mine, o.Parent)
		o.Pass(time.Minute)
		list := tab.Get("/kiosk/checks")
		list.Has(t, 200, a.Scan, "周文静", "林知夏的妈妈", `"waited":60000`)
		list.HasNot(t, "陪同")
		en := tab.Get("/kiosk/checks", "Accept-Language", "en")
		en.Has(t, 200, "Mother of 林知夏", "A guard looks who it is")
		beside.Get("/kiosk/checks").HasNot(t, "周文静")
		queue.Get("/kiosk/checks").Has(t, 403, "forbidden")
		o.Exec("UPDATE guardianship SET restricted = TRUE WHERE id = ?", kin)
		tab.Get("/kiosk/checks").HasNot(t, "林知夏") // whom they are kept from is not said at a gate

		b := tab.Pass(o, o.Mine, o.Parent)
		again := tab.Get("/kiosk/checks")
		again.Has(t, 200, b.Scan)
		if n := strings.Count(again.Body, "周文静"); n != 1 {
			t.Errorf("one person waits %d times: %s", n, again.Body)
		}
		if n := o.Events(o.Mine.School, "kiosk.viewed"); n == 0 {
			t.Error("who looked at the list is not on record")
		}
		admin := o.As(webtest.AdminOf(o.Mine))
		o.Pass(scan.ConfirmLife + time.Second)
		tab.Get("/kiosk/checks").Has(t, 200, `"waiting":[]`)
		admin.Get("/console").Has(t, 200, "周文静", "待核对")
		o.Verified()
	})
}
