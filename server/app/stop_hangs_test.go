package app_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan/scantest"
)

// A stop is over in five seconds and is no failure, whatever hangs: scans and logins whose
// database is locked, a hundred pages whose phones are gone without a word, connections
// on which nobody says anything.
func TestAStopIsShortWhateverHangs(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) { stopIsShort(t, e) })
	}
}

func stopIsShort(t *testing.T, e db.Engine) {
	cfg := configOn(t, e)
	if cfg.Data == "" {
		cfg.Data = dbtest.Dir(t)
	}
	cfg.Clock, cfg.HashCost = time.Now, scantest.HashCost
	ours, err := app.Services(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ours.Close() })
	s := settle(t, ours)
	holders := []*scantest.Holder{s.Student, s.Teacher, s.Parent, s.Guard, s.Admin}
	for i, h := range holders {
		code, _, err := ours.Accounts.IssueActivation(t.Context(), system, h.Person)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ours.Accounts.Activate(t.Context(), code, fmt.Sprint("person-", i), passphrase, "zh-CN"); err != nil {
			t.Fatal(err)
		}
	}
	addr := freeAddr(t)
	cmd := serve(t, itself(t), addr, cfg.Data, cfg.DatabaseURL)
	base := "http://" + addr
	for i, h := range holders { // as many pages as one viewer may have
		login := send(t, request(t, base, "POST", "/login", ask{form: url.Values{"login": {fmt.Sprint("person-", i)}, "password": {passphrase}}}))
		if login.cookies["yunka"] == "" {
			t.Fatal(login.status, login.body)
		}
		for range 20 {
			deadSocket(t, addr, "/live?topics=card:"+h.Card, login.cookies["yunka"])
		}
	}
	for range 5 {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	unlock := lockBooks(t, ours.DB)
	defer unlock()
	var gates sync.WaitGroup
	var told atomic.Int64 // that nothing was decided
	asking, stop := context.WithCancel(t.Context())
	defer stop()
	for i := range 16 {
		gates.Go(func() {
			for n := 0; asking.Err() == nil; n++ {
				req := request(t, base, "POST", "/api/v1/scans", ask{bearer: s.ReaderToken, quiet: true, json: fmt.Sprintf(`{"key":"h%d-%d","chip":%q}`, i, n, holders[i%5].Chip)})
				res, err := once.Do(req)
				if err != nil {
					return // it has stopped
				}
				_, _ = io.Copy(io.Discard, res.Body)
				res.Body.Close()
				switch res.StatusCode {
				case http.StatusServiceUnavailable:
					told.Add(1)
				default:
					t.Errorf("under a lock: %d", res.StatusCode)
				}
			}
		})
	}
	for range 3 { // whoever logs in waits for the writer without a limit
		gates.Go(func() {
			req := request(t, base, "POST", "/login", ask{form: url.Values{"login": {"nobody"}, "password": {passphrase}}})
			if res, err := once.Do(req); err == nil {
				res.Body.Close()
			}
		})
	}
	until(t, "every gate waits for the database", func() bool { return told.Load() >= 16 })
	begun := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
	took := time.Since(begun)
	t.Logf("stopped in %v", took.Round(time.Millisecond))
	if took > 10*time.Second { // twice what is promised: a test's machine is busy
		t.Errorf("a stop took %v", took)
	}
	stop()
	gates.Wait()
}

// deadSocket opens a page's socket and never looks at it again.
func deadSocket(t *testing.T, addr, path, cookie string) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_, err = fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nCookie: yunka=%s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
		path, addr, addr, cookie)
	if err != nil {
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Now().Add(patience))
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil || !strings.Contains(line, "101") {
		t.Fatalf("%v: %q", err, line)
	}
}

// lockBooks keeps everybody else from writing what a scan and a login write, until unlock.
func lockBooks(t *testing.T, d *db.DB) (unlock func()) {
	t.Helper()
	held, let, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	errLet := errors.New("let go")
	go func() {
		ended <- d.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			queries := []string{"UPDATE feed_head SET last = last"} // SQLite: the writer is the lock
			if d.Engine() == db.Postgres {
				queries = []string{"SET LOCAL idle_in_transaction_session_timeout = 0", "LOCK TABLE feed_head, guess IN ACCESS EXCLUSIVE MODE"}
			}
			for _, q := range queries {
				if _, err := tx.ExecContext(ctx, q); err != nil {
					return err
				}
			}
			close(held)
			<-let
			return errLet
		})
	}()
	select {
	case <-held:
	case err := <-ended:
		t.Fatal(err)
	}
	return sync.OnceFunc(func() {
		close(let)
		if err := <-ended; !errors.Is(err, errLet) {
			t.Error(err) // it was not held to the end
		}
	})
}
