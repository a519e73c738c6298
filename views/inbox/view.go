// Package inbox draws the messages of a card: the list, its settings, the line that
// leads there from the card page, and the office's page of all messages.
package inbox

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"yunka/views/layout"
	"yunka/views/msg"
)

// face is the card's look with the list's own script.
var face = layout.Face{CSS: "inbox.css", Scripts: []string{"live.js", "inbox.js", "logout.js"}, Body: "inbox"}

// Message is one message in the reader's language.
type Message struct {
	ID     int64
	At     time.Time
	Unread bool
	Title  string
	Was    string // of a correction: what had been said, struck out
	Body   string
	Lines  []Line // of a digest
	Link   string // inside the program; "" for none
	Do     string // what the link says
}

// Line is one line of a digest.
type Line struct {
	Name, Text string
	At         time.Time
	Warn       bool
}

// Box is a person whose inbox the account reads.
type Box struct {
	Person  string
	School  string
	Role    string
	Unread  int
	Current bool
}

// Child is somebody whose messages can be seen alone.
type Child struct {
	ID, Name string
	Current  bool
}

// View is a page of an inbox.
type View struct {
	Page     layout.Page
	Boxes    []Box // two or more if the account is several people
	Children []Child
	List     List
	Child    string // whose messages alone are shown; "" for all
	First    bool   // the newest page
	Next     string // "" on the last page
	Quiet    Quiet
}

// List is the messages of one person; it goes out to the topic inboxlist:<Person>.
type List struct {
	Person   string
	Live     bool // it is the newest page of everything, which the stream keeps
	Now      time.Time
	Messages []Message
}

// Quiet is quiet hours as a page shows them.
type Quiet struct {
	On       bool
	From, To string // 21:30
}

// hours is the quiet hours in words.
func (q Quiet) hours(ctx context.Context) string {
	if !q.On {
		return atNoTime(ctx)
	}
	return q.From + "–" + q.To
}

// SettingsView is when messages may come and by which ways.
type SettingsView struct {
	Page     layout.Page
	Person   string
	School   string // its name
	Own      bool   // the person has quiet hours of their own
	Quiet    Quiet  // as typed, the person's own, or the school's
	Schools  Quiet
	Channels []Channel
	Problem  string
}

func (v SettingsView) choice() string {
	switch {
	case !v.Own:
		return "school"
	case v.Quiet.On:
		return "own"
	}
	return "never"
}

// Channel is a way out of the card that the school has on.
type Channel struct {
	Kind string
	On   bool // the person agreed
}

// day is a stretch of the list under one heading.
type day struct {
	title, date string
	messages    []Message
	dated       bool // the heading does not say the day, so each message does
}

// days puts the messages under today, yesterday and earlier.
func (l List) days(ctx context.Context) (list []day) {
	now := l.Now
	for _, m := range l.Messages {
		d := day{title: earlier(ctx), dated: true}
		switch m.At.Format(time.DateOnly) {
		case now.Format(time.DateOnly):
			d = day{title: msg.Today(ctx), date: dateLine(ctx, m.At)}
		case now.AddDate(0, 0, -1).Format(time.DateOnly):
			d = day{title: yesterday(ctx), date: dateLine(ctx, m.At)}
		}
		if n := len(list); n == 0 || list[n-1].title != d.title {
			list = append(list, d)
		}
		last := &list[len(list)-1]
		last.messages = append(last.messages, m)
	}
	return list
}

func (m Message) element() string { return "message-" + strconv.FormatInt(m.ID, 10) }

// path is a page of the inbox.
func (v View) path(child, before string) string {
	q := url.Values{"of": {v.List.Person}}
	if child != "" {
		q.Set("child", child)
	}
	if before != "" {
		q.Set("before", before)
	}
	return "/inbox?" + q.Encode()
}

func boxPath(person string) string { return "/inbox?of=" + url.QueryEscape(person) }

func settingsPath(person string) string { return "/inbox/settings?of=" + url.QueryEscape(person) }

// Path is the inbox of a person.
func Path(person string) string { return boxPath(person) }

// many writes 100 and more as 99+.
func many(n int) string {
	if n > 99 {
		return "99+"
	}
	return strconv.Itoa(n)
}
