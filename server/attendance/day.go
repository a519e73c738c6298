package attendance

import (
	"context"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/live"
	"yunka/server/reason"
	"yunka/server/scan/history"
	"yunka/server/scene"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance"
)

// topic is the kind of the live part of one person's day.
const topic = "attendance"

// daySection is a person's day on the card page: theirs, or a child's.
func (s *Attendance) daySection() scene.Section {
	return scene.Section{
		Order: 20,
		Draw: func(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
			v, err := s.day(ctx, q, h.School, h.PersonID)
			if err != nil || len(v.Sessions) == 0 {
				return nil, err
			}
			if h.Child {
				return view.Day(v), nil
			}
			return view.Own(v), nil
		},
		Topics: func(h scene.Holder) []string { return []string{topic + ":" + h.PersonID} },
	}
}

// day is when a person is expected today, and when they came and left.
func (s *Attendance) day(ctx context.Context, q bun.IDB, sc campus.School, person string) (v view.DayView, err error) {
	now, loc := s.Now(), sc.Location()
	v = view.DayView{Person: person, Day: now.In(loc)}
	day := now.In(loc).Format(time.DateOnly)
	calendar, err := timetable.LoadCalendar(ctx, q, sc.ID)
	if err != nil || !calendar.SchoolDay(day) {
		return v, err
	}
	members, err := campus.MembersAt(ctx, q, sc.ID, now.UnixMilli(), rule.Expects, person)
	if err != nil || len(members) == 0 {
		return v, err
	}
	m := members[0]
	list, err := register.Sessions(ctx, q, sc.ID, day, day)
	if err != nil {
		return v, err
	}
	for _, one := range rule.For(list, m.Role, m.Grade, m.ClassID, day, calendar.Day(day).WorksAs) {
		v.Sessions = append(v.Sessions, view.Expected{Name: one.Name, Starts: timetable.Clock(one.Starts), Ends: timetable.Clock(one.Ends)})
	}
	if len(v.Sessions) == 0 {
		return v, nil
	}
	entries, err := history.OfPeople(ctx, q, []string{person}, campus.DayStart(now, loc), 200)
	for _, e := range entries { // newest first
		if e.Decision != reason.Allow {
			continue
		}
		p := view.Pass{At: web.At(e.At, loc), Where: e.Gate}
		if e.Direction == string(rule.Out) && v.Left == nil && v.Came == nil {
			v.Left = &p
		}
		if e.Direction != string(rule.Out) {
			v.Came = &p
		}
	}
	return v, err
}

func (s *Attendance) topics() []web.Topic {
	return []web.Topic{{Kind: topic, Permit: mayFollow, Snapshot: s.dayState, Render: s.dayPieces}}
}

// mayFollow keeps the people whose day the account may see: itself and the children
// that it may view.
func mayFollow(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		t.School, err = campus.SchoolOfPerson(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		whom := allow.Target{School: t.School, Person: t.ID}
		if allow.Can(a, allow.CardView, whom) || allow.Can(a, allow.ChildView, whom) {
			may = append(may, t)
		}
	}
	return may, nil
}

func (s *Attendance) dayState(ctx context.Context, q bun.IDB, t live.Topic, version int64) ([]web.Piece, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	return s.drawDays(ctx, q, sc, []string{t.ID}, version)
}

// dayPieces are the days that a batch of news changes: of who passed, and of all
// when the school's rules did.
func (s *Attendance) dayPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) ([]web.Piece, error) {
	touched := map[string]bool{}
	for _, e := range n.Entries {
		touched[e.PersonID] = true
	}
	for _, it := range n.Items {
		if it.Kind == register.RulesChanged {
			return s.drawDays(ctx, q, n.School, ids, n.Last)
		}
	}
	var some []string
	for _, id := range ids {
		if touched[id] || n.Touched[id] {
			some = append(some, id)
		}
	}
	return s.drawDays(ctx, q, n.School, some, n.Last)
}

func (s *Attendance) drawDays(ctx context.Context, q bun.IDB, sc campus.School, people []string, version int64) (out []web.Piece, err error) {
	for _, id := range people {
		v, err := s.day(ctx, q, sc, id)
		if err != nil {
			return nil, err
		}
		out = append(out, web.Piece{ID: id, Key: "day", State: true, Version: version,
			Content: web.Partial("attendance-"+id, "outerMorph", version, view.Day(v))})
	}
	return out, nil
}
