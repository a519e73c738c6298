package live_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"yunka/server/live"
)

func TestOrigin(t *testing.T) {
	s := sqlite(t, func(c *live.Config) { c.Origins = []string{"https://card.example"} })
	host := strings.TrimPrefix(s.srv.URL, "http://")
	for _, c := range []struct {
		name   string
		header http.Header
		query  string
		status int
	}{
		{"same", http.Header{"Origin": {"http://" + host}}, "", 101},
		{"listed", http.Header{"Origin": {"https://card.example"}}, "", 101},
		{"foreign", http.Header{"Origin": {"http://evil.example"}}, "", 403},
		{"sibling", http.Header{"Origin": {"https://x.card.example"}}, "", 403},
		{"null", http.Header{"Origin": {"null"}}, "", 403},
		{"null with bearer", http.Header{"Origin": {"null"}}, "&bearer", 403},
		{"foreign with bearer", http.Header{"Origin": {"http://evil.example"}}, "&bearer", 403},
		{"absent", http.Header{}, "", 403},
		{"absent with cookie", http.Header{"Cookie": {"session=1"}}, "", 403},
		{"absent with bearer", http.Header{}, "&bearer", 101},
		{"absent with bearer and cookie", http.Header{"Cookie": {"session=1"}}, "&bearer", 403},
		{"other scheme", http.Header{"Origin": {"https://" + host}}, "", 403},
		{"other port", http.Header{"Origin": {"http://127.0.0.1:1"}}, "", 403},
		{"no port", http.Header{"Origin": {"http://127.0.0.1"}}, "", 403},
		{"two", http.Header{"Origin": {"http://" + host, "http://evil.example"}}, "", 403},
		{"path", http.Header{"Origin": {"http://" + host + "/"}}, "", 403},
	} {
		ws, res, err := websocket.Dial(t.Context(), s.url("a", "console", 0)+c.query, &websocket.DialOptions{HTTPHeader: c.header})
		if res == nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if res.StatusCode != c.status {
			t.Errorf("%s: %d, want %d", c.name, res.StatusCode, c.status)
		}
		if ws != nil {
			_ = ws.CloseNow()
		}
	}
}

func TestRefusals(t *testing.T) {
	s := sqlite(t, func(c *live.Config) { c.MaxPerViewer, c.MaxConns = 2, 3 })
	status := func(id, topics string) int {
		_, res, err := websocket.Dial(t.Context(), s.url(id, topics, 0), &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {s.srv.URL}}})
		if err == nil || res == nil {
			t.Fatalf("%s %s: %v", id, topics, err)
		}
		return res.StatusCode
	}
	if got := status("a", "wallet"); got != 404 {
		t.Errorf("a topic of no renderer: %d", got)
	}
	s.join("a", "console", 0)
	one := s.join("a", "console", 0)
	if got := status("a", "console"); got != 429 {
		t.Errorf("one viewer, too many: %d", got)
	}
	s.join("b", "console", 0)
	if got := status("c", "console"); got != 503 {
		t.Errorf("a full process: %d", got)
	}
	_ = one.ws.Close(1000, "")
	until(t, "a place", func() bool { return s.Stats().Connections == 2 })
	s.join("c", "console", 0)
	res, err := http.Get(s.url("d", "console", 0) + "&bearer")
	if err != nil || res.StatusCode != 503 { // still full
		t.Fatal(res, err)
	}
	res.Body.Close()
}

func TestRefuseTellsThePageNotToComeBack(t *testing.T) {
	s := sqlite(t)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.Refuse(w, r, live.CloseLoggedOut, "log in"); err != nil {
			t.Error(err)
		}
	}))
	defer srv.Close()
	ws, _, err := websocket.Dial(t.Context(), srv.URL, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {srv.URL}}})
	if err != nil {
		t.Fatal(err)
	}
	(&client{ws: ws, t: t}).closed(live.CloseLoggedOut)
}

func TestWhatAPageMaySay(t *testing.T) {
	s := sqlite(t)
	big := s.join("a", "console", 0)
	if err := big.ws.Write(t.Context(), websocket.MessageText, bytes.Repeat([]byte("x"), 16<<10)); err != nil {
		t.Fatal(err)
	}
	big.closed(1009)
	chatty := s.join("a", "console", 0)
	for range 11 {
		if err := chatty.ws.Write(t.Context(), websocket.MessageText, []byte("hello")); err != nil {
			t.Fatal(err)
		}
	}
	chatty.closed(1008)
	until(t, "both gone", func() bool { return s.Stats().Connections == 0 })
}

func TestOverTLS(t *testing.T) {
	s := sqlite(t)
	srv := httptest.NewTLSServer(s)
	defer srv.Close()
	s.say(2)
	url := strings.Replace(s.url("a", "console", 0), s.srv.URL, srv.URL, 1)
	ws, _, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{HTTPClient: srv.Client(), HTTPHeader: http.Header{"Origin": {srv.URL}}})
	if err != nil {
		t.Fatal(err)
	}
	c := &client{ws: ws, t: t}
	c.reach(live.Console, 2)
	s.say(100)
	c.reach(live.Console, 102)
	s.CloseViewer("a", live.CloseLoggedOut)
	c.closed(live.CloseLoggedOut)
}

func TestShutdownSaysComeBackAndLeavesNothing(t *testing.T) {
	s := sqlite(t)
	s.join("warm", "console", 0).ws.CloseNow() // pools and drivers have their goroutines now
	until(t, "gone", func() bool { return s.Stats().Connections == 0 })
	s.srv.Client().CloseIdleConnections()
	before := runtime.NumGoroutine()
	var pages []*client
	for range 50 {
		pages = append(pages, s.join("a", "console,gate", 0))
	}
	if n := runtime.NumGoroutine() - before; n > 2*50+10 { // one here for each, one of the test's own client
		t.Errorf("%d goroutines for 50 connections", n)
	}
	s.say(4)
	for _, c := range pages {
		c.reach(live.Console, 4)
	}
	go s.stop()
	for _, c := range pages {
		c.closed(1012)
	}
	<-s.ended
	if st := s.Stats(); st.Connections != 0 || st.Schools != 0 {
		t.Errorf("%+v", st)
	}
	_, res, _ := websocket.Dial(t.Context(), s.url("a", "console", 0), &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {s.srv.URL}}})
	if res == nil || res.StatusCode != 503 {
		t.Errorf("after the end: %v", res)
	}
	until(t, "no goroutine left", func() bool {
		http.DefaultClient.CloseIdleConnections()
		return runtime.NumGoroutine() <= before
	})
}

// A program may be told to stop while it starts: its jobs and its end then
// meet in the hub. Only the race detector sees what could go wrong.
func TestAStopBesideTheStart(t *testing.T) {
	s := sqlite(t)
	for range 300 {
		hub := live.New(live.Config{DB: s.db, Feed: s.feed, Now: s.clock.Now, Logger: slog.New(slog.DiscardHandler), Reauthorise: func(context.Context, live.Viewer, []live.Topic) (live.Verdict, error) {
			return live.Verdict{OK: true}, nil
		}})
		ended := make(chan error, 1)
		go func() { ended <- hub.Run(t.Context()) }()
		hub.Close()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
}
