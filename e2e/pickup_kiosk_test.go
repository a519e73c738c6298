package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"yunka/server/cardcode"
	"yunka/server/db"
)

const (
	kids   = `document.querySelectorAll('#own .kid').length`
	cardOf = `document.querySelector('#own [data-kid="%s"]')`
	ahead  = `document.querySelector('#own .ask')?.textContent ?? ''`
	still  = `!document.querySelector('#own .screen').inert`
	waits  = `document.querySelector('#own .wait h2')?.textContent ?? ''`
)

// twoChildren are the mother's; nobody has a plan, and the day's dismissal is at nine.
func (s *school) twoChildren() (daughter, son, pair string) {
	s.Helper()
	_, school := s.office()
	err := s.app.DB.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		var mother string
		if err := tx.NewRaw("SELECT g.child_id, g.adult_id, g.id FROM guardianship g JOIN person p ON p.id = g.child_id JOIN person a ON a.id = g.adult_id WHERE p.name = ? AND a.name = ?",
			s.Student.Name, s.Parent.Name).Scan(ctx, &daughter, &mother, &pair); err != nil {
			return err
		}
		for _, table := range []string{"pickup_week", "pickup_day", "mandate_child"} {
			if _, err := tx.NewRaw("DELETE FROM "+table+" WHERE school_id = ?", school).Exec(ctx); err != nil {
				return err
			}
		}
		if err := tx.NewRaw("SELECT child_id FROM guardianship WHERE adult_id = ? AND child_id <> ?", mother, daughter).Scan(ctx, &son); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO pickup_times (school_id, day1, day2, day3, day4, day5, cut_off) VALUES (?, 540, 540, 540, 540, 540, 30)
			ON CONFLICT (school_id) DO UPDATE SET day1 = 540, day2 = 540, day3 = 540, day4 = 540, day5 = 540`, school).Exec(ctx)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return daughter, son, pair
}

// hangs makes a tablet of the scene pickup at the way out; the office shows its code.
func (s *school) hangs(office *window, name, kind string) *window {
	s.Helper()
	office.visit("/console/terminals").enter("[name=name]", name).choose("[name=gate]", "南门出").choose("[name=scene]", "接送").click("[name=kind][value=" + kind + "]")
	office.click("form.form button.pri").sees(`document.querySelector('.secret')`)
	return s.browse(name, tablet)
}

// collects pairs it and opens its sound.
func (w *window) collects(office *window) *window {
	w.Helper()
	return w.paired(office).listens().sees(`document.querySelector('#own [data-words]')`).click("[data-do=start]").attend()
}

// collecting is a new code that collects children: after each use the card is for the gate
// again.
func (w *window) collecting() (text string) {
	w.Helper()
	w.click(`[data-purpose="2"]`)
	w.until("code that collects", func() bool {
		text = w.code()
		c, _ := cardcode.Parse(text)
		return c.Purpose == cardcode.Release
	})
	return text
}

// A mother collects two children. Her code shows both, nothing chosen; the guard types the
// PIN once and releases one, who turns round and comes back, and goes again. Then the office
// learns that she may not take them: the queue reads one word, and staff what to do.
func TestPickupAtTheGate(t *testing.T) {
	s := openSchool(t)
	daughter, son, pair := s.twoChildren()
	office := s.browse("office", desk).login(s.Admin)
	tab := s.hangs(office, "接送一", "staff").collects(office)
	queue := s.hangs(office, "接送二", "kiosk").collects(office)
	tab.shot("pickup-idle").accessible()
	mother := s.browse("mother", phone).login(s.Parent).visit("/card").claim()
	tab.types(mother.collecting())
	tab.reads(kids, "2").sees(still).sees(ahead + `.includes('2 个孩子')`).shot("pickup-both").accessible()
	his, hers := fmt.Sprintf(cardOf, son), fmt.Sprintf(cardOf, daughter)
	release := func(id string) string { return `[data-kid="` + id + `"] [data-release]` }
	// Nobody is on shift: the first press asks, and a wrong PIN releases nobody.
	tab.expects(`^request: 403 POST /kiosk/pickup/release$`, `^request: 422 POST /kiosk/pickup/shift$`).click(release(daughter)).sees(`document.querySelector('[data-sheet="shift"]').open`).shot("pickup-pin").accessible()
	tab.enter("#shift-pin", "000111").click(`[data-sheet="shift"] [data-pin] .btn`).reads(`document.querySelector('[data-sheet="shift"] [data-error]').textContent`, "密码不对")
	tab.enter("#shift-pin", s.Guard.PIN).click(`[data-sheet="shift"] [data-pin] .btn`)
	tab.sees(hers + `.classList.contains('gone')`).sees(still).sees(ahead + `.includes('还有 1 个孩子')`).shot("pickup-one").accessible()
	mother.beside("inbox", phone).visit("/inbox").sees(`document.body.textContent.includes('接走了')`).shot("pickup-inbox")

	tab.click(`[data-undo="` + daughter + `"]`).sees(`!` + hers + `.classList.contains('gone')`).sees(still).sees(hers + `.textContent.includes('在门口')`)
	tab.click(release(daughter)).sees(hers + `.classList.contains('gone')`).sees(still)
	tab.sees(`!` + his + `.classList.contains('gone')`)
	// English, on the same tablet.
	tab.says(`document.querySelector('#own [data-do=close]').click()`)
	tab.types(mother.collecting())
	tab.reads(kids, "2").sees(still).sees(hers + `.textContent.includes('已放行')`).sees(`!` + hers + `.querySelector('button')`).shot("pickup-second")

	// The office restricts her, and the next scan knows it.
	office.visit("/console/guardianships/" + pair + "/pickup").says(`document.querySelector('[name=kind]').value = 'never'`)
	office.enter("[name=document]", "法院裁定").click("form[enctype] button.pri").sees(`document.querySelector('.alert.ok')`)
	s.restrict(son)
	tab.types(mother.collecting())
	tab.sees(`document.querySelector('#own [data-stopped]')`).sees(still).shot("pickup-stopped").accessible()
	if text := tab.says(`document.querySelector('#own .screen').textContent`); strings.Contains(text, "法院裁定") {
		t.Error("a guard reads the document")
	}
	tab.click(`[data-do="handle"]`).sees(`document.querySelector('#own .screen').hidden`)
	queue.types(mother.collecting())
	queue.reads(waits, "请稍等").sees(still).shot("pickup-wait").accessible()
	if text := queue.says(`document.body.textContent`); strings.Contains(text, s.Parent.Name) || strings.Contains(text, s.Student.Name) {
		t.Error("the queue reads a name")
	}
	queue.visit("/kiosk").attend().sees(`document.querySelector('#own [data-words]')`).sees(`!document.querySelector('#own .screen').children.length`)

	// In English, at a third tablet.
	s.lift()
	abroad := s.hangs(office, "接送三", "staff")
	abroad.speaks("en", "/kiosk").collects(office)
	abroad.types(mother.collecting())
	abroad.reads(kids, "2").sees(still).sees(his + `.textContent.includes('At the gate already')`).shot("pickup-en").accessible()
}

// restrict does for one child what the office has done for the other; lift ends both.
func (s *school) restrict(child string) {
	s.Helper()
	s.write("UPDATE guardianship SET restricted = TRUE WHERE child_id = ?", child)
}

func (s *school) lift() {
	s.Helper()
	s.write("UPDATE guardianship SET restricted = FALSE")
	s.write("UPDATE pickup_restriction SET ended_at = 1")
}

func (s *school) write(query string, args ...any) {
	s.Helper()
	if err := s.app.DB.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(query, args...).Exec(ctx)
		return err
	}); err != nil {
		s.Fatal(err)
	}
}
