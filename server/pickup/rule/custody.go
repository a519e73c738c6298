package rule

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/fault"
	"yunka/server/timetable"
)

// Kind is what a restriction says.
type Kind string

// The kinds.
const (
	Never Kind = "never" // may not take the child at all
	Weeks Kind = "weeks" // may take the child on the days of custody alone
)

// OnHolidays is what custody weeks say of days that the calendar calls a holiday or
// vacation.
type OnHolidays string

// What they can say.
const (
	AsUsual OnHolidays = "usual" // the weekday decides
	With    OnHolidays = "with"  // with this adult
	Without OnHolidays = "without"
)

const allWeek = 1<<7 - 1

// MaxDocument is how many characters name a document.
const MaxDocument = 80

// Restriction stands against an adult taking a child, from FromDay to UntilDay, both
// inclusive in the school's zone; UntilDay "" is open. With Weeks, Odd and Even are the
// weekdays of custody (Monday 1, Tuesday 2, Wednesday 4 …) in odd and even weeks, counted
// from the week of FromDay, which is the first and so odd. A day of custody begins at the
// minute Handover and ends at the same minute of the next day.
type Restriction struct {
	ID                string
	Kind              Kind
	FromDay, UntilDay string
	Odd, Even         int
	Handover          int
	Holidays          OnHolidays
	Document          string // what it rests on, by name
}

// Check refuses what is no restriction: restriction_kind, restriction_days (the period),
// restriction_weeks (days that do not exist), restriction_document (none is named).
func (r Restriction) Check() error {
	switch {
	case r.Kind != Never && r.Kind != Weeks:
		return fault.New(fault.Invalid, "restriction_kind")
	case !timetable.ValidDay(r.FromDay) || r.UntilDay != "" && (!timetable.ValidDay(r.UntilDay) || r.UntilDay < r.FromDay):
		return fault.New(fault.Invalid, "restriction_days")
	case r.Odd < 0 || r.Odd > allWeek || r.Even < 0 || r.Even > allWeek || r.Handover < 0 || r.Handover >= 24*60,
		r.Kind == Weeks && !slices.Contains([]OnHolidays{AsUsual, With, Without}, r.Holidays):
		return fault.New(fault.Invalid, "restriction_weeks")
	case strings.TrimSpace(r.Document) == "" || utf8.RuneCountInString(r.Document) > MaxDocument || !utf8.ValidString(r.Document) || strings.ContainsRune(r.Document, 0):
		return fault.New(fault.Invalid, "restriction_document")
	}
	return nil
}

// Free reports whether the calendar calls a day a holiday or vacation.
type Free func(day string) bool

// Forbids reports whether it stands against the adult at an instant.
func (r Restriction) Forbids(at time.Time, loc *time.Location, free Free) bool {
	day := timetable.Today(at, loc)
	if day < r.FromDay || r.UntilDay != "" && day > r.UntilDay {
		return false
	}
	if r.Kind != Weeks {
		return true
	}
	if at.Before(timetable.Instant(day, r.Handover, loc)) {
		day = timetable.AddDays(day, -1)
	}
	return !r.custody(day, free)
}

// custody reports whether the day of custody that begins on a day is this adult's.
func (r Restriction) custody(day string, free Free) bool {
	if r.Holidays != AsUsual && free(day) {
		return r.Holidays == With
	}
	days := r.Odd
	if r.Week(day)%2 == 0 {
		days = r.Even
	}
	return days&(1<<(timetable.Weekday(day)-1)) != 0
}

// Week is the number of a day's week; the week of FromDay is 1.
func (r Restriction) Week(day string) int {
	n := timetable.DaysBetween(timetable.Monday(r.FromDay), timetable.Monday(day)) / 7
	if n < 0 {
		n = -n // the day of custody before the first one: its parity is all that counts
	}
	return n + 1
}

// Against is the first restriction that forbids at an instant.
func Against(list []Restriction, at time.Time, loc *time.Location, free Free) (Restriction, bool) {
	for _, r := range list {
		if r.Forbids(at, loc, free) {
			return r, true
		}
	}
	return Restriction{}, false
}

// DayAhead is one of the days that staff reads a restriction by: what holds on it, and
// from which minute on.
type DayAhead struct {
	Day   string
	Free  bool
	Parts []Part
}

// Part is a stretch of a day from a minute on.
type Part struct {
	From int
	May  bool
}

// Look is what restrictions say of the days from a day on, all together.
func Look(list []Restriction, from string, days int, loc *time.Location, free Free) (out []DayAhead) {
	for i := range days {
		day := timetable.AddDays(from, i)
		d := DayAhead{Day: day, Free: free(day)}
		turns := []int{0}
		for _, r := range list {
			if r.Kind == Weeks && !slices.Contains(turns, r.Handover) {
				turns = append(turns, r.Handover)
			}
		}
		slices.Sort(turns)
		for _, minute := range turns {
			_, no := Against(list, timetable.Instant(day, minute, loc), loc, free)
			if n := len(d.Parts); n == 0 || d.Parts[n-1].May == no {
				d.Parts = append(d.Parts, Part{From: minute, May: !no})
			}
		}
		out = append(out, d)
	}
	return out
}
