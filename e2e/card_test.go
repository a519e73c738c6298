package e2e

import (
	"fmt"
	"math"
	"strings"

	"yunka/server/cardcode"
	"yunka/server/demo"
	"yunka/server/reason"
)

// What people do with the card page.

// login goes through the real form and ends where the person works.
func (w *window) login(who demo.Login) *window {
	w.Helper()
	if w.says(`location.pathname`) != "/login" {
		w.visit("/login")
	}
	w.enter("[name=login]", who.Login).enter("[name=password]", who.Password).click("form[action='/login'] button")
	return w.sees(`location.pathname !== '/login' && document.readyState === 'complete'`)
}

const pass = `document.querySelector('section[data-pass]')`

// claim puts the card on this phone.
func (w *window) claim() *window {
	w.Helper()
	w.visit("/card").reads(pass+`.dataset.view`, "unclaimed")
	w.click("[data-action=claim]")
	if w.says(`String(!!document.querySelector("[data-agree]"))`) == "true" {
		w.sees(`document.querySelector("[data-agree]").open`).shot("card-consent").click("[data-action=agree]")
	}
	return w.drawn()
}

// drawn waits for a code, and where the clock was turned for one that was made
// after that: the page shows the old one until it has noticed.
func (w *window) drawn() *window {
	w.Helper()
	return w.sees(pass + `?.dataset.view === 'code' && ` + pass + `.dataset.issued >= ` + w.soonest())
}

// soonest is when a code may have been made, in Unix seconds.
func (w *window) soonest() string {
	if w.turned.IsZero() {
		return "1"
	}
	return fmt.Sprint(w.turned.Add(-inexact).Unix())
}

// timely waits for a code that was made just now by the school's clock, whatever
// this phone's own says.
func (w *window) timely() *window {
	w.Helper()
	w.until("code with the school's time", func() bool {
		issued, err := ask[float64](w, `(p => p.dataset.view === 'code' ? Number(p.dataset.issued) : 0)(`+pass+`)`)
		return err == nil && math.Abs(issued-float64(w.now().Unix())) < 20
	})
	return w
}

// which names the code on the page: its time and number.
func (w *window) which() string {
	w.Helper()
	return w.says(`(p => p.dataset.view + ' ' + p.dataset.issued + '.' + p.dataset.seq)(` + pass + `)`)
}

// another waits for a code that is not this one.
func (w *window) another(than string) string {
	w.Helper()
	if !strings.Contains(than, ".") {
		w.Fatalf("%s: %q is no code of which()", w.name, than)
	}
	w.drawn()
	now := than
	w.until("another code than "+than, func() bool {
		now = w.which()
		return now != than && strings.HasPrefix(now, "code ")
	})
	return now
}

// code reads the code off the screen.
func (w *window) code() string {
	w.Helper()
	w.drawn()
	text, shown := "", ""
	w.until("code that can be read from the screen", func() bool {
		shown = w.which()
		var ok bool
		text, ok = w.decode(w.picture())
		return ok && w.which() == shown // not redrawn in between
	})
	if len(text) != 194 || !strings.HasPrefix(text, "98") || strings.Trim(text, "0123456789") != "" {
		w.Fatalf("%s: the screen says %q", w.name, text)
	}
	c, why := cardcode.Parse(text)
	if why != reason.OK {
		w.Fatalf("%s: the screen says %s: %s", w.name, text, why)
	}
	if is := fmt.Sprintf("code %d.%d", c.Issued, c.Seq); is != shown {
		w.Errorf("%s: the picture is %s, the page thinks %s", w.name, is, shown)
	}
	return text
}
