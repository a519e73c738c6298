package api_test

import (
	"strings"
	"testing"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan/scantest"
)

// A number that has lost digits is refused by its length where the school has set one, and
// no scan is made of it; a school that has set none takes what comes.
func TestAChipOfAnotherLength(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w, other := scantest.New(t, d), scantest.New(t, d)
	server := serve(t, w, d, w.Service(t, d))
	h := w.Holder(t, allow.Student)
	_, token := w.Terminal(t, w.GateIn, false)
	_, theirs := other.Terminal(t, other.GateIn, false)
	if err := w.Terminals.SetChipLengths(t.Context(), w.Admin, w.School, []int{len(h.Chip)}); err != nil {
		t.Fatal(err)
	}
	short := h.Chip[1:]
	r := ask(t, "POST", server.URL+"/api/v1/scans", token, `{"key":"1","chip":"`+short+`"}`)
	if r.status != 422 || r.code(t) != "chip_length" || !strings.Contains(string(r.body), "digits") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := ask(t, "POST", server.URL+"/api/v1/scans", token, `{"key":"1","chip":"`+h.Chip+`"}`); r.status != 200 || !strings.Contains(string(r.body), `"open":true`) {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := ask(t, "POST", server.URL+"/api/v1/scans", theirs, `{"key":"1","chip":"`+short+`"}`); r.status != 200 {
		t.Errorf("a school without a setting: %d %s", r.status, r.body)
	}
}
