// Package logs makes the program's log: lines of text or JSON, one line for one fault,
// and words in place of what must not stand in a log.
//
//   - A warning or an error that comes again within a minute is counted and not written
//     (Damp): a broken database says so once a minute, not once a request.
//   - Who must not be named, a login or a network, is a keyed hash (Names): the same one
//     is the same word, so that a flood from one place can be seen, and nobody is read
//     from it without the key.
//   - A request has an id, and what was answered to it is known (Recorder).
package logs

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"yunka/server/secret"
)

// Formats are what New takes; "" is the first.
var Formats = []string{"text", "json"}

// New makes the log.
func New(w io.Writer, format string) (*slog.Logger, error) {
	var h slog.Handler
	switch format {
	case "", "text":
		h = slog.NewTextHandler(w, nil)
	case "json":
		h = slog.NewJSONHandler(w, nil)
	default:
		return nil, fmt.Errorf("want one of %v, got %q", Formats, format)
	}
	return slog.New(Damp(h, time.Now)), nil
}

// RequestID makes the id of a request: of the log, and in the header of its answer.
func RequestID() string { return secret.Token(16) }

// RequestHeader carries it.
const RequestHeader = "X-Request-Id"

// Recorder remembers what was answered. Unwrap lets a socket take the connection.
type Recorder struct {
	http.ResponseWriter
	Status int // 0 before the answer has begun
	Bytes  int64
}

// WriteHeader implements http.ResponseWriter.
func (r *Recorder) WriteHeader(code int) {
	if r.Status == 0 {
		r.Status = code
	}
	r.ResponseWriter.WriteHeader(code)
}

func (r *Recorder) Write(b []byte) (int, error) {
	if r.Status == 0 {
		r.Status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.Bytes += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (r *Recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
