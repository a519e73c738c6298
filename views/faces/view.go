// Package faces draws the office's pages of how cards look: the versions, the designer with a
// preview of all three faces, and the review.
package faces

import (
	"context"
	"slices"
	"strconv"
	"time"

	"yunka/views/cardpage"
	"yunka/views/console"
	"yunka/views/msg"
	"yunka/views/ui"
)

// Rail is the line of the console.
var Rail = console.RailItem{Group: console.RailSchool, Order: 25, Key: "faces", Path: "/faces", Icon: ui.IconCard, Text: navFaces}

// Overview is GET /console/faces.
type Overview struct {
	Shell    console.Shell
	Versions []Version
	Starters []Starter
	Error    string
}

// Open is the version that is on its way, if there is one.
func (v Overview) open() (Version, bool) {
	i := slices.IndexFunc(v.Versions, func(one Version) bool { return one.Open })
	if i < 0 {
		return Version{}, false
	}
	return v.Versions[i], true
}

// latest is what a new draft is a copy of: what everybody has, or the newest.
func (v Overview) latest() (Version, bool) {
	for _, state := range []string{"published", "trial"} {
		if i := slices.IndexFunc(v.Versions, func(one Version) bool { return one.State == state }); i >= 0 {
			return v.Versions[i], true
		}
	}
	if len(v.Versions) == 0 {
		return Version{}, false
	}
	return v.Versions[0], true
}

// Version is one in a list.
type Version struct {
	ID        string
	Number    int
	State     string
	Open      bool // on its way to phones
	By        string
	At        time.Time
	Class     string // on trial
	Since     time.Time
	Reach     int // cards
	Why       string
	Reviewer  string
	Swatches  []string // the classes of the three faces
	Sheets    []string
	CanReturn bool // it was shown, or may be: publish it
}

func (v Version) path(sh console.Shell, more string) string {
	return sh.Path("/faces/" + v.ID + more)
}

// Starter is a finished design.
type Starter struct {
	Key      string
	Swatches []string
	Sheets   []string
}

// Editor is GET /console/faces/{id}: a draft's form, or what a version looks like.
type Editor struct {
	Shell    console.Shell
	V        Version
	Rev      int64
	Forms    []Form
	Tones    []Tone
	Preview  Preview
	BasedOn  int
	Classes  []console.Option // to show it to first
	Error    string
	Readonly bool
}

// Tone is a colour to choose.
type Tone struct{ Key, Color, Classes, Sheet string }

// Form is a role's part of the designer, as typed.
type Form struct {
	Role      string
	Color     string
	Title     string
	Art       string
	Cover     string // the id of a picture
	Logo      string
	Fields    []string
	Quick     []string
	Functions []Choice
	Error     string // beside Wrong
	Wrong     string // the field that is wrong: color, title, quick
}

func (f Form) tone(tones []Tone) string {
	for _, t := range tones {
		if t.Color == f.Color {
			return t.Color
		}
	}
	return "own"
}

func (f Form) quick(i int) string {
	if i < len(f.Quick) {
		return f.Quick[i]
	}
	return ""
}

func (f Form) name(field string) string { return f.Role + "." + field }

// Choice is a quick function to choose.
type Choice struct {
	Key  string
	Text func(ctx context.Context) string
}

// Preview are the three faces on phones.
type Preview struct {
	Theme  string // light, dark or large
	Lang   msg.Lang
	Phones []Phone
	Code   ui.Code
	Draft  bool // may be handed in
}

func (p Preview) enough() bool {
	return !slices.ContainsFunc(p.Phones, func(one Phone) bool { return !one.Enough })
}

func (p Preview) theme() string {
	if p.Theme == "dark" {
		return "dark"
	}
	return "light"
}

// Phone is one of them.
type Phone struct {
	Card   cardpage.Card
	Enough bool
	Lowest float64 // of the ratios, floored to a tenth
	Small  bool    // it is the smaller words that have it
	Mended string  // the colour of one press
	Then   float64 // and what it gives
}

// Review is GET /console/faces/{id}/review.
type Review struct {
	Shell    console.Shell
	V        Version
	Before   Preview // what is shown now
	Now      int     // its number; 0 is as cards come
	After    Preview
	Changes  []Change
	Mine     bool // the reader has taken it
	May      bool // and may take it
	Own      bool // the reader has handed it in
	Alone    bool // and there is nobody else
	Why      string
	Error    string
	Decides  bool // it waits for a decision
	Reviewer string
}

// Change is one difference between two versions.
type Change struct{ Role, What, Before, After string }

func ratio(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func number(n int) string { return strconv.Itoa(n) }
