package logs

import (
	"context"
	"log/slog"
	"regexp"
	"slices"
	"sync"
	"time"
)

const (
	// quiet is how long the same fault is counted after it was written.
	quiet = time.Minute
	// faults is how many different ones are remembered at once; more are written.
	faults = 256
)

// Damp writes a warning or an error once, and then at most once a minute with how often
// it has come since ("repeated"). What two lines must share to be the same fault is their
// message and what says where it is and why: see telling. Anything below a warning is
// written as it comes; now is the clock.
func Damp(h slog.Handler, now func() time.Time) slog.Handler {
	return damped{Handler: h, d: &damper{now: now, seen: map[string]*fault{}}}
}

type damped struct {
	slog.Handler
	d    *damper
	with string // the key of what With has added
}

type damper struct {
	now  func() time.Time
	mu   sync.Mutex
	seen map[string]*fault
	next time.Time // nothing is over before it
}

// fault is one that was written and may have come again since.
type fault struct {
	until  time.Time
	more   int
	last   slog.Record
	writer slog.Handler
}

// Handle implements slog.Handler. A fault that has come again is told of by whatever is
// logged after its minute: nothing runs for that alone.
func (h damped) Handle(ctx context.Context, r slog.Record) error {
	for _, f := range h.d.over() {
		f.last.AddAttrs(slog.Int("repeated", f.more))
		_ = f.writer.Handle(ctx, f.last) // the log has nobody to tell that it failed
	}
	if r.Level >= slog.LevelWarn && !h.d.first(h, r) {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h damped) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := h.with
	for _, a := range attrs {
		with += keyOf(a)
	}
	return damped{h.Handler.WithAttrs(attrs), h.d, with}
}

// WithGroup implements slog.Handler.
func (h damped) WithGroup(name string) slog.Handler {
	return damped{h.Handler.WithGroup(name), h.d, h.with + " " + name + ":"}
}

// over takes out the faults whose minute has passed, and gives those that came again.
func (d *damper) over() (again []*fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	if len(d.seen) == 0 || now.Before(d.next) {
		return nil
	}
	d.next = now.Add(quiet)
	for key, f := range d.seen {
		if now.Before(f.until) {
			if f.until.Before(d.next) {
				d.next = f.until
			}
			continue
		}
		delete(d.seen, key)
		if f.more > 0 {
			again = append(again, f)
		}
	}
	slices.SortFunc(again, func(a, b *fault) int { return a.last.Time.Compare(b.last.Time) })
	return again
}

// first reports that a fault is to be written now, and counts it where it is not.
func (d *damper) first(h damped, r slog.Record) bool {
	key := r.Level.String() + " " + r.Message + h.with
	r.Attrs(func(a slog.Attr) bool { key += keyOf(a); return true })
	d.mu.Lock()
	defer d.mu.Unlock()
	if f := d.seen[key]; f != nil {
		f.more++
		f.last, f.writer = r.Clone(), h.Handler
		return false
	}
	if len(d.seen) < faults {
		until := d.now().Add(quiet)
		if len(d.seen) == 0 {
			d.next = until
		}
		d.seen[key] = &fault{until: until}
	}
	return true
}

// telling are the names of what makes a fault another one. Whose request it was, how long
// it took and which school's it is do not: a fault of all of them is one.
var telling = []string{"code", "operation", "route", "job", "component", "err", "error", "panic"}

// numbers differ in lines of one fault: ports, ids, sizes.
var numbers = regexp.MustCompile(`[0-9a-fA-F-]{12,}|[0-9]+`)

func keyOf(a slog.Attr) string {
	if !slices.Contains(telling, a.Key) {
		return ""
	}
	text := a.Value.Resolve().String()
	return " " + a.Key + "=" + numbers.ReplaceAllLiteralString(text[:min(len(text), 300)], "#")
}
