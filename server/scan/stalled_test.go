package scan_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// A database whose network says nothing, not even that it is gone, keeps nobody
// at the gate: not while it is asked who somebody is, and not in the batch.
func TestAStalledDatabaseIsAnsweredInTime(t *testing.T) {
	direct := dbtest.URL(t, db.Postgres)
	w := scantest.New(t, dbtest.Dial(t, direct))
	known, unknown := w.Holder(t, allow.Student), w.Holder(t, allow.Student)
	who, _ := w.Terminal(t, w.GateIn, false)
	stall, through := stalling(t, direct)
	d, err := db.Open(t.Context(), through)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scan.New(t.Context(), scan.Config{DB: d, Feed: w.Feed, Words: scantest.Words{}, AnswerWithin: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stall(false); s.Close(); d.Close() })
	present := func(key, chip string) error {
		_, err := s.Present(context.Background(), scan.Presentation{Terminal: who, Key: key, Chip: chip})
		return err
	}
	eventually := func(key, chip string) {
		t.Helper()
		for end := time.Now().Add(2 * time.Minute); ; {
			err := present(key, chip)
			if err == nil {
				return
			}
			if time.Now().After(end) {
				t.Fatal(err)
			}
		}
	}
	eventually("before", known.Chip)
	stall(true)
	for _, chip := range []string{unknown.Chip, known.Chip} {
		ended := make(chan error, 1)
		go func() { ended <- present("meanwhile"+chip, chip) }()
		select {
		case err := <-ended:
			if !fault.Is(err, fault.Unavailable) {
				t.Errorf("got %v", err)
			}
		case <-time.After(2 * time.Minute):
			t.Fatal("it waits for the database")
		}
	}
	stall(false)
	for _, chip := range []string{unknown.Chip, known.Chip} { // a repeat with the same key
		eventually("meanwhile"+chip, chip)
	}
}

// stalling is a way to a PostgreSQL server on which nothing moves while it is
// told so, and what was on its way goes on afterwards.
func stalling(t *testing.T, direct string) (stall func(bool), through string) {
	t.Helper()
	at, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	server := at.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	at.Host = l.Addr().String()
	var mu sync.RWMutex
	copyTo := func(to, from net.Conn) {
		defer to.Close()
		b := make([]byte, 32<<10)
		for {
			n, err := from.Read(b)
			if n > 0 {
				mu.RLock() // held by whoever stalls
				_, werr := to.Write(b[:n])
				mu.RUnlock()
				if werr != nil {
					return
				}
			}
			if err != nil {
				if err != io.EOF {
					from.Close()
				}
				return
			}
		}
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s, err := net.Dial("tcp", server)
			if err != nil {
				c.Close()
				continue
			}
			go copyTo(s, c)
			go copyTo(c, s)
		}
	}()
	stalled := false
	return func(on bool) {
		if on != stalled {
			if stalled = on; on {
				mu.Lock()
			} else {
				mu.Unlock()
			}
		}
	}, at.String()
}
