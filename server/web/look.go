package web

import (
	"yunka/server/account"
	"yunka/server/campus"
	"yunka/views/layout"
)

func ResetNote(n account.ResetNote) *layout.Reset {
	return &layout.Reset{At: At(n.At, campus.School{Zone: n.Zone}.Location()), By: n.By, School: n.School}
}

// Themes of a page; "" follows the system.
var Themes = map[string]bool{"": true, "light": true, "dark": true}
