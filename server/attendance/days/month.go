package days

import (
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/correction"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance/days"
)

func (s *Days) monthPage(w http.ResponseWriter, r *http.Request) error {
	month := r.PathValue("month")
	first, wrong := time.Parse("2006-01", month)
	ask := "" // no day: refused as not found, once the right was asked
	if wrong == nil && first.Year() >= 2000 && first.Year() < 9000 {
		ask = s.lastOf(first)
	}
	p, err := s.whose(r, ask)
	if err != nil {
		return err
	}
	if p.staff {
		if err := s.Viewed(r, p.School, "attendance.person_viewed", map[string]any{"person": p.ID, "month": month}); err != nil {
			return err
		}
	}
	a := web.Actor(r)
	v := view.MonthView{Page: s.Page(r), Person: p.view(), Staff: p.staff, Prev: first.AddDate(0, -1, 0).Format("2006-01")}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		now, loc := s.Now(), p.sc.Location()
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = p.sc.Name, p.sc.Demo, now.In(loc)
		v.Month = time.Date(first.Year(), first.Month(), 1, 12, 0, 0, 0, loc)
		if next := first.AddDate(0, 1, 0).Format("2006-01"); next <= timetable.Today(now, loc)[:7] {
			v.Next = next
		}
		if v.Others, err = siblings(ctx, q, a, now.UnixMilli(), p.ID); err != nil {
			return err
		}
		last := first.AddDate(0, 1, -1).Format(time.DateOnly)
		if v.Cells, err = cells(ctx, q, p.sc, p.ID, first.Format(time.DateOnly), last, now); err != nil {
			return err
		}
		v.Totals = total(v.Cells)
		if allow.Can(a, allow.AttendanceAsk, p.Target) {
			list, err := correction.ListOf(ctx, q, p.School, p.ID, first.Format(time.DateOnly), last)
			if err != nil {
				return err
			}
			v.Requests, err = s.requests(ctx, q, p.sc, list)
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	show(w)
	return s.Render(w, r, http.StatusOK, view.MonthPage(v))
}

// lastOf is the last day of a month, or today in this one.
func (s *Days) lastOf(first time.Time) string {
	last := first.AddDate(0, 1, -1).Format(time.DateOnly)
	return min(last, s.Now().UTC().AddDate(0, 0, 1).Format(time.DateOnly))
}

// cells are the days of a month, each with what came of it.
func cells(ctx context.Context, q bun.IDB, sc campus.School, person, first, last string, now time.Time) (list []view.Cell, err error) {
	calendar, err := timetable.LoadCalendar(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	known, err := register.OfPeople(ctx, q, sc.ID, []string{person}, first, last)
	if err != nil {
		return nil, err
	}
	sessions, err := register.Sessions(ctx, q, sc.ID, first, last)
	if err != nil {
		return nil, err
	}
	names := map[string]rule.Session{}
	for _, one := range sessions {
		names[one.ID] = one
	}
	of := map[string][]view.Session{}
	loc := sc.Location()
	for _, c := range known {
		one := names[c.SessionID]
		x := view.Session{ID: c.SessionID, Name: one.Name, State: string(c.State), Was: string(c.Was), Late: c.Late, Early: c.Early, Excuse: c.Excuse, Vouched: c.Vouched,
			Begun: now.UnixMilli() >= one.Window(c.Day, loc).Starts}
		if c.Came > 0 {
			x.Came = web.At(c.Came, loc)
		}
		of[c.Day] = append(of[c.Day], x)
	}
	today := timetable.Today(now, loc)
	for _, d := range calendar.Days(first, last) {
		c := view.Cell{At: timetable.Instant(d.Day, 12*60, loc), Date: d.Day, Name: d.Name, Today: d.Day == today, Sessions: of[d.Day]}
		switch {
		case len(c.Sessions) > 0:
			c.Kind = kindOf(c.Sessions)
			for _, x := range c.Sessions {
				if x.State == string(rule.Late) || x.State == string(rule.LateEarly) {
					c.Late += x.Late
				}
			}
		case d.Kind == timetable.MakeUp:
			c.Kind = view.DayMakeUp
		case d.SchoolDay():
			c.Kind = view.DayAhead
		default:
			c.Kind = view.DayOff
		}
		list = append(list, c)
	}
	return list, nil
}

// kindOf is what a day is called in the calendar of a month: the worst of the sessions
// that have begun, so that each day counts once in the legend.
func kindOf(list []view.Session) string {
	n := map[rule.State]int{}
	begun := 0
	for _, x := range list {
		if state := rule.State(x.State); x.Begun || state != rule.Pending {
			n[state]++
			begun++
		}
	}
	switch {
	case begun == 0:
		return view.DayAhead
	case n[rule.Absent] > 0:
		return view.DayAbsent
	case n[rule.Pending] > 0:
		return view.DayOpen
	case n[rule.Late]+n[rule.LateEarly] > 0:
		return view.DayLate
	case n[rule.Early] > 0:
		return view.DayEarly
	case n[rule.MissingIn]+n[rule.MissingOut] > 0:
		return view.DayMissing
	case n[rule.OnLeave] == begun:
		return view.DayLeave
	case n[rule.OnLeave] > 0:
		return view.DayHalf
	case n[rule.Official] > 0:
		return view.DayAway
	case n[rule.MadeUp] > 0:
		return view.DayFixed
	}
	return view.DayPresent
}

// total adds up the days on which everything is known; the others are counted apart. A
// day counts by the part of its sessions, in tenths.
func total(list []view.Cell) (t view.Totals) {
	for _, c := range list {
		all, attended, leave, absent, pending, begun := len(c.Sessions), 0, 0, 0, 0, 0
		for _, x := range c.Sessions {
			state := rule.State(x.State)
			switch {
			case state == rule.Pending:
				pending++
				if x.Begun {
					begun++
				}
			case state.Attended():
				attended++
			case state == rule.OnLeave:
				leave++
			default:
				absent++
			}
			if state == rule.Late || state == rule.LateEarly {
				t.Late++
				t.LateFor += x.Late
			}
			if state == rule.Early || state == rule.LateEarly {
				t.Early++
			}
			if state == rule.MissingIn || state == rule.MissingOut {
				t.Missing++
			}
			if x.Was != "" {
				t.Corrected++
			}
		}
		if begun > 0 {
			t.Open++
		}
		if all == 0 || pending > 0 {
			continue
		}
		t.Expected++
		t.Attended += tenths(attended, all)
		t.Leave += tenths(leave, all)
		t.Absent += tenths(absent, all)
	}
	return t
}

// tenths is a part of a day, half a tenth rounded up.
func tenths(part, all int) int { return (20*part + all) / (2 * all) }
