package app

import (
	"net/http"
	"time"
)

const (
	// answerWithin bounds a request as a whole, from its header on: an upload may
	// take ReadTimeout of it.
	answerWithin = 5 * time.Minute
	// An answer that has begun is read at slowestReader bytes a second or better,
	// after a start of readGrace: a phone on a bad network does, somebody who only
	// holds connections open does not.
	readGrace     = 20 * time.Second
	slowestReader = 4 << 10
)

// bounded ends answers that nobody reads. A socket is hijacked, which takes the
// deadline off, and has its own.
func bounded(h http.Handler, grace time.Duration, bytesPerSecond int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(&boundedWriter{ResponseWriter: w, grace: grace, rate: bytesPerSecond}, r)
	})
}

type boundedWriter struct {
	http.ResponseWriter
	grace   time.Duration
	rate    int
	begun   time.Time
	written int
}

// Unwrap is for http.ResponseController.
func (w *boundedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *boundedWriter) WriteHeader(status int) {
	w.extend(0)
	w.ResponseWriter.WriteHeader(status)
}

func (w *boundedWriter) Write(b []byte) (int, error) {
	w.extend(len(b))
	return w.ResponseWriter.Write(b)
}

// extend moves the deadline by what is about to be written.
func (w *boundedWriter) extend(n int) {
	if w.begun.IsZero() {
		w.begun = time.Now()
	}
	w.written += n
	allowance := w.grace + time.Duration(w.written)*time.Second/time.Duration(w.rate)
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(w.begun.Add(allowance)) // a recorder in a test has none
}
