package console

import (
	"time"

	"yunka/views/layout"
)

// WallView is GET <Base>/wall.
type WallView struct {
	Page     layout.Page
	Figures  WallNumbers
	Arrivals CurveChart
	Last     []Row // newest first, without names
}

// WallNumbers are how many.
type WallNumbers struct {
	Day             time.Time
	Came, Expected  int
	Inside, In, Out int
	Online, Alarms  int
}
