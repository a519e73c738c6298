// Package account draws logging in, activating and the pages that say no.
package account

import (
	"context"
	"time"

	"yunka/views/layout"
	"yunka/views/msg"
)

// LoginView is GET /login and a POST /login that failed.
// The form posts login, password and next.
type LoginView struct {
	Page  layout.Page
	Login string // what was typed, kept
	Next  string // where to go after; "" is /card
	Error string // e.g. msg.LoginFailed(ctx), msg.TooManyTries(ctx, wait)
}

// ActivateView is /activate. The form posts code and password: the one of who is signed
// in, or a new one with a login when nobody is (then Page.Account is "").
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
	Logins []Session // this one first
	Phones []Phone   // this one first
	Now    time.Time
}

// Session is a browser that is logged in. Times are in the zone of the account's first school.
type Session struct {
	ID             string
	Browser        string // "iPhone · WeChat"; "" if it did not say
	Since, LastUse time.Time
	Here           bool // the one that reads this
}

// Phone is a phone that makes codes for a card of the account.
type Phone struct {
	ID                   string
	Device               string // as Session.Browser
	Holder, School, Role string
	Since                time.Time
	LastUse              time.Time // zero: never
	Where                string    // which gate or terminal took its newest code; "" for none
	Here                 bool      // the browser that reads this
}

// others counts what is not this browser.
func (v SelfView) others() (logins, phones int) {
	for _, l := range v.Logins {
		if !l.Here {
			logins++
		}
	}
	for _, p := range v.Phones {
		if !p.Here {
			phones++
		}
	}
	return logins, phones
}

func (v SelfView) hasOthers() bool {
	logins, phones := v.others()
	return logins+phones > 0
}

func (l Session) times(ctx context.Context, now time.Time) string {
	if l.Here {
		return loggedInSince(ctx, moment(ctx, now, l.Since))
	}
	return msg.Joined(ctx, loggedInSince(ctx, moment(ctx, now, l.Since)), lastUsed(ctx, moment(ctx, now, l.LastUse)))
}

func (p Phone) times(ctx context.Context, now time.Time) string {
	since := msg.PhoneSince(ctx, msg.Day(ctx, p.Since))
	if p.LastUse.IsZero() {
		return since
	}
	last := lastUsed(ctx, moment(ctx, now, p.LastUse))
	if p.Where != "" {
		last = lastUsedAt(ctx, moment(ctx, now, p.LastUse), p.Where)
	}
	return msg.Joined(ctx, since, last)
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
