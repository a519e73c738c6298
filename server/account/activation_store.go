package account

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"yunka/server/account/policy"
	"yunka/server/db"
	"yunka/server/fault"
)

// visible is true of a row that is not waiting for its roster import.
func visible(alias string) bun.Safe {
	return bun.Safe(db.Visible(alias))
}

type person struct{ ID, SchoolID string }

func visiblePerson(ctx context.Context, q bun.IDB, id string) (person, error) {
	p := person{ID: id}
	err := q.NewRaw(`
		SELECT p.school_id
		FROM person p
		WHERE p.id = ? AND NOT p.guest AND ?`,
		id, visible("p")).Scan(ctx, &p.SchoolID)
	return p, db.One(err, fault.New(fault.NotFound, "not_found"))
}

func insertActivation(ctx context.Context, tx *db.Tx, p person, hash string, expires int64) error {
	now := tx.NowMS()
	if _, err := tx.NewRaw(`
		UPDATE activation
		SET expires_at = ?
		WHERE person_id = ? AND school_id = ? AND used_at IS NULL AND expires_at > ?`,
		now, p.ID, p.SchoolID, now).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw(`
		INSERT INTO activation (code_hash, school_id, person_id, expires_at, created_at)
		VALUES (?, ?, ?, ?, ?)`,
		hash, p.SchoolID, p.ID, expires, now).Exec(ctx)
	return err
}

// codeHolder is whom a live code is for.
type codeHolder struct {
	person
	Name, SchoolName string
	Suggested        string // a free login, or ""
	Admin            bool
}

func findCode(ctx context.Context, q bun.IDB, hash string, now int64) (h codeHolder, found bool, err error) {
	var phone, number, slug string
	err = q.NewRaw(`
		SELECT p.id, p.school_id, p.name, COALESCE(p.phone, ''), COALESCE(p.number, ''), s.name, s.slug
		FROM activation a
		JOIN person p ON p.id = a.person_id
		JOIN school s ON s.id = a.school_id
		WHERE a.code_hash = ? AND a.used_at IS NULL AND a.expires_at > ? AND ?`,
		hash, now, visible("p")).
		Scan(ctx, &h.ID, &h.SchoolID, &h.Name, &phone, &number, &h.SchoolName, &slug)
	if errors.Is(err, sql.ErrNoRows) {
		return codeHolder{}, false, nil
	}
	if err != nil {
		return h, false, err
	}
	if err := q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM membership m
			WHERE m.person_id = ? AND m.role = 'admin' AND m.valid_from <= ?
				AND (m.valid_to IS NULL OR m.valid_to > ?) AND ?)`,
		h.ID, now, now, visible("m")).Scan(ctx, &h.Admin); err != nil {
		return h, false, err
	}
	for _, login := range []string{phone, number, slug + "-" + number} {
		login = policy.FoldLogin(login)
		if policy.CheckLogin(login) != nil || number == "" && login == slug+"-" {
			continue
		}
		c, err := byLogin(ctx, q, login)
		if err != nil {
			return h, false, err
		}
		if c.ID == "" {
			h.Suggested = login
			break
		}
	}
	return h, true, nil
}

// spendCode marks a live code as used; of many callers one gets the row.
func spendCode(ctx context.Context, tx *db.Tx, hash string) (p person, err error) {
	now := tx.NowMS()
	err = tx.NewRaw(`
		UPDATE activation
		SET used_at = ?
		WHERE code_hash = ? AND used_at IS NULL AND expires_at > ?
		RETURNING person_id, school_id`,
		now, hash, now).
		Scan(ctx, &p.ID, &p.SchoolID)
	if errors.Is(err, sql.ErrNoRows) {
		return p, errCode()
	}
	if err != nil {
		return p, err
	}
	if _, err := visiblePerson(ctx, tx, p.ID); err != nil {
		return p, err
	}
	return p, nil
}

func insertAccount(ctx context.Context, tx *db.Tx, id, login, hash, grade, lang string) error {
	res, err := tx.NewRaw(`
		INSERT INTO account (id, login, password_hash, password_for, lang, password_at, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (login) DO NOTHING`,
		id, login, hash, grade, lang, tx.NowMS(), tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fault.New(fault.Conflict, "login_taken"))
	}
	return nil
}

// insertLink makes the person the account's. A link that is dormant because of
// another school's reset gives way: the person's own school has just said whose
// it is, by a code.
func insertLink(ctx context.Context, tx *db.Tx, accountID string, p person) error {
	res, err := tx.NewRaw(`
		INSERT INTO account_person (person_id, account_id, school_id, linked_at)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (person_id) DO UPDATE SET account_id = excluded.account_id, linked_at = excluded.linked_at,
			dormant_at = NULL, dormant_for = NULL
		WHERE account_person.dormant_for = 'reset'`,
		p.ID, accountID, p.SchoolID, tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fault.New(fault.Conflict, "person_has_account"))
	}
	return nil
}
