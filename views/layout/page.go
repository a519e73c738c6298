// Package layout is the shell around every page: head, demo banner, skip link,
// the connection pill and the page's one WebSocket.
package layout

import (
	"path"
	"strconv"
	"strings"
	"time"

	"yunka/static"
)

// Page is what every view model carries for the shell. The language comes from
// msg.WithLang and the nonce from templ.WithNonce, both on the context.
type Page struct {
	SchoolName string
	Demo       bool      // says "demo school" on every page
	Theme      string    // "light" or "dark"; "" follows the system
	Large      bool      // 长辈版: large text and buttons, on the card page few of them
	Live       string    // first address of the page's one WebSocket, /live?topics=…&since=…; "" for none
	Origins    string    // the addresses whose pages the server gives a socket, with blanks between; "" says nothing
	AsOf       time.Time // when what the page shows was read, in the school's zone
	Account    string    // the login of who is signed in; "" when nobody is
	NeedsPIN   string    // the school in which a guard has not set a PIN: every page leads to it; "" for none
	Dormant    bool      // a school has yet to confirm the account, or has disabled it
	Reset      *Reset    // a reset of the password that the owner has not seen
	Notice     string    // what just went well, said once
	Problem    string    // what did not, said once
}

// Reset says who made the slip that set the account's present password.
type Reset struct {
	At         time.Time
	By, School string // By "" is the server's operator
}

// A Face picks the css and the scripts.
type Face struct {
	CSS     string
	Scripts []string
	Body    string // class of body
	App     bool   // may be put on a phone's home screen
	Forms   bool   // its script says beside a field what is wrong with it
}

var (
	Plain   = Face{CSS: "base.css", Scripts: []string{"logout.js"}, Body: "plain", Forms: true}
	Card    = Face{CSS: "card.css", Scripts: []string{"live.js", "card.js"}, Body: "card", App: true, Forms: true}
	Kiosk   = Face{CSS: "kiosk.css", Scripts: []string{"kiosk.js"}, Body: "kiosk"}
	Pairing = Face{CSS: "kiosk.css", Body: "kiosk"}
	Away    = Face{CSS: "kiosk.css", Scripts: []string{"kiosk-away.js"}, Body: "kiosk away"}
	Console = Face{CSS: "console.css", Scripts: []string{"live.js", "console.js", "logout.js"}, Body: "console", Forms: true}
	Wall    = Face{CSS: "wall.css", Scripts: []string{"live.js", "wall.js"}, Body: "wall"}
)

// Policy is the Content-Security-Policy that these pages keep to. Only the
// card page compiles WebAssembly. socket is the explicit wss:// origin, which
// older Safari wants beside 'self'; it may be "".
func Policy(nonce, socket string, module bool) string {
	script := "script-src 'nonce-" + nonce + "' 'strict-dynamic'"
	if module {
		script += " 'wasm-unsafe-eval'"
	}
	return strings.Join([]string{
		"default-src 'none'", script, "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
		strings.TrimSpace("connect-src 'self' " + socket),
		"manifest-src 'self'", "worker-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
	}, "; ")
}

// Decoder is the address of the script of the kiosk's workers: below /kiosk,
// where the kiosk's service worker stands in front of it.
func Decoder() string {
	file := path.Base(static.URL("decoder.js"))
	return "/kiosk/decoder.js?" + strings.TrimSuffix(strings.TrimPrefix(file, "decoder."), ".js")
}

// zoneOffset is the school's zone in minutes east of UTC, for the scripts.
func zoneOffset(t time.Time) string {
	_, seconds := t.Zone()
	return strconv.Itoa(seconds / 60)
}

func size(p Page) string {
	if p.Large {
		return "large"
	}
	return "normal"
}

func otherSize(p Page) string {
	if p.Large {
		return "normal"
	}
	return "large"
}

// nextTheme goes round: as the system, light, dark.
func nextTheme(now string) string {
	return map[string]string{"": "light", "light": "dark", "dark": ""}[now]
}
