package loans

import (
	"context"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/timetable"
)

// States of a hold.
const (
	HoldWaiting   = "waiting"
	HoldReady     = "ready" // on the hold shelf
	HoldFilled    = "filled"
	HoldExpired   = "expired"
	HoldCancelled = "cancelled"
)

// shelfDays is how many school days a book lies on the hold shelf.
const shelfDays = 5

// Hold is somebody who waits for a book.
type Hold struct {
	ID, SchoolID, BookID, PersonID, State string
	PlacedAt                              int64
	CopyID, UntilDay                      string

	Title, Barcode string
	Rank           int // 1 is the next
}

// Told is what notices of the library tell: how many and until when. No title: a guardian
// reads none without the reader's word.
type Told struct {
	Count  int    `json:"count"`
	Day    string `json:"day"`
	Person string `json:"person"`
}

// Kinds of notices.
const (
	NoticeReady   = "library.ready"
	NoticeDue     = "library.due"
	NoticeOverdue = "library.overdue"
)

// Place asks for a book of which no copy is free. Conflict library_hold_… says why not.
func (s *Service) Place(ctx context.Context, a allow.Actor, school, person, book string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.LibraryUse, allow.Target{School: school, Person: person}); err != nil {
			return err
		}
		b, err := catalogue.One(ctx, tx, school, book)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, person); err != nil {
			return err
		}
		d, err := s.day(ctx, tx, school)
		if err != nil {
			return err
		}
		role, err := RoleOf(ctx, tx, school, person)
		if err != nil {
			return err
		}
		// A copy that comes back now goes to who has asked by then: its lock is waited for.
		copies, err := lockCopies(ctx, tx, school, book)
		if err != nil {
			return err
		}
		mine, err := Holds(ctx, tx, school, person)
		if err != nil {
			return err
		}
		out, err := Out(ctx, tx, school, person)
		if err != nil {
			return err
		}
		for _, l := range out {
			if l.BookID == book {
				return fault.New(fault.Conflict, "library_hold_mine")
			}
		}
		for _, h := range mine {
			if h.BookID == book {
				return fault.New(fault.Conflict, "library_hold_there")
			}
		}
		r := Pick(d.rules, role, b.Kind)
		until, err := PausedUntil(ctx, tx, school, person)
		switch {
		case err != nil:
			return err
		case r.Most == 0 || r.Holds == 0:
			return fault.New(fault.Conflict, "library_hold_rule")
		case len(mine) >= r.Holds:
			return fault.New(fault.Conflict, "library_hold_many")
		case until != "" && until >= d.today:
			return fault.New(fault.Conflict, "library_renew_paused")
		}
		comes := false
		for _, c := range copies {
			if c.Due == "" && c.State == catalogue.Available {
				return fault.New(fault.Conflict, "library_hold_free")
			}
			comes = comes || c.Due != "" || c.State == catalogue.Reserved
		}
		if !comes {
			return fault.New(fault.Conflict, "library_hold_none")
		}
		if err := insertHold(ctx, tx, Hold{ID: db.NewID(), SchoolID: school, BookID: book, PersonID: person, State: HoldWaiting, PlacedAt: tx.NowMS()}); err != nil {
			return err
		}
		return s.changed(ctx, tx, school, person)
	})
}

// Cancel ends a hold; twice is harmless. The copy on the shelf goes to the next.
func (s *Service) Cancel(ctx context.Context, a allow.Actor, school, hold string) error {
	return s.endHold(ctx, school, hold, HoldCancelled, func(h Hold) error {
		return allow.Check(a, allow.LibraryUse, allow.Target{School: school, Person: h.PersonID})
	})
}

func (s *Service) endHold(ctx context.Context, school, hold, state string, may func(Hold) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		h, err := oneHold(ctx, tx, school, hold)
		if err != nil {
			return err
		}
		if err := may(h); err != nil {
			return err
		}
		if _, err := lockCopies(ctx, tx, school, h.BookID); err != nil {
			return err
		}
		if h, err = oneHold(ctx, tx, school, hold); err != nil {
			return err
		}
		if h.State != HoldWaiting && h.State != HoldReady {
			return nil
		}
		d, err := s.day(ctx, tx, school)
		if err != nil {
			return err
		}
		if state == HoldExpired && (h.State != HoldReady || h.UntilDay >= d.today) {
			return nil // not any more
		}
		if err := setHold(ctx, tx, h.ID, state, "", "", ""); err != nil {
			return err
		}
		if h.CopyID != "" {
			c, err := catalogue.LockCopy(ctx, tx, school, h.CopyID)
			if err != nil {
				return err
			}
			if err := passOn(ctx, tx, c, &d); err != nil {
				return err
			}
		}
		return s.changed(ctx, tx, school, h.PersonID)
	})
}

// passOn gives a copy that nobody has to the first who waits for its book, or to the shelf;
// with no day nobody is given it now. A damaged one stays what it is.
func passOn(ctx context.Context, tx *db.Tx, c catalogue.Copy, d *day) error {
	if c.State == catalogue.Damaged || c.State == catalogue.Withdrawn || c.State == catalogue.Reading {
		return nil
	}
	c.State = catalogue.Available
	if d != nil {
		next, err := firstWaiting(ctx, tx, c.BookID)
		if err != nil {
			return err
		}
		if next.ID != "" {
			until := d.today
			for range shelfDays {
				if open, ok := d.calendar.Next(until); ok {
					until = open.Day
				}
			}
			c.State = catalogue.Reserved
			if err := setHold(ctx, tx, next.ID, HoldReady, c.ID, until, ""); err != nil {
				return err
			}
			told := Told{Count: 1, Day: until, Person: next.PersonID}
			if err := tell(ctx, tx, c.SchoolID, NoticeReady, NoticeReady+":"+next.ID+":"+until, next.PersonID, told); err != nil {
				return err
			}
		}
	}
	return catalogue.UpdateCopy(ctx, tx, c)
}

// SetCopy says where a copy is and how; one that was damaged, lost or away and is free now
// goes to who waits for its book.
func (s *Service) SetCopy(ctx context.Context, a allow.Actor, school string, c catalogue.Copy) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		was, err := catalogue.SetCopyIn(ctx, tx, a, school, c)
		if err != nil || was.State == catalogue.Available || c.State != catalogue.Available {
			return err
		}
		now, err := catalogue.LockCopy(ctx, tx, school, c.ID)
		if err != nil {
			return err
		}
		d, err := s.day(ctx, tx, school)
		if err != nil {
			return err
		}
		return passOn(ctx, tx, now, &d)
	})
}

// dueSoon is how many days before its end a loan is spoken of.
const dueSoon = 2

// Keep tells who has to bring something back and frees what was not fetched. It may be
// called at any time and by many servers.
func (s *Service) Keep(ctx context.Context) (failed error) {
	schools, err := s.keptSchools(ctx)
	if err != nil {
		return err
	}
	for _, school := range schools {
		if err := s.keep(ctx, school); err != nil {
			failed = err // one school's trouble is not another's
		}
	}
	return failed
}

// remindFrom is the hour from which people are reminded.
const remindFrom = 7

func (s *Service) keep(ctx context.Context, school string) error {
	var old []string
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		d, err := s.day(ctx, tx, school)
		if err != nil || tx.Now.In(d.school.Location()).Hour() < remindFrom {
			return err
		}
		if old, err = unfetched(ctx, tx, school, d.today); err != nil {
			return err
		}
		soon, err := dueOn(ctx, tx, school, timetable.AddDays(d.today, dueSoon))
		if err != nil {
			return err
		}
		late, err := dueOn(ctx, tx, school, timetable.AddDays(d.today, -1))
		if err != nil {
			return err
		}
		for kind, list := range map[string][]duePerson{NoticeDue: soon, NoticeOverdue: late} {
			for _, p := range list {
				told := Told{Count: p.Count, Day: p.DueDay, Person: p.PersonID}
				if err := tell(ctx, tx, school, kind, kind+":"+p.PersonID+":"+p.DueDay, p.PersonID, told); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, hold := range old {
		if err := s.endHold(ctx, school, hold, HoldExpired, func(Hold) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}
