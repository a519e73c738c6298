package nats_test

import (
	"context"
	"log/slog"
	"net"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/nats"
	"yunka/server/progtest"
	"yunka/server/schooltest"
)

// cluster is a nats-server of this test.
type cluster struct {
	t    *testing.T
	port int
	cmd  *exec.Cmd
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return &cluster{t: t, port: l.Addr().(*net.TCPAddr).Port}
}

func (c *cluster) url() string { return "nats://127.0.0.1:" + strconv.Itoa(c.port) }

func (c *cluster) start() {
	c.t.Helper()
	c.cmd = exec.Command(progtest.Find(c.t, "nats-server"), "-a", "127.0.0.1", "-p", strconv.Itoa(c.port))
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(c.stop)
}

func (c *cluster) stop() {
	if c.cmd != nil {
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
		c.cmd = nil
	}
}

func carrier(t *testing.T, url string) *nats.Carrier {
	t.Helper()
	c, err := nats.Open(url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// relay runs a feed's relay until the test ends.
func relay(t *testing.T, f *feed.Feed, by ...feed.Carrier) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- f.Relay(ctx, by...) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// writes appends to a school's feed until the bell at another server is heard with a number.
func writes(t *testing.T, s *schooltest.Fixture, bell <-chan int64, why string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		s.Tx(t, func(ctx context.Context, tx *db.Tx) error {
			return s.Feed.Append(ctx, tx, s.School, feed.Item{Kind: feed.CardState, Subject: "x"})
		})
		select {
		case n := <-bell:
			if n > 0 {
				return
			}
		case <-time.After(100 * time.Millisecond): // it does not hear yet
		}
	}
	t.Fatalf("%s: nothing is heard", why)
}

// Two servers hear of each other by NATS alone: at first although it starts after them,
// and again after it was away, when they are told that they may have missed something.
func TestTheBellIsHeardByNATS(t *testing.T) {
	s := schooltest.New(t, dbtest.Open(t, db.Postgres))
	far := feed.New()
	c := newCluster(t)
	relay(t, s.Feed, carrier(t, c.url()))
	relay(t, far, carrier(t, c.url()))
	bell, quiet := far.Listen(s.School)
	defer quiet()
	c.start()
	writes(t, s, bell, "at first")
	c.stop()
	for len(bell) > 0 {
		<-bell
	}
	c.start()
	for n := int64(-1); n != 0; {
		select {
		case n = <-bell:
		case <-time.After(time.Minute):
			t.Fatal("nobody said that something may be missing")
		}
	}
	writes(t, s, bell, "after it was away")
}

// While NATS is away the database carries what servers tell each other.
func TestTheDatabaseTellsWhileNATSIsAway(t *testing.T) {
	url := dbtest.URL(t, db.Postgres)
	s := schooltest.New(t, dbtest.Dial(t, url))
	far, other := feed.New(), dbtest.Dial(t, url)
	c := newCluster(t)
	c.start()
	relay(t, s.Feed, carrier(t, c.url()), s.DB)
	relay(t, far, carrier(t, c.url()), other)
	bell, quiet := far.Listen(s.School)
	defer quiet()
	writes(t, s, bell, "by either")
	c.stop()
	writes(t, s, bell, "without NATS")
}

func TestAnAddressThatIsNone(t *testing.T) {
	for _, url := range []string{"nats://[", "http://127.0.0.1:x"} {
		if c, err := nats.Open(url, slog.New(slog.DiscardHandler)); err == nil {
			_ = c.Close()
			t.Errorf("%s is taken", url)
		}
	}
}
