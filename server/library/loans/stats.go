package loans

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/library/catalogue"
)

// FewestReaders is how many different people a figure must be of before it is shown to
// others: fewer could be told apart.
const FewestReaders = 5

// Year is what somebody read in a calendar year, by month, and when.
type Year struct {
	Months [12]int
	Sum    int
	Before int // in the year before, until the same day
	Kinds  map[string]int
	Titles []Loan
}

// YearOf counts a person's loans; what was undone never was one.
func YearOf(ctx context.Context, q bun.IDB, school, person, today string) (y Year, err error) {
	year, rest := today[:4], today[4:]
	list, err := history(ctx, q, school, person, year+"-01-01", today)
	if err != nil {
		return y, err
	}
	y.Kinds = map[string]int{}
	for _, l := range list {
		y.Months[(l.LentDay[5]-'0')*10+l.LentDay[6]-'0'-1]++
		y.Kinds[l.Kind]++
	}
	y.Titles, y.Sum = list, len(list)
	before := yearBefore(year)
	y.Before, err = countBetween(ctx, q, school, person, before+"-01-01", before+rest)
	return y, err
}

func yearBefore(year string) string {
	b := []byte(year)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] > '0' {
			b[i]--
			break
		}
		b[i] = '9'
	}
	return string(b)
}

// ClassFigure is the loans of a class; Hidden if fewer than FewestReaders have borrowed.
type ClassFigure struct {
	ClassID, Grade, Class string
	Loans, Readers        int
	Hidden                bool
}

// BookFigure is how often a book was lent.
type BookFigure struct {
	catalogue.Book
	Loans, Readers int
}

// Figures are a school's of some days.
type Figures struct {
	Loans, Readers, Late int
	Out, Overdue         int // now
	Classes              []ClassFigure
	Books                []BookFigure // of at least FewestReaders readers
	Tries                int
}

// FiguresOf counts; classes of too few readers have no number.
func FiguresOf(ctx context.Context, q bun.IDB, school, from, to, today string, since int64) (f Figures, err error) {
	if err = sums(ctx, q, school, from, to, today, since, &f); err != nil {
		return f, err
	}
	if f.Classes, err = byClass(ctx, q, school, from, to); err != nil {
		return f, err
	}
	for i, c := range f.Classes {
		if c.Readers < FewestReaders {
			f.Classes[i].Loans, f.Classes[i].Readers, f.Classes[i].Hidden = 0, 0, true
		}
	}
	f.Books, err = byBook(ctx, q, school, from, to)
	return f, err
}
