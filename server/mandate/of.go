package mandate

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/timetable"
)

// Right is that an adult may collect a child at the instant that was asked.
type Right struct {
	Mandate  string // its id, for Used
	Child    string
	Adult    string // the delegate
	Guardian string // by whose word
	Relation string
	From, To int64 // the window that holds, Unix milliseconds; To is exclusive
}

// Of is which children a delegate may collect at an instant, by whose word. It is for the
// transaction of a release, after the adult's person lock is held: End takes the same lock,
// so what Of says stands until the commit. It looks at everything anew: the days and hours,
// what was taken back, whether the guardian still may delegate for the child, and whether a
// restriction stands against the adult, by phone number or by name. Another reason that
// stops a release (custody, a hold, a lockdown) is the caller's.
func Of(ctx context.Context, q bun.IDB, school, adult string, at time.Time) (list []Right, err error) {
	m, err := one(ctx, q, "m.person_id = ? AND m.school_id = ?", adult, school)
	if err != nil {
		return nil, ignoreAbsent(err)
	}
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return nil, err
	}
	calendar, err := timetable.LoadCalendar(ctx, q, school)
	if err != nil {
		return nil, err
	}
	if m.State(at, sc.Location()) != Active || m.stopped(at.UnixMilli()) || !m.When().Holds(calendar, at, sc.Location()) {
		return nil, nil
	}
	if err := judge(ctx, q, &m, at.UnixMilli()); err != nil {
		return nil, err
	}
	from, to := m.When().Window(timetable.Today(at, sc.Location()), sc.Location())
	for _, c := range m.Children {
		if c.EndedAt == 0 && c.GuardianMay && !c.Restricts {
			list = append(list, Right{Mandate: m.ID, Child: c.ID, Adult: adult, Guardian: m.GuardianID, Relation: m.Relation, From: from.UnixMilli(), To: to.UnixMilli()})
		}
	}
	return list, nil
}

// Errand is what is left to do of a mandate.
type Errand struct {
	Children      []Child
	Windows       []Window
	GuardianPhone string
}

// Coming is what the adult's own page shows: the windows that are not over, at most n, and
// the children who may be collected as things stand now. Without either there is nothing
// left to do.
func Coming(ctx context.Context, q bun.IDB, m Mandate, sc campus.School, now time.Time, n int) (e Errand, err error) {
	if m.State(now, sc.Location()) != Active || m.stopped(now.UnixMilli()) {
		return e, nil
	}
	calendar, err := timetable.LoadCalendar(ctx, q, m.SchoolID)
	if err != nil {
		return e, err
	}
	if err := judge(ctx, q, &m, now.UnixMilli()); err != nil {
		return e, err
	}
	for _, c := range m.Children {
		if c.EndedAt == 0 && c.GuardianMay && !c.Restricts {
			e.Children = append(e.Children, c)
		}
	}
	e.Windows = m.When().Windows(calendar, now, sc.Location(), n)
	e.GuardianPhone, err = phoneOf(ctx, q, m.SchoolID, m.GuardianID)
	return e, err
}
