package app

import "time"

// Pause replaces the sleep between "not ready" and the end of the sockets; before
// the program is told to stop.
func Pause(a *App, fn func(time.Duration)) { a.pause = fn }

// SceneOf is the scene that has a line of the matrix; "" for one of a face, a kit
// or the command line.
func SceneOf(a *App, line string) string {
	for _, s := range a.scenes {
		for _, r := range s.Routes {
			if line == r.Method+" "+r.Pattern {
				return s.Name
			}
		}
		for _, t := range s.Topics {
			if line == "SOCKET "+t.Kind+":{id}" {
				return s.Name
			}
		}
	}
	return ""
}

// WithoutJobs keeps the jobs of scenes from running; before Run. Who compares the
// books before and after a request asks what the request changed.
func WithoutJobs(a *App) {
	for i := range a.scenes {
		a.scenes[i].Jobs = nil
	}
}
