// Package account draws logging in, activating and the pages that say no.
package account

import "yunka/views/layout"

// LoginView is GET /login and a POST /login that failed.
// The form posts login, password and next.
type LoginView struct {
	Page  layout.Page
	Login string // what was typed, kept
	Next  string // where to go after; "" is /card
	Error string // e.g. msg.LoginFailed(ctx), msg.TooManyTries(ctx, wait)
}

// ActivateView is /activate. The form posts code, and login and password too
// when nobody is signed in (then Page.Account is "").
type ActivateView struct {
	Page      layout.Page
	Code      string // from the link or typed, kept
	Login     string
	Error     string // about the whole form
	CodeError string // about one field
	LoginError,
	PasswordError string
}

// ProblemView is an error page; it needs no request and may be rendered at start.
type ProblemView struct {
	Page   layout.Page
	Status int    // 400, 403, 404, 429, 500, 503 have words of their own
	Text   string // a safe sentence instead of the usual one
	ID     string // request id to tell the office; "" for none
}

// MessageView is one sentence and one way on.
type MessageView struct {
	Page        layout.Page
	Title, Text string
	Next        string // link
	NextText    string
}
