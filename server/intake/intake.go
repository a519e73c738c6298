// Package intake receives those who are to begin at a school, from a list to a place in the
// books: an applicant is nobody of the school's people until Enrol.
//
// Where to find what:
//
//	intake.go    the intake and its applicants
//	slip.go      codes on paper, how a family proves who it is, and its sessions
//	form.go      the form that the school designs, and its answers
//	evidence.go  pictures that a family sends
//	review.go    what the school says of a form
//	step.go      the checklist: a graph of steps
//	guide.go     pages for families, and who has read them
//	file/        the list as a file, looked at before it is taken in
//	day/         arrivals and steps by scan, desks, queues, figures; applicants become pupils
//
// What it promises:
//
//   - A slip's code alone shows nothing of anybody. A family has proved who it is when it
//     knew the applicant's name, a birth date or the end of an identity number, and a phone
//     number of that applicant's list: each wrong field is the same answer, and tries are
//     counted for the slip and for the network.
//   - What two of a family write at once is never lost: a field that both changed is a
//     conflict that shows both.
//   - An arrival, and a step, exists once, on any number of servers and desks; a second scan
//     says when and where the first was.
//   - Class and dormitory are not shown to families, nor at desks, before the intake's
//     reveal_at.
//   - Enrol makes person, membership, card and guardianships in one commit, once.
package intake

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/picture"
)

// Kinds of the feed's items; the subject is the intake, except Changed about an applicant,
// whose subject is the intake, too.
const (
	Arrived = "freshmen.arrived" // somebody came, or a step was ticked on the day
	Changed = "freshmen.changed" // anything else of an intake
)

// State of an applicant. What lies between is said by times: identity proven, form sent …
type State string

const (
	Expected  State = "expected"
	Deferred  State = "deferred"  // comes later; not in the arrival rate
	NoShow    State = "no_show"   // had not come by the deadline
	Withdrawn State = "withdrawn" // does not come
	Duplicate State = "duplicate" // stands in the list twice
	Enrolled  State = "enrolled"  // is a pupil
)

// States in the order in which people choose; NoShow and Enrolled are not chosen by hand.
var States = []State{Expected, Deferred, Withdrawn, Duplicate}

// Review is what the school says of a form.
type Review string

const (
	NotSent  Review = ""
	Waiting  Review = "waiting"
	NeedMore Review = "need_more"
	Accepted Review = "accepted"
)

// Intake is one. Times are Unix milliseconds.
type Intake struct {
	ID, SchoolID, Name, NameEn string
	Day                        string // of arrival, 2026-08-30
	Place, Help                string // where to come to; whom to ask, with a phone number
	RevealAt                   int64  // class and dormitory are shown from then on; 0 is not decided
	ToldAt                     int64
	DeadlineAt                 int64
	State                      string // open or closed
	MadeAt                     int64
}

// Revealed reports whether families see class and dormitory.
func (in Intake) Revealed(now int64) bool { return in.RevealAt > 0 && now >= in.RevealAt }

// Applicant is one of its list.
type Applicant struct {
	ID, SchoolID, IntakeID    string
	Number, Name, Gender      string
	Birth, IDTail             string
	Grade, ClassID, Class     string // Class is the name as people say it, "" without one
	Dorm, Slot                string // Slot is the hour they mean to come, 10:00
	State                     State
	StateWhy, Pass, CodeHash  string
	CodeAt                    int64
	PlaceVersion, FormVersion int64
	FormWho                   string
	FormAt, SentAt            int64
	Review                    Review
	ReviewWords, ReviewedBy   string
	ReviewedAt, ArrivedAt     int64
	ArrivedSpot               string
	Late                      bool
	PersonID                  string
	MadeAt                    int64
}

// Comes reports whether the applicant is still awaited, or has come.
func (a Applicant) Comes() bool { return a.State != Withdrawn && a.State != Duplicate }

// Kin is an adult of an applicant's family.
type Kin struct {
	N                     int
	Name, Phone, Relation string
	ProvenAt              int64
	PersonID              string
}

// World is what an intake asks of others.
type World struct {
	// Paid are those of some applicants whose fees are paid, by the books of money; nil knows
	// of nobody: the office says so by hand.
	Paid func(ctx context.Context, q bun.IDB, school string, applicants []string) (map[string]bool, error)
	// Bed gives a person the bed that the list names, such as 2号楼 308-1; nil has no beds.
	Bed func(ctx context.Context, a allow.Actor, school, person, dorm string) error
}

// Service changes intakes.
type Service struct {
	db       *db.DB
	feed     *feed.Feed
	pictures *picture.Shrinker
	world    World
}

// New makes it.
func New(d *db.DB, f *feed.Feed, w World) *Service {
	return &Service{db: d, feed: f, pictures: picture.New(), world: w}
}

// Draft is an intake as its form says it.
type Draft struct {
	Name, NameEn, Day, Place, Help string
	RevealAt, DeadlineAt           int64
}

const (
	maxName = 60
	maxText = 200

	MaxPeople = 5_000 // applicants of an intake
)

// Clean is a text as it is kept; false for one that is too long, or that no page can show.
func Clean(s string, most int) (string, bool) {
	s = campus.CleanName(s)
	return s, utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}

func (d *Draft) check() error {
	ok := true
	for _, f := range []struct {
		text *string
		most int
	}{{&d.Name, maxName}, {&d.NameEn, maxName}, {&d.Place, maxText}, {&d.Help, maxText}} {
		var fine bool
		*f.text, fine = Clean(*f.text, f.most)
		ok = ok && fine
	}
	_, err := time.Parse("2006-01-02", d.Day)
	switch {
	case d.Name == "" || !ok:
		return fault.New(fault.Invalid, "intake_name")
	case err != nil:
		return fault.New(fault.Invalid, "intake_day")
	case d.DeadlineAt > 0 && d.RevealAt > d.DeadlineAt:
		return fault.New(fault.Invalid, "intake_times")
	}
	if d.NameEn == "" {
		d.NameEn = d.Name
	}
	return nil
}

// Make makes an intake with a form and a checklist to begin with. Fails with Invalid
// intake_name, intake_day, intake_times.
func (s *Service) Make(ctx context.Context, a allow.Actor, school string, d Draft) (id string, err error) {
	if err := allow.Check(a, allow.FreshmenManage, allow.Target{School: school}); err != nil {
		return "", err
	}
	if err := d.check(); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		id = db.NewID()
		in := Intake{ID: id, SchoolID: school, Name: d.Name, NameEn: d.NameEn, Day: d.Day, Place: d.Place, Help: d.Help, RevealAt: d.RevealAt, DeadlineAt: d.DeadlineAt, State: "open", MadeAt: tx.NowMS()}
		if err := insertIntake(ctx, tx, in); err != nil {
			return err
		}
		if err := firstForm(ctx, tx, in); err != nil {
			return err
		}
		return s.Noted(ctx, tx, a.Name(), in, "", "freshmen.made", nil)
	})
	return id, err
}

// Save changes what an intake says of itself.
func (s *Service) Save(ctx context.Context, a allow.Actor, id string, d Draft, closed bool) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.Act(ctx, a, id, func(ctx context.Context, tx *db.Tx, in Intake) error {
		was := in
		in.Name, in.NameEn, in.Day, in.Place, in.Help, in.RevealAt, in.DeadlineAt, in.State = d.Name, d.NameEn, d.Day, d.Place, d.Help, d.RevealAt, d.DeadlineAt, "open"
		if closed {
			in.State = "closed"
		}
		if was.RevealAt != in.RevealAt {
			in.ToldAt = 0
		}
		if err := updateIntake(ctx, tx, in); err != nil {
			return err
		}
		return s.Noted(ctx, tx, a.Name(), in, "", "freshmen.changed", map[string]any{"reveal_at": in.RevealAt, "deadline_at": in.DeadlineAt})
	})
}

// Act runs a change by the office, one after the other for an intake.
func (s *Service) Act(ctx context.Context, a allow.Actor, id string, fn func(ctx context.Context, tx *db.Tx, in Intake) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		in, err := lockIntake(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := allow.Check(a, allow.FreshmenManage, allow.Target{School: in.SchoolID}); err != nil {
			return err
		}
		return fn(ctx, tx, in)
	})
}

// Noted ends a change: the audit's event, then the feed's item.
func (s *Service) Noted(ctx context.Context, tx *db.Tx, actor string, in Intake, applicant, verb string, detail map[string]any) error {
	target := "intake:" + in.ID
	if applicant != "" {
		target = "applicant:" + applicant
	}
	if err := audit.Record(ctx, tx, audit.Event{School: in.SchoolID, Actor: actor, Action: verb, Target: target, Detail: detail}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, in.SchoolID, feed.Item{Kind: Changed, Subject: in.ID})
}

// Change is what the office says of an applicant by hand.
type Change struct {
	Number, Grade, Class, Dorm, Slot string
	State                            State
	Why                              string
}

// SaveApplicant changes it. Fails with Invalid intake_class, intake_slot, intake_state,
// intake_why (a state other than expected has a reason), intake_text; Conflict
// intake_enrolled once the applicant is a pupil.
func (s *Service) SaveApplicant(ctx context.Context, a allow.Actor, id string, c Change) error {
	var ok [4]bool
	c.Number, ok[0] = Clean(c.Number, 40)
	c.Dorm, ok[1] = Clean(c.Dorm, 60)
	c.Grade, ok[2] = Clean(c.Grade, 20)
	c.Why, ok[3] = Clean(c.Why, maxText)
	if ok != [4]bool{true, true, true, true} {
		return fault.New(fault.Invalid, "intake_text")
	}
	if c.Slot != "" && !ValidSlot(c.Slot) {
		return fault.New(fault.Invalid, "intake_slot")
	}
	return s.of(ctx, a, id, func(ctx context.Context, tx *db.Tx, in Intake, one Applicant) error {
		switch {
		case one.State == Enrolled:
			return fault.New(fault.Conflict, "intake_enrolled")
		case c.State != Expected && c.State != Deferred && c.State != Withdrawn && c.State != Duplicate:
			return fault.New(fault.Invalid, "intake_state")
		case c.State != Expected && c.Why == "":
			return fault.New(fault.Invalid, "intake_why")
		}
		class := ""
		if c.Class != "" {
			found, err := campus.Classes(ctx, tx, in.SchoolID)
			if err != nil {
				return err
			}
			for _, k := range found {
				if k.ID == c.Class {
					class, c.Grade = k.ID, k.Grade
				}
			}
			if class == "" {
				return fault.New(fault.Invalid, "intake_class")
			}
		}
		moved := class != one.ClassID || c.Dorm != one.Dorm
		one.Number, one.Grade, one.ClassID, one.Dorm, one.Slot, one.State, one.StateWhy = c.Number, c.Grade, class, c.Dorm, c.Slot, c.State, c.Why
		if moved {
			one.PlaceVersion++
		}
		if err := Update(ctx, tx, one); err != nil {
			return err
		}
		if !one.Comes() {
			if err := endSessions(ctx, tx, one.ID); err != nil {
				return err
			}
		}
		if moved && in.Revealed(tx.NowMS()) {
			if err := Tell(ctx, tx, in, NoticePlace, one.PlaceVersion, "", one.ID); err != nil {
				return err
			}
		}
		return s.Noted(ctx, tx, a.Name(), in, one.ID, "freshmen.applicant", map[string]any{"state": string(one.State), "moved": moved})
	})
}

// of runs a change of one applicant by the office.
func (s *Service) of(ctx context.Context, a allow.Actor, id string, fn func(ctx context.Context, tx *db.Tx, in Intake, one Applicant) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		one, err := Lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := allow.Check(a, allow.FreshmenManage, allow.Target{School: one.SchoolID}); err != nil {
			return err
		}
		in, err := ByID(ctx, tx, one.IntakeID)
		if err != nil {
			return err
		}
		return fn(ctx, tx, in, one)
	})
}

// ValidSlot reports whether s is a time of the day as 10:00.
func ValidSlot(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == 5
}
