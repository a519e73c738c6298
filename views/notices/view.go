// Package notices draws what teachers tell a class: the class's page with who has read what, and
// the reader's on a phone.
package notices

import (
	"strconv"
	"time"

	"yunka/views/layout"
)

var face = layout.Face{CSS: "notices.css", Scripts: []string{"live.js", "logout.js"}, Body: "class", Forms: true}

// Entry is the line of the card page.
type Entry struct {
	Pupil, Key string
	Unread     int
	Newest     string
	Child      bool
}

// Notice is one.
type Notice struct {
	ID, Text, By string
	Base         string // of its files and forms
	At           time.Time
	Withdrawn    time.Time // zero while it stands
	Waits        bool      // for its time
	Seen, Pupils int
	Read         bool // by the reader
	Mine         bool // who looks may withdraw it
	Files        []File
}

// File is attached to a notice.
type File struct {
	ID, Name string
	Picture  bool
	Size     int64
}

func (f File) size() string {
	if f.Size < 1<<20 {
		return strconv.FormatInt(max(1, f.Size>>10), 10) + " KB"
	}
	return strconv.FormatFloat(float64(f.Size)/(1<<20), 'f', 1, 64) + " MB"
}

// Reader is GET /notices/{pupil}.
type Reader struct {
	Page        layout.Page
	Pupil, Name string
	Own         bool
	List        []Notice
}

// Classes is GET /class-notices.
type Classes struct {
	Page layout.Page
	List []Class
}

// Class is one that may be told.
type Class struct{ ID, Name string }

// Board is GET /class-notices/{class}.
type Board struct {
	Page       layout.Page
	ID, Class  string
	List       []Notice
	Text, When string // as typed
	Error      string
	Wrong      string // text, at or files
}

// Readers is who has read one.
type Readers struct {
	Page           layout.Page
	ClassID, Class string
	Text           string
	List           []Row
}

// Row is a pupil; At is zero while nobody read it.
type Row struct {
	Name, By string
	At       time.Time
}

func (v Readers) missing() (n int) {
	for _, r := range v.List {
		if r.At.IsZero() {
			n++
		}
	}
	return n
}

// Path is a pupil's page.
func Path(pupil string) string { return "/notices/" + pupil }

// ClassPath is the page of a class.
func ClassPath(class string) string { return "/class-notices/" + class }

// whose is the child of a guardian's page.
func (v Reader) whose() string {
	if v.Own {
		return ""
	}
	return v.Name
}
