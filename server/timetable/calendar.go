package timetable

import (
	"slices"

	"yunka/server/access"
	"yunka/server/access/rule"
)

// Kind is what a day is.
type Kind string

// The kinds. On a School and on a MakeUp day there are lessons.
const (
	School   Kind = "school"
	MakeUp   Kind = "makeup" // a weekend day that works as a weekday
	Weekend  Kind = "weekend"
	Holiday  Kind = "holiday"
	Vacation Kind = "vacation" // in no term
)

// Day is one day as the calendar has it.
type Day struct {
	Day  string
	Kind Kind
	Name string // what the calendar calls it: 国庆节, 家长开放日
	Term Term   // zero in no term
	Week int    // of the term, from 1; 0 in no term

	// WorksAs is the weekday, 1 to 5, whose lessons hold; 0 on a day without school.
	WorksAs int
	// Odd says which lessons of odd and even weeks hold: those of the week of the day,
	// or of the one that a make-up day follows.
	Odd bool
	// Follows is the day whose lessons a make-up day has, "" if only the weekday is said.
	Follows string
}

// SchoolDay reports whether there is school. On any other day nobody is expected.
func (d Day) SchoolDay() bool { return d.Kind == School || d.Kind == MakeUp }

// Calendar is a school's terms and special days, all of them.
type Calendar struct {
	terms []Term // by first day, never overlapping
	days  map[string]access.Day
}

// NewCalendar makes a calendar of a school's terms and the days that are not what
// their weekday says.
func NewCalendar(terms []Term, days []access.Day) Calendar {
	c := Calendar{terms: slices.Clone(terms), days: make(map[string]access.Day, len(days))}
	sortTerms(c.terms)
	for _, d := range days {
		c.days[d.Day] = d
	}
	return c
}

// Terms are the terms, the first one first.
func (c Calendar) Terms() []Term { return slices.Clone(c.terms) }

// Term is the term of a day; false if it is in none.
func (c Calendar) Term(day string) (Term, bool) {
	for _, t := range c.terms {
		if t.FirstDay <= day && day <= t.LastDay {
			return t, true
		}
	}
	return Term{}, false
}

// Day says what a day is. What is no day is Vacation. A school that has entered no
// term yet has school on every weekday.
func (c Calendar) Day(day string) Day {
	d := Day{Day: day, Kind: Vacation}
	weekday := Weekday(day)
	if weekday == 0 {
		return d
	}
	special, marked := c.days[day]
	d.Name = special.Name
	if marked && special.WorksAs == rule.Holiday {
		d.Kind = Holiday
	}
	term, in := c.Term(day)
	if in {
		d.Term, d.Week = term, term.week(day)
	} else if len(c.terms) > 0 {
		return d
	}
	worksAs := weekday
	if marked {
		worksAs = special.WorksAs
	}
	switch {
	case d.Kind == Holiday:
	case worksAs >= 6:
		d.Kind = Weekend
	case weekday >= 6:
		d.Kind, d.WorksAs = MakeUp, worksAs
	default:
		d.Kind, d.WorksAs = School, worksAs
	}
	d.Odd = d.Week%2 == 1
	if d.SchoolDay() && special.Follows != "" {
		d.Follows = special.Follows
		if other, ok := c.Term(d.Follows); ok {
			d.Odd = other.week(d.Follows)%2 == 1
		}
	}
	return d
}

// Marked reports whether the calendar says something of a day.
func (c Calendar) Marked(day string) bool {
	_, marked := c.days[day]
	return marked
}

// SchoolDay reports whether there is school on a day.
func (c Calendar) SchoolDay(day string) bool { return c.Day(day).SchoolDay() }

// Week is the number of the day's week in its term and whether it is odd; 0 in no
// term.
func (c Calendar) Week(day string) (week int, odd bool) {
	d := c.Day(day)
	return d.Week, d.Week%2 == 1
}

// furthest is how many days ahead Next looks: longer than a summer vacation.
const furthest = 120

// Next is the first school day after a day; false if there is none within 120 days.
func (c Calendar) Next(after string) (Day, bool) {
	for range furthest {
		after = AddDays(after, 1)
		if d := c.Day(after); d.SchoolDay() {
			return d, true
		}
	}
	return Day{}, false
}

// Days are the days from first to last, both inclusive.
func (c Calendar) Days(first, last string) (list []Day) {
	for day := first; day != "" && day <= last; day = AddDays(day, 1) {
		list = append(list, c.Day(day))
	}
	return list
}

// SchoolDays counts the school days from first to last, both inclusive.
func (c Calendar) SchoolDays(first, last string) (n int) {
	for _, d := range c.Days(first, last) {
		if d.SchoolDay() {
			n++
		}
	}
	return n
}
