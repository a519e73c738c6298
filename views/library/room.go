package library

import (
	"time"

	"yunka/views/console"
	"yunka/views/layout"
)

// RoomView is /console/library/room: who is in the library.
type RoomView struct {
	Shell               console.Shell
	Set                 bool // it is known which zone the library is
	Name, ZoneID        string
	Seats, Inside, Free int
	Once                bool // the zone lets nobody in twice
	Keeps               bool // the zone keeps who is inside
	MayGate             bool // the zone may be changed
	Visits, Minutes     int  // of today
	People              []Inside
	Zones               []console.Option
	Zone, SeatsTyped    string
	Error               string
}

// Inside is somebody who is in the library.
type Inside struct {
	Name, Role, Class string
	Since             time.Time
}

// Stayed is somebody's year in the library.
type Stayed struct{ Visits, Minutes, Hours, Pairs int }

// ClassView is /library/{class}/class: how much a class reads.
type ClassView struct {
	Page       layout.Page
	Name, Year string
	Rows       []Pupil
	Sum        int
}

// Pupil is one of them.
type Pupil struct {
	Name                       string
	Year, Out, Overdue, Visits int
}

// ClassLink is a class whose reading a teacher may see.
type ClassLink struct{ ID, Name string }
