// Package freshmen draws the intake of those who are to begin at a school: a family's pages
// behind its slip, the office's, the desk of the day and the wall.
package freshmen

import (
	"context"
	"strconv"
	"time"

	"yunka/views/layout"
	"yunka/views/msg"
	"yunka/views/ui"
)

var (
	familyFace = layout.Face{CSS: "freshmen.css", Scripts: []string{"logout.js"}, Body: "plain", Forms: true}
	paperFace  = layout.Face{CSS: "freshmen.css", Body: "plain"}
)

func Number(n int) string { return strconv.Itoa(n) }

// Path is a family's page of an applicant.
func Path(id string) string { return "/freshman/" + id }

// Named is an id and its name.
type Named struct{ ID, Name string }

// Join is GET /join/{code}: it names nobody.
type Join struct {
	Page         layout.Page
	Code         string
	School, Name string // of the intake
	Dead         bool   // no slip, or one that was replaced
	Asked        bool   // no code yet: it is typed
	Typed        string // of the applicant's name
	Proof, Phone string
	Pupil        bool
	Error        string
}

// Children is GET /freshman where a browser follows several.
type Children struct {
	Page layout.Page
	List []Named
}

// Item is a step of a checklist.
type Item struct {
	ID, Name string
	State    string // done, open, locked
	Owner    string // family, school, desk
	Does     string
	Spot     string
	At       time.Time
	Who      string // who of the family did it
	Waits    int
	Optional bool
}

// Place is the class and dormitory, once they are revealed.
type Place struct {
	Shown       bool
	At          time.Time // when they will be, or were; zero is not decided
	Class, Dorm string
	Version     int64
	New         bool // this browser's reader has not said that it was read
}

// Home is GET /freshman/{id}.
type Home struct {
	Page          layout.Page
	ID, Name      string
	Intake        string
	Who           string
	Day           time.Time
	Slot, Where   string
	Help          string
	Days          int // until the day; below 0 it is over
	State         string
	Items         []Item
	Review, Words string
	Other         string // who else of the family writes now
	OtherAt       time.Time
	Place         Place
	Pages         []GuideLink
	Pass          ui.Code
	Pupil         bool // is one, so that accounts can be had
	ArrivedAt     time.Time
	ArrivedSpot   string
	Deadline      time.Time
	Late          bool // the deadline is over, and nobody came
	Now           time.Time
	Several       bool
}

// GuideLink is a page of the guide as a list shows it.
type GuideLink struct {
	ID, Title string
	New       bool
}

// next is the first step that is this reader's; nil for none.
func (v Home) next() *Item {
	for i := range v.Items {
		if v.Items[i].Owner == "family" && v.Items[i].State == "open" {
			return &v.Items[i]
		}
	}
	return nil
}

func (v Home) done() (n int) {
	for _, item := range v.Items {
		if item.State == "done" {
			n++
		}
	}
	return n
}

// link is where a step of the family's is done; "" is nowhere on a page.
func (v Home) link(item Item) string {
	switch item.Does {
	case "form":
		return Path(v.ID) + "/form"
	case "card":
		if v.Pupil {
			return Path(v.ID) + "#account"
		}
	}
	return ""
}

// Field is one of the form, with what stands in it.
type Field struct {
	ID, Label, Help, Kind string
	Choices               []string
	Required              bool
	Value                 string
	Was                   string // the stamp of what it was drawn with
	Error                 string
	Theirs                string // what another of the family has written meanwhile
	TheirsBy              string
	Picture               string // waiting, accepted, refused; "" is none
	PictureWords          string
}

// described is the ids of what stands beneath a field.
func (f Field) described() string {
	text := ""
	if f.Error != "" || f.Theirs != "" {
		text = "e-" + f.ID
	}
	if f.Help != "" {
		if text != "" {
			text += " "
		}
		text += "h-" + f.ID
	}
	return text
}

// Form is GET /freshman/{id}/form.
type Form struct {
	Page     layout.Page
	ID, Name string
	Fields   []Field
	Over     bool // accepted: it is read only
	Sent     bool
	Words    string // the reviewer's
	Problem  string
	Other    string
	OtherAt  time.Time
}

func (v Form) pictures() (list []Field) {
	for _, f := range v.Fields {
		if f.Kind == "picture" {
			list = append(list, f)
		}
	}
	return list
}

func (v Form) lines() (list []Field) {
	for _, f := range v.Fields {
		if f.Kind != "picture" {
			list = append(list, f)
		}
	}
	return list
}

// Guide is GET /freshman/{id}/guide/{page}.
type Guide struct {
	Page       layout.Page
	ID         string
	PageID     string
	Title      string
	Paragraphs []string
	Version    int64
	At         time.Time
	New        bool
}

// Code is the answer that shows an activation code once.
type Code struct {
	Page  layout.Page
	ID    string
	For   string
	Code  string
	Until time.Time
	Link  string
}

// Gone is the page of who has not proved anything here.
type Gone struct{ Page layout.Page }

func inputType(kind string) string {
	switch kind {
	case "date":
		return "date"
	case "phone":
		return "tel"
	}
	return "text"
}

func inputMode(kind string) string {
	switch kind {
	case "number":
		return "decimal"
	case "phone":
		return "tel"
	}
	return ""
}

func Stamp(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return msg.Stamp(ctx, t)
}
