package schoolyear

import "yunka/views/console"

// TermsView is GET /console/terms?id=….
type TermsView struct {
	Frame
	Terms []Term
	Form  TermForm
}

// Term is a row.
type Term struct {
	ID, Name, First, Last string
	Weeks, Days           int
	Now                   bool
	Lessons               bool
}

// TermForm is a term as it is typed; ID "" is a new one.
type TermForm struct {
	Form
	ID, Name, First, Last string
}

// PeriodsView is GET /console/periods?grade=…&from=….
type PeriodsView struct {
	Frame
	Sets   []PeriodSet
	Grades []string
	Form   PeriodsForm
}

// PeriodSet is a set that there is; Grade "" is of every grade without its own.
type PeriodSet struct {
	Grade, From string
	List        []Period
	Open        bool
}

// Period is a row: times as HH:MM.
type Period struct{ Number, Name, From, To string }

// PeriodsForm is a set as it is typed. Row and Other are what is wrong, from 1.
type PeriodsForm struct {
	Form
	Grade, From string
	Rows        []Period
	Row, Other  int
	New         bool // no set of this grade begins on that day
}

func (v PeriodsView) grades(all string) []console.Option {
	list := []console.Option{{Text: all}}
	for _, g := range v.Grades {
		list = append(list, console.Option{Value: g, Text: g})
	}
	return list
}
