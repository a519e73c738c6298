package web

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/scan/scantest"
)

// probe is a site with routes that only a careless author would write.
func probe(t *testing.T, routes ...Route) *httptest.Server {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	f := feed.New()
	s := New(Deps{DB: d, Feed: f, Accounts: account.New(d, f, account.WithCost(scantest.HashCost)), Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	s.Mount(routes, nil)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return srv
}

func status(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func TestAHandlerThatForgetsToCheckAnswersNothing(t *testing.T) {
	srv := probe(t,
		Route{Method: "GET", Pattern: "/forgets", Action: allow.PeopleRead, Handle: func(w http.ResponseWriter, _ *http.Request) error {
			_, err := io.WriteString(w, "all phone numbers")
			return err
		}},
		Route{Method: "GET", Pattern: "/empty", Action: allow.PeopleRead, Handle: func(http.ResponseWriter, *http.Request) error { return nil }},
	)
	for _, path := range []string{"/forgets", "/empty"} {
		if code, body := status(t, srv.URL+path); code != 500 || strings.Contains(body, "phone") {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
}

func TestAPanicIsOneRequestsProblem(t *testing.T) {
	srv := probe(t, Route{Method: "GET", Pattern: "/panics", Action: allow.PagePublic, Handle: func(http.ResponseWriter, *http.Request) error { panic("secret detail") }},
		Route{Method: "GET", Pattern: "/fails", Action: allow.PagePublic, Handle: func(http.ResponseWriter, *http.Request) error { return errors.New("secret detail") }})
	for _, path := range []string{"/panics", "/fails"} {
		code, body := status(t, srv.URL+path)
		if code != 500 || strings.Contains(body, "secret") || strings.Contains(body, idMark) || !strings.Contains(body, "<html") {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	if code, _ := status(t, srv.URL+"/livez"); code != 200 {
		t.Errorf("afterwards: %d", code)
	}
}

func TestASocketMayTakeTheConnection(t *testing.T) {
	srv := probe(t, Route{Method: "GET", Pattern: "/socket", Action: allow.PagePublic, Socket: true, Handle: func(w http.ResponseWriter, _ *http.Request) error {
		conn, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return err
		}
		defer conn.Close()
		_, _ = rw.WriteString("HTTP/1.1 101 Switching Protocols\r\n\r\nhello")
		return rw.Flush()
	}})
	conn, err := net.Dial("tcp", strings.TrimPrefix(srv.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET /socket HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "HTTP/1.1 101") {
		t.Fatalf("%q, %v", line, err)
	}
}

// A client that goes away before its answer is no failure: nothing in the log
// may look like one, or a guard of the log learns to look away.
func TestAClientThatGoesAwayIsNoError(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	f := feed.New()
	var log bytes.Buffer
	s := New(Deps{DB: d, Feed: f, Accounts: account.New(d, f, account.WithCost(scantest.HashCost)), Logger: slog.New(slog.NewTextHandler(&log, nil))})
	s.Mount([]Route{{Method: "GET", Pattern: "/lost", Action: allow.PagePublic, Bare: true, Handle: func(w http.ResponseWriter, r *http.Request) error {
		return d.Read(r.Context(), func(ctx context.Context, q bun.IDB) error { return q.NewRaw("SELECT 1").Scan(ctx, new(int)) })
	}}}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/lost", nil))
	if w.Code != statusGone || strings.Contains(log.String(), "ERROR") {
		t.Fatalf("status %d, log:\n%s", w.Code, log.String())
	}
}

// A page travels packed to who can unpack it, and says so to caches; a small one, and one
// for who cannot, as it is.
func TestPagesArePacked(t *testing.T) {
	long := templ.Raw("<p>" + strings.Repeat("校园卡 ", 1000) + "</p>")
	var kit *Kit
	draw := func(c templ.Component) func(w http.ResponseWriter, r *http.Request) error {
		return func(w http.ResponseWriter, r *http.Request) error { return kit.Render(w, r, http.StatusOK, c) }
	}
	srv := probe(t, Route{Method: "GET", Pattern: "/long", Action: allow.PagePublic, Handle: draw(long)}, Route{Method: "GET", Pattern: "/short", Action: allow.PagePublic, Handle: draw(templ.Raw("<p>"))})
	for _, c := range []struct {
		path, accept, want string
	}{{"/long", "gzip, deflate, br", "gzip"}, {"/long", "identity", ""}, {"/short", "gzip", ""}} {
		req, err := http.NewRequest("GET", srv.URL+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", c.accept)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.Header.Get("Content-Encoding") != c.want || !slices.Contains(res.Header.Values("Vary"), "Accept-Encoding") || c.want != "" && len(body) > 500 {
			t.Errorf("%s for %s: %q, %d bytes, vary %v", c.path, c.accept, res.Header.Get("Content-Encoding"), len(body), res.Header.Values("Vary"))
		}
	}
}
