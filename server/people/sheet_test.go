package people_test

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"yunka/server/web/webtest"
)

// A list as a file holds what the page would show, all of it, runs nothing in
// a spreadsheet, and is on record with how many it took.
func TestListsAsFiles(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '=HYPERLINK(\"http://x\")' WHERE id = ?", o.Pupil.Person)
		b := o.As(webtest.AdminOf(o.Mine))
		a := b.Get("/console/people.csv")
		a.Has(t, 200)
		body, marked := strings.CutPrefix(a.Body, "\ufeff")
		if !marked || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") || !strings.Contains(a.Header.Get("Content-Disposition"), "people.csv") {
			t.Fatalf("%v %q", a.Header, a.Body)
		}
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if want := o.Text("SELECT COUNT(*) FROM person WHERE school_id = ?", o.Mine.School); want != strconv.Itoa(len(rows)-1) {
			t.Errorf("%d lines of %s people", len(rows)-1, want)
		}
		if !strings.Contains(body, `'=HYPERLINK`) || strings.Contains(body, `,=HYPERLINK`) || strings.Contains(body, o.Alien.Person) {
			t.Error(body)
		}
		if o.Events(o.Mine.School, "people.exported") != 1 {
			t.Error("not on record")
		}
		if few := b.Get("/console/people.csv?role=guard"); strings.Count(few.Body, "\r\n") >= strings.Count(a.Body, "\r\n") {
			t.Error("the filter is lost")
		}

		all := b.Get("/console/audit.csv")
		all.Has(t, 200, "people.exported")
		some := b.Get("/console/audit.csv?action=people.exported")
		some.Has(t, 200, "people.exported")
		some.HasNot(t, "audit.exported")
		b.Get("/console/audit?action=people.exported").Has(t, 200)
		b.Get("/console/audit?day=1999-01-01").Has(t, 200) // no day at all: everything
		b.Get("/console/audit?day=2001-01-01").Has(t, 200, "/console/audit")
		b.Get("/console/audit?day=nonsense&action=x&before=x").Has(t, 200)
	})
}
