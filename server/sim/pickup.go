package sim

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// PickupConfig says which dismissal to play.
type PickupConfig struct {
	URL         string
	Demo        string   // file with the output of yunka demo --json, for what is not given
	Codes       []string // pairing codes of staffed terminals of the scene pickup, one for each gate
	PIN, Second string   // of two guards: without a phone two confirm
	Adults      []string // who comes, as ids of people; each collects every child they may
	Length      time.Duration
	Repeats     float64 // how many releases are sent twice, 0 to 1
	Out         io.Writer
	JSON        bool
}

// PickupReport is what the gates saw. Collections are adults for whom at least one child
// was released.
type PickupReport struct {
	Gates       int            `json:"gates"`
	Collections int            `json:"collections"`
	Children    int            `json:"children"` // released
	Refused     map[string]int `json:"refused"`  // scans and releases, by reason
	Repeated    int            `json:"repeated"`
	Lost        int            `json:"lost"`    // released here, and not in the books at the end
	Doubled     int            `json:"doubled"` // released twice
	P50MS       float64        `json:"p50_ms"`  // from the scan's request to the release's answer
	P95MS       float64        `json:"p95_ms"`
	P99MS       float64        `json:"p99_ms"`
}

// booth is a staffed gate: it serves one adult after the other.
type booth struct {
	c     *PickupConfig
	phone *phone
	id    int
	rnd   *rand.Rand
}

// collected is what the terminal's page knows of a child.
type collected struct {
	ID, State string
	Taken     int64
}

// RunPickup plays a dismissal through HTTP as the pickup terminals' pages do, then asks
// at another gate where every child is. A child lost or released twice is an error.
func RunPickup(ctx context.Context, c PickupConfig) (PickupReport, error) {
	r := PickupReport{Refused: map[string]int{}}
	if err := c.demo(); err != nil {
		return r, err
	}
	r.Gates = len(c.Codes)
	switch {
	case len(c.Codes) == 0:
		return r, errors.New("no gate to play: give --code for each")
	case len(c.Adults) == 0:
		return r, errors.New("nobody comes: give --adults FILE, an id of a person a line")
	case c.PIN == "" || c.Second == "":
		return r, errors.New("without phones two guards confirm: give --pin and --second")
	case c.Repeats < 0 || c.Repeats > 1:
		return r, errors.New("--repeats must lie between 0 and 1")
	}
	if c.Out == nil {
		c.Out = io.Discard
	}
	var booths []*booth
	for i, code := range c.Codes {
		p, err := newPhone(c.URL)
		if err != nil {
			return r, err
		}
		b := &booth{c: &c, phone: p, id: i, rnd: rand.New(rand.NewPCG(7, uint64(i)))}
		if err := b.pair(ctx, code); err != nil {
			return r, err
		}
		booths = append(booths, b)
	}
	queue := make(chan string)
	var (
		mu   sync.Mutex
		wg   sync.WaitGroup
		errs []error
		took []time.Duration
		at   = map[string]int64{}
		of   = map[string]string{} // which adult took a child
	)
	for _, b := range booths {
		wg.Go(func() {
			for adult := range queue {
				began := time.Now()
				one, err := b.serve(ctx, adult)
				mu.Lock()
				if err != nil {
					errs = append(errs, err)
				}
				for why, n := range one.refused {
					r.Refused[why] += n
				}
				r.Repeated += one.repeated
				r.Doubled += one.doubled
				if len(one.released) > 0 {
					r.Collections++
					took = append(took, time.Since(began))
				}
				for child, when := range one.released {
					if was, ok := at[child]; ok && was != when {
						r.Doubled++
					}
					at[child], of[child] = when, adult
				}
				mu.Unlock()
			}
		})
	}
	c.arrive(ctx, queue)
	wg.Wait()
	r.Children = len(at)
	lost, err := c.account(ctx, booths[len(booths)-1], at, of)
	r.Lost = lost
	slices.Sort(took)
	if n := len(took); n > 0 {
		r.P50MS, r.P95MS, r.P99MS = ms(took[n/2]), ms(took[n*95/100]), ms(took[n*99/100])
	}
	if err := r.write(c); err != nil {
		return r, err
	}
	switch err := errors.Join(append(errs, err)...); {
	case err != nil:
		return r, err
	case r.Lost > 0 || r.Doubled > 0:
		return r, fmt.Errorf("%d releases were lost and %d doubled", r.Lost, r.Doubled)
	case r.Children == 0:
		return r, errors.New("nobody was released: is it a school day, near dismissal?")
	}
	return r, nil
}

// demo takes what is not given from the demo school.
func (c *PickupConfig) demo() error {
	if c.Demo == "" {
		return nil
	}
	b, err := os.ReadFile(c.Demo)
	if err != nil {
		return err
	}
	var d struct {
		Guard, Admin struct{ PIN string }
		Screens      []struct{ Scene, Code string }
	}
	if err := json.Unmarshal(b, &d); err != nil || d.Guard.PIN == "" {
		return fmt.Errorf("%s is not the output of yunka demo --json", c.Demo)
	}
	if len(c.Codes) > 0 {
		d.Screens = nil
	}
	for _, x := range d.Screens {
		if x.Scene == "pickup" {
			c.Codes = append(c.Codes, x.Code)
		}
	}
	c.PIN, c.Second = cmp.Or(c.PIN, d.Guard.PIN), cmp.Or(c.Second, d.Admin.PIN)
	return nil
}

// arrive sends the adults in equal distances over the length.
func (c *PickupConfig) arrive(ctx context.Context, queue chan<- string) {
	defer close(queue)
	turn := time.NewTicker(max(time.Millisecond, c.Length/time.Duration(len(c.Adults))))
	defer turn.Stop()
	for _, adult := range c.Adults {
		select {
		case <-ctx.Done():
			return
		case queue <- adult:
		}
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		}
	}
}

// account asks who took each child, and counts those of whom the books say otherwise.
func (c *PickupConfig) account(ctx context.Context, b *booth, at map[string]int64, of map[string]string) (lost int, err error) {
	by := map[string][]string{}
	for child, adult := range of {
		by[adult] = append(by[adult], child)
	}
	for adult, children := range by {
		_, list, _, err := b.scan(ctx, adult)
		if err != nil {
			return lost, err
		}
		for _, child := range children {
			i := slices.IndexFunc(list, func(x collected) bool { return x.ID == child })
			if i < 0 || list[i].State != "RELEASED" || list[i].Taken != at[child] {
				lost++
			}
		}
	}
	return lost, nil
}

type served struct {
	released          map[string]int64
	refused           map[string]int
	repeated, doubled int
}

// serve identifies an adult and releases every child that may go.
func (b *booth) serve(ctx context.Context, adult string) (s served, err error) {
	s = served{released: map[string]int64{}, refused: map[string]int{}}
	scan, list, why, err := b.scan(ctx, adult)
	if err != nil {
		return s, err
	}
	if scan == "" {
		s.refused[why]++
		return s, nil
	}
	for _, child := range list {
		if child.State == "RELEASED" { // by the other parent
			continue
		}
		ask := map[string]any{"scan": scan, "child": child.ID, "pin": b.c.PIN, "second": b.c.Second, "differs": true, "sure": true}
		first, err := b.release(ctx, ask)
		if err != nil {
			return s, err
		}
		if !first.Released {
			s.refused[first.Reason]++
			continue
		}
		s.released[child.ID] = first.At
		if b.rnd.Float64() >= b.c.Repeats {
			continue
		}
		s.repeated++
		again, err := b.release(ctx, ask)
		if err != nil {
			return s, err
		}
		if again.Released && again.At != first.At {
			s.doubled++
		}
	}
	return s, nil
}

type handed struct {
	Released bool
	Reason   string
	At       int64
}

func (b *booth) release(ctx context.Context, ask map[string]any) (h handed, err error) {
	return h, b.ask(ctx, "/kiosk/pickup/release", ask, &h)
}

// scan identifies an adult by hand. The id is "" if the gate refused, with the reason.
func (b *booth) scan(ctx context.Context, adult string) (id string, list []collected, why string, err error) {
	var a struct {
		Scan, Decision, Reason string
		Extra                  struct{ Children []collected }
	}
	key := fmt.Sprintf("sim-pickup-%d-%d", b.id, time.Now().UnixNano())
	if err := b.ask(ctx, "/kiosk/manual", map[string]any{"key": key, "person": adult, "reason": "yunka sim pickup", "pin": b.c.PIN}, &a); err != nil {
		return "", nil, "", err
	}
	if a.Decision != "ALLOW" {
		return "", nil, a.Reason, nil
	}
	return a.Scan, a.Extra.Children, "", nil
}

func (b *booth) pair(ctx context.Context, code string) error {
	form := url.Values{"code": {code}}
	status, _, _, err := b.phone.do(ctx, http.MethodPost, "/kiosk/pair", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("gate %d: the pairing code was answered %d", b.id+1, status)
	}
	return err
}

// ask sends JSON, three times when no answer comes: what it asks for holds once.
func (b *booth) ask(ctx context.Context, path string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		status, _, answer, err := b.phone.do(ctx, http.MethodPost, path, "application/json", bytes.NewReader(raw))
		switch {
		case err == nil && status == http.StatusOK:
			return json.Unmarshal(answer, into)
		case try == 3 || err == nil && status < 500:
			return errors.Join(err, fmt.Errorf("gate %d: %s was answered %d %.200s", b.id+1, path, status, answer))
		}
	}
}

func (r PickupReport) write(c PickupConfig) error {
	if c.JSON {
		enc := json.NewEncoder(c.Out)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	fmt.Fprintf(c.Out, "%d gates: %d collections, %d children released; repeated %d, lost %d, doubled %d\n",
		r.Gates, r.Collections, r.Children, r.Repeated, r.Lost, r.Doubled)
	fmt.Fprintf(c.Out, "from scan to release: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms\n", r.P50MS, r.P95MS, r.P99MS)
	reasons := make([]string, 0, len(r.Refused))
	for why := range r.Refused {
		reasons = append(reasons, why)
	}
	slices.Sort(reasons)
	for _, why := range reasons {
		fmt.Fprintf(c.Out, "  %6d  %s\n", r.Refused[why], why)
	}
	return nil
}
