// Package schoolyear draws the school's time: the calendar of a year, terms, the
// periods of a day, timetables with their substitutions, the files they come from,
// and a day's lessons on the card page.
package schoolyear

import (
	"yunka/views/console"
	"yunka/views/ui"
)

// The lines of the rail.
var (
	RailCalendar = console.RailItem{
		Group: console.RailSchool,
		Order: 32,
		Key:   "calendar",
		Path:  "/calendar",
		Icon:  ui.IconCalendar,
		Text:  navCalendar,
	}
	RailTimetable = console.RailItem{
		Group: console.RailSchool,
		Order: 34,
		Key:   "timetable",
		Path:  "/timetable",
		Icon:  ui.IconTable,
		Text:  navTimetable,
	}
)

// Frame is what every page of the office has: the console's shell, and whether the
// viewer may change the timetable.
type Frame struct {
	Shell   console.Shell
	Manages bool
}

// tab is a page of the school's time.
type tab string

const (
	tabCalendar      tab = "calendar"
	tabTerms         tab = "terms"
	tabPeriods       tab = "periods"
	tabTimetable     tab = "timetable"
	tabSubstitutions tab = "substitutions"
)

// tabs are those that the viewer may open.
func (f Frame) tabs() (list []tab) {
	if f.Shell.May(RailCalendar.Key) {
		list = append(list, tabCalendar)
	}
	if f.Manages {
		list = append(list, tabTerms, tabPeriods)
	}
	if f.Shell.May(RailTimetable.Key) {
		list = append(list, tabTimetable)
	}
	if f.Manages {
		list = append(list, tabSubstitutions)
	}
	return list
}

// Form is what a form says when it was refused: the field and why.
type Form struct{ Field, Error string }

func (f Form) wrong(field string) string {
	if f.Field == field {
		return f.Error
	}
	return ""
}
