package clock

import "time"

var started = time.Now()

// awake is Go's monotonic clock.
func awake() time.Duration { return time.Since(started) }
