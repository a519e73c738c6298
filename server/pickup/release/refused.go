package release

import (
	"context"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/pickup/custody"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
)

// lost is why an adult who came for a child has no word for it any more: a mandate that was
// taken back since, or a guardianship that has ended. "" if they did not come for it.
func (s *Service) lost(ctx context.Context, tx *db.Tx, school, day, child, adult string) (reason.Code, error) {
	o, err := readOrder(ctx, tx, school, day, child)
	if fault.Is(err, fault.NotFound) || err == nil && o.AdultID != adult {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	seats, err := campus.MembersAt(ctx, tx, school, tx.NowMS(), []allow.Role{allow.RoleDelegate}, adult)
	if err == nil && len(seats) > 0 {
		return reason.PickPassRevoked, nil
	}
	return reason.PickNotGuardian, err
}

// tooLate answers who comes for a child that is gone: the same adult's own release again
// is the same answer, another adult is on record and told of.
func (s *Service) tooLate(ctx context.Context, tx *db.Tx, sc campus.School, terminal allow.Actor, e event, c Child, out *Answer) error {
	*out = Answer{Reason: reason.PickAlreadyReleased, At: c.Taken, TakenBy: c.TakenBy, Staff: c.ReleasedBy}
	o, err := readOrder(ctx, tx, e.School, e.Day, e.Child)
	if err != nil || o.AdultID == e.Adult {
		out.Released = err == nil && o.ScanID == e.Scan
		return err
	}
	e.Event, e.Reason = rule.Refuse, reason.PickAlreadyReleased
	name, err := campus.PersonName(ctx, tx, e.School, e.Adult)
	if err != nil {
		return err
	}
	told := Told{Child: e.Child, Adult: e.Adult, Relation: c.Relation, At: tx.NowMS()}
	not, err := custody.Never(ctx, tx, sc, e.Child, tx.Now)
	if err != nil {
		return err
	}
	if err := outbox.Put(ctx, tx, outbox.Notice{School: e.School, Kind: NoticeSecond, Key: NoticeSecond + ":" + e.Day + ":" + e.Child + ":" + e.Adult, To: []outbox.To{outbox.Guardians()}, Not: not, About: e.Child, Day: e.Day,
		Urgent: true, Data: told}); err != nil {
		return err
	}
	told.Name = name
	if err := outbox.Put(ctx, tx, outbox.Notice{School: e.School, Kind: NoticeSecond, Key: NoticeSecond + ":staff:" + e.Day + ":" + e.Child + ":" + e.Adult, To: staffOf(c.ClassID), About: e.Child, Day: e.Day,
		Urgent: true, Data: told}); err != nil {
		return err
	}
	return s.note(ctx, tx, terminal, e)
}

// alarm tells the office and the class teacher that a restricted adult came for a child.
func (s *Service) alarm(ctx context.Context, tx *db.Tx, school, day string, c Child, adult, scan string, at int64) error {
	name, err := campus.PersonName(ctx, tx, school, adult)
	if err != nil {
		return err
	}
	return outbox.Put(ctx, tx, outbox.Notice{School: school, Kind: NoticeStopped, Key: NoticeStopped + ":" + c.ID + ":" + scan, To: staffOf(c.ClassID), About: c.ID, Day: day, Urgent: true,
		Data: Told{Child: c.ID, Adult: adult, Name: name, At: at}})
}

func staffOf(class string) []outbox.To {
	if class == "" {
		return []outbox.To{outbox.Office()}
	}
	return []outbox.To{outbox.Office(), outbox.ClassTeachers(class)}
}
