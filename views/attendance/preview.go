package attendance

import (
	"slices"
	"time"

	"yunka/views/console"
)

// Preview is who is expected when on a day. Days are YYYY-MM-DD.
type Preview struct {
	Shell                     console.Shell
	Day, Today, Before, After string
	Name                      string // what the calendar calls the day
	SchoolDay                 bool
	WorksAs                   int    // the weekday, Monday 1, that the day works as
	Next                      string // the next school day; "" if there is none soon
	NoSessions                bool   // the school has entered none at all
	Groups                    []Expects
}

// Expects is a group of people with the same sessions: a grade, some of its classes,
// the teachers, or pupils in no class (neither grade nor class).
type Expects struct {
	Teachers     bool
	Grade, Class string // Class is its whole name, of a single one
	of           []string
	People       int
	Sessions     []ExpectedAt
}

// ExpectedAt is a session. Times are HH:MM.
type ExpectedAt struct {
	Name, Starts, OnTime, AbsentFrom, Ends string
	MustOut                                bool
}

// Add adds a class, or teachers; classes of a grade with the same sessions are one group.
func (p *Preview) Add(e Expects) {
	if e.Grade != "" {
		for i, g := range p.Groups {
			if g.Grade == e.Grade && slices.Equal(g.Sessions, e.Sessions) {
				p.Groups[i].People += e.People
				p.Groups[i].of = append(g.of, e.Class)
				return
			}
		}
		e.of = []string{e.Class}
	}
	p.Groups = append(p.Groups, e)
}

// whole reports whether the group is all of its grade.
func (p Preview) whole(e Expects) bool {
	n := 0
	for _, g := range p.Groups {
		if g.Grade == e.Grade {
			n++
		}
	}
	return n == 1
}

// expected is how many are expected at all.
func (p Preview) expected() (n int) {
	for _, g := range p.Groups {
		if len(g.Sessions) > 0 {
			n += g.People
		}
	}
	return n
}

// forgotten are the pupils whom nobody expects on a day on which others are.
func (p Preview) forgotten(e Expects) bool {
	return p.SchoolDay && !e.Teachers && len(e.Sessions) == 0 && p.expected() > 0
}

func (p Preview) path(day string) string { return p.Shell.Path("/sessions/preview?day=" + day) }

func dateOf(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return t
}
