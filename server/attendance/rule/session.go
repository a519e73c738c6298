// Package rule decides attendance: who is expected when, and what came of it. It is
// pure: it reads no clock and no database, and the same facts always give the same
// cells, however late some of them became known.
//
// A Session says when whom is expected, a Window is a session on one day as
// instants, and Derive makes the Cell of each window from punches, excuses, marks of
// staff and corrections. Comparisons are exact to the second: who comes within the
// last second of the grace is on time.
package rule

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/fault"
)

// Session says when whom is expected. Minutes are of the school's day, so a session
// never goes past midnight.
type Session struct {
	ID       string
	SchoolID string
	Name     string
	Role     allow.Role
	Grade    string // "": all of the role
	ClassID  string // "": all of the grade
	Weekdays int    // a bit for each weekday: Monday 1, Tuesday 2 … Sunday 64

	Opens  int // minute from which an arrival counts
	Starts int
	Grace  int // minutes after Starts that are still on time, the last second included
	// AbsentAfter is how many minutes after Starts somebody who comes counts as
	// absent from it.
	AbsentAfter int
	Ends        int
	EarlyGrace  int  // minutes before Ends in which leaving is not early
	Closes      int  // minute until which leaving counts; absence is known after it
	MustOut     bool // who does not leave by a gate or reader has something missing

	FromDay  string // YYYY-MM-DD
	UntilDay string // the first day without it; "": it is held
}

// Expects are the roles that a session can be for.
var Expects = []allow.Role{allow.Student, allow.Teacher}

const allWeek = 1<<7 - 1

// On reports whether the session is held on a day that works as this weekday, Monday
// 1 to Sunday 7; 0 is a day without school.
func (s Session) On(day string, worksAs int) bool {
	return worksAs > 0 && s.within(day) && s.Weekdays&(1<<(worksAs-1)) != 0
}

// level is how closely a session says whom it is for.
func (s Session) level() int {
	switch {
	case s.ClassID != "":
		return 2
	case s.Grade != "":
		return 1
	}
	return 0
}

// For are the sessions of one day for somebody of this role, grade and class, by
// their start. worksAs is as in Session.On.
func For(list []Session, role allow.Role, grade, class, day string, worksAs int) (held []Session) {
	level := 0
	for _, s := range list {
		if s.Role == role && (s.Grade == "" || s.Grade == grade) && (s.ClassID == "" || s.ClassID == class) && s.within(day) {
			if l := s.level(); l > level {
				level, held = l, nil
			} else if l < level {
				continue
			}
			held = append(held, s)
		}
	}
	held = slices.DeleteFunc(held, func(s Session) bool { return !s.On(day, worksAs) })
	slices.SortFunc(held, func(a, b Session) int {
		if a.Starts != b.Starts {
			return a.Starts - b.Starts
		}
		return strings.Compare(a.ID, b.ID)
	})
	return held
}

func (s Session) within(day string) bool {
	return s.FromDay <= day && (s.UntilDay == "" || day < s.UntilDay)
}

// Check refuses what cannot be a session, each with a code of its own: session_name,
// session_role, session_days, session_times, session_grace.
func (s Session) Check() error {
	switch n := utf8.RuneCountInString(s.Name); {
	case n == 0 || n > 20 || !utf8.ValidString(s.Name) || strings.ContainsRune(s.Name, 0):
		return fault.New(fault.Invalid, "session_name")
	case !slices.Contains(Expects, s.Role) || s.ClassID != "" && s.Grade == "":
		return fault.New(fault.Invalid, "session_role")
	case s.Weekdays <= 0 || s.Weekdays > allWeek:
		return fault.New(fault.Invalid, "session_days")
	case s.Opens < 0 || s.Opens > s.Starts || s.Starts >= s.Ends || s.Ends > s.Closes || s.Closes > 24*60:
		return fault.New(fault.Invalid, "session_times")
	case s.Grace < 0 || s.AbsentAfter < s.Grace || s.Starts+s.AbsentAfter > s.Ends || s.EarlyGrace < 0 || s.EarlyGrace >= s.Ends-s.Starts:
		return fault.New(fault.Invalid, "session_grace")
	}
	return nil
}

// Overlaps reports whether two sessions expect the same people at the same time.
func (s Session) Overlaps(o Session) bool {
	return s.Role == o.Role && s.Grade == o.Grade && s.ClassID == o.ClassID && s.Weekdays&o.Weekdays != 0 &&
		(o.UntilDay == "" || s.FromDay < o.UntilDay) && (s.UntilDay == "" || o.FromDay < s.UntilDay) &&
		s.Starts < o.Ends && o.Starts < s.Ends
}
