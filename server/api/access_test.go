package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/api"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/logs"
	"yunka/server/scan/scantest"
)

// watcher is a log and a meter.
type watcher struct {
	mu   sync.Mutex
	text bytes.Buffer
	n    map[string]int
}

func (w *watcher) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(b)
}

func (w *watcher) Request(method, route string, status int, _ time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n[fmt.Sprint(method, " ", route, " ", status)]++
}

func (w *watcher) Refused(code string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n["refused "+code]++
}

// line is one of the log.
type line struct {
	Msg, Request, Route, Terminal, School, Code, Network string
	Status                                               int
}

// lines waits for the line of a request, which comes after its answer, and gives all of it.
func (w *watcher) lines(t *testing.T, request string) (list []line) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		text := w.text.String()
		w.mu.Unlock()
		list = nil
		for text := range strings.Lines(text) {
			var l line
			if err := json.Unmarshal([]byte(text), &l); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			if l.Request == request {
				list = append(list, l)
			}
		}
		if len(list) > 0 && list[len(list)-1].Msg == "api request" {
			return list
		}
		if time.Now().After(end) {
			t.Fatalf("no line of %s in\n%s", request, text)
		}
	}
}

// Each request has a line with its id, which stands in the answer, its route and who asked;
// never what was presented, a token or an address.
func TestTheAccessLog(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	s := scantest.SetStage(t, d, scantest.NewClock())
	names, err := logs.LoadNames(filepath.Join(t.TempDir(), "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	w := &watcher{n: map[string]int{}}
	server := serve(t, s.World, d, s.Service, func(to *api.Deps) {
		to.Logger, to.Meter, to.Pseudonym = slog.New(slog.NewJSONHandler(w, nil)), w, names.Of
		to.Network = func(*http.Request) string { return "10.1.2.3/32" }
	})
	who, token := s.Terminal(t, s.GateIn, false)
	chip := s.World.Holder(t, allow.Student).Chip
	good := ask(t, "POST", server.URL+"/api/v1/scans", token, `{"key":"k1","chip":"`+chip+`"}`)
	bad := ask(t, "POST", server.URL+"/api/v1/scans", "yk_no-token-of-anybody", `{"key":"k1","chip":"`+chip+`"}`)
	none := ask(t, "GET", server.URL+"/api/nothing/secret-path", token, "")
	for _, c := range []struct {
		reply reply
		want  []line
	}{
		{good, []line{{Msg: "api request", Route: "POST /api/v1/scans", Status: 200, Terminal: who.ID, School: who.School}}},
		{bad, []line{
			{Msg: "refused", Route: "POST /api/v1/scans", Code: "terminal_token", Network: names.Of("10.1.2.3/32")},
			{Msg: "api request", Route: "POST /api/v1/scans", Status: 401},
		}},
		{none, []line{{Msg: "api request", Status: 404}}},
	} {
		id := c.reply.header.Get("X-Request-Id")
		if id == "" || c.reply.status != c.want[len(c.want)-1].Status {
			t.Fatalf("%d, id %q: %s", c.reply.status, id, c.reply.body)
		}
		got := w.lines(t, id)
		for i := range c.want {
			c.want[i].Request = id
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("got  %+v\nwant %+v", got, c.want)
		}
	}
	text := w.text.String()
	for _, secret := range []string{token, "no-token-of-anybody", `"` + chip, "secret-path", "10.1.2.3"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log has %s:\n%s", secret, text)
		}
	}
	for what, want := range map[string]int{"POST /api/v1/scans 200": 1, "POST /api/v1/scans 401": 1, "  404": 1, "refused terminal_token": 1} {
		if w.n[what] != want {
			t.Errorf("%s: %d times, want %d", what, w.n[what], want)
		}
	}
}
