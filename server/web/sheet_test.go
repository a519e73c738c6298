package web_test

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
)

// A list as a file holds what the page would show, all of it, runs nothing in
// a spreadsheet, and is on record with how many it took.
func TestListsAsFiles(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		o.exec("UPDATE person SET name = '=HYPERLINK(\"http://x\")' WHERE id = ?", o.pupil.Person)
		b := o.as(adminOf(o.mine))
		a := b.get("/console/people.csv")
		a.has(t, 200)
		body, marked := strings.CutPrefix(a.body, "\ufeff")
		if !marked || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") || !strings.Contains(a.Header.Get("Content-Disposition"), "people.csv") {
			t.Fatalf("%v %q", a.Header, a.body)
		}
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if want := o.text("SELECT COUNT(*) FROM person WHERE school_id = ?", o.mine.School); want != strconv.Itoa(len(rows)-1) {
			t.Errorf("%d lines of %s people", len(rows)-1, want)
		}
		if !strings.Contains(body, `'=HYPERLINK`) || strings.Contains(body, `,=HYPERLINK`) || strings.Contains(body, o.alien.Person) {
			t.Error(body)
		}
		if o.events(o.mine.School, "people.exported") != 1 {
			t.Error("not on record")
		}
		if few := b.get("/console/people.csv?role=guard"); strings.Count(few.body, "\r\n") >= strings.Count(a.body, "\r\n") {
			t.Error("the filter is lost")
		}

		all := b.get("/console/audit.csv")
		all.has(t, 200, "people.exported")
		some := b.get("/console/audit.csv?action=people.exported")
		some.has(t, 200, "people.exported")
		some.hasNot(t, "audit.exported")
		b.get("/console/audit?action=people.exported").has(t, 200)
		b.get("/console/audit?day=1999-01-01").has(t, 200) // no day at all: everything
		b.get("/console/audit?day=2001-01-01").has(t, 200, "/console/audit")
		b.get("/console/audit?day=nonsense&action=x&before=x").has(t, 200)
	})
}
