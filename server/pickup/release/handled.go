package release

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/timetable"
)

// Handled is the feed's kind of somebody's word that they deal with an adult who was
// stopped; the subject is the scan.
const Handled = "pickup.handled"

// handledFor is how long the other gates are told who deals with somebody.
const handledFor = 30 * time.Minute

// Stop is an adult whom a restriction stopped today, at the last gate where they tried.
type Stop struct {
	Scan, AdultID, Adult, ChildID, Child string
	Terminal                             string // its name
	At                                   int64
	By, Where                            string // who deals with it, and at which terminal; "" is nobody yet
	Since                                int64
}

// Stops are today's, one for each adult, the newest first. They are for the office.
func Stops(ctx context.Context, q bun.IDB, sc campus.School, now time.Time) (out []Stop, err error) {
	list, err := readStops(ctx, q, sc.ID, timetable.Today(now, sc.Location()))
	seen := map[string]int{}
	for _, x := range list {
		if i, ok := seen[x.AdultID]; !ok {
			seen[x.AdultID] = len(out)
			out = append(out, x)
		} else if out[i].By == "" { // said at the gate where they came first
			out[i].By, out[i].Where, out[i].Since = x.By, x.Where, x.Since
		}
	}
	return out, err
}

// Handling is that somebody deals with an adult at another gate. Whom it is about is not
// said: the line stands where the queue can read it.
type Handling struct {
	AdultID, By, Where string
	Since              int64
}

// HandledElsewhere is what the other terminals have said in the last half hour.
func HandledElsewhere(ctx context.Context, q bun.IDB, sc campus.School, terminal string, now time.Time) (out []Handling, err error) {
	list, err := readHandled(ctx, q, sc.ID, timetable.Today(now, sc.Location()), "", now.Add(-handledFor).UnixMilli())
	for _, h := range list {
		if h.TerminalID != terminal {
			out = append(out, h.Handling)
		}
	}
	return out, err
}

// handling is who deals with an adult today; zero is nobody yet.
func handling(ctx context.Context, q bun.IDB, sc campus.School, adult string, now time.Time) (h Handling, err error) {
	list, err := readHandled(ctx, q, sc.ID, timetable.Today(now, sc.Location()), adult, 0)
	if len(list) > 0 {
		h = list[0].Handling
	}
	return h, err
}
