package scan_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// held runs fn while another connection holds what the statement locks.
func held(t *testing.T, d *db.DB, lock string, args []any, fn func()) {
	t.Helper()
	tx, err := d.Hot().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.Background())
	// A test that thinks for longer than idle transactions live would hold nothing.
	if _, err := tx.Exec(t.Context(), "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), lock, args...); err != nil {
		t.Fatal(err)
	}
	fn()
	if err := tx.Rollback(context.Background()); err != nil {
		t.Fatal(err) // it was not held to the end
	}
}

// shows presents a chip, and waits for its answer elsewhere.
func shows(s *scan.Service, p scan.Presentation) <-chan error {
	ended := make(chan error, 1)
	go func() {
		_, err := s.Present(context.Background(), p)
		ended <- err
	}()
	return ended
}

// Somebody's row is held, by a slow page or by a server that is dying: everybody
// else at the same gate is answered at once, and they as soon as it is free.
func TestALockedPersonStopsNobodyElse(t *testing.T) {
	direct := dbtest.URL(t, db.Postgres)
	d := dbtest.Dial(t, direct)
	w := scantest.New(t, d)
	s, err := scan.New(t.Context(), scan.Config{DB: dbtest.Dial(t, direct), Feed: w.Feed, Words: scantest.Words{}, AnswerWithin: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	locked := w.Holder(t, allow.Student)
	who, _ := w.Terminal(t, w.GateIn, false)
	var waits <-chan error
	held(t, d, "SELECT 1 FROM person WHERE id = $1 FOR UPDATE", []any{locked.Person}, func() {
		waits = shows(s, scan.Presentation{Terminal: who, Key: "locked", Chip: locked.Chip})
		for i := range 20 { // each while the first one is put off again and again
			h := w.Holder(t, allow.Student)
			if a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: fmt.Sprint("free", i), Chip: h.Chip}); !a.Open {
				t.Errorf("%+v", a)
			}
			var waiting int
			const q = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
			if err := d.Hot().QueryRow(t.Context(), q).Scan(&waiting); err != nil || waiting > 0 {
				t.Fatalf("%d connections wait for the lock: %v", waiting, err)
			}
		}
		select {
		case err := <-waits:
			t.Errorf("decided under another's lock: %v", err)
		default:
		}
	})
	if err := <-waits; err != nil {
		t.Error(err)
	}
	if a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: "locked", Chip: locked.Chip}); !a.Open {
		t.Errorf("the key's answer: %+v", a)
	}
}

// Something of a school is held that all its scans need, and its gates go on asking:
// another school's are answered.
func TestALockedSchoolStopsNoOther(t *testing.T) {
	direct := dbtest.URL(t, db.Postgres)
	d := dbtest.Dial(t, direct)
	mine, other := scantest.New(t, d), scantest.New(t, d)
	s, err := scan.New(t.Context(), scan.Config{DB: dbtest.Dial(t, direct), Feed: mine.Feed, Words: scantest.Words{}, AnswerWithin: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	here, _ := mine.Terminal(t, mine.GateIn, false)
	there, _ := other.Terminal(t, other.GateIn, false)
	pupil, free := mine.Holder(t, allow.Student), other.Holder(t, allow.Student)
	for name, lock := range map[string]string{
		"rules": "SELECT 1 FROM school WHERE id = $1 FOR UPDATE",
		"feed":  "SELECT 1 FROM feed_head WHERE school_id = $1 FOR UPDATE",
	} {
		held(t, d, lock, []any{mine.School}, func() {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			asking, stop := context.WithCancel(t.Context())
			var gates sync.WaitGroup
			for g := range 8 {
				gates.Go(func() {
					for i := 0; asking.Err() == nil; i++ {
						_, _ = s.Present(asking, scan.Presentation{Terminal: here, Key: fmt.Sprint(name, g, ".", i), Chip: pupil.Chip})
					}
				})
			}
			for i := range 50 { // were they of one batch, or of one queue, each would take seconds
				if _, err := s.Present(ctx, scan.Presentation{Terminal: there, Key: fmt.Sprint("other", name, i), Chip: free.Chip}); err != nil {
					t.Errorf("%s, %d: %v", name, i, err)
					break
				}
			}
			stop()
			gates.Wait()
		})
	}
}

// Who is told that nothing was decided can rely on it, and a repeat is decided.
func TestNotDecidedIsTrue(t *testing.T) {
	direct := dbtest.URL(t, db.Postgres)
	d := dbtest.Dial(t, direct)
	w := scantest.New(t, d)
	s, err := scan.New(t.Context(), scan.Config{DB: dbtest.Dial(t, direct), Feed: w.Feed, Words: scantest.Words{}, AnswerWithin: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	h := w.Holder(t, allow.Student)
	who, _ := w.Terminal(t, w.GateIn, false)
	said := map[string]string{}
	held(t, d, "SELECT 1 FROM person WHERE id = $1 FOR UPDATE", []any{h.Person}, func() {
		var waits []<-chan error
		for i := range 48 {
			waits = append(waits, shows(s, scan.Presentation{Terminal: who, Key: fmt.Sprint("k", i), Chip: h.Chip}))
		}
		for i, ended := range waits {
			err := <-ended
			if !fault.Is(err, fault.Unavailable) {
				t.Errorf("%d: %v", i, err)
				continue
			}
			said[fmt.Sprint("k", i)] = fault.As(err).Code
		}
	})
	s.Close() // all that was on its way has come to its end
	for key, code := range said {
		var n int
		if err := d.Hot().QueryRow(t.Context(), "SELECT count(*) FROM scan WHERE terminal_id = $1 AND request_key = $2", who.ID, key).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if code == "not_decided" && n != 0 {
			t.Errorf("%s was stored and said to be %s", key, code)
		}
	}
	if len(said) != 48 {
		t.Errorf("%d heard", len(said))
	}
}

// The connection breaks while a commit is on its way. Whatever became of that, the
// terminal hears its one answer, and the presentation is stored once.
func TestACommitWhoseAnswerIsLost(t *testing.T) {
	direct := dbtest.URL(t, db.Postgres)
	w := scantest.New(t, dbtest.Dial(t, direct))
	for _, is := range []struct {
		name   string
		before bool // the commit is lost, too
	}{{"the answer", false}, {"the commit", true}} {
		t.Run(is.name, func(t *testing.T) {
			cut := &cutting{before: is.before}
			d, err := db.Open(t.Context(), cut.through(t, direct))
			if err != nil {
				t.Fatal(err)
			}
			s, err := scan.New(t.Context(), scan.Config{DB: d, Feed: w.Feed, Words: scantest.Words{}, AnswerWithin: time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close(); d.Close() })
			h := w.Holder(t, allow.Student)
			who, _ := w.Terminal(t, w.GateIn, false)
			scantest.Present(t, s, scan.Presentation{Terminal: who, Key: "before", Chip: w.Holder(t, allow.Student).Chip})
			cut.commits.Store(3) // so many in a row
			a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: "cut", Code: h.Code(w.DB.Now(), 0)})
			if !a.Open || cut.commits.Load() > 2 {
				t.Errorf("%+v, %d to cut", a, cut.commits.Load())
			}
			cut.commits.Store(0)
			var n int
			if err := w.DB.Hot().QueryRow(t.Context(), "SELECT count(*) FROM scan WHERE terminal_id = $1 AND request_key = 'cut'", who.ID).Scan(&n); err != nil || n != 1 {
				t.Errorf("stored %d times: %v", n, err)
			}
		})
	}
}

// A database that takes commits and never answers again leaves what is not known.
func TestWhatIsNotKnownIsSaid(t *testing.T) {
	direct := dbtest.URL(t, db.Postgres)
	w := scantest.New(t, dbtest.Dial(t, direct))
	cut := &cutting{}
	d, err := db.Open(t.Context(), cut.through(t, direct))
	if err != nil {
		t.Fatal(err)
	}
	s, err := scan.New(t.Context(), scan.Config{DB: d, Feed: w.Feed, Words: scantest.Words{}, AnswerWithin: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(); d.Close() })
	who, _ := w.Terminal(t, w.GateIn, false)
	h := w.Holder(t, allow.Student)
	scantest.Present(t, s, scan.Presentation{Terminal: who, Key: "before", Chip: w.Holder(t, allow.Student).Chip})
	cut.commits.Store(1)
	cut.refuse.Store(true)
	_, err = s.Present(t.Context(), scan.Presentation{Terminal: who, Key: "cut", Chip: h.Chip})
	if !fault.Is(err, fault.Unavailable) || fault.As(err).Code != "unknown" || !errors.Is(err, db.ErrUncertain) {
		t.Errorf("got %v", err)
	}
	cut.refuse.Store(false)
	if a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: "cut", Chip: h.Chip}); !a.Open {
		t.Errorf("the same key again: %+v", a)
	}
}

// cutting is a way to a PostgreSQL server that breaks at commits.
type cutting struct {
	commits atomic.Int64 // so many are to be cut
	before  bool         // they do not arrive
	refuse  atomic.Bool  // nobody comes through any more after a cut
	down    atomic.Bool
}

func (c *cutting) through(t *testing.T, direct string) string {
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
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			if c.refuse.Load() && c.down.Load() {
				client.Close()
				continue
			}
			to, err := net.Dial("tcp", server)
			if err != nil {
				client.Close()
				continue
			}
			go c.serve(client, to)
		}
	}()
	return at.String()
}

// serve passes on what the two say. A batch names the key in its reads and, with its
// commit, in its writes; what PostgreSQL says to that has the word.
func (c *cutting) serve(client, server net.Conn) {
	defer server.Close()
	defer client.Close()
	var drops atomic.Bool
	go func() {
		defer client.Close()
		b := make([]byte, 1<<20)
		for {
			n, err := server.Read(b)
			if err != nil || drops.Load() && bytes.Contains(b[:n], []byte("COMMIT")) {
				return
			}
			if _, err := client.Write(b[:n]); err != nil {
				return
			}
		}
	}()
	b := make([]byte, 1<<20)
	named := 0
	for {
		n, err := client.Read(b)
		if err != nil {
			return
		}
		if bytes.Contains(b[:n], []byte("cut")) {
			if named++; named == 2 && c.commits.Add(-1) >= 0 {
				c.down.Store(true)
				if c.before {
					return
				}
				drops.Store(true)
			}
		}
		if _, err := server.Write(b[:n]); err != nil {
			return
		}
	}
}
