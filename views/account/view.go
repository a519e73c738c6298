// Package account draws logging in, activating and the pages that say no.
package account

import (
	"context"
	"time"

	"yunka/views/layout"
)

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

// ResetView is /reset. Without a login it asks for the code of a slip (GET code);
// with one it posts code, password and phones=end.
type ResetView struct {
	Page          layout.Page
	Code          string
	Name, Login   string // whose password, as the slip says
	Admin         bool   // the stricter rule for passwords holds
	Phones        int    // that hold a card
	EndPhones     bool   // ticked
	Until         time.Time
	Over          string // why the slip opens nothing any more: used, expired, ended
	Error         string // about the whole form
	CodeError     string
	PasswordError string
}

func (v ResetView) overTitle(ctx context.Context) string {
	title, _ := resetOverWord(ctx, v.Over)
	return title
}

func (v ResetView) overText(ctx context.Context) string {
	_, text := resetOverWord(ctx, v.Over)
	return text
}

// SelfView is /account: what the signed-in account is and leads to.
type SelfView struct {
	Page   layout.Page
	People []Self
	Resets []layout.Reset
}

// Self is one person that the account is.
type Self struct {
	Name, School, SchoolID string
	Unconfirmed, Disabled  bool // it has no rights: another school has reset it, or the school has disabled it
	MayPIN, HasPIN         bool // a guard or an admin there
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
