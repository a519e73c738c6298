package export

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// OwnerOf finds the school of an export.
var OwnerOf = campus.OwnerBy("SELECT e.school_id, '' FROM report_export e WHERE e.id = ?")

const fields = `e.id, e.school_id, e.account_id, e.ask, e.format, e.lang, e.state, e.done_rows, e.all_rows, e.asked_at,
	COALESCE(e.ended_at, 0) AS ended_at, COALESCE(LENGTH(e.content), 0) AS size`

func open(ctx context.Context, q bun.IDB, school, account string) (n int, err error) {
	err = q.NewRaw("SELECT COUNT(*) FROM report_export WHERE school_id = ? AND account_id = ? AND state IN ('waiting', 'running')", school, account).Scan(ctx, &n)
	return n, err
}

func insert(ctx context.Context, tx *db.Tx, e Export) error {
	_, err := tx.NewRaw(`
		INSERT INTO report_export (id, school_id, account_id, ask, format, lang, state, done_rows, all_rows, asked_at, beat_at)
		VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, 0, ?, ?)`, e.ID, e.SchoolID, e.AccountID, e.AskText, e.Format, e.Lang, tx.NowMS(), tx.NowMS()).Exec(ctx)
	return err
}

func find(ctx context.Context, q bun.IDB, id string) (e Export, err error) {
	err = q.NewRaw("SELECT "+fields+" FROM report_export e WHERE e.id = ?", id).Scan(ctx, &e)
	return e, db.One(err, fault.New(fault.NotFound, "not_found"))
}

func content(ctx context.Context, q bun.IDB, id string) (file []byte, err error) {
	err = q.NewRaw("SELECT content FROM report_export WHERE id = ? AND state = 'done' AND content IS NOT NULL", id).Scan(ctx, &file)
	return file, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// claim takes the oldest that waits; false if there is none, or another server was quicker.
func claim(ctx context.Context, tx *db.Tx) (e Export, ok bool, err error) {
	var id string
	err = tx.NewRaw(`
		SELECT id
		FROM report_export
		WHERE state = 'waiting'
		ORDER BY asked_at, id
		LIMIT 1`).Scan(ctx, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return e, false, nil
	} else if err != nil {
		return e, false, err
	}
	res, err := tx.NewRaw("UPDATE report_export SET state = 'running', beat_at = ? WHERE id = ? AND state = 'waiting'", tx.NowMS(), id).Exec(ctx)
	if err != nil {
		return e, false, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return e, false, err
	}
	e, err = find(ctx, tx, id)
	return e, err == nil, err
}

// goesOn notes the progress; false if somebody has ended it.
func goesOn(ctx context.Context, tx *db.Tx, id string, done, all int) (bool, error) {
	res, err := tx.NewRaw("UPDATE report_export SET done_rows = ?, all_rows = ?, beat_at = ? WHERE id = ? AND state = 'running'", done, all, tx.NowMS(), id).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// end gives an open export its last state.
func end(ctx context.Context, tx *db.Tx, id, state string, file []byte) (bool, error) {
	res, err := tx.NewRaw("UPDATE report_export SET state = ?, content = ?, ended_at = ? WHERE id = ? AND state IN ('waiting', 'running')", state, file, tx.NowMS(), id).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// tidy deletes what was kept for long enough, and says of what is lost that it failed.
func tidy(ctx context.Context, tx *db.Tx, old, silent int64) error {
	if _, err := tx.NewRaw("DELETE FROM report_export WHERE asked_at < ?", old).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw("UPDATE report_export SET state = 'failed', ended_at = ? WHERE state = 'running' AND beat_at < ?", tx.NowMS(), silent).Exec(ctx)
	return err
}
