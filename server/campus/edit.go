package campus

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

// undoFor is how long an ended membership can be resumed by a tap: a slip of the
// mouse, not a pupil who comes back after the summer.
const undoFor = 24 * time.Hour

// PersonDraft is a person as a form says it. Class is of a student.
type PersonDraft struct {
	Name, Number, Phone, Class string
	Role                       allow.Role // of a new person
	Was                        string     // Stamp of what the form was filled from
}

// Stamp names what a form about the person shows: another stamp, and somebody
// else has saved meanwhile.
func (d PersonDetail) Stamp(at int64) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		d.Person.Name, d.Person.Number, d.Person.Phone, d.Class(at),
	}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

func (p *PersonDraft) check() error {
	phone, isPhone := CleanPhone(p.Phone)
	p.Name, p.Number, p.Phone = CleanName(p.Name), strings.TrimSpace(p.Number), phone
	switch {
	case p.Name == "" || !validText(p.Name) || utf8.RuneCountInString(p.Name) > 40:
		return fault.New(fault.Invalid, "person_name")
	case !validText(p.Number) || len(p.Number) > 40 || strings.ContainsAny(p.Number, " \t\r\n"):
		return fault.New(fault.Invalid, "person_number")
	case p.Phone != "" && !isPhone:
		return fault.New(fault.Invalid, "person_phone")
	}
	return nil
}

// SavePerson changes what the books say about a person. Fails with Invalid
// person_name, person_number, person_phone, class_not_found, or Conflict
// person_exists (the number, or the phone with the name, is another's) and
// person_stale.
func (s *Service) SavePerson(ctx context.Context, actor allow.Actor, school, id string, p PersonDraft) error {
	if err := s.mayManage(actor, school); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := LockPerson(ctx, tx, school, id); err != nil {
			return err
		}
		d, err := ReadPersonDetail(ctx, tx, school, id)
		if err != nil {
			return err
		}
		now := tx.NowMS()
		if d.Stamp(now) != p.Was {
			return fault.New(fault.Conflict, "person_stale")
		}
		var changed []string
		for _, f := range []struct{ name, was, is string }{{"name", d.Person.Name, p.Name}, {"number", d.Person.Number, p.Number}, {"phone", d.Person.Phone, p.Phone}} {
			if f.was != f.is {
				changed = append(changed, f.name)
			}
		}
		if len(changed) > 0 {
			if _, err := tx.NewRaw(`
				UPDATE person
				SET name = ?, folded = ?, number = NULLIF(?, ''), phone = NULLIF(?, '')
				WHERE id = ?`,
				p.Name, Fold(p.Name), p.Number, p.Phone, id).Exec(ctx); err != nil {
				return unique(err, "person_exists")
			}
		}
		if was := d.Class(now); was != "" && p.Class != "" && was != p.Class {
			if err := ownClass(ctx, tx, school, p.Class); err != nil {
				return err
			}
			changed = append(changed, "class")
			if _, err := tx.NewRaw(`
				INSERT INTO class_move (membership_id, at, school_id, was)
				SELECT m.id, ?, m.school_id, COALESCE(m.class_id, '')
				FROM membership m
				WHERE m.person_id = ? AND m.role = 'student' AND `+openAt+`
				ON CONFLICT DO NOTHING`,
				now, id, now, now).Exec(ctx); err != nil {
				return err
			}
			if _, err := tx.NewRaw(`
				UPDATE membership
				SET class_id = ?
				WHERE person_id = ? AND role = 'student' AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)`,
				p.Class, id, now, now).Exec(ctx); err != nil {
				return err
			}
		}
		if len(changed) == 0 {
			return nil
		}
		return s.recordChange(ctx, tx, actor, school, id, "person.changed", map[string]any{"fields": changed})
	})
}

// AddByHand adds somebody with a first membership and its card.
func (s *Service) AddByHand(
	ctx context.Context, actor allow.Actor, school string, p PersonDraft,
) (id string, err error) {
	if err := s.mayManage(actor, school); err != nil {
		return "", err
	}
	if err := p.check(); err != nil {
		return "", err
	}
	switch p.Role {
	case allow.Student:
		if p.Class == "" {
			return "", fault.New(fault.Invalid, "class_missing")
		}
	case allow.Teacher, allow.Parent, allow.Guard, allow.Admin:
		p.Class = ""
	default:
		return "", fault.New(fault.Invalid, "person_role")
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if id, err = AddPerson(ctx, tx, Person{
			SchoolID: school, Name: p.Name, Number: p.Number, Phone: p.Phone,
		}); err != nil {
			return err
		}
		if _, _, err := AddMembership(ctx, tx, Membership{
			SchoolID: school, PersonID: id, Role: p.Role, ClassID: p.Class,
		}); err != nil {
			return err
		}
		return s.recordChange(ctx, tx, actor, school, id, "person.added", map[string]any{"role": string(p.Role)})
	})
	return id, err
}

// EndMember ends a membership now: its card opens nothing from the next scan on,
// on every server, and with a parent's role end the guardianships that stand on
// it. Nobody ends their own.
func (s *Service) EndMember(ctx context.Context, actor allow.Actor, school, membership string) error {
	if err := s.mayManage(actor, school); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := EndMembership(ctx, tx, school, membership, 0); err != nil {
			return err
		}
		var person string
		if err := tx.NewRaw(`
			SELECT person_id
			FROM membership
			WHERE id = ?`,
			membership).Scan(ctx, &person); err != nil {
			return err
		}
		if actor.People[person] {
			return fault.New(fault.Conflict, "own_person")
		}
		return s.recordChange(ctx, tx, actor, school, person, "membership.ended", map[string]any{"membership": membership})
	})
}

// ResumeMember takes back an end of the last 24 hours. Fails with Conflict
// membership_over after that, and membership_exists when there is a new one.
func (s *Service) ResumeMember(ctx context.Context, actor allow.Actor, school, membership string) error {
	if err := s.mayManage(actor, school); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := BumpPolicy(ctx, tx, school); err != nil {
			return err
		}
		var m Membership
		if err := tx.NewSelect().Model(&m).Where("id = ? AND school_id = ?", membership, school).Scan(ctx); err != nil {
			return db.One(err, errNoMembership)
		}
		if m.ValidTo == 0 {
			return nil
		}
		if m.ValidTo > tx.NowMS() || tx.NowMS()-m.ValidTo > undoFor.Milliseconds() {
			return fault.New(fault.Conflict, "membership_over")
		}
		var open int
		if err := tx.NewRaw(`
			SELECT COUNT(*)
			FROM membership
			WHERE person_id = ? AND role = ? AND id <> ? AND (valid_to IS NULL OR valid_to > ?)`,
			m.PersonID, m.Role, m.ID, tx.NowMS()).Scan(ctx, &open); err != nil {
			return err
		}
		if open > 0 {
			return fault.New(fault.Conflict, "membership_exists")
		}
		if _, err := tx.NewRaw("UPDATE membership SET valid_to = NULL WHERE id = ?", m.ID).Exec(ctx); err != nil {
			return err
		}
		if err := resumeKin(ctx, tx, m); err != nil {
			return err
		}
		return s.recordChange(ctx, tx, actor, school, m.PersonID, "membership.resumed", map[string]any{"membership": membership})
	})
}

// MayResume says whether ResumeMember would still take the end back.
func MayResume(m MembershipRow, now int64) bool {
	return m.ValidTo != 0 && m.ValidTo <= now && now-m.ValidTo <= undoFor.Milliseconds()
}

// mayManage asks for the right to change the books.
func (s *Service) mayManage(actor allow.Actor, school string) error {
	return allow.Check(actor, allow.PeopleManage, allow.Target{School: school})
}

// recordChange writes the audit event and tells the live pages.
func (s *Service) recordChange(
	ctx context.Context, tx *db.Tx, actor allow.Actor, school, person, action string, detail map[string]any,
) error {
	if err := audit.Record(ctx, tx, audit.Event{
		School: school, Actor: actor.Name(), Action: action, Target: "person:" + person, Detail: detail,
	}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, school, feed.Item{
		Kind: feed.PersonState, Subject: person, Person: person, Data: `{"action":"` + action + `"}`,
	})
}
