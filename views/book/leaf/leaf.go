// Package leaf is a page of the book (package book) and what all pages of it share: sizes,
// the fixed morning, a page's frame.
package leaf

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yunka/views/layout"
)

// A Leaf is one page of the book.
type Leaf struct {
	Name   string // card-student
	Width  int    // of the picture
	Height int
	Page   templ.Component

	// What follows once it is open: what its requests are answered in the
	// language of ctx, what is done on it, and what then says that it stands.
	Answers func(ctx context.Context) Answers
	Do      string
	Stands  string
}

// Answers are what becomes JSON, by method and path.
type Answers = map[string]any

// Markup is an answer that is a piece of page.
type Markup string

// Piece draws one.
func Piece(ctx context.Context, c templ.Component) Markup {
	var b strings.Builder
	if err := c.Render(ctx, &b); err != nil {
		panic(err)
	}
	return Markup(b.String())
}

// Size is a screen in css pixels.
type Size struct{ Width, Height int }

// Sizes are the three screens a page is looked at on: its own, a smaller and a
// larger one. A kiosk hangs upright, lies on a desk, or is a big screen.
func (l Leaf) Sizes() []Size {
	own := Size{l.Width, l.Height}
	switch {
	case l.Width == 0:
		return nil
	case l.Screen():
		return []Size{own, {l.Height, l.Width}, {1920, 1080}}
	case l.Width < 600:
		return []Size{{320, 568}, own, {820, 1180}}
	}
	return []Size{{390, 844}, {820, 1180}, own}
}

// Screen says that the page is one screen that nobody scrolls.
func (l Leaf) Screen() bool {
	return strings.HasPrefix(l.Name, "kiosk") || strings.Contains(l.Name, "wall")
}

// Phone is a page of a phone.
func Phone(name string, c templ.Component) Leaf {
	return Leaf{Name: name, Width: 390, Height: 844, Page: c}
}

// Tablet is one of a terminal.
func Tablet(name string, c templ.Component) Leaf {
	return Leaf{Name: name, Width: 1280, Height: 800, Page: c}
}

// Wide is one of a big screen.
func Wide(name string, c templ.Component) Leaf {
	return Leaf{Name: name, Width: 1920, Height: 1080, Page: c}
}

// Desk is one of an office.
func Desk(name string, c templ.Component) Leaf {
	return Leaf{Name: name, Width: 1440, Height: 900, Page: c}
}

var shanghai = time.FixedZone("CST", 8*3600)

// At is a moment of the fixed morning.
func At(hour, minute, second int) time.Time {
	return time.Date(2026, 11, 23, hour, minute, second, 0, shanghai)
}

// School is whose pages they are; Longer is the longest name.
const (
	School = "澄湖实验学校"
	Longer = "Wolfeschlegelsteinhausenbergerdorff Anna-Maria"
)

// Page is a page's frame; Demo is that of a school that is shown, Dark in the other light.
func Page() layout.Page {
	return layout.Page{SchoolName: School, AsOf: At(7, 46, 8), Account: "wenjing"}
}

// Demo is Page in a demo school.
func Demo() layout.Page {
	p := Page()
	p.Demo = true
	return p
}

// Dark is Page in the dark.
func Dark() layout.Page {
	p := Page()
	p.Theme = "dark"
	return p
}
