package feed

import (
	"context"
	"strconv"
	"strings"
	"time"

	"yunka/server/db"
)

// channel is what the servers of one database tell each other on.
const channel = "yunka_feed"

// together is how long rings are gathered: under load one message tells of many.
const together = 5 * time.Millisecond

// Relay carries the bell to the other servers of the database and theirs to this one's
// listeners, until ctx ends. It is a hint, no promise: what is told is that a school's
// feed has reached a number, and whoever follows it reads that for itself and looks from
// time to time without being told.
func (f *Feed) Relay(ctx context.Context, d *db.DB) error {
	if d.Engine() != db.Postgres {
		return nil // one process
	}
	rung := make(chan struct{}, 1)
	f.mu.Lock()
	f.far, f.told = rung, map[string]int64{}
	f.mu.Unlock()
	told := make(chan struct{})
	go func() {
		defer close(told)
		f.tell(ctx, d, rung)
	}()
	err := d.Hear(ctx, channel, f.ringAll, func(text string) {
		from, rest, _ := strings.Cut(text, " ")
		school, number, _ := strings.Cut(rest, " ")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil && from != f.id {
			f.ring(school, n)
		}
	})
	<-told
	return err
}

func (f *Feed) tell(ctx context.Context, d *db.DB, rung <-chan struct{}) {
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
		_ = d.Notify(say, channel, texts) // who was not told looks for itself
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
