package kiosk

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"yunka/server/reason"
	"yunka/views/msg"
)

// offset is the school's zone in minutes east of UTC, for the tablet's clock.
func offset(t time.Time) string {
	_, seconds := t.Zone()
	return strconv.Itoa(seconds / 60)
}

// Lengths are those of the school's chips, as JSON for a terminal's scanner.
func Lengths(chips []int) string {
	b, _ := json.Marshal(append([]int{}, chips...))
	return string(b)
}

// net is what the top says until the script knows better.
func net(v View) string {
	if v.Shell {
		return "offline"
	}
	return "online"
}

// figure is a count, or a dash in a shell, which kiosk.js leaves alone until the
// server has said one.
func figure(v View, n int) string {
	if v.Shell {
		return "–"
	}
	return msg.Count(n)
}

func asOf(v View) time.Time {
	if v.Shell {
		return v.Now
	}
	return v.Counts.AsOf
}

func class(d reason.Decision) string {
	switch d {
	case reason.Allow:
		return "ok"
	case reason.Confirm:
		return "warn"
	}
	return "deny"
}

// shown is the name in the strip: whole for the guard, a first name for the queue.
func shown(ctx context.Context, r Recent, f Facing) string {
	switch {
	case r.Name == "":
		return msg.Unidentified(ctx)
	case f == Queue:
		return msg.FirstName(r.Name)
	}
	return r.Name
}

// undoable is the result with its button only where it can still be pressed.
func undoable(r Recent, v View) Recent {
	r.left = UndoLife - v.Now.Sub(r.At)
	r.Open = r.Open && v.Staff && r.left > 0
	return r
}

func millis(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// outcome is the reason for the guard, and only the decision for the queue.
func outcome(ctx context.Context, r Recent, f Facing) string {
	if f == Queue {
		return msg.Decision(ctx, r.Decision)
	}
	return msg.Result(ctx, r.Decision, r.Reason)
}

// Line says when something happened, what, and where.
func Line(ctx context.Context, at time.Time, words, where string) string {
	if where == "" {
		return msg.Clock(at) + " " + words
	}
	return msg.Clock(at) + " " + msg.Joined(ctx, words, where)
}
