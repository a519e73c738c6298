// Package sessions is what the owner of an account reads and does about its logins: which
// browsers are logged in, since when, and whether this one was logged in so lately that
// its holder need not type the password again.
//
// A session is stored and found by package account; here nothing is written but values of
// a session that is loaded already.
package sessions

import (
	"context"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
)

// Session is one login of an account.
type Session struct {
	ID      string // the hash of its token
	Browser string // as Browser names it; "" if it did not say
	Since   int64  // the login, Unix milliseconds
	LastAt  int64  // the newest visit that was written: at most account.SessionTouch too old
}

// What a session holds beside what package account puts there. All values are strings.
const (
	valueBrowser = "browser"
	valueProved  = "proved" // Unix milliseconds: the password was typed again
	valueSince   = "since"  // package account's
)

// Note writes into a session that was just made which browser it is in.
func Note(ctx context.Context, b account.Binder, agent string) {
	if name := Browser(agent); name != "" {
		b.Put(ctx, valueBrowser, name)
	}
}

// Of are the sessions of an account that live, the newest visit first.
func Of(ctx context.Context, q bun.IDB, actor allow.Actor, nowMS int64) (list []Session, err error) {
	var rows []struct {
		TokenHash            string
		Data                 []byte
		ExpiresAt, TouchedAt int64
	}
	err = q.NewRaw(`
		SELECT token_hash, data, expires_at, touched_at
		FROM session
		WHERE account_id = ?
		ORDER BY touched_at DESC, token_hash`,
		actor.Account).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	admin := isAdmin(actor)
	for _, r := range rows {
		if account.Over(admin, r.Data, r.ExpiresAt, r.TouchedAt, nowMS) {
			continue
		}
		_, values, err := account.Codec{}.Decode(r.Data)
		if err != nil {
			return nil, err
		}
		s := Session{ID: r.TokenHash, LastAt: r.TouchedAt}
		s.Browser, _ = values[valueBrowser].(string)
		since, _ := values[valueSince].(string)
		s.Since = number(since)
		list = append(list, s)
	}
	return list, nil
}

// isAdmin: an admin's sessions are shorter.
func isAdmin(actor allow.Actor) bool {
	for _, s := range actor.Seats {
		if s.Role == allow.Admin {
			return true
		}
	}
	return false
}

// freshFor is how long a login, or a password typed since, speaks for whoever holds the
// device.
const freshFor = 15 * time.Minute

// Fresh reports whether the session in ctx began, or had its password typed again, within
// a quarter of an hour.
func Fresh(ctx context.Context, b account.Binder, now time.Time) bool {
	at := max(number(b.GetString(ctx, valueSince)), number(b.GetString(ctx, valueProved)))
	return now.UnixMilli() < at+freshFor.Milliseconds()
}

// Proved notes in the session in ctx that the password was typed.
func Proved(ctx context.Context, b account.Binder, now time.Time) {
	b.Put(ctx, valueProved, strconv.FormatInt(now.UnixMilli(), 10))
}

// number is 0, long ago, for what is none.
func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}
