package sale

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"yunka/server/db"
	"yunka/server/fault"
)

var errNone = fault.New(fault.NotFound, "not_found")

func forUpdate(tx *db.Tx) string {
	if tx.Dialect().Name() == dialect.PG {
		return " FOR NO KEY UPDATE"
	}
	return ""
}

func insertMerchant(ctx context.Context, tx *db.Tx, m Merchant) error {
	_, err := tx.NewRaw("INSERT INTO merchant (id, school_id, name, kind, account_id, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		m.ID, m.SchoolID, m.Name, m.Kind, m.AccountID, m.State, tx.NowMS()).Exec(ctx)
	return err
}

func updateMerchant(ctx context.Context, tx *db.Tx, m Merchant) error {
	res, err := tx.NewRaw("UPDATE merchant SET name = ?, kind = ?, state = ? WHERE school_id = ? AND id = ?", m.Name, m.Kind, m.State, m.SchoolID, m.ID).Exec(ctx)
	return concerned(res, err)
}

func concerned(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errNone
	}
	return nil
}

// Merchants are a school's, by name.
func Merchants(ctx context.Context, q bun.IDB, school string) (list []Merchant, err error) {
	err = q.NewRaw("SELECT id, school_id, name, kind, account_id, state FROM merchant WHERE school_id = ? ORDER BY name, id", school).Scan(ctx, &list)
	return list, err
}

func writeTill(ctx context.Context, tx *db.Tx, school, terminal, merchant string) error {
	res, err := tx.NewRaw(`
		INSERT INTO till (terminal_id, school_id, merchant_id, set_at)
		SELECT t.id, t.school_id, m.id, ?
		FROM terminal t
		JOIN merchant m ON m.school_id = t.school_id AND m.id = ?
		WHERE t.school_id = ? AND t.id = ? AND t.scene = 'till'
		ON CONFLICT (terminal_id) DO UPDATE
		SET merchant_id = excluded.merchant_id, set_at = excluded.set_at`, tx.NowMS(), merchant, school, terminal).Exec(ctx)
	return concerned(res, err)
}

// LockTills locks tills, sorted, and says for whom each takes money; one that is bound to
// nobody is not in it.
func LockTills(ctx context.Context, tx *db.Tx, school string, terminals ...string) (map[string]Merchant, error) {
	var ids []struct{ TerminalID, MerchantID string }
	err := tx.NewRaw("SELECT terminal_id, merchant_id FROM till WHERE school_id = ? AND terminal_id IN (?) ORDER BY terminal_id"+forUpdate(tx), school, bun.List(terminals)).Scan(ctx, &ids)
	of := make(map[string]Merchant, len(ids))
	if err != nil || len(ids) == 0 {
		return of, err
	}
	list, err := Merchants(ctx, tx, school)
	for _, id := range ids {
		for _, m := range list {
			if m.ID == id.MerchantID {
				of[id.TerminalID] = m
			}
		}
	}
	return of, err
}

const columns = "id, school_id, terminal_id, seq, merchant_id, person_id, scan_id, kind, amount, subsidy, meal, state, reason, refunded, day, at"

func find(ctx context.Context, q bun.IDB, where string, args ...any) (one Sale, found bool, err error) {
	err = q.NewRaw("SELECT "+columns+" FROM sale WHERE "+where, args...).Scan(ctx, &one)
	if errors.Is(err, sql.ErrNoRows) {
		return one, false, nil
	}
	return one, err == nil, err
}

func bySeq(ctx context.Context, q bun.IDB, terminal string, seq int64) (Sale, bool, error) {
	return find(ctx, q, "terminal_id = ? AND seq = ?", terminal, seq)
}

func byScan(ctx context.Context, q bun.IDB, school, scan string) (Sale, bool, error) {
	return find(ctx, q, "school_id = ? AND scan_id = ?", school, scan)
}

func must(one Sale, found bool, err error) (Sale, error) {
	if err == nil && !found {
		err = errNone
	}
	return one, err
}

func readSale(ctx context.Context, q bun.IDB, school, id string) (Sale, error) {
	return must(find(ctx, q, "school_id = ? AND id = ? AND state = 'paid'", school, id))
}

func lockSale(ctx context.Context, tx *db.Tx, school, id string) (Sale, error) {
	return must(find(ctx, tx, "school_id = ? AND id = ?"+forUpdate(tx), school, id))
}

// Insert writes numbers of tills, whose rows are locked.
func Insert(ctx context.Context, tx *db.Tx, list ...Sale) error {
	rows := make([]bun.TupleValues, len(list))
	for i, s := range list {
		rows[i] = bun.Tuple([]any{s.ID, s.SchoolID, s.TerminalID, s.Seq, s.MerchantID, s.PersonID, s.ScanID, s.Kind, s.Amount, s.Subsidy, s.Meal, s.State, s.Reason, s.Refunded, s.Day, s.At})
	}
	_, err := tx.NewRaw("INSERT INTO sale ("+columns+") VALUES ?", bun.List(rows)).Exec(ctx)
	return err
}

func setRefunded(ctx context.Context, tx *db.Tx, id string, sum int64) error {
	_, err := tx.NewRaw("UPDATE sale SET refunded = ? WHERE id = ?", sum, id).Exec(ctx)
	return err
}

const refundColumns = "id, school_id, sale_id, amount, why, state, asked_by, asked_at, answered_by, answered_at"

func insertRefund(ctx context.Context, tx *db.Tx, r Refund) error {
	_, err := tx.NewRaw("INSERT INTO refund ("+refundColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		r.ID, r.SchoolID, r.SaleID, r.Amount, r.Why, r.State, r.AskedBy, r.AskedAt, r.AnsweredBy, r.AnsweredAt).Exec(ctx)
	return err
}

func answerRefund(ctx context.Context, tx *db.Tx, r Refund) error {
	_, err := tx.NewRaw("UPDATE refund SET state = ?, answered_by = ?, answered_at = ? WHERE school_id = ? AND id = ? AND state = 'waiting'",
		r.State, r.AnsweredBy, r.AnsweredAt, r.SchoolID, r.ID).Exec(ctx)
	return err
}

func readRefund(ctx context.Context, q bun.IDB, school, id string) (r Refund, found bool, err error) {
	err = q.NewRaw("SELECT "+refundColumns+" FROM refund WHERE school_id = ? AND id = ?", school, id).Scan(ctx, &r)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

func waitingSum(ctx context.Context, q bun.IDB, sale string) (sum int64, err error) {
	err = q.NewRaw("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM refund WHERE sale_id = ? AND state = 'waiting'", sale).Scan(ctx, &sum)
	return sum, err
}

// Today are the sales of people on a day that were paid, the oldest first.
func Today(ctx context.Context, q bun.IDB, school, day string, people ...string) (map[string][]Sale, error) {
	var list []Sale
	err := q.NewRaw("SELECT "+columns+" FROM sale WHERE school_id = ? AND day = ? AND person_id IN (?) AND state = 'paid' ORDER BY at, id", school, day, bun.List(people)).Scan(ctx, &list)
	of := map[string][]Sale{}
	for _, s := range list {
		of[s.PersonID] = append(of[s.PersonID], s)
	}
	return of, err
}

// Taken are the numbers that are used, of these of some tills, by till and number.
func Taken(ctx context.Context, q bun.IDB, asked map[string][]int64) (map[string]map[int64]Sale, error) {
	var tills []string
	var seqs []int64
	of := make(map[string]map[int64]Sale, len(asked))
	for t, numbers := range asked {
		tills, seqs = append(tills, t), append(seqs, numbers...)
		of[t] = map[int64]Sale{}
	}
	if len(tills) == 0 {
		return of, nil
	}
	var list []Sale
	err := q.NewRaw("SELECT "+columns+" FROM sale WHERE terminal_id IN (?) AND seq IN (?)", bun.List(tills), bun.List(seqs)).Scan(ctx, &list)
	for _, s := range list {
		of[s.TerminalID][s.Seq] = s
	}
	return of, err
}

// totals of a till's day, [from, until) of it for what was given back.
func totals(ctx context.Context, q bun.IDB, terminal, day string, from, until int64) (t Totals, err error) {
	err = q.NewRaw("SELECT count(*) AS sales, CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS sold FROM sale WHERE terminal_id = ? AND day = ? AND state = 'paid'", terminal, day).Scan(ctx, &t.Sales, &t.Sold)
	if err != nil {
		return t, err
	}
	err = q.NewRaw(`
		SELECT count(*) AS refunds, CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) AS refunded
		FROM refund r
		JOIN sale s ON s.id = r.sale_id
		WHERE s.terminal_id = ? AND r.state = 'done' AND r.answered_at >= ? AND r.answered_at < ?`, terminal, from, until).Scan(ctx, &t.Refunds, &t.Refunded)
	return t, err
}

func paidOf(ctx context.Context, q bun.IDB, terminal, day string) (map[int64]int64, error) {
	var rows []struct{ Seq, Amount int64 }
	err := q.NewRaw("SELECT seq, amount FROM sale WHERE terminal_id = ? AND day = ? AND state = 'paid'", terminal, day).Scan(ctx, &rows)
	of := make(map[int64]int64, len(rows))
	for _, r := range rows {
		of[r.Seq] = r.Amount
	}
	return of, err
}

func newest(ctx context.Context, q bun.IDB, terminal, day string, limit int) (list []Sale, err error) {
	err = q.NewRaw("SELECT "+columns+" FROM sale WHERE terminal_id = ? AND day = ? ORDER BY seq DESC LIMIT ?", terminal, day, limit).Scan(ctx, &list)
	return list, err
}

func writeBatch(ctx context.Context, tx *db.Tx, school, terminal, day string, c Closing, said, by string) error {
	_, err := tx.NewRaw(`
		INSERT INTO till_batch (school_id, terminal_id, day, sales, sold, refunds, refunded, balanced, said, closed_by, closed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (terminal_id, day) DO UPDATE
		SET sales = excluded.sales, sold = excluded.sold, refunds = excluded.refunds, refunded = excluded.refunded, balanced = excluded.balanced,
			said = excluded.said, closed_by = excluded.closed_by, closed_at = excluded.closed_at`,
		school, terminal, day, c.Ours.Sales, c.Ours.Sold, c.Ours.Refunds, c.Ours.Refunded, c.Balanced, said, by, tx.NowMS()).Exec(ctx)
	return err
}
