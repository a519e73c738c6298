package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// Elapsed is the time since the machine was started, with what it slept: Go's own
// monotonic clock stands still meanwhile, and a laptop's lid would be a jump.
func Elapsed() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) != nil { // every kernel since 2.6.39 has it
		return awake()
	}
	return time.Duration(t.Nano())
}
