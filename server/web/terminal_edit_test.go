package web_test

import (
	"strings"
	"testing"
)

// A terminal is renamed and moved by form, which holds at its next scan; a
// tablet that becomes the guard's, or no longer is, goes dark until it is paired
// anew; a reader cannot become one.
func TestATerminalIsEditedByForm(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		tablet := o.tablet(o.mine, o.mine.GateIn, false)
		o.exec("UPDATE terminal SET kind = 'kiosk' WHERE id = ?", tablet.who.ID)
		b := o.as(adminOf(o.mine))
		page := "/console/terminals/" + tablet.who.ID
		open := func() string {
			a := b.get(page)
			a.has(t, 200, `name="was"`)
			return stamp.FindStringSubmatch(a.body)[1]
		}
		is := func() string {
			return o.text("SELECT name || '/' || gate_id || '/' || CASE WHEN staff THEN 'staff' ELSE 'all' END FROM terminal WHERE id = ?", tablet.who.ID)
		}
		b.get("/console/terminals").has(t, 200, `href="`+page+`"`)
		before, was := is(), open()
		for name, bad := range map[string]struct {
			pairs  []string
			status int
			says   string
		}{
			"no name":               {[]string{"name", " ", "gate", o.mine.GateIn, "was", was}, 422, "名称要填"},
			"a long name":           {[]string{"name", strings.Repeat("长", 41), "gate", o.mine.GateIn, "was", was}, 422, "名称要填"},
			"a NUL":                 {[]string{"name", "南\x00门", "gate", o.mine.GateIn, "was", was}, 400, ""},
			"no gate":               {[]string{"name", "南门", "gate", "", "was", was}, 422, "要选一个门"},
			"another school's gate": {[]string{"name", "南门", "gate", o.other.GateIn, "was", was}, 422, "要选一个门"},
			"a gate of nowhere":     {[]string{"name", "南门", "gate", "nowhere", "was", was}, 422, "要选一个门"},
			"an old form":           {[]string{"name", "南门", "gate", o.mine.GateOut, "was", "0000000000000000"}, 409, "别人刚改过"},
			"no stamp":              {[]string{"name", "南门", "gate", o.mine.GateOut}, 409, "别人刚改过"},
		} {
			b.post(page, nil, bad.pairs...).has(t, bad.status, bad.says)
			if now := is(); now != before {
				t.Fatalf("%s: %s became %s", name, before, now)
			}
		}
		events := o.events(o.mine.School, "terminal.changed")

		b.post(page, nil, "name", "南门 9 号", "gate", o.mine.GateOut, "was", was).want(t, 303, page+"?done=saved")
		b.get(page).has(t, 200, "南门 9 号")
		tablet.pass(o, o.mine, o.pupil)
		if at := o.text("SELECT gate_id FROM scan WHERE terminal_id = ?", tablet.who.ID); at != o.mine.GateOut {
			t.Errorf("the next scan is at %s", at)
		}
		// Its page names who scanned, so opening it is on record.
		reads := o.events(o.mine.School, "people.read")
		b.get(page).has(t, 200, "/console/people/"+o.pupil.Person)
		if o.events(o.mine.School, "people.read") != reads+1 {
			t.Error("whoever looked left no event")
		}

		tablet.get("/kiosk").has(t, 200, `id="kiosk"`)
		a := b.post(page, nil, "name", "南门 9 号", "gate", o.mine.GateOut, "staff", "on", "was", open())
		a.has(t, 200)
		code := onceShown.FindStringSubmatch(a.body)
		if code == nil {
			t.Fatal("no pairing code")
		}
		if strings.Contains(tablet.get("/kiosk").body, `id="kiosk"`) {
			t.Error("the tablet goes on with what it was")
		}
		again := o.browser()
		again.post("/kiosk/pair", nil, "code", code[1]).want(t, 303, "/kiosk")
		if again.get("/kiosk").has(t, 200, `id="kiosk"`); !strings.HasSuffix(is(), "/staff") {
			t.Error(is())
		}
		if n := o.events(o.mine.School, "terminal.changed"); n != events+2 {
			t.Errorf("%d events for two changes", n-events)
		}

		reader, _ := o.mine.Terminal(t, o.mine.GateIn, false)
		o.exec("UPDATE terminal SET kind = 'reader' WHERE id = ?", reader.ID)
		a = b.get("/console/terminals/" + reader.ID)
		b.post("/console/terminals/"+reader.ID, nil, "name", "读头", "gate", o.mine.GateIn, "staff", "on", "was", stamp.FindStringSubmatch(a.body)[1]).want(t, 303, "/console/terminals/"+reader.ID+"?done=saved")
		if o.text("SELECT COUNT(*) FROM terminal WHERE id = ? AND staff", reader.ID) != "0" {
			t.Error("a reader became the guard's")
		}
		o.exec("UPDATE terminal SET revoked_at = 1 WHERE id = ?", reader.ID)
		b.post("/console/terminals/"+reader.ID, nil, "name", "读头", "gate", o.mine.GateIn, "was", "").has(t, 409)
		o.verified()
	})
}
