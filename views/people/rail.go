package people

import (
	"yunka/views/console"
	"yunka/views/ui"
)

// RailPeople is the line of the rail.
var RailPeople = console.RailItem{
	Group: console.RailSchool,
	Order: 10,
	Key:   "people",
	Path:  "/people",
	Icon:  ui.IconPeople,
	Text:  console.NavPeople,
}
