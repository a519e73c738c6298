package attendance

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/attendance/register"
	"yunka/server/attendance/roll"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance"
)

const (
	medianDays = 20 // school days of which the median is the usual arrival
	usualBack  = 60 // days among which they are looked for

	// A terminal says every few seconds that it has told everything; one that is
	// further behind than this is silent.
	silentAfter = 2 * time.Minute
)

// usualCache keeps the usual arrivals of classes for a day: they are of the days before
// it and do not move.
type usualCache struct {
	mu  sync.Mutex
	day string
	of  map[[2]string]map[string]register.Usual // by class and session
}

func (c *usualCache) get(day, class, session string, read func() (map[string]register.Usual, error)) (map[string]register.Usual, error) {
	c.mu.Lock()
	if c.day != day {
		c.day, c.of = day, map[[2]string]map[string]register.Usual{}
	}
	u, ok := c.of[[2]string{class, session}]
	c.mu.Unlock()
	if ok {
		return u, nil
	}
	u, err := read()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.day == day {
		c.of[[2]string{class, session}] = u
	}
	return u, nil
}

// classesNow reads classes as their pages show them; with calls, whom to call about who
// is missing. The reader's right to that is the caller's to ask.
func (s *Attendance) classesNow(ctx context.Context, q bun.IDB, sc campus.School, classes []campus.Class, calls bool) ([]view.ClassNow, error) {
	now, loc := s.Now(), sc.Location()
	day := timetable.Today(now, loc)
	ids := make([]string, len(classes))
	for i, c := range classes {
		ids[i] = c.ID
	}
	all, err := s.register.ClassesNow(ctx, q, sc.ID, day, ids...)
	if err != nil {
		return nil, err
	}
	silent, err := register.Silent(ctx, q, sc.ID, now.Add(-silentAfter).UnixMilli())
	if err != nil {
		return nil, err
	}
	var people []string
	for _, d := range all {
		for _, m := range d.Members {
			people = append(people, m.PersonID)
		}
	}
	noted, err := register.MarksOf(ctx, q, sc.ID, day, people)
	if err != nil {
		return nil, err
	}
	words, err := wordsOf(ctx, q, sc.ID, day, ids)
	if err != nil {
		return nil, err
	}
	out := make([]view.ClassNow, len(classes))
	for i, c := range classes {
		x := sorter{s: s, sc: sc, now: now, day: day, d: all[c.ID], silent: silent, marks: noted, words: words}
		if out[i], err = x.sort(ctx, q, c); err != nil {
			return nil, err
		}
		if out[i].Without == view.NoSchool {
			if out[i].Next, err = nextSchoolDay(ctx, q, sc, day); err != nil {
				return nil, err
			}
		}
		if calls {
			for _, list := range [][]view.Pupil{out[i].Lost, out[i].Missing} {
				if err := addCalls(ctx, q, sc.ID, now, list); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

func nextSchoolDay(ctx context.Context, q bun.IDB, sc campus.School, day string) (time.Time, error) {
	calendar, err := timetable.LoadCalendar(ctx, q, sc.ID)
	if err != nil {
		return time.Time{}, err
	}
	next, ok := calendar.Next(day)
	if !ok {
		return time.Time{}, nil
	}
	return timetable.Instant(next.Day, 0, sc.Location()), nil
}

func addCalls(ctx context.Context, q bun.IDB, school string, now time.Time, pupils []view.Pupil) error {
	ids := make([]string, len(pupils))
	for i, p := range pupils {
		ids[i] = p.ID
	}
	contacts, err := campus.ContactsOf(ctx, q, school, now.UnixMilli(), ids...)
	for i, p := range pupils {
		if c, ok := contacts[p.ID]; ok {
			pupils[i].Call = &view.Call{Relation: cmp.Or(c.Relation, c.Name), Phone: c.Phone}
		}
	}
	return err
}

// sorter puts the pupils of one class into the lists of its page.
type sorter struct {
	s      *Attendance
	sc     campus.School
	now    time.Time
	day    string
	d      register.ClassDay
	silent []register.Silence
	marks  []register.Mark
	words  map[string]roll.Word
}

// onNow is the session that a page at this minute is about: the last one that has
// opened, else the first one.
func onNow(list []rule.Session, minute int) rule.Session {
	now := list[0]
	for _, one := range list {
		if one.Opens <= minute {
			now = one
		}
	}
	return now
}

func (x *sorter) sort(ctx context.Context, q bun.IDB, c campus.Class) (v view.ClassNow, err error) {
	loc := x.sc.Location()
	v = view.ClassNow{ID: c.ID, Name: campus.ClassName(c.Grade, c.Name), Day: x.day}
	switch {
	case len(x.d.Members) == 0:
		v.Without = view.NoPupils
	case !x.d.Calendar.SchoolDay():
		v.Without, v.Holiday = view.NoSchool, x.d.Calendar.Name
	case len(x.d.Sessions) == 0:
		v.Without = view.NoSessions
	}
	if v.Without != "" {
		return v, nil
	}
	local := x.now.In(loc)
	one := onNow(x.d.Sessions, local.Hour()*60+local.Minute())
	window := one.Window(x.day, loc)
	v.SessionID, v.Session = one.ID, one.Name
	v.Starts, v.OnTime, v.Ends = timetable.Clock(one.Starts), timetable.Clock(one.Starts+one.Grace), timetable.Clock(one.Ends)
	v.Before, v.Over = x.now.UnixMilli() < window.Starts, x.now.UnixMilli() >= window.Ends
	silent := map[string]bool{}
	for _, t := range x.silent {
		// What happened after nobody could come in time any more says nothing here.
		if t.Until >= window.AbsentFrom+1000 || x.now.UnixMilli() < window.Opens {
			continue
		}
		name := cmp.Or(t.Gate, t.Name)
		if !silent[name] {
			g := view.SilentGate{Name: name}
			if t.Until > 0 {
				g.Since = web.At(t.Until, loc)
			}
			v.Silent = append(v.Silent, g)
		}
		silent[name] = true
	}
	usual, err := x.usual(ctx, q, c.ID, one.ID)
	if err != nil {
		return v, err
	}
	for _, m := range x.d.Members {
		cell, ok := x.d.Cell(m.PersonID, one.ID)
		if !ok {
			continue // a class with a teacher in it
		}
		p := view.Pupil{ID: m.PersonID, Name: m.Name, Excuse: cell.Excuse, Official: cell.State == rule.Official, Seconds: cell.Late, Absent: cell.State == rule.Absent}
		if cell.Came > 0 {
			p.Came, p.Where = web.At(cell.Came, loc), x.d.Where(m.PersonID, cell.Came)
		}
		for _, k := range x.marks {
			if k.PersonID == m.PersonID && k.SessionID == one.ID {
				p.Mark = &view.Mark{What: k.What, By: k.By, At: web.At(k.At, loc)}
			}
		}
		u, known := usual[m.PersonID]
		if known {
			p.Usual, p.Gate = timetable.Clock(int(u.At/60)), u.Where
		}
		x.compare(&v, m.PersonID, one.ID, p)
		switch placeOf(cell) {
		case onLeave:
			v.Leave = append(v.Leave, p)
		case cameLate:
			v.Late = append(v.Late, p)
		case here:
			v.Here = append(v.Here, p)
		case notSeen:
			// Whoever may have come by a gate that is silent is not called missing.
			if cell.State == rule.Pending && (silent[p.Gate] || p.Gate == "" && len(silent) > 0) {
				v.Waiting = append(v.Waiting, p)
			} else {
				v.Missing = append(v.Missing, p)
			}
		}
	}
	return v, nil
}

// usual are the class's usual arrivals; read only if somebody was not seen.
func (x *sorter) usual(ctx context.Context, q bun.IDB, class, session string) (map[string]register.Usual, error) {
	var people []string
	some := false
	for _, m := range x.d.Members {
		people = append(people, m.PersonID)
		cell, ok := x.d.Cell(m.PersonID, session)
		some = some || ok && placeOf(cell) == notSeen
	}
	if !some {
		return nil, nil
	}
	return x.s.usuals.get(x.day, class, session, func() (map[string]register.Usual, error) {
		days, err := register.Days(ctx, q, x.sc.ID, timetable.AddDays(x.day, -usualBack), timetable.AddDays(x.day, -1))
		if err != nil {
			return nil, err
		}
		return register.UsualOf(ctx, q, x.sc, people, session, days[max(0, len(days)-medianDays):])
	})
}

// place is the list of a class's page that a pupil stands in.
type place int

const (
	notSeen place = iota
	cameLate
	onLeave
	here
)

// placeOf puts each cell into exactly one list, so that their sums are the class.
func placeOf(c rule.Cell) place {
	switch {
	case c.State == rule.OnLeave || c.State == rule.Official:
		return onLeave
	case c.State == rule.MadeUp || c.Vouched:
		return here
	case c.State == rule.Absent && (c.Was != "" || c.Came == 0), c.State == rule.Pending && c.Came == 0:
		return notSeen
	case c.Late > 0:
		return cameLate
	}
	return here
}

// ofIDs are classes of a school by id, in the school's order; unknown ones are left out.
func ofIDs(ctx context.Context, q bun.IDB, school string, ids []string) ([]campus.Class, error) {
	classes, err := campus.Classes(ctx, q, school)
	return slices.DeleteFunc(classes, func(c campus.Class) bool { return !slices.Contains(ids, c.ID) }), err
}
