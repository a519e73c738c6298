package logs_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yunka/server/logs"
)

func TestFormats(t *testing.T) {
	var said strings.Builder
	log, err := logs.New(&said, "json")
	if err != nil {
		t.Fatal(err)
	}
	log.With("component", "live").Info("hello", "n", 1)
	var line struct {
		Msg, Component string
		N              int
	}
	if err := json.Unmarshal([]byte(said.String()), &line); err != nil || line.Msg != "hello" || line.N != 1 || line.Component != "live" {
		t.Errorf("%q: %v", &said, err)
	}
	said.Reset()
	if log, err = logs.New(&said, ""); err != nil {
		t.Fatal(err)
	}
	if log.Info("hello", "n", 1); !strings.Contains(said.String(), "msg=hello n=1") {
		t.Errorf("%q", &said)
	}
	if _, err := logs.New(&said, "xml"); err == nil || !strings.Contains(err.Error(), "text json") {
		t.Errorf("xml: %v", err)
	}
}

// turned is a log by a clock that the test turns.
type turned struct {
	*slog.Logger
	said *strings.Builder
	now  *time.Time
}

func newTurned() turned {
	l := turned{said: &strings.Builder{}, now: new(time.Time)}
	*l.now = time.Date(2026, 9, 1, 7, 30, 0, 0, time.UTC)
	l.Logger = slog.New(logs.Damp(slog.NewTextHandler(l.said, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}), func() time.Time { return *l.now }))
	return l
}

// lines gives what was written since the last time.
func (l turned) lines() (list []string) {
	for line := range strings.Lines(l.said.String()) {
		list = append(list, strings.TrimSpace(line))
	}
	l.said.Reset()
	return list
}

// A thousand requests that fail for one reason are one line, and one more a minute later
// that says how many there were.
func TestOneFaultIsOneLine(t *testing.T) {
	l := newTurned()
	for i := range 1000 {
		l.Error("request failed", "request", fmt.Sprint("r", i), "route", "GET /card", "code", "database_unavailable",
			"err", fmt.Errorf("dial tcp 127.0.0.1:%d: connection refused", 40000+i))
	}
	if got := l.lines(); len(got) != 1 || !strings.Contains(got[0], "request=r0") || strings.Contains(got[0], "repeated") {
		t.Errorf("%d lines: %.300q", len(got), got)
	}
	*l.now = l.now.Add(59 * time.Second)
	l.Error("request failed", "request", "r1000", "route", "GET /card", "code", "database_unavailable", "err", errors.New("dial tcp 127.0.0.1:7: connection refused"))
	if got := l.lines(); len(got) != 0 {
		t.Errorf("before a minute has passed: %q", got)
	}
	*l.now = l.now.Add(time.Second)
	l.Info("request", "route", "GET /livez") // whatever comes
	if got := l.lines(); len(got) != 2 || !strings.Contains(got[0], "request=r1000") || !strings.HasSuffix(got[0], "repeated=1000") || !strings.Contains(got[1], "GET /livez") {
		t.Errorf("after it: %q", got)
	}
	l.Error("request failed", "request", "r1001", "route", "GET /card", "code", "database_unavailable", "err", errors.New("dial tcp 127.0.0.1:8: connection refused"))
	if got := l.lines(); len(got) != 1 || strings.Contains(got[0], "repeated") {
		t.Errorf("then it is written again: %q", got)
	}
	*l.now = l.now.Add(time.Hour)
	l.Info("request")
	if got := l.lines(); len(got) != 1 {
		t.Errorf("one that did not come again: %q", got)
	}
}

// Another place, another reason, another level is another fault; what is no fault is
// written each time.
func TestOtherFaultsAreTheirOwn(t *testing.T) {
	l := newTurned()
	other := l.With("component", "live")
	for range 3 {
		l.Error("failed", "route", "GET /a", "err", "full")
		l.Error("failed", "route", "GET /b", "err", "full")
		l.Error("failed", "route", "GET /a", "err", "gone")
		l.Warn("failed", "route", "GET /a", "err", "full")
		l.Error("ended", "route", "GET /a", "err", "full")
		other.Error("failed", "route", "GET /a", "err", "full")
		l.WithGroup("g").Error("failed", "route", "GET /a", "err", "full")
		l.Info("request", "route", "GET /a")
	}
	if got := l.lines(); len(got) != 7+3 {
		t.Errorf("%d lines: %q", len(got), got)
	}
}

// However many different faults there are: what is remembered is bounded, and each is
// written.
func TestManyFaults(t *testing.T) {
	l := newTurned()
	for i := range 10_000 {
		l.Error("failed", "err", "reason "+strings.Repeat("x", i%500))
	}
	if got := len(l.lines()); got < 500 {
		t.Errorf("%d lines", got)
	}
}

func TestNames(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data", "log.key")
	one, err := logs.LoadNames(file)
	if err != nil {
		t.Fatal(err)
	}
	again, err := logs.LoadNames(file)
	if err != nil {
		t.Fatal(err)
	}
	other, err := logs.LoadNames(filepath.Join(t.TempDir(), "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	word := one.Of("13800138000")
	switch {
	case word != again.Of("13800138000"):
		t.Error("another word after a restart")
	case word == other.Of("13800138000"), word == one.Of("13800138001"):
		t.Error("the same word by another key, or of another login")
	case len(word) != 12, strings.Contains(word, "138001380"):
		t.Errorf("%q", word)
	case one.Of("") != logs.NoName, (*logs.Names)(nil).Of("x") != logs.NoName:
		t.Error("nobody has a word")
	}
	if is, err := os.Stat(file); err != nil || is.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", is, err)
	}
	if err := os.WriteFile(file, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := logs.LoadNames(file); err == nil || n.Of("x") == logs.NoName {
		t.Errorf("a broken key: %v", err)
	}
}

func TestRecorder(t *testing.T) {
	w := &logs.Recorder{ResponseWriter: httptest.NewRecorder()}
	_, _ = w.Write([]byte("hello"))
	w.WriteHeader(500)
	if w.Status != 200 || w.Bytes != 5 {
		t.Errorf("%d, %d bytes", w.Status, w.Bytes)
	}
	if a, b := logs.RequestID(), logs.RequestID(); a == b || len(a) != 22 {
		t.Errorf("%q, %q", a, b)
	}
}
