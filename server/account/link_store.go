package account

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// activeLink is the condition that a link ap gives rights.
const activeLink = `ap.dormant_at IS NULL`

// selectLinks is completed by a WHERE over ap.
const selectLinks = `
	SELECT ap.account_id, a.login, ap.person_id, ap.school_id, p.name, s.name AS school, s.zone,
		COALESCE(ap.dormant_for, '') AS dormant, a.disabled_at IS NOT NULL AS disabled,
		EXISTS (
			SELECT 1
			FROM account_person o
			WHERE o.account_id = ap.account_id AND o.school_id <> ap.school_id) AS elsewhere
	FROM account_person ap
	JOIN account a ON a.id = ap.account_id
	JOIN person p ON p.id = ap.person_id
	JOIN school s ON s.id = ap.school_id`

func linkOf(ctx context.Context, q bun.IDB, p person) (Link, error) {
	var rows []Link
	err := q.NewRaw(selectLinks+" WHERE ap.person_id = ? AND ap.school_id = ?", p.ID, p.SchoolID).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return Link{}, err
	}
	return rows[0], nil
}

// LinksOf reads whom an account leads to, by school; the dormant ones, too.
func LinksOf(ctx context.Context, q bun.IDB, accountID string) (rows []Link, err error) {
	err = q.NewRaw(selectLinks+" WHERE ap.account_id = ? ORDER BY ap.school_id, ap.person_id", accountID).Scan(ctx, &rows)
	return rows, err
}

// confirmLinks ends one kind of dormancy of the account's people in a school, or of one
// of them if personID is not "".
func confirmLinks(ctx context.Context, tx *db.Tx, accountID, school, personID string, why Dormant) error {
	_, err := tx.NewRaw(`
		UPDATE account_person
		SET dormant_at = NULL, dormant_for = NULL
		WHERE account_id = ? AND school_id = ? AND (? = '' OR person_id = ?) AND dormant_for = ?`,
		accountID, school, personID, personID, why).Exec(ctx)
	return err
}

// someDormant reports whether a link of the account is dormant: for whatever reason,
// or because it waits to be confirmed.
func someDormant(ctx context.Context, q bun.IDB, accountID string, whatever bool) (yes bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM account_person ap
			WHERE ap.account_id = ? AND ap.dormant_at IS NOT NULL AND (? OR ap.dormant_for = 'reset'))`,
		accountID, whatever).Scan(ctx, &yes)
	return yes, err
}

func setDisabled(ctx context.Context, tx *db.Tx, accountID string, disabled bool) error {
	var at *int64
	if now := tx.NowMS(); disabled {
		at = &now
	}
	_, err := tx.NewRaw("UPDATE account SET disabled_at = ? WHERE id = ?", at, accountID).Exec(ctx)
	return err
}

// dormantHere disables the account's links to people of one school, also those that
// wait for a confirmation.
func dormantHere(ctx context.Context, tx *db.Tx, accountID, school string) error {
	_, err := tx.NewRaw(`
		UPDATE account_person
		SET dormant_at = ?, dormant_for = 'office'
		WHERE account_id = ? AND school_id = ?`,
		tx.NowMS(), accountID, school).Exec(ctx)
	return err
}

// endActivations ends the codes that would confirm the account's people in a school.
func endActivations(ctx context.Context, tx *db.Tx, accountID, school string) error {
	_, err := tx.NewRaw(`
		UPDATE activation
		SET expires_at = ?0
		WHERE school_id = ?1
			AND person_id IN (SELECT person_id FROM account_person WHERE account_id = ?2 AND school_id = ?1)
			AND used_at IS NULL AND expires_at > ?0`,
		tx.NowMS(), school, accountID).Exec(ctx)
	return err
}
