package dorm

import (
	"time"

	"yunka/views/console"
)

// NightView is /console/dorm/{id}/night.
type NightView struct {
	Shell console.Shell
	B     Building
	Days  []string // that may be looked at, newest first
	Part  Night
	Error string // of a note
}

// Night is a night of a building: the live part, with id dorm-night.
type Night struct {
	Path                                            string // of the building's pages
	Day                                             string
	Tonight, Sure                                   bool   // of now; it is time to say who is missing
	From                                            string // when it is, 22:30
	Curfew                                          string
	All, Missing, Unsure, Waiting, Late, Away, Home int
	Silent                                          []Silent
	Rows                                            []NightRow
}

// NightRow is somebody of a night.
type NightRow struct {
	PersonID, Name, Class, Room, State string // as package night says it
	Minutes                            int
	Door                               string // where they went last; "" for nowhere
	At                                 time.Time
	Call                               string // a guardian's number, of who is missing
	Contact                            string
	Note, By                           string
	NotedAt                            time.Time
}

// Silent is a door that has not told all; a zero time is never.
type Silent struct {
	Name  string
	Until time.Time
}

func (v Night) of(state string) (list []NightRow) {
	for _, r := range v.Rows {
		if r.State == state {
			list = append(list, r)
		}
	}
	return list
}

// NightsView is /console/dorm/{id}/nights: a week or a month.
type NightsView struct {
	Shell    console.Shell
	B        Building
	From, To string
	Week     bool
	Nights   []NightSum
	People   []PersonSum
	Error    string
}

// NightSum is how a night ended.
type NightSum struct {
	Day                               string
	Home, Late, Missing, Unsure, Away int
}

// PersonSum is somebody who came late or not, in those nights.
type PersonSum struct {
	Name, Class, Room              string
	Late, Minutes, Missing, Unsure int
}
