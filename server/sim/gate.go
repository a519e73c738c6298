package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"yunka/server/access/rule"
	"yunka/server/gatelist"
	"yunka/server/gatelog"
)

// GateConfig says which readers to play and how.
type GateConfig struct {
	URL      string
	Demo     string   // file with the output of yunka demo --json: its readers at gates and its student's chip
	Tokens   []string // one reader for each
	Chips    []string
	Rate     float64 // presentations a second, of all readers together
	Duration time.Duration
	Repeats  float64       // how many of the requests are sent twice, 0 to 1
	Drift    time.Duration // how far the readers' clocks are off
	Outages  int           // how often the network is away
	Outage   time.Duration // for how long each time
	Contact  time.Duration // how often a reader reports; 0 is a tenth of Duration, 1 to 30 s
	Out      io.Writer
	JSON     bool

	// Script plays a reader instead of Chips, Rate and Duration, and returns when it
	// is done; show answers what its door did. Away is the network of each reader
	// instead of Outages, which are the same for all.
	Script func(ctx context.Context, reader int, show func(gatelist.Presented) Shown)
	Away   func(reader int, now time.Time) bool
}

// Shown is what a reader made of one presentation.
type Shown struct {
	Decision, Reason string
	Open, Replay     bool
	Alone            bool   // decided without the server
	Key              string // under which the server was asked, answered or not
	Seq              int64  // in the reader's log, when it decided alone
	Terminal         string
}

// RunGate plays readers until the duration is over or ctx ends. Each pulls its
// list, checks it, and decides by it while the network is away; it writes its log,
// and uploads it afterwards, shuffled and partly twice.
func RunGate(ctx context.Context, c GateConfig) (GateReport, error) {
	r := GateReport{Reasons: map[string]int{}, Conflicts: map[string]int{}}
	if err := c.complete(); err != nil {
		return r, err
	}
	play, stop := ctx, func() {}
	if c.Script == nil {
		play, stop = context.WithTimeout(ctx, c.Duration)
	}
	defer stop()
	start := time.Now()
	away := func(_ int, now time.Time) bool { return c.cut(now.Sub(start)) }
	if c.Away != nil {
		away = c.Away
	}
	readers := make([]*reader, len(c.Tokens))
	errs := make([]error, len(c.Tokens))
	var wg sync.WaitGroup
	for i, token := range c.Tokens {
		readers[i] = &reader{c: &c, token: token, id: i, away: func(now time.Time) bool { return away(i, now) }, mem: memory{beings: map[string]rule.Being{}, codes: map[string]used{}}, seen: GateReport{Reasons: map[string]int{}, Conflicts: map[string]int{}},
			client: &http.Client{Timeout: 5 * time.Second}, rnd: rand.New(rand.NewPCG(1, uint64(i)))}
		wg.Go(func() { errs[i] = readers[i].run(ctx, play) })
	}
	wg.Wait()
	var took []time.Duration
	for _, g := range readers {
		r.add(g.seen)
		took = append(took, g.took...)
	}
	slices.Sort(took)
	if n := len(took); n > 0 {
		r.P50MS, r.P99MS = ms(took[n/2]), ms(took[n*99/100])
	}
	if c.JSON {
		enc := json.NewEncoder(c.Out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(r); err != nil {
			return r, err
		}
	} else {
		r.print(c.Out)
	}
	switch err := errors.Join(errs...); {
	case err != nil:
		return r, err
	case r.Differed > 0:
		return r, fmt.Errorf("%d repeated requests were answered otherwise", r.Differed)
	case r.ListsRefused > 0:
		return r, fmt.Errorf("%d lists were refused: %s", r.ListsRefused, r.Refusal)
	case r.Lost > 0 || r.Refused > 0:
		return r, fmt.Errorf("%d records were lost and %d refused", r.Lost, r.Refused)
	}
	return r, nil
}

// cut says whether the network is away that long after the start: the outages
// begin at equal distances.
func (c *GateConfig) cut(since time.Duration) bool {
	for i := range c.Outages {
		from := c.Duration * time.Duration(i+1) / time.Duration(c.Outages+1)
		if since >= from && since < from+c.Outage {
			return true
		}
	}
	return false
}

func (c *GateConfig) complete() error {
	if c.Out == nil {
		c.Out = io.Discard
	}
	if c.Demo != "" {
		b, err := os.ReadFile(c.Demo)
		if err != nil {
			return err
		}
		var d struct {
			Student   struct{ Chip string }
			Terminals []struct{ Token, Gate string }
		}
		if err := json.Unmarshal(b, &d); err != nil || len(d.Terminals) == 0 {
			return fmt.Errorf("%s is not the output of yunka demo --json", c.Demo)
		}
		if len(c.Tokens) == 0 {
			for _, t := range d.Terminals {
				if t.Gate != "" {
					c.Tokens = append(c.Tokens, t.Token)
				}
			}
		}
		if len(c.Chips) == 0 {
			c.Chips = []string{d.Student.Chip}
		}
	}
	switch {
	case len(c.Tokens) == 0:
		return errors.New("no reader to play: give --demo FILE, or --token for each")
	case c.Script != nil:
	case len(c.Chips) == 0:
		return errors.New("nothing to present: give --demo FILE, or --chip for each")
	case c.Rate <= 0 || c.Rate > 10_000:
		return errors.New("--rate must lie between 0 and 10000")
	case c.Duration <= 0:
		return errors.New("--for must be longer than nothing")
	case c.Repeats < 0 || c.Repeats > 1:
		return errors.New("--repeats must lie between 0 and 1")
	case c.Outages < 0 || c.Outage < 0:
		return errors.New("--outages and --outage must not be negative")
	}
	return nil
}

// reader is one device: it does one thing after the other.
type reader struct {
	c      *GateConfig
	token  string
	id     int
	away   func(time.Time) bool
	client *http.Client
	rnd    *rand.Rand

	last   gatelog.Record
	offset time.Duration // of its clock, as the server measured it
	mem    memory
	queue  []gatelog.Record
	took   []time.Duration
	seen   GateReport
}

// clock is the reader's own, corrected by what the server said.
func (g *reader) clock() time.Time { return time.Now().Add(g.c.Drift).Add(-g.offset) }

func (g *reader) run(ctx, play context.Context) error {
	g.seen.Readers = 1
	if err := g.contact(ctx); err != nil {
		return err
	}
	every := g.c.Contact
	if every == 0 {
		every = min(max(g.c.Duration/10, time.Second), 30*time.Second)
	}
	next := time.Now().Add(every)
	number := 0
	show := func(what gatelist.Presented) Shown {
		if now := time.Now(); now.After(next) && !g.away(now) && g.upload(ctx) == nil {
			next = now.Add(every)
			_ = g.contact(ctx) // a server that is really away is asked again, at the latest at the end
		}
		number++
		return g.present(ctx, what, fmt.Sprintf("sim-%d-%d-%d", g.id, time.Now().UnixNano(), number))
	}
	if g.c.Script != nil {
		g.c.Script(play, g.id, show)
		return g.finish(ctx)
	}
	turn := time.NewTicker(max(time.Millisecond, time.Duration(float64(len(g.c.Tokens))/g.c.Rate*float64(time.Second))))
	defer turn.Stop()
	for n := 0; ; n++ {
		if n > 0 {
			select {
			case <-play.Done():
				return g.finish(ctx)
			case <-turn.C:
			}
		}
		show(gatelist.Presented{Kind: gatelog.Chip, Chip: g.c.Chips[(n*len(g.c.Tokens)+g.id)%len(g.c.Chips)]})
	}
}

// finish uploads what waits and says good-bye.
func (g *reader) finish(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := g.upload(ctx); err != nil {
		return err
	}
	return g.contact(ctx)
}

// present asks the server, and decides alone when it does not answer.
func (g *reader) present(ctx context.Context, what gatelist.Presented, key string) Shown {
	g.seen.Presented++
	asks := map[string]string{"key": key, "chip": what.Chip}
	if what.Kind == gatelog.Phone {
		asks = map[string]string{"key": key, "code": what.Code}
	}
	body, _ := json.Marshal(asks)
	if !g.away(time.Now()) && g.upload(ctx) == nil { // what waits goes first
		start := time.Now()
		status, first, err := g.post(ctx, "/api/v1/scans", body)
		if err == nil && status == http.StatusOK {
			g.took = append(g.took, time.Since(start))
			var a struct {
				Decision, Reason string
				Open, Replay     bool
			}
			_ = json.Unmarshal(first, &a)
			g.note(a.Decision, a.Reason, a.Open)
			g.mem.spend(what)
			if a.Open {
				g.mem.opens(what, g.clock().UnixMilli())
			}
			if g.rnd.Float64() < g.c.Repeats {
				g.seen.Repeated++
				if _, second, err := g.post(ctx, "/api/v1/scans", body); err == nil && !bytes.Equal(first, second) {
					g.seen.Differed++
				}
			}
			return Shown{Decision: a.Decision, Reason: a.Reason, Open: a.Open, Replay: a.Replay, Key: key, Terminal: g.last.Terminal}
		}
	}
	return g.alone(what, key)
}

func (g *reader) note(decision, reason string, open bool) {
	g.seen.Reasons[decision+" "+reason]++
	if open {
		g.seen.Opened++
	}
}

// upload sends the queue, shuffled and partly twice.
func (g *reader) upload(ctx context.Context) error {
	if len(g.queue) == 0 {
		return nil
	}
	start := time.Now()
	list := slices.Clone(g.queue)
	for _, r := range g.queue {
		if g.rnd.Float64() < g.c.Repeats {
			list = append(list, r)
			g.seen.Repeated++
		}
	}
	g.rnd.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	scans := map[int64]string{}
	for part := range slices.Chunk(list, 100) {
		body, _ := json.Marshal(map[string]any{"terminal_time": time.Now().Add(g.c.Drift).UnixMilli(), "records": part})
		status, b, err := g.post(ctx, "/api/v1/records", body)
		if err != nil {
			return err
		}
		var out struct {
			Results []struct {
				Seq               int64
				Result, Scan, Why string
				Conflicts         []string
			}
		}
		if err := json.Unmarshal(b, &out); err != nil || status != http.StatusOK {
			return fmt.Errorf("the upload was answered %d: %s", status, b)
		}
		for _, r := range out.Results {
			if was, ok := scans[r.Seq]; ok {
				if was != r.Scan {
					g.seen.Differed++
				}
				continue
			}
			scans[r.Seq] = r.Scan
			if r.Result == "refused" {
				g.seen.Refused++
				continue
			}
			g.seen.Stored++
			for _, kind := range r.Conflicts {
				g.seen.Conflicts[kind]++
			}
		}
	}
	for _, r := range g.queue {
		if _, ok := scans[r.Seq]; !ok {
			g.seen.Lost++
		}
	}
	g.queue = nil
	g.seen.UploadMS = max(g.seen.UploadMS, ms(time.Since(start)))
	return nil
}

// contact says that the reader is there, and pulls the list when there is a newer
// one than the one it holds.
func (g *reader) contact(ctx context.Context) error {
	behind, err := g.beat(ctx)
	if err != nil || !behind && g.mem.list != nil {
		return err
	}
	return g.pull(ctx)
}

// beat says that the reader is there and learns the server's time, where its log
// ends, and whether there is a newer list.
func (g *reader) beat(ctx context.Context) (behind bool, err error) {
	says := map[string]any{"clock": time.Now().Add(g.c.Drift).Format(time.RFC3339Nano), "version": "sim", "queued": len(g.queue), "written": g.last.Seq}
	g.mem.said(says)
	body, _ := json.Marshal(says)
	status, b, err := g.post(ctx, "/api/v1/heartbeat", body)
	if err != nil {
		return false, fmt.Errorf("the server at %s does not answer: %w", g.c.URL, err)
	}
	if status != http.StatusOK {
		return false, fmt.Errorf("the heartbeat was answered %d: is the token right? %s", status, b)
	}
	var a struct {
		Terminal string
		OffsetMS int64 `json:"offset_ms"`
		Skewed   bool
		Pull     bool
		Log      struct {
			Seq, AcceptedTo int64
			Hash            string
		}
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return false, err
	}
	g.offset = time.Duration(a.OffsetMS) * time.Millisecond
	g.seen.OffsetMS, g.seen.Skewed = a.OffsetMS, a.Skewed
	if g.last.Terminal == "" {
		g.last = gatelog.Record{Terminal: a.Terminal, Seq: a.Log.Seq, Hash: a.Log.Hash}
	} else if a.Log.Seq != g.last.Seq || a.Log.Hash != g.last.Hash {
		g.seen.Lost += int(g.last.Seq - a.Log.Seq)
		return false, fmt.Errorf("the server's log of reader %s ends at %d, its own at %d", strconv.Itoa(g.id), a.Log.Seq, g.last.Seq)
	}
	g.mem.last = max(g.mem.last, g.clock().UnixMilli())
	return a.Pull, nil
}

func (g *reader) post(ctx context.Context, path string, body []byte) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.c.URL+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	status, _, b, err := g.do(g.client, req, 1<<20)
	return status, b, err
}

func (g *reader) do(client *http.Client, req *http.Request, largest int64) (int, http.Header, []byte, error) {
	req.Header.Set("Authorization", "Bearer "+g.token)
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, largest))
	return res.StatusCode, res.Header, b, err
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
