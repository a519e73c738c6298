package e2e

import (
	"log/slog"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"

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

// Inside WeChat the page learns by WeChat's login who pays, and WeChat's own sheet opens over
// it. The bridge is ours here: it hands what the page has signed to the emulated WeChat.
func TestAMotherTopsUpInsideWeChat(t *testing.T) {
	s, bank := openPaying(t)
	mother := s.browse("mother", phone)
	mother.do(command(emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8.0.50"}))
	mother.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `window.WeixinJSBridge = { invoke: (name, asked, said) => { window.bridge = { name, asked: new URLSearchParams(asked).toString(), said: (text) => said({ err_msg: name.replace('getBrandWCPayRequest', 'get_brand_wcpay_request:') + text }) } } }`}))
	mother.login(s.Parent).visit("/card").click(`a.entry[href^="/wallet/"]`).sees(`document.querySelector('a.pri[href$="/topup"]')`)
	mother.click(`a.pri[href$="/topup"]`).sees(`document.querySelector('[name=user]')`) // WeChat's login
	mother.click("button").sees(`document.querySelector('[name=way][value=jsapi]')`).shot("topup-wechat").accessible()
	mother.click("[name=way][value=jsapi]").sees(`document.querySelector('[data-wechat]')`).shot("topup-wechat-order").accessible()
	mother.click("[data-wechat]").reads(`window.bridge?.name`, "getBrandWCPayRequest")
	mother.sees(`(window.bridge.said('cancel'), true)`).sees(`document.querySelector('[data-wechat-said]').textContent.includes('还没有付款')`).shot("topup-wechat-cancelled")
	mother.click("[data-wechat]").sees(`window.bridge.asked`)
	asked, err := url.ParseQuery(mother.says(`window.bridge.asked`))
	s.must(err)
	asked.Set("user", "A")
	if _, why := bank.Bridge(asked); why != "" {
		t.Fatalf("WeChat refuses what the page has signed: %s", why)
	}
	at := mother.says(`location.pathname`)
	bank.Pay(at[strings.LastIndex(at, "/")+1:])
	mother.sees(`(window.bridge.said('ok'), true)`)
	mother.sees(`document.querySelector('#topup-state')?.textContent.includes('已到账')`)
}
