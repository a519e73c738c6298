// Package thread is what families and teachers write to each other about one child.
//
// What it promises:
//   - A thread is between one adult of the child's, or the pupil, and one teacher of the child's
//     class; nobody else reads it. Who may is asked at every look: a guardian who is barred and a
//     teacher who no longer teaches at the school see nothing of it any more.
//   - A message is written only while the teacher teaches the child.
//   - The office reads a thread only after it said why. The reason is in the audit before the first
//     word is shown, and holds for an hour.
//   - Messages are kept for half a year, a term, and then deleted (Keep).
package thread

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/picture"
)

// Changed is the kind of the feed's items about threads; the subject is the thread.
const Changed = "contact.changed"

// Wrote tells somebody of a new message. It does not say what it says: a message of the inbox may
// be read over a shoulder, and goes out by other ways.
const Wrote = "contact.wrote"

// Data is what it tells.
type Data struct {
	Thread, By, Child string
}

// Limits and times.
const (
	MaxText     = 1000 // characters
	maxWhy      = 200
	pictureSide = 1600
	KeptFor     = 183 * 24 * time.Hour // a term with its holidays
	openFor     = time.Hour
	perHour     = 60 // messages that one side writes into a thread
)

// Thread is one, with the names of who is in it.
type Thread struct {
	ID, SchoolID                 string
	ChildID, FamilyID, TeacherID string
	Child, Family, Teacher       string
	ClassID                      string // of the child now
	BegunAt, LastAt              int64
	FamilyReadAt, TeacherReadAt  int64
	Last                         string // the newest message's text
	LastByTeacher                bool
	Unread                       int // for the side that asks
	Reports                      int // that wait for the office
}

// Side is who somebody is in a thread.
type Side int

// The sides.
const (
	Nobody Side = iota
	FamilySide
	TeacherSide
)

// SideOf is who an actor is in a thread, rights aside.
func (t Thread) SideOf(a allow.Actor) Side {
	switch {
	case a.People[t.TeacherID]:
		return TeacherSide
	case a.People[t.FamilyID]:
		return FamilySide
	}
	return Nobody
}

// Target is what allow is asked about for a side.
func (t Thread) Target(side Side) allow.Target {
	if side == TeacherSide {
		return allow.Target{School: t.SchoolID, Gives: t.TeacherID}
	}
	return allow.Target{School: t.SchoolID, Person: t.ChildID}
}

// Check asks whether an actor reads and writes a thread as one of its sides. Who is neither does
// not learn that it is there.
func (t Thread) Check(a allow.Actor) (Side, error) {
	side := t.SideOf(a)
	if side == Nobody {
		return side, errNone
	}
	return side, allow.Check(a, allow.ContactTalk, t.Target(side))
}

// Message is one of a thread.
type Message struct {
	ID        string
	ByTeacher bool
	Text      string
	Picture   bool
	At        int64
}

// Service begins threads and writes into them.
type Service struct {
	db     *db.DB
	feed   *feed.Feed
	shrink *picture.Shrinker
}

// New makes the service.
func New(d *db.DB, f *feed.Feed) *Service {
	return &Service{db: d, feed: f, shrink: picture.New()}
}

func words(s string, most int) (string, bool) {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	return s, s != "" && utf8.RuneCountInString(s) <= most && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// Begin is the thread of one of the actor's people with a teacher about a child; it is made when it
// is not there. Fails with Conflict contact_left for who does not teach the child.
func (s *Service) Begin(ctx context.Context, a allow.Actor, school, child, teacher string) (id string, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.ContactTalk, allow.Target{School: school, Person: child}); err != nil {
			return err
		}
		family, err := familyOf(ctx, tx, a, school, child, tx.NowMS())
		if err != nil {
			return err
		}
		teaches, err := teachesChild(ctx, tx, school, child, teacher, tx.NowMS())
		if err != nil {
			return err
		}
		if !teaches {
			return fault.New(fault.Conflict, "contact_left")
		}
		var fresh bool
		if id, fresh, err = insertThread(ctx, tx, Thread{ID: db.NewID(), SchoolID: school, ChildID: child, FamilyID: family, TeacherID: teacher}); err != nil || !fresh {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "contact.begun", Target: "person:" + child, Detail: map[string]any{"thread": id, "teacher": teacher}})
	})
	return id, err
}

// Write adds a message. Fails with Invalid contact_text, TooMany contact_many, Conflict contact_left
// once the teacher does not teach the child any more, and like picture.Fit.
func (s *Service) Write(ctx context.Context, a allow.Actor, id, text string, file []byte) error {
	text, ok := words(text, MaxText)
	if !ok && (text != "" || len(file) == 0) {
		return fault.New(fault.Invalid, "contact_text")
	}
	var jpeg []byte
	if len(file) > 0 {
		t, err := s.read(ctx, id)
		if err != nil {
			return err
		}
		if _, err := t.Check(a); err != nil {
			return err // before a processor works for a stranger
		}
		if jpeg, err = s.shrink.Fit(ctx, file, pictureSide, pictureSide); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		side, err := t.Check(a)
		if err != nil {
			return err
		}
		teaches, err := teachesChild(ctx, tx, t.SchoolID, t.ChildID, t.TeacherID, tx.NowMS())
		if err != nil {
			return err
		}
		if !teaches {
			return fault.New(fault.Conflict, "contact_left")
		}
		n, err := countSince(ctx, tx, id, side == TeacherSide, tx.NowMS()-time.Hour.Milliseconds())
		if err != nil {
			return err
		}
		if n >= perHour {
			return fault.New(fault.TooMany, "contact_many")
		}
		m := Message{ID: db.NewID(), ByTeacher: side == TeacherSide, Text: text, At: tx.NowMS()}
		if err := insertMessage(ctx, tx, t, m, jpeg); err != nil {
			return err
		}
		to, by := outbox.Person(t.TeacherID), t.Family
		if side == TeacherSide {
			to, by = outbox.Person(t.FamilyID), t.Teacher
			if t.FamilyID != t.ChildID {
				to = outbox.Guardian(t.FamilyID)
			}
		}
		notice := outbox.Notice{School: t.SchoolID, Kind: Wrote, Key: Wrote + ":" + m.ID, To: []outbox.To{to}, About: t.ChildID, Digest: Wrote + ":" + t.ID, Data: Data{Thread: t.ID, By: by, Child: t.Child}}
		if err := outbox.Put(ctx, tx, notice); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: t.SchoolID, Actor: a.Name(), Action: "contact.wrote", Target: "person:" + t.ChildID, Detail: map[string]any{"thread": id}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, t.SchoolID, feed.Item{Kind: Changed, Subject: id})
	})
}

// Read notes that a side has read a thread up to now.
func (s *Service) Read(ctx context.Context, a allow.Actor, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		side, err := t.Check(a)
		if err != nil {
			return err
		}
		if was := t.readAt(side); was >= t.LastAt {
			return nil
		}
		if err := setRead(ctx, tx, id, side == TeacherSide); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, t.SchoolID, feed.Item{Kind: Changed, Subject: id})
	})
}

func (t Thread) readAt(side Side) int64 {
	if side == TeacherSide {
		return t.TeacherReadAt
	}
	return t.FamilyReadAt
}

// Report asks the office to look. Fails with Invalid contact_why; a second one is the first.
func (s *Service) Report(ctx context.Context, a allow.Actor, id, why string) error {
	why, ok := words(why, maxWhy)
	if !ok {
		return fault.New(fault.Invalid, "contact_why")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		side, err := t.Check(a)
		if err != nil {
			return err
		}
		if err := insertReport(ctx, tx, t, side == TeacherSide, why); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: t.SchoolID, Actor: a.Name(), Action: "contact.reported", Target: "person:" + t.ChildID, Detail: map[string]any{"thread": id}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, t.SchoolID, feed.Item{Kind: Changed, Subject: id})
	})
}

// Open lets an account of the office read a thread for an hour, for a reason. Fails with Invalid
// contact_why.
func (s *Service) Open(ctx context.Context, a allow.Actor, id, why string) error {
	why, ok := words(why, maxWhy)
	if !ok {
		return fault.New(fault.Invalid, "contact_why")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := allow.Check(a, allow.ContactOpen, allow.Target{School: t.SchoolID}); err != nil {
			return err
		}
		if err := insertOpening(ctx, tx, t, a.Account, why, tx.NowMS()+openFor.Milliseconds()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: t.SchoolID, Actor: a.Name(), Action: "contact.opened", Target: "person:" + t.ChildID, Detail: map[string]any{"thread": id, "reason": why}})
	})
}

// Settle ends the reports about a thread.
func (s *Service) Settle(ctx context.Context, a allow.Actor, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := allow.Check(a, allow.ContactOpen, allow.Target{School: t.SchoolID}); err != nil {
			return err
		}
		if err := endReports(ctx, tx, id); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: t.SchoolID, Actor: a.Name(), Action: "contact.settled", Target: "person:" + t.ChildID, Detail: map[string]any{"thread": id}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, t.SchoolID, feed.Item{Kind: Changed, Subject: id})
	})
}
