package start

import (
	"yunka/views/console"
	"yunka/views/ui"
)

// RailStart is the line of the rail.
var RailStart = console.RailItem{
	Group: console.RailNow,
	Order: 20,
	Key:   "start",
	Path:  "/start",
	Icon:  ui.IconSchool,
	Text:  navStart,
}
