package timetable

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/campus"
)

// Filter picks lessons; the zero one is the whole school's.
type Filter struct {
	Classes  []string // of any of these classes
	Teachers []string // or of these people, by the timetable or as a substitute
}

// LoadCalendar reads a school's calendar, in two statements.
func LoadCalendar(ctx context.Context, q bun.IDB, school string) (Calendar, error) {
	terms, err := readTerms(ctx, q, school)
	if err != nil {
		return Calendar{}, err
	}
	days, err := access.Days(ctx, q, school, "")
	return NewCalendar(terms, days), err
}

// Load reads what is needed for the lessons of the days from first to last, both
// inclusive: the calendar in two statements, periods, slots and substitutions in one
// each, whatever the size of the school.
func Load(ctx context.Context, q bun.IDB, sc campus.School, first, last string, f Filter) (*Timetable, error) {
	c, err := LoadCalendar(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	p, err := LoadPeriods(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	slots, err := readSlots(ctx, q, sc.ID, first, last, f)
	if err != nil {
		return nil, err
	}
	subs, err := readSubstitutions(ctx, q, sc.ID, first, last)
	return New(c, p, sc.Location(), slots, subs), err
}

// Substitutions are those of the days from first to last, both inclusive, by day,
// class and period. One whose lesson the timetable no longer has is among them.
func Substitutions(ctx context.Context, q bun.IDB, school, first, last string) ([]Substitution, error) {
	return readSubstitutions(ctx, q, school, first, last)
}

// SubstitutionByID reads one; NotFound not_found.
func SubstitutionByID(ctx context.Context, q bun.IDB, school, id string) (Substitution, error) {
	return readSubstitution(ctx, q, school, id)
}
