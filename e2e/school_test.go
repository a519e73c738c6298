package e2e

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/app"
	"yunka/server/demo"
	"yunka/static"
)

// patience is how long a condition may take to come true before a story gives
// up. Nothing here is timed: a slow machine tells the same story, and where all
// is well nobody waits for it.
const patience = 2 * time.Minute

// A school is the running program with its demo school. Its clock starts at
// nine in the morning, whenever the story is told, and every window's clock
// goes with it.
type school struct {
	testing.TB
	demo.Demo
	url      string
	cfg      app.Config
	app      *app.App
	ahead    atomic.Int64 // of the machine's clock, ms
	stop     func()
	servers  []func() // stop what else answers the pages
	browser  context.Context
	browsers []func()     // end the processes of this story alone
	home     string       // the browser's HOME, with the roots it trusts; "" is ours
	profile  string       // where the browser keeps its profile; "" is a new one
	client   *http.Client // of the readers
	flags    []chromedp.ExecAllocatorOption
	windows  []*window
}

func openSchool(t testing.TB) *school {
	t.Helper()
	s := rent(t)
	s.furnish()
	s.start()
	return s
}

// rent is a school that does not run yet and has nothing in it.
func rent(t testing.TB) *school {
	t.Helper()
	need(t, static.HasModule(), "the browser module is not built: run make wasm")
	_, err := exec.LookPath("zbarimg")
	need(t, err == nil, "zbarimg is missing (Debian: apt-get install zbar-tools)")
	need(t, chromium() != "", "no Chromium (Debian: apt-get install chromium)")
	s := &school{TB: t, stop: func() {}, client: http.DefaultClient}
	s.ahead.Store(time.Until(morning).Milliseconds())
	s.cfg = settings(t.TempDir(), s.now)
	t.Cleanup(s.close)
	return s
}

// need skips a story that cannot be told here; where it must be, it fails.
func need(t testing.TB, there bool, why string) {
	t.Helper()
	switch {
	case there:
	case os.Getenv("CI") != "":
		t.Fatal(why)
	default:
		t.Skip(why)
	}
}

// start runs the program; the second time where it ran before.
func (s *school) start() {
	s.Helper()
	var said bytes.Buffer                                                 // written by one goroutine at a time: slog's handler locks
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.Context())) // the test's own ends before the pages close
	a, err := app.New(ctx, s.cfg, slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		cancel()
		s.Fatal(err)
	}
	s.app, s.url = a, a.URL()
	at, err := url.Parse(s.url)
	if err != nil {
		s.Fatal(err)
	}
	s.cfg.Addr = net.JoinHostPort("localhost", at.Port())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	s.stop = func() {
		s.Helper()
		s.stop = func() {}
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				s.Errorf("the program ended with %v", err)
			}
		case <-time.After(patience):
			s.Error("the program did not stop")
		}
		if err := a.Close(); err != nil {
			s.Error(err)
		}
		if said.Len() > 0 {
			s.Errorf("the program complained:\n%s", &said)
		}
	}
}

// office is the administrator, as the program itself knows them.
func (s *school) office() (actor allow.Actor, school string) {
	s.Helper()
	var account string
	err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT a.id, p.school_id FROM account a JOIN account_person x ON x.account_id = a.id JOIN person p ON p.id = x.person_id WHERE a.login = ?", s.Admin.Login).Scan(ctx, &account, &school)
	})
	if err == nil {
		actor, err = s.app.Accounts.Actor(s.Context(), account)
	}
	if err != nil {
		s.Fatal(err)
	}
	return actor, school
}
