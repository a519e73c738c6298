package stats

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/feed"
)

// Book keeps the days that somebody looks at. It is safe for concurrent use.
type Book struct {
	mu      sync.Mutex
	schools map[string]*volume
}

// volume is one school's days.
type volume struct {
	mu    sync.Mutex // also held while reading: the next who asks finds it read
	today *day
	inner string // the gates within the school that the days were counted by
	past  map[time.Time]kept
	asked time.Time
}

// kept is a day that is over. It is read again now and then, because staff may
// still end a CONFIRM of it.
type kept struct {
	Figures
	read time.Time
}

const (
	keepFor  = 10 * time.Minute // a day that is over
	keepDays = 16
	forget   = time.Hour // a school that nobody asks about
	step     = 5000      // facts read at a time
)

// NewBook makes an empty book.
func NewBook() *Book { return &Book{schools: map[string]*volume{}} }

func (b *Book) volume(school string, now time.Time) *volume {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, v := range b.schools {
		if id != school && now.Sub(v.asked) > forget {
			delete(b.schools, id)
		}
	}
	v := b.schools[school]
	if v == nil {
		v = &volume{past: map[time.Time]kept{}}
		b.schools[school] = v
	}
	v.asked = now
	return v
}

// by forgets the days if since then the office said of a gate that it leads, or
// no longer leads, to something within the school.
func (v *volume) by(ctx context.Context, q bun.IDB, school string) error {
	var gates []string
	if err := q.NewRaw("SELECT z.id FROM zone z WHERE z.school_id = ? AND z.parent_id IS NOT NULL UNION SELECT g.id FROM gate g JOIN zone z ON z.id = g.zone_id WHERE g.school_id = ? AND z.parent_id IS NOT NULL ORDER BY 1", school, school).Scan(ctx, &gates); err != nil {
		return err
	}
	if inner := strings.Join(gates, " "); inner != v.inner {
		v.inner, v.today = inner, nil
		clear(v.past)
	}
	return nil
}

// Today counts up to what q sees.
func (b *Book) Today(ctx context.Context, q bun.IDB, school string, loc *time.Location, now time.Time) (Figures, error) {
	v := b.volume(school, now)
	v.mu.Lock()
	defer v.mu.Unlock()
	start, end := campus.DayOf(now, loc)
	last, err := feed.Last(ctx, q, school)
	if err != nil {
		return Figures{}, err
	}
	if err := v.by(ctx, q, school); err != nil {
		return Figures{}, err
	}
	if v.today == nil || !v.today.Start.Equal(start) {
		d, err := readDay(ctx, q, school, start, end, last)
		if err != nil {
			return Figures{}, err
		}
		v.today = d
	}
	for v.today.Feed < last {
		upTo := min(v.today.Feed+step, last)
		facts, err := readFacts(ctx, q, school, v.today.Feed, upTo)
		if err != nil {
			return Figures{}, err
		}
		for _, f := range facts {
			v.today.put(f)
		}
		v.today.Feed = upTo
	}
	return v.today.figures(now), nil
}

// Day counts a day that is over, or today.
func (b *Book) Day(ctx context.Context, q bun.IDB, school string, loc *time.Location, day, now time.Time) (Figures, error) {
	start, end := campus.DayOf(day, loc)
	if !now.Before(start) && now.Before(end) {
		return b.Today(ctx, q, school, loc, now)
	}
	v := b.volume(school, now)
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.by(ctx, q, school); err != nil {
		return Figures{}, err
	}
	if k, ok := v.past[start]; ok && now.Sub(k.read) < keepFor && !now.Before(k.read) {
		return k.Figures, nil
	}
	last, err := feed.Last(ctx, q, school)
	if err != nil {
		return Figures{}, err
	}
	d, err := readDay(ctx, q, school, start, end, last)
	if err != nil {
		return Figures{}, err
	}
	if len(v.past) >= keepDays {
		clear(v.past)
	}
	k := kept{d.figures(now), now}
	v.past[start] = k
	return k.Figures, nil
}
