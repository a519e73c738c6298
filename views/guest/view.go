// Package guest is the page behind a visitor's link: the code, and what to do
// with it. It needs no login and no script.
package guest

import (
	"time"

	"yunka/views/layout"
	"yunka/views/ui"
)

// View is GET /v/{code}. The zero one is a link that leads nowhere.
type View struct {
	Page                   layout.Page
	Name, Host, Zone, Look string
	From, To               time.Time
	Over                   bool
	Code                   ui.Code
}

// It looks like the page that tests a device: a narrow sheet, no script.
var face = layout.Face{CSS: "device.css", Body: "device"}
