package api_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/gatelist"
	"yunka/server/reason"
	"yunka/server/scan/scantest"
)

// A reader pulls its list over HTTP, hears that nothing has changed, and gets what
// has as a delta, with which it decides as with the whole.
func TestAReaderPullsItsList(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		server := serve(t, w, d, w.Service(t, d))
		who, token := w.Terminal(t, w.GateIn, false)
		h := w.Holder(t, allow.Student)
		url := server.URL + "/api/v1/list"
		first := ask(t, "GET", url, token, "")
		key, err := base64.StdEncoding.DecodeString(first.header.Get("Yunka-List-Key"))
		if err != nil || first.status != 200 || first.header.Get("Content-Type") != "application/octet-stream" {
			t.Fatalf("%d %v", first.status, first.header)
		}
		held, err := gatelist.Open(first.body, ed25519.PublicKey(key))
		if err != nil || held.Terminal != who.ID || held.Count == 0 {
			t.Fatalf("%v", err)
		}
		tap := gatelist.Presented{Kind: "chip", Chip: h.Chip}
		if v := held.Judge(held.Identify(tap), held.MadeAt, gatelist.Memory{}); !v.Open {
			t.Errorf("%+v", v)
		}
		tag := first.header.Get("ETag")
		clock.Add(time.Second)
		for _, match := range []string{tag, "W/" + tag, `"x", ` + tag} {
			if r := ask(t, "GET", url, token, "", "If-None-Match", match); r.status != 304 || len(r.body) != 0 || r.header.Get("ETag") != tag {
				t.Errorf("If-None-Match %s: %d, %d bytes", match, r.status, len(r.body))
			}
		}
		since := url + fmt.Sprintf("?since=%d", held.Version)
		if err := w.Cards.ReportLost(t.Context(), w.Admin, h.ChipCredential); err != nil {
			t.Fatal(err)
		}
		r := ask(t, "GET", since, token, "", "If-None-Match", tag)
		if r.status != 200 || !gatelist.IsDelta(r.body) || r.header.Get("ETag") == tag {
			t.Fatalf("%d %q", r.status, r.body[:min(4, len(r.body))])
		}
		next, err := held.Apply(r.body, key)
		if err != nil {
			t.Fatal(err)
		}
		if v := next.Judge(next.Identify(tap), next.MadeAt, gatelist.Memory{}); v.Open || v.Reason != reason.CredLost {
			t.Errorf("a lost chip: %+v", v)
		}
		whole := ask(t, "GET", url, token, "")
		if l, err := gatelist.Open(whole.body, key); err != nil || !bytes.Equal(l.Digest, next.Digest) {
			t.Errorf("the whole list is another: %v", err)
		}
		// Something happened that is in no row: the list that is held must not count
		// as behind for an hour.
		tag = whole.header.Get("ETag")
		if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return w.Feed.Append(ctx, tx, w.School, feed.Item{Kind: feed.RosterDone, Subject: w.School})
		}); err != nil {
			t.Fatal(err)
		}
		behind := func(l *gatelist.List) bool {
			body := fmt.Sprintf(`{"clock":%q,"list":%d,"feed":%d}`, clock.Now().Format(time.RFC3339), l.Policy, l.Feed)
			return bytes.Contains(ask(t, "POST", server.URL+"/api/v1/heartbeat", token, body).body, []byte(`"pull":true`))
		}
		if r = ask(t, "GET", url+fmt.Sprintf("?since=%d", next.Version), token, "", "If-None-Match", tag); r.status != 200 || !behind(next) {
			t.Fatalf("a newer list that is not told of: %d, behind %v", r.status, behind(next))
		}
		if next, err = next.Apply(r.body, key); err != nil || behind(next) {
			t.Errorf("behind the list it has just pulled: %v", err)
		}
		_, nowhere := w.Terminal(t, "", false)
		if r := ask(t, "GET", url, nowhere, ""); r.status != 409 || r.code(t) != "no_gate" {
			t.Errorf("a terminal without a gate: %d %s", r.status, r.body)
		}
		for text, want := range map[string]int{"-1": 422, "x": 422, "99999999999999999999": 422, "9999999999999999": 200} {
			if r := ask(t, "GET", url+"?since="+text, token, ""); r.status != want || want == 200 && gatelist.IsDelta(r.body) {
				t.Errorf("since=%s: %d %s", text, r.status, r.body[:min(80, len(r.body))])
			}
		}
		if r := ask(t, "GET", url, "yk_nobody", ""); r.status != 401 {
			t.Errorf("nobody's token: %d", r.status)
		}
	})
}
