package terminals

import (
	"yunka/views/console"
	"yunka/views/ui"
)

// RailTerminals is the line of the rail.
var RailTerminals = console.RailItem{
	Group: console.RailAccess,
	Order: 90,
	Key:   "terminals",
	Path:  "/terminals",
	Icon:  ui.IconTablet,
	Text:  console.NavTerminals,
}
