package report

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/campus"
)

// name gives people their names and finds whom a reader should look at.
func (r *Report) name(ctx context.Context, q bun.IDB, b *books, groups []group) error {
	names, err := b.names(ctx, q)
	if err != nil {
		return err
	}
	for i := range r.People {
		p := &r.People[i]
		p.Name, p.Number = names[p.PersonID].Name, names[p.PersonID].Number
	}
	slices.SortFunc(r.People, func(x, y Row) int {
		return cmp.Or(byClass(x, y), cmp.Compare(names[x.PersonID].Folded, names[y.PersonID].Folded), cmp.Compare(x.PersonID, y.PersonID))
	})
	for i := range r.Corrections {
		c := &r.Corrections[i]
		c.Name = names[c.PersonID].Name
	}
	for i := range r.Lates {
		r.Lates[i].Name = names[r.Lates[i].PersonID].Name
	}
	r.notes(b, names, groups)
	return nil
}

func (r *Report) notes(b *books, names map[string]named, groups []group) {
	late := map[string]*Note{}
	for _, p := range r.People {
		if p.Of[Late] == 0 {
			continue
		}
		n := late[p.PersonID]
		if n == nil {
			n = &Note{PersonID: p.PersonID, Name: p.Name, Class: p.Class}
			late[p.PersonID] = n
		}
		n.N += p.Of[Late]
		n.Seconds += p.Sums.Late
	}
	for _, n := range late {
		if n.N >= lateFrom {
			r.OftenLate = append(r.OftenLate, *n)
		}
	}
	type missed struct {
		away, absent, pending map[string]bool
		class                 campus.Class
	}
	by := map[string]*missed{}
	moved := map[[2]string]Kind{} // closed days stay as they were
	for _, c := range r.Corrections {
		if _, first := moved[[2]string{c.PersonID, c.Day}]; !first {
			moved[[2]string{c.PersonID, c.Day}] = c.From
		}
	}
	note := func(person, class, day string, kind Kind) {
		m := by[person]
		if m == nil {
			m = &missed{map[string]bool{}, map[string]bool{}, map[string]bool{}, b.class(class)}
			by[person] = m
		}
		switch kind {
		case Leave, Sick:
			m.away[day] = true
		case Absent:
			m.away[day], m.absent[day] = true, true
		case Pending:
			m.pending[day] = true
		}
	}
	for _, g := range groups {
		if g.Part == "unit" {
			if _, is := moved[[2]string{g.PersonID, g.Day}]; !is || r.Sessions {
				note(g.PersonID, g.ClassID, g.Day, g.Kind)
			}
		}
	}
	if !r.Sessions {
		for key, kind := range moved {
			for _, c := range r.Corrections {
				if c.PersonID == key[0] && c.Day == key[1] {
					note(key[0], c.Class.ID, key[1], kind)
					break
				}
			}
		}
	}
	today := r.AsOf.Format("2006-01-02")
	for person, m := range by {
		of := func(days map[string]bool) Note {
			n := Note{PersonID: person, Name: names[person].Name, Class: m.class, N: len(days)}
			for day := range days {
				n.Days = append(n.Days, day)
			}
			slices.Sort(n.Days)
			return n
		}
		if len(m.absent) > 0 {
			r.Absents = append(r.Absents, of(m.absent))
		}
		if run := r.longest(m.away); len(run) >= streakFrom {
			n := of(map[string]bool{})
			n.N, n.Days = len(run), run
			r.Streaks = append(r.Streaks, n)
		}
		past := map[string]bool{}
		for day := range m.pending {
			if day < today {
				past[day] = true
			}
		}
		if len(past) > 0 {
			r.Unregistered = append(r.Unregistered, of(past))
		}
	}
	for _, list := range []*[]Note{&r.OftenLate, &r.Absents, &r.Streaks, &r.Unregistered} {
		slices.SortFunc(*list, func(x, y Note) int {
			return cmp.Or(cmp.Compare(y.N, x.N), campus.CompareClasses(x.Class.Grade, x.Class.Name, y.Class.Grade, y.Class.Name), cmp.Compare(x.Name, y.Name), cmp.Compare(x.PersonID, y.PersonID))
		})
		*list = (*list)[:min(len(*list), mostNotes)]
	}
}

// longest is the longest run of days of the report, one after the other, that are in a set.
func (r *Report) longest(set map[string]bool) (best []string) {
	var run []string
	for _, d := range r.Days {
		if !set[d.Day] {
			run = nil
			continue
		}
		if run = append(run, d.Day); len(run) > len(best) {
			best = slices.Clone(run)
		}
	}
	return best
}
