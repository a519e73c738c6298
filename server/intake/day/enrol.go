package day

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/intake"
)

// Why an applicant cannot become a pupil yet; each is also the code of a fault.
const (
	NoClass     = "intake_no_class"
	NotCleared  = "intake_not_cleared"
	NotHere     = "intake_not_here"
	NumberTaken = "intake_number_taken"
	PhoneOther  = "intake_phone_other"
)

// Ready is an applicant as the preview of Enrol has it.
type Ready struct {
	intake.Applicant
	Kin []intake.Kin
	Why string // what stands in the way; "" is ready
}

// Preview is who would become a pupil: those who have come and, with early, those who are
// cleared and have not come yet, so that cards can be claimed before the day.
func Preview(ctx context.Context, q bun.IDB, in intake.Intake, early bool, now int64) (list []Ready, err error) {
	all, _, err := intake.Applicants(ctx, q, in.ID, intake.Filter{}, intake.MaxPeople, 0)
	if err != nil {
		return nil, err
	}
	steps, err := intake.Steps(ctx, q, in.ID)
	if err != nil {
		return nil, err
	}
	ticks, err := intake.TicksOf(ctx, q, in.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, one := range all {
		if one.State == intake.Expected && (one.ArrivedAt > 0 || early) {
			ids = append(ids, one.ID)
		}
	}
	kin, err := intake.Families(ctx, q, ids...)
	if err != nil {
		return nil, err
	}
	numbers, phones, err := taken(ctx, q, in.SchoolID)
	if err != nil {
		return nil, err
	}
	told := in
	told.RevealAt = 1 // who has a class may become a pupil before families are told which
	for _, one := range all {
		if one.State != intake.Expected || one.ArrivedAt == 0 && !early {
			continue
		}
		r := Ready{Applicant: one, Kin: kin[one.ID]}
		switch {
		case one.ClassID == "":
			r.Why = NoClass
		case !intake.Cleared(intake.Checklist(steps, ticks[one.ID], told, one, now)):
			r.Why = NotCleared
		case one.Number != "" && numbers[one.Number] != "" && numbers[one.Number] != one.PersonID:
			r.Why = NumberTaken
		}
		if one.Number != "" && one.PersonID == "" {
			numbers[one.Number] = "another" // of two with one number the second is told
		}
		for _, k := range r.Kin {
			if name, known := phones[k.Phone]; known && name != campus.Fold(k.Name) && r.Why == "" {
				r.Why = PhoneOther
			}
		}
		list = append(list, r)
	}
	return list, nil
}

// Enrolment is what Enrol came to.
type Enrolment struct {
	Pupils int
	Left   []Ready // who was asked for and is not ready any more
	NoBeds []Ready // pupils whose bed could not be given
}

// Enrol makes pupils of applicants, each in a commit of its own: the person with its number,
// the membership with its class, its card, the guardians. One who is a pupil already is not
// made another. Who may add people may: allow.PeopleManage, too.
func (s *Service) Enrol(ctx context.Context, a allow.Actor, id string, applicants []string, early bool) (r Enrolment, err error) {
	var ready []Ready
	var in intake.Intake
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		if in, err = intake.ByID(ctx, q, id); err != nil {
			return err
		}
		for _, action := range []allow.Action{allow.FreshmenManage, allow.PeopleManage} {
			if err := allow.Check(a, action, allow.Target{School: in.SchoolID}); err != nil {
				return err
			}
		}
		ready, err = Preview(ctx, q, in, early, s.db.Now().UnixMilli())
		return err
	})
	if err != nil {
		return r, err
	}
	asked := map[string]bool{}
	for _, id := range applicants {
		asked[id] = true
	}
	for _, one := range ready {
		if !asked[one.ID] {
			continue
		}
		if one.Why != "" {
			r.Left = append(r.Left, one)
			continue
		}
		person, err := s.enrolOne(ctx, a, in, one)
		if f := fault.As(err); err != nil && (f.Kind == fault.Conflict || f.Kind == fault.Invalid) {
			one.Why = f.Code
			r.Left = append(r.Left, one)
			continue
		}
		if err != nil {
			return r, err
		}
		r.Pupils++
		if s.world.Bed != nil && one.Dorm != "" {
			if err := s.world.Bed(ctx, a, in.SchoolID, person, one.Dorm); err != nil {
				one.Why = fault.As(err).Code
				r.NoBeds = append(r.NoBeds, one)
			}
		}
	}
	return r, nil
}

func (s *Service) enrolOne(ctx context.Context, a allow.Actor, in intake.Intake, was Ready) (person string, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := campus.BumpPolicy(ctx, tx, in.SchoolID); err != nil {
			return err
		}
		one, err := intake.Lock(ctx, tx, was.ID)
		if err != nil {
			return err
		}
		if one.State != intake.Expected || one.ClassID == "" {
			return fault.New(fault.Conflict, "intake_enrolled")
		}
		if person = one.PersonID; person == "" {
			if person, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: in.SchoolID, Name: one.Name, Number: one.Number, Gender: one.Gender}); err != nil {
				return err
			}
		}
		if _, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: in.SchoolID, PersonID: person, Role: allow.Student, ClassID: one.ClassID}); err != nil {
			return err
		}
		for _, k := range was.Kin {
			if k.PersonID != "" {
				continue // of an earlier enrolment: the guardianship is there
			}
			adult, err := guardian(ctx, tx, in.SchoolID, k)
			if err != nil {
				return err
			}
			if _, err := campus.AddGuardianship(ctx, tx, campus.Guardianship{SchoolID: in.SchoolID, AdultID: adult, ChildID: person, Relation: k.Relation, Rights: campus.RightsOf(k.Relation)}); err != nil {
				return err
			}
			if err := setKinPerson(ctx, tx, one.ID, k.N, adult); err != nil {
				return err
			}
		}
		one.PersonID, one.State = person, intake.Enrolled
		if err := intake.Update(ctx, tx, one); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: in.SchoolID, Actor: a.Name(), Action: "freshmen.enrolled", Target: "person:" + person, Detail: map[string]any{"applicant": one.ID}}); err != nil {
			return err
		}
		first, err := s.feed.Take(ctx, tx, in.SchoolID, 2)
		if err != nil {
			return err
		}
		if err := s.feed.Put(ctx, tx, in.SchoolID, first, feed.Item{Kind: feed.PersonState, Subject: person, Person: person, Data: `{"action":"person.added"}`}); err != nil {
			return err
		}
		return s.feed.Put(ctx, tx, in.SchoolID, first+1, feed.Item{Kind: intake.Changed, Subject: in.ID})
	})
	return person, err
}

// guardian is the adult in the books with that phone and name, or a new one.
func guardian(ctx context.Context, tx *db.Tx, school string, k intake.Kin) (adult string, err error) {
	known, err := byPhone(ctx, tx, school, k.Phone)
	if err != nil {
		return "", err
	}
	for _, p := range known {
		if campus.Fold(p.Name) == campus.Fold(k.Name) {
			adult = p.ID
		}
	}
	if adult == "" && len(known) > 0 {
		return "", fault.New(fault.Conflict, PhoneOther)
	}
	if adult == "" {
		if adult, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: k.Name, Phone: k.Phone}); err != nil {
			return "", err
		}
	}
	_, _, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: adult, Role: allow.Parent})
	if err != nil && fault.As(err).Code != "membership_exists" {
		return "", err
	}
	return adult, nil
}

// CloseNoShows closes, after the deadline, who has not come: their sessions go on, so that a
// family can read whom to call; the membership of who was made a pupil early ends with its
// card. A scan on a later day opens them again. Conflict intake_deadline before it.
func (s *Service) CloseNoShows(ctx context.Context, a allow.Actor, id string) (n int, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		in, err := intake.ByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := allow.Check(a, allow.FreshmenManage, allow.Target{School: in.SchoolID}); err != nil {
			return err
		}
		if in.DeadlineAt == 0 || tx.NowMS() <= in.DeadlineAt {
			return fault.New(fault.Conflict, "intake_deadline")
		}
		if err := campus.BumpPolicy(ctx, tx, in.SchoolID); err != nil { // memberships end
			return err
		}
		members, err := absentMembers(ctx, tx, in.ID, tx.NowMS())
		if err != nil {
			return err
		}
		if len(members) > 0 {
			if err := allow.Check(a, allow.PeopleManage, allow.Target{School: in.SchoolID}); err != nil {
				return err
			}
		}
		for _, m := range members {
			if err := campus.EndMembership(ctx, tx, in.SchoolID, m, 0); err != nil {
				return err
			}
		}
		if n, err = closeAbsent(ctx, tx, in.ID); err != nil || n == 0 {
			return err
		}
		return s.intakes.Noted(ctx, tx, a.Name(), in, "", "freshmen.no_shows", map[string]any{"people": n, "members": len(members)})
	})
	return n, err
}
