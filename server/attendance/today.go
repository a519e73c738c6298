package attendance

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance"
	"yunka/views/console"
)

// office is the kind of the live page of a school's attendance today.
const office = "attendance-office"

// usualDays is how many days of the same weekday the usual arrivals are taken from.
const usualDays = 4

func (s *Attendance) todayRoutes() []web.Route {
	return []web.Route{{Method: "GET", Pattern: "/console/attendance", Action: allow.AttendanceRead, Handle: s.todayPage}}
}

func (s *Attendance) officeTopic() web.Topic {
	return web.Topic{Kind: office, Permit: mayRead, Snapshot: s.officeState, Pulse: s.officePulse}
}

// mayRead keeps the schools of which the account may read all classes.
func mayRead(_ context.Context, _ bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		if t.School = t.ID; allow.Can(a, allow.AttendanceRead, allow.Target{School: t.School}) {
			may = append(may, t)
		}
	}
	return may, nil
}

func (s *Attendance) todayPage(w http.ResponseWriter, r *http.Request) error {
	var v view.TodayView
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		number, err := feed.Last(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		v.Shell = sh
		v.Shell.Page.Live = "/live?topics=" + url.QueryEscape(office+":"+sc.ID) + "&since=" + strconv.FormatInt(number, 10)
		v.Today, err = s.today(ctx, q, sc)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.TodayPage(v))
}

// today is how a school's day stands.
func (s *Attendance) today(ctx context.Context, q bun.IDB, sc campus.School) (v view.Today, err error) {
	now, loc := s.Now(), sc.Location()
	day := timetable.Today(now, loc)
	v = view.Today{School: sc.ID, AsOf: now.In(loc)}
	k, err := register.ReadTimes(ctx, q, sc.ID)
	if err != nil {
		return v, err
	}
	if v.NoSessions = !k.Any(); v.NoSessions {
		return v, nil
	}
	if v.SchoolDay, v.DayName = k.SchoolDay(day); !v.SchoolDay {
		if next, err := time.ParseInLocation(time.DateOnly, k.Next(day), loc); err == nil {
			v.Next = next
		}
		return v, nil
	}
	classes, err := campus.Classes(ctx, q, sc.ID)
	if err != nil {
		return v, err
	}
	counts, err := register.Counts(ctx, q, sc.ID, day, day)
	if err != nil {
		return v, err
	}
	byClass := map[string][]register.Count{}
	for _, c := range counts {
		byClass[c.ClassID] = append(byClass[c.ClassID], c)
	}
	var first, begun int64 // when the first session of the day, and the one it is in, are over their grace
	for _, c := range classes {
		held := k.Held(day, allow.Student, c.Grade, c.ID)
		session, ok := current(held, day, k, now.UnixMilli())
		if !ok {
			continue
		}
		w := k.Window(session, day)
		if begun == 0 || w.OnTime < begun {
			begun = w.OnTime
		}
		if one := k.Window(held[0], day); first == 0 || one.OnTime < first {
			first, v.Starts, v.OnTime = one.OnTime, time.UnixMilli(one.Starts).In(loc), time.UnixMilli(one.OnTime).In(loc)
		}
		one := view.ClassDay{ID: c.ID, Name: c.Name, Grade: c.Grade, Begun: now.UnixMilli() >= w.OnTime}
		for _, n := range byClass[c.ID] {
			if n.SessionID == session.ID && n.Role == string(allow.Student) {
				one.Tally = one.Tally.Add(tally(n.State, n.N))
			}
		}
		if one.Expected() > 0 {
			v.Classes = append(v.Classes, one)
			v.All = v.All.Add(one.Tally)
		}
	}
	v.Begun = begun > 0 && now.UnixMilli() >= begun
	if held, ok := current(k.Held(day, allow.Teacher, "", ""), day, k, now.UnixMilli()); ok {
		v.HasStaff = true
		for _, n := range byClass[""] {
			if n.SessionID == held.ID && n.Role == string(allow.Teacher) {
				v.Staff = v.Staff.Add(tally(n.State, n.N))
			}
		}
	}
	silent, err := register.Silent(ctx, q, sc.ID, now.UnixMilli()-silentFor)
	if err != nil {
		return v, err
	}
	for _, t := range silent {
		v.Silent = append(v.Silent, view.SilentTerminal{ID: t.ID, Name: t.Name, Until: web.At(t.Until, loc)})
	}
	unready, err := register.ReadUnready(ctx, q, sc.ID, now.UnixMilli())
	if err != nil {
		return v, err
	}
	v.Unused, v.Cardless = unready.Unused, unready.Cardless
	if v.Lost, err = lostOf(ctx, q, sc, day, classes); err != nil {
		return v, err
	}
	v.Curve, err = curve(ctx, q, sc, k, day, now)
	v.Curve.Starts, v.Curve.OnTime, v.Curve.Expected = v.Starts, v.OnTime, v.All.Expected()
	return v, err
}

// silentFor is how long a terminal may say nothing before the office is told: three
// heartbeats of a kiosk.
const silentFor = 90_000

// current is the session that a day is in: the last that has begun to count, else the
// first.
func current(held []rule.Session, day string, k register.Times, now int64) (s rule.Session, ok bool) {
	for i, one := range held {
		if i == 0 || k.Window(one, day).Opens <= now {
			s, ok = one, true
		}
	}
	return s, ok
}

// tally is n people in a state.
func tally(state rule.State, n int) (t view.Tally) {
	switch state {
	case rule.Pending:
		t.Unknown = n
	case rule.Absent:
		t.Absent = n
	case rule.OnLeave, rule.Official:
		t.Leave = n
	case rule.Late, rule.LateEarly:
		t.Late = n
	default:
		t.OnTime = n
	}
	return t
}

// curve is how today's arrivals stand against the same weekday before.
func curve(ctx context.Context, q bun.IDB, sc campus.School, k register.Times, day string, now time.Time) (c view.Curve, err error) {
	loc := sc.Location()
	days := []string{day}
	for back := day; len(days) <= usualDays; {
		if back = timetable.AddDays(back, -1); back < timetable.AddDays(day, -70) {
			break
		}
		if k.WorksAs(back) == k.WorksAs(day) {
			days = append(days, back)
		}
	}
	list, err := register.Arrivals(ctx, q, sc.ID, days)
	if err != nil {
		return c, err
	}
	lines := map[string]*view.Line{}
	for _, b := range list {
		start, _ := campus.DayOf(time.UnixMilli(b.At), loc)
		l := lines[b.Day]
		if l == nil {
			l = &view.Line{}
			lines[b.Day] = l
		}
		l.Add(int(time.UnixMilli(b.At).Sub(start)/time.Minute), b.N)
	}
	for _, d := range slices.SortedFunc(maps.Keys(lines), func(a, b string) int { return cmp.Compare(b, a) }) {
		if d == day {
			c.Today = *lines[d]
		} else {
			c.Usual = append(c.Usual, *lines[d])
		}
	}
	start, _ := campus.DayOf(now, loc)
	c.Now = int(now.Sub(start) / time.Minute)
	return c, nil
}

func (s *Attendance) officeState(ctx context.Context, q bun.IDB, t live.Topic, version int64) ([]web.Piece, error) {
	parts, err := s.officePulse(ctx, q, t)
	return web.Whole(t.ID, parts, version), err
}

func (s *Attendance) officePulse(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	v, err := s.today(ctx, q, sc)
	if err != nil {
		return nil, err
	}
	part := func(key string, every time.Duration, draw templ.Component) web.Pulse {
		return web.Part(key, every, func() templ.Component { return draw })
	}
	return []web.Pulse{
		part("attendance-alarms", time.Second, view.Alarms(v)),
		part("attendance-strip", time.Second/4, view.Strip(v)),
		part("attendance-classes", time.Second/2, view.Classes(v)),
		part("attendance-curve", 2*time.Second, view.CurveChart(v.Curve)),
	}, nil
}
