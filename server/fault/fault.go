// Package fault is how domain code says no: a kind that decides the HTTP
// status, a stable code, and nothing that must not reach a stranger.
//
// Domain code returns fault errors; web turns them into a page and api into
// RFC 9457 problem+json through the same Status table. The words for a code
// live in views/msg. The wrapped cause is for the log only.
package fault

import (
	"errors"
	"fmt"
	"net/http"
)

// Kind is one of a handful of ways to fail.
type Kind int

const (
	Internal        Kind = iota // our fault; the cause is logged, never shown
	Malformed                   // the request cannot be read
	Invalid                     // it can be read and is wrong: which field is in Code
	Unauthenticated             // who is asking is not known
	Forbidden                   // known, and may not
	NotFound                    // not there, or of another school: the same answer on purpose
	Conflict                    // the state does not permit it
	Mismatch                    // an idempotency key was used for another body
	TooLarge                    // more bytes than the limit
	TooMany                     // rate or guess limit; see RetryAfter
	Unavailable                 // not decided; try again
)

var status = map[Kind]int{
	Internal: http.StatusInternalServerError, Malformed: http.StatusBadRequest, Invalid: http.StatusUnprocessableEntity,
	Unauthenticated: http.StatusUnauthorized, Forbidden: http.StatusForbidden, NotFound: http.StatusNotFound,
	Conflict: http.StatusConflict, Mismatch: http.StatusUnprocessableEntity, TooLarge: http.StatusRequestEntityTooLarge,
	TooMany: http.StatusTooManyRequests, Unavailable: http.StatusServiceUnavailable,
}

// Error is a failure with a safe face. Code is lower_snake and stable; Detail
// is an optional English sentence that is safe to show to the asker.
type Error struct {
	Kind       Kind
	Code       string
	Detail     string
	RetryAfter int // seconds, for TooMany and Unavailable
	cause      error
}

// New makes a fault.
func New(kind Kind, code string) *Error { return &Error{Kind: kind, Code: code} }

// Newf makes a fault with a sentence that is safe to show.
func Newf(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Wrap keeps a cause for the log.
func Wrap(kind Kind, code string, cause error) *Error {
	return &Error{Kind: kind, Code: code, cause: cause}
}

func (e *Error) Error() string {
	s := e.Code
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.cause }

// As finds the fault in err; an error without one is Internal and shows nothing.
func As(err error) *Error {
	var f *Error
	if errors.As(err, &f) {
		return f
	}
	return &Error{Kind: Internal, Code: "internal", cause: err}
}

// Is reports whether err carries a fault of that kind.
func Is(err error, kind Kind) bool { return err != nil && As(err).Kind == kind }

// Status is the HTTP status for err.
func Status(err error) int { return status[As(err).Kind] }
