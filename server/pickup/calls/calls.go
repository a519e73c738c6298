// Package calls brings children from their class to a gate: who has come is called, the
// class sends out, the gate releases. An order has one line a child and day, so a child
// stands in the list of one gate, once, in the order in which its first adult came.
//
// What it promises:
//
//   - Nobody is called or sent out who is held, while a lockdown holds, or who is gone.
//   - Saying something again is no error and changes nothing, but a call is made again
//     when nobody has come for a while.
//   - A scan calls by itself only children whose plan means that adult.
package calls

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
	"yunka/server/outbox"
	"yunka/server/pickup/custody"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
	"yunka/server/timetable"
)

// NoticeReturned tells a family that the child is back at school; its data is a release.Told.
const NoticeReturned = "pickup.returned"

const maxWhy = 80

// againAfter is how long after a call another one is a call of its own, which boards say
// again; before it is the same one, sent twice.
const againAfter = 20 * time.Second

// Service calls, sends out and takes back.
type Service struct {
	db      *db.DB
	feed    *feed.Feed
	release *release.Service
}

// New makes it.
func New(d *db.DB, f *feed.Feed, r *release.Service) *Service {
	return &Service{db: d, feed: f, release: r}
}

// step is one change of an order on its way.
type step struct {
	ctx    context.Context
	tx     *db.Tx
	actor  allow.Actor
	school string
	day    string
	now    Turn
	by     string // the person who does it; "" is a terminal
}

// Call calls a child to the gate: at a terminal for the adult of its scan, or by staff of
// the class, scan "". Conflict pickup_held, pickup_lockdown, pickup_released, pickup_refused
// (the adult may not take the child now).
func (s *Service) Call(ctx context.Context, actor allow.Actor, school, child, scan string) (state rule.State, err error) {
	err = s.change(ctx, actor, school, child, func(p step) error {
		e := event{School: school, Day: p.day, Child: child, Event: rule.Call, Adult: p.now.AdultID, By: p.by, Scan: scan}
		gate := p.now.GateID
		if actor.Kind == allow.Terminal {
			c, adult, err := s.release.Seen(p.ctx, p.tx, school, actor.Terminal, scan, child)
			if err != nil {
				return err
			}
			if c.Reason == reason.PickAlreadyReleased {
				return fault.New(fault.Conflict, "pickup_released")
			}
			if c.Reason != reason.OK && c.Reason != reason.PickOtherMode {
				return fault.New(fault.Conflict, "pickup_refused")
			}
			e.Reason, e.Adult, e.Terminal = c.Reason, adult, actor.Terminal
			if gate, err = gateOf(p.ctx, p.tx, school, actor.Terminal); err != nil {
				return err
			}
		}
		again := p.now.State == rule.Called && p.tx.NowMS()-p.now.CalledAt >= againAfter.Milliseconds()
		if p.now.State == rule.Ready || p.now.State == rule.Called && !again {
			state = p.now.State
			return nil
		}
		if state, err = next(p.now.State, rule.Call); err != nil {
			return err
		}
		if err := setCalled(p.ctx, p.tx, e, gate, p.tx.NowMS()); err != nil {
			return err
		}
		return s.note(p, e, "pickup.called")
	})
	return state, err
}

// Ready says that a child is sent out, by staff of the class.
func (s *Service) Ready(ctx context.Context, actor allow.Actor, school, child string) error {
	return s.change(ctx, actor, school, child, func(p step) error {
		if p.now.State == rule.Ready {
			return nil
		}
		if _, err := next(p.now.State, rule.SendOut); err != nil {
			return err
		}
		if err := setReady(p.ctx, p.tx, school, p.day, child, p.by, p.tx.NowMS()); err != nil {
			return err
		}
		return s.note(p, event{School: school, Day: p.day, Child: child, Event: rule.SendOut, Adult: p.now.AdultID, By: p.by}, "pickup.ready")
	})
}

// Back says that a child who was sent out is still in class.
func (s *Service) Back(ctx context.Context, actor allow.Actor, school, child string) error {
	return s.change(ctx, actor, school, child, func(p step) error {
		if p.now.State != rule.Ready && p.now.State != rule.Released {
			return nil
		}
		if _, err := next(p.now.State, rule.CallBack); err != nil {
			return err
		}
		if err := setBack(p.ctx, p.tx, school, p.day, child, p.tx.NowMS()); err != nil {
			return err
		}
		return s.note(p, event{School: school, Day: p.day, Child: child, Event: rule.CallBack, Adult: p.now.AdultID, By: p.by}, "pickup.back")
	})
}

// Return says that a child who was handed over is at school again: a new turn begins, and
// who was told of the release is told. Invalid return_why, Conflict pickup_not_gone.
func (s *Service) Return(ctx context.Context, actor allow.Actor, school, child, why string) error {
	if why = strings.TrimSpace(why); why == "" || utf8.RuneCountInString(why) > maxWhy || !utf8.ValidString(why) || strings.ContainsRune(why, 0) {
		return fault.New(fault.Invalid, "return_why")
	}
	return s.turn(ctx, actor, school, child, func(p step) error {
		if _, ok := rule.Next(p.now.State, rule.Return); !ok {
			return fault.New(fault.Conflict, "pickup_not_gone")
		}
		if err := setReturned(p.ctx, p.tx, school, p.day, child); err != nil {
			return err
		}
		sc, err := campus.SchoolByID(p.ctx, p.tx, school)
		if err != nil {
			return err
		}
		not, err := custody.Never(p.ctx, p.tx, sc, child, p.tx.Now)
		if err != nil {
			return err
		}
		if err := outbox.Put(p.ctx, p.tx, outbox.Notice{School: school, Kind: NoticeReturned, Key: NoticeReturned + ":" + p.day + ":" + child + ":" + db.NewID(), To: []outbox.To{outbox.Guardians()},
			Not: not, About: child, Day: p.day, Urgent: true, Data: release.Told{Child: child, At: p.tx.NowMS()}}); err != nil {
			return err
		}
		return s.note(p, event{School: school, Day: p.day, Child: child, Event: rule.Return, Adult: p.now.AdultID, By: p.by}, "pickup.returned", "why", why)
	})
}

// SetAuto says whether a scan calls by itself.
func (s *Service) SetAuto(ctx context.Context, actor allow.Actor, school string, on bool) error {
	if err := allow.Check(actor, allow.PickupManage, allow.Target{School: school}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := setAuto(ctx, tx, school, on); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "pickup.calling", Target: "school:" + school, Detail: map[string]any{"auto": on}})
	})
}

// Came notes at which gate somebody came for children, and calls those whose plan agrees.
// It is asked in the commit of the scan, whose own number tells the pages of it.
func (s *Service) Came(ctx context.Context, tx *db.Tx, c release.Arrival) error {
	if err := setGate(ctx, tx, c); err != nil {
		return err
	}
	auto, err := Auto(ctx, tx, c.School)
	if err != nil || !auto {
		return err
	}
	locked, err := release.Lockdown(ctx, tx, c.School)
	if err != nil || locked.ID != "" {
		return err
	}
	for _, child := range c.Children {
		if child.Reason != reason.OK {
			continue
		}
		once, err := callOnce(ctx, tx, c, child.ID)
		if err != nil {
			return err
		}
		if !once {
			continue
		}
		if err := insertEvent(ctx, tx, event{School: c.School, Day: c.Day, Child: child.ID, Event: rule.Call, Reason: reason.OK, Adult: c.Adult, Terminal: c.Terminal, Scan: c.Scan}); err != nil {
			return err
		}
	}
	return nil
}

// turn finds and locks a child's order of today for who may change it.
func (s *Service) turn(ctx context.Context, actor allow.Actor, school, child string, do func(step) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := ""
		if actor.Kind == allow.Terminal {
			if err := allow.Check(actor, allow.PickupRelease, allow.Target{School: school}); err != nil {
				return err
			}
		} else {
			class, err := campus.ClassAt(ctx, tx, school, child, tx.NowMS())
			if err != nil {
				return err
			}
			if err := allow.Check(actor, allow.PickupStaff, allow.Target{School: school, Person: child, Class: class}); err != nil {
				return err
			}
			by = plan.SeatOf(actor, school)
		}
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		if err := campus.ShareSchool(ctx, tx, school); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, child); err != nil {
			return err
		}
		day := timetable.Today(tx.Now, sc.Location())
		now, err := turnOf(ctx, tx, school, day, child)
		if err != nil {
			return err
		}
		return do(step{ctx: ctx, tx: tx, actor: actor, school: school, day: day, now: now, by: by})
	})
}

// change is turn where a child is moved, which a hold and a lockdown stop.
func (s *Service) change(ctx context.Context, actor allow.Actor, school, child string, do func(step) error) error {
	return s.turn(ctx, actor, school, child, func(p step) error {
		locked, err := release.Lockdown(p.ctx, p.tx, school)
		switch {
		case err != nil:
			return err
		case locked.ID != "":
			return fault.New(fault.Conflict, "pickup_lockdown")
		case p.now.HeldBy != "":
			return fault.New(fault.Conflict, "pickup_held")
		}
		return do(p)
	})
}

func next(s rule.State, e rule.Event) (rule.State, error) {
	to, ok := rule.Next(s, e)
	if !ok {
		return s, fault.New(fault.Conflict, "pickup_released")
	}
	return to, nil
}

func (s *Service) note(p step, e event, action string, more ...string) error {
	if err := insertEvent(p.ctx, p.tx, e); err != nil {
		return err
	}
	detail := map[string]any{"day": p.day}
	for i := 0; i+1 < len(more); i += 2 {
		detail[more[i]] = more[i+1]
	}
	if err := audit.Record(p.ctx, p.tx, audit.Event{School: p.school, Actor: p.actor.Name(), Action: action, Target: "person:" + e.Child, Detail: detail}); err != nil {
		return err
	}
	return s.feed.Append(p.ctx, p.tx, p.school, feed.Item{Kind: release.Moved, Subject: e.Child, Person: e.Child})
}
