package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
)

// away is the trouble of a page whose server stops, stays away or comes back. A
// request that is under way then ends in one of many ways: refused, reset before
// or after it was read, or answered by a server that is about to go.
var away = []string{`^console: htmx: htmx:ws:error`, `^console: card:`, `^socket: `, `^request: 5\d\d `, `^log: .*WebSocket connection`,
	`^request: net::ERR_(CONNECTION_[A-Z]+|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH|FAILED|INTERNET_DISCONNECTED|TIMED_OUT) `}

// The browser clears its storage while the card is open. The page says so, and
// one press puts the card back.
func TestStorageCleared(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).claim().expects(`^console: card: .*([Cc]onnection (was closed|is closing)|storage gave up)`)
	mother.do(command(storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: s.url, StorageTypes: "indexeddb"}))
	s.later(61 * time.Second) // the next code
	mother.reads(pass+`.dataset.view`, "unclaimed").sees(say + `.startsWith('浏览器清掉了')`).shot("card-wiped")
	mother.click("[data-action=claim]").drawn()
	s.opens(gateIn, mother.code(), s.Parent.Name)
}

// A phone full of pictures has no room for a card. Nothing is registered then,
// and it works once there is room.
func TestFullPhone(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).visit("/card").reads(pass+`.dataset.view`, "unclaimed").hasShell()
	room := func(bytes float64) {
		mother.do(command(storage.OverrideQuotaForOrigin, storage.OverrideQuotaForOriginParams{Origin: s.url, QuotaSize: &bytes}))
	}
	room(1)
	mother.expects(`^console: card: `)
	mother.click("[data-action=claim]").click("[data-action=agree]").sees(say+`.startsWith('手机存储满了')`).reads(pass+`.dataset.view`, "unclaimed").shot("card-full")
	mother.visit("/card").reads(`document.querySelectorAll('.phones form').length`, "0")
	room(1 << 30)
	mother.click("[data-action=claim]").click("[data-action=agree]").drawn()
	s.opens(gateIn, mother.code(), s.Parent.Name)
}

// The battery ran empty and the phone believes that it is 1970. There is no
// network. The card says what is wrong instead of a code that no gate takes,
// and goes on when the server tells it the time.
func TestClockOf1970(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).claim().reads(pill, "live")
	back := time.Duration(s.now().UnixMilli()-86_400_000) * time.Millisecond
	mother.expects(away...)
	s.stop()
	mother.sees(pill + ` !== 'live'`)
	mother.turn(-back)
	mother.reads(pass+`.dataset.view`, "stopped").sees(say + `.startsWith('手机的日期或时间不对')`).shot("card-1970")
	s.start()
	mother.drawn()
	s.opens(gateIn, mother.code(), s.Parent.Name)
}

// A phone without a network goes on for as long as the school allows. On the
// last day it says until when; then it stops, and one contact brings it back.
func TestTheLeaseEnds(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).claim().reads(pill, "live")
	mother.expects(away...)
	s.stop()
	mother.sees(pill + ` !== 'live'`)
	s.later(7*24*time.Hour + 12*time.Hour)
	mother.drawn().sees(say + `.startsWith('没有网络。码能用到')`).shot("card-lease-soon")
	s.later(24 * time.Hour)
	mother.reads(pass+`.dataset.view`, "stopped").sees(say + `.startsWith('离线太久')`).shot("card-lease-over")
	s.start()
	mother.drawn()
	s.opens(gateIn, mother.code(), s.Parent.Name)
}

// A window that was opened without a network still shows the card. Logging out
// in another one takes it from there too, and says so.
func TestLoggedOutInAnotherWindow(t *testing.T) {
	s := openSchool(t)
	one := s.browse("one window", phone).login(s.Parent).claim().hasShell()
	one.expects(away...)
	s.stop()
	kept := one.beside("a window from the phone", phone).expects(away...).visit("/card").drawn()
	s.start()
	one.visit("/card").drawn().click("form[data-logout] button").reads(`location.pathname`, "/login")
	kept.reads(pass+`.dataset.view`, "stopped").sees(say + `.startsWith('已在另一个窗口退出')`).shot("card-logged-out")
}

// A browser without service workers, like WeChat's on an iPhone: the open page
// goes on without the server, and says that it must stay open.
func TestNoServiceWorker(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("wechat", phone)
	mother.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `delete Navigator.prototype.serviceWorker`}))
	mother.login(s.Parent).claim().reads(pill, "live").sees(`!document.querySelector('[data-keep-open]').hidden`)
	mother.expects(away...)
	shown := mother.which()
	s.stop()
	mother.sees(pill + ` !== 'live'`)
	s.later(61 * time.Second)
	mother.another(shown)
	mother.shot("card-no-worker")
	drawn := mother.code()
	s.start()
	s.opens(gateIn, drawn, s.Parent.Name)
}

// Storage refuses, as in some private windows: the page says so at once.
func TestPrivateWindow(t *testing.T) {
	s := openSchool(t)
	w := s.browse("private", phone)
	w.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `IDBFactory.prototype.open = () => { throw new DOMException('not here', 'SecurityError') }`}))
	w.expects(`^console: card: `).login(s.Parent).visit("/card")
	w.reads(pass+`.dataset.view`, "stopped").sees(say + `.startsWith('这个浏览器不能保存卡')`).shot("card-private")
}
