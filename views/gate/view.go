package gate

import (
	"yunka/views/console"
)

// GatesView is GET /console/gates.
type GatesView struct {
	Shell console.Shell
	Gates []Gate
	Zones []Zone
}

// Zone is a space of the school.
type Zone struct {
	ID, Name string
	Inside   string // id of the zone it lies in, "" for an outermost one
	Gates    int

	Passback, Sequence      string
	Limit                   int
	TwoPerson, Group, Keeps bool
}

// Gate with its rules.
type Gate struct {
	ID                    string
	Name, Zone, Direction string
	Hours                 []Hours // empty: always open
	Allowed               []Right
}

// GateView is the form of one gate.
type GateView struct {
	Shell console.Shell
	Zones []Zone
	Form  GateForm
}

// GateForm is a gate as typed. Days are Monday to Sunday and holidays: "06:30-08:30, 16:00-18:30".
type GateForm struct {
	ID              string // "" is a new one
	Name, Direction string
	Zone, NewZone   string
	Inside          string // what the new zone lies in
	Always          bool
	From            string // the zone it leads from, "" for what lies around
	Egress          bool
	Days            [8]string
	Rights          map[string]string // role -> allow, confirm or ""
	Error, Field    string            // what is wrong, and with which field
	LockOut         *LockOut
	BadDay          int // 1 Monday
}

// Hours of a weekday, 1 Monday to 7 Sunday, 8 a holiday.
type Hours struct {
	Weekday  int
	From, To string // 06:30
}

// Right of a role in the zone behind the gate.
type Right struct {
	Role   string
	Effect string // allow, confirm
}
