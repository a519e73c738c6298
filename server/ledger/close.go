package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

// closeAfter is how long after its end a day is closed. A transaction that wrote into the
// day has ended by then: none lives as long, and its clock was frozen when it began.
const closeAfter = time.Hour

// CloseDays closes the days of a school that are over and not closed yet, the oldest first,
// at most limit of them: what each account moved, and the hash of everything in the day
// over that of the day before. It says how many it closed.
func CloseDays(ctx context.Context, d *db.DB, school string, limit int) (n int, err error) {
	for n < limit {
		closed := false
		err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			closed, err = closeNext(ctx, tx, school)
			return err
		})
		if err != nil || !closed {
			return n, err
		}
		n++
	}
	return n, nil
}

type closing struct {
	Day   string
	Until int64
	Hash  string
}

func lastClose(ctx context.Context, q bun.IDB, school string) (c closing, err error) {
	var list []closing
	err = q.NewRaw("SELECT day, until, hash FROM ledger_close WHERE school_id = ? ORDER BY day DESC LIMIT 1", school).Scan(ctx, &list)
	if err == nil && len(list) > 0 {
		c = list[0]
	}
	return c, err
}

func closeNext(ctx context.Context, tx *db.Tx, school string) (closed bool, err error) {
	sc, err := campus.SchoolByID(ctx, tx, school)
	if err != nil {
		return false, err
	}
	last, err := lastClose(ctx, tx, school)
	if err != nil {
		return false, err
	}
	var first *int64 // of what no closed day has
	err = tx.NewRaw("SELECT MIN(posted_at) FROM ledger_txn WHERE school_id = ? AND posted_at >= ?", school, last.Until).Scan(ctx, &first)
	if err != nil || first == nil {
		return false, err
	}
	from, to := campus.DayOf(time.UnixMilli(*first), sc.Location())
	if to.Add(closeAfter).After(tx.Now) {
		return false, nil
	}
	day := from.Format(time.DateOnly)
	n, sum, err := digest(ctx, tx, school, last.Hash, from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return false, err
	}
	res, err := tx.NewRaw("INSERT INTO ledger_close (school_id, day, until, n, hash) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		school, day, to.UnixMilli(), n, sum).Exec(ctx)
	if err != nil {
		return false, err
	}
	if rows, err := res.RowsAffected(); err != nil || rows == 0 {
		return false, err // another server has closed it
	}
	_, err = tx.NewRaw(`
		INSERT INTO ledger_day (school_id, account_id, day, credit, debit, n)
		SELECT e.school_id, e.account_id, ?, SUM(CASE WHEN e.amount > 0 THEN e.amount ELSE 0 END),
			SUM(CASE WHEN e.amount < 0 THEN -e.amount ELSE 0 END), COUNT(*)
		FROM ledger_entry e
		WHERE e.school_id = ? AND e.posted_at >= ? AND e.posted_at < ?
		GROUP BY e.school_id, e.account_id`, day, school, from.UnixMilli(), to.UnixMilli()).Exec(ctx)
	return true, err
}

// digest chains the movements of [from, to) to the hash of the day before, each with its
// legs, in the order of time and id.
func digest(ctx context.Context, q bun.IDB, school, before string, from, to int64) (n int64, sum string, err error) {
	h := sha256.New()
	line(h, before)
	rows, err := q.QueryContext(ctx, `
		SELECT t.id, t.kind, t.order_id, COALESCE(t.reverses, ''), t.reason, t.actor, t.memo, t.at, t.posted_at,
			COALESCE(e.seq, -1), COALESCE(e.account_id, ''), COALESCE(e.amount, 0), COALESCE(e.balance_after, 0), COALESCE(e.version, 0)
		FROM ledger_txn t
		LEFT JOIN ledger_entry e ON e.school_id = t.school_id AND e.txn_id = t.id
		WHERE t.school_id = ? AND t.posted_at >= ? AND t.posted_at < ?
		ORDER BY t.posted_at, t.id, e.seq`, school, from, to)
	if err != nil {
		return 0, "", err
	}
	defer rows.Close()
	was := ""
	for rows.Next() {
		var id, kind, order, reverses, reason, actor, memo, account string
		var at, posted, seq, amount, balance, version int64
		if err := rows.Scan(&id, &kind, &order, &reverses, &reason, &actor, &memo, &at, &posted, &seq, &account, &amount, &balance, &version); err != nil {
			return 0, "", err
		}
		if id != was {
			was = id
			n++
		}
		line(h, id, kind, order, reverses, reason, actor, memo, at, posted, seq, account, amount, balance, version)
	}
	return n, hex.EncodeToString(h.Sum(nil)), rows.Err()
}

func line(h hash.Hash, fields ...any) {
	b, _ := json.Marshal(fields)
	h.Write(append(b, '\n'))
}

// Moved is what went over an account in a time: its balance before and after, what came
// and what went, as positive sums.
type Moved struct {
	Opening, In, Out, Closing int64
	N                         int64
}

// MovedIn sums an account over [from, to) of when it was posted, Unix ms: whole closed days
// from their sums, the rest from the entries.
func MovedIn(ctx context.Context, q bun.IDB, school, account string, from, to int64) (m Moved, err error) {
	before, err := sums(ctx, q, school, account, 0, from)
	if err != nil {
		return m, err
	}
	in, err := sums(ctx, q, school, account, from, to)
	m = Moved{Opening: before.In - before.Out, In: in.In, Out: in.Out, N: in.N}
	m.Closing = m.Opening + m.In - m.Out
	return m, err
}

func sums(ctx context.Context, q bun.IDB, school, account string, from, to int64) (m Moved, err error) {
	if to <= from {
		return m, nil
	}
	// Closed days that lie in [from, to) as a whole: each ends where the next one begins.
	var days struct {
		First, Last  string
		Start, Until int64
	}
	err = q.NewRaw(`
		SELECT COALESCE(MIN(c.day), '') AS first, COALESCE(MAX(c.day), '') AS last, COALESCE(MIN(c.since), 0) AS start, COALESCE(MAX(c.until), 0) AS until
		FROM (
			SELECT day, until, COALESCE(LAG(until) OVER (ORDER BY day), 0) AS since
			FROM ledger_close
			WHERE school_id = ?) AS c
		WHERE c.since >= ? AND c.until <= ?`, school, from, to).Scan(ctx, &days)
	if err != nil {
		return m, err
	}
	add := func(query string, args ...any) error {
		if err != nil {
			return err
		}
		var part Moved
		err = q.NewRaw(query, args...).Scan(ctx, &part)
		m.In, m.Out, m.N = m.In+part.In, m.Out+part.Out, m.N+part.N
		return err
	}
	const entries = `
		SELECT CAST(COALESCE(SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END), 0) AS BIGINT) AS "in",
			CAST(COALESCE(SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END), 0) AS BIGINT) AS "out", COUNT(*) AS n
		FROM ledger_entry
		WHERE school_id = ? AND account_id = ? AND posted_at >= ? AND posted_at < ?`
	if days.First == "" {
		return m, add(entries, school, account, from, to)
	}
	_ = add(entries, school, account, from, days.Start)
	_ = add(`
		SELECT CAST(COALESCE(SUM(credit), 0) AS BIGINT) AS "in", CAST(COALESCE(SUM(debit), 0) AS BIGINT) AS "out", CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n
		FROM ledger_day
		WHERE school_id = ? AND account_id = ? AND day >= ? AND day <= ?`, school, account, days.First, days.Last)
	return m, add(entries, school, account, days.Until, to)
}
