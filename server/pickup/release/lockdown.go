package release

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/pickup/plan"
	"yunka/server/timetable"
)

// Lock is a lockdown that holds.
type Lock struct {
	ID, Why, ByPerson, Name string
	At                      int64
	FirstBy, FirstName      string // who said first that it is over; "" is nobody
}

const maxWhy = 80

// LockDown stops every release, and everybody who wants to go out, at once. Invalid lockdown_why without a reason; Conflict
// lockdown_on if one holds.
func (s *Service) LockDown(ctx context.Context, actor allow.Actor, school, why string) error {
	if err := allow.Check(actor, allow.PickupManage, allow.Target{School: school}); err != nil {
		return err
	}
	if why = strings.TrimSpace(why); why == "" || utf8.RuneCountInString(why) > maxWhy || !utf8.ValidString(why) || strings.ContainsRune(why, 0) {
		return fault.New(fault.Invalid, "lockdown_why")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		// The policy moves, so that every gate asks again.
		if err := campus.BumpPolicy(ctx, tx, school); err != nil {
			return err
		}
		if err := startLock(ctx, tx, school, why, plan.SeatOf(actor, school)); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "pickup.lockdown", Target: "school:" + school, Detail: map[string]any{"why": why}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: Frozen, Subject: school})
	})
}

// LiftLock says that the lockdown is over. It ends when a second person says so, too;
// ended reports that. Conflict lockdown_off if none holds, lockdown_second if the same
// person said it.
func (s *Service) LiftLock(ctx context.Context, actor allow.Actor, school string) (ended bool, err error) {
	if err := allow.Check(actor, allow.PickupManage, allow.Target{School: school}); err != nil {
		return false, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ended = false
		if err := campus.BumpPolicy(ctx, tx, school); err != nil {
			return err
		}
		l, err := Lockdown(ctx, tx, school)
		if err != nil {
			return err
		}
		me := plan.SeatOf(actor, school)
		switch {
		case l.ID == "":
			return fault.New(fault.Conflict, "lockdown_off")
		case actor.People[l.FirstBy]:
			return fault.New(fault.Conflict, "lockdown_second")
		}
		action := "pickup.lockdown_first"
		if ended = l.FirstBy != ""; ended {
			action = "pickup.lockdown_ended"
		}
		if err := liftLock(ctx, tx, school, l.ID, me, ended); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: action, Target: "school:" + school}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: Frozen, Subject: school})
	})
	return ended, err
}

// Hold keeps a child at school, or no longer (why ""), by staff of the class. Conflict
// pickup_released if the child is gone.
func (s *Service) Hold(ctx context.Context, actor allow.Actor, school, child, why string) error {
	why = strings.TrimSpace(why)
	if utf8.RuneCountInString(why) > maxWhy || !utf8.ValidString(why) || strings.ContainsRune(why, 0) {
		return fault.New(fault.Invalid, "hold_why")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		class, err := campus.ClassAt(ctx, tx, school, child, tx.NowMS())
		if err != nil {
			return err
		}
		if err := allow.Check(actor, allow.PickupStaff, allow.Target{School: school, Person: child, Class: class}); err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, child); err != nil {
			return err
		}
		day := timetable.Today(tx.Now, sc.Location())
		now, err := readOrders(ctx, tx, school, day, child)
		if err != nil {
			return err
		}
		if now[child].ReleasedAt != 0 && now[child].State == "RELEASED" {
			return fault.New(fault.Conflict, "pickup_released")
		}
		by, action := plan.SeatOf(actor, school), "pickup.held"
		if why == "" {
			by, action = "", "pickup.let_go"
		}
		if err := setHeld(ctx, tx, school, day, child, by, why, tx.NowMS()); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: action, Target: "person:" + child, Detail: map[string]any{"day": day}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: Moved, Subject: child, Person: child})
	})
}

// Lockdown is the one that holds; zero for none.
func Lockdown(ctx context.Context, q bun.IDB, school string) (Lock, error) {
	return readLock(ctx, q, school)
}
