package dashboard

import (
	"yunka/views/console"
	"yunka/views/ui"
)

// RailLive is the line of the rail.
var RailLive = console.RailItem{
	Group: console.RailNow,
	Order: 10,
	Key:   "live",
	Icon:  ui.IconActivity,
	Text:  navLive,
}
