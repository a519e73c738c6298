package account

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/account/policy"
	"yunka/server/db"
)

// resetRow is a slip; the zero value is none.
type resetRow struct {
	CodeHash, SchoolID, PersonID, AccountID string
	Family                                  bool
	ExpiresAt                               int64
	UsedAt, EndedAt                         *int64
}

func findReset(ctx context.Context, q bun.IDB, hash string) (resetRow, error) {
	var rows []resetRow
	err := q.NewRaw(`
		SELECT code_hash, school_id, person_id, account_id, family, expires_at, used_at, ended_at
		FROM password_reset
		WHERE code_hash = ?`,
		hash).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return resetRow{}, err
	}
	return rows[0], nil
}

// insertReset writes a slip and ends the school's older ones for the account.
func insertReset(ctx context.Context, tx *db.Tx, hash string, l Link, issuer string, family bool, expires int64) error {
	if err := endResets(ctx, tx, l.AccountID, l.SchoolID); err != nil {
		return err
	}
	_, err := tx.NewRaw(`
		INSERT INTO password_reset (code_hash, school_id, person_id, account_id, issuer, family, expires_at, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		hash, l.SchoolID, l.PersonID, l.AccountID, issuer, family, expires, tx.NowMS()).Exec(ctx)
	return err
}

// endResets ends the live slips of an account: of one school, or of all if school is "".
func endResets(ctx context.Context, tx *db.Tx, accountID, school string) error {
	_, err := tx.NewRaw(`
		UPDATE password_reset
		SET ended_at = ?
		WHERE account_id = ? AND (? = '' OR school_id = ?) AND used_at IS NULL AND ended_at IS NULL`,
		tx.NowMS(), accountID, school, school).Exec(ctx)
	return err
}

// spendReset marks a live slip as used, of many callers for one, and ends the
// account's others.
func spendReset(ctx context.Context, tx *db.Tx, r resetRow) error {
	now := tx.NowMS()
	res, err := tx.NewRaw(`
		UPDATE password_reset
		SET used_at = ?
		WHERE code_hash = ? AND used_at IS NULL AND ended_at IS NULL AND expires_at > ?`,
		now, r.CodeHash, now).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return cmp.Or(err, errResetUsed())
	}
	return endResets(ctx, tx, r.AccountID, "")
}

// lockAccount holds an account until the transaction ends.
func lockAccount(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.NewRaw("UPDATE account SET lang = lang WHERE id = ?", id).Exec(ctx)
	return err
}

// staffRoles are the seats that a class teacher's slip must not open.
const staffRoles = "('teacher', 'guard', 'admin')"

// hasStaffSeat looks at all people of the account, at dormant links, too, and at
// seats that are yet to begin.
func hasStaffSeat(ctx context.Context, q bun.IDB, accountID string, now int64) (yes bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM account_person ap
			JOIN membership m ON m.person_id = ap.person_id
			WHERE ap.account_id = ? AND m.role IN `+staffRoles+` AND (m.valid_to IS NULL OR m.valid_to > ?) AND ?)`,
		accountID, now, visible("m")).Scan(ctx, &yes)
	return yes, err
}

// adminAt says whether the account is an admin of the school once its links there
// are confirmed.
func adminAt(ctx context.Context, q bun.IDB, accountID, school string, now int64) (yes bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM account_person ap
			JOIN membership m ON m.person_id = ap.person_id
			WHERE ap.account_id = ? AND ap.school_id = ? AND m.role = 'admin' AND m.valid_from <= ?
				AND (m.valid_to IS NULL OR m.valid_to > ?) AND ?)`,
		accountID, school, now, now, visible("m")).Scan(ctx, &yes)
	return yes, err
}

func peopleAt(ctx context.Context, q bun.IDB, accountID, school string) (ids []string, err error) {
	err = q.NewRaw(`
		SELECT person_id
		FROM account_person
		WHERE account_id = ? AND school_id = ?
		ORDER BY person_id`,
		accountID, school).Scan(ctx, &ids)
	return ids, err
}

// classesOf are the classes that a person belongs to as a pupil, or as a guardian
// without a restriction.
func classesOf(ctx context.Context, q bun.IDB, p person, now int64) (ids []string, err error) {
	pupil := `m.school_id = ?0 AND m.role = 'student' AND m.class_id IS NOT NULL
			AND m.valid_from <= ?2 AND (m.valid_to IS NULL OR m.valid_to > ?2) AND ` + db.Visible("m")
	err = q.NewRaw(`
		SELECT m.class_id
		FROM membership m
		WHERE m.person_id = ?1 AND `+pupil+`
		UNION SELECT m.class_id
		FROM guardianship g
		JOIN membership m ON m.person_id = g.child_id
		WHERE g.adult_id = ?1 AND NOT g.restricted AND g.valid_from <= ?2
			AND (g.valid_to IS NULL OR g.valid_to > ?2) AND `+db.Visible("g")+` AND `+pupil,
		p.SchoolID, p.ID, now).Scan(ctx, &ids)
	return ids, err
}

// phones are the phone keys of the account's people in the school.
func phones(ctx context.Context, q bun.IDB, accountID, school string) (ids []string, err error) {
	err = q.NewRaw(`
		SELECT c.id
		FROM account_person ap
		JOIN credential c ON c.person_id = ap.person_id
		WHERE ap.account_id = ? AND ap.school_id = ? AND ap.dormant_for IS NULL AND c.kind = 'phone'
			AND c.state IN ('live', 'lost')
		ORDER BY c.id`,
		accountID, school).Scan(ctx, &ids)
	return ids, err
}

func phonesAt(ctx context.Context, q bun.IDB, accountID, school string) (n int, err error) {
	err = q.NewRaw(`
		SELECT count(*)
		FROM account_person ap
		JOIN credential c ON c.person_id = ap.person_id
		WHERE ap.account_id = ? AND ap.school_id = ? AND c.kind = 'phone' AND c.state IN ('live', 'lost')`,
		accountID, school).Scan(ctx, &n)
	return n, err
}

// dormantElsewhere makes the account's links to people of other schools dormant and
// returns those people. One that is dormant already keeps its reason.
func dormantElsewhere(ctx context.Context, tx *db.Tx, accountID, school string) ([]person, error) {
	var rows []struct{ PersonID, SchoolID string }
	err := tx.NewRaw(`
		UPDATE account_person
		SET dormant_at = ?, dormant_for = 'reset'
		WHERE account_id = ? AND school_id <> ? AND dormant_for IS NULL
		RETURNING person_id, school_id`,
		tx.NowMS(), accountID, school).Scan(ctx, &rows)
	people := make([]person, len(rows))
	for i, r := range rows {
		people[i] = person{ID: r.PersonID, SchoolID: r.SchoolID}
	}
	return people, err
}

// inOrder sorts people by school, so that chains and feeds of several schools are
// always locked in one order.
func inOrder(people []person) []person {
	slices.SortFunc(people, func(a, b person) int {
		return cmp.Or(cmp.Compare(a.SchoolID, b.SchoolID), cmp.Compare(a.ID, b.ID))
	})
	return people
}

// ResetNote is a reset that happened.
type ResetNote struct {
	At     int64  // Unix milliseconds
	By     string // who issued the slip; "" is the server's command line
	School string
	Zone   string
	Unseen bool // the owner has not said that this is known
}

// ResetsOf reads the resets of an account that are still kept, newest first.
func ResetsOf(ctx context.Context, q bun.IDB, accountID string) (rows []ResetNote, err error) {
	err = q.NewRaw(`
		SELECT r.used_at AS at, s.name AS school, s.zone, r.used_at > COALESCE(a.reset_seen_at, 0) AS unseen, COALESCE((
			SELECT p.name
			FROM account_person ap
			JOIN person p ON p.id = ap.person_id
			WHERE ap.account_id = r.issuer AND ap.school_id = r.school_id
			ORDER BY p.id
			LIMIT 1), '') AS by
		FROM password_reset r
		JOIN account a ON a.id = r.account_id
		JOIN school s ON s.id = r.school_id
		WHERE r.account_id = ? AND r.used_at IS NOT NULL
		ORDER BY r.used_at DESC
		LIMIT 5`,
		accountID).Scan(ctx, &rows)
	return rows, err
}

// SawResets notes that the owner knows of the resets so far.
func (s *Service) SawResets(ctx context.Context, accountID string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw("UPDATE account SET reset_seen_at = ? WHERE id = ?", tx.NowMS(), accountID).Exec(ctx)
		return err
	})
}

// AdminsNamed finds the school's admins by login, by id or by name; those without
// an account have no AccountID.
func AdminsNamed(ctx context.Context, q bun.IDB, school, who string, now int64) (rows []Link, err error) {
	err = q.NewRaw(`
		SELECT COALESCE(ap.account_id, '') AS account_id, COALESCE(a.login, '') AS login, p.id AS person_id,
			p.school_id, p.name
		FROM person p
		LEFT JOIN account_person ap ON ap.person_id = p.id
		LEFT JOIN account a ON a.id = ap.account_id
		WHERE p.school_id = ?0 AND (p.id = ?1 OR p.name = ?1 OR a.login = ?2) AND ?4
			AND EXISTS (
				SELECT 1
				FROM membership m
				WHERE m.person_id = p.id AND m.role = 'admin' AND m.valid_from <= ?3
					AND (m.valid_to IS NULL OR m.valid_to > ?3) AND ?5)
		ORDER BY p.name, p.id`,
		school, who, policy.FoldLogin(who), now, visible("p"), visible("m")).Scan(ctx, &rows)
	return rows, err
}
