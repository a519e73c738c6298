//go:build !linux

package clock

import "time"

// Elapsed is the time since the program was started.
func Elapsed() time.Duration { return awake() }
