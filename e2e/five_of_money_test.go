package e2e

import (
	"context"
	"fmt"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/ledger"
	"yunka/server/wechatpay/emulator"
)

// Money in five windows: mother, WeChat Pay, child, till and office. Mother tops up; the
// child pays by phone and by chip, the second ice cream is over the limit, a large sum waits
// for a PIN on the child's phone, a stranger pays by a code of WeChat, a wrong sale is paid
// back in part; once in each language. Nobody reloads a page to see what the others did, and
// the books are right.
func TestMoneyInFiveWindows(t *testing.T) {
	s, bank := openPaying(t)
	s.sold() // lunch for 12.00 of 50.00
	office := s.browse("office", desk).login(s.Admin)
	tab := s.counter(office)
	office.visit("/console/money/settings").enter("[name=pin_above]", "20").click(`form[action^="/console/money/settings"] button.pri`).sees(`document.querySelector('.alert.ok')`)
	child := s.browse("child", phone).login(s.Student).visit("/card").claim()
	mother := s.browse("mother", phone).login(s.Parent)
	pupil := s.pupil()
	wallet := "/wallet/" + pupil
	has := func(w *window, sum string) {
		t.Helper()
		w.reads(`document.querySelector('#purse .yuan').textContent`, "¥"+sum)
	}

	mother.visit(wallet+"/topup").enter("[name=other]", "50").click("[name=way][value=h5]").sees(`document.querySelector('#topup a.pri')`)
	mother.click("#topup a.pri").sees(`document.querySelector('form[method=post] button')`).click("form[method=post] button")
	mother.sees(`document.querySelector('#topup-state')?.textContent.includes('已到账')`)

	left := 8_800
	yuan := func(fen int) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
	sells := func(w *window, how string, fen int) {
		t.Helper()
		tab.charges(yuan(fen)).types(how)
		tab.reads(tillLook, "paid").ends(2000).reads(tillLook, "")
		left -= fen
		has(w, yuan(left))
	}
	for i, lang := range []string{"zh-CN", "en"} {
		ice, large := 650+i, 2_001+i // the same sum once more would be asked about
		for _, w := range []*window{child, mother, office} {
			w.speaks(lang, "/card")
		}
		s.write("DELETE FROM purse_rule")
		mother.visit(wallet).sees(`document.querySelector('#purse')`)
		has(mother, yuan(left))
		child.visit("/card")
		sells(mother, child.paying(), ice)
		sells(mother, s.Student.Chip, 100+i)
		day := s.spentToday(pupil)
		mother.click(".extra summary").enter("[name=per_day]", yuan(day+600)).click(`form[action$="/limits"] button`).sees(`document.querySelector('.alert.ok')`)
		tab.charges(yuan(ice)).types(child.paying())
		tab.reads(tillLook, "refused").click(`[data-do="why"]`).sees(`document.querySelector('[data-why]').textContent.includes('今天')`).shot("five-refused-"+lang).click(`[data-do="next"]`).reads(tillLook, "")
		mother.sees(`document.querySelector('#purse .meal').textContent.includes('` + yuan(ice) + `')`).shot("five-mother-" + lang).accessible()

		s.write("DELETE FROM purse_rule")
		tab.charges(yuan(large)).types(child.paying())
		tab.reads(tillLook, "pin").shot("five-pin-" + lang).accessible()
		child.sees(`location.pathname.startsWith('` + wallet + `/pay/') && document.querySelector('form.topup')`).shot("five-asks-" + lang).accessible()
		if lang == "zh-CN" {
			child.click(`a.pri[href*="/pin?sale="]`).sees(`document.querySelector('[name=password]')`).accessible()
			child.enter("[name=password]", s.Student.Password).enter("[name=pin]", "739164").click("form.stack button").sees(`document.querySelector('form.topup [name=pin]')`)
		}
		child.enter("[name=pin]", "739164").click("form.topup button.pri").sees(`document.querySelector('.pad-all a.pri')`).shot("five-paid-" + lang).accessible()
		left -= large
		tab.reads(tillLook, "paid").ends(2000).reads(tillLook, "")
		has(mother, yuan(left))

		s.must(bank.Fault(emulator.Password)) // a stranger, whom WeChat asks for a password
		tab.charges("3.00").types(bank.Code())
		tab.reads(tillLook, "wechat").shot("five-wechat-" + lang).accessible()
		tab.reads(tillLook, "paid").ends(2000).reads(tillLook, "")
		s.must(bank.Fault())

		office.visit("/console/money").sees(`document.querySelector('table')?.textContent.includes('` + yuan(large) + `')`).shot("five-office-" + lang).accessible()
		office.visit("/console/money/sales/"+s.saleOf(large)).enter("[name=amount]", "10.00").enter("[name=why]", "算错了")
		office.accepting(`form[action$="/refund"] button`)
		office.sees(`document.querySelector('.alert.ok')`).shot("five-refund-" + lang)
		left += 1_000
		has(mother, yuan(left))
	}
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		_, school := s.office()
		broken, err := ledger.Verify(ctx, q, school, s.now().UnixMilli())
		for _, one := range broken {
			t.Error(one)
		}
		return err
	}))
}

// pupil is the person of the pupil's login.
func (s *school) pupil() (id string) {
	s.Helper()
	s.must(s.app.DB.Read(s.Context(), firstText(&id, "SELECT x.person_id FROM credential c JOIN card x ON x.id = c.card_id WHERE c.chip = '"+s.Student.Chip+"'")))
	return id
}

// spentToday is what somebody has paid, less what came back.
func (s *school) spentToday(person string) (fen int) {
	s.Helper()
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT CAST(COALESCE(SUM(amount - refunded), 0) AS BIGINT) FROM sale WHERE person_id = ? AND state = 'paid'", person).Scan(ctx, &fen)
	}))
	return fen
}

// saleOf is the newest sale of an amount.
func (s *school) saleOf(fen int) (id string) {
	s.Helper()
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM sale WHERE amount = ? AND state = 'paid' ORDER BY at DESC LIMIT 1", fen).Scan(ctx, &id)
	}))
	return id
}

// waitsFor is a sale that waits for somebody's pay PIN, for a day.
func (s *school) waitsFor(person string) {
	s.Helper()
	id, ms := db.NewID(), s.now().UnixMilli()
	s.write(`INSERT INTO sale (id, school_id, terminal_id, seq, merchant_id, person_id, scan_id, kind, amount, subsidy, meal, state, reason, refunded, day, at)
		SELECT ?, school_id, terminal_id, 1000, merchant_id, person_id, '', 'phone', 5000, 0, '', 'refused', 'PAY_PIN', 0, day, ? FROM sale WHERE person_id = ? AND state = 'paid'`, id, ms, person)
	s.write("INSERT INTO pay_wait (sale_id, school_id, person_id, state, until_at, ended_at) SELECT id, school_id, person_id, 'waiting', ?, 0 FROM sale WHERE id = ?", ms+86_400_000, id)
}
