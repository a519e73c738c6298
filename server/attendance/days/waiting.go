package days

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/correction"
	"yunka/server/attendance/register"
	"yunka/server/campus"
	"yunka/server/scene"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance/days"
)

// Waiting is the requests that wait for somebody's answer.
func (s *Days) Waiting() scene.Waiting {
	return scene.Waiting{Kinds: []string{register.Marked}, List: s.waiting}
}

func (s *Days) waiting(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) ([]scene.WaitingLine, error) {
	if !answers(a, sc.ID) {
		return nil, nil
	}
	open, err := correction.ListOpen(ctx, q, a, sc)
	if err != nil {
		return nil, err
	}
	line := scene.WaitingLine{Icon: view.RailCorrections.Icon, Title: view.RailCorrections.Text, Link: "/corrections", N: len(open)}
	if allow.Can(a, allow.AttendanceManage, allow.Target{School: sc.ID}) {
		line.Link = "/console/corrections"
	}
	if len(open) > 0 {
		calendar, err := timetable.LoadCalendar(ctx, q, sc.ID)
		if err != nil {
			return nil, err
		}
		loc := sc.Location()
		line.Since = web.At(open[0].AskedAt, loc)
		line.Late = timetable.Today(s.Now(), loc) > correction.AnswerUntil(calendar, line.Since, loc)
	}
	return []scene.WaitingLine{line}, nil
}
