package schoolyear

import (
	"context"
	"strconv"

	"yunka/views/console"
)

// CalendarView is GET /console/calendar?year=2026&day=2026-12-05.
type CalendarView struct {
	Frame
	Year     int // the one in which the school year begins
	Today    string
	Terms    []TermSpan
	Months   []Month
	Open     *OpenDay
	Range    RangeForm
	Unmarked bool // no holiday of the school year is in the calendar
	File     *DaysFile
}

// TermSpan is a term, or the vacation before one, on the ribbon of the year. X and W
// are thousandths of its width.
type TermSpan struct {
	Name        string
	First, Last string
	Weeks, Days int // of a term: broken weeks counted, school days
	Vacation    bool
	X, W        int
	TodayX      int // -1 unless today lies in it
	TodayWeek   int
}

// Month is a month of the year.
type Month struct {
	Year, Month int
	Weeks       []Week
}

// Week is a line of a month: Monday first; Number is the week of the term, 0 in none.
type Week struct {
	Number int
	Days   [7]Cell
}

// Cell is a day; Day "" is another month's.
type Cell struct {
	Day   string
	N     int
	Kind  string // school, makeup, weekend, holiday, vacation
	Name  string
	Event bool // it works as what it is, and has a name
	Today bool
	Open  bool
}

func (c Cell) class() string {
	s := c.Kind
	if c.Event {
		s += " event"
	}
	if c.Today {
		s += " today"
	}
	if c.Open {
		s += " open"
	}
	return s
}

func (c Cell) label(ctx context.Context) string {
	text := Day(ctx, c.Day) + joiner(ctx) + dayKind(ctx, c.Kind)
	if c.Name != "" {
		text += joiner(ctx) + c.Name
	}
	if c.Today {
		text += joiner(ctx) + todayWord(ctx)
	}
	return text
}

// OpenDay is the day whose panel is open.
type OpenDay struct {
	Cell
	Week    int
	Odd     bool
	Term    string
	WorksAs int    // the weekday whose lessons it has, 0 for none
	Follows string // the day whose lessons it has
	Marked  bool   // the calendar says something of it
	Grades  []Expected
}

// Expected is when a grade has lessons on a day.
type Expected struct {
	Grade, From, To string
	Classes         int // with lessons
}

// RangeForm is a stretch of days as it is typed: As is what they work as, 8 for a
// holiday, 0 for as usual, "event" for what they are with a name.
type RangeForm struct {
	Form
	First, Last, As, Follows, Name string
	Was                            string // the day that the form was opened for
}

// DaysFile is a file of holidays that was checked.
type DaysFile struct {
	Name     string
	Rows     []FileDay
	Same     int
	Problems []Problem
	More     int
	Hash     string // of the file, to apply it; "" if it cannot be
	Error    string
}

// FileDay is a row that would be written.
type FileDay struct {
	Row                        int
	First, Last, Name, Follows string
	WorksAs                    int
}

func (d FileDay) what(ctx context.Context) string { return worksAs(ctx, d.WorksAs, d.First, d.Follows) }

func (d FileDay) days(ctx context.Context) string {
	if d.First == d.Last {
		return Day(ctx, d.First)
	}
	return Day(ctx, d.First) + " – " + Day(ctx, d.Last)
}

// Problem is a row of a file that is wrong.
type Problem struct {
	Row           int
	Column, Value string
	Text          string
}

func asOptions(ctx context.Context) []console.Option {
	list := []console.Option{{Value: "8", Text: holidayWord(ctx)}}
	for w := 1; w <= 5; w++ {
		list = append(list, console.Option{Value: strconv.Itoa(w), Text: lessonsOf(ctx, w)})
	}
	return append(list, console.Option{Value: "event", Text: eventWord(ctx)}, console.Option{Value: "0", Text: usualWord(ctx)})
}
