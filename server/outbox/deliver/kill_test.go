package deliver_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/outbox/deliver"
	"yunka/server/schooltest"
)

// The child is this test binary again: a process with a worker that can be killed. It
// tells its parent on file 3, one line a write: "R" when it works, and what its channel
// was given.
const childEnv = "YUNKA_OUTBOX_CHILD"

func TestMain(m *testing.M) {
	if orders := os.Getenv(childEnv); orders != "" {
		if err := child(orders); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	dbtest.Main(m)
}

type orders struct {
	URL string
	Now int64 // the frozen clock
}

// sent is what a channel was given.
type sent struct{ Key, Person, Text string }

// pipe is a channel that says what it was given before it succeeds.
type pipe struct{ out *os.File }

func (p pipe) Send(_ context.Context, m deliver.Message) error {
	b, err := json.Marshal(sent{m.Key, m.Person, m.Text.Title})
	if err != nil {
		return err
	}
	_, err = p.out.Write(append(b, '\n'))
	return err
}

func child(text string) error {
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	d, err := db.Open(context.Background(), o.URL, db.WithClock(func() time.Time { return time.UnixMilli(o.Now) }))
	if err != nil {
		return err
	}
	defer d.Close()
	out := os.NewFile(3, "parent")
	ctx, stop := context.WithCancel(context.Background())
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); stop() }()
	w := deliver.New(deliver.Config{DB: d, Feed: feed.New(), Words: words, Channels: map[string]deliver.Channel{"wechat": pipe{out}}, Logger: slog.New(slog.DiscardHandler)})
	if _, err := out.WriteString("\"R\"\n"); err != nil {
		return err
	}
	for ctx.Err() == nil {
		if _, err := w.Work(ctx); err != nil && ctx.Err() == nil && !db.Retryable(err) {
			return err
		}
	}
	return nil
}

// killRounds is how often the worker is killed on each engine.
func killRounds(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("YUNKA_CRASH_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return 50
}

// A worker that is killed with -9 at any moment: into each inbox exactly once and in
// order, out of the card at least once with the same key and the same text.
func TestKilledWorkers(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url, clock := dbtest.URL(t, e), schooltest.NewClock()
			d := dbtest.Dial(t, url, db.WithClock(clock.Now))
			w := newWorld(t, d, clock)
			seed := uint64(time.Now().UnixNano())
			t.Logf("seed %d", seed)
			r := rand.New(rand.NewPCG(seed, 0))
			w.wechat(newStrict())
			if err := w.quiet(w.School, deliver.Quiet{}); err != nil {
				t.Fatal(err)
			}
			var children, parents []*schooltest.Holder
			for i := range 4 {
				a, b := w.child(fmt.Sprint("甲", i)), w.child(fmt.Sprint("乙", i))
				w.agreed(a, 1)
				w.agreed(b, 1)
				p := w.parent(fmt.Sprint("家长", i), a, b)
				w.agrees(p, true)
				children, parents = append(children, a, b), append(parents, p)
			}
			given, keys, killed := map[string]string{}, map[string]int{}, 0
			put := 0
			for range killRounds(t) {
				clock.Add(time.Minute) // the leases of the killed one are over
				some := func() {
					for range 12 {
						n := about(children[r.IntN(len(children))], fmt.Sprint("k", put))
						if r.IntN(3) == 0 {
							n = arrival(children[r.IntN(len(children))], n.Key)
							n.Wait = 30 * time.Second
						}
						put++
						w.put(n)
					}
				}
				some()
				lines, wait := startChild(t, orders{url, clock.Now().UnixMilli()})
				<-lines.ready
				some()
				time.Sleep(time.Duration(r.IntN(40_000)) * time.Microsecond)
				if lines.kill() {
					killed++
				}
				for _, s := range wait() {
					keys[s.Key]++
					if was, again := given[s.Key]; again && was != s.Person+s.Text {
						t.Errorf("key %s: %q, then %q", s.Key, was, s.Person+s.Text)
					}
					given[s.Key] = s.Person + s.Text
				}
			}
			last := newStrict()
			w.wechat(last)
			clock.Add(time.Minute)
			for next := w.work(); !next.IsZero(); next = w.work() {
				clock.Add(max(0, next.Sub(clock.Now())))
			}
			again := 0
			for _, n := range keys {
				if n > 1 {
					again++
				}
			}
			t.Logf("%d killed, %d notices, %d messages sent by the killed, %d of them again", killed, put, len(keys), again)
			checkKilled(t, w, parents, put, given, last)
		})
	}
}

func checkKilled(t *testing.T, w *world, parents []*schooltest.Holder, put int, given map[string]string, last *strict) {
	t.Helper()
	total := 0
	for _, p := range parents {
		var numbers []int64
		w.read(&numbers, "SELECT number FROM outbox_delivery WHERE person_id = ? AND state = 'done' ORDER BY message, number", p.Person)
		total += len(numbers)
		for i, n := range numbers {
			if i > 0 && n <= numbers[i-1] {
				t.Errorf("notice %d came after %d", n, numbers[i-1])
			}
		}
		var unsent []string
		w.read(&unsent, "SELECT id FROM outbox_send WHERE person_id = ?", p.Person)
		for _, key := range unsent {
			if given[key] == "" && last.texts[key] == "" {
				t.Errorf("message %s was never sent", key)
			}
		}
	}
	if total != put {
		t.Errorf("%d notices of %d are in an inbox", total, put)
	}
	for what, query := range map[string]string{
		"messages that are not in the feed": `SELECT count(*) FROM outbox_delivery d WHERE d.state = 'done' AND NOT EXISTS
(SELECT 1 FROM inbox_news i WHERE i.school_id = d.school_id AND i.number = d.message AND i.person_id = d.person_id)`,
		"feed items without a message": `SELECT count(*) FROM inbox_news i WHERE NOT EXISTS
(SELECT 1 FROM outbox_delivery d WHERE d.school_id = i.school_id AND d.message = i.number AND d.person_id = i.person_id)`,
		"messages that were not queued to be sent": `SELECT count(DISTINCT d.message) - (SELECT count(*) FROM outbox_send) FROM outbox_delivery d WHERE d.state = 'done'`,
		"sendings that are not done":               "SELECT count(*) FROM outbox_send WHERE state <> 'done'",
		"notices that wait":                        "SELECT count(*) FROM outbox_notice WHERE state <> 'done'",
	} {
		if n := schooltest.Value[int](t, w.DB, query); n != 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
	for _, wrong := range last.wrong {
		t.Error(wrong)
	}
}

// childLines is a running child.
type childLines struct {
	cmd   *exec.Cmd
	ready chan struct{}
}

// kill ends it at once.
func (c *childLines) kill() bool { return c.cmd.Process.Kill() == nil }

// startChild starts one; wait returns what its channel was given once it is gone.
func startChild(t *testing.T, o orders) (c *childLines, wait func() []sent) {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c = &childLines{cmd: exec.Command(os.Args[0]), ready: make(chan struct{})}
	c.cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	c.cmd.ExtraFiles, c.cmd.Stderr = []*os.File{w}, os.Stderr
	stdin, err := c.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	var list []sent
	var once sync.Once
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer once.Do(func() { close(c.ready) })
		for lines := bufio.NewScanner(r); lines.Scan(); {
			var s sent
			if strings.HasPrefix(lines.Text(), `"R"`) {
				once.Do(func() { close(c.ready) })
			} else if err := json.Unmarshal(lines.Bytes(), &s); err == nil {
				list = append(list, s)
			}
		}
		r.Close()
	}()
	t.Cleanup(func() { _ = c.cmd.Process.Kill(); stdin.Close() })
	return c, func() []sent {
		<-done
		_ = c.cmd.Wait()
		return list
	}
}
