package loans

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/library/catalogue"
	"yunka/server/outbox"
	"yunka/server/timetable"
)

// States of a loan.
const (
	StateOut    = "out"
	StateBack   = "back"
	StateLost   = "lost"
	StateUndone = "undone"
)

// VisitLife is how long somebody may scan books after their card.
const VisitLife = 10 * time.Minute

// maxReason is the most characters of why somebody on shift lends all the same.
const maxReason = 100

// Changed is the feed's word for a loan or a hold of a person.
const Changed = "library.changed"

// Loan is one loan, with its book.
type Loan struct {
	ID, SchoolID, CopyID, BookID, PersonID string
	VisitID, Rule                          string
	LentAt                                 int64
	LentDay, DueDay                        string
	Renewals                               int
	State                                  string
	EndedAt                                int64
	Late                                   int

	Title, Author, Barcode, Shelf, Kind string
	Name, Grade, Class                  string // of the person, in the office's lists
	Wanted                              bool   // somebody waits and no other copy is free
}

// Visit is somebody at a desk.
type Visit struct {
	ID, SchoolID, TerminalID, PersonID, Role string
	BegunAt, EndedAt                         int64
}

// Answer is what came of a book at a desk.
type Answer struct {
	Tier   Tier
	Why    string
	Loan   Loan // lent now, or the one that may be renewed
	Copy   catalogue.Copy
	Book   catalogue.Book
	Rule   Rule
	Since  string // the day since which somebody waits for it
	Again  bool   // lent a moment ago in this visit
	Note   string
	Pause  string // until which day
	Filled bool   // it was kept for the reader
}

// Service lends.
type Service struct {
	db   *db.DB
	feed *feed.Feed
}

// New makes it.
func New(d *db.DB, f *feed.Feed) *Service { return &Service{db: d, feed: f} }

// day is what a school's day is, for a transaction.
type day struct {
	school   campus.School
	calendar timetable.Calendar
	today    string
	rules    []Rule
}

func (s *Service) day(ctx context.Context, tx *db.Tx, school string) (d day, err error) {
	if d.school, err = campus.SchoolByID(ctx, tx, school); err != nil {
		return d, err
	}
	if d.calendar, err = timetable.LoadCalendar(ctx, tx, school); err != nil {
		return d, err
	}
	d.today = timetable.Today(tx.Now, d.school.Location())
	d.rules, err = Rules(ctx, tx, school)
	return d, err
}

// Lend lends the copy of a barcode to who stands at the terminal. why is not "" when
// somebody on shift, staff, lends what needs that. What is refused is an answer, and is
// written as tried. Conflict library_visit for who is not there any more.
func (s *Service) Lend(ctx context.Context, a allow.Actor, school, visit, barcode, why, staff string) (out Answer, err error) {
	why = strings.TrimSpace(why)
	if utf8.RuneCountInString(why) > maxReason || !utf8.ValidString(why) || strings.ContainsRune(why, 0) {
		return out, fault.New(fault.Invalid, "library_reason")
	}
	code, sound := catalogue.Barcode(barcode)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		out = Answer{}
		v, err := s.at(ctx, tx, a, school, visit)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, v.PersonID); err != nil {
			return err
		}
		if !sound {
			out.Tier, out.Why = Impossible, NotFound
			return insertTry(ctx, tx, v, barcode, NotFound)
		}
		if out.Copy, err = catalogue.LockBarcode(ctx, tx, school, code); fault.Is(err, fault.NotFound) {
			out.Tier, out.Why = Impossible, NotFound
			return insertTry(ctx, tx, v, code, NotFound)
		} else if err != nil {
			return err
		}
		return s.lend(ctx, tx, a, v, why, staff, &out)
	})
	return out, err
}

// desk asks whether a terminal takes books back: those of gates and tills do not, and have no
// visits in which anything is lent.
func desk(ctx context.Context, tx *db.Tx, a allow.Actor, school string) error {
	if err := allow.Check(a, allow.LibraryDesk, allow.Target{School: school}); err != nil {
		return err
	}
	is, err := ofLibrary(ctx, tx, school, a.Terminal)
	if err == nil && !is {
		err = fault.New(fault.Forbidden, "forbidden")
	}
	return err
}

// at is the visit at the actor's own terminal.
func (s *Service) at(ctx context.Context, tx *db.Tx, a allow.Actor, school, visit string) (Visit, error) {
	if err := allow.Check(a, allow.LibraryDesk, allow.Target{School: school}); err != nil {
		return Visit{}, err
	}
	v, err := visitAt(ctx, tx, school, a.Terminal, visit)
	if err == nil && (v.ID == "" || v.EndedAt > 0 || v.BegunAt < tx.Now.Add(-VisitLife).UnixMilli()) {
		err = fault.New(fault.Conflict, "library_visit")
	}
	return v, err
}

func (s *Service) lend(ctx context.Context, tx *db.Tx, a allow.Actor, v Visit, why, staff string, out *Answer) error {
	d, err := s.day(ctx, tx, v.SchoolID)
	if err != nil {
		return err
	}
	if out.Book, err = catalogue.One(ctx, tx, v.SchoolID, out.Copy.BookID); err != nil {
		return err
	}
	f := Facts{Copy: out.Copy, Person: v.PersonID, Today: d.today, Rule: Pick(d.rules, v.Role, out.Book.Kind), Whole: Pick(d.rules, v.Role, "")}
	out.Rule, out.Note = f.Rule, out.Copy.Note
	if f.Out, err = outOf(ctx, tx, out.Copy.ID); err != nil {
		return err
	}
	if f.Mine, err = Out(ctx, tx, v.SchoolID, v.PersonID); err != nil {
		return err
	}
	if f.Until, err = PausedUntil(ctx, tx, v.SchoolID, v.PersonID); err != nil {
		return err
	}
	hold, err := holdOn(ctx, tx, out.Copy)
	if err != nil {
		return err
	}
	f.Hold, out.Pause = hold.PersonID, f.Until
	if out.Tier, out.Why = Decide(f); out.Tier == Renewable {
		out.Loan = *f.Out
		if f.Out.VisitID == v.ID {
			out.Tier, out.Again = Lent, true
		}
		return nil
	}
	if out.Why == Reserved {
		out.Since = timetable.Today(time.UnixMilli(hold.PlacedAt), d.school.Location())
	}
	if out.Tier == NeedsStaff && staff != "" && why != "" {
		out.Tier = Lent
	} else {
		why, staff = "", ""
	}
	if out.Tier != Lent {
		return insertTry(ctx, tx, v, out.Copy.Barcode, out.Why)
	}
	l := Loan{ID: db.NewID(), SchoolID: v.SchoolID, CopyID: out.Copy.ID, BookID: out.Book.ID, PersonID: v.PersonID, VisitID: v.ID, Rule: f.Rule.Name(), LentAt: tx.NowMS(),
		LentDay: d.today, DueDay: DueAfter(d.calendar, d.today, f.Rule.Days), State: StateOut, Title: out.Book.Title, Author: out.Book.Author, Barcode: out.Copy.Barcode, Kind: out.Book.Kind}
	if err := insertLoan(ctx, tx, l, why, staff); err != nil {
		return err
	}
	if out.Filled, err = fill(ctx, tx, l, out.Copy, hold); err != nil {
		return err
	}
	out.Loan = l
	if why != "" {
		err := audit.Record(ctx, tx, audit.Event{School: v.SchoolID, Actor: a.Name(), Action: "library.override", Target: "person:" + staff,
			Detail: map[string]any{"loan": l.ID, "why": why, "code": out.Why}})
		if err != nil {
			return err
		}
	}
	return s.changed(ctx, tx, l.SchoolID, l.PersonID)
}

// fill ends the hold that a loan answers: the reader's own. A copy that lay there for
// another is lent by somebody on shift; the other waits again, as the first.
func fill(ctx context.Context, tx *db.Tx, l Loan, c catalogue.Copy, hold Hold) (mine bool, err error) {
	if hold.State == HoldReady && hold.CopyID == c.ID && hold.PersonID != l.PersonID {
		if err := setHold(ctx, tx, hold.ID, HoldWaiting, "", "", ""); err != nil {
			return false, err
		}
	}
	own, err := holdOf(ctx, tx, l.BookID, l.PersonID)
	if err != nil {
		return false, err
	}
	if own.ID != "" {
		if err := setHold(ctx, tx, own.ID, HoldFilled, "", "", l.ID); err != nil {
			return false, err
		}
		if own.CopyID != "" && own.CopyID != c.ID { // another copy lay there: it is free again
			other, err := catalogue.LockCopy(ctx, tx, l.SchoolID, own.CopyID)
			if err != nil {
				return false, err
			}
			if err := passOn(ctx, tx, other, nil); err != nil {
				return false, err
			}
		}
	}
	if c.State == catalogue.Reserved {
		c.State = catalogue.Available
		return own.ID != "", catalogue.UpdateCopy(ctx, tx, c)
	}
	return own.ID != "", nil
}

// End closes a visit: nobody borrows in it any more.
func (s *Service) End(ctx context.Context, a allow.Actor, school, visit string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.LibraryDesk, allow.Target{School: school}); err != nil {
			return err
		}
		return endVisit(ctx, tx, school, a.Terminal, visit)
	})
}

// SetLost says that a lent copy will not come back.
func (s *Service) SetLost(ctx context.Context, a allow.Actor, school, loan string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.LibraryManage, allow.Target{School: school}); err != nil {
			return err
		}
		l, err := One(ctx, tx, school, loan)
		if err != nil {
			return err
		}
		c, err := catalogue.LockCopy(ctx, tx, school, l.CopyID)
		if err != nil {
			return err
		}
		if l, err = One(ctx, tx, school, loan); err != nil {
			return err
		}
		if l.State != StateOut {
			return fault.New(fault.Conflict, "library_ended")
		}
		c.State = catalogue.Lost
		if err := catalogue.UpdateCopy(ctx, tx, c); err != nil {
			return err
		}
		if err := endLoan(ctx, tx, l.ID, StateLost, 0); err != nil {
			return err
		}
		err = audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "library.lost", Target: "person:" + l.PersonID, Detail: map[string]any{"loan": l.ID}})
		if err != nil {
			return err
		}
		return s.changed(ctx, tx, school, l.PersonID)
	})
}

func (s *Service) changed(ctx context.Context, tx *db.Tx, school, person string) error {
	if person == "" {
		return nil
	}
	return s.feed.Append(ctx, tx, school, feed.Item{Kind: Changed, Subject: person, Person: person})
}

func tell(ctx context.Context, tx *db.Tx, school, kind, key, person string, data any) error {
	to := []outbox.To{outbox.Self(), outbox.Guardians()}
	return outbox.Put(ctx, tx, outbox.Notice{School: school, Kind: kind, Key: key, To: to, About: person, Data: data})
}
