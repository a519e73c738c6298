// Package book renders every page with fixed data: plain, empty and with long
// names, in both languages. Its goldens show what a change does to the html;
// shoot turns it into pictures.
package book

import (
	"bytes"
	"context"

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
}

// Leaves lists every page, sorted by face.
func Leaves() []Leaf {
	var all []Leaf
	for _, part := range [][]Leaf{accountLeaves(), cardLeaves(), deviceLeaves(), kioskLeaves(), consoleLeaves(), fragmentLeaves()} {
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

func phone(name string, c templ.Component) Leaf  { return Leaf{name, 390, 844, c} }
func tablet(name string, c templ.Component) Leaf { return Leaf{name, 1280, 800, c} }
func desk(name string, c templ.Component) Leaf   { return Leaf{name, 1440, 900, c} }
