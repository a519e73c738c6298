package webtest

import (
	"context"
	"io"
	"net/http"
	"strings"

	"yunka/server/allow"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// Desk is a tablet at a gate.
type Desk struct {
	Browser
	Who terminal.Identity
}

// Tablet is one that is paired at a gate of a world's school.
func (o Office) Tablet(w *scantest.World, gate string, staff bool) Desk {
	o.Helper()
	who, token := w.Terminal(o.T, gate, staff)
	b := o.Browser()
	b.SetCookie("__Host-yunka-terminal", token)
	return Desk{b, who}
}

// Json posts what a page's script posts.
func (b Browser) JSON(path, body string) Answer {
	b.Helper()
	req, err := http.NewRequest("POST", b.Server.URL+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", b.Server.URL)
	res, err := b.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return Answer{res, string(text)}
}

// SetPIN gives somebody a PIN, as their own page does.
func (o Office) SetPIN(w *scantest.World, h *scantest.Holder, pin string) {
	o.Helper()
	actor := allow.Actor{Kind: allow.Account, People: map[string]bool{h.Person: true}, Seats: []allow.Seat{{School: w.School, Person: h.Person, Role: allow.Guard}}}
	if err := o.Accounts.SetPIN(context.Background(), actor, h.Person, pin); err != nil {
		o.Fatal(err)
	}
}

// Pass presents somebody's chip at the tablet.
func (d Desk) Pass(o Office, w *scantest.World, h *scantest.Holder) scan.Answer {
	o.Helper()
	return scantest.Present(o.T, w.Service(o.T, o.DB), scan.Presentation{Terminal: d.Who, Key: w.Key(), Chip: h.Chip})
}
