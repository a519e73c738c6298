package correction

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/timetable"
)

// Withdraw takes a request back, by who asked and may still ask, while nobody has
// answered. Conflict correction_answered afterwards.
func (s *Service) Withdraw(ctx context.Context, actor allow.Actor, school, id string) error {
	return s.end(ctx, actor, school, id, func(c Correction, m campus.Member) (e ending, err error) {
		if err := allow.Check(actor, allow.AttendanceAsk, allow.Target{School: school, Person: c.PersonID, Class: m.ClassID}); err != nil {
			return e, err
		}
		if !actor.People[c.AskedBy] {
			return e, fault.New(fault.Forbidden, "forbidden")
		}
		return ending{state: Withdrawn, action: "attendance.correction_withdrawn", as: c.Wanted}, nil
	})
}

// Answers are the states that a request can be answered with.
var Answers = []rule.State{rule.MadeUp, rule.Official, rule.OnLeave, rule.Absent}

// Decide answers a request: as it was asked (as is ""), as another state, or not at all;
// a refusal says why. Nobody answers the own request, nor one about the own child or the
// own person. Fails with Conflict correction_answered, Forbidden correction_own, Invalid
// correction_answer or correction_state.
func (s *Service) Decide(ctx context.Context, actor allow.Actor, school, id string, accept bool, as rule.State, answer string) error {
	answer = strings.TrimSpace(answer)
	return s.end(ctx, actor, school, id, func(c Correction, m campus.Member) (e ending, err error) {
		if err := allow.Check(actor, allow.AttendanceApprove, allow.Target{School: school, Person: c.PersonID, Class: m.ClassID}); err != nil {
			return e, err
		}
		if own(actor, c) {
			return e, fault.New(fault.Forbidden, "correction_own")
		}
		as = cmp.Or(as, c.Wanted)
		switch {
		case !validNote(answer), !accept && answer == "":
			return e, fault.New(fault.Invalid, "correction_answer")
		case accept && !slices.Contains(Answers, as):
			return e, fault.New(fault.Invalid, "correction_state")
		case !accept:
			return ending{state: Refused, action: "attendance.correction_refused", as: c.Wanted, answer: answer}, nil
		}
		return ending{state: Accepted, action: "attendance.correction_accepted", as: as, answer: answer}, nil
	})
}

// own reports whether somebody may not answer a request whatever the posts say.
func own(a allow.Actor, c Correction) bool {
	return a.People[c.AskedBy] || a.People[c.PersonID] || a.Children[c.PersonID] != 0
}

// May reports whether somebody may answer a request about a pupil of a class.
func May(a allow.Actor, school string, c Correction, class string) bool {
	return allow.Can(a, allow.AttendanceApprove, allow.Target{School: school, Person: c.PersonID, Class: class}) && !own(a, c)
}

type ending struct {
	state  State
	action string
	as     rule.State
	answer string
}

func (s *Service) end(ctx context.Context, actor allow.Actor, school, id string, decide func(Correction, campus.Member) (ending, error)) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := Read(ctx, tx, school, id)
		if err != nil {
			return err
		}
		m, err := register.MemberOn(ctx, tx, school, c.PersonID, c.Day)
		if err != nil {
			return err
		}
		e, err := decide(c, m)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, c.PersonID); err != nil {
			return err
		}
		by := register.SeatOf(actor, school)
		if err := end(ctx, tx, school, id, e, by); err != nil {
			return err
		}
		if e.state != Withdrawn {
			if err := s.tell(ctx, tx, school, c, m, e, by); err != nil {
				return err
			}
		}
		return s.register.Record(ctx, tx, actor, school, c.PersonID, c.Day, e.action, map[string]any{"day": c.Day, "as": string(e.as)})
	})
}

// tell puts the answer into the inboxes of the person, the guardians, and of staff that
// asked.
func (s *Service) tell(ctx context.Context, tx *db.Tx, school string, c Correction, m campus.Member, e ending, by string) error {
	d, err := s.register.DayOf(ctx, tx, school, c.Day, m)
	if err != nil {
		return err
	}
	cell := d.Cell(c.SessionID)
	data := Told{ID: c.ID, Person: c.PersonID, Day: c.Day, Session: c.Session, Reason: c.Reason, Was: c.Was,
		Seconds: max(cell.Late, cell.Early), Accepted: e.state == Accepted, Answer: e.answer}
	if data.Accepted {
		data.Is = e.as
		if err := settle(ctx, tx, school, c); err != nil {
			return err
		}
	}
	to := []outbox.To{outbox.Self()}
	if m.Role == allow.Student {
		to = append(to, outbox.Guardians())
	}
	kin, err := isKin(ctx, tx, school, c.AskedBy, c.PersonID)
	if err != nil {
		return err
	}
	if !kin && c.AskedBy != c.PersonID && c.AskedBy != "" {
		to = append(to, outbox.Person(c.AskedBy))
	}
	return outbox.Put(ctx, tx, outbox.Notice{
		School: school, Kind: NoticeAnswered, Key: NoticeAnswered + ":" + c.ID, To: to, Not: []string{by}, About: c.PersonID, Day: c.Day, Data: data,
	})
}

// ListOpen lists the requests that wait for an answer and that the actor may answer,
// the oldest first, each with the class that its person was in on that day.
func ListOpen(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) (list []Correction, err error) {
	all, err := open(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	byDay := map[string][]string{}
	for _, c := range all {
		byDay[c.Day] = append(byDay[c.Day], c.PersonID)
	}
	type key struct{ day, person string }
	was := map[key]campus.Member{}
	for day, people := range byDay {
		_, end := campus.DayOf(timetable.Instant(day, 12*60, sc.Location()), sc.Location())
		members, err := campus.MembersAt(ctx, q, sc.ID, end.UnixMilli()-1, rule.Expects, people...)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			was[key{day, m.PersonID}] = m
		}
	}
	for _, c := range all {
		m, member := was[key{c.Day, c.PersonID}]
		if c.ClassID, c.Grade, c.Class = m.ClassID, m.Grade, m.Class; member && May(a, sc.ID, c, c.ClassID) {
			list = append(list, c)
		}
	}
	return list, nil
}
