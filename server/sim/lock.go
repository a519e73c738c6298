package sim

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"yunka/server/lock"
)

// LockConfig says which lock to play.
type LockConfig struct {
	URL, Token string
	Chips      []string      // that are held before it in turn
	Times      int           // how often, while it is alone
	Drift      time.Duration // how far its clock is off
	Out        io.Writer
	JSON       bool
}

// LockReport is what the lock saw.
type LockReport struct {
	Place     string `json:"place"`
	Tokens    int    `json:"tokens"`
	FirstEnds string `json:"first_ends"` // RFC 3339
	LastEnds  string `json:"last_ends"`
	Opened    int    `json:"opened"`
	Refused   int    `json:"refused"`
	Events    int    `json:"events"`
	Stored    int    `json:"stored"`
	Repeated  int    `json:"repeated"` // sent again and answered "already"
	Wrong     int    `json:"wrong"`    // refused by the server, or stored twice
	Conflicts int    `json:"conflicts"`
	OffsetMS  int64  `json:"offset_ms"`
	Skewed    bool   `json:"skewed"`
}

// lockEvent is an event as the API reads it.
type lockEvent struct {
	Seq     int64  `json:"seq"`
	At      int64  `json:"at"`
	Kind    string `json:"kind"`
	Chip    string `json:"chip,omitempty"`
	Token   string `json:"token,omitempty"`
	Seconds int    `json:"seconds,omitempty"`
}

type lockAnswer struct {
	Now      int64         `json:"now"`
	OffsetMS int64         `json:"offset_ms"`
	Skewed   bool          `json:"skewed"`
	Results  []lock.Result `json:"results"`
	Plan     *lock.Plan    `json:"plan"`
}

// RunLock plays a lock as a maker would build it: it gets its plan and checks every token,
// opens by them without a network, and afterwards tells what happened, shuffled and partly
// twice. A token that is not good, and an event that is lost or counted twice, is an error.
func RunLock(ctx context.Context, c LockConfig) (LockReport, error) {
	if c.Out == nil {
		c.Out = io.Discard
	}
	switch {
	case c.Token == "":
		return LockReport{}, errors.New("no lock to play: give --token of a terminal at a dormitory's door")
	case len(c.Chips) == 0:
		return LockReport{}, errors.New("nothing to hold before it: give --chip for each")
	case c.Times < 1 || c.Times > 10_000:
		return LockReport{}, errors.New("--times must lie between 1 and 10000")
	}
	l := &playedLock{c: c, client: &http.Client{Timeout: 20 * time.Second}}
	r, err := l.run(ctx)
	if c.JSON {
		enc := json.NewEncoder(c.Out)
		enc.SetIndent("", "  ")
		return r, errors.Join(err, enc.Encode(r))
	}
	fmt.Fprintf(c.Out, "lock of %s: %d tokens, the first ends %s, the last %s\nopened %d, refused %d; %d events, stored %d, repeated %d, wrong %d, conflicts %d\nclock %+d ms\n",
		r.Place, r.Tokens, r.FirstEnds, r.LastEnds, r.Opened, r.Refused, r.Events, r.Stored, r.Repeated, r.Wrong, r.Conflicts, r.OffsetMS)
	return r, err
}

type playedLock struct {
	c      LockConfig
	client *http.Client
}

func (l *playedLock) run(ctx context.Context) (r LockReport, err error) {
	first, err := l.ask(ctx, nil, new(string))
	if err != nil {
		return r, err
	}
	p := first.Plan
	if p == nil {
		return r, errors.New("the server gave no plan")
	}
	if err := check(p); err != nil {
		return r, err
	}
	r.Place, r.Tokens, r.OffsetMS, r.Skewed = p.Place, len(p.Tokens), first.OffsetMS, first.Skewed
	if n := len(p.Tokens); n > 0 { // in the order of their ends
		r.FirstEnds, r.LastEnds = time.UnixMilli(p.Tokens[0].Until).Format(time.RFC3339), time.UnixMilli(p.Tokens[n-1].Until).Format(time.RFC3339)
	}
	base := time.Now().UnixNano() / 1000 // a lock that is played again goes on with its numbers
	var events []lockEvent
	for i := range l.c.Times {
		chip := strings.TrimLeft(l.c.Chips[i%len(l.c.Chips)], "0")
		clock := time.Now().Add(l.c.Drift).UnixMilli()
		now := clock - first.OffsetMS // corrected by what the server said
		e := lockEvent{Seq: base + int64(i), At: clock, Kind: lock.Refused, Chip: chip}
		for _, t := range p.Tokens {
			if t.Opens(p.Lock, chip, now) {
				e.Kind, e.Chip, e.Token = lock.Opened, "", t.ID
				break
			}
		}
		if e.Kind == lock.Opened {
			r.Opened++
		} else {
			r.Refused++
		}
		events = append(events, e)
	}
	events = append(events, lockEvent{Seq: base + int64(l.c.Times), At: time.Now().Add(l.c.Drift).UnixMilli(), Kind: lock.Closed})
	r.Events = len(events)
	rand.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	for n, part := range slices.Collect(slices.Chunk(events, 40)) {
		for again := range 1 + (n+1)%2 { // every other batch is sent twice: its answer got lost
			out, err := l.ask(ctx, part, nil)
			if err != nil {
				return r, err
			}
			for _, one := range out.Results {
				r.Conflicts += len(one.Conflicts)
				switch {
				case one.Result == "stored" && again == 0:
					r.Stored++
				case one.Result == "already" && again == 1:
					r.Repeated++
				default:
					r.Wrong++
				}
			}
		}
	}
	last, err := l.ask(ctx, nil, &p.Tag)
	switch {
	case err != nil:
		return r, err
	case last.Plan != nil && last.Plan.Tag == p.Tag:
		return r, errors.New("the plan that is held was sent again")
	case r.Stored != r.Events || r.Wrong > 0:
		return r, fmt.Errorf("%d of %d events were stored, %d answers were wrong", r.Stored, r.Events, r.Wrong)
	}
	return r, nil
}

// check opens every token with the school's key, as a lock must.
func check(p *lock.Plan) error {
	key, err := base64.StdEncoding.DecodeString(p.Key)
	if err != nil {
		return fmt.Errorf("the plan came without a key: %w", err)
	}
	for _, t := range p.Tokens {
		got, err := lock.Open(t.Text, ed25519.PublicKey(key))
		if err != nil || got != t.Token || got.Lock != p.Lock {
			return fmt.Errorf("token %s is not good: %v", t.ID, err)
		}
	}
	return nil
}

func (l *playedLock) ask(ctx context.Context, events []lockEvent, tag *string) (out lockAnswer, err error) {
	body := map[string]any{"clock": time.Now().Add(l.c.Drift).UnixMilli(), "battery": 80, "events": append([]lockEvent{}, events...)}
	if tag != nil {
		body["plan"] = *tag
	}
	b, err := json.Marshal(body)
	if err != nil {
		return out, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.c.URL+"/api/v1/lock", bytes.NewReader(b))
	if err != nil {
		return out, err
	}
	req.Header.Set("Authorization", "Bearer "+l.c.Token)
	req.Header.Set("Content-Type", "application/json")
	res, err := l.client.Do(req)
	if err != nil {
		return out, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 8<<20))
	if err != nil {
		return out, err
	}
	if res.StatusCode != http.StatusOK {
		return out, fmt.Errorf("the server answered %d: %s", res.StatusCode, answer)
	}
	return out, json.Unmarshal(answer, &out)
}
