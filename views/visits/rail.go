package visits

import (
	"yunka/views/console"
	"yunka/views/ui"
)

// RailVisits is the line of the rail.
var RailVisits = console.RailItem{
	Group: console.RailSchool,
	Order: 20,
	Key:   "visits",
	Path:  "/visits",
	Icon:  ui.IconPersonAdd,
	Text:  navVisits,
}
