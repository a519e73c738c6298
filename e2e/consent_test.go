package e2e

import (
	"testing"

	"yunka/server/terminal"
)

// Nothing comes onto a phone before its holder has read what that means. Who
// refuses can still look; who agrees can take it back, and the phone goes dark.
func TestConsentComesFirst(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).visit("/card").reads(pass+`.dataset.view`, "unclaimed")
	mother.click("[data-action=claim]").sees(`document.querySelector('[data-agree]').open`).shot("card-consent")
	mother.click("[data-action=refuse]").sees(say+`.startsWith('没有同意')`).reads(pass+`.dataset.view`, "unclaimed")
	mother.claim().reads(pill, "live")
	used := mother.code()
	s.opens(gateIn, used, s.Parent.Name)

	// On another phone she takes it back: this one is told at once.
	other := s.browse("her other phone", phone).login(s.Parent).visit("/card")
	kept := mother.code()
	other.click("section.group > details.consent summary").shot("card-withdraw").click("section.group > details.consent form button")
	other.reads(pass+`.dataset.view`, "unclaimed").reads(pass+`.dataset.consent !== ''`, "true")
	mother.reads(pass+`.dataset.view`, "unclaimed").sees(say + `.startsWith('这部手机已从卡上移除')`).shot("card-removed")
	s.refuses(gateIn, kept, "CRED_ENDED")
}

// A pupil's card waits for a parent's word, given and taken back on the
// parent's own page, where the card can also be stopped and started again.
func TestAParentDecidesForAChild(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).visit("/card").shot("card-children")
	withdraw := func() {
		mother.click(".kid-card:has([action$='/withdraw']) details.consent summary").click(".kid-card [action$='/withdraw'] button").sees(`!document.querySelector(".kid-card [action$='/withdraw']")`)
	}
	pupil := s.browse("pupil", phone).login(s.Student).claim().reads(pill, "live")
	s.opens(gateIn, pupil.code(), s.Student.Name)
	withdraw()
	pupil.reads(pass+`.dataset.view`, "unclaimed").visit("/card").sees(`document.querySelector('[data-part=unclaimed]').textContent.includes('先请家长同意')`).shot("card-waits-for-parent")
	pupil.sees(`!document.querySelector('[data-action=claim]')`)

	card := mother.says(`[...document.querySelectorAll('.kid-card')].find(k => k.getAttribute('aria-label').startsWith('` + s.Student.Name + `')).id`)
	mother.click("#" + card + " details.consent summary").shot("card-agree-for-child").click("#" + card + " [action$='/consent'] button")
	mother.sees(`document.querySelector("#` + card + ` [action$='/withdraw']")`)
	pupil.claim()
	s.opens(gateOut, pupil.code(), s.Student.Name)

	// A lost phone: it asks first, and for a day one tap takes it back.
	mother.click("#" + card + " .row .sure summary").shot("card-child-stop").click("#" + card + " [action$='/freeze'] button")
	mother.sees(`document.querySelector("#` + card + ` [action$='/unfreeze'] button") && !document.querySelector("#` + card + ` [name=password]")`).shot("card-child-stopped")
	pupil.reads(pass+`.dataset.view`, "stopped")
	mother.click("#" + card + " [action$='/unfreeze'] button").sees(`document.querySelector("#` + card + ` [action$='/freeze']")`)
	pupil.drawn()
	s.opens(gateIn, pupil.code(), s.Student.Name)
}

// A code for the till opens no gate, and a minute later it is for gates again.
func TestACodeForThePurpose(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).visit("/card")
	mother.sees(`document.querySelector("[data-purpose='2']") && !document.querySelector("[data-purpose='1']")`) // no till yet
	office, school := s.office()
	_, _, err := s.app.Terminals.Add(s.Context(), office, school, terminal.Draft{Name: "1 号窗口", Kind: terminal.Reader, Scene: "till", Gate: s.gate(school)})
	s.must(err)
	mother.claim().reads(pill, "live")
	was := mother.which()
	mother.click("[data-purpose='1']")
	was = mother.another(was)
	mother.reads(pass+`.dataset.for`, "1").shot("card-pay")
	s.refuses(gateIn, mother.code(), "CODE_WRONG_AUDIENCE")
	was = mother.another(was) // used up: everyday again
	mother.reads(pass+`.dataset.for`, "0")
	s.opens(gateIn, mother.code(), s.Parent.Name)
	was = mother.another(was)
	mother.click("[data-purpose='2']")
	mother.another(was)
	s.refuses(gateOut, mother.code(), "CODE_WRONG_AUDIENCE")

	teacher := s.browse("teacher", phone).login(s.Teacher).claim()
	teacher.sees(`document.querySelector("[data-purpose='1']") && !document.querySelector("[data-purpose='2']")`) // nobody's guardian
}
