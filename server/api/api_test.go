package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/api"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

var update = flag.Bool("update", false, "write testdata/openapi.json")

// serve is one server process on a database.
func serve(t *testing.T, w *scantest.World, d *db.DB, s *scan.Service, change ...func(*api.Deps)) *httptest.Server {
	t.Helper()
	deps := api.Deps{Scans: s, Lists: access.NewLists(d), Terminals: w.Terminals, Accounts: account.New(d, w.Feed, account.WithCost(scantest.HashCost)), DB: d, Logger: slog.New(slog.DiscardHandler)}
	for _, fn := range change {
		fn(&deps)
	}
	a := api.New(deps)
	mux := http.NewServeMux()
	a.Register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r reply) code(t *testing.T) string {
	t.Helper()
	var p api.Problem
	if err := json.Unmarshal(r.body, &p); err != nil {
		t.Errorf("no problem: %s", r.body)
	}
	if !documented(p.Code) {
		t.Errorf("the page does not list %s", p.Code)
	}
	if ct := r.header.Get("Content-Type"); !strings.HasPrefix(ct, "application/problem+json") {
		t.Errorf("content type %q", ct)
	}
	return p.Code
}

func ask(t *testing.T, method, url, token, body string, header ...string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, b}
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error { return q.NewRaw("SELECT count(*) FROM scan").Scan(ctx, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// The decision table of the gate, through HTTP.
func TestDecisionTableThroughTheAPI(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, row := range scantest.Rows {
			t.Run(row.Name, func(t *testing.T) {
				s := scantest.SetStage(t, d, clock)
				server := serve(t, s.World, d, s.Service)
				try := row.Try(t, s)
				_, token := s.Terminal(t, try.Gate, false)
				what, value := "code", try.Code
				if value == "" {
					what, value = "chip", try.Chip
				}
				body, _ := json.Marshal(map[string]string{"key": s.Key(), what: value})
				r := ask(t, "POST", server.URL+"/api/v1/scans", token, string(body))
				if r.status != 200 {
					t.Fatalf("%d %s", r.status, r.body)
				}
				a := scantest.Decode(t, r.body)
				if a.Decision != row.Want || a.Reason != row.Reason || a.Open != (row.Want == reason.Allow && try.Gate != "") || a.Replay {
					t.Fatalf("got %s", r.body)
				}
				if bytes.Contains(r.body, []byte(`"detail"`)) {
					t.Errorf("a reader without staff got a detail: %s", r.body)
				}
			})
		}
	}, db.WithClock(clock.Now))
}

func TestRetryOnAnotherServerIsByteForByte(t *testing.T) {
	clock := scantest.NewClock()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url := dbtest.URL(t, e)
			one, two := dbtest.Dial(t, url, db.WithClock(clock.Now)), dbtest.Dial(t, url, db.WithClock(clock.Now))
			w := scantest.New(t, one)
			first, second := serve(t, w, one, w.Service(t, one)), serve(t, w, two, w.Service(t, two))
			_, token := w.Terminal(t, w.GateIn, true)
			body := fmt.Sprintf(`{"key":"k1","code":%q,"at":"2026-11-23T12:00:00+08:00"}`, w.Holder(t, allow.Student).Code(clock.Now(), 0))
			a := ask(t, "POST", first.URL+"/api/v1/scans", token, body)
			b := ask(t, "POST", second.URL+"/api/v1/scans", token, body)
			if a.status != 200 || !bytes.Equal(a.body, b.body) || !scantest.Decode(t, a.body).Open {
				t.Fatalf("%s\n%s", a.body, b.body)
			}
			other := strings.Replace(body, "12:00:00", "12:00:01", 1)
			if r := ask(t, "POST", second.URL+"/api/v1/scans", token, other); r.status != 422 || r.code(t) != "key_reused" {
				t.Fatalf("%d %s", r.status, r.body)
			}
		})
	}
}

func TestBadInputIsAnsweredAndChangesNothing(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		server := serve(t, w, d, w.Service(t, d))
		_, token := w.Terminal(t, w.GateIn, false)
		gone, goneToken := w.Terminal(t, w.GateIn, false)
		if err := w.Terminals.Revoke(t.Context(), w.Admin, w.School, gone.ID); err != nil {
			t.Fatal(err)
		}
		scans := server.URL + "/api/v1/scans"
		beat := server.URL + "/api/v1/heartbeat"
		for _, c := range []struct {
			name, method, url, token, body string
			header                         []string
			status                         int
			code                           string
		}{
			{"no token", "POST", scans, "", `{"key":"k","chip":"1"}`, nil, 401, "terminal_token"},
			{"an invented token", "POST", scans, "yk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", `{"key":"k","chip":"1"}`, nil, 401, "terminal_token"},
			{"a revoked terminal", "POST", scans, goneToken, `{"key":"k","chip":"1"}`, nil, 401, "terminal_token"},
			{"a token of 10 kB", "POST", scans, strings.Repeat("y", 10_000), `{"key":"k","chip":"1"}`, nil, 401, "terminal_token"},
			{"basic instead of bearer", "POST", scans, "", `{"key":"k","chip":"1"}`, []string{"Authorization", "Basic " + token}, 401, "terminal_token"},
			{"the token in the query", "POST", scans + "?token=" + token, "", `{"key":"k","chip":"1"}`, nil, 401, "terminal_token"},
			{"the token as a cookie", "POST", scans, "", `{"key":"k","chip":"1"}`, []string{"Cookie", "yunka-terminal=" + token}, 401, "terminal_token"},
			{"no body", "POST", scans, token, "", nil, 400, "bad_request"},
			{"cut off", "POST", scans, token, `{"key":"k"`, nil, 400, "bad_request"},
			{"a list", "POST", scans, token, `[]`, nil, 422, "invalid"},
			{"a string", "POST", scans, token, `"98"`, nil, 422, "invalid"},
			{"null", "POST", scans, token, `null`, nil, 422, ""},
			{"two values", "POST", scans, token, `{"key":"k","chip":"1"}{"key":"l","chip":"1"}`, nil, 400, ""},
			{"a field twice", "POST", scans, token, `{"key":"k","key":"l","chip":"1"}`, nil, 400, "bad_json"},
			{"a field in two spellings", "POST", scans, token, `{"key":"k","Key":"l","chip":"1"}`, nil, 400, "bad_json"},
			{"an unknown field", "POST", scans, token, `{"key":"k","chip":"1","open":true}`, nil, 422, "invalid"},
			{"a number as a chip", "POST", scans, token, `{"key":"k","chip":1}`, nil, 422, "invalid"},
			{"neither code nor chip", "POST", scans, token, `{"key":"k"}`, nil, 422, "presentation"},
			{"both", "POST", scans, token, `{"key":"k","code":"98","chip":"1"}`, nil, 422, "presentation"},
			{"no key", "POST", scans, token, `{"chip":"1"}`, nil, 422, "invalid"},
			{"an empty key", "POST", scans, token, `{"key":"","chip":"1"}`, nil, 422, "invalid"},
			{"a key of 65", "POST", scans, token, `{"key":"` + strings.Repeat("k", 65) + `","chip":"1"}`, nil, 422, "invalid"},
			{"a key with a blank", "POST", scans, token, `{"key":"a b","chip":"1"}`, nil, 422, "key"},
			{"a NUL", "POST", scans, token, `{"key":"k","chip":"\u0000"}`, nil, 400, "bad_json"},
			{"no UTF-8", "POST", scans, token, "{\"key\":\"k\",\"chip\":\"\xff\"}", nil, 400, "bad_json"},
			{"a time in words", "POST", scans, token, `{"key":"k","chip":"1","at":"yesterday"}`, nil, 422, "at"},
			{"16 KiB and more", "POST", scans, token, `{"key":"k","chip":"` + strings.Repeat("1", 17<<10) + `"}`, nil, 413, "body_too_large"},
			{"a form", "POST", scans, token, `key=k&chip=1`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "content_type"},
			{"compressed", "POST", scans, token, "\x1f\x8b", []string{"Content-Encoding", "gzip"}, 415, "content_encoding"},
			{"the wrong method", "PUT", scans, token, `{}`, nil, 405, "method_not_allowed"},
			{"no such path", "GET", server.URL + "/api/v2/scans", token, "", nil, 404, "not_found"},
			{"after is no number", "GET", scans + "?after=x", token, "", nil, 422, "invalid"},
			{"after is negative", "GET", scans + "?after=-1", token, "", nil, 422, "invalid"},
			{"a limit of 501", "GET", scans + "?limit=501", token, "", nil, 422, "invalid"},
			{"a beat without a clock", "POST", beat, token, `{"version":"1"}`, nil, 422, ""},
			{"a beat with a clock in words", "POST", beat, token, `{"clock":"noon"}`, nil, 422, "at"},
			{"confirm by a reader", "POST", scans + "/x/confirm", token, `{"key":"k","pin":"123456","accept":true}`, nil, 403, "forbidden"},
			{"confirm without accept", "POST", scans + "/x/confirm", token, `{"key":"k","pin":"123456"}`, nil, 422, "invalid"},
		} {
			r := ask(t, c.method, c.url, c.token, c.body, c.header...)
			code := r.code(t)
			if r.status != c.status || (c.code != "" && code != c.code) {
				t.Errorf("%s: %d %s, want %d %s", c.name, r.status, r.body, c.status, c.code)
			}
			if r.status == 401 && r.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: no WWW-Authenticate", c.name)
			}
			if bytes.Contains(r.body, []byte(token)) {
				t.Errorf("%s: the answer repeats the token", c.name)
			}
		}
		if n := count(t, d); n != 0 {
			t.Fatalf("%d scans were recorded", n)
		}
	}, db.WithClock(clock.Now))
}

func TestListIsACursorOverTheOwnSchool(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, other := scantest.New(t, d), scantest.New(t, d)
		s := w.Service(t, d)
		server := serve(t, w, d, s)
		who, token := w.Terminal(t, w.GateIn, false)
		stranger, _ := other.Terminal(t, other.GateIn, false)
		want := map[string]bool{}
		for i := range 25 {
			h := w.Holder(t, allow.Student) // claims stand between the scans in the feed
			a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Code: h.Code(clock.Now(), uint8(i))})
			want[a.Scan] = true
			scantest.Present(t, s, scan.Presentation{Terminal: stranger, Key: other.Key(), Chip: "1"})
		}
		seen := map[string]bool{}
		for after := int64(0); ; {
			r := ask(t, "GET", fmt.Sprintf("%s/api/v1/scans?after=%d&limit=7", server.URL, after), token, "")
			var page struct {
				Items []api.Item
				Next  int64
				Last  int64
			}
			if err := json.Unmarshal(r.body, &page); err != nil || r.status != 200 {
				t.Fatalf("%d %s", r.status, r.body)
			}
			for _, it := range page.Items {
				if seen[it.Scan] || it.Feed <= after {
					t.Fatalf("%+v came twice or out of order", it)
				}
				seen[it.Scan] = true
			}
			if page.Next == page.Last && len(page.Items) < 7 {
				break
			}
			after = page.Next
		}
		if len(seen) != len(want) {
			t.Fatalf("%d scans listed, want %d", len(seen), len(want))
		}
		for id := range want {
			if !seen[id] {
				t.Errorf("%s is missing", id)
			}
		}
	}, db.WithClock(clock.Now))
}

func TestHeartbeatAndConfirm(t *testing.T) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		accounts := account.New(d, w.Feed, account.WithCost(scantest.HashCost))
		server := serve(t, w, d, s)
		_, token := w.Terminal(t, w.OfficeIn, true)
		r := ask(t, "POST", server.URL+"/api/v1/heartbeat", token, fmt.Sprintf(`{"clock":%q,"version":"9"}`, clock.Now().Add(7*time.Second).Format(time.RFC3339)))
		var beat struct {
			Now      string
			OffsetMS int64 `json:"offset_ms"`
		}
		if err := json.Unmarshal(r.body, &beat); err != nil || beat.OffsetMS != 7000 {
			t.Fatalf("%s", r.body)
		}
		guard, parent := w.Holder(t, allow.Guard), w.Holder(t, allow.Parent)
		if err := accounts.SetPIN(t.Context(), guard.Actor, guard.Person, "382716"); err != nil {
			t.Fatal(err)
		}
		r = ask(t, "POST", server.URL+"/api/v1/scans", token, fmt.Sprintf(`{"key":"k","code":%q}`, parent.Code(clock.Now(), 0)))
		pending := scantest.Decode(t, r.body)
		if pending.Decision != reason.Confirm || pending.Open {
			t.Fatalf("%s", r.body)
		}
		url := server.URL + "/api/v1/scans/" + pending.Scan + "/confirm"
		if r := ask(t, "POST", url, token, `{"key":"c0","pin":"111222","accept":true}`); r.status != 422 && r.status != 403 {
			t.Fatalf("a wrong PIN: %d %s", r.status, r.body)
		}
		r = ask(t, "POST", url, token, `{"key":"c1","pin":"382716","accept":true}`)
		if a := scantest.Decode(t, r.body); r.status != 200 || !a.Open || a.Reason != reason.StaffAccepted {
			t.Fatalf("%d %s", r.status, r.body)
		}
		again := ask(t, "POST", url, token, `{"key":"c1","pin":"382716","accept":true}`)
		if !bytes.Equal(again.body, r.body) {
			t.Fatalf("%s", again.body)
		}
		if r := ask(t, "POST", url, token, `{"key":"c2","pin":"382716","accept":true}`); r.status != 409 {
			t.Fatalf("a second confirmation: %d %s", r.status, r.body)
		}
	}, db.WithClock(clock.Now))
}

// The document is a promise to integrators: a change shows in its golden, and
// it names every route that is served.
func TestOpenAPI(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := scantest.New(t, d)
	server := serve(t, w, d, w.Service(t, d))
	r := ask(t, "GET", server.URL+"/api/openapi.json", "", "")
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}
	if err := json.Unmarshal(r.body, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s", doc.OpenAPI)
	}
	listed := map[string]bool{}
	for _, rt := range api.Routes() {
		listed[rt.Method+" "+rt.Path] = true
	}
	for path, methods := range doc.Paths {
		for m := range methods {
			if !listed[strings.ToUpper(m)+" "+path] {
				t.Errorf("%s %s is served and not in Routes", m, path)
			}
		}
	}
	for _, rt := range api.Routes() {
		_, documented := doc.Paths[rt.Path][strings.ToLower(rt.Method)]
		if rt.Action != allow.PagePublic && !documented {
			t.Errorf("%s %s is not in the document", rt.Method, rt.Path)
		}
		if r := ask(t, rt.Method, server.URL+strings.ReplaceAll(strings.ReplaceAll(rt.Path, "{id}", "x"), "{file}", "try.js"), "", ""); r.status == 404 || r.status == 405 {
			t.Errorf("%s %s answers %d", rt.Method, rt.Path, r.status)
		}
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, r.body, "", "  "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')
	const golden = "testdata/openapi.json"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, pretty.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(want, pretty.Bytes()) {
		t.Errorf("the document differs from %s (%v); look with git diff after -update", golden, err)
	}
}

func TestPageKeepsAStrictPolicy(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := scantest.New(t, d)
	server := serve(t, w, d, w.Service(t, d))
	for lang, word := range map[string]string{"zh-CN": "接入读头", "en": "Connect a reader"} {
		r := ask(t, "GET", server.URL+"/api", "", "", "Accept-Language", lang)
		if r.status != 200 || !bytes.Contains(r.body, []byte(word)) {
			t.Errorf("%s: %d %s", lang, r.status, r.body)
		}
		csp := r.header.Get("Content-Security-Policy")
		if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("policy %q", csp)
		}
		if bytes.Contains(r.body, []byte("style=")) || bytes.Contains(r.body, []byte("onclick")) {
			t.Error("inline style or handler")
		}
	}
}
