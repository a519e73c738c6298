package timetable

import (
	"fmt"
	"slices"
	"strings"

	"yunka/server/fault"
)

// Period is a lesson's place in a day. Minutes count from midnight; To is exclusive.
type Period struct {
	Number int
	Name   string
	From   int `bun:"from_minute"`
	To     int `bun:"to_minute"`
}

// Clock is a minute of the day as a clock shows it: 08:20.
func Clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// ParseClock reads 8:20, 08:20 or 8：20; false for anything else. 24:00 is the end
// of the day.
func ParseClock(s string) (minute int, ok bool) {
	h, m, found := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), "：", ":"), ":")
	hour, ok1 := digits(h)
	min, ok2 := digits(m)
	minute = hour*60 + min
	return minute, found && ok1 && ok2 && len(m) == 2 && min < 60 && minute <= dayMinutes
}

func digits(s string) (n int, ok bool) {
	if s == "" || len(s) > 2 {
		return 0, false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

const (
	dayMinutes = 24 * 60
	maxPeriods = 20
)

// PeriodSet is the periods of a grade from a day on; Grade "" is of every grade
// that has none of its own.
type PeriodSet struct {
	Grade   string
	FromDay string
	List    []Period // by number
}

// Periods are all sets of a school.
type Periods struct{ sets []PeriodSet }

// NewPeriods makes Periods of sets in any order.
func NewPeriods(sets []PeriodSet) Periods {
	list := slices.Clone(sets)
	slices.SortFunc(list, func(a, b PeriodSet) int { return strings.Compare(a.FromDay, b.FromDay) })
	return Periods{list}
}

// Sets are the sets, the earliest first.
func (p Periods) Sets() []PeriodSet { return slices.Clone(p.sets) }

// Set is the set that holds for a grade on a day: its own that began last, else the
// one of all grades; false if the school has none by then.
func (p Periods) Set(grade, day string) (PeriodSet, bool) {
	var found *PeriodSet
	for i, s := range p.sets {
		if s.FromDay > day {
			break
		}
		if s.Grade == grade || s.Grade == "" && (found == nil || found.Grade == "") {
			found = &p.sets[i]
		}
	}
	if found == nil {
		return PeriodSet{}, false
	}
	return *found, true
}

// Of are the periods of a grade on a day, by number.
func (p Periods) Of(grade, day string) []Period {
	s, _ := p.Set(grade, day)
	return s.List
}

// Period is one of them; false if the grade has no such number.
func (p Periods) Period(grade, day string, number int) (Period, bool) {
	for _, one := range p.Of(grade, day) {
		if one.Number == number {
			return one, true
		}
	}
	return Period{}, false
}

// starts are the days after first on which some set begins, up to last, and first
// itself: between two of them no period changes.
func (p Periods) starts(first, last string) []string {
	days := []string{first}
	for _, s := range p.sets {
		if s.FromDay > first && s.FromDay <= last {
			days = append(days, s.FromDay)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// BadPeriod is the row, from 1, that a fault period_… is about, and the other row
// of period_overlap and period_number; errors.As finds it behind the fault.
type BadPeriod struct{ Row, Other int }

func (b *BadPeriod) Error() string { return fmt.Sprintf("row %d", b.Row) }

// checkPeriods says what is wrong with the periods of a day: Invalid period_number
// (not from 1 to 20, or twice), period_name, period_time (ends before it starts, or
// after midnight), period_overlap, period_order (a later number earlier in the day)
// and period_many.
func checkPeriods(list []Period) error {
	if len(list) > maxPeriods {
		return fault.New(fault.Invalid, "period_many")
	}
	bad := func(code string, row, other int) error {
		return fault.Wrap(fault.Invalid, code, &BadPeriod{row + 1, other + 1})
	}
	for i, p := range list {
		switch {
		case p.Number < 1 || p.Number > maxPeriods:
			return bad("period_number", i, -1)
		case !validName(p.Name, 20):
			return bad("period_name", i, -1)
		case p.From < 0 || p.To > dayMinutes || p.To <= p.From:
			return bad("period_time", i, -1)
		}
		for j, earlier := range list[:i] {
			switch {
			case p.Number == earlier.Number:
				return bad("period_number", i, j)
			case p.From < earlier.To && earlier.From < p.To:
				return bad("period_overlap", i, j)
			case (p.Number < earlier.Number) != (p.From < earlier.From):
				return bad("period_order", i, j)
			}
		}
	}
	return nil
}

func periodText(n int) string { return fmt.Sprint(n) }
