package request

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/timetable"
)

// Changed is the feed's kind of everything that happens to a leave. The subject is the
// person, Data a Moved: attendance derives those days again.
const Changed = "leave.changed"

// Moved says for which days, both inclusive.
type Moved struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// The kinds of notices. Their data is a Told.
const (
	NoticeAsked     = "leave.asked"     // to who may approve
	NoticeConfirm   = "leave.confirm"   // to the guardians, of what a pupil asked
	NoticeAnswered  = "leave.answered"  // to the family, and of an approval to the class
	NoticeCancelled = "leave.cancelled" // to the class
	NoticeStopped   = "leave.stopped"   // somebody wanted to go out without one
	NoticeWaits     = "leave.waits"     // to who may approve or agree: it waits for long
	NoticeEvidence  = "leave.evidence"  // to who promised a proof
	NoticeNotBack   = "leave.not_back"  // to the family and the class
)

// Told is what a notice says of a leave.
type Told struct {
	ID       string `json:"id,omitempty"`
	Person   string `json:"person"`
	Kind     string `json:"kind,omitempty"`
	From     int64  `json:"from,omitempty"`
	To       int64  `json:"to,omitempty"`
	Approved bool   `json:"approved,omitempty"`
	Answer   string `json:"answer,omitempty"`
	Gate     string `json:"gate,omitempty"`
}

// needLeave are the roles that are expected at school.
var needLeave = []allow.Role{allow.Student, allow.Teacher}

// Member is the person as a member of the school now; NotFound for who needs no leave.
func Member(ctx context.Context, q bun.IDB, school, person string, at int64) (campus.Member, error) {
	list, err := campus.MembersAt(ctx, q, school, at, needLeave, person)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return campus.Member{}, err
	}
	return list[0], nil
}

func Target(school string, m campus.Member) allow.Target {
	return allow.Target{School: school, Person: m.PersonID, Class: m.ClassID}
}

// Ask asks for a leave: a guardian with the right for a child, a teacher for
// themselves, a pupil for themselves with a guardian's agreement to come. Fails with
// Invalid leave_… and Conflict leave_overlap.
func (s *Service) Ask(ctx context.Context, a allow.Actor, school string, d Draft) (id string, err error) {
	d.Reason, d.Collects = strings.TrimSpace(d.Reason), strings.TrimSpace(d.Collects)
	if d.Evidence, err = s.evidence(ctx, d.Evidence); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := Member(ctx, tx, school, d.Person, tx.NowMS())
		if err != nil {
			return err
		}
		if err := allow.Check(a, allow.LeaveAsk, Target(school, m)); err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		at, days, c, err := s.look(ctx, tx, sc, d, tx.Now)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, d.Person); err != nil {
			return err
		}
		if n, err := overlapping(ctx, tx, school, d.Person, at); err != nil || n > 0 {
			if err == nil {
				err = fault.New(fault.Conflict, "leave_overlap")
			}
			return err
		}
		l := Leave{ID: db.NewID(), SchoolID: school, PersonID: d.Person, Kind: d.Kind, Reason: d.Reason, Collects: d.Collects, FromAt: at.from, ToAt: at.to,
			FirstDay: d.First, LastDay: d.Last, Days: days, AskedBy: seat(a, school, d.Person), State: Asked}
		if m.Role == allow.Student && a.People[d.Person] {
			l.State = Unconfirmed
		}
		if d.Later && d.Evidence == nil {
			l.EvidenceDue = EvidenceUntil(c, d.Last)
		}
		if err := insert(ctx, tx, l, d.Evidence); err != nil {
			return err
		}
		id = l.ID
		if l.State == Unconfirmed {
			return s.leaves(ctx, tx, a, l, "leave.asked", notice(l, NoticeConfirm, outbox.Guardians()))
		}
		to, err := approvers(ctx, tx, l, m)
		if err != nil {
			return err
		}
		return s.leaves(ctx, tx, a, l, "leave.asked", notice(l, NoticeAsked, to...))
	})
	return id, err
}

// look says when a draft would be.
func (s *Service) look(ctx context.Context, q bun.IDB, sc campus.School, d Draft, now time.Time) (at span, days int, c timetable.Calendar, err error) {
	if c, err = timetable.LoadCalendar(ctx, q, sc.ID); err != nil {
		return at, 0, c, err
	}
	closed, err := s.world.Closed(ctx, q, sc.ID)
	if err != nil {
		return at, 0, c, err
	}
	at, days, err = d.check(c, now, sc.Location(), closed)
	return at, days, c, err
}

// Preview says what a draft would be if it were sent now, or what is wrong with it, as
// Ask does.
func (s *Service) Preview(ctx context.Context, q bun.IDB, sc campus.School, d Draft) (from, to int64, days int, err error) {
	at, days, _, err := s.look(ctx, q, sc, d, s.db.Now())
	if err != nil {
		return 0, 0, 0, err
	}
	n, err := overlapping(ctx, q, sc.ID, d.Person, at)
	if err == nil && n > 0 {
		err = fault.New(fault.Conflict, "leave_overlap")
	}
	return at.from, at.to, days, err
}

// approvers are who is told of a request.
func approvers(ctx context.Context, tx *db.Tx, l Leave, m campus.Member) ([]outbox.To, error) {
	set, err := SettingOf(ctx, tx, l.SchoolID)
	if err != nil {
		return nil, err
	}
	d, err := DeskOf(ctx, tx, set, l, m, tx.NowMS())
	return d.to(m), err
}

// seat is the person that asks: the one of the leave, or one of the account's in the
// school.
func seat(a allow.Actor, school, person string) (by string) {
	if a.People[person] {
		return person
	}
	for _, one := range a.Seats {
		if one.School == school && (by == "" || one.Role != allow.Parent) {
			by = one.Person
		}
	}
	return by
}

func notice(l Leave, kind string, to ...outbox.To) outbox.Notice {
	return outbox.Notice{School: l.SchoolID, Kind: kind, Key: kind + ":" + l.ID, To: to, About: l.PersonID, Day: l.FirstDay,
		Data: Told{ID: l.ID, Person: l.PersonID, Kind: l.Kind, From: l.FromAt, To: l.ToAt}}
}

// leaves writes what every change of a leave leaves behind: notices, the audit, the feed.
func (s *Service) leaves(ctx context.Context, tx *db.Tx, a allow.Actor, l Leave, action string, notices ...outbox.Notice) error {
	for _, n := range notices {
		if len(n.To) == 0 {
			continue
		}
		if err := outbox.Put(ctx, tx, n); err != nil {
			return err
		}
	}
	err := audit.Record(ctx, tx, audit.Event{School: l.SchoolID, Actor: a.Name(), Action: action, Target: "person:" + l.PersonID,
		Detail: map[string]any{"leave": l.ID, "from": l.FirstDay, "to": l.LastDay}})
	if err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, l.SchoolID, feed.Item{Kind: Changed, Subject: l.PersonID, Person: l.PersonID, Data: moved(l)})
}

func (s *Service) change(ctx context.Context, school, id string, do func(ctx context.Context, tx *db.Tx, l Leave, m campus.Member) error) error {
	return change(ctx, s.db, school, id, do)
}

// change does something to one leave under the person's lock.
func change(ctx context.Context, d *db.DB, school, id string, do func(ctx context.Context, tx *db.Tx, l Leave, m campus.Member) error) error {
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := Read(ctx, tx, school, id)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, l.PersonID); err != nil {
			return err
		}
		if l, err = Read(ctx, tx, school, id); err != nil { // as it is under the lock
			return err
		}
		m, err := Member(ctx, tx, school, l.PersonID, tx.NowMS())
		if err != nil {
			return err
		}
		return do(ctx, tx, l, m)
	})
}

// Confirm is a guardian's agreement to what a pupil asked.
func (s *Service) Confirm(ctx context.Context, a allow.Actor, school, id string) error {
	return s.change(ctx, school, id, func(ctx context.Context, tx *db.Tx, l Leave, m campus.Member) error {
		if err := allow.Check(a, allow.LeaveConfirm, Target(school, m)); err != nil {
			return err
		}
		if l.State != Unconfirmed {
			return fault.New(fault.Conflict, "leave_answered")
		}
		if err := turn(ctx, tx, l, Asked, seat(a, school, ""), ""); err != nil {
			return err
		}
		to, err := approvers(ctx, tx, l, m)
		if err != nil {
			return err
		}
		return s.leaves(ctx, tx, a, l, "leave.confirmed", notice(l, NoticeAsked, to...))
	})
}

// Own reports whether somebody may not answer a leave whatever the posts say.
func Own(a allow.Actor, l Leave) bool {
	return a.People[l.AskedBy] || a.People[l.PersonID] || a.Children[l.PersonID] != 0
}

// May reports whether somebody may answer a leave of a person in a class: a long one
// takes more than the class, a very long one the office.
func May(a allow.Actor, set Setting, l Leave, class string) bool {
	t := allow.Target{School: l.SchoolID, Person: l.PersonID, Class: class}
	level := set.level(l.Days)
	if level != ByClass && !allow.Can(a, allow.LeaveApproveLong, t) || level == ByOffice && !allow.Can(a, allow.LeaveManage, t) {
		return false
	}
	return allow.Can(a, allow.LeaveApprove, t) && !Own(a, l)
}

// Decide answers a leave. A refusal says why. Nobody answers the own, nor that of the
// Own child. Fails with Conflict leave_answered, Forbidden leave_own or leave_too_long,
// Invalid leave_answer.
func (s *Service) Decide(ctx context.Context, a allow.Actor, school, id string, accept bool, answer string) error {
	answer = strings.TrimSpace(answer)
	return s.change(ctx, school, id, func(ctx context.Context, tx *db.Tx, l Leave, m campus.Member) error {
		if err := allow.Check(a, allow.LeaveApprove, Target(school, m)); err != nil {
			return err
		}
		set, err := SettingOf(ctx, tx, school)
		if err != nil {
			return err
		}
		switch {
		case Own(a, l):
			return fault.New(fault.Forbidden, "leave_own")
		case !May(a, set, l, m.ClassID):
			return fault.New(fault.Forbidden, "leave_too_long")
		case l.State != Asked:
			return fault.New(fault.Conflict, "leave_answered")
		case !text(answer), !accept && answer == "":
			return fault.New(fault.Invalid, "leave_answer")
		}
		to, action := Rejected, "leave.rejected"
		if accept {
			to, action = Approved, "leave.approved"
		}
		by := seat(a, school, "")
		if err := turn(ctx, tx, l, to, by, answer); err != nil {
			return err
		}
		if accept {
			if err := giveNumber(ctx, tx, l); err != nil {
				return err
			}
		}
		n := notice(l, NoticeAnswered, outbox.Self())
		if m.Role == allow.Student {
			n.To = append(n.To, outbox.Guardians())
			if accept && m.ClassID != "" && set.level(l.Days) != ByClass { // the class does not know yet
				n.To = append(n.To, outbox.ClassTeachers(m.ClassID))
			}
		}
		n.Not = []string{by}
		n.Data = Told{ID: l.ID, Person: l.PersonID, Kind: l.Kind, From: l.FromAt, To: l.ToAt, Approved: accept, Answer: answer}
		return s.leaves(ctx, tx, a, l, action, n)
	})
}

// End takes a leave back: before an answer it is withdrawn, afterwards cancelled, and
// one that has begun ends now, because who is back early is expected again. What was
// punched stays as it is. Fails with Conflict leave_answered or leave_over.
func (s *Service) End(ctx context.Context, a allow.Actor, school, id string) error {
	return s.change(ctx, school, id, func(ctx context.Context, tx *db.Tx, l Leave, m campus.Member) error {
		if err := allow.Check(a, allow.LeaveEnd, Target(school, m)); err != nil {
			return err
		}
		by := seat(a, school, l.PersonID)
		switch {
		case l.State == Unconfirmed || l.State == Asked:
			if err := turn(ctx, tx, l, Withdrawn, by, ""); err != nil {
				return err
			}
			return s.leaves(ctx, tx, a, l, "leave.withdrawn")
		case l.State != Approved:
			return fault.New(fault.Conflict, "leave_answered")
		case l.ToAt <= tx.NowMS():
			return fault.New(fault.Conflict, "leave_over")
		}
		n := notice(l, NoticeCancelled)
		n.Not = []string{by}
		if m.Role == allow.Student {
			n.To = []outbox.To{outbox.Guardians()}
		}
		if m.ClassID != "" {
			n.To = append(n.To, outbox.ClassTeachers(m.ClassID))
		}
		if l.FromAt < tx.NowMS() {
			if err := shorten(ctx, tx, l); err != nil {
				return err
			}
			return s.leaves(ctx, tx, a, l, "leave.shortened", n)
		}
		if err := turn(ctx, tx, l, Cancelled, by, ""); err != nil {
			return err
		}
		return s.leaves(ctx, tx, a, l, "leave.cancelled", n)
	})
}

// Control decides whether pupils need a leave to go out early. It holds from this
// commit on: gates decide by it under the school's lock.
func (s *Service) Control(ctx context.Context, a allow.Actor, school string, yes bool) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.LeaveManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := access.Bump(ctx, tx, school); err != nil {
			return err
		}
		set, err := SettingOf(ctx, tx, school)
		if err != nil {
			return err
		}
		set.Controlled = yes
		if err := saveSetting(ctx, tx, school, set); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "leave.control", Target: "school:" + school, Detail: map[string]any{"controlled": yes}})
	})
}

// Mine are the leaves that wait for the actor in a school, with the class of each.
func Mine(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School, now time.Time) (list []Leave, err error) {
	asked, err := Waiting(ctx, q, sc.ID, Asked)
	if err != nil {
		return nil, err
	}
	set, err := SettingOf(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range asked {
		m, err := Member(ctx, q, sc.ID, l.PersonID, now.UnixMilli())
		if fault.Is(err, fault.NotFound) { // has left the school
			continue
		} else if err != nil {
			return nil, err
		}
		if l.ClassID, l.Grade, l.Class = m.ClassID, m.Grade, m.Class; May(a, set, l, m.ClassID) {
			list = append(list, l)
		}
	}
	return list, nil
}
