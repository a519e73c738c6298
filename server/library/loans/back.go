package loans

import (
	"context"
	"strings"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/timetable"
)

// Back is what came of a book that was brought back.
type Back struct {
	Found bool // a copy of the school
	Was   bool // it was lent until now
	Copy  catalogue.Copy
	Book  catalogue.Book
	Late  int    // school days that counted
	Until string // nobody lends to that reader until then; "" is no pause
	Kept  bool   // it goes to the hold shelf
}

// Return takes a copy back, whoever brings it. Twice is harmless.
func (s *Service) Return(ctx context.Context, a allow.Actor, school, barcode string) (b Back, err error) {
	code, sound := catalogue.Barcode(barcode)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		b = Back{}
		target := allow.Target{School: school}
		if !allow.Can(a, allow.LibraryManage, target) {
			if err := desk(ctx, tx, a, school); err != nil {
				return err
			}
		}
		if !sound {
			return nil
		}
		c, err := catalogue.LockBarcode(ctx, tx, school, code)
		if fault.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
		b.Found, b.Copy = true, c
		if b.Book, err = catalogue.One(ctx, tx, school, c.BookID); err != nil {
			return err
		}
		out, err := outOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if out == nil {
			b.Kept = c.State == catalogue.Reserved
			if c.State == catalogue.Lost { // it was found
				return s.freed(ctx, tx, school, &b, "")
			}
			return nil
		}
		return s.back(ctx, tx, *out, &b)
	})
	return b, err
}

func (s *Service) back(ctx context.Context, tx *db.Tx, l Loan, b *Back) error {
	d, err := s.day(ctx, tx, l.SchoolID)
	if err != nil {
		return err
	}
	b.Was, b.Late = true, Late(d.calendar, l.DueDay, d.today)
	if err := endLoan(ctx, tx, l.ID, StateBack, b.Late); err != nil {
		return err
	}
	role, kind, _ := strings.Cut(l.Rule, "/")
	if n := Pick(d.rules, role, kind).Pause(b.Late); n > 0 {
		b.Until = timetable.AddDays(d.today, n)
		if err := pause(ctx, tx, l.SchoolID, l.PersonID, b.Until); err != nil {
			return err
		}
	}
	return s.freed(ctx, tx, l.SchoolID, b, l.PersonID)
}

// freed gives a copy that came back to who waits, or to the shelf.
func (s *Service) freed(ctx context.Context, tx *db.Tx, school string, b *Back, person string) error {
	d, err := s.day(ctx, tx, school)
	if err != nil {
		return err
	}
	if err := passOn(ctx, tx, b.Copy, &d); err != nil {
		return err
	}
	if b.Copy, err = catalogue.LockCopy(ctx, tx, school, b.Copy.ID); err != nil {
		return err
	}
	b.Kept = b.Copy.State == catalogue.Reserved
	return s.changed(ctx, tx, school, person)
}

// RenewFrom is the first day on which a loan may be renewed.
func RenewFrom(due string) string { return timetable.AddDays(due, -renewFrom) }

// Renew lets a loan go on, by its reader or at the desk where the reader stands. Conflict
// library_renew_… says why not.
func (s *Service) Renew(ctx context.Context, a allow.Actor, school, loan, visit string) (due string, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := One(ctx, tx, school, loan)
		if err != nil {
			return err
		}
		if visit != "" {
			v, err := s.at(ctx, tx, a, school, visit)
			if err != nil {
				return err
			}
			if v.PersonID != l.PersonID {
				return fault.New(fault.NotFound, "not_found")
			}
		} else if err := allow.Check(a, allow.LibraryUse, allow.Target{School: school, Person: l.PersonID}); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, l.PersonID); err != nil {
			return err
		}
		if _, err := catalogue.LockCopy(ctx, tx, school, l.CopyID); err != nil {
			return err
		}
		if l, err = One(ctx, tx, school, loan); err != nil {
			return err
		}
		if l.State != StateOut {
			return fault.New(fault.Conflict, "library_ended")
		}
		d, err := s.day(ctx, tx, school)
		if err != nil {
			return err
		}
		until, err := PausedUntil(ctx, tx, school, l.PersonID)
		if err != nil {
			return err
		}
		role, kind, _ := strings.Cut(l.Rule, "/")
		r := Pick(d.rules, role, kind)
		if why := Renew(l, r, d.today, until, l.Wanted); why != "" {
			return notRenewed(why)
		}
		due = DueAfter(d.calendar, l.DueDay, r.Days)
		if err := renewLoan(ctx, tx, l.ID, due); err != nil {
			return err
		}
		return s.changed(ctx, tx, school, l.PersonID)
	})
	return due, err
}

func notRenewed(why string) error {
	switch why {
	case WantedElse:
		return fault.New(fault.Conflict, "library_renew_wanted")
	case NoRenewal:
		return fault.New(fault.Conflict, "library_renew_renewals")
	case Paused:
		return fault.New(fault.Conflict, "library_renew_paused")
	case Overdue:
		return fault.New(fault.Conflict, "library_renew_overdue")
	}
	return fault.New(fault.Conflict, "library_renew_early")
}

// Undo takes a loan back that was made in the visit: it never was one.
func (s *Service) Undo(ctx context.Context, a allow.Actor, school, visit, loan string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		v, err := s.at(ctx, tx, a, school, visit)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, v.PersonID); err != nil {
			return err
		}
		l, err := One(ctx, tx, school, loan)
		if err != nil {
			return err
		}
		if l.VisitID != v.ID || l.State == StateLost {
			return fault.New(fault.NotFound, "not_found")
		}
		c, err := catalogue.LockCopy(ctx, tx, school, l.CopyID)
		if err != nil {
			return err
		}
		if l, err = One(ctx, tx, school, loan); err != nil || l.State != StateOut { // undone already, or brought back
			return err
		}
		if err := endLoan(ctx, tx, l.ID, StateUndone, 0); err != nil {
			return err
		}
		if err := reopen(ctx, tx, l.ID); err != nil { // the hold that it had filled
			return err
		}
		d, err := s.day(ctx, tx, school)
		if err != nil {
			return err
		}
		if err := passOn(ctx, tx, c, &d); err != nil {
			return err
		}
		return s.changed(ctx, tx, school, l.PersonID)
	})
}
