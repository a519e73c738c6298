package scan_test

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
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// The child is this test binary again: a server process that can be killed.
// It presents codes and chips and tells its parent on file 3, one line a write:
//
//	I {presentation}            before it asks
//	A {"Key":…,"Answer":…}      once it has the answer
//
// A line is shorter than PIPE_BUF, so a kill never leaves half of one.
const childEnv = "YUNKA_SCAN_CHILD"

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

// orders is what the parent tells the child.
type orders struct {
	URL       string
	Now       int64 // the frozen clock, Unix milliseconds
	Round     int
	Callers   int
	Seed      uint64
	Limit     int // answers a caller waits for before it ends; 0 is until standard input closes
	Weak      bool
	Holders   []scantest.Holder
	Terminals []terminal.Identity
}

type ack struct {
	Terminal, Key string
	Answer        json.RawMessage
}

func child(text string) error {
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	ctx := context.Background()
	d, err := db.Open(ctx, o.URL, db.WithClock(func() time.Time { return time.UnixMilli(o.Now) }))
	if err != nil {
		return err
	}
	defer d.Close()
	if o.Weak { // the negative control: a writer that does not sync
		stmt, err := d.Prepare(ctx, "PRAGMA synchronous=OFF")
		if err != nil {
			return err
		}
		if _, err := stmt.Exec(); err != nil {
			return err
		}
	}
	s, err := scan.New(ctx, scan.Config{DB: d, Feed: feed.New(), Words: scantest.Words{}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	out := os.NewFile(3, "parent")
	stop := make(chan struct{})
	if o.Limit == 0 {
		go func() { _, _ = io.Copy(io.Discard, os.Stdin); close(stop) }()
	}
	var mu sync.Mutex
	say := func(kind string, v any) {
		b, _ := json.Marshal(v)
		mu.Lock()
		defer mu.Unlock()
		_, _ = out.Write([]byte(kind + " " + string(b) + "\n"))
	}
	var wg sync.WaitGroup
	for caller := range o.Callers {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(o.Seed, uint64(caller)))
			var last string
			for n := 0; o.Limit == 0 || n < o.Limit; n++ {
				select {
				case <-stop:
					return
				default:
				}
				p := scan.Presentation{Terminal: o.Terminals[caller%len(o.Terminals)], Key: fmt.Sprintf("r%d-c%d-%d", o.Round, caller, n)}
				h := o.Holders[r.IntN(len(o.Holders))]
				switch dice := r.IntN(10); {
				case dice < 2:
					p.Chip = h.Chip
				case dice < 3 && last != "":
					p.Code = last // seen again, by this reader or another one
					p.Terminal = o.Terminals[r.IntN(len(o.Terminals))]
				default:
					p.Code = h.Code(time.UnixMilli(o.Now), uint8(r.IntN(256)))
					last = p.Code
				}
				say("I", p)
				answer, err := s.Present(ctx, p)
				for err != nil { // nothing was decided, or nobody knows: ask again with the same key
					select {
					case <-stop:
						return
					case <-time.After(5 * time.Millisecond):
					}
					answer, err = s.Present(ctx, p)
				}
				say("A", ack{p.Terminal.ID, p.Key, answer})
			}
		})
	}
	wg.Wait()
	s.Close()
	return nil
}

// process is a running child and what it has told.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	told  chan struct{} // closed at the end of its file

	mu    sync.Mutex
	asked map[[2]string]scan.Presentation
	acked []ack
}

func start(t *testing.T, o orders, wrap ...string) *process {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	args := append(wrap, os.Args[0])
	p := &process{cmd: exec.Command(args[0], args[1:]...), told: make(chan struct{}), asked: map[[2]string]scan.Presentation{}}
	p.cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	p.cmd.ExtraFiles = []*os.File{w}
	p.cmd.Stderr = os.Stderr
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	go func() {
		defer close(p.told)
		defer r.Close()
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, 1<<16)
		for lines.Scan() {
			kind, body, _ := strings.Cut(lines.Text(), " ")
			p.mu.Lock()
			if kind == "I" {
				var v scan.Presentation
				err = json.Unmarshal([]byte(body), &v)
				p.asked[[2]string{v.Terminal.ID, v.Key}] = v
			} else {
				var v ack
				err = json.Unmarshal([]byte(body), &v)
				p.acked = append(p.acked, v)
			}
			p.mu.Unlock()
			if err != nil {
				t.Errorf("half a line from the child: %q", body)
			}
		}
	}()
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() })
	return p
}

func (p *process) acknowledged() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.acked)
}

// await waits until n more answers have come.
func (p *process) await(t *testing.T, n int) {
	t.Helper()
	want := p.acknowledged() + n
	for deadline := time.Now().Add(5 * time.Minute); p.acknowledged() < want; time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the child has answered %d, waiting for %d", p.acknowledged(), want)
		}
		select {
		case <-p.told:
			t.Fatalf("the child ended after %d answers: %v", p.acknowledged(), p.cmd.Wait())
		default:
		}
	}
}

// kill ends the child as a power switch would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	<-p.told
}

// finish lets the child end by itself.
func (p *process) finish(t *testing.T) {
	t.Helper()
	p.stdin.Close()
	<-p.told
	if err := p.cmd.Wait(); err != nil {
		t.Fatalf("the child: %v", err)
	}
}
