// Package book renders every page with fixed data: plain, empty and with long
// names, in both languages. Its goldens show what a change does to the html;
// shoot turns it into pictures.
package book

import (
	"bytes"
	"context"
	"strings"

	"github.com/a-h/templ"

	"yunka/views/msg"
)

// Nonce is the one that every page of the book is rendered with.
const Nonce = "book"

// A Leaf is one page of the book.
type Leaf struct {
	Name   string // card-student
	Width  int    // of the picture
	Height int
	Page   templ.Component

	// What follows once it is open: what its requests are answered in the
	// language of ctx, what is done on it, and what then says that it stands.
	Answers func(ctx context.Context) answers
	Do      string
	Stands  string
}

// answers are what becomes JSON, by method and path.
type answers = map[string]any

// Markup is an answer that is a piece of page.
type Markup string

// piece draws one.
func piece(ctx context.Context, c templ.Component) Markup {
	var b strings.Builder
	if err := c.Render(ctx, &b); err != nil {
		panic(err)
	}
	return Markup(b.String())
}

// Leaves lists every page, sorted by face.
func Leaves() []Leaf {
	var all []Leaf
	for _, part := range [][]Leaf{
		accountLeaves(),
		resetLeaves(),
		cardLeaves(),
		deviceLeaves(),
		startLeaves(),
		kioskLeaves(),
		tillLeaves(),
		dashboardLeaves(),
		consoleLeaves(),
		accessLeaves(),
		attendanceLeaves(),
		classLeaves(),
		rollLeaves(),
		classWallLeaves(),
		dayLeaves(),
		delegateLeaves(),
		pickupLeaves(), dismissalLeaves(), walletLeaves(),
		leaveLeaves(),
		waitingLeaves(),
		inboxLeaves(),
		postLeaves(),
		schoolyearLeaves(),
		fragmentLeaves(),
	} {
		all = append(all, part...)
	}
	return all
}

// Render draws a leaf in one language.
func Render(leaf Leaf, l msg.Lang) ([]byte, error) {
	ctx := msg.WithLang(templ.WithNonce(context.Background(), Nonce), l)
	var b bytes.Buffer
	err := leaf.Page.Render(ctx, &b)
	return b.Bytes(), err
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

func phone(name string, c templ.Component) Leaf {
	return Leaf{Name: name, Width: 390, Height: 844, Page: c}
}
func tablet(name string, c templ.Component) Leaf {
	return Leaf{Name: name, Width: 1280, Height: 800, Page: c}
}
func wide(name string, c templ.Component) Leaf {
	return Leaf{Name: name, Width: 1920, Height: 1080, Page: c}
}
func desk(name string, c templ.Component) Leaf {
	return Leaf{Name: name, Width: 1440, Height: 900, Page: c}
}
