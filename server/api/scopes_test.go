package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/api"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// A reader's token reads its own scans and first names. The school's scans, and who
// somebody is in full, are scopes of their own that the office grants.
func TestWhatATokenMayRead(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		server := serve(t, w, d, w.Service(t, d))
		h, guest := w.Holder(t, allow.Student), w.Holder(t, allow.Teacher)
		w.Exec(t, "UPDATE person SET name = '林知夏', number = '20230217' WHERE id = ?", h.Person)
		w.Exec(t, "UPDATE person SET name = '王芳' WHERE id = ?", guest.Person)
		w.Exec(t, "UPDATE membership SET class_id = ? WHERE id = ?", w.Class(t, "三年级", "2班"), h.Membership)
		own, token := w.Terminal(t, w.GateIn, false)
		_, beside := w.Terminal(t, w.GateOut, false)
		_, guard := w.Terminal(t, w.GateIn, true)
		tap := func(token, chip string) string {
			t.Helper()
			r := ask(t, "POST", server.URL+"/api/v1/scans", token, fmt.Sprintf(`{"key":%q,"chip":%q}`, w.Key(), chip))
			if r.status != 200 {
				t.Fatalf("%d %s", r.status, r.body)
			}
			return string(r.body)
		}
		if got := tap(token, h.Chip); strings.Contains(got, `"林知夏"`) || strings.Contains(got, "三年级") {
			t.Errorf("a reader is told %s", got)
		}
		if got := tap(guard, h.Chip); !strings.Contains(got, `"林知夏"`) || !strings.Contains(got, "三年级2班") {
			t.Errorf("a guard is told %s", got)
		}
		tap(beside, guest.Chip)
		read := func(token string) (list []api.Item, raw string) {
			t.Helper()
			r := ask(t, "GET", server.URL+"/api/v1/scans", token, "")
			var page struct{ Items []api.Item }
			if err := json.Unmarshal(r.body, &page); err != nil || r.status != 200 {
				t.Fatalf("%d %s", r.status, r.body)
			}
			return page.Items, string(r.body)
		}
		audited := func() int {
			return counted(t, d, "SELECT count(*) FROM audit_event WHERE school_id = ? AND action = 'scan.identity'", w.School)
		}
		grant := func(feed, full bool) {
			t.Helper()
			row := find(t, d, w.School, own.ID)
			if _, err := w.Terminals.Save(t.Context(), w.Admin, w.School, own.ID, terminal.Change{Name: row.Name, Gate: row.GateID, Feed: feed, Full: full, Was: row.Stamp()}); err != nil {
				t.Fatal(err)
			}
		}
		if list, raw := read(token); len(list) != 1 || list[0].Person.Name != "知夏" || strings.Contains(raw, "三年级") || strings.Contains(raw, "20230217") {
			t.Errorf("without a scope: %s", raw)
		}
		grant(true, false)
		if list, raw := read(token); len(list) != 3 || strings.Contains(raw, "林知夏") || strings.Contains(raw, "三年级") {
			t.Errorf("feed: %s", raw)
		}
		grant(false, true)
		if n := audited(); n != 0 {
			t.Errorf("%d reads of identities before there was one", n)
		}
		list, raw := read(token)
		if len(list) != 1 || *list[0].Person != (api.Identified{Name: "林知夏", Role: "student", Class: "三年级2班", Number: "20230217", School: list[0].Person.School}) || list[0].Person.School == "" {
			t.Errorf("identity: %s", raw)
		}
		if n := audited(); n != 1 {
			t.Errorf("%d reads of identities are in the audit", n)
		}
		grant(false, false)
		if _, raw := read(token); strings.Contains(raw, "林知夏") {
			t.Errorf("taken back: %s", raw)
		}
		if list, raw := read(guard); len(list) != 1 || list[0].Person.Name != "林知夏" || list[0].Person.Number != "" {
			t.Errorf("a guard's own: %s", raw)
		}
	}, db.WithClock(clock.Now))
}

func counted(t *testing.T, d *db.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error { return q.NewRaw(query, args...).Scan(ctx, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func find(t *testing.T, d *db.DB, school, id string) (row terminal.Row) {
	t.Helper()
	if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		row, err = terminal.Find(ctx, q, school, id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return row
}
