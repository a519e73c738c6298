package e2e

import "testing"

// A mother comes to fetch her daughter. She logs in, puts the card on her
// phone and holds its code to the reader: the gate opens once. Everybody who
// watches sees it, and nobody has to reload.
func TestParentAtTheGate(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	office.reads(`location.pathname`, "/console").reads(pill, "live").reads(scansToday, "0")

	mother := s.browse("mother", phone).visit("/login").shot("login")
	mother.login(s.Parent).reads(`location.pathname`, "/card").reads(pill, "live")
	mother.shot("card-unclaimed").claim().reads(say, "在线")
	mother.reads(`document.querySelectorAll('.phones form').length`, "1").shot("card-code")
	first, shown := mother.code(), mother.which()

	a := s.opens(gateIn, first, s.Parent.Name)
	next := mother.another(shown) // told, not asked: no reload, no minute gone by
	mother.sees(say + `.startsWith('码已使用，')`).shot("card-used")

	again := s.shows(gateIn, first)
	if again.Open || !again.Replay || again.Decision != a.Decision || again.Scan != a.Scan {
		t.Errorf("the same reader saw the same code: %s, was %s", again, a)
	}
	s.refuses(gateOut, first, "CODE_ALREADY_USED")

	s.opens(gateOut, mother.code(), s.Parent.Name)
	mother.another(next)

	office.sees(`document.querySelector('#scan-` + a.Scan + `')?.textContent.includes('` + s.Parent.Name + `')`)
	office.reads(scansToday, "3").reads(`document.querySelectorAll('#feed tr').length`, "3").shot("console-live")
	mother.reads(`document.querySelectorAll('#today li:not(.none)').length`, "3")

	// The daughter has a chip and no phone.
	const child = `document.querySelector('.kid')`
	mother.sees(child + `.textContent.includes('` + s.Student.Name + `')`).sees(`!` + child + `.textContent.includes('已到校')`)
	a = s.opens(gateIn, s.Student.Chip, s.Student.Name)
	mother.sees(child + `.textContent.includes('在校')`).sees(`document.querySelector('#today-` + a.Scan + `')?.textContent.includes('` + s.Student.Name + `')`)
	office.sees(`document.querySelector('#scan-`+a.Scan+`')`).reads(scansToday, "4")
	mother.shot("card-child")
}

const (
	pill       = `document.body.dataset.live`
	say        = `document.querySelector('[data-say]')?.textContent`
	scansToday = `document.querySelector('#counts')?.dataset.scans`
)
