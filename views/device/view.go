// Package device draws the pages about the device in somebody's hand: what it
// can do, and how it comes to trust a private CA.
package device

import (
	"strings"
	"time"

	"yunka/views/layout"
	"yunka/views/ui"
)

// View is GET /device.
type View struct {
	Page  layout.Page
	Trust string // where the root of a private CA can be installed; "" for none
}

// TrustView is GET /trust.
type TrustView struct {
	Page  layout.Page
	Code  ui.Code // of URL
	URL   string  // this page, for the next device
	Home  string  // where to go when it is done
	Words string  // the fingerprint's beginning
	Hex   string  // the whole fingerprint
	Names []string
	Until time.Time
}

// frame of both pages.
var (
	scannerFace = layout.Face{CSS: "device.css", Scripts: []string{"device-scanner.js"}, Body: "device"}
	checkFace   = layout.Face{CSS: "device.css", Scripts: []string{"device.js"}, Body: "device"}
	trustFace   = layout.Face{CSS: "device.css", Body: "device"}
)

func (v TrustView) names() string { return strings.Join(v.Names, ", ") }

func (v TrustView) file(p trustPlatform) string {
	if p.Profile {
		return "/trust/yunka.mobileconfig"
	}
	return "/trust/yunka.crt"
}

var icons = map[string]ui.Name{
	"secure": ui.IconLock, "network": ui.IconOnline, "clock": ui.IconClock, "wasm": ui.IconCode, "storage": ui.IconDevice,
	"worker": ui.IconOffline, "camera": ui.IconCamera, "sound": ui.IconSound, "wake": ui.IconSun,
}
