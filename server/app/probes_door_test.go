package app_test

import (
	"net/url"

	"yunka/server/allow"
)

func init() {
	add(map[string]probe{
		"GET /{$}":      page(),
		"GET /login":    page(),
		"POST /login":   {body: forms("login", "theirs-1", "password", passphrase), unrecorded: ownSession},
		"POST /logout":  {body: forms(), unrecorded: ownSession},
		"GET /activate": page(),
		"POST /activate": {arrange: func(m *matrix, c cell) cell {
			code, _, err := m.app.Accounts.IssueActivation(m.Context(), system, m.ours.Holder(m.T, allow.Parent).Person)
			if err != nil {
				m.Fatal(err)
			}
			c.id = code
			return c
		}, body: func(m *matrix, c cell) ask {
			return ask{form: url.Values{"code": {c.id}, "login": {"fresh-" + m.ours.Key()}, "password": {passphrase}}}
		}},
		"GET /reset": page(),
		"POST /reset": {arrange: func(m *matrix, c cell) cell {
			h := m.ours.Holder(m.T, allow.Parent)
			code, _, err := m.app.Accounts.IssueActivation(m.Context(), system, h.Person)
			if err == nil {
				_, err = m.app.Accounts.Activate(m.Context(), code, "forgot-"+m.ours.Key(), passphrase, "")
			}
			if err == nil {
				c.id, _, err = m.app.Accounts.IssueReset(m.Context(), system, h.Person)
			}
			if err != nil {
				m.Fatal(err)
			}
			return c
		}, body: func(_ *matrix, c cell) ask {
			return ask{form: url.Values{"code": {c.id}, "password": {passphrase + "9"}}}
		}},
		"POST /look":                      {body: forms("theme", "dark", "size", "large"), unrecorded: ownSession},
		"POST /language":                  {body: forms("lang", "en"), unrecorded: ownSession},
		"GET /account":                    page(),
		"POST /account/seen":              {body: forms(), unrecorded: ownSession},
		"POST /account/sessions/{id}/end": {path: func(*matrix, cell) string { return "/account/sessions/no-such-session/end" }, body: forms(), unrecorded: ownSession},
		"POST /account/others/end":        {body: forms()},
		"GET /password":                   page(),
		"POST /password":                  {body: forms("old", passphrase, "new", passphrase+"8")},
		"GET /pin":                        page(),
		"POST /pin": {on: aSchool, body: func(_ *matrix, c cell) ask {
			return ask{form: url.Values{"school": {c.id}, "pin": {pinOf[c.who.role]}, "password": {passphrase}}}
		}},
		"GET /device":                   page(),
		"GET /device/scanner":           page(),
		"GET /device/worker.js":         page(),
		"GET /device/socket":            page(),
		"GET /trust":                    page(),
		"GET /trust/yunka.crt":          page(),
		"GET /trust/yunka.mobileconfig": page(),
	})
}

// Each role that may have a PIN has its own: it says who stands there.
var pinOf = map[string]string{"anonymous": "739164", "student": "739165", "teacher": "739162", "parent": "739163", "guard": guardPIN, "admin": "739168", "finance": "739170",
	"terminal": "739161", "staff terminal": "739169", "kiosk": "739167", "staff kiosk": "739160"}
