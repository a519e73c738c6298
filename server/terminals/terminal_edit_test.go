package terminals_test

import (
	"strings"
	"testing"

	"yunka/server/web/webtest"
)

// A terminal is renamed and moved by form, which holds at its next scan; a
// tablet that becomes the guard's, or no longer is, goes dark until it is paired
// anew; a reader cannot become one.
func TestATerminalIsEditedByForm(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		tablet := o.Tablet(o.Mine, o.Mine.GateIn, false)
		o.Exec("UPDATE terminal SET kind = 'kiosk' WHERE id = ?", tablet.Who.ID)
		b := o.As(webtest.AdminOf(o.Mine))
		page := "/console/terminals/" + tablet.Who.ID
		open := func() string {
			a := b.Get(page)
			a.Has(t, 200, `name="was"`)
			return webtest.Stamp.FindStringSubmatch(a.Body)[1]
		}
		is := func() string {
			return o.Text("SELECT name || '/' || gate_id || '/' || CASE WHEN staff THEN 'staff' ELSE 'all' END FROM terminal WHERE id = ?", tablet.Who.ID)
		}
		b.Get("/console/terminals").Has(t, 200, `href="`+page+`"`)
		before, was := is(), open()
		for name, bad := range map[string]struct {
			pairs  []string
			status int
			says   string
		}{
			"no name":               {[]string{"name", " ", "gate", o.Mine.GateIn, "was", was}, 422, "名称要填"},
			"a long name":           {[]string{"name", strings.Repeat("长", 41), "gate", o.Mine.GateIn, "was", was}, 422, "名称要填"},
			"a NUL":                 {[]string{"name", "南\x00门", "gate", o.Mine.GateIn, "was", was}, 400, ""},
			"no gate":               {[]string{"name", "南门", "gate", "", "was", was}, 422, "要选一个门"},
			"another school's gate": {[]string{"name", "南门", "gate", o.Other.GateIn, "was", was}, 422, "要选一个门"},
			"a gate of nowhere":     {[]string{"name", "南门", "gate", "nowhere", "was", was}, 422, "要选一个门"},
			"an old form":           {[]string{"name", "南门", "gate", o.Mine.GateOut, "was", "0000000000000000"}, 409, "别人刚改过"},
			"no stamp":              {[]string{"name", "南门", "gate", o.Mine.GateOut}, 409, "别人刚改过"},
		} {
			b.Post(page, nil, bad.pairs...).Has(t, bad.status, bad.says)
			if now := is(); now != before {
				t.Fatalf("%s: %s became %s", name, before, now)
			}
		}
		events := o.Events(o.Mine.School, "terminal.changed")

		b.Post(page, nil, "name", "南门 9 号", "gate", o.Mine.GateOut, "was", was).Want(t, 303, page+"?done=saved")
		b.Get(page).Has(t, 200, "南门 9 号")
		tablet.Pass(o, o.Mine, o.Pupil)
		if at := o.Text("SELECT gate_id FROM scan WHERE terminal_id = ?", tablet.Who.ID); at != o.Mine.GateOut {
			t.Errorf("the next scan is at %s", at)
		}
		// Its page names who scanned, so opening it is on record.
		reads := o.Events(o.Mine.School, "people.read")
		b.Get(page).Has(t, 200, "/console/people/"+o.Pupil.Person)
		if o.Events(o.Mine.School, "people.read") != reads+1 {
			t.Error("whoever looked left no event")
		}

		tablet.Get("/kiosk").Has(t, 200, `id="kiosk"`)
		a := b.Post(page, nil, "name", "南门 9 号", "gate", o.Mine.GateOut, "staff", "on", "was", open())
		a.Has(t, 200)
		code := webtest.OnceShown.FindStringSubmatch(a.Body)
		if code == nil {
			t.Fatal("no pairing code")
		}
		if strings.Contains(tablet.Get("/kiosk").Body, `id="kiosk"`) {
			t.Error("the tablet goes on with what it was")
		}
		again := o.Browser()
		again.Post("/kiosk/pair", nil, "code", code[1]).Want(t, 303, "/kiosk")
		if again.Get("/kiosk").Has(t, 200, `id="kiosk"`); !strings.HasSuffix(is(), "/staff") {
			t.Error(is())
		}
		if n := o.Events(o.Mine.School, "terminal.changed"); n != events+2 {
			t.Errorf("%d events for two changes", n-events)
		}

		reader, _ := o.Mine.Terminal(t, o.Mine.GateIn, false)
		o.Exec("UPDATE terminal SET kind = 'reader' WHERE id = ?", reader.ID)
		a = b.Get("/console/terminals/" + reader.ID)
		b.Post("/console/terminals/"+reader.ID, nil, "name", "读头", "gate", o.Mine.GateIn, "staff", "on", "was", webtest.Stamp.FindStringSubmatch(a.Body)[1]).Want(t, 303, "/console/terminals/"+reader.ID+"?done=saved")
		if o.Text("SELECT COUNT(*) FROM terminal WHERE id = ? AND staff", reader.ID) != "0" {
			t.Error("a reader became the guard's")
		}
		o.Exec("UPDATE terminal SET revoked_at = 1 WHERE id = ?", reader.ID)
		b.Post("/console/terminals/"+reader.ID, nil, "name", "读头", "gate", o.Mine.GateIn, "was", "").Has(t, 409)
		o.Verified()
	})
}
