package timetable

import (
	"context"
	"errors"
	"slices"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/fault"

	"github.com/uptrace/bun"
)

// FileDays is a stretch of days as a file of holidays says it.
type FileDays struct {
	Row    int
	Column string
	Span   access.Span
}

// Holidays is a file of holidays, make-up days and events, and what its reader could
// not read.
type Holidays struct {
	Days     []FileDays
	Problems []Problem
}

// PlannedDays is what a file of holidays would change.
type PlannedDays struct {
	Days     []FileDays
	Same     int // stretches that the calendar has already
	Problems []Problem
	More     int
}

// CheckDays compares a file of holidays with the calendar. Two rows for one day are
// day_twice, of which a make-up day that is a holiday, too, is the worst; what the
// calendar has otherwise is calendar_taken with its name. It writes nothing.
func (s *Service) CheckDays(ctx context.Context, actor allow.Actor, school string, f Holidays) (p PlannedDays, err error) {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return p, err
	}
	if len(f.Days)+len(f.Problems) == 0 {
		return p, errNoLessons
	}
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		c, err := LoadCalendar(ctx, q, school)
		p = c.planDays(f)
		return err
	})
	return p, err
}

// ApplyDays writes a file of holidays into the calendar, all of it; Conflict
// file_problems if there is one.
func (s *Service) ApplyDays(ctx context.Context, actor allow.Actor, school string, f Holidays) error {
	p, err := s.CheckDays(ctx, actor, school, f)
	if err != nil {
		return err
	}
	if len(p.Problems) > 0 {
		return fault.New(fault.Conflict, "file_problems")
	}
	var spans []access.Span
	for _, d := range p.Days {
		spans = append(spans, d.Span)
	}
	if len(spans) == 0 {
		return nil
	}
	return s.SetDays(ctx, actor, school, spans, false) // asks again, with the school locked
}

func (c Calendar) planDays(f Holidays) PlannedDays {
	p := PlannedDays{Problems: slices.Clone(f.Problems)}
	byDay := map[string]FileDays{}
	for _, d := range f.Days {
		twice := false
		for day := d.Span.First; day != "" && day <= d.Span.Last; day = AddDays(day, 1) {
			if other, is := byDay[day]; is && !twice {
				code := "day_twice"
				if (other.Span.WorksAs == rule.Holiday) != (d.Span.WorksAs == rule.Holiday) {
					code = "day_both"
				}
				p.Problems = append(p.Problems, Problem{Row: d.Row, Column: d.Column, Code: code, Value: day + "\n" + periodText(other.Row)})
				twice = true
			}
			byDay[day] = d
		}
		switch err := c.accepts(d.Span, false); {
		case twice:
		case err != nil:
			value := d.Span.First
			var t *TakenDay
			if errors.As(err, &t) {
				value = t.Was.Day + "\n" + t.Was.Name
			}
			p.Problems = append(p.Problems, Problem{Row: d.Row, Column: d.Column, Code: fault.As(err).Code, Value: value})
		case c.says(d.Span):
			p.Same++
		default:
			p.Days = append(p.Days, d)
		}
	}
	slices.SortStableFunc(p.Problems, func(a, b Problem) int { return a.Row - b.Row })
	p.More = max(0, len(p.Problems)-maxProblems)
	p.Problems = p.Problems[:min(len(p.Problems), maxProblems)]
	return p
}

// says reports whether the calendar has a span already.
func (c Calendar) says(s access.Span) bool {
	for day := s.First; day <= s.Last; day = AddDays(day, 1) {
		if was, marked := c.days[day]; !marked || was.WorksAs != s.WorksAs || was.Name != s.Name || was.Follows != s.Follows {
			return false
		}
	}
	return true
}
