package campus

import (
	"context"
	"slices"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

// Relations that a guardian may be entered with by hand.
var Relations = []string{"母亲", "父亲", "祖母", "祖父", "外祖母", "外祖父", "其他"}

// AddGuardian joins an adult to a child. The adult is matched like in a roster:
// by phone and name. The same phone under another name is Conflict
// phone_other_name, never a merge; somebody new becomes a parent of the school.
// A guardianship that had ended goes on, with the rights of its relation. It
// answers with the adult.
func (s *Service) AddGuardian(
	ctx context.Context, actor allow.Actor, school, child, name, phone, relation string,
) (adult string, err error) {
	if err := s.mayManage(actor, school); err != nil {
		return "", err
	}
	p := PersonDraft{Name: name, Phone: phone}
	if err := p.check(); err != nil {
		return "", err
	}
	if p.Phone == "" {
		return "", fault.New(fault.Invalid, "person_phone")
	}
	if !slices.Contains(Relations, relation) {
		return "", fault.New(fault.Invalid, "relation")
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := BumpPolicy(ctx, tx, school); err != nil {
			return err
		}
		d, err := ReadPersonDetail(ctx, tx, school, child)
		if err != nil {
			return err
		}
		if d.Class(tx.NowMS()) == "" {
			return fault.New(fault.Invalid, "not_a_pupil")
		}
		var known []struct{ ID, Name string }
		if err := tx.NewRaw(`
			SELECT id, name
			FROM person
			WHERE school_id = ? AND phone = ? AND `+db.Visible("person"),
			school, p.Phone).Scan(ctx, &known); err != nil {
			return err
		}
		adult = ""
		for _, k := range known {
			if Fold(k.Name) == Fold(p.Name) {
				adult = k.ID
			}
		}
		if adult == "" && len(known) > 0 {
			return fault.New(fault.Conflict, "phone_other_name")
		}
		if adult == "" {
			if adult, err = AddPerson(ctx, tx, Person{SchoolID: school, Name: p.Name, Phone: p.Phone}); err != nil {
				return err
			}
		}
		if _, _, err := AddMembership(ctx, tx, Membership{
			SchoolID: school, PersonID: adult, Role: allow.Parent,
		}); err != nil && fault.As(err).Code != "membership_exists" {
			return err
		}
		if err := s.join(ctx, tx, Guardianship{
			SchoolID: school, AdultID: adult, ChildID: child, Relation: relation, Rights: RightsOf(relation),
		}); err != nil {
			return err
		}
		if err := tellRights(ctx, tx, NoticeGuardian, school, adult, child, RightsOf(relation)); err != nil {
			return err
		}
		return s.recordChange(ctx, tx, actor, school, child, "guardianship.added", map[string]any{
			"adult": adult, "relation": relation,
		})
	})
	return adult, err
}

// join makes the guardianship or lets an ended one go on; one that is in force
// is Conflict guardianship_exists. A restriction outlives the end.
func (s *Service) join(ctx context.Context, tx *db.Tx, g Guardianship) error {
	res, err := tx.NewRaw(`
		UPDATE guardianship
		SET valid_to = NULL, relation = ?, can_view = ?, can_leave = ?, can_pay = ?, can_pickup = ?,
			can_delegate = ?, can_consent = ?, can_notify = ?
		WHERE adult_id = ? AND child_id = ? AND school_id = ? AND valid_to IS NOT NULL AND valid_to <= ?`,
		g.Relation, g.View, g.Leave, g.Pay, g.Pickup, g.Delegate, g.Consent, g.Notify, g.AdultID, g.ChildID, g.SchoolID, tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = AddGuardianship(ctx, tx, g)
	return err
}

// SaveGuardianship says what an adult may do for a child, and whether something
// stands against it; end ends it. It answers with the adult, whose open pages
// must ask again for what they may show.
func (s *Service) SaveGuardianship(
	ctx context.Context, actor allow.Actor, school, id string, r Rights, restricted, end bool,
) (adult string, err error) {
	if err := s.mayManage(actor, school); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := BumpPolicy(ctx, tx, school); err != nil {
			return err
		}
		var g Guardianship
		if err := tx.NewSelect().Model(&g).Where("id = ? AND school_id = ? AND "+db.Visible("guardianship"), id, school).Scan(ctx); err != nil {
			return db.One(err, fault.New(fault.NotFound, "not_found"))
		}
		adult = g.AdultID
		detail := map[string]any{"adult": g.AdultID, "child": g.ChildID}
		action := "guardianship.changed"
		if end {
			action = "guardianship.ended"
			if g.ValidTo != 0 && g.ValidTo <= tx.NowMS() {
				return nil
			}
			if _, err := tx.NewRaw(`
				UPDATE guardianship
				SET valid_to = ?
				WHERE id = ?`,
				tx.NowMS(), id).Exec(ctx); err != nil {
				return err
			}
		} else {
			if g.Rights == r && g.Restricted == restricted {
				return nil
			}
			detail["rights"], detail["restricted"] = r, restricted
			if _, err := tx.NewRaw(`
				UPDATE guardianship
				SET can_view = ?, can_leave = ?, can_pay = ?, can_pickup = ?, can_delegate = ?, can_consent = ?,
					can_notify = ?, restricted = ?
				WHERE id = ?`,
				r.View, r.Leave, r.Pay, r.Pickup, r.Delegate, r.Consent, r.Notify, restricted, id).Exec(ctx); err != nil {
				return err
			}
			if !restricted && !g.Restricted {
				if err := tellRights(ctx, tx, NoticeRights, school, g.AdultID, g.ChildID, r); err != nil {
					return err
				}
			}
		}
		if err := audit.Record(ctx, tx, audit.Event{
			School: school, Actor: actor.Name(), Action: action, Target: "guardianship:" + id, Detail: detail,
		}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: feed.RightsMoved, Subject: g.AdultID, Person: g.AdultID})
	})
	return adult, err
}
