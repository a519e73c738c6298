package e2e

import (
	"strings"
	"testing"
)

// keys counts what the phone keeps of cards.
func (w *window) keys() string {
	w.Helper()
	w.says(`(() => {
		globalThis.keys = undefined
		const asked = indexedDB.open('yunka')
		asked.onsuccess = () => {
			const db = asked.result
			const done = (n) => { db.close(); globalThis.keys = n }
			if (!db.objectStoreNames.contains('keys')) return done(0)
			db.transaction('keys').objectStore('keys').count().onsuccess = (e) => done(e.target.result)
		}
	})()`)
	w.sees(`globalThis.keys !== undefined`)
	return w.says(`keys`)
}

// A parent borrows a phone. Logging out takes the card off it; and the office's
// console is not a parent's, whoever types its address.
func TestGoodbye(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("borrowed phone", phone).login(s.Parent).claim()
	if n := mother.keys(); n != "1" {
		t.Errorf("%s keys on a phone with a card", n)
	}

	mother.expects(`^request: 40[34] GET /console`)
	for _, page := range []string{"/console", "/console/people", "/console/terminals", "/console/audit"} {
		mother.visit(page).sees(`document.querySelector('h1') && !document.querySelector('#feed, table')`)
		if text := mother.says(`document.body.textContent`); strings.Contains(text, s.Student.Name) {
			t.Errorf("%s names a pupil to a parent", page)
		}
	}
	mother.shot("console-refused")

	mother.visit("/card").drawn().click("form[data-logout] button")
	mother.reads(`location.pathname`, "/login")
	if n := mother.keys(); n != "0" {
		t.Errorf("%s keys left after logging out", n)
	}
	mother.visit("/card").reads(`location.pathname`, "/login")

	// The next to log in here finds no card, and who comes back claims again.
	mother.login(s.Parent).visit("/card").reads(pass+`.dataset.view`, "unclaimed").claim()
	s.opens(gateIn, mother.code(), s.Parent.Name)
}

// An administrator's card is on a shared tablet, and the button is pressed on a page that
// is no card: neither key nor name stays, with the script or without it.
func TestGoodbyeFromTheConsole(t *testing.T) {
	s := openSchool(t)
	for _, script := range []bool{true, false} {
		tab := s.browse("shared tablet", tablet).login(s.Admin)
		tab.visit("/card").claim()
		if n := tab.keys(); n != "1" {
			t.Fatalf("%s keys on a tablet with a card", n)
		}
		tab.visit("/console")
		if !script { // what the server's answer does by itself
			tab.says(`(document.querySelector('form[data-logout]').removeAttribute('data-logout'), '')`)
		}
		tab.click("form[action='/logout'] button").reads(`location.pathname`, "/login")
		if n := tab.keys(); n != "0" {
			t.Errorf("script %v: %s keys left after logging out", script, n)
		}
	}
}
