package leave

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/leave/request"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/leave"
)

// How much of a day somebody asks for; "" is by what was typed.
const (
	wholeDay  = "day"
	morning   = "morning"
	afternoon = "afternoon"
	byLessons = "lessons"
	byClock   = "clock"
)

// noon parts a day whose sessions do not: minutes of the day.
const noon = 12 * 60

// typed is a request as its form has it, sent or only looked at.
func typed(get func(string) string, lessons []string) view.PersonView {
	v := view.PersonView{Kind: get("kind"), Reason: get("reason"), Collects: get("collects"), First: get("first"), Last: get("last"),
		From: get("from"), To: get("to"), Amount: get("amount"), Later: get("later") == "1"}
	if !slices.Contains(view.Amounts, v.Amount) {
		v.Amount = ""
	}
	for _, l := range lessons {
		v.Lessons = append(v.Lessons, view.Lesson{Number: l, Chosen: true})
	}
	return v
}

// lessonsOf are the lessons of a pupil's class on a day, with what was chosen of them.
func lessonsOf(ctx context.Context, q bun.IDB, sc campus.School, m campus.Member, day string, chosen []view.Lesson) (list []view.Lesson, at [][2]int, err error) {
	if m.ClassID == "" || !timetable.ValidDay(day) {
		return nil, nil, nil
	}
	t, err := timetable.Load(ctx, q, sc, day, day, timetable.Filter{Classes: []string{m.ClassID}})
	if err != nil {
		return nil, nil, err
	}
	for _, l := range t.Lessons(m.ClassID, day) {
		if l.Cancelled {
			continue
		}
		number := strconv.Itoa(l.Period)
		list = append(list, view.Lesson{Number: number, Name: l.PeriodName, Subject: l.Subject, From: timetable.Clock(l.From), To: timetable.Clock(l.To),
			Chosen: slices.ContainsFunc(chosen, func(c view.Lesson) bool { return c.Chosen && c.Number == number })})
		at = append(at, [2]int{l.From, l.To})
	}
	return list, at, nil
}

// amount turns what was chosen into the minutes of a draft, and lists the lessons of its
// first day. Fails with Invalid leave_lessons.
func (s *Leaves) amount(ctx context.Context, q bun.IDB, sc campus.School, m campus.Member, v *view.PersonView) (from, to string, err error) {
	chosen := v.Lessons
	var at [][2]int
	if v.Lessons, at, err = lessonsOf(ctx, q, sc, m, v.First, chosen); err != nil {
		return "", "", err
	}
	switch v.Amount {
	case wholeDay:
		return "", "", nil
	case morning, afternoon:
		half := noon
		segments, err := s.world.Segments(ctx, q, sc, m, v.First)
		if err != nil {
			return "", "", err
		}
		for _, one := range segments {
			starts, ends := minute(one.From, sc.Location()), minute(one.To, sc.Location())
			if starts < noon && ends <= noon+90 {
				half = max(ends, half)
				if ends < noon {
					half = ends
				}
			}
		}
		if v.Amount == morning {
			return "00:00", timetable.Clock(half), nil
		}
		return timetable.Clock(half), "24:00", nil
	case byLessons:
		first, last := -1, -1
		for i, l := range v.Lessons {
			if !l.Chosen {
				continue
			}
			if first < 0 {
				first = i
			} else if last != i-1 {
				return "", "", fault.New(fault.Invalid, "leave_lessons")
			}
			last = i
		}
		if first < 0 {
			return "", "", fault.New(fault.Invalid, "leave_lessons")
		}
		return timetable.Clock(at[first][0]), timetable.Clock(at[last][1]), nil
	}
	return v.From, v.To, nil
}

func minute(ms int64, loc *time.Location) int {
	t := web.At(ms, loc)
	return t.Hour()*60 + t.Minute()
}

// draft is a request as it was typed.
func draft(p whose, v view.PersonView, from, to string) request.Draft {
	return request.Draft{Person: p.Person, Kind: v.Kind, Reason: v.Reason, Collects: v.Collects, First: v.First, Last: v.Last, From: from, To: to, Later: v.Later}
}

// look fills in what a request would cover, before it is sent; nothing is kept. The form
// comes as one that is sent, because why somebody is away has no place in an address.
func (s *Leaves) look(r *http.Request, p whose, v *view.PersonView) (status int, err error) {
	var from, to string
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		if from, to, err = s.amount(ctx, q, p.sc, p.m, v); err != nil {
			return err
		}
		d := draft(p, *v, from, to)
		if d.Reason == "" {
			d.Reason = "-" // it may still be written
		}
		begins, ends, days, err := s.requests.Preview(ctx, q, p.sc, d)
		if err != nil {
			return err
		}
		loc := p.sc.Location()
		v.Preview = &view.Preview{From: web.At(begins, loc), To: web.At(ends, loc), Days: days}
		segments, err := s.world.Segments(ctx, q, p.sc, p.m, v.First)
		if err != nil {
			return err
		}
		for _, one := range request.Covered(segments, begins, ends) {
			v.Preview.Sessions = append(v.Preview.Sessions, segment(one, loc))
		}
		for _, l := range v.Lessons {
			f, _ := timetable.ParseClock(l.From)
			t, _ := timetable.ParseClock(l.To)
			one := request.Segment{From: timetable.Instant(v.First, f, loc).UnixMilli(), To: timetable.Instant(v.First, t, loc).UnixMilli()}
			if len(request.Covered([]request.Segment{one}, begins, ends)) > 0 {
				v.Preview.Lessons = append(v.Preview.Lessons, l)
			}
		}
		return nil
	})
	if err == nil {
		return http.StatusOK, nil
	}
	return fault.Status(fault.As(err)), s.refused(r.Context(), v, err)
}

// refused says beside the form what was wrong; an error that has no words stays one.
func (s *Leaves) refused(ctx context.Context, v *view.PersonView, err error) error {
	problem := fault.As(err)
	if problem.Code == "file_too_large" {
		problem = fault.New(fault.Invalid, "evidence_size")
	}
	if v.Error = s.FaultWords(ctx, problem); v.Error == "" {
		return err
	}
	switch problem.Code {
	case "leave_reason":
		v.Field = "reason"
	case "leave_hours", "leave_lessons":
		v.Field = "from"
	case "leave_days", "leave_long", "leave_past", "leave_locked", "leave_no_school":
		v.Field = "first"
	}
	return nil
}
