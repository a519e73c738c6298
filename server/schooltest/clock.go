package schooltest

import (
	"sync/atomic"
	"time"

	"yunka/server/account"
)

// Noon is a Monday noon in Shanghai: inside every opening of the school.
var Noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))

// ComingNoon is the next Monday noon in Shanghai, for tests in which something
// else, such as a cookie jar, goes by the real time.
func ComingNoon() time.Time {
	now := time.Now().In(Noon.Location())
	days := (8 - int(now.Weekday())) % 7
	if days == 0 {
		days = 7
	}
	return time.Date(now.Year(), now.Month(), now.Day()+days, 12, 0, 0, 0, Noon.Location())
}

// HashCost is the cheapest cost of passwords and PINs, for every test that is
// not about the cost.
var HashCost = account.Cost{Memory: 8, Time: 1, Threads: 1}

// Clock is a clock that tests turn.
type Clock struct{ ms atomic.Int64 }

// NewClock starts at Noon.
func NewClock() *Clock {
	c := &Clock{}
	c.ms.Store(Noon.UnixMilli())
	return c
}

// Now reads the clock.
func (c *Clock) Now() time.Time { return time.UnixMilli(c.ms.Load()) }

// Add turns it.
func (c *Clock) Add(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// Set turns it to an instant.
func (c *Clock) Set(t time.Time) { c.ms.Store(t.UnixMilli()) }
