package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"yunka/server/cardcode"
	"yunka/server/sale"

	"github.com/uptrace/bun"
)

const (
	tillLook  = `document.querySelector('[data-result]').hidden ? '' : document.querySelector('[data-result]').dataset.look`
	tillStage = `document.querySelector('#till').dataset.stage`
	tillSum   = `document.querySelector('.dayt dd').textContent`
	tillAmber = `document.querySelector('[data-amber]').hidden ? '' : document.querySelector('[data-amber-text]').textContent`
)

// sellsFor binds the newest till to the school's first shop, as finance does.
func (s *school) sellsFor(name string) {
	s.Helper()
	office, school := s.office()
	var till, shop string
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		if err := q.NewRaw("SELECT id FROM terminal WHERE school_id = ? AND name = ?", school, name).Scan(ctx, &till); err != nil {
			return err
		}
		return q.NewRaw("SELECT id FROM merchant WHERE school_id = ? ORDER BY id LIMIT 1", school).Scan(ctx, &shop)
	}))
	s.must(sale.New(s.app.DB, s.app.Feed).Bind(s.Context(), office, school, till, shop))
}

// paying is a new code that pays.
func (w *window) paying() (text string) {
	w.Helper()
	w.click(`[data-purpose="1"]`)
	w.until("code that pays", func() bool {
		text = w.code()
		c, _ := cardcode.Parse(text)
		return c.Purpose == cardcode.Pay
	})
	return text
}

// counter is a paired tablet that takes money for the school's first shop, after the
// question of whether it is heard.
func (s *school) counter(office *window) *window {
	s.Helper()
	office.visit("/console/terminals").enter("[name=name]", "1 号机").choose("[name=gate]", "南门出").choose("[name=scene]", "收银（平板打开 /till 配对）").click("[name=kind][value=kiosk]")
	office.click("form.form button.pri").sees(`document.querySelector('.secret')`)
	s.sellsFor("1 号机")
	tab := s.browse("1 号机", tablet).paired(office)
	tab.reads(`location.pathname`, "/till").holds(80, 2000, 4000)
	tab.sees(`document.querySelector('[data-seq]').textContent !== ''`)
	tab.click(`[data-do="start"]`)
	tab.sees(`!document.querySelector('[data-check]').hidden`)
	tab.click(`[data-do="heard"]`)
	return tab.reads(tillStage, "amount")
}

// charges types an amount on the screen's keys and presses the one that charges.
func (w *window) charges(amount string) *window {
	w.Helper()
	for _, key := range strings.Split(amount, "") {
		w.click(fmt.Sprintf(`[data-key=%q]`, key))
	}
	w.reads(`document.querySelector('#amount').value`, amount)
	return w.click(`[data-key="go"]`).reads(tillStage, "wait")
}

// A clerk sells by scanner, by a phone's code and by a chip; a code for the gate pays
// nothing; one sale is taken back with a PIN, the day is closed. Without the server nothing
// is sold, in amber.
func TestAClerkAtTheTill(t *testing.T) {
	s := openSchool(t)
	s.sold()
	office := s.browse("office", desk).login(s.Admin)
	tab := s.counter(office)
	tab.shot("till-amount")
	tab.accessible()
	pupil := s.browse("pupil", phone).login(s.Student).visit("/card").claim()

	// A code before the amount says what comes first, and is spent on nothing.
	early := pupil.paying()
	tab.types(early)
	tab.sees(`(`+tillAmber+`).includes('先输金额')`).reads(`document.querySelector('#amount').value`, "")
	tab.charges("6.50").shot("till-wait").accessible()
	tab.types(early)
	tab.reads(tillLook, "paid").sees(`document.querySelector('[data-result]').textContent.includes('6.50')`).shot("till-paid").accessible()
	if text := tab.says(`document.body.textContent`); strings.Contains(text, s.Student.Name) {
		t.Error("the queue reads a whole name")
	}
	tab.ends(2000).reads(tillLook, "").reads(tillSum, "¥6.50")

	// The same code again pays nothing, and neither does one for the gate.
	tab.charges("1.00").types(early)
	tab.reads(tillLook, "refused").shot("till-refused").accessible()
	tab.click(`[data-do="why"]`).sees(`document.querySelector('[data-why]').textContent.length > 0`)
	tab.click(`[data-do="next"]`).reads(tillLook, "")
	pupil.click(`[data-purpose="0"]`)
	gate := pupil.code()
	if c, _ := cardcode.Parse(gate); c.Purpose != cardcode.Everyday {
		pupil.until("everyday code", func() bool {
			gate = pupil.code()
			c, _ := cardcode.Parse(gate)
			return c.Purpose == cardcode.Everyday
		})
	}
	tab.charges("1.00").types(gate)
	tab.reads(tillLook, "refused").click(`[data-do="next"]`).reads(tillLook, "")

	// A chip.
	tab.charges("2.50").types(s.Student.Chip)
	tab.reads(tillLook, "paid")
	// It was a mistake: the clerk's PIN, once, and the day.
	tab.expects(`^request: 403 POST /till/charges/\d+/void$`).click(`[data-result] [data-do="void"]`).click(`[data-do="void-all"]`).sees(`document.querySelector('[data-sheet="shift"]').open`)
	tab.enter("#shift-pin", s.Guard.PIN).click(`[data-sheet="shift"] [data-pin] .btn`).sees(`!document.querySelector('dialog[open]')`).reads(tillSum, "¥6.50")
	tab.click(`[data-do="day"]`).sees(`document.querySelectorAll('[data-line]').length === 2`).sees(`document.querySelector('[data-day]').textContent.includes('已撤销')`).shot("till-day").accessible()
	tab.click(`[data-do="close-now"]`).sees(`document.querySelector('.closed')?.textContent.includes('账平了')`).shot("till-closed").accessible()
	tab.click(`dialog.day .x`)

	// Without the server.
	code := pupil.paying()
	tab.expects(away...)
	pupil.expects(away...)
	s.stop()
	tab.says(`dispatchEvent(new Event('offline'))`)
	tab.sees(`(` + tillAmber + `).includes('不能收款')`).sees(`document.querySelector('#till').hasAttribute('data-offline')`).shot("till-offline").accessible()
	tab.click(`[data-key="1"]`).click(`[data-key="go"]`).reads(tillStage, "amount")
	tab.types(code)
	s.start()
	tab.online().reads(tillSum, "¥6.50")
	var n int
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT count(*) FROM sale WHERE state = 'paid' AND amount IN (650, 250, 100)").Scan(ctx, &n)
	}))
	if n != 2 {
		t.Errorf("%d sales, want 2", n)
	}
}
