package account

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// credentials are what proving a login needs; the zero value is nobody.
type credentials struct {
	ID           string
	Login        string
	PasswordHash string
	Lang         string
	DisabledAt   *int64
	PasswordFor  string
	PasswordAt   int64
}

func byLogin(ctx context.Context, q bun.IDB, login string) (credentials, error) {
	return oneAccount(ctx, q, "login", login)
}

func byAccount(ctx context.Context, q bun.IDB, id string) (credentials, error) {
	return oneAccount(ctx, q, "id", id)
}

func oneAccount(ctx context.Context, q bun.IDB, column, value string) (c credentials, err error) {
	err = q.NewRaw(`
		SELECT id, login, password_hash, lang, disabled_at, COALESCE(password_for, ''), password_at
		FROM account
		WHERE ? = ?`,
		bun.Ident(column), value).
		Scan(ctx, &c.ID, &c.Login, &c.PasswordHash, &c.Lang, &c.DisabledAt, &c.PasswordFor, &c.PasswordAt)
	if errors.Is(err, sql.ErrNoRows) {
		return credentials{}, nil
	}
	return c, err
}

// knownDevice is the one of tokens that the account knows, or "".
func knownDevice(ctx context.Context, q bun.IDB, accountID string, tokens []string) (string, error) {
	for _, t := range tokens {
		var n int
		if err := q.NewRaw(`
			SELECT count(*)
			FROM known_device
			WHERE token_hash = ? AND account_id = ?`,
			TokenHash(t), accountID).Scan(ctx, &n); err != nil {
			return "", err
		}
		if n > 0 {
			return t, nil
		}
	}
	return "", nil
}

// keepDevices is how many browsers an account remembers.
const keepDevices = 20

func rememberDevice(ctx context.Context, tx *db.Tx, accountID, tokenHash string) error {
	now := tx.NowMS()
	_, err := tx.NewRaw(`
		INSERT INTO known_device (token_hash, account_id, last_at, created_at)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (token_hash) DO UPDATE SET last_at = excluded.last_at`,
		tokenHash, accountID, now, now).Exec(ctx)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`
		DELETE FROM known_device
		WHERE account_id = ?
			AND token_hash NOT IN (
				SELECT token_hash
				FROM known_device
				WHERE account_id = ?
				ORDER BY last_at DESC, token_hash
				LIMIT ?)`,
		accountID, accountID, keepDevices).Exec(ctx)
	return err
}

func rehash(ctx context.Context, tx *db.Tx, accountID, old, fresh string) error {
	_, err := tx.NewRaw(`
		UPDATE account
		SET password_hash = ?
		WHERE id = ? AND password_hash = ?`,
		fresh, accountID, old).Exec(ctx)
	return err
}

// storeGrade writes down whom the password that was just proved is strong enough for.
func storeGrade(ctx context.Context, tx *db.Tx, c credentials, grade string) error {
	if c.PasswordFor == grade {
		return nil
	}
	_, err := tx.NewRaw(`
		UPDATE account
		SET password_for = ?
		WHERE id = ? AND password_hash = ?`,
		grade, c.ID, c.PasswordHash).Exec(ctx)
	return err
}

func setPassword(ctx context.Context, tx *db.Tx, accountID, hash, grade string) error {
	_, err := tx.NewRaw(`
		UPDATE account
		SET password_hash = ?, password_for = ?, password_at = ?
		WHERE id = ?`,
		hash, grade, tx.NowMS(), accountID).Exec(ctx)
	return err
}

// SetLang stores the language an account reads.
func (s *Service) SetLang(ctx context.Context, accountID, lang string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.NewRaw(`
			UPDATE account
			SET lang = ?
			WHERE id = ?`,
			cleanLang(lang), accountID).Exec(ctx); err != nil {
			return err
		}
		return s.rightsChanged(ctx, tx, accountID)
	})
}

func cleanLang(lang string) string {
	if lang == "en" {
		return lang
	}
	return "zh-CN"
}
