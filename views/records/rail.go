package records

import (
	"yunka/views/console"
	"yunka/views/ui"
)

// RailImports is the line of the rail.
var RailImports = console.RailItem{
	Group: console.RailSchool,
	Order: 30,
	Key:   "imports",
	Path:  "/imports",
	Icon:  ui.IconSheet,
	Text:  console.NavImports,
}

// RailAudit is the line of the rail.
var RailAudit = console.RailItem{
	Group: console.RailRecords,
	Order: 90,
	Key:   "audit",
	Path:  "/audit",
	Icon:  ui.IconHistory,
	Text:  navAudit,
}
