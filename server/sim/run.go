package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// Config says whom to play and how.
type Config struct {
	URL               string
	Demo              string   // file with the output of yunka demo --json
	Logins, Passwords []string // one password for each login
	Terminal          string   // bearer token
	Rate              float64  // presentations a second
	Duration          time.Duration
	Offset            time.Duration // how far the phones' clocks are off
	Out               io.Writer
	JSON              bool
}

// Report is what was seen.
type Report struct {
	Phones    int            `json:"phones"`
	Cards     int            `json:"cards"`
	Presented int            `json:"presented"`
	Opened    int            `json:"opened"`
	Reasons   map[string]int `json:"reasons"` // "ALLOW OK": 12
	Retried   int            `json:"retried"` // answers that were lost once
	Lost      int            `json:"lost"`    // never answered
	Refused   int            `json:"refused"` // requests the API did not take
	Twice     int            `json:"opened_twice"`
	P50MS     float64        `json:"p50_ms"`
	P99MS     float64        `json:"p99_ms"`
}

const workers = 16

// answerTime is how long a phone waits for an answer.
const answerTime = 20 * time.Second

// Run plays until the duration is over or ctx ends.
func Run(ctx context.Context, c Config) (Report, error) {
	if err := c.complete(); err != nil {
		return Report{}, err
	}
	r := Report{Reasons: map[string]int{}}
	var keys []*key
	for i, login := range c.Logins {
		p, err := newPhone(c.URL)
		if err != nil {
			return r, err
		}
		if err := p.logIn(ctx, login, c.Passwords[i]); err != nil {
			return r, err
		}
		if err := p.claim(ctx); err != nil {
			return r, fmt.Errorf("%s: %w", login, err)
		}
		r.Phones++
		keys = append(keys, p.cards...)
	}
	r.Cards = len(keys)
	if !c.JSON {
		fmt.Fprintf(c.Out, "%d phones claimed %d cards; presenting %.4g a second for %v\n", r.Phones, r.Cards, c.Rate, c.Duration)
	}
	c.present(ctx, keys, &r)
	if c.JSON {
		enc := json.NewEncoder(c.Out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(r); err != nil {
			return r, err
		}
	} else {
		r.print(c.Out)
	}
	switch {
	case r.Twice > 0:
		return r, fmt.Errorf("%d codes opened twice", r.Twice)
	case r.Presented > 0 && r.Refused == r.Presented:
		return r, errors.New("the API took none of them: is the terminal token right?")
	case r.Presented > 0 && r.Lost == r.Presented:
		return r, fmt.Errorf("the server at %s does not answer", c.URL)
	}
	return r, nil
}

func (c *Config) complete() error {
	if c.Demo != "" {
		b, err := os.ReadFile(c.Demo)
		if err != nil {
			return err
		}
		type login struct{ Login, Password string }
		var d struct {
			Parent, Student, Teacher login
			Terminals                []struct{ Token string }
		}
		if err := json.Unmarshal(b, &d); err != nil || len(d.Terminals) == 0 {
			return fmt.Errorf("%s is not the output of yunka demo --json", c.Demo)
		}
		for _, l := range []login{d.Parent, d.Student, d.Teacher} {
			c.Logins, c.Passwords = append(c.Logins, l.Login), append(c.Passwords, l.Password)
		}
		if c.Terminal == "" {
			c.Terminal = d.Terminals[0].Token
		}
	}
	switch {
	case len(c.Logins) == 0:
		return errors.New("nobody to log in as: give --demo FILE, or --login and --password")
	case len(c.Logins) != len(c.Passwords):
		return errors.New("each --login needs a --password")
	case c.Terminal == "":
		return errors.New("no reader to present at: give --token")
	case c.Rate <= 0 || c.Rate > 10_000:
		return errors.New("--rate must lie between 0 and 10000")
	case c.Duration <= 0:
		return errors.New("--for must be longer than nothing")
	}
	if c.Out == nil {
		c.Out = io.Discard
	}
	return nil
}

// outcome is what one presentation came to.
type outcome struct {
	text, reason string
	open         bool
	took         time.Duration
	retried      bool
	lost         bool
	refused      bool
}

// present sends at the rate whatever the server does: a slow server gets a
// queue, as a gate would have one. A phone is always played by the same worker:
// its codes are presented one after the other in the order it made them, because
// a newer code makes the older ones worthless.
func (c Config) present(ctx context.Context, keys []*key, r *Report) {
	ctx, stop := context.WithTimeout(ctx, c.Duration)
	defer stop()
	var queues [workers]chan *key
	outcomes := make(chan outcome, 1024)
	client := &http.Client{Timeout: answerTime, Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	var wg sync.WaitGroup
	for w := range queues {
		queues[w] = make(chan *key, 256)
		wg.Go(func() {
			n := 0
			for k := range queues[w] {
				n++
				text, ok := k.next(time.Now().Add(c.Offset))
				if !ok {
					continue
				}
				outcomes <- c.one(client, fmt.Sprintf("sim-%x-%d-%d", time.Now().UnixNano(), w, n), text)
			}
		})
	}
	go func() {
		defer func() {
			for _, q := range queues {
				close(q)
			}
		}()
		tick := time.NewTicker(time.Duration(float64(time.Second) / c.Rate))
		defer tick.Stop()
		for i := 0; ; i++ {
			phone := i % len(keys)
			select {
			case queues[phone%workers] <- keys[phone]:
			default: // hundreds behind: more would say nothing new
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	go func() {
		wg.Wait()
		close(outcomes)
	}()
	var took []time.Duration
	opened := map[string]int{}
	for o := range outcomes {
		r.Presented++
		switch {
		case o.lost:
			r.Lost++
			continue
		case o.refused:
			r.Refused++
			r.Reasons[o.reason]++
			continue
		}
		if o.retried {
			r.Retried++
		}
		r.Reasons[o.reason]++
		took = append(took, o.took)
		if o.open {
			r.Opened++
			if opened[o.text]++; opened[o.text] == 2 {
				r.Twice++
			}
		}
	}
	if len(took) > 0 {
		slices.Sort(took)
		ms := func(p float64) float64 { return float64(took[int(float64(len(took)-1)*p)].Microseconds()) / 1000 }
		r.P50MS, r.P99MS = ms(.5), ms(.99)
	}
}

// one presents a code; a lost answer is asked for again with the same key.
func (c Config) one(client *http.Client, key, text string) (o outcome) {
	o.text = text
	body, _ := json.Marshal(map[string]string{"key": key, "code": text})
	start := time.Now()
	for try := range 3 {
		req, err := http.NewRequest(http.MethodPost, strings.TrimRight(c.URL, "/")+"/api/v1/scans", bytes.NewReader(body))
		if err != nil {
			o.lost = true
			return o
		}
		req.Header.Set("Authorization", "Bearer "+c.Terminal)
		req.Header.Set("Content-Type", "application/json")
		res, err := client.Do(req)
		if err != nil {
			o.retried = true
			continue
		}
		b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
		res.Body.Close()
		if err != nil || res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests {
			o.retried = true
			if try < 2 {
				time.Sleep(time.Duration(try+1) * 200 * time.Millisecond)
			}
			continue
		}
		var a struct {
			Decision, Reason, Code string
			Open                   bool
		}
		_ = json.Unmarshal(b, &a)
		o.took = time.Since(start)
		if res.StatusCode != http.StatusOK {
			o.refused, o.reason = true, fmt.Sprintf("%d %s", res.StatusCode, a.Code)
			return o
		}
		o.open, o.reason = a.Open, a.Decision+" "+a.Reason
		return o
	}
	o.lost = true
	return o
}

func (r Report) print(w io.Writer) {
	fmt.Fprintf(w, "presented %d, opened %d, lost %d, retried %d, opened twice %d; p50 %.1f ms, p99 %.1f ms\n", r.Presented, r.Opened, r.Lost, r.Retried, r.Twice, r.P50MS, r.P99MS)
	var reasons []string
	for k := range r.Reasons {
		reasons = append(reasons, k)
	}
	slices.Sort(reasons)
	for _, k := range reasons {
		fmt.Fprintf(w, "  %6d  %s\n", r.Reasons[k], k)
	}
}
