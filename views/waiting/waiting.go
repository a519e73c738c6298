// Package waiting is the page of what waits for somebody.
package waiting

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"yunka/views/console"
	"yunka/views/layout"
	"yunka/views/ui"
)

var face = layout.Face{CSS: "days.css", Scripts: []string{"live.js", "logout.js"}, Body: "class"}

// Rail is the console's line of the page.
var Rail = console.RailItem{Group: console.RailNow, Order: 12, Key: "waiting", Path: "/waiting", Icon: ui.IconBell, Text: title}

// Line is some things of one kind.
type Line struct {
	Icon        ui.Name
	Title, Text func(ctx context.Context) string
	Link        string
	N           int
	Since       time.Time
	Late        bool
}

// List is what waits for one person: the part waiting-list-<Person>.
type List struct {
	Person, School string
	Lines          []Line
}

// open are the lines on which something waits now.
func (l List) open() (open []Line) {
	for _, one := range l.Lines {
		if one.N > 0 {
			open = append(open, one)
		}
	}
	return open
}

// View is the page on a phone.
type View struct {
	Page  layout.Page
	Lists []List
}

// OfficeView is the page on the console.
type OfficeView struct {
	Shell console.Shell
	Lines []Line
}

// Count is how many things wait.
func Count(list []Line) (n int) {
	for _, l := range list {
		n += l.N
	}
	return n
}

// RailCount is the badge with the number; nil for none.
func RailCount(n int) templ.Component {
	if n == 0 {
		return nil
	}
	return railCount(n)
}

func number(n int) string { return strconv.Itoa(n) }
