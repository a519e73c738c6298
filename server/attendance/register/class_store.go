package register

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/timetable"
)

// ClassDay is a class on a day as the facts say it at the moment of reading. Its cells
// are derived from them and not read from the projection, which follows some
// milliseconds behind: who has just come is in it with the same read.
type ClassDay struct {
	Calendar timetable.Day
	Sessions []rule.Session // of its pupils, by start; none on a day without school
	Members  []campus.Member
	gates    map[string]string
	cells    map[string][]rule.Cell
}

// Cell is a pupil's cell in a session; false if the pupil has none.
func (d ClassDay) Cell(person, session string) (rule.Cell, bool) {
	i := slices.IndexFunc(d.cells[person], func(c rule.Cell) bool { return c.Session == session })
	if i < 0 {
		return rule.Cell{}, false
	}
	return d.cells[person][i], true
}

// Where is the name of the gate or reader at which somebody was seen at an instant of
// the day; "" if that is not known.
func (d ClassDay) Where(person string, at int64) string { return d.gates[fmt.Sprint(person, at)] }

// OwnerOfClass is the school of a class.
var OwnerOfClass = campus.OwnerBy("SELECT school_id, '' FROM class WHERE id = ?")

// ClassesNow reads classes on a day, by id, in a handful of statements and one more for
// each class, whatever their size. A class without members is among them.
func (s *Service) ClassesNow(ctx context.Context, q bun.IDB, school, day string, classes ...string) (map[string]ClassDay, error) {
	w, err := newWorld(ctx, q, school)
	if err != nil {
		return nil, err
	}
	from, to := w.bounds(day)
	all := map[string]ClassDay{}
	var people []string
	for _, class := range classes {
		v := ClassDay{Calendar: w.calendar.Day(day), cells: map[string][]rule.Cell{}}
		if v.Members, err = campus.MembersIn(ctx, q, school, to-1, rule.Expects, class); err != nil {
			return nil, err
		}
		if len(v.Members) > 0 && v.Calendar.SchoolDay() {
			m := v.Members[0]
			v.Sessions = rule.For(w.sessions, m.Role, m.Grade, m.ClassID, day, v.Calendar.WorksAs)
		}
		if len(v.Sessions) > 0 {
			for _, m := range v.Members {
				people = append(people, m.PersonID)
			}
		}
		all[class] = v
	}
	if len(people) == 0 {
		return all, nil
	}
	opened, ok, err := w.day(ctx, q, day)
	if err == nil && !ok { // the keeper opens it within seconds; until then its scans are among those of the day before
		opened, err = lastOpened(ctx, q, school, day)
		w.days[day] = &opened
	}
	if err != nil {
		return nil, err
	}
	of, err := s.facts(ctx, q, w, day, opened, people, from, to)
	if err != nil {
		return nil, err
	}
	gates, err := gatesAt(ctx, q, w, day, people)
	for id, v := range all {
		v.gates = gates
		for _, m := range v.Members {
			v.cells[m.PersonID] = rule.Derive(w.windows(day, m), of(m.PersonID))
		}
		all[id] = v
	}
	return all, err
}

// lastOpened is the day before one that is not open yet, which begins where that did.
func lastOpened(ctx context.Context, q bun.IDB, school, day string) (d openDay, err error) {
	d.Day = day
	err = q.NewRaw("SELECT COALESCE(MAX(since), 0) FROM attendance_day WHERE school_id = ? AND day < ?", school, day).Scan(ctx, &d.Since)
	return d, err
}

// Usual is when and where somebody usually comes to a session.
type Usual struct {
	At    int64  // seconds of the school's day: the median
	Where string // the gate or reader of most days
}

// usualFrom is how many days it takes before anything is usual.
const usualFrom = 5

// UsualOf says when people usually came to a session on these days. Who came on fewer
// than five of them has nothing usual. The numbers of the median are in the middle of
// an odd count, and the earlier of the two of an even one.
func UsualOf(ctx context.Context, q bun.IDB, sc campus.School, people []string, session string, days []string) (map[string]Usual, error) {
	usual := map[string]Usual{}
	if len(people) == 0 || len(days) == 0 {
		return usual, nil
	}
	first, _, err := readDay(ctx, q, sc.ID, days[0])
	if err != nil {
		return nil, err
	}
	list, err := OfPeople(ctx, q, sc.ID, people, days[0], days[len(days)-1])
	if err != nil {
		return nil, err
	}
	var rows []struct {
		PersonID, Name string
		At             int64
	}
	err = q.NewRaw(`
		SELECT s.person_id, s.at, COALESCE(g.name, t.name) AS name
		FROM scan s
		JOIN terminal t ON t.id = s.terminal_id
		LEFT JOIN gate g ON g.id = s.gate_id
		WHERE s.school_id = ? AND s.person_id IN (?) AND s.feed >= ? AND s.direction <> 'out'`,
		sc.ID, bun.List(people), first.Since).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	gates := map[string]string{}
	for _, r := range rows {
		gates[fmt.Sprint(r.PersonID, r.At)] = r.Name
	}
	times := map[string][]int64{}
	wheres := map[string]map[string]int{}
	for _, c := range list {
		if c.SessionID != session || c.Came == 0 {
			continue
		}
		times[c.PersonID] = append(times[c.PersonID], (c.Came-timetable.Instant(c.Day, 0, sc.Location()).UnixMilli())/1000)
		if where := gates[fmt.Sprint(c.PersonID, c.Came)]; where != "" {
			if wheres[c.PersonID] == nil {
				wheres[c.PersonID] = map[string]int{}
			}
			wheres[c.PersonID][where]++
		}
	}
	for person, at := range times {
		if len(at) < usualFrom {
			continue
		}
		slices.Sort(at)
		u := Usual{At: at[(len(at)-1)/2]}
		for where, n := range wheres[person] {
			if best := wheres[person][u.Where]; n > best || n == best && where < u.Where {
				u.Where = where
			}
		}
		usual[person] = u
	}
	return usual, nil
}
