// Package plan keeps how children go home: on each school weekday, on single days, and
// when the school lets them go. A family changes a day until the cut-off; what it wants
// later is a request that staff answers. Staff changes a day at any time until its end.
//
// A plan says what is meant to happen. It gives nobody a right: who may take a child is
// asked of guardianships and restrictions at the second of the release.
package plan

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/pickup/custody"
	"yunka/server/pickup/rule"
	"yunka/server/timetable"
)

// Changed is the feed's kind of a plan, a request or an answer; the subject is the child.
const Changed = "pickup.plan"

// The kinds of notices. Their data is a Told.
const (
	NoticeAsked    = "pickup.asked"
	NoticeAnswered = "pickup.answered"
	NoticeChanged  = "pickup.changed"
)

// Told is what a notice says.
type Told struct {
	Child    string    `json:"child"`
	Day      string    `json:"day"`
	Mode     rule.Mode `json:"mode"`
	Note     string    `json:"note,omitempty"`
	Accepted bool      `json:"accepted,omitempty"`
}

// State is how far a request is.
type State string

// The states of a request.
const (
	Open      State = "open"
	Accepted  State = "accepted"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// Request is a change that a family asks for after the cut-off.
type Request struct {
	ID, ChildID, Day string
	rule.Plan
	AskedBy, AskedName     string
	AskedAt                int64
	State                  State
	DecidedBy, DecidedName string
	DecidedAt              int64
	Child, Grade, Class    string
	ClassID                string
}

// Service changes plans.
type Service struct {
	db   *db.DB
	feed *feed.Feed
}

// New makes it.
func New(d *db.DB, f *feed.Feed) *Service { return &Service{db: d, feed: f} }

// SetDay says how a child goes home on one day; nil goes back to the weekday's plan. asked
// is true if it became a request, because the cut-off has passed and a family said it.
// Fails with Invalid plan_mode, plan_note, plan_adult or plan_day (over, too far away, no
// school) and Conflict plan_asked (a request waits already).
func (s *Service) SetDay(ctx context.Context, actor allow.Actor, school, child, day string, p *rule.Plan) (asked bool, err error) {
	err = s.change(ctx, actor, school, child, func(ctx context.Context, tx *db.Tx, sc campus.School, m campus.Member, staff bool) error {
		asked = false
		if err := s.check(ctx, tx, school, child, p); err != nil {
			return err
		}
		w, err := Load(ctx, tx, sc)
		if err != nil {
			return err
		}
		can := rule.Nobody
		if timetable.ValidDay(day) {
			can = w.Times.Changes(day, w.Calendar.Day(day).WorksAs, tx.Now, sc.Location())
		}
		detail := map[string]any{"day": day, "mode": "usual"}
		if p != nil {
			detail["mode"] = p.Mode
		}
		by := SeatOf(actor, school)
		switch {
		case can == rule.Nobody:
			return fault.New(fault.Invalid, "plan_day")
		case can == rule.ByStaff && !staff:
			asked = true
			var want rule.Plan
			if p != nil {
				want = *p
			} else if week, err := weekly(ctx, tx, school, child); err != nil {
				return err
			} else {
				want = rule.Of(w.Calendar.Day(day).WorksAs, week[child], nil).Usual
			}
			id := db.NewID()
			if err := ask(ctx, tx, id, school, child, day, want, by); err != nil {
				return err
			}
			to := outbox.Office()
			if m.ClassID != "" {
				to = outbox.ClassTeachers(m.ClassID)
			}
			if err := outbox.Put(ctx, tx, outbox.Notice{School: school, Kind: NoticeAsked, Key: NoticeAsked + ":" + id, To: []outbox.To{to}, Not: []string{by},
				About: child, Day: day, Urgent: true, Data: Told{Child: child, Day: day, Mode: want.Mode, Note: want.Note}}); err != nil {
				return err
			}
			return s.record(ctx, tx, actor, school, child, "pickup.asked", detail)
		}
		if err := setDay(ctx, tx, school, child, day, p, by); err != nil {
			return err
		}
		if p != nil {
			if err := s.tellChange(ctx, tx, sc, child, day, *p, by); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, actor, school, child, "pickup.planned", detail)
	})
	return asked, err
}

// SetWeek says how a child goes home on a school weekday, 1 to 5, from tomorrow's on or,
// before the cut-off, from today's. Fails as SetDay does, and with Conflict plan_late after
// the cut-off of that very weekday for a family.
func (s *Service) SetWeek(ctx context.Context, actor allow.Actor, school, child string, weekday int, p rule.Plan) error {
	return s.change(ctx, actor, school, child, func(ctx context.Context, tx *db.Tx, sc campus.School, _ campus.Member, staff bool) error {
		if weekday < 1 || weekday > 5 {
			return fault.New(fault.Invalid, "plan_day")
		}
		if err := s.check(ctx, tx, school, child, &p); err != nil {
			return err
		}
		w, err := Load(ctx, tx, sc)
		if err != nil {
			return err
		}
		today := timetable.Today(tx.Now, sc.Location())
		if d := w.Calendar.Day(today); !staff && d.WorksAs == weekday && w.Times.Changes(today, weekday, tx.Now, sc.Location()) != rule.Family {
			return fault.New(fault.Conflict, "plan_late")
		}
		if err := setWeek(ctx, tx, school, child, weekday, p, SeatOf(actor, school)); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, school, child, "pickup.week_planned", map[string]any{"weekday": weekday, "mode": p.Mode})
	})
}

// Answer accepts a request or refuses it. Nobody answers what they asked or what is about
// their own child. Fails with Conflict plan_answered and Forbidden plan_own.
func (s *Service) Answer(ctx context.Context, actor allow.Actor, school, id string, accept bool) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := ReadRequest(ctx, tx, school, id)
		if err != nil {
			return err
		}
		if r.ClassID, err = campus.ClassAt(ctx, tx, school, r.ChildID, tx.NowMS()); err != nil {
			return err
		}
		if err := allow.Check(actor, allow.PickupStaff, allow.Target{School: school, Person: r.ChildID, Class: r.ClassID}); err != nil {
			return err
		}
		if actor.People[r.AskedBy] || actor.Children[r.ChildID] != 0 {
			return fault.New(fault.Forbidden, "plan_own")
		}
		if err := campus.LockPerson(ctx, tx, school, r.ChildID); err != nil {
			return err
		}
		state, action, by := Refused, "pickup.refused", SeatOf(actor, school)
		if accept {
			state, action = Accepted, "pickup.accepted"
		}
		if err := answer(ctx, tx, school, id, state, by); err != nil {
			return err
		}
		if accept {
			if err := setDay(ctx, tx, school, r.ChildID, r.Day, &r.Plan, r.AskedBy); err != nil {
				return err
			}
		}
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		not, err := custody.Never(ctx, tx, sc, r.ChildID, tx.Now)
		if err != nil {
			return err
		}
		if err := outbox.Put(ctx, tx, outbox.Notice{School: school, Kind: NoticeAnswered, Key: NoticeAnswered + ":" + id, To: []outbox.To{outbox.Guardians()}, Not: append(not, by),
			About: r.ChildID, Day: r.Day, Urgent: true, Data: Told{Child: r.ChildID, Day: r.Day, Mode: r.Mode, Note: r.Note, Accepted: accept}}); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, school, r.ChildID, action, map[string]any{"day": r.Day, "mode": r.Mode})
	})
}

// Withdraw takes a request back, by who asked. Conflict plan_answered afterwards.
func (s *Service) Withdraw(ctx context.Context, actor allow.Actor, school, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := ReadRequest(ctx, tx, school, id)
		if err != nil {
			return err
		}
		if err := allow.Check(actor, allow.PickupPlan, allow.Target{School: school, Person: r.ChildID}); err != nil {
			return err
		}
		if !actor.People[r.AskedBy] {
			return fault.New(fault.Forbidden, "forbidden")
		}
		if err := campus.LockPerson(ctx, tx, school, r.ChildID); err != nil {
			return err
		}
		if err := answer(ctx, tx, school, id, Withdrawn, ""); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, school, r.ChildID, "pickup.withdrawn", map[string]any{"day": r.Day})
	})
}

// SetTimes says when the school lets its children go. Invalid pickup_times.
func (s *Service) SetTimes(ctx context.Context, actor allow.Actor, school string, t rule.Times) error {
	if err := allow.Check(actor, allow.PickupManage, allow.Target{School: school}); err != nil {
		return err
	}
	if err := t.Check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := setTimes(ctx, tx, school, t); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "pickup.times", Target: "school:" + school, Detail: map[string]any{"minutes": t.Dismissal[1:], "cut_off": t.CutOff}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: Changed, Subject: school})
	})
}

type changing func(ctx context.Context, tx *db.Tx, sc campus.School, m campus.Member, staff bool) error

// change asks the right and locks the child; do leaves event and feed item.
func (s *Service) change(ctx context.Context, actor allow.Actor, school, child string, do changing) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		list, err := campus.MembersAt(ctx, tx, school, tx.NowMS(), []allow.Role{allow.Student}, child)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		whom := allow.Target{School: school, Person: child, Class: list[0].ClassID}
		if err := allow.Check(actor, allow.PickupPlan, whom); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, child); err != nil {
			return err
		}
		if err := custody.Barred(ctx, tx, actor, sc, child, tx.Now); err != nil {
			return err
		}
		staff := allow.Can(actor, allow.PickupStaff, whom) && actor.Children[child] == 0
		return do(ctx, tx, sc, list[0], staff)
	})
}

// check refuses a plan that cannot be, or that means an adult who is no guardian: a
// restriction is not looked at, so that nobody learns of one here.
func (s *Service) check(ctx context.Context, q bun.IDB, school, child string, p *rule.Plan) error {
	if p == nil {
		return nil
	}
	if err := p.Check(); err != nil || p.Adult == "" {
		return err
	}
	adults, err := Adults(ctx, q, school, child)
	if err == nil && !slices.ContainsFunc(adults, func(a Adult) bool { return a.ID == p.Adult }) {
		err = fault.New(fault.Invalid, "plan_adult")
	}
	return err
}

// tellChange tells the family and the class of a change for today or tomorrow's.
func (s *Service) tellChange(ctx context.Context, tx *db.Tx, sc campus.School, child, day string, p rule.Plan, by string) error {
	not, err := custody.Never(ctx, tx, sc, child, tx.Now)
	if err != nil {
		return err
	}
	return outbox.Put(ctx, tx, outbox.Notice{School: sc.ID, Kind: NoticeChanged, Key: NoticeChanged + ":" + db.NewID(), To: []outbox.To{outbox.Guardians()}, Not: append(not, by),
		About: child, Day: day, Data: Told{Child: child, Day: day, Mode: p.Mode, Note: p.Note}})
}

func (s *Service) record(ctx context.Context, tx *db.Tx, actor allow.Actor, school, child, action string, detail map[string]any) error {
	if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: action, Target: "person:" + child, Detail: detail}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, school, feed.Item{Kind: Changed, Subject: child, Person: child})
}

// SeatOf is the person that an account is in a school: staff before family.
func SeatOf(a allow.Actor, school string) (person string) {
	for _, seat := range a.Seats {
		if seat.School == school && (person == "" || seat.Role != allow.Parent && seat.Role != allow.Student) {
			person = seat.Person
		}
	}
	return person
}
