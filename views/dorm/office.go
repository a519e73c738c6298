// Package dorm are the pages of the dormitory: the office's plan of rooms and beds, the
// warden's night, repairs and events, a resident's room.
package dorm

import (
	"strconv"
	"time"

	"yunka/views/console"
	"yunka/views/ui"
)

// Rail is the line of the rail: the plan for the office, the night for wardens.
var Rail = console.RailItem{Group: console.RailSchool, Order: 25, Key: "dorm", Path: "/dorm", Icon: ui.IconDoor, Text: navDorm}

// BuildingsView is /console/dorm.
type BuildingsView struct {
	Shell     console.Shell
	Manages   bool // the office: it adds, gives and imports; a warden looks after
	Buildings []Building
	Name      string
	Error     string
	FileError string
	Import    *ImportView
	Rule      RuleForm
}

// RuleForm gives beds by a rule.
type RuleForm struct {
	Building, Floor, Who, Gender string // Who is "", "g:" and a grade, or "c:" and a class's id
	Apart                        bool
	Whom                         []Choice
	Error                        string
}

// Choice is a line to choose.
type Choice struct{ Value, Text string }

// PersonPart is where somebody lives and lived, and the plan to move them on.
type PersonPart struct {
	Stays []Stay
	Plan  string
}

// Building is one with how it stands.
type Building struct {
	ID, Name                                  string
	Rooms, Beds, Lived, Free, Events, Repairs int
	Curfew                                    string // 22:00
	Doors                                     int    // gates that lead in
}

// ImportView is what a file does, or did.
type ImportView struct {
	Done, Ruled                                bool // Ruled is by a rule, not a file
	Rows, Given, Moved, Same, Rooms, Beds, Bad int
	First                                      []Step
	Problems                                   []Problem
}

// Step is one move of a file; Was is "" for a first bed.
type Step struct{ Name, Building, Room, Bed, Was string }

// Problem is a row that is left out.
type Problem struct {
	Row         int
	Code, Value string
}

// PlanView is /console/dorm/{id}: a floor as one walks along it.
type PlanView struct {
	Shell        console.Shell
	B            Building
	Floors       []int
	Floor        int
	Up, Down     []Room // odd numbers and even ones
	Lived, Free  int    // of the floor
	Mover        *Mover // who is to get a bed
	Form         RoomsForm
	Tells        bool
	Error, Night string // what is wrong with the forms
}

// Mover is somebody for whom a bed is chosen.
type Mover struct{ ID, Name, Class, Number, Now string }

// RoomsForm adds rooms.
type RoomsForm struct{ First, Rooms, Beds, Floor string }

// Room is a room with its beds.
type Room struct {
	ID, Name string
	Door     bool
	Beds     []Bed
}

func (r Room) lived() (n int) {
	for _, b := range r.Beds {
		if b.PersonID != "" {
			n++
		}
	}
	return n
}

// Bed is a bed with who is in it, or comes.
type Bed struct {
	ID, Name, State         string // open, kept, out
	PersonID, Person, Class string
	Next                    string
	NextAt                  time.Time
}

// BedView is /console/dorm/beds/{id}.
type BedView struct {
	Shell        console.Shell
	B            Building
	RoomID, Room string
	Floor        int
	Door         bool // the room has its own
	Bed          Bed
	StayID       string
	Since        time.Time
	Mover        *Mover
	Who, At      string // typed
	Overlap      bool
	Hits         []Mover // of a name that several have
	Error        string
	History      []Stay
}

// Stay is a line of a history.
type Stay struct {
	PersonID, Person, Place string
	From, To                time.Time // zero is open
	Doors                   time.Time // zero when they end with the stay
}

// FreeView is /console/dorm/{id}/free: the beds to give.
type FreeView struct {
	Shell console.Shell
	B     Building
	Beds  []FreeBed
}

// FreeBed is one.
type FreeBed struct {
	ID, Room, Name string
	Floor          int
}

func number(n int) string { return strconv.Itoa(n) }

func (b Building) path(v console.Shell, rest string) string {
	return v.Path("/dorm/houses/" + b.ID + rest)
}
