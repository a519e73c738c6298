package correction

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// OwnerOf is the person of a correction.
var OwnerOf = campus.OwnerBy("SELECT school_id, person_id FROM attendance_correction WHERE id = ?")

const fields = `k.id, k.day, k.person_id, k.session_id, k.was, k.wanted, k.reason, k.note, k.evidence IS NOT NULL AS has_evidence,
	k.asked_by, COALESCE(a.name, '') AS asked_name, k.asked_at, k.state, COALESCE(k.decided_by, '') AS decided_by, COALESCE(d.name, '') AS decided_name,
	COALESCE(k.decided_at, 0) AS decided_at, k.answer, p.name, COALESCE(s.name, '') AS session`

const tables = `attendance_correction k
	JOIN person p ON p.id = k.person_id
	LEFT JOIN person a ON a.id = k.asked_by
	LEFT JOIN person d ON d.id = k.decided_by
	LEFT JOIN attendance_session s ON s.id = k.session_id`

// Read reads one; NotFound if the school has none of that id.
func Read(ctx context.Context, q bun.IDB, school, id string) (c Correction, err error) {
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+" WHERE k.school_id = ? AND k.id = ?", school, id).Scan(ctx, &c)
	return c, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// Evidence is the picture of a correction; NotFound without one.
func Evidence(ctx context.Context, q bun.IDB, school, id string) (jpeg []byte, err error) {
	err = q.NewRaw(`
		SELECT evidence
		FROM attendance_correction
		WHERE school_id = ? AND id = ? AND evidence IS NOT NULL`, school, id).Scan(ctx, &jpeg)
	return jpeg, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// ListOf lists the requests about a person's days from first to last, both inclusive, the
// newest first.
func ListOf(ctx context.Context, q bun.IDB, school, person, first, last string) (list []Correction, err error) {
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+`
		WHERE k.school_id = ? AND k.person_id = ? AND k.day >= ? AND k.day <= ?
		ORDER BY k.asked_at DESC, k.id`, school, person, first, last).Scan(ctx, &list)
	return list, err
}

// DecidedBy lists what one of these people has answered since an instant, the newest
// first.
func DecidedBy(ctx context.Context, q bun.IDB, school string, people []string, since int64) (list []Correction, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+`
		WHERE k.school_id = ? AND k.decided_by IN (?) AND k.decided_at >= ? AND k.state IN ('accepted', 'refused')
		ORDER BY k.decided_at DESC, k.id`, school, bun.List(people), since).Scan(ctx, &list)
	return list, err
}

// open lists all that wait for an answer, the oldest first.
func open(ctx context.Context, q bun.IDB, school string) (list []Correction, err error) {
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+`
		WHERE k.school_id = ? AND k.state = 'open'
		ORDER BY k.asked_at, k.id`, school).Scan(ctx, &list)
	return list, err
}

// count is how many requests about a session are open, and how many about the person's
// days of that month were not taken back.
func count(ctx context.Context, q bun.IDB, school, person, day, session string) (open, month int, err error) {
	if len(day) < 7 {
		return 0, 0, fault.New(fault.Invalid, "mark_day")
	}
	err = q.NewRaw(`
		SELECT COALESCE(SUM(CASE WHEN state = 'open' AND day = ?2 AND session_id = ?3 THEN 1 ELSE 0 END), 0) AS open,
			COALESCE(SUM(CASE WHEN state <> 'withdrawn' AND substr(day, 1, 7) = ?4 THEN 1 ELSE 0 END), 0) AS month
		FROM attendance_correction
		WHERE school_id = ?0 AND person_id = ?1`, school, person, day, session, day[:7]).Scan(ctx, &open, &month)
	return open, month, err
}

func insert(ctx context.Context, tx *db.Tx, id, school string, a Ask, was, want rule.State, by string) error {
	_, err := tx.NewRaw(`
		INSERT INTO attendance_correction (id, school_id, day, person_id, session_id, was, wanted, reason, note, evidence, asked_by, asked_at, state, answer)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')`,
		id, school, a.Day, a.Person, a.Session, was, want, a.Reason, a.Note, a.Evidence, by, tx.NowMS(), Open).Exec(ctx)
	return err
}

// end ends a request that is open; Conflict correction_answered if it is not.
func end(ctx context.Context, tx *db.Tx, school, id string, e ending, by string) error {
	res, err := tx.NewRaw(`
		UPDATE attendance_correction
		SET state = ?, wanted = ?, answer = ?, decided_by = ?, decided_at = ?
		WHERE id = ? AND school_id = ? AND state = 'open'`,
		e.state, e.as, e.answer, by, tx.NowMS(), id, school).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, fault.New(fault.Conflict, "correction_answered"))
}

// settle notes that nothing is left to be said of a session that was corrected: the
// answer has said it.
func settle(ctx context.Context, tx *db.Tx, school string, c Correction) error {
	_, err := tx.NewRaw(`
		UPDATE attendance_told
		SET said = ''
		WHERE school_id = ? AND day = ? AND person_id = ? AND session_id = ?`, school, c.Day, c.PersonID, c.SessionID).Exec(ctx)
	return err
}

// isKin reports whether somebody is, or was, a guardian of a child.
func isKin(ctx context.Context, q bun.IDB, school, adult, child string) (yes bool, err error) {
	err = q.NewRaw("SELECT EXISTS (SELECT 1 FROM guardianship WHERE school_id = ? AND adult_id = ? AND child_id = ?)", school, adult, child).Scan(ctx, &yes)
	return yes, err
}
