// Package visits draws the visitors' page in the console.
package visits

import (
	"time"

	"yunka/views/console"
	"yunka/views/ui"
)

// VisitsView is GET /console/visits?past=1.
type VisitsView struct {
	Shell console.Shell
	Form  VisitForm
	Zones []console.Option
	Rows  []Visit
	Past  bool
	Made  *VisitMade // a link that was just made
}

// VisitForm is an invitation as it is typed; Field is what is wrong with it.
type VisitForm struct {
	Name, Company, Phone, Purpose, Zone, Look, From, To string
	Field, Error                                        string
}

func (f VisitForm) wrong(field string) string {
	if f.Field == field {
		return f.Error
	}
	return ""
}

// VisitMade is the link of an invitation, shown once.
type VisitMade struct {
	Name, URL string
	Code      ui.Code
}

// Visit is a row. Entered and Gone are zero when they did not happen.
type Visit struct {
	ID, Name, Company, Purpose, Host, Zone, Look, State string
	Phone                                               string
	From, To, Entered, Gone                             time.Time
}

func (v Visit) tone() string {
	switch v.State {
	case "inside":
		return "ok"
	case "overdue":
		return "danger"
	case "waited":
		return "warn"
	}
	return "mute"
}

func (v Visit) open() bool { return v.State == "expected" || v.State == "waited" }
func (v Visit) here() bool { return v.State == "inside" || v.State == "overdue" }
