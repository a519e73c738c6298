package e2e

import (
	"testing"
	"time"
)

// A card lives on two phones. A third is asked first, because it puts out the
// one that was not used for the longest time; that one says so.
func TestThirdPhone(t *testing.T) {
	s := openSchool(t)
	old := s.browse("oldest phone", phone).login(s.Parent).claim()
	s.later(time.Minute)
	other := s.browse("second phone", phone).login(s.Parent).claim()
	s.opens(gateIn, old.code(), s.Parent.Name)
	s.later(time.Minute)
	s.opens(gateOut, other.code(), s.Parent.Name)
	s.later(time.Minute)
	old.sees(say + ` === '在线'`)

	third := s.browse("third phone", phone).login(s.Parent)
	third.visit("/card").reads(pass+`.dataset.view`, "unclaimed").expects(`^request: 4\d\d POST /card/[^/]+/claim$`)
	third.click("[data-action=claim]").sees(`!document.querySelector('[data-replace]').hidden`).shot("card-third-asks")
	third.sees(`document.querySelector('[data-action=claim]').hidden`)
	screenshot := old.code() // both still work while it asks
	s.opens(gateIn, other.code(), s.Parent.Name)

	old.expects(`^request: 404 POST /key/\d+/contact$`)
	third.click("[data-action=replace]").drawn().reads(`document.querySelectorAll('.phones form').length`, "2")
	s.opens(gateOut, third.code(), s.Parent.Name)
	s.refuses(gateOut, screenshot, "CRED_REPLACED")

	// It hears of it from the school at once, not at its next contact.
	old.reads(say, "这张卡换到别的手机上了").reads(pass+`.dataset.view`, "unclaimed").shot("card-replaced")
	other.drawn()
	s.opens(gateIn, other.code(), s.Parent.Name)
}
