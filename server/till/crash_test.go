package till_test

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
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/scan"
	"yunka/server/scan/part"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
	"yunka/server/till"
)

// What must never happen: a sale that is unknown to both sides. A server process is killed
// in the middle of sales, again and again; whoever had the answer "paid" finds the sale,
// and whoever had none asks by the number: it is a sale with its movement, or it will never
// be one, and nothing was taken. YUNKA_CRASH_ROUNDS sets how many rounds each engine has.

// childEnv makes this test binary a server process with tills, which can be killed. It
// tells on file 3 what it asks (I) and what was answered (A), a line a write; a line is
// shorter than PIPE_BUF, so that a kill leaves none of it or all.
const childEnv = "YUNKA_TILL_CHILD"

func TestMain(m *testing.M) {
	if text := os.Getenv(childEnv); text != "" {
		if err := child(text); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	dbtest.Main(m)
}

// lunch is what a round's process is told.
type lunch struct {
	URL   string
	Now   int64 // the frozen clock, Unix ms
	Round int
	Seed  uint64
	Who   []scantest.Holder
	Tills []terminal.Identity // each has one caller
}

// asked is one number that a till asks by, answered what came of it.
type asked struct {
	Till   int
	Seq    int64
	Void   bool
	Charge scan.Presentation
}

type answered struct {
	Till   int
	Seq    int64
	Void   bool
	Reason reason.Code // of a charge
	State  sale.State  // of a void
}

func tills(d *db.DB, f *feed.Feed) (*scan.Service, *sale.Service, error) {
	s, err := scan.New(context.Background(), scan.Config{DB: d, Feed: f, Words: scantest.Words{}, Parts: []part.Part{till.Part()}, Logger: slog.New(slog.DiscardHandler)})
	return s, sale.New(d, f), err
}

func child(text string) error {
	var o lunch
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	now := time.UnixMilli(o.Now)
	d, err := db.Open(context.Background(), o.URL, db.WithClock(func() time.Time { return now }))
	if err != nil {
		return err
	}
	defer d.Close()
	scans, sales, err := tills(d, feed.New())
	if err != nil {
		return err
	}
	defer scans.Close()
	ctx, stop := context.WithCancel(context.Background())
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); stop() }()
	out := os.NewFile(3, "parent")
	var mu sync.Mutex
	say := func(kind string, v any) {
		b, _ := json.Marshal(v)
		mu.Lock()
		defer mu.Unlock()
		_, _ = out.Write([]byte(kind + " " + string(b) + "\n"))
	}
	var all sync.WaitGroup
	for i, at := range o.Tills {
		all.Go(func() {
			r := rand.New(rand.NewPCG(o.Seed, uint64(i)))
			for n := int64(1); ctx.Err() == nil; n++ {
				q := asked{Till: i, Seq: int64(o.Round)*1_000_000 + n}
				if q.Void = n > 1 && r.IntN(8) == 0; q.Void {
					q.Seq -= 1 + r.Int64N(n-1)
					say("I", q)
					if one, err := sales.Void(ctx, at.Actor(), q.Seq, ""); err == nil {
						say("A", answered{i, q.Seq, true, "", one.State})
					}
					continue
				}
				q.Charge = scan.Presentation{Terminal: at, Key: fmt.Sprint("charge:", q.Seq)}
				if h := o.Who[r.IntN(len(o.Who))]; r.IntN(3) > 0 {
					q.Charge.Chip = h.Chip
				} else {
					q.Charge.Code = cardcode.Sign(h.Key, cardcode.Pay, h.Handle, uint32(now.Unix()), uint8(r.IntN(256))).Text()
				}
				q.Charge.Body, _ = json.Marshal(sale.Asked{Seq: q.Seq, Amount: 1 + r.Int64N(400), Sure: true})
				say("I", q)
				b, err := scans.Present(ctx, q.Charge)
				for err != nil && ctx.Err() == nil { // nobody knows: the same key again
					b, err = scans.Present(ctx, q.Charge)
				}
				var a scan.Answer
				if err == nil && json.Unmarshal(b, &a) == nil {
					say("A", answered{i, q.Seq, false, a.Reason, ""})
				}
			}
		})
	}
	all.Wait()
	return nil
}

type number struct {
	Till int
	Seq  int64
}

// process is a running child and what it has told.
type process struct {
	cmd  *exec.Cmd
	told chan struct{} // closed at the end of its file
	one  chan struct{} // a token for each answer

	asked    map[number]asked
	voids    []asked
	answered []answered
}

func start(t *testing.T, o lunch) *process {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(os.Args[0]), told: make(chan struct{}), one: make(chan struct{}, 1<<20), asked: map[number]asked{}}
	p.cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	p.cmd.ExtraFiles, p.cmd.Stderr = []*os.File{w}, os.Stderr
	if _, err = p.cmd.StdinPipe(); err != nil {
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
			var err error
			if kind == "I" {
				var q asked
				if err = json.Unmarshal([]byte(body), &q); q.Void {
					p.voids = append(p.voids, q)
				} else {
					p.asked[number{q.Till, q.Seq}] = q
				}
			} else {
				var a answered
				err = json.Unmarshal([]byte(body), &a)
				p.answered = append(p.answered, a)
				p.one <- struct{}{}
			}
			if err != nil {
				t.Errorf("half a line from the child: %q", body)
			}
		}
	}()
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() })
	return p
}

// kill waits for n answers, and a moment that is no multiple of anything, and ends the
// process as a power switch would.
func (p *process) kill(t *testing.T, n int, moment time.Duration) {
	t.Helper()
	for range n {
		select {
		case <-p.one:
		case <-p.told:
			t.Fatalf("the child ended by itself: %v", p.cmd.Wait())
		case <-time.After(5 * time.Minute):
			t.Fatal("the child does not answer")
		}
	}
	time.Sleep(moment)
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	<-p.told
}

func TestCrashInTheMiddleOfSales(t *testing.T) {
	rounds := 3
	if n, err := strconv.Atoi(os.Getenv("YUNKA_CRASH_ROUNDS")); err == nil && n > 0 {
		rounds = n
	}
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url := "sqlite:" + filepath.Join(dbtest.Disk(t), "yunka.db")
			if e == db.Postgres {
				cluster, err := dbtest.NewCluster(dbtest.Disk(t), true)
				if err != nil {
					if os.Getenv("CI") != "" {
						t.Fatal(err)
					}
					t.Skip(err)
				}
				t.Cleanup(cluster.Stop)
				url = cluster.URL("postgres")
			}
			crash(t, url, rounds)
		})
	}
}

func crash(t *testing.T, url string, rounds int) {
	clock := scantest.NewClock()
	d := dbtest.Dial(t, url, db.WithClock(clock.Now))
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := &canteen{World: scantest.New(t, d), TB: t, clock: clock}
	scans, sales, err := tills(d, c.Feed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(scans.Close)
	c.sales, c.purses, c.finance = sales, purse.New(d, c.Feed), c.officer()
	if err := c.purses.Set(t.Context(), c.finance, c.School, purse.Setting{}); err != nil { // a chip pays without a limit
		t.Fatal(err)
	}
	o := lunch{URL: url}
	for i := range 20 {
		c.child = c.Holder(t, allow.Student)
		o.Who = append(o.Who, *c.child)
		if i > 0 { // one has nothing
			c.topUp(fmt.Sprint("first", i), 200_000)
		}
	}
	for i := range 6 {
		at, _ := c.till(fmt.Sprint("窗口", i), purse.Canteen)
		o.Tills = append(o.Tills, at)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for o.Round = 1; o.Round <= rounds; o.Round++ {
		clock.Add(time.Second) // fresh codes
		o.Now, o.Seed = clock.Now().UnixMilli(), random.Uint64()
		p := start(t, o)
		p.kill(t, 20+random.IntN(150), time.Duration(random.IntN(20_000))*time.Microsecond)
		c.settled(t, scans, o, p)
		c.sound()
		if t.Failed() {
			t.Fatalf("round %d, seed %d", o.Round, seed)
		}
	}
}

// settled asks for every number of a round: those that were answered are what they were,
// those that were not are known now, for ever.
func (c *canteen) settled(t *testing.T, scans *scan.Service, o lunch, p *process) {
	t.Helper()
	voided := map[number]bool{}
	for _, v := range p.voids {
		voided[number{v.Till, v.Seq}] = true
	}
	open, paid, fenced := 0, 0, 0
	said := map[number]answered{}
	for _, a := range p.answered {
		if !a.Void {
			said[number{a.Till, a.Seq}] = a
		}
	}
	for n, q := range p.asked {
		a, known := said[n]
		one, found, err := c.sales.Find(t.Context(), o.Tills[n.Till].Actor(), n.Seq)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case known && a.Reason == reason.OK && (!found || one.State != sale.Paid):
			t.Errorf("number %d was answered as paid, and is %q", n.Seq, one.State)
		case known && a.Reason != reason.OK && found && one.State == sale.Paid:
			t.Errorf("number %d was answered as %s, and is paid", n.Seq, a.Reason)
		case one.State == sale.Paid && one.Refunded > 0 && !voided[n]:
			t.Errorf("number %d came back by itself", n.Seq)
		}
		if known {
			continue
		}
		open++
		if found {
			paid++ // or refused: it is known
			continue
		}
		fenced++
		if late := scantest.Present(t, scans, q.Charge); late.Decision == reason.Allow {
			t.Errorf("number %d was said not to be there, and is sold now", n.Seq)
		}
	}
	for _, a := range p.answered {
		if a.Void {
			one, found, err := c.sales.Find(t.Context(), o.Tills[a.Till].Actor(), a.Seq)
			if err != nil || !found || one.State == sale.Paid && one.Refunded != one.Amount {
				t.Errorf("number %d was taken back, and is %+v (%v)", a.Seq, one, err)
			}
		}
	}
	if len(said) == 0 {
		t.Error("nothing was answered: this load shows nothing")
	}
	t.Logf("round %d: %d answered; of %d open ones %d were decided, %d are fenced", o.Round, len(p.answered), open, paid, fenced)
}
