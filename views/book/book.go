// Package book renders every page with fixed data: plain, empty and with long
// names, in both languages. Its goldens show what a change does to the html;
// shoot turns it into pictures.
package book

import (
	"bytes"
	"context"

	"github.com/a-h/templ"

	"yunka/views/book/clocks"
	"yunka/views/book/contact"
	"yunka/views/book/dorm"
	"yunka/views/book/faces"
	"yunka/views/book/freshmen"
	"yunka/views/book/leaf"
	"yunka/views/book/library"
	"yunka/views/book/notices"
	"yunka/views/book/paying"
	"yunka/views/book/reports"
	"yunka/views/book/signin"
	"yunka/views/book/till"
	"yunka/views/msg"
)

// Nonce is the one that every page of the book is rendered with.
const Nonce = "book"

// A Leaf is one page of the book, Markup an answer of it that is a piece of page, Size a
// screen in css pixels.
type (
	Leaf   = leaf.Leaf
	Markup = leaf.Markup
	Size   = leaf.Size
)

type answers = leaf.Answers

// What the pages here share with those that are drawn in packages below.
var (
	piece                     = leaf.Piece
	phone, tablet, wide, desk = leaf.Phone, leaf.Tablet, leaf.Wide, leaf.Desk
	at                        = leaf.At
	page, demo, dark          = leaf.Page, leaf.Demo, leaf.Dark
)

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
		till.Leaves(),
		paying.Leaves(),
		library.Leaves(shell()),
		dorm.Leaves(shell),
		clocks.Leaves(shell),
		reports.Leaves(shell),
		faces.Leaves(shell, square),
		notices.Leaves(),
		contact.Leaves(shell),
		freshmen.Leaves(shell, square),
		signin.Leaves(shell, square),
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
