package gate

import (
	"yunka/views/console"
	"yunka/views/ui"
)

// RailGates is the line of the rail.
var RailGates = console.RailItem{
	Group: console.RailAccess,
	Order: 10,
	Key:   "gates",
	Path:  "/gates",
	Icon:  ui.IconDoor,
	Text:  console.NavGates,
}

// RailInside is the line of the rail.
var RailInside = console.RailItem{
	Group: console.RailAccess,
	Order: 20,
	Key:   "inside",
	Path:  "/inside",
	Icon:  ui.IconIn,
	Text:  navInside,
}

// RailAsk is the line of the rail.
var RailAsk = console.RailItem{
	Group: console.RailAccess,
	Order: 30,
	Key:   "ask",
	Path:  "/ask",
	Icon:  ui.IconRestricted,
	Text:  navAsk,
}

// RailConflicts is the line of the rail.
var RailConflicts = console.RailItem{
	Group: console.RailRecords,
	Order: 10,
	Key:   "conflicts",
	Path:  "/conflicts",
	Icon:  ui.IconAlert,
	Text:  navConflicts,
}
