package schoolyear

import (
	"context"
	"net/url"
	"strconv"

	"yunka/views/console"
)

// Whose says whose timetable a page shows.
type Whose string

const (
	OfClass   Whose = "class"
	OfTeacher Whose = "teacher"
	InRoom    Whose = "room"
)

// TimetableView is GET /console/timetable?class=…&day=….
type TimetableView struct {
	Frame
	Whose   Whose
	ID      string // of the class or teacher, or the room's name
	Name    string
	Choices []console.Option
	All     bool // teachers and rooms may be looked at, too

	Term     string // "" if the week is in none
	Week     int
	Odd      bool
	Monday   string
	Previous string // Mondays
	Next     string
	ThisWeek string
	Days     []Column
	Rows     []Row
	Lessons  int
	Changed  int // substitutions of the week
	Empty    Empty
	Panel    *Panel
	Error    string // why a form was refused that the page no longer has
}

// Empty says why there is no timetable and what to do first.
type Empty string

const (
	EmptyTerms   Empty = "terms"
	EmptyPeriods Empty = "periods"
	EmptyClasses Empty = "classes"
	EmptyLessons Empty = "lessons"
)

// Column is a day of the week.
type Column struct {
	Day   string
	Kind  string // school, makeup, weekend, holiday, vacation
	Name  string
	Works int // the weekday whose lessons a make-up day has
	Today bool
}

// Row is a period, with a cell for each day; Break is the time to the row before.
type Row struct {
	Number           int
	Name, From, To   string
	Cells            [][]Lesson // by column
	BreakFrom, Break string     // begins and ends
}

// Lesson is a lesson on a day.
type Lesson struct {
	ID, Day, ClassID string
	Period           int
	Subject          string
	Class            string // "" on a class's own page
	Teacher, Room    string
	Planned          string // the teacher who is replaced
	PlannedRoom      string // the room that is not used
	Weeks            int    // 0 every, 1 odd, 2 even
	Cancelled        bool
	Sub              bool
	Open             bool
}

func (v TimetableView) path(day string) string {
	return v.Shell.Path("/timetable?" + string(v.Whose) + "=" + url.QueryEscape(v.ID) + "&day=" + day)
}

func (v TimetableView) open(day, class string, period int) string {
	path := v.path(day) + "&period=" + strconv.Itoa(period)
	if v.Whose != OfClass {
		path += "&of=" + url.QueryEscape(class)
	}
	return path + "#panel"
}

func (v TimetableView) export(kind string) string {
	return v.Shell.Path("/timetable/export." + kind + "?" + string(v.Whose) + "=" + url.QueryEscape(v.ID) + "&day=" + v.Monday)
}

// Panel is the opened cell: what is there, who could stand in, and the forms.
type Panel struct {
	Day            string
	Period         int
	PeriodName     string
	From, To       string
	ClassID, Class string
	Lesson         *Lesson // nil for an empty cell
	SubID          string
	Note           string
	Candidates     []Candidate
	Sub            SubForm
	Edit           LessonForm
	Teachers       []console.Option
}

// Candidate is a teacher who might stand in.
type Candidate struct {
	ID, Name string
	Teaches  []string // subjects
	Busy     string   // the class they teach then; "" is free
	Subs     int      // lessons they stand in for this week
}

// SubForm is a substitution as it is typed.
type SubForm struct {
	Form
	Teacher, Room, Note string
	Cancelled           bool
}

// LessonForm is a lesson of the timetable as it is typed.
type LessonForm struct {
	Form
	Subject, Teacher, Room, Weeks, From string
}

func (c Candidate) about(ctx context.Context) string {
	text := ""
	for i, s := range c.Teaches {
		if i > 0 {
			text += listJoiner(ctx)
		}
		text += s
	}
	return text
}

func weeksOptions(ctx context.Context) []console.Option {
	return []console.Option{{Value: "0", Text: WeeksWord(ctx, 0)}, {Value: "1", Text: WeeksWord(ctx, 1)}, {Value: "2", Text: WeeksWord(ctx, 2)}}
}

// SubstitutionsView is GET /console/substitutions?day=…&teacher=….
type SubstitutionsView struct {
	Frame
	Day, Before, After string
	Kind, Name         string // of the day
	Teacher            string
	Teachers           []console.Option
	Lessons            []Lesson // of that teacher, on that day, with Class
	Times              []string // of Lessons
	List               []Substitution
	Error              string
}

// Substitution is a row. Gone says that the timetable no longer has its lesson.
type Substitution struct {
	ID, Time, Class, ClassID, Subject string
	Period                            int
	Teacher, Planned, Room, Note      string
	Cancelled, Gone                   bool
}

// ImportView is GET /console/timetable/import, and what a checked file would do.
type ImportView struct {
	Frame
	From, Class string
	Classes     []console.Option
	File        string
	Lessons     int
	Same        int
	Adds, Ends  []Change
	Left        int // changes that are not listed
	Problems    []Problem
	More        int
	Hash        string // of the file, to apply it; "" if it cannot be
	Form        Form
	Checked     bool
}

// Change is a lesson that a file adds or ends.
type Change struct {
	Class, Subject, Teacher, Room string
	Weekday, Period, Weeks        int
}
