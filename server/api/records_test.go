package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/gatelog"
	"yunka/server/scan/offline"
	"yunka/server/scan/scantest"
)

// A reader that was alone uploads over HTTP, says what its door saw, and hears
// where its log ends.
func TestUploadThroughTheAPI(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		server := serve(t, w, d, s)
		who, token := w.Terminal(t, w.GateIn, false)
		h := w.Holder(t, allow.Student)
		var log []gatelog.Record
		last := gatelog.Start(who.ID)
		for i := range 3 {
			last = gatelog.Next(last, gatelog.Record{At: clock.Now().UnixMilli() + int64(i), Kind: gatelog.Chip, Chip: h.Chip, Decision: "ALLOW", Reason: "OK", Open: true, Note: "门"})
			log = append(log, last)
		}
		log[1].Chip = "1" // changed on the way
		body, _ := json.Marshal(map[string]any{"terminal_time": 1, "records": log})
		clock.Add(time.Minute)
		for _, want := range []string{"stored refused stored", "already refused already"} {
			r := ask(t, "POST", server.URL+"/api/v1/records", token, string(body))
			var out offline.Uploaded
			if err := json.Unmarshal(r.body, &out); err != nil || r.status != 200 {
				t.Fatalf("%d %s", r.status, r.body)
			}
			var got []string
			for _, x := range out.Results {
				got = append(got, x.Result)
			}
			if strings.Join(got, " ") != want || out.AcceptedTo != 1 || out.Log.Seq != 3 || out.Results[1].Why == "" {
				t.Errorf("%s, want %s", r.body, want)
			}
		}
		var beat struct {
			Terminal string
			Log      struct {
				Seq  int64
				Hash string
			}
		}
		r := ask(t, "POST", server.URL+"/api/v1/heartbeat", token, fmt.Sprintf(`{"clock":%q,"queued":1,"written":3,"list":0}`, clock.Now().Format(time.RFC3339)))
		if err := json.Unmarshal(r.body, &beat); err != nil || beat.Terminal != who.ID || beat.Log.Seq != 3 || beat.Log.Hash != log[2].Hash {
			t.Errorf("%s", r.body)
		}
		for _, bad := range []string{``, `[]`, `{"records":[{"seq":"1"}]}`, `{"records":[` + strings.Repeat(`{},`, 100) + `{}]}`, `{"records":[{"unknown":1}]}`} {
			if r := ask(t, "POST", server.URL+"/api/v1/records", token, bad); r.status < 400 || r.status >= 500 {
				t.Errorf("%.60s: %d %s", bad, r.status, r.body)
			}
		}
		a := scantest.Decode(t, ask(t, "POST", server.URL+"/api/v1/scans", token, fmt.Sprintf(`{"key":"p1","chip":%q}`, h.Chip)).body)
		passage := server.URL + "/api/v1/scans/" + a.Scan + "/passage"
		for range 2 {
			if r := ask(t, "POST", passage, token, `{"passed":false}`); r.status != 200 {
				t.Errorf("passage: %d %s", r.status, r.body)
			}
		}
		if r := ask(t, "POST", passage, token, `{}`); r.status != 422 {
			t.Errorf("nothing said: %d", r.status)
		}
		refused := scantest.Decode(t, ask(t, "POST", server.URL+"/api/v1/scans", token, `{"key":"p2","chip":"77"}`).body)
		if r := ask(t, "POST", server.URL+"/api/v1/scans/"+refused.Scan+"/passage", token, `{"passed":true}`); r.status != 409 || r.code(t) != "not_a_passage" {
			t.Errorf("a refusal: %d %s", r.status, r.body)
		}
	}, db.WithClock(clock.Now))
}

// Hardware made for WeCard: unknown fields are ignored, each record counts once by
// its nonce, and every answer has a reason.
func TestWeCardDialect(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		server := serve(t, w, d, s)
		_, token := w.Terminal(t, w.GateIn, false)
		h := w.Holder(t, allow.Student)
		now := clock.Now().Unix()
		report := server.URL + "/api/gate/v1/offline_verification/report"
		record := func(nonce, fields string) string {
			return fmt.Sprintf(`{"nonce":%q,"mode":3,"verify_time":%d,"vendor_field":{"x":1},%s}`, nonce, now, fields)
		}
		send := func(records ...string) (list []struct {
			Nonce, Result, Reason string
			Code                  int
			Conflicts             []string
		}) {
			t.Helper()
			r := ask(t, "POST", report, token, `{"device_no":"WG-1","sign":"x","records":[`+strings.Join(records, ",")+`]}`)
			var out struct{ Data any }
			out.Data = &list
			if err := json.Unmarshal(r.body, &out); err != nil || r.status != 200 {
				t.Fatalf("%d %s", r.status, r.body)
			}
			for _, x := range list {
				if x.Reason == "" || (x.Code == 0) == (x.Result == offline.Refused) {
					t.Errorf("%+v", x)
				}
			}
			return list
		}
		code := h.Code(clock.Now(), 0)
		all := []string{record("a", fmt.Sprintf(`"code":%q,"result":1`, code)), record("b", fmt.Sprintf(`"card_no":%q,"result":1`, h.Chip)), record("c", `"card_no":"77","result":0,"reason":"不在名单"`),
			record("a", fmt.Sprintf(`"code":%q,"result":1`, code)), record("a", `"card_no":"5","result":1`), record("d", `"result":1`), record("e", `"card_no":"5","result":7`), record("", `"card_no":"5","result":0`),
			record("f", fmt.Sprintf(`"code":%q,"result":1`, scantest.Flip(code)))}
		for i, want := range []string{"stored stored stored already refused refused refused refused stored", "already already already already refused refused refused refused already"} {
			var got []string
			list := send(all...)
			for _, x := range list {
				got = append(got, x.Result)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("report %d: %v", i, got)
			}
			if len(list[8].Conflicts) != 1 {
				t.Errorf("let through with a forged code: %+v", list[8])
			}
		}
		if n := count(t, d); n != 4 {
			t.Errorf("%d scans", n)
		}
		r := ask(t, "POST", server.URL+"/api/gate/v1/heart_beat", token, fmt.Sprintf(`{"device_no":"WG-1","nonce":"n","version":"0","timestamp":%d,"ip":"10.0.0.9"}`, now+3600))
		if !strings.Contains(string(r.body), `"need_pull":true`) || !strings.Contains(string(r.body), "off by 3600 s") {
			t.Errorf("%s", r.body)
		}
		if r := ask(t, "POST", server.URL+"/api/gate/v1/heart_beat", token, `{"version":1}`); r.status != 422 || r.code(t) != "device_no" {
			t.Errorf("no device: %d %s", r.status, r.body)
		}
		if r := ask(t, "POST", report, "", `{"device_no":"x"}`); r.status != 401 {
			t.Errorf("no token: %d", r.status)
		}
	}, db.WithClock(clock.Now))
}
