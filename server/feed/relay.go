package feed

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
)

// channel is what the servers of one database tell each other on.
const channel = "yunka_feed"

// together is how long rings are gathered: under load one message tells of many.
const together = 5 * time.Millisecond

// Carrier tells all servers of one database something at once. *db.DB is one on
// PostgreSQL, *nats.Carrier another.
type Carrier interface {
	// Notify tells everybody who hears a channel. An error says that nobody may have been
	// told.
	Notify(ctx context.Context, channel string, texts []string) error
	// Hear calls fn with what is told on a channel until ctx ends, and again whenever
	// something may have been missed.
	Hear(ctx context.Context, channel string, again func(), fn func(text string)) error
}

// Relay carries the bell to the other servers of the database and theirs to this one's
// listeners, until ctx ends. It tells by the first carrier that takes it and hears all of
// them. It is a hint, no promise: what is told is that a school's feed has reached a
// number, and whoever follows it reads that for itself and looks from time to time without
// being told.
func (f *Feed) Relay(ctx context.Context, carriers ...Carrier) error {
	rung := make(chan struct{}, 1)
	f.mu.Lock()
	f.far, f.told = rung, map[string]int64{}
	f.mu.Unlock()
	var all sync.WaitGroup
	all.Go(func() { f.tell(ctx, carriers, rung) })
	ended := make(chan error, len(carriers))
	for _, c := range carriers {
		all.Go(func() {
			ended <- c.Hear(ctx, channel, f.ringAll, func(text string) {
				from, rest, _ := strings.Cut(text, " ")
				school, number, _ := strings.Cut(rest, " ")
				if n, err := strconv.ParseInt(number, 10, 64); err == nil && from != f.id {
					f.ring(school, n)
				}
			})
		})
	}
	all.Wait()
	close(ended)
	for err := range ended {
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *Feed) tell(ctx context.Context, carriers []Carrier, rung <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-rung:
		}
		f.mu.Lock()
		news := f.told
		f.told = map[string]int64{}
		f.mu.Unlock()
		var texts []string
		for school, n := range news {
			texts = append(texts, f.id+" "+school+" "+strconv.FormatInt(n, 10))
		}
		say, cancel := context.WithTimeout(ctx, time.Second)
		for _, c := range carriers { // if none does, each looks for itself
			if err := c.Notify(say, channel, texts); err == nil {
				break
			}
		}
		cancel()
		select {
		case <-ctx.Done():
			return
		case <-time.After(together):
		}
	}
}

// ringAll has every listener look: something may have been missed.
func (f *Feed) ringAll() {
	f.mu.Lock()
	var schools []string
	for school := range f.bells {
		schools = append(schools, school)
	}
	f.mu.Unlock()
	for _, school := range schools {
		f.ring(school, 0)
	}
}
