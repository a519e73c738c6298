package mandate

import (
	"context"

	"yunka/server/db"
	"yunka/server/fault"
)

func insert(ctx context.Context, tx *db.Tx, m Mandate, linkHash string, children []string) error {
	_, err := tx.NewRaw(`
		INSERT INTO mandate (id, school_id, guardian_id, person_id, membership_id, card_id, phone, relation, first_day, last_day, weekdays,
			from_minute, to_minute, link_hash, link_until, digits, tries, device, ended_by, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '', ?)`,
		m.ID, m.SchoolID, m.GuardianID, m.PersonID, m.MembershipID, m.CardID, m.Phone, m.Relation, m.FirstDay, m.LastDay, m.Weekdays,
		m.FromMinute, m.ToMinute, linkHash, m.LinkUntil, m.Digits, m.CreatedAt).Exec(ctx)
	for _, child := range children {
		if err != nil {
			return err
		}
		_, err = tx.NewRaw("INSERT INTO mandate_child (mandate_id, child_id, school_id, ended_by) VALUES (?, ?, ?, '')", m.ID, child, m.SchoolID).Exec(ctx)
	}
	return err
}

func addEvent(ctx context.Context, tx *db.Tx, m Mandate, kind, by, child string) error {
	_, err := tx.NewRaw(`
		INSERT INTO mandate_event (id, mandate_id, school_id, at, kind, by_person, child_id)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, db.NewID(), m.ID, m.SchoolID, tx.NowMS(), kind, by, child).Exec(ctx)
	return err
}

// mark notes the instant in a column: opened_at or refused_at.
func mark(ctx context.Context, tx *db.Tx, id, column string) error {
	_, err := tx.NewRaw("UPDATE mandate SET "+column+" = ? WHERE id = ?", tx.NowMS(), id).Exec(ctx)
	return err
}

// wrong counts wrong digits; the last ones end the link.
func wrong(ctx context.Context, tx *db.Tx, id string, last bool) error {
	_, err := tx.NewRaw("UPDATE mandate SET tries = tries + 1, digits = CASE WHEN ? THEN '' ELSE digits END WHERE id = ?", last, id).Exec(ctx)
	return err
}

func challenged(ctx context.Context, tx *db.Tx, m Mandate, hash string) error {
	if _, err := tx.NewRaw("DELETE FROM mandate_challenge WHERE school_id = ? AND expires_at < ?", m.SchoolID, tx.NowMS()).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw("INSERT INTO mandate_challenge (challenge_hash, mandate_id, school_id, expires_at) VALUES (?, ?, ?, ?)",
		hash, m.ID, m.SchoolID, tx.Now.Add(challengeLife).UnixMilli()).Exec(ctx)
	return err
}

// spend uses a challenge up; Invalid claim_challenge if there is none.
func spend(ctx context.Context, tx *db.Tx, id, hash string) error {
	res, err := tx.NewRaw("DELETE FROM mandate_challenge WHERE challenge_hash = ? AND mandate_id = ? AND expires_at >= ?", hash, id, tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, fault.New(fault.Invalid, "claim_challenge"))
}

func claimed(ctx context.Context, tx *db.Tx, id, device string) error {
	if _, err := tx.NewRaw("DELETE FROM mandate_challenge WHERE mandate_id = ?", id).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw("UPDATE mandate SET claimed_at = ?, device = ?, digits = '' WHERE id = ?", tx.NowMS(), device, id).Exec(ctx)
	return err
}

func renew(ctx context.Context, tx *db.Tx, id, hash, digits string, until int64) error {
	if _, err := tx.NewRaw("DELETE FROM mandate_challenge WHERE mandate_id = ?", id).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw(`
		UPDATE mandate
		SET link_hash = ?, digits = ?, link_until = ?, tries = 0, opened_at = NULL, claimed_at = NULL, refused_at = NULL, device = ''
		WHERE id = ?`, hash, digits, until, id).Exec(ctx)
	return err
}

func endChild(ctx context.Context, tx *db.Tx, id, child, by string) error {
	_, err := tx.NewRaw("UPDATE mandate_child SET ended_at = ?, ended_by = ? WHERE mandate_id = ? AND child_id = ? AND ended_at IS NULL", tx.NowMS(), by, id, child).Exec(ctx)
	return err
}

func end(ctx context.Context, tx *db.Tx, id, by string) error {
	_, err := tx.NewRaw("UPDATE mandate SET ended_at = ?, ended_by = ?, digits = '' WHERE id = ?", tx.NowMS(), by, id).Exec(ctx)
	return err
}
