package days

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/correction"
	"yunka/server/attendance/record"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/feed"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance/days"
)

// silentAfter is how long a terminal may say nothing before it counts as silent.
const silentAfter = 2 * time.Minute

func (s *Days) dayPage(w http.ResponseWriter, r *http.Request) error {
	day := r.PathValue("day")
	p, err := s.whose(r, day)
	if err != nil {
		return err
	}
	if p.staff {
		if err := s.Viewed(r, p.School, "attendance.person_viewed", map[string]any{"person": p.ID, "day": day}); err != nil {
			return err
		}
	}
	a := web.Actor(r)
	v := view.DayView{Page: s.Page(r), Person: p.view(), Staff: p.staff, Prev: timetable.AddDays(day, -1)}
	v.Page.Notice = Done(r.Context(), r.URL.Query().Get("done"))
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		asks := allow.Can(a, allow.AttendanceAsk, p.Target)
		number, err := feed.Last(ctx, q, p.School)
		if err != nil {
			return err
		}
		kind := topicRead
		if asks {
			kind = topicAsk
		}
		v.Page.Live = "/live?topics=" + url.QueryEscape(kind+":"+topicID(p.ID, day)) + "&since=" + strconv.FormatInt(number, 10)
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = p.sc.Name, p.sc.Demo, s.Now().In(p.sc.Location())
		if v.Others, err = siblings(ctx, q, a, s.Now().UnixMilli(), p.ID); err != nil {
			return err
		}
		if next := timetable.AddDays(day, 1); next <= timetable.Today(s.Now(), p.sc.Location()) {
			v.Next = next
		}
		v.Day, err = s.day(ctx, q, p.sc, p.m, p.ID, day, asks)
		return err
	})
	if err != nil {
		return err
	}
	show(w)
	return s.Render(w, r, http.StatusOK, view.DayPage(v))
}

// day reads a person's day; m is what the person was on it.
func (s *Days) day(ctx context.Context, q bun.IDB, sc campus.School, m campus.Member, person, day string, asks bool) (v view.Day, err error) {
	now, loc := s.Now(), sc.Location()
	today := timetable.Today(now, loc)
	v = view.Day{Person: person, Date: day, At: timetable.Instant(day, 12*60, loc), Asks: asks, Today: day == today, Future: day > today}
	m.PersonID = person
	d, err := s.register.DayOf(ctx, q, sc.ID, day, m)
	if err != nil {
		return v, err
	}
	closed, err := register.ClosedUntil(ctx, q, sc.ID)
	if err != nil {
		return v, err
	}
	v.Name, v.Closed = d.Calendar.Name, day <= closed
	if d.Calendar.Kind == timetable.MakeUp {
		v.WorksAs = d.Calendar.WorksAs
	}
	switch {
	case !d.Calendar.SchoolDay():
		v.Without = view.NoSchool
		calendar, err := timetable.LoadCalendar(ctx, q, sc.ID)
		if err != nil {
			return v, err
		}
		if next, ok := calendar.Next(day); ok {
			v.Next = timetable.Instant(next.Day, 12*60, loc)
		}
	case len(d.Sessions) == 0:
		v.Without = view.NoSessions
	}
	silent := map[string]bool{}
	for _, one := range d.Sessions {
		x := sessionView(d, one, now, loc)
		if x.Begun && x.State == string(rule.Pending) && x.Came.IsZero() {
			gates, err := s.silentFor(ctx, q, sc, d.Window(one.ID), now)
			if err != nil {
				return v, err
			}
			x.Waits = len(gates) > 0
			for _, g := range gates {
				if !silent[g.Name] {
					silent[g.Name] = true
					v.Silent = append(v.Silent, g)
				}
			}
		}
		v.Sessions = append(v.Sessions, x)
	}
	list, err := correction.ListOf(ctx, q, sc.ID, person, day, day)
	if err != nil {
		return v, err
	}
	if v.Requests, err = s.requests(ctx, q, sc, list); err != nil {
		return v, err
	}
	v.Line, err = s.line(ctx, q, sc, d, person, day, list)
	if n := len(d.Punches); n > 0 {
		last := slices.MaxFunc(d.Punches, func(a, b rule.Punch) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
		v.Presence = view.Presence{Way: string(last.Way), At: web.At(last.At, loc), Where: d.Where(last.At)}
	}
	return v, err
}

// sessionView is a session of a day with what came of it.
func sessionView(d register.PersonDay, one rule.Session, now time.Time, loc *time.Location) view.Session {
	c, w := d.Cell(one.ID), d.Window(one.ID)
	x := view.Session{ID: one.ID, Name: one.Name, Starts: timetable.Clock(one.Starts), OnTime: timetable.Clock(one.Starts + one.Grace), Ends: timetable.Clock(one.Ends),
		State: string(cmp.Or(c.State, rule.Pending)), Was: string(c.Was), Late: c.Late, Early: c.Early, Excuse: c.Excuse, Vouched: c.Vouched,
		Begun: now.UnixMilli() >= w.Starts}
	if c.Came > 0 {
		x.Came, x.CameAt = web.At(c.Came, loc), d.Where(c.Came)
	}
	if c.Left > 0 {
		x.Left, x.LeftAt = web.At(c.Left, loc), d.Where(c.Left)
	}
	return x
}

// silentFor are the terminals because of which it is not known who came to a session.
func (s *Days) silentFor(ctx context.Context, q bun.IDB, sc campus.School, w rule.Window, now time.Time) (list []view.SilentGate, err error) {
	until := min(now.Add(-silentAfter).UnixMilli(), w.AbsentFrom+1000)
	silent, err := register.Silent(ctx, q, sc.ID, until)
	seen := map[string]bool{}
	for _, t := range silent {
		g := view.SilentGate{Name: cmp.Or(t.Gate, t.Name)}
		if t.Until > 0 {
			g.Since = web.At(t.Until, sc.Location())
		}
		if !seen[g.Name] {
			seen[g.Name] = true
			list = append(list, g)
		}
	}
	return list, err
}

// line is everything on record of a person's day, the newest first.
func (s *Days) line(ctx context.Context, q bun.IDB, sc campus.School, d register.PersonDay, person, day string, list []correction.Correction) (line []view.Entry, err error) {
	loc := sc.Location()
	for _, p := range d.Punches {
		line = append(line, view.Entry{At: web.At(p.At, loc), Kind: string(p.Way), Where: d.Where(p.At), Device: p.Device})
	}
	marks, err := record.AllMarks(ctx, q, sc.ID, day, person)
	if err != nil {
		return nil, err
	}
	for _, m := range marks {
		e := view.Entry{At: web.At(m.At, loc), Kind: "marked", What: m.What, By: m.By, Session: d.Session(m.SessionID).Name}
		line = append(line, e)
		if m.UndoneAt > 0 {
			e.At, e.Kind, e.By = web.At(m.UndoneAt, loc), "unmarked", ""
			line = append(line, e)
		}
	}
	for _, c := range list {
		line = append(line, view.Entry{At: web.At(c.AskedAt, loc), Kind: "asked", By: c.AskedName, Session: c.Session})
		if c.State != correction.Open {
			e := view.Entry{At: web.At(c.DecidedAt, loc), Kind: string(c.State), What: string(c.Wanted), By: c.DecidedName, Session: c.Session}
			line = append(line, e)
		}
	}
	slices.SortStableFunc(line, func(a, b view.Entry) int { return b.At.Compare(a.At) })
	return line, nil
}

// requests are requests as pages show them.
func (s *Days) requests(ctx context.Context, q bun.IDB, sc campus.School, list []correction.Correction) (out []view.Request, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	calendar, err := timetable.LoadCalendar(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	loc := sc.Location()
	for _, c := range list {
		r := view.Request{ID: c.ID, Person: c.PersonID, Name: c.Name, Class: campus.ClassName(c.Grade, c.Class), Date: c.Day, Day: timetable.Instant(c.Day, 12*60, loc),
			Session: c.Session, Was: string(c.Was), Wanted: string(c.Wanted), Reason: c.Reason, Note: c.Note, Evidence: c.HasEvidence, State: string(c.State),
			AskedBy: c.AskedName, AskedAt: web.At(c.AskedAt, loc), DecidedBy: c.DecidedName, Answer: c.Answer}
		r.Until = timetable.Instant(correction.AnswerUntil(calendar, r.AskedAt, loc), 12*60, loc)
		if c.DecidedAt > 0 {
			r.DecidedAt = web.At(c.DecidedAt, loc)
		}
		out = append(out, r)
	}
	return out, nil
}
