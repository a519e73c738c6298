package dorm

import (
	"time"

	"yunka/views/layout"
)

var face = layout.Face{CSS: "dorm.css", Scripts: []string{"live.js", "logout.js"}, Body: "class"}

// RoomView is /dorm/{person}: where somebody lives.
type RoomView struct {
	Page                layout.Page
	ID, Name            string
	Own                 bool // the resident looks; else a guardian, who sees no roommates
	Lives               bool
	Building, Room, Bed string
	Curfew              string
	Next                string // where they move, and when
	NextAt              time.Time
	Old                 string // whose door still opens, and until when
	OldUntil            time.Time
	Beds                int
	Mates               []Mate
	Comes               []Mate
	Wardens             []Mate
	Shares              bool // roommates see the telephone number
	Repairs             []Repair
	Notices             []HouseNotice
	What, Error         string // a repair as it was typed
}

// Mate is who lives in the room, comes, or looks after the building.
type Mate struct {
	Name, Bed, Class, Phone string
	You                     bool
	At                      time.Time
}

// Path is a resident's page.
func Path(person string) string { return "/dorm/" + person }
