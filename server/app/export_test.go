package app

import "time"

// Pause replaces the sleep between "not ready" and the end of the sockets; before
// the program is told to stop.
func Pause(a *App, fn func(time.Duration)) { a.pause = fn }
