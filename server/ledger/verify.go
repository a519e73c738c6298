package ledger

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// Broken is an invariant that does not hold, and where.
type Broken struct{ Rule, Where string }

func (b Broken) String() string { return b.Rule + ": " + b.Where }

// What Verify asks, each as a query for what breaks it (?0 is the school, ?1 now).
var invariants = []struct{ rule, query string }{
	{"I1 the legs of a movement add up to 0 and are two at least", `
		SELECT t.id AS found
		FROM ledger_txn t
		LEFT JOIN ledger_entry e ON e.school_id = t.school_id AND e.txn_id = t.id
		WHERE t.school_id = ?0 AND t.reason = ''
		GROUP BY t.id
		HAVING COALESCE(SUM(e.amount), 0) <> 0 OR COUNT(e.seq) < 2`},
	{"I1 what was declined has no legs, and no leg is without its movement", `
		SELECT e.txn_id AS found
		FROM ledger_entry e
		LEFT JOIN ledger_txn t ON t.school_id = e.school_id AND t.id = e.txn_id
		WHERE e.school_id = ?0 AND (t.id IS NULL OR t.reason <> '')`},
	{"I1 a leg is of an account of the school", `
		SELECT e.txn_id AS found
		FROM ledger_entry e
		LEFT JOIN ledger_account a ON a.id = e.account_id AND a.school_id = e.school_id
		WHERE e.school_id = ?0 AND a.id IS NULL`},
	{"I2 all the school's money adds up to 0", `
		SELECT CAST(SUM(e.amount) AS TEXT) AS found
		FROM ledger_entry e
		WHERE e.school_id = ?0
		HAVING SUM(e.amount) <> 0`},
	{"I3 a live balance is the sum of its legs", `
		SELECT a.code AS found
		FROM ledger_account a
		LEFT JOIN ledger_entry e ON e.account_id = a.id
		WHERE a.school_id = ?0 AND a.mode = 'live'
		GROUP BY a.id, a.code, a.balance, a.version
		HAVING a.balance <> COALESCE(SUM(e.amount), 0) OR a.version <> COUNT(e.seq) OR a.version <> COALESCE(MAX(e.version), 0)
			OR COALESCE(MIN(e.version), 1) <> 1 AND a.version > 0`},
	{"I3 each leg of a live account has the balance after it", `
		SELECT x.txn_id AS found
		FROM (
			SELECT e.txn_id, e.balance_after, SUM(e.amount) OVER (PARTITION BY e.account_id ORDER BY e.version) AS sum
			FROM ledger_entry e
			JOIN ledger_account a ON a.id = e.account_id
			WHERE e.school_id = ?0 AND a.mode = 'live') AS x
		WHERE x.balance_after IS NULL OR x.balance_after <> x.sum`},
	{"I4 no balance was ever below its floor, held money deducted", `
		SELECT e.txn_id AS found
		FROM ledger_entry e
		JOIN ledger_account a ON a.id = e.account_id
		WHERE e.school_id = ?0 AND a.mode = 'live' AND a.floor IS NOT NULL AND e.amount < 0 AND e.balance_after - e.held_after < a.floor`},
	{"I4 no balance is below its floor now", `
		SELECT a.code AS found
		FROM ledger_account a
		WHERE a.school_id = ?0 AND a.mode = 'live' AND a.floor IS NOT NULL AND a.balance - a.held < a.floor`},
	{"I7 what takes a movement back does not exceed it", `
		SELECT t.reverses AS found
		FROM ledger_txn t
		JOIN ledger_entry e ON e.school_id = t.school_id AND e.txn_id = t.id
		JOIN ledger_entry o ON o.school_id = t.school_id AND o.txn_id = t.reverses AND o.account_id = e.account_id
		WHERE t.school_id = ?0 AND t.reverses IS NOT NULL
		GROUP BY t.reverses, e.account_id, o.amount
		HAVING ABS(SUM(e.amount)) > ABS(o.amount) OR SUM(e.amount) * o.amount > 0`},
	{"I9 what is held is the sum of the holds", `
		SELECT a.code AS found
		FROM ledger_account a
		LEFT JOIN ledger_hold h ON h.account_id = a.id AND h.state = 'pending'
		WHERE a.school_id = ?0
		GROUP BY a.id, a.code, a.held
		HAVING a.held <> COALESCE(SUM(h.amount), 0)`},
	{"I9 no hold is pending a minute beyond its time", `
		SELECT h.id AS found
		FROM ledger_hold h
		WHERE h.school_id = ?0 AND h.state = 'pending' AND h.expires_at < ?1 - 60000`},
	{"I9 a hold that was posted has its movement", `
		SELECT h.id AS found
		FROM ledger_hold h
		LEFT JOIN ledger_txn t ON t.school_id = h.school_id AND t.id = h.txn_id
		WHERE h.school_id = ?0 AND h.state = 'posted' AND (t.id IS NULL OR t.reason <> '')`},
	{"the sums of a closed day are those of its legs", `
		SELECT d.day AS found
		FROM ledger_day d
		JOIN (
			SELECT day, until, COALESCE(LAG(until) OVER (ORDER BY day), 0) AS since
			FROM ledger_close
			WHERE school_id = ?0) AS c ON c.day = d.day
		LEFT JOIN ledger_entry e ON e.account_id = d.account_id AND e.posted_at >= c.since AND e.posted_at < c.until
		WHERE d.school_id = ?0
		GROUP BY d.day, d.account_id, d.credit, d.debit, d.n
		HAVING d.credit - d.debit <> COALESCE(SUM(e.amount), 0) OR d.n <> COUNT(e.seq)`},
}

// Book is how much a school's ledger has.
type Book struct {
	School, Slug              string
	Movements, Accounts, Days int64
}

// Schools lists the schools that have a ledger.
func Schools(ctx context.Context, q bun.IDB) (list []Book, err error) {
	err = q.NewRaw(`
		SELECT s.id AS school, s.slug,
			(SELECT COUNT(*) FROM ledger_txn t WHERE t.school_id = s.id) AS movements,
			(SELECT COUNT(*) FROM ledger_account a WHERE a.school_id = s.id) AS accounts,
			(SELECT COUNT(*) FROM ledger_close c WHERE c.school_id = s.id) AS days
		FROM school s
		WHERE EXISTS (SELECT 1 FROM ledger_account a WHERE a.school_id = s.id)
		ORDER BY s.slug`).Scan(ctx, &list)
	return list, err
}

// Verify asks everything that must hold of a school's ledger and gives what does not, at
// most ten findings of each rule. nowMS is the clock, Unix ms.
func Verify(ctx context.Context, q bun.IDB, school string, nowMS int64) (broken []Broken, err error) {
	for _, one := range invariants {
		var found []string
		if err := q.NewRaw("SELECT found FROM ("+one.query+") AS broken LIMIT 10", school, nowMS).Scan(ctx, &found); err != nil {
			return nil, fmt.Errorf("ledger: %s: %w", one.rule, err)
		}
		for _, f := range found {
			broken = append(broken, Broken{one.rule, f})
		}
	}
	chain, err := verifyChain(ctx, q, school)
	return append(broken, chain...), err
}

// verifyChain works out the hashes of the closed days again (I5): somebody who changed a row
// behind the program's back would have had to change every day since.
func verifyChain(ctx context.Context, q bun.IDB, school string) (broken []Broken, err error) {
	var days []struct {
		Day, Hash string
		Until, N  int64
	}
	err = q.NewRaw("SELECT day, until, n, hash FROM ledger_close WHERE school_id = ? ORDER BY day", school).Scan(ctx, &days)
	if err != nil {
		return nil, err
	}
	before, since := "", int64(0)
	for _, d := range days {
		n, sum, err := digest(ctx, q, school, before, since, d.Until)
		if err != nil {
			return nil, err
		}
		if n != d.N || sum != d.Hash {
			broken = append(broken, Broken{"I5 a closed day is what it was", d.Day})
		}
		before, since = d.Hash, d.Until
	}
	return broken, nil
}
