// Package attendance draws who is expected when, and who came.
package attendance

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yunka/views/console"
	"yunka/views/msg"
	"yunka/views/ui"
)

// RailSessions is the office's line for when whom is expected.
var RailSessions = console.RailItem{Group: console.RailSchool, Order: 40, Key: "sessions", Path: "/sessions", Icon: ui.IconClock, Text: navSessions}

// SessionsView is when whom is expected.
type SessionsView struct {
	Shell    console.Shell
	Sessions []Session
	Form     SessionForm
}

// Session is one line. Times are HH:MM of the school's day, days YYYY-MM-DD.
type Session struct {
	ID, Name, Role, Grade, Class                                 string
	Weekdays                                                     int // Monday 1, Tuesday 2, Wednesday 4 …
	Opens, Starts, OnTime, AbsentFrom, Ends, EarlyBefore, Closes string
	MustOut                                                      bool
	From, Until                                                  string // Until is the first day without it; "" is open
}

// whom says for whom a session is.
func (s Session) whom(ctx context.Context) string {
	if of := s.Grade; of != "" {
		if s.Class != "" {
			of = s.Class
		}
		return msg.Role(ctx, s.Role) + " · " + of
	}
	return msg.Role(ctx, s.Role)
}

// SessionForm is a session as typed: POST <Base>/sessions.
type SessionForm struct {
	Name, Role                     string
	Grade                          string // "", a grade, or a grade and a class id with a line break between
	Weekdays                       int
	Opens, Starts, Ends, Closes    string // HH:MM
	Grace, AbsentAfter, EarlyGrace string // minutes
	MustOut                        bool
	From                           string // YYYY-MM-DD; "" is today
	Error, Field                   string
	offers                         []console.Option
}

// NewSessionForm is what the form starts with: a morning of the whole school.
func NewSessionForm() SessionForm {
	return SessionForm{Role: "student", Weekdays: 1 + 2 + 4 + 8 + 16, Opens: "06:30", Starts: "07:45", Ends: "11:40", Closes: "12:30", Grace: "5", AbsentAfter: "90", EarlyGrace: "0"}
}

// ReadSessionForm reads what was typed.
func ReadSessionForm(form url.Values) SessionForm {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	f := SessionForm{Name: get("name"), Role: get("role"), Grade: strings.ReplaceAll(get("whom"), "\r\n", "\n"), Opens: get("opens"), Starts: get("starts"), Ends: get("ends"), Closes: get("closes"),
		Grace: get("grace"), AbsentAfter: get("absent_after"), EarlyGrace: get("early_grace"), MustOut: get("must_out") != "", From: get("from")}
	for _, day := range form["day"] {
		if n, err := strconv.Atoi(day); err == nil && n >= 0 && n < 7 {
			f.Weekdays |= 1 << n
		}
	}
	return f
}

// Offer adds a class that a session can be for, in the order of the school.
func (f *SessionForm) Offer(grade, id, name string) {
	if !slices.ContainsFunc(f.offers, func(o console.Option) bool { return o.Value == grade }) {
		f.offers = append(f.offers, console.Option{Value: grade, Text: grade})
	}
	f.offers = append(f.offers, console.Option{Value: grade + "\n" + id, Text: name})
}

func (f SessionForm) wrong(field string) string {
	if f.Field == field {
		return f.Error
	}
	return ""
}

// weekdaysOf are the weekdays of a mask, Monday first.
func weekdaysOf(mask int) (list []int) {
	for d := range 7 {
		if mask&(1<<d) != 0 {
			list = append(list, d)
		}
	}
	return list
}

func daysText(ctx context.Context, mask int) string {
	switch mask {
	case 1 + 2 + 4 + 8 + 16:
		return msg.Pick(ctx, "周一至周五", "Monday to Friday")
	case 1<<7 - 1:
		return msg.Pick(ctx, "每天", "every day")
	}
	var names []string
	for _, d := range weekdaysOf(mask) {
		names = append(names, weekday(ctx, d))
	}
	return strings.Join(names, msg.Pick(ctx, "、", ", "))
}
