// Package correction keeps the requests to count a session of a day otherwise than the
// gates say. A request has a reason and may have a picture as evidence; somebody else
// than who asked answers it. Accepted, it is a line that the register's rules go by: what
// was punched stays as it is, and the cell remembers what it was.
//
// A family is told of the answer once, by the notice of the answer itself: what it takes
// back is not said a second time by the register.
package correction

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/picture"
	"yunka/server/timetable"
)

// State is how far a request is.
type State string

// The states.
const (
	Open      State = "open"
	Accepted  State = "accepted"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// Why a session is asked to be counted otherwise.
const (
	WasThere     = "there"     // was there, and no gate saw it
	WasOnTime    = "on_time"   // came before the time that was noted
	WasOfficial  = "official"  // was away for the school
	WasExcused   = "excused"   // somebody knew of it
	WasNotThere  = "not_there" // staff alone: a code was shown by somebody else
	WasOtherwise = "other"
)

// Whys lists what a family may say; staff may say WasNotThere besides.
var Whys = []string{WasThere, WasOnTime, WasOfficial, WasExcused, WasOtherwise}

// Limits of a request.
const (
	AnswerWithin = 3 // school days that staff has to answer
	AskWithin    = 3 // school days after the day itself, for a family
	PerMonth     = 3 // of one person, for a family
	MaxNote      = 200
)

// Evidence is kept so large that a doctor's note can be read.
const (
	evidenceWidth  = 1080
	evidenceHeight = 1440
)

// Correction is a request.
type Correction struct {
	ID, Day, PersonID, SessionID string
	Was, Wanted                  rule.State
	Reason, Note                 string
	HasEvidence                  bool
	AskedBy, AskedName           string // the person who asked
	AskedAt                      int64  // Unix milliseconds
	State                        State
	DecidedBy, DecidedName       string
	DecidedAt                    int64
	Answer                       string

	Name, Session         string // for lists
	ClassID, Grade, Class string // on that day; only of ListOpen
}

// Ask is what is asked for. Evidence is a file as it was handed in, or nil.
type Ask struct {
	Person, Day, Session string
	Reason, Note         string
	Evidence             []byte
}

// Service asks and answers.
type Service struct {
	db       *db.DB
	register *register.Service
	pictures *picture.Shrinker
}

// New makes it.
func New(d *db.DB, r *register.Service) *Service {
	return &Service{db: d, register: r, pictures: picture.New()}
}

// wanted is the state that a reason asks for.
func wanted(reason string) rule.State {
	switch reason {
	case WasOfficial:
		return rule.Official
	case WasExcused:
		return rule.OnLeave
	case WasNotThere:
		return rule.Absent
	}
	return rule.MadeUp
}

// The kinds of notices. Their data is a Told.
const (
	NoticeAsked    = "correction.asked"
	NoticeAnswered = "correction.answered"
)

// Told is what a notice says of a request.
type Told struct {
	ID       string     `json:"id"`
	Person   string     `json:"person"`
	Day      string     `json:"day"`
	Session  string     `json:"session"` // its name
	Reason   string     `json:"reason"`
	Was      rule.State `json:"was"`
	Seconds  int64      `json:"seconds,omitempty"` // late or early by
	Accepted bool       `json:"accepted,omitempty"`
	Is       rule.State `json:"is,omitempty"`
	Answer   string     `json:"answer,omitempty"`
}

// Ask asks to have a session counted otherwise: the person, a guardian who may see the
// child, or staff of the class. A family asks up to three school days later and three
// times a month for one person. Fails with Invalid correction_reason, correction_note,
// mark_day (no school, or the session has not begun), mark_session, evidence_kind,
// evidence_size or evidence_small; Conflict correction_late, correction_quota,
// correction_open or correction_same (it counts as asked already).
func (s *Service) Ask(ctx context.Context, actor allow.Actor, school string, a Ask) (id string, err error) {
	a.Note = strings.TrimSpace(a.Note)
	if a.Evidence, err = s.evidence(ctx, a.Evidence); err != nil {
		return "", err
	}
	err = s.register.OnDay(ctx, actor, allow.AttendanceAsk, school, a.Person, a.Day, func(ctx context.Context, tx *db.Tx, m campus.Member) error {
		staff := allow.Can(actor, allow.AttendanceMark, allow.Target{School: school, Person: a.Person, Class: m.ClassID})
		switch {
		case !slices.Contains(Whys, a.Reason) && !(staff && a.Reason == WasNotThere):
			return fault.New(fault.Invalid, "correction_reason")
		case !validNote(a.Note), a.Note == "" && a.Reason == WasOtherwise:
			return fault.New(fault.Invalid, "correction_note")
		}
		if err := s.register.Held(ctx, tx, school, a.Day, a.Session, m); err != nil {
			return err
		}
		d, err := s.register.DayOf(ctx, tx, school, a.Day, m)
		if err != nil {
			return err
		}
		one, cell := d.Session(a.Session), d.Cell(a.Session)
		if d.Window(a.Session).Starts > tx.NowMS() {
			return fault.New(fault.Invalid, "mark_day")
		}
		want := wanted(a.Reason)
		if cell.State == want || want == rule.MadeUp && cell.State == rule.Present {
			return fault.New(fault.Conflict, "correction_same")
		}
		if err := mayAskNow(ctx, tx, school, a, staff); err != nil {
			return err
		}
		by := register.SeatOf(actor, school)
		id = db.NewID()
		if err := insert(ctx, tx, id, school, a, cell.State, want, by); err != nil {
			return err
		}
		n := outbox.Notice{
			School: school, Kind: NoticeAsked, Key: NoticeAsked + ":" + id, To: []outbox.To{outbox.Office()}, Not: []string{by}, About: a.Person, Day: a.Day,
			Data: Told{ID: id, Person: a.Person, Day: a.Day, Session: one.Name, Reason: a.Reason, Was: cell.State, Seconds: max(cell.Late, cell.Early)},
		}
		if m.ClassID != "" {
			n.To = []outbox.To{outbox.ClassTeachers(m.ClassID)}
		}
		if err := outbox.Put(ctx, tx, n); err != nil {
			return err
		}
		return s.register.Record(ctx, tx, actor, school, a.Person, a.Day, "attendance.correction_asked", map[string]any{"day": a.Day, "reason": a.Reason})
	})
	return id, err
}

func validNote(text string) bool {
	return utf8.RuneCountInString(text) <= MaxNote && utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

// evidence makes a picture small and harmless; nil of nil.
func (s *Service) evidence(ctx context.Context, file []byte) ([]byte, error) {
	if len(file) == 0 {
		return nil, nil
	}
	small, err := s.pictures.Fit(ctx, file, evidenceWidth, evidenceHeight)
	if err == nil {
		return small, nil
	}
	switch fault.As(err).Code {
	case "photo_kind":
		return nil, fault.New(fault.Invalid, "evidence_kind")
	case "photo_size", "photo_pixels":
		return nil, fault.New(fault.Invalid, "evidence_size")
	case "photo_small":
		return nil, fault.New(fault.Invalid, "evidence_small")
	}
	return nil, err
}

// mayAskNow refuses a second open request for the same session and, for a family, one
// that comes too late or too often.
func mayAskNow(ctx context.Context, tx *db.Tx, school string, a Ask, staff bool) error {
	open, month, err := count(ctx, tx, school, a.Person, a.Day, a.Session)
	if err != nil {
		return err
	}
	if open > 0 {
		return fault.New(fault.Conflict, "correction_open")
	}
	if staff {
		return nil
	}
	sc, err := campus.SchoolByID(ctx, tx, school)
	if err != nil {
		return err
	}
	calendar, err := timetable.LoadCalendar(ctx, tx, school)
	if err != nil {
		return err
	}
	switch {
	case !InTime(calendar, a.Day, timetable.Today(tx.Now, sc.Location())):
		return fault.New(fault.Conflict, "correction_late")
	case month >= PerMonth:
		return fault.New(fault.Conflict, "correction_quota")
	}
	return nil
}

// InTime reports whether a family may still ask about a day.
func InTime(c timetable.Calendar, day, today string) bool {
	return c.SchoolDays(timetable.AddDays(day, 1), today) <= AskWithin
}

// LastDay is the last school day on which a family may ask about a day.
func LastDay(c timetable.Calendar, day string) string { return after(c, day, AskWithin) }

// AnswerUntil is the last day on which an answer is in time.
func AnswerUntil(c timetable.Calendar, asked time.Time, loc *time.Location) string {
	return after(c, timetable.Today(asked, loc), AnswerWithin)
}

// after is the n-th school day after a day; a week later if the calendar has none.
func after(c timetable.Calendar, day string, n int) string {
	for range n {
		next, ok := c.Next(day)
		if !ok {
			return timetable.AddDays(day, 7)
		}
		day = next.Day
	}
	return day
}

// Used is how many requests about a person's days of a month count against the quota.
func Used(ctx context.Context, q bun.IDB, school, person, day string) (int, error) {
	_, n, err := count(ctx, q, school, person, day, "")
	return n, err
}
