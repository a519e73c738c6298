package e2e

import (
	"log/slog"
	"net"
	"testing"

	"yunka/server/db"
	"yunka/server/topup"
	"yunka/server/wechatpay/emulator/emulatortest"
)

// A mother tops up for her child on the phone: she chooses, WeChat Pay's page opens, she pays
// and is back where it says credited, and the wallet has it.
func TestAMotherTopsUp(t *testing.T) {
	s, _ := openPaying(t)
	mother := s.browse("mother", phone).login(s.Parent).visit("/card").click(`a.entry[href^="/wallet/"]`).sees(`document.querySelector('a.pri[href$="/topup"]')`)
	mother.click(`a.pri[href$="/topup"]`).sees(`document.querySelector('.sums')`).shot("topup").accessible()
	mother.click("[name=way][value=h5]").sees(`document.querySelector('#topup-state')?.textContent.includes('等待付款')`).shot("topup-order").accessible()
	mother.click("#topup a.pri").sees(`document.querySelector('form[method=post] button')`)
	mother.click("form[method=post] button").sees(`document.querySelector('#topup-state')?.textContent.includes('已到账')`).shot("topup-paid").accessible()
	mother.click(`a.entry[href^="/wallet/"]`).reads(`document.querySelector('.yuan').textContent`, "¥50.00")
}

// openPaying is a school with a merchant at an emulated WeChat Pay.
func openPaying(t *testing.T) (*school, *emulatortest.Bank) {
	t.Helper()
	s := rent(t)
	l, err := net.Listen("tcp", "localhost:0") // WeChat Pay is told the address before the program has it
	s.must(err)
	s.cfg.Addr = l.Addr().String()
	_, port, err := net.SplitHostPort(s.cfg.Addr)
	s.must(err)
	s.must(l.Close())
	bank := emulatortest.New(t, "http://localhost:"+port, s.now)
	s.cfg.WechatPay = bank.Dir(t)
	s.furnish()
	s.start()
	return s, bank
}

// ordered is a top-up of the pupil that nobody has paid yet.
func (s *school) ordered(bank *emulatortest.Bank) {
	s.Helper()
	pupil, account := "", ""
	_, school := s.office()
	s.must(s.app.DB.Read(s.Context(), firstText(&pupil, "SELECT x.person_id FROM credential c JOIN card x ON x.id = c.card_id WHERE c.chip = '"+s.Student.Chip+"'")))
	s.must(s.app.DB.Read(s.Context(), firstText(&account, "SELECT id FROM account WHERE login = '"+s.Parent.Login+"'")))
	mother, err := s.app.Accounts.Actor(s.Context(), account)
	s.must(err)
	_, err = topup.New(s.app.DB, s.app.Feed, bank.Client(s.TB), slog.Default()).Ask(s.Context(), mother, topup.Asked{School: school, Person: pupil, Key: db.NewID(), Amount: 5_000, Way: topup.Native, Text: "Top-up"})
	s.must(err)
}
