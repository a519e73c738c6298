// Package contact is the scene of what families and teachers write to each other: who teaches a
// child, a thread with each of them, and the office's page of threads that somebody reported. What
// is promised stands with package thread.
package contact

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/contact/thread"
	"yunka/server/fault"
	"yunka/server/live"
	"yunka/server/picture"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/contact"
)

// Contact has the handlers of its routes.
type Contact struct {
	*console.Console
	threads *thread.Service
}

// New makes the scene on the console.
func New(c *console.Console) *Contact {
	return &Contact{Console: c, threads: thread.New(c.DB, c.Feed)}
}

// topic is the kind of a thread's page; its id is the thread: both sides may see all of it.
const topic = "thread"

// most is how many threads, or messages of one, a page shows.
const most = 200

// Scene is the pages as the program takes them in.
func (s *Contact) Scene() scene.Scene {
	return scene.Scene{
		Name: "contact",
		Routes: []web.Route{
			{Method: "GET", Pattern: "/contact/{id}", Action: allow.ContactTalk, Handle: s.teachers},
			{Method: "POST", Pattern: "/contact/{id}", Action: allow.ContactTalk, Handle: s.begin},
			{Method: "GET", Pattern: "/threads", Action: allow.SessionUse, Handle: s.list},
			{Method: "GET", Pattern: "/threads/{id}", Action: allow.ContactTalk, Handle: s.thread},
			{Method: "POST", Pattern: "/threads/{id}", Action: allow.ContactTalk, Handle: s.write, MaxBody: picture.MaxBytes + 64<<10},
			{Method: "POST", Pattern: "/threads/{id}/read", Action: allow.ContactTalk, Handle: s.read},
			{Method: "POST", Pattern: "/threads/{id}/report", Action: allow.ContactTalk, Handle: s.report},
			{Method: "GET", Pattern: "/threads/{id}/pictures/{message}", Action: allow.ContactTalk, Handle: s.picture},
			{Method: "GET", Pattern: "/console/contact", Action: allow.ContactOpen, Handle: s.office},
			{Method: "GET", Pattern: "/console/contact/{id}", Action: allow.ContactOpen, Handle: s.opened},
			{Method: "GET", Pattern: "/console/contact/{id}/pictures/{message}", Action: allow.ContactOpen, Handle: s.openedPicture},
			{Method: "POST", Pattern: "/console/contact/{id}/open", Action: allow.ContactOpen, Handle: s.open},
			{Method: "POST", Pattern: "/console/contact/{id}/settle", Action: allow.ContactOpen, Handle: s.settle},
		},
		Topics:    []web.Topic{{Kind: topic, Permit: permit, Snapshot: s.state, Render: s.pieces}},
		Sections:  []scene.Section{{Order: 14, Draw: s.section}},
		Rail:      []scene.RailEntry{{Item: view.Rail, Action: allow.ContactOpen}},
		Functions: functions,
		Words:     scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Notices:   kinds,
		Waiting:   scene.Waiting{Kinds: []string{thread.Changed}, List: s.waits},
		Jobs:      []scene.Job{scene.Every("contact", time.Hour, s.Logger, s.threads.Keep)},
	}
}

// section is the line of the card page: to the teachers, about each child, and for who teaches to
// the threads.
func (s *Contact) section(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	switch {
	case h.Role == allow.Student && h.Class != "" && allow.Can(h.Actor, allow.ContactTalk, allow.Target{School: h.School.ID, Person: h.PersonID}):
		return view.ChildEntry(h.PersonID, h.Child), nil
	case h.Role == allow.Teacher && allow.Can(h.Actor, allow.ContactTalk, allow.Target{School: h.School.ID, Gives: h.PersonID}):
		n, err := unreadOf(ctx, q, h.Actor, h.School.ID)
		return view.ThreadsEntry(n), err
	}
	return nil, nil
}

// unreadOf counts the messages that an actor has not read in a school.
func unreadOf(ctx context.Context, q bun.IDB, a allow.Actor, school string) (n int, err error) {
	list, err := mine(ctx, q, a)
	for _, t := range list {
		if t.SchoolID == school {
			n += t.Unread
		}
	}
	return n, err
}

// mine are the threads that an actor may read.
func mine(ctx context.Context, q bun.IDB, a allow.Actor) ([]thread.Thread, error) {
	list, err := thread.Of(ctx, q, web.Keys(a.People), most)
	return slices.DeleteFunc(list, func(t thread.Thread) bool {
		_, err := t.Check(a)
		return err != nil
	}), err
}

// waits is what a teacher has not read, and what the office is asked to look at.
func (s *Contact) waits(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) (list []scene.WaitingLine, err error) {
	if slices.ContainsFunc(a.Seats, func(seat allow.Seat) bool { return seat.School == sc.ID && seat.Role == allow.Teacher }) {
		line := scene.WaitingLine{Icon: view.Rail.Icon, Title: threadsTitle, Link: "/threads"}
		if line.N, err = unreadOf(ctx, q, a, sc.ID); err != nil {
			return nil, err
		}
		list = append(list, line)
	}
	if allow.Can(a, allow.ContactOpen, allow.Target{School: sc.ID}) {
		line := scene.WaitingLine{Icon: view.Rail.Icon, Title: reportsTitle, Link: "/console/contact"}
		reported, err := thread.Reported(ctx, q, sc.ID)
		if err != nil {
			return nil, err
		}
		line.N = len(reported)
		list = append(list, line)
	}
	return list, nil
}

func permit(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		one, err := thread.One(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if _, err := one.Check(a); err == nil {
			t.School = one.SchoolID
			may = append(may, t)
		}
	}
	return may, nil
}

// piece is the messages of a thread as both sides see them.
func (s *Contact) piece(ctx context.Context, q bun.IDB, loc *time.Location, id string, version int64) (web.Piece, error) {
	t, err := thread.One(ctx, q, id)
	if err != nil {
		return web.Piece{}, err
	}
	v, err := talkOf(ctx, q, t, loc)
	return web.Piece{ID: id, Key: "talk", State: true, Version: version, Content: web.Partial("thread-talk", "outerMorph", version, view.Messages(v))}, err
}

func (s *Contact) state(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	loc, err := web.SchoolZone(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	p, err := s.piece(ctx, q, loc, t.ID, at)
	return []web.Piece{p}, err
}

func (s *Contact) pieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	for _, id := range ids {
		touched := false
		for _, it := range n.Items {
			touched = touched || it.Kind == thread.Changed && it.Subject == id
		}
		if !touched {
			continue
		}
		p, err := s.piece(ctx, q, n.Loc, id, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func talkOf(ctx context.Context, q bun.IDB, t thread.Thread, loc *time.Location) (v view.Talk, err error) {
	v = view.Talk{Thread: t.ID, Base: "/threads/" + t.ID, Family: t.Family, Teacher: t.Teacher}
	list, err := thread.Messages(ctx, q, t.ID, most)
	for _, m := range list {
		one := view.Message{ID: m.ID, ByTeacher: m.ByTeacher, Text: m.Text, Picture: m.Picture, At: web.At(m.At, loc)}
		one.Read = m.ByTeacher && t.FamilyReadAt >= m.At || !m.ByTeacher && t.TeacherReadAt >= m.At
		v.List = append(v.List, one)
	}
	return v, err
}
