package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// keep notes every code that the page shows from now on.
func (w *window) keep() *window {
	w.Helper()
	w.drawn().says(`(() => {
		const p = ` + pass + `
		const shown = () => p.dataset.view === 'code' && p.dataset.issued ? p.dataset.issued + '.' + p.dataset.seq : ''
		globalThis.kept = []
		const look = () => { const c = shown(); if (c && kept.at(-1) !== c) kept.push(c) }
		look()
		new MutationObserver(look).observe(p, { attributes: true })
	})()`)
	return w
}

func (w *window) kept() []string {
	w.Helper()
	return strings.Fields(w.says(`kept.join(' ')`))
}

// A phone has the card open several times. Each shows codes of its own, what
// nobody sees draws nothing, and a code used from one renews the others.
func TestTwoTabs(t *testing.T) {
	s := openSchool(t)
	a := s.browse("first window", phone).login(s.Parent).claim().keep()
	b := a.beside("second window", phone).visit("/card").keep()
	c := b.behind("a tab over the second", phone).visit("/card").keep()
	b.sees(`document.visibilityState === 'hidden'`)

	still := b.kept()
	for range 3 {
		wasA, wasC := a.which(), c.which()
		s.later(61 * time.Second)
		a.another(wasA)
		c.another(wasC)
	}
	for range 5 { // as fast as one can tap
		wasA, wasC := a.which(), c.which()
		a.says(`document.querySelector("[data-canvas]").click()`)
		c.says(`document.querySelector("[data-canvas]").click()`)
		a.another(wasA)
		c.another(wasC)
	}
	if now := b.kept(); len(now) != len(still) {
		t.Errorf("a hidden tab drew %v, had %v", now, still)
	}
	b.front()
	b.until("a code when it is looked at", func() bool { return len(b.kept()) > len(still) })
	c.sees(`document.visibilityState === 'hidden'`)

	// Whichever is newest, using it ends the others' older ones.
	was := a.which()
	a.says(`document.querySelector("[data-canvas]").click()`)
	was = a.another(was)
	old, oldText := b.which(), b.code()
	s.opens(gateIn, a.code(), s.Parent.Name)
	a.another(was)
	b.another(old)
	s.refuses(gateIn, oldText, "CODE_SUPERSEDED")
	s.opens(gateOut, b.code(), s.Parent.Name)

	seen := map[string]string{}
	for _, w := range []*window{a, b, c} {
		for _, code := range w.kept() {
			if other, ok := seen[code]; ok {
				t.Errorf("code %s was shown by %s and by %s", code, other, w.name)
			}
			seen[code] = w.name
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %s were shown", fmt.Sprint(seen))
	}
}
