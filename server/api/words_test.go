package api_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"yunka/server/api"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan/scantest"
)

// The page for integrators says in Chinese what each operation of the document does, and
// what each code of the transport means: no English body under a Chinese head.
func TestThePageSpeaksOneLanguage(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := scantest.New(t, d)
	server := serve(t, w, d, w.Service(t, d))
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID, Summary, Description string
		}
	}
	if err := json.Unmarshal(ask(t, "GET", server.URL+"/api/openapi.json", "", "").body, &doc); err != nil {
		t.Fatal(err)
	}
	zh := ask(t, "GET", server.URL+"/api?lang=zh-CN", "", "").body
	en := ask(t, "GET", server.URL+"/api?lang=en", "", "").body
	known := map[string]bool{}
	for path, methods := range doc.Paths {
		for _, op := range methods {
			known[op.OperationID] = true
			said := api.OperationWords[op.OperationID]
			if said[0] == "" || said[1] == "" {
				t.Errorf("%s: %s has no Chinese words", path, op.OperationID)
			}
			if !bytes.Contains(zh, []byte(`data-said="`+op.OperationID+`"`)) {
				t.Errorf("%s is not on the Chinese page", op.OperationID)
			}
			if op.Summary == "" || op.Description == "" {
				t.Errorf("%s has no English words", op.OperationID)
			}
		}
	}
	for id := range api.OperationWords {
		if !known[id] {
			t.Errorf("there is no operation %s any more", id)
		}
	}
	if bytes.Contains(en, []byte("data-said")) {
		t.Error("the English page has the Chinese words")
	}
	for code := range api.StatusDocs {
		if said := api.StatusWords[code]; said[0] == "" || !bytes.Contains(zh, []byte(said[0])) {
			t.Errorf("%s has no Chinese words on the page", code)
		}
	}
}
