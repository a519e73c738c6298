package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account/guess"
	"yunka/server/audit"
	"yunka/server/db"
)

// Sessions is the service as a store for scs.
type Sessions struct{ s *Service }

// Sessions gives scs its store.
func (s *Service) Sessions() *Sessions { return &Sessions{s} }

// Find implements scs.Store.
func (st *Sessions) Find(token string) ([]byte, bool, error) {
	return st.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (st *Sessions) Commit(token string, b []byte, expiry time.Time) error {
	return st.CommitCtx(context.Background(), token, b, expiry)
}

// Delete implements scs.Store.
func (st *Sessions) Delete(token string) error { return st.DeleteCtx(context.Background(), token) }

// FindCtx implements scs.CtxStore. It decides whether the session still lives
// and writes the visit if the last one written is old enough.
func (st *Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	if len(token) > 128 {
		return nil, false, nil
	}
	hash, now := TokenHash(token), st.s.db.Now().UnixMilli()
	var accountID string
	var expires, touched int64
	admin := false
	err = st.s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		err := q.NewRaw(`
			SELECT data, COALESCE(account_id, ''), expires_at, touched_at
			FROM session
			WHERE token_hash = ?`,
			hash).Scan(ctx, &data, &accountID, &expires, &touched)
		if err != nil || accountID == "" {
			return err
		}
		admin, err = isAdmin(ctx, q, accountID, now)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if Over(admin, data, expires, touched, now) {
		return nil, false, nil
	}
	if now >= touched+SessionTouch.Milliseconds() {
		alive, err := st.touch(ctx, hash)
		if err != nil || !alive {
			return nil, false, err
		}
		if a, _ := ctx.Value(arrivalKey{}).(*Arrival); a != nil {
			a.Touched = true
		}
	}
	return data, true, nil
}

// Over reports whether a stored session has ended by itself.
func Over(admin bool, data []byte, expires, touched, now int64) bool {
	return now >= expires || admin && (now >= since(data)+AdminSessionLife.Milliseconds() || now >= touched+AdminSessionIdle.Milliseconds())
}

// since is when the session's account logged in; 0, long ago, if it does not say.
func since(data []byte) int64 {
	var d sessionData
	if json.Unmarshal(data, &d) != nil {
		return 0
	}
	ms, _ := strconv.ParseInt(d.Values[sessionSince], 10, 64)
	return ms
}

func (st *Sessions) touch(ctx context.Context, hash string) (alive bool, err error) {
	err = st.s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		res, err := tx.NewRaw(`
			UPDATE session
			SET touched_at = ?, expires_at = ?
			WHERE token_hash = ?`,
			tx.NowMS(), tx.Now.Add(SessionLife).UnixMilli(), hash).Exec(ctx)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		alive = n > 0
		return err
	})
	return alive, err
}

// CommitCtx implements scs.CtxStore. scs's own expiry comes from the machine's
// clock and is not used.
func (st *Sessions) CommitCtx(ctx context.Context, token string, b []byte, _ time.Time) error {
	var d sessionData
	if err := json.Unmarshal(b, &d); err != nil {
		return err
	}
	hash := TokenHash(token)
	arrived, _ := ctx.Value(arrivalKey{}).(*Arrival)
	return st.s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if arrived != nil && arrived.Token == token {
			_, err := tx.NewRaw(`
				UPDATE session
				SET data = ?, account_id = NULLIF(?, '')
				WHERE token_hash = ?`,
				b, d.Values[sessionAccount], hash).Exec(ctx)
			return err
		}
		if proved := d.Values[sessionProved]; proved != "" {
			if err := lockAccount(ctx, tx, d.Values[sessionAccount]); err != nil {
				return err
			}
			c, err := byAccount(ctx, tx, d.Values[sessionAccount])
			if err != nil || strconv.FormatInt(c.PasswordAt, 10) != proved {
				return err
			}
		}
		_, err := tx.NewRaw(`
			INSERT INTO session (token_hash, account_id, data, expires_at, touched_at)
			VALUES (?, NULLIF(?, ''), ?, ?, ?)
			ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, account_id = excluded.account_id`,
			hash, d.Values[sessionAccount], b, tx.Now.Add(SessionLife).UnixMilli(), tx.NowMS()).Exec(ctx)
		return err
	})
}

// DeleteCtx implements scs.CtxStore.
func (st *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return st.s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var accountID string
		err := tx.NewRaw(`
			DELETE FROM session
			WHERE token_hash = ?
			RETURNING COALESCE(account_id, '')`,
			TokenHash(token)).Scan(ctx, &accountID)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return st.s.rightsChanged(ctx, tx, accountID)
	})
}

// EndSessions ends every session of the account but the one named ("" for none).
func (s *Service) EndSessions(ctx context.Context, accountID, exceptTokenHash string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := endSessions(ctx, tx, accountID, exceptTokenHash); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{
			Actor: "account:" + accountID, Action: "account.sessions_ended", Target: "account:" + accountID,
		}); err != nil {
			return err
		}
		return s.rightsChanged(ctx, tx, accountID)
	})
}

// EndSession ends the session of the account that is stored under that hash; one that has
// ended is no error.
func (s *Service) EndSession(ctx context.Context, accountID, tokenHash string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.NewRaw("DELETE FROM session WHERE account_id = ? AND token_hash = ?", accountID, tokenHash).Exec(ctx); err != nil {
			return err
		}
		return s.rightsChanged(ctx, tx, accountID)
	})
}

func endSessions(ctx context.Context, tx *db.Tx, accountID, except string) error {
	_, err := tx.NewRaw(`
		DELETE FROM session
		WHERE account_id = ? AND token_hash <> ?`,
		accountID, except).Exec(ctx)
	return err
}

// cleanChunk keeps one cleaning transaction short: SQLite has one writer.
const cleanChunk = 500

// deviceLife is how long an unused browser stays known.
const deviceLife = 180 * 24 * time.Hour

// Clean deletes sessions that have ended, guesses that no longer count,
// forgotten devices and codes long past, in short transactions; it returns how
// many rows went.
func (s *Service) Clean(ctx context.Context) (rows int64, err error) {
	now := s.db.Now()
	for _, c := range []struct {
		table, key, past string
		before           int64
	}{
		{"session", "token_hash", "expires_at", now.UnixMilli()},
		{"guess", "bucket", "CASE WHEN blocked_until > since THEN blocked_until ELSE since END", now.Add(-2 * guess.LongestBlock).UnixMilli()},
		{"known_device", "token_hash", "last_at", now.Add(-deviceLife).UnixMilli()},
		{"activation", "code_hash", "expires_at", now.Add(-activationLife).UnixMilli()},
		{"password_reset", "code_hash", "expires_at", now.Add(-resetKept).UnixMilli()},
	} {
		for {
			var n int64
			err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				res, err := tx.NewRaw("DELETE FROM ?0 WHERE ?1 IN (SELECT ?1 FROM ?0 WHERE ?2 < ?3 LIMIT ?4)",
					bun.Ident(c.table), bun.Ident(c.key), bun.Safe(c.past), c.before, cleanChunk).Exec(ctx)
				if err != nil {
					return err
				}
				n, err = res.RowsAffected()
				return err
			})
			rows += n
			if err != nil {
				return rows, err
			}
			if n < cleanChunk {
				break
			}
		}
	}
	return rows, nil
}
