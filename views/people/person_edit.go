package people

import (
	"context"
	"slices"
	"time"

	"yunka/views/console"
	"yunka/views/msg"
)

// Rights of a guardian, in the order people list them.
var Rights = []string{"view", "leave", "pay", "pickup", "delegate", "consent", "notify"}

// PersonFormView is GET /console/people/new and /console/people/{id}/edit.
type PersonFormView struct {
	Shell   console.Shell
	Roles   []string // of a new person
	Classes []console.Option
	Form    PersonForm
}

// PersonForm is a person, or a guardian to add, as typed.
type PersonForm struct {
	ID                                         string // "" is a new one
	Name, Number, Phone, Class, Role, Relation string
	Was                                        string // what the form was filled from
	Error, Field                               string // what is wrong, and with which field
}

func personTitle(ctx context.Context, f PersonForm) string {
	if f.ID == "" {
		return personAdd(ctx)
	}
	return personEdit(ctx)
}

func personTo(f PersonForm) string {
	if f.ID == "" {
		return "/people"
	}
	return "/people/" + f.ID + "/edit"
}

func personBack(f PersonForm) string {
	if f.ID == "" {
		return "/people"
	}
	return "/people/" + f.ID
}

// wrong is what is wrong with a field, "" when nothing is.
func wrong(f PersonForm, field string) string {
	if f.Field == field {
		return f.Error
	}
	return ""
}

func has(list []string, code string) bool { return slices.Contains(list, code) }

// PeopleStates are the filters of the list of people.
var PeopleStates = []string{"stopped", "noaccount", "unclaimed", "nophone", "left"}

// CodesView is POST /console/people/codes: slips to print and cut.
type CodesView struct {
	Shell         console.Shell
	School, Class string
	Guardians     bool
	URL           string // where a code is typed in
	Until         time.Time
	Local         bool // the address is one that no phone reaches
	Slips         []Slip
}

// Slip is one person's code; Child is the pupil of a guardian.
type Slip struct{ Name, Child, Code string }

// slipLine says whose slip it is: a pupil of the class, or whose guardian.
func slipLine(ctx context.Context, v CodesView, s Slip) string {
	if s.Child == "" {
		return v.Class
	}
	return v.Class + " " + msg.GuardianOf(ctx, s.Child)
}

func photoButton(ctx context.Context, v PersonView) string {
	if v.Photo {
		return photoChange(ctx)
	}
	return photoAdd(ctx)
}
