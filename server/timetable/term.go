package timetable

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/fault"
)

// Term is a stretch of school; both days are inclusive.
type Term struct {
	bun.BaseModel `bun:"table:term"`
	ID            string
	SchoolID      string
	Name          string
	FirstDay      string
	LastDay       string
	CreatedAt     int64
}

// week is the number of the day's week: the first one is that of the first day,
// whatever weekday it is, and weeks begin on Monday.
func (t Term) week(day string) int { return DaysBetween(Monday(t.FirstDay), Monday(day))/7 + 1 }

// Weeks is how many weeks the term has, the broken ones counted.
func (t Term) Weeks() int { return t.week(t.LastDay) }

func sortTerms(list []Term) {
	slices.SortFunc(list, func(a, b Term) int {
		return cmp.Or(cmp.Compare(a.FirstDay, b.FirstDay), cmp.Compare(a.ID, b.ID))
	})
}

const (
	maxTerm = 366 // days
	// minBreak is the shortest vacation. Fewer days off between two terms are a slip:
	// a few free days are holidays of the calendar.
	minBreak = 7
	maxName  = 40 // characters of a name
)

// TwoTerms are the terms that a fault term_overlap or term_gap is about; errors.As
// finds it behind the fault. From and To are the days without a term.
type TwoTerms struct {
	Earlier, Later Term
	From, To       string
}

func (t *TwoTerms) Error() string { return t.Earlier.Name + " and " + t.Later.Name }

// checkTerms says what is wrong with a school's terms: Invalid term_name, term_days
// (no days, the last before the first, longer than a year), Conflict term_overlap,
// and Conflict term_gap for less than a week between two terms that is more than a
// weekend.
func checkTerms(list []Term) error {
	for _, t := range list {
		switch {
		case !validName(t.Name, maxName):
			return fault.New(fault.Invalid, "term_name")
		case !ValidDay(t.FirstDay) || !ValidDay(t.LastDay) || t.LastDay < t.FirstDay || DaysBetween(t.FirstDay, t.LastDay) >= maxTerm:
			return fault.New(fault.Invalid, "term_days")
		}
	}
	list = slices.Clone(list)
	sortTerms(list)
	for i := 1; i < len(list); i++ {
		two := &TwoTerms{Earlier: list[i-1], Later: list[i]}
		if two.Later.FirstDay <= two.Earlier.LastDay {
			return fault.Wrap(fault.Conflict, "term_overlap", two)
		}
		two.From, two.To = AddDays(two.Earlier.LastDay, 1), AddDays(two.Later.FirstDay, -1)
		if DaysBetween(two.From, two.To)+1 >= minBreak {
			continue
		}
		for day := two.From; day <= two.To; day = AddDays(day, 1) {
			if Weekday(day) < 6 {
				return fault.Wrap(fault.Conflict, "term_gap", two)
			}
		}
	}
	return nil
}

// validName reports whether a name is there, not too long, and text that both
// databases store.
func validName(name string, most int) bool { return name != "" && validText(name, most) }

func validText(s string, most int) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0) && utf8.RuneCountInString(s) <= most
}
