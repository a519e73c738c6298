package codepay

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"yunka/server/db"
)

const columns = "sale_id, school_id, no, asked, state, reason, got, wechat_id, voided, at, next_at, tries"

func insert(ctx context.Context, tx *db.Tx, o Order) error {
	_, err := tx.NewRaw("INSERT INTO pay_code ("+columns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		o.SaleID, o.SchoolID, o.No, o.Asked, o.State, o.Reason, o.Got, o.WechatID, o.Voided, o.At, o.NextAt, o.Tries).Exec(ctx)
	return err
}

// update writes what changes; the row is locked.
func update(ctx context.Context, tx *db.Tx, o Order) error {
	_, err := tx.NewRaw("UPDATE pay_code SET state = ?, reason = ?, got = ?, wechat_id = ?, voided = ?, next_at = ?, tries = ? WHERE sale_id = ?",
		o.State, o.Reason, o.Got, o.WechatID, o.Voided, o.NextAt, o.Tries, o.SaleID).Exec(ctx)
	return err
}

func read(ctx context.Context, q bun.IDB, sale, more string) (o Order, found bool, err error) {
	err = q.NewRaw("SELECT "+columns+" FROM pay_code WHERE sale_id = ?"+more, sale).Scan(ctx, &o)
	if errors.Is(err, sql.ErrNoRows) {
		return o, false, nil
	}
	return o, err == nil, err
}

func find(ctx context.Context, q bun.IDB, sale string) (Order, bool, error) {
	return read(ctx, q, sale, "")
}

func lock(ctx context.Context, tx *db.Tx, sale string) (Order, bool, error) {
	return read(ctx, tx, sale, forUpdate(tx))
}

func forUpdate(tx *db.Tx) string {
	if tx.Dialect().Name() == dialect.PG {
		return " FOR NO KEY UPDATE"
	}
	return ""
}

func due(ctx context.Context, q bun.IDB, now int64, limit int) (ids []string, err error) {
	err = q.NewRaw("SELECT sale_id FROM pay_code WHERE next_at > 0 AND next_at <= ? ORDER BY next_at LIMIT ?", now, limit).Scan(ctx, &ids)
	return ids, err
}

// Troubles is how many of a school's orders and refunds a person has to look at.
func Troubles(ctx context.Context, q bun.IDB, school string) (n int, err error) {
	err = q.NewRaw(`
		SELECT (SELECT count(*) FROM pay_code WHERE school_id = ? AND state = 'disputed') + (SELECT count(*) FROM pay_back WHERE school_id = ? AND state = 'stuck')`,
		school, school).Scan(ctx, &n)
	return n, err
}

const backColumns = "school_id, refund_id, sale_id, amount, state, reason, next_at, tries"

func lockBack(ctx context.Context, tx *db.Tx, school, refund string) (b Back, err error) {
	err = tx.NewRaw("SELECT "+backColumns+" FROM pay_back WHERE school_id = ? AND refund_id = ?"+forUpdate(tx), school, refund).Scan(ctx, &b)
	return b, err
}

func updateBack(ctx context.Context, tx *db.Tx, b Back) error {
	_, err := tx.NewRaw("UPDATE pay_back SET state = ?, reason = ?, next_at = ?, tries = ? WHERE school_id = ? AND refund_id = ?",
		b.State, b.Reason, b.NextAt, b.Tries, b.SchoolID, b.RefundID).Exec(ctx)
	return err
}

func backsDue(ctx context.Context, q bun.IDB, now int64, limit int) (list []Back, err error) {
	err = q.NewRaw("SELECT "+backColumns+" FROM pay_back WHERE next_at > 0 AND next_at <= ? ORDER BY next_at LIMIT ?", now, limit).Scan(ctx, &list)
	return list, err
}

func troubled(ctx context.Context, q bun.IDB, school string) (list []Trouble, err error) {
	err = q.NewRaw(`
		SELECT x.sale_id, x.refund_id, x.amount, x.at, x.wechat_id, x.reason, COALESCE(m.name, '') AS merchant, s.seq
		FROM (
			SELECT sale_id, '' AS refund_id, got AS amount, at, wechat_id, reason FROM pay_code WHERE school_id = ? AND state = 'disputed'
			UNION ALL
			SELECT b.sale_id, b.refund_id, b.amount, b.at, c.wechat_id, b.reason FROM pay_back b JOIN pay_code c ON c.sale_id = b.sale_id WHERE b.school_id = ? AND b.state = 'stuck'
		) x
		JOIN sale s ON s.id = x.sale_id
		LEFT JOIN merchant m ON m.id = s.merchant_id
		ORDER BY x.at, x.sale_id`, school, school).Scan(ctx, &list)
	return list, err
}
