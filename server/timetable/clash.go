package timetable

import (
	"cmp"
	"fmt"
	"slices"

	"yunka/server/campus"
)

// What two lessons at the same time share.
type Shared string

const (
	SharedClass   Shared = "class"
	SharedTeacher Shared = "teacher"
	SharedRoom    Shared = "room"
)

// Clash is two slots that cannot both be; errors.As finds it behind a fault
// lesson_clash.
type Clash struct {
	Shared Shared
	A, B   Slot
}

func (c *Clash) Error() string {
	return fmt.Sprintf("%s: %s%s and %s%s on day %d", c.Shared, c.A.Grade, c.A.Class, c.B.Grade, c.B.Class, c.A.Weekday)
}

// Clashes finds the slots of a term that share a class, a teacher or a room at the
// same time, each pair once, in the order of the slots. Times are compared by the
// minutes of the grades' periods: the third lesson of one grade may overlap the
// fourth of another. Rooms are the same if their names are, apart from width, case
// and blanks.
func Clashes(term Term, periods Periods, slots []Slot) (found []Clash) {
	type group struct {
		shared  Shared
		id      string
		weekday int
	}
	groups, order := map[group][]int{}, []group{}
	add := func(g group, i int) {
		if g.id == "" {
			return
		}
		if _, known := groups[g]; !known {
			order = append(order, g)
		}
		groups[g] = append(groups[g], i)
	}
	for i, s := range slots {
		add(group{SharedClass, s.ClassID, s.Weekday}, i)
		add(group{SharedTeacher, s.Teacher, s.Weekday}, i)
		add(group{SharedRoom, campus.Fold(s.Room), s.Weekday}, i)
	}
	type pair struct{ a, b int }
	seen := map[pair]bool{}
	starts := periods.starts(term.FirstDay, term.LastDay)
	var pairs []pair
	sharedBy := map[pair]Shared{}
	for _, g := range order {
		list := groups[g]
		for n, i := range list {
			for _, j := range list[n+1:] {
				p := pair{i, j}
				if seen[p] || !slots[i].Weeks.meets(slots[j].Weeks) || !meet(term, periods, starts, slots[i], slots[j]) {
					continue
				}
				seen[p], sharedBy[p] = true, g.shared
				pairs = append(pairs, p)
			}
		}
	}
	slices.SortFunc(pairs, func(x, y pair) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	for _, p := range pairs {
		found = append(found, Clash{sharedBy[p], slots[p.a], slots[p.b]})
	}
	return found
}

// meet reports whether two slots of one weekday overlap in minutes on some day of
// the term. starts are the days from which periods are what they are.
func meet(term Term, periods Periods, starts []string, a, b Slot) bool {
	for i, start := range starts {
		end := term.LastDay
		if i+1 < len(starts) {
			end = AddDays(starts[i+1], -1)
		}
		if !a.overlapsIn(b, start, end) {
			continue
		}
		if a.Grade == b.Grade && a.Period == b.Period {
			return true
		}
		p, ok1 := periods.Period(a.Grade, start, a.Period)
		q, ok2 := periods.Period(b.Grade, start, b.Period)
		if ok1 && ok2 && p.From < q.To && q.From < p.To {
			return true
		}
	}
	return false
}
