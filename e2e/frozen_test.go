package e2e

import "testing"

// A father's phone is gone for an hour: from another one he stops his card
// with one tap. Starting it again takes his password.
func TestFrozen(t *testing.T) {
	s := openSchool(t)
	lost := s.browse("lost phone", phone).login(s.Parent).claim().reads(pill, "live")
	held := s.browse("held phone", phone).login(s.Parent).claim()
	kept := lost.code()

	held.click("section.group > form[action$='/freeze'] button")
	held.reads(pass+`.dataset.state`, "frozen").reads(pass+`.dataset.view`, "stopped").shot("card-frozen")
	lost.reads(pass+`.dataset.view`, "stopped").reads(say, "卡已停用") // told, without a reload
	for _, w := range []*window{held, lost} {
		if text, ok := s.decode(w.picture()); ok {
			t.Errorf("%s: a stopped card still shows %s", w.name, text)
		}
	}
	if a := s.refuses(gateIn, kept, "CARD_FROZEN_BY_HOLDER"); a.Text != "卡已停用。请找班主任" {
		t.Errorf("the gate says %q", a.Text)
	}

	held.expects(`^request: 4\d\d POST /card/[^/]+/unfreeze$`)
	held.enter("[name=password]", "not-my-password").click("form[action$='/unfreeze'] button")
	held.sees(`document.querySelector('[role=alert]')?.textContent.includes('密码不对')`)
	held.sees(`(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector('[role=alert]').getBoundingClientRect())`).shot("card-unfreeze-wrong")
	held.reads(pass+`.dataset.state`, "frozen")
	s.refuses(gateIn, kept, "CARD_FROZEN_BY_HOLDER")

	held.enter("[name=password]", s.Parent.Password).click("form[action$='/unfreeze'] button")
	held.drawn()
	s.opens(gateIn, held.code(), s.Parent.Name)
	lost.drawn()
	s.opens(gateOut, lost.code(), s.Parent.Name)
}
