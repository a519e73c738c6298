package dorm

import (
	"time"

	"yunka/views/console"
)

// RepairsView is /console/dorm/{id}/repairs.
type RepairsView struct {
	Shell console.Shell
	B     Building
	List  []Repair
	Error string
}

// Repair is something broken, as wardens and residents see it.
type Repair struct {
	ID, Room, Person, What, State, Told string // state open, work, done, refused
	AskedAt, ChangedAt                  time.Time
	Confirmed                           bool // a resident says that it is mended
}

// EventsView is /console/dorm/{id}/events.
type EventsView struct {
	Shell   console.Shell
	B       Building
	Events  []Event
	Refused []Event // at the doors, of who does not live behind them
}

// Event is something at a door.
type Event struct {
	ID, Kind, Person, Place string
	At                      time.Time
	Seen                    bool
}
