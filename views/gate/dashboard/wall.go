package dashboard

import (
	"time"

	"yunka/views/console"
	"yunka/views/layout"
)

// WallView is GET /console/wall.
type WallView struct {
	Page     layout.Page
	Figures  WallNumbers
	Arrivals CurveChart
	Last     []console.Row // newest first, without names

	MayHang  bool // an admin looks: the screen may be hung up, and all taken down
	SchoolID string
	Screens  int // that hang
}

// WallNumbers are how many.
type WallNumbers struct {
	Day             time.Time
	Came, Expected  int
	Inside, In, Out int
	Online, Alarms  int
}
