package topup

import (
	"context"
	"errors"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
)

var errNone = fault.New(fault.NotFound, "not_found")

const columns = "id, school_id, person_id, asked_by, asked_key, way, amount, state, link, reason, got, wechat_id, day, at, expires_at, paid_at, next_at, tries"

func insert(ctx context.Context, tx *db.Tx, o Order) error {
	_, err := tx.NewRaw("INSERT INTO topup ("+columns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", o.ID, o.SchoolID, o.PersonID, o.AskedBy, o.AskedKey, o.Way, o.Amount, o.State, o.Link, o.Reason,
		o.Got, o.WechatID, o.Day, o.At, o.ExpiresAt, o.PaidAt, o.NextAt, o.Tries).Exec(ctx)
	return err
}

// update writes what changes; the row is locked.
func update(ctx context.Context, tx *db.Tx, o Order) error {
	_, err := tx.NewRaw("UPDATE topup SET state = ?, link = ?, reason = ?, got = ?, wechat_id = ?, paid_at = ?, next_at = ?, tries = ? WHERE id = ?",
		o.State, o.Link, o.Reason, o.Got, o.WechatID, o.PaidAt, o.NextAt, o.Tries, o.ID).Exec(ctx)
	return err
}

func read(ctx context.Context, q bun.IDB, where string, args ...any) (o Order, err error) {
	err = q.NewRaw("SELECT "+columns+" FROM topup WHERE "+where, args...).Scan(ctx, &o)
	return o, db.One(err, errNone)
}

func find(ctx context.Context, q bun.IDB, id string) (Order, error) {
	return read(ctx, q, "id = ?", id)
}

// Of is an order of somebody. NotFound.
func Of(ctx context.Context, q bun.IDB, school, person, id string) (Order, error) {
	return read(ctx, q, "id = ? AND school_id = ? AND person_id = ?", id, school, person)
}

func lock(ctx context.Context, tx *db.Tx, id string) (Order, error) {
	where := "id = ?"
	if tx.Dialect().Name() == dialect.PG {
		where += " FOR NO KEY UPDATE"
	}
	return read(ctx, tx, where, id)
}

func byKey(ctx context.Context, q bun.IDB, school, key string) (o Order, found bool, err error) {
	o, err = read(ctx, q, "school_id = ? AND asked_key = ?", school, key)
	if errors.Is(err, errNone) {
		return o, false, nil
	}
	return o, err == nil, err
}

// OwnerOf is whose an order is, and the target of its person.
func OwnerOf(ctx context.Context, q bun.IDB, id string) (t allow.Target, err error) {
	o, err := find(ctx, q, id)
	return allow.Target{School: o.SchoolID, Person: o.PersonID}, err
}

// sums are what somebody's orders of a day come to, paid or still to be, and all that can
// still be paid.
func sums(ctx context.Context, q bun.IDB, school, person, day string) (today, open int64, err error) {
	err = q.NewRaw(`
		SELECT CAST(COALESCE(SUM(CASE WHEN day = ? THEN amount ELSE 0 END), 0) AS BIGINT),
			CAST(COALESCE(SUM(CASE WHEN state IN ('created', 'paying') THEN amount ELSE 0 END), 0) AS BIGINT)
		FROM topup
		WHERE school_id = ? AND person_id = ? AND state IN ('created', 'paying', 'paid')`, day, school, person).Scan(ctx, &today, &open)
	return today, open, err
}

func due(ctx context.Context, q bun.IDB, now int64, limit int) (ids []string, err error) {
	err = q.NewRaw("SELECT id FROM topup WHERE next_at > 0 AND next_at <= ? ORDER BY next_at LIMIT ?", now, limit).Scan(ctx, &ids)
	return ids, err
}

// OpenOf are somebody's orders that can still be paid, the newest first.
func OpenOf(ctx context.Context, q bun.IDB, school, person string, now int64) (list []Order, err error) {
	err = q.NewRaw("SELECT "+columns+" FROM topup WHERE school_id = ? AND person_id = ? AND state IN ('created', 'paying') AND link <> '' AND expires_at > ? ORDER BY at DESC LIMIT 3", school, person, now).Scan(ctx, &list)
	return list, err
}

// Filter is what of a school's orders is asked for. State is "", a state, or Trouble.
type Filter struct {
	From, To    string // days
	State, Name string
}

// Trouble are the orders that somebody of the office must look at.
const Trouble = "trouble"

// States are those that a Filter may ask for.
var States = []string{Trouble, string(Paid), string(Paying), string(Closed), string(Failed), string(Disputed), string(Returning), string(Returned), string(Stuck)}

// Named is an order with its person.
type Named struct {
	Order
	Person, Grade, Class string
}

var escape = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// List are a school's orders, the newest first, how many there are and what was paid of them.
func List(ctx context.Context, q bun.IDB, school string, f Filter, offset, limit int) (list []Named, n int, sum int64, err error) {
	where, args := " WHERE o.school_id = ? AND o.day >= ? AND o.day <= ?", []any{school, f.From, f.To}
	switch f.State {
	case "":
	case Trouble:
		where += " AND o.state IN ('disputed', 'stuck')"
	default:
		where, args = where+" AND o.state = ?", append(args, f.State)
	}
	if f.Name != "" {
		where, args = where+` AND (p.name LIKE ? ESCAPE '\' OR o.id = ? OR o.wechat_id = ?)`, append(args, "%"+escape.Replace(f.Name)+"%", f.Name, f.Name)
	}
	const from = `
		FROM topup o
		LEFT JOIN person p ON p.id = o.person_id
		LEFT JOIN membership m ON m.person_id = o.person_id AND m.role = 'student' AND m.valid_to IS NULL
		LEFT JOIN class c ON c.id = m.class_id`
	err = q.NewRaw(`
		SELECT o.id, o.school_id, o.person_id, o.way, o.amount, o.state, o.reason, o.got, o.wechat_id, o.day, o.at, o.paid_at,
			COALESCE(p.name, '') AS person, COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class`+from+where+" ORDER BY o.at DESC, o.id DESC LIMIT ? OFFSET ?", append(args, limit, offset)...).Scan(ctx, &list)
	if err != nil {
		return nil, 0, 0, err
	}
	err = q.NewRaw("SELECT count(*), CAST(COALESCE(SUM(CASE WHEN o.state = 'paid' THEN o.got ELSE 0 END), 0) AS BIGINT)"+from+where, args...).Scan(ctx, &n, &sum)
	return list, n, sum, err
}

// Troubles is how many orders somebody of the office must look at.
func Troubles(ctx context.Context, q bun.IDB, school string) (n int, err error) {
	err = q.NewRaw("SELECT count(*) FROM topup WHERE school_id = ? AND state IN ('disputed', 'stuck')", school).Scan(ctx, &n)
	return n, err
}
