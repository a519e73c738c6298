package machine

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

var errNone = fault.New(fault.NotFound, "not_found")

const selectMachine = `
	SELECT m.terminal_id, m.school_id, m.charset, m.crlf, t.name, COALESCE(t.last_at, 0) AS last_at, COALESCE(t.revoked_at, 0) AS revoked_at
	FROM library_machine m
	JOIN terminal t ON t.id = m.terminal_id`

func insert(ctx context.Context, tx *db.Tx, m Machine) error {
	_, err := tx.NewRaw("INSERT INTO library_machine (terminal_id, school_id, charset, crlf) VALUES (?, ?, ?, ?)", m.TerminalID, m.SchoolID, string(m.Charset), m.CRLF).Exec(ctx)
	return err
}

func update(ctx context.Context, tx *db.Tx, m Machine) error {
	res, err := tx.NewRaw("UPDATE library_machine SET charset = ?, crlf = ? WHERE school_id = ? AND terminal_id = ?", string(m.Charset), m.CRLF, m.SchoolID, m.TerminalID).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errNone)
}

// one is a machine of a school; NotFound for a terminal that speaks no SIP2.
func one(ctx context.Context, q bun.IDB, school, id string) (m Machine, err error) {
	err = q.NewRaw(selectMachine+" WHERE m.school_id = ? AND m.terminal_id = ?", school, id).Scan(ctx, &m)
	return m, db.One(err, errNone)
}

func list(ctx context.Context, q bun.IDB, school string) (all []Machine, err error) {
	err = q.NewRaw(selectMachine+`
		WHERE m.school_id = ?
		ORDER BY t.revoked_at IS NOT NULL, t.created_at, t.id`, school).Scan(ctx, &all)
	return all, err
}
