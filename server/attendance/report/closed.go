package report

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/timetable"
)

// hold brings closed days back to what they were when they were closed, and lists what was
// agreed to since and what came since.
func (r *Report) hold(ctx context.Context, q bun.IDB, b *books, groups []group) error {
	list, err := b.corrections(ctx, q)
	if err != nil {
		return err
	}
	after := r.Total
	type key struct{ person, day string }
	done := map[key]bool{}
	for _, c := range list {
		k := key{c.PersonID, c.Day}
		if c.DecidedAt <= c.LockedAt || done[k] {
			continue
		}
		done[k] = true
		if err := r.holdDay(ctx, q, b, k.person, k.day, list); err != nil {
			return err
		}
	}
	if len(r.Corrections) > 0 {
		r.After = &after
	}
	return r.came(ctx, q, b, groups)
}

// holdDay is hold of one person's day.
func (r *Report) holdDay(ctx context.Context, q bun.IDB, b *books, person, day string, list []agreed) error {
	cells, err := b.cellsOf(ctx, q, person, day)
	if err != nil || len(cells) == 0 {
		return err
	}
	type unit struct {
		now, then Kind
		less      int64 // seconds late that count now
		more      int64 // that counted then
		at        int64
		by        string
	}
	var units []unit
	for _, c := range cells {
		u := unit{now: KindOf(c.State, c.Excuse)}
		then := c.State
		if c.Was != "" { // some correction counts here
			then = c.Was
			for _, x := range list {
				if x.PersonID != person || x.Day != day || x.SessionID != c.SessionID {
					continue
				}
				if x.DecidedAt <= x.LockedAt {
					then = x.Wanted
				} else {
					u.at, u.by = x.DecidedAt, x.By
				}
			}
		}
		u.then = KindOf(then, c.Excuse)
		if then != c.State && then == rule.OnLeave {
			u.then = KindOf(then, "")
		}
		if u.now == Late {
			u.less = c.Late
		}
		if u.then == Late {
			u.more = c.Late
		}
		units = append(units, u)
	}
	if !r.Sessions { // the worst of the day
		all := units[0]
		for _, u := range units[1:] {
			all.now, all.then = max(all.now, u.now), max(all.then, u.then)
			all.less, all.more = all.less+u.less, all.more+u.more
			if u.at > all.at {
				all.at, all.by = u.at, u.by
			}
		}
		units = []unit{all}
	}
	class := b.class(cells[0].ClassID)
	for _, u := range units {
		if u.at == 0 || u.now == u.then {
			continue
		}
		r.Corrections = append(r.Corrections, Correction{PersonID: person, By: u.by, Class: class, Day: day, At: u.at, From: u.then, To: u.now})
		move := func(s *Sums) {
			s.Of[u.now]--
			s.Of[u.then]++
			s.Late += u.more - u.less
		}
		move(&r.Total)
		for i := range r.Classes {
			if r.Classes[i].Class.ID == class.ID {
				move(&r.Classes[i].Sums)
			}
		}
		for i := range r.People {
			if r.People[i].PersonID == person && r.People[i].Class.ID == class.ID {
				move(&r.People[i].Sums)
			}
		}
		for i := range r.Days {
			if r.Days[i].Day == day {
				move(&r.Days[i].Sums)
			}
		}
	}
	return nil
}

const mostLates = 200

// came lists what came after its day was closed, of those whom it would help.
func (r *Report) came(ctx context.Context, q bun.IDB, b *books, groups []group) error {
	closings, err := b.closings(ctx, q)
	if err != nil {
		return err
	}
	missing := map[[2]string]string{} // person and day: the class
	people := map[string]bool{}
	for _, g := range groups {
		if g.Part == "unit" && g.Kind >= Absent && g.Day <= r.ClosedUntil {
			missing[[2]string{g.PersonID, g.Day}] = g.ClassID
			people[g.PersonID] = true
		}
	}
	ids := make([]string, 0, len(people))
	for p := range people {
		ids = append(ids, p)
	}
	slices.Sort(ids)
	loc := b.school.Location()
	first := r.First
	for _, c := range closings {
		if first > r.Last {
			break
		}
		last := min(c.UntilDay, r.Last)
		from, to := timetable.Instant(first, 0, loc).UnixMilli(), timetable.Instant(timetable.AddDays(last, 1), 0, loc).UnixMilli()
		for part := range slices.Chunk(ids, 400) {
			list, err := b.afterwards(ctx, q, part, from, to, c.Feed)
			if err != nil {
				return err
			}
			for _, l := range list {
				l.Day = timetable.Today(time.UnixMilli(l.At), loc)
				if class, is := missing[[2]string{l.PersonID, l.Day}]; is && len(r.Lates) < mostLates {
					l.Class = b.class(class)
					r.Lates = append(r.Lates, l)
				}
			}
		}
		first = timetable.AddDays(c.UntilDay, 1)
	}
	return nil
}
