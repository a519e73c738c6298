// Package contact draws what families and teachers write to each other: who teaches a child, a
// thread, and the office's pages of what was reported.
package contact

import (
	"time"

	"yunka/views/console"
	"yunka/views/layout"
	"yunka/views/ui"
)

var face = layout.Face{CSS: "contact.css", Scripts: []string{"live.js", "contact.js", "logout.js"}, Body: "class", Forms: true}

// Rail is the line of the console.
var Rail = console.RailItem{Group: console.RailRecords, Order: 40, Key: "contact", Path: "/contact", Icon: ui.IconCall, Text: navContact}

// Teachers is GET /contact/{child}.
type Teachers struct {
	Page        layout.Page
	Child, Name string
	Own         bool
	List        []Teacher
}

// whose is the child of a guardian's page.
func (v Teachers) whose() string {
	if v.Own {
		return ""
	}
	return v.Name
}

// Teacher is one of the child's.
type Teacher struct {
	ID, Name string
	Main     bool // the class teacher
	Subjects []string
	Thread   string // "" before the first word
	Unread   int
}

// Threads is GET /threads.
type Threads struct {
	Page layout.Page
	List []Thread
}

// Thread is one in the list.
type Thread struct {
	ID, With, Child, Last string
	At                    time.Time
	Unread                int
}

// Page is GET /threads/{id}.
type Page struct {
	Page            layout.Page
	ID, With, Child string
	Teacher         bool // who looks is the teacher
	Over            bool // the teacher does not teach the child any more
	QuietUntil      time.Time
	Talk            Talk
	Text, Error     string // a message as it was typed
	Why, WhyError   string // a report
}

// Talk is the messages, the same for both sides.
type Talk struct {
	Thread, Base    string
	Family, Teacher string
	List            []Message
}

func (t Talk) by(m Message) string {
	if m.ByTeacher {
		return t.Teacher
	}
	return t.Family
}

// Message is one; Read says that the other side has.
type Message struct {
	ID, Text           string
	ByTeacher, Picture bool
	Read               bool
	At                 time.Time
}

// Office is GET /console/contact.
type Office struct {
	Shell console.Shell
	List  []Reported
}

// Reported is a thread that the office is asked to look at.
type Reported struct {
	ID, Child, Family, Teacher string
	Why                        []string
	At                         time.Time
}

// Opened is GET /console/contact/{id}.
type Opened struct {
	Shell                      console.Shell
	ID, Child, Family, Teacher string
	Reports                    []string
	Open                       bool
	Talk                       Talk
	Why, Error                 string
}

// ChildPath is the page of a child's teachers.
func ChildPath(child string) string { return "/contact/" + child }
