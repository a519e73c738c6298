package day

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/intake"
)

// Count is how many of some have come. Deferred ones are not expected.
type Count struct {
	Grade, Class, ClassID string
	Expected, Arrived     int
	Deferred              int
	NoShow, Late          int
	Enrolled              int
	Invited, Proven       int
	Sent, Accepted        int
}

func (c *Count) add(o Count) {
	c.Expected += o.Expected
	c.Arrived += o.Arrived
	c.Deferred += o.Deferred
	c.NoShow += o.NoShow
	c.Late += o.Late
	c.Enrolled += o.Enrolled
	c.Invited += o.Invited
	c.Proven += o.Proven
	c.Sent += o.Sent
	c.Accepted += o.Accepted
}

// Missing are those still awaited.
func (c Count) Missing() int { return c.Expected - c.Arrived }

// Hour is an hour of the day of arrival: how many meant to come, and came.
type Hour struct {
	Hour            int
	Booked, Arrived int
}

// Figures are how an intake stands.
type Figures struct {
	All             Count
	Grades, Classes []Count
	Hours           []Hour
	Desks           []Desk
	Silent          []Desk // desks that may hold more
	At              time.Time
}

// Complete reports whether no desk may hold more.
func (f Figures) Complete() bool { return len(f.Silent) == 0 }

// FiguresOf reads them.
func FiguresOf(ctx context.Context, q bun.IDB, in intake.Intake, now time.Time, loc *time.Location) (f Figures, err error) {
	f.At = now.In(loc)
	if f.Classes, err = counts(ctx, q, in.ID); err != nil {
		return f, err
	}
	slices.SortFunc(f.Classes, func(a, b Count) int { return campus.CompareClasses(a.Grade, a.Class, b.Grade, b.Class) })
	grades := map[string]int{}
	for _, c := range f.Classes {
		f.All.add(c)
		i, there := grades[c.Grade]
		if !there {
			i = len(f.Grades)
			grades[c.Grade], f.Grades = i, append(f.Grades, Count{Grade: c.Grade})
		}
		f.Grades[i].add(c)
	}
	if f.Hours, err = hours(ctx, q, in, loc); err != nil {
		return f, err
	}
	if f.Desks, err = Desks(ctx, q, in.ID); err != nil {
		return f, err
	}
	for _, d := range f.Desks {
		if d.Does == intake.Arrival && d.Silent(now.UnixMilli()) {
			f.Silent = append(f.Silent, d)
		}
	}
	return f, nil
}

// hours are those in which somebody meant to come or came, without gaps.
func hours(ctx context.Context, q bun.IDB, in intake.Intake, loc *time.Location) (list []Hour, err error) {
	day, err := time.ParseInLocation("2006-01-02", in.Day, loc)
	if err != nil {
		return nil, err
	}
	booked, arrived, err := byHour(ctx, q, in.ID, day.UnixMilli(), day.AddDate(0, 0, 1).UnixMilli())
	if err != nil {
		return nil, err
	}
	first, last := 24, -1
	for h := range 24 {
		if booked[h] > 0 || arrived[h] > 0 {
			first, last = min(first, h), max(last, h)
		}
	}
	for h := first; h <= last; h++ {
		list = append(list, Hour{Hour: h, Booked: booked[h], Arrived: arrived[h]})
	}
	return list, nil
}
