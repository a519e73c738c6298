package e2e

import (
	"testing"
	"time"
)

// A phone that was left logged in for a while takes no card without the password; typed
// wrong it asks again, and then the card is there.
func TestAPhoneThatWasLeftLoggedIn(t *testing.T) {
	s := openSchool(t)
	w := s.browse("phone left behind", phone).login(s.Parent).visit("/card").reads(pass+`.dataset.view`, "unclaimed")
	s.later(16 * time.Minute)
	w.expects(`^request: 422 POST /card/[^/]+/claim$`)
	w.click("[data-action=claim]").sees(`document.querySelector("[data-agree]").open`).click("[data-action=agree]")
	asks := `document.querySelector("[data-password]").open`
	w.sees(asks).shot("card-asks-password").accessible()
	w.enter("[data-prove] input", "not the password").click("[data-prove] .pri")
	w.sees(asks + ` && document.querySelector("[data-wrong]").textContent.startsWith('密码不对')`)
	w.enter("[data-prove] input", s.Parent.Password).click("[data-prove] .pri").drawn()
	s.opens(gateIn, w.code(), s.Parent.Name)

	// Its owner reads on the account page where it is, and ends the other login.
	other := s.browse("desk", desk).login(s.Parent).visit("/account").shot("account-logins").accessible()
	other.sees(`document.querySelectorAll('#logins li').length === 2`)
	w.expects(`^request: 40[13] `)
	other.click("#logins form button").sees(`document.querySelectorAll('#logins li').length === 1`)
	w.sees(`location.pathname !== '/card' || !document.querySelector('[data-pill][data-state="live"]')`)
}
