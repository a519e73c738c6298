package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// A reading that a pause has torn is nobody's: its last digits look like a chip,
// and another pupil has that chip.
func TestATornCodeOpensForNobody(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进")
	pupil := s.browse("pupil", phone).login(s.Student).claim()
	code := pupil.code()
	chip := s.Student.Chip
	recorded := func() (n int) {
		t.Helper()
		err := s.app.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT COUNT(*) FROM scan").Scan(ctx, &n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := recorded()
	silent := func(what string, does func()) {
		t.Helper()
		list := tab.next(does)
		for _, got := range list {
			if got.Decision != "AMBER" || got.Text != torn {
				t.Errorf("%s: %+v", what, got)
			}
		}
		if n := recorded() - before; n != 0 {
			t.Errorf("%s: %d scans recorded", what, n)
		}
		tab.hurries(`document.querySelector('[data-amber]').hidden`, 5000)
	}
	for _, pause := range []time.Duration{100 * time.Millisecond, 300 * time.Millisecond, 450 * time.Millisecond} {
		for what, halves := range map[string][2]string{
			"the tail looks like a chip":     {code[:194-len(chip)], chip},
			"the head looks like a chip":     {code[:10], code[10:]},
			"a long tail":                    {code[:60], code[60:]},
			"the head is longer than a chip": {code[:21], code[21:]},
		} {
			silent(pause.String()+", "+what, func() {
				tab.presses(wedge, halves[0])
				tab.pressed = tab.pressed.Add(pause)
				tab.more(wedge, halves[1]+"\r")
			})
		}
	}
	silent("three pieces", func() {
		tab.presses(wedge, code[:80])
		tab.pressed = tab.pressed.Add(200 * time.Millisecond)
		tab.more(wedge, code[80:160])
		tab.pressed = tab.pressed.Add(400 * time.Millisecond)
		tab.more(wedge, chip+"\r")
	})
	// The next reading is one of its own, and the code has not been used.
	if got := tab.scans(code); got.Decision != "ALLOW" || got.Name != s.Student.Name {
		t.Errorf("the whole code afterwards: %+v", got)
	}
	tab.idle()
	if got := tab.scans("134567890123456789012345"); got.Decision != "AMBER" || got.Text != torn {
		t.Errorf("24 digits that are no payment code: %+v", got)
	}
	if got := tab.next(func() { tab.types("2876543210987654321012") })[0]; got.Text != "这是付款码，别在这里扫。请打开校园卡" {
		t.Errorf("a payment code of 22 digits: %+v", got)
	}
}

// A queue goes on scanning while the guard has a PIN to type: what a scanner types
// is never text of a field, and no guess at a PIN.
func TestScansIntoThePINField(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "图书馆")
	mother := s.browse("mother", phone).login(s.Parent).claim()
	if got := tab.scans(mother.code()); got.Decision != "CONFIRM" {
		t.Fatalf("%+v", got)
	}
	field := func(css string) {
		t.Helper()
		tab.sees(`document.activeElement === document.querySelector('` + css + `')`)
		for range 12 { // ten wrong PINs lock a terminal
			for _, read := range []string{s.Student.Chip, "98765432", "98" + s.Student.Chip} {
				tab.types(read)
			}
		}
		tab.reads(`document.querySelector('`+css+`').value`, "").reads(`document.activeElement.id`, css[1:])
	}
	tab.shows().sees(`!document.querySelector('[data-checks-list]').inert`).click("[data-checks-list] [data-accept]")
	field("#guard-pin")
	tab.sees(`document.querySelector('[data-amber-text]').textContent.includes('先处理完这里')`).shot("kiosk-finish-first")
	// What a slow scanner leaves in the field has not the shape of a PIN.
	tab.enter("#guard-pin", "9876543210").click("[data-sheet=guard] .btn.pri").reads(`document.querySelector('[data-sheet=guard] [data-error]').textContent`, "值班密码不对。请再试")
	if got := tab.next(func() { tab.enter("#guard-pin", s.Guard.PIN).click("[data-sheet=guard] .btn.pri") }); got[len(got)-1].Decision != "ALLOW" {
		t.Errorf("the guard's own PIN afterwards: %+v", got)
	}
	tab.idle().click("[data-do=manual]")
	field("#unlock-pin")
	tab.expects(`^request: 4(22|29) POST /kiosk/duty$`)
	for range 10 {
		tab.enter("#unlock-pin", "000111").click("[data-unlock] .btn").reads(`document.querySelector('[data-unlock] [data-error]').textContent`, "值班密码不对。请再试").says(`(document.querySelector('[data-unlock] [data-error]').textContent = '', '')`)
	}
	tab.enter("#unlock-pin", s.Guard.PIN).click("[data-unlock] .btn").reads(`document.querySelector('[data-unlock] [data-error]').textContent`, "试得太多了，请 15 分钟后再试").shot("kiosk-too-many")
}
