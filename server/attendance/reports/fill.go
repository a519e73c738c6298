package reports

import (
	"context"

	"yunka/server/attendance/report"
	"yunka/server/attendance/report/book"
	"yunka/server/campus"
	"yunka/server/web"
	view "yunka/views/attendance/reports"
)

func sumsOf(s report.Sums) view.Sums {
	return view.Sums{People: s.People, Expected: s.Expected(), Attended: s.Attended(), OnTime: s.Of[report.OnTime], Late: s.Of[report.Late], Early: s.Of[report.Early], Official: s.Of[report.Official],
		Sick: s.Of[report.Sick], Leave: s.Of[report.Leave], Absent: s.Of[report.Absent], Pending: s.Of[report.Pending], LateMinutes: int(s.Late / 60)}
}

func className(c campus.Class) string { return campus.ClassName(c.Grade, c.Name) }

// fill draws a report into its page.
func fill(ctx context.Context, v *view.View, r report.Report) {
	loc := r.AsOf.Location()
	v.AsOf, v.Complete, v.SchoolDays = r.AsOf, r.Complete, r.SchoolDays
	if r.ClosedUntil >= r.First {
		v.ClosedUntil = min(r.ClosedUntil, r.Last)
	}
	v.Total = sumsOf(r.Total)
	if r.After != nil {
		after := sumsOf(*r.After)
		v.After = &after
	}
	for _, t := range r.Silent {
		one := view.Silent{Name: t.Name}
		if t.Gate != "" {
			one.Name = t.Gate
		}
		if t.Until > 0 {
			one.Until = web.At(t.Until, loc)
		}
		v.Silent = append(v.Silent, one)
	}
	narrow := func(change func(*view.Ask)) view.Ask {
		a := v.Ask
		change(&a)
		return a
	}
	if r.Class == "" && r.Person == "" && r.Role == "student" {
		for _, c := range r.Classes {
			row := view.Row{Name: className(c.Class), Sums: sumsOf(c.Sums)}
			if c.Class.ID != "" {
				row.Ask = narrow(func(a *view.Ask) { a.Class, a.Grade = c.Class.ID, "" })
			}
			v.Rows = append(v.Rows, row)
		}
	} else {
		for _, p := range r.People {
			row := view.Row{Name: p.Name, Number: p.Number, Sums: sumsOf(p.Sums)}
			if r.Person == "" {
				row.Ask = narrow(func(a *view.Ask) { a.Person = p.PersonID })
			}
			v.Rows = append(v.Rows, row)
		}
	}
	for _, d := range r.Days {
		v.Days = append(v.Days, view.Day{Day: d.Day, Sums: sumsOf(d.Sums)})
	}
	for _, list := range []struct {
		from []report.Note
		to   *[]view.Note
	}{{r.Streaks, &v.Streaks}, {r.OftenLate, &v.OftenLate}, {r.Absents, &v.Absents}, {r.Unregistered, &v.Unknown}} {
		for _, n := range list.from {
			*list.to = append(*list.to, view.Note{Name: n.Name, Class: className(n.Class), N: n.N, Minutes: int(n.Seconds / 60), Days: n.Days})
		}
	}
	for _, c := range r.Corrections {
		v.Corrections = append(v.Corrections, view.Correction{Name: c.Name, Class: className(c.Class), Day: c.Day, From: book.KindName(ctx, c.From), To: book.KindName(ctx, c.To), By: c.By, At: web.At(c.At, loc)})
	}
	for _, l := range r.Lates {
		v.Lates = append(v.Lates, view.Late{Name: l.Name, Class: className(l.Class), Day: l.Day, At: web.At(l.At, loc), Came: web.At(l.CameAt, loc)})
	}
}
