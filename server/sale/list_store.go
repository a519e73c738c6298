package sale

import (
	"context"
	"strings"

	"yunka/server/allow"
	"yunka/server/db"

	"github.com/uptrace/bun"
)

// Named is a sale with its merchant and till.
type Named struct {
	Sale
	Merchant, MerchantKind, Till string
	Person, Grade, Class         string // of who paid
}

const named = `
	SELECT s.id, s.school_id, s.terminal_id, s.seq, s.merchant_id, s.person_id, s.scan_id, s.kind, s.amount, s.subsidy, s.meal, s.state, s.reason, s.refunded, s.day, s.at,
		COALESCE(m.name, '') AS merchant, COALESCE(m.kind, '') AS merchant_kind, COALESCE(t.name, '') AS till, COALESCE(p.name, '') AS person,
		COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class
	FROM sale s
	LEFT JOIN merchant m ON m.id = s.merchant_id
	LEFT JOIN terminal t ON t.id = s.terminal_id
	LEFT JOIN person p ON p.id = s.person_id
	LEFT JOIN membership mb ON mb.person_id = s.person_id AND mb.role = 'student' AND mb.valid_to IS NULL
	LEFT JOIN class c ON c.id = mb.class_id`

// Of are sales by id.
func Of(ctx context.Context, q bun.IDB, school string, ids ...string) (map[string]Named, error) {
	of := map[string]Named{}
	if len(ids) == 0 {
		return of, nil
	}
	var list []Named
	err := q.NewRaw(named+" WHERE s.school_id = ? AND s.id IN (?)", school, bun.List(ids)).Scan(ctx, &list)
	for _, s := range list {
		of[s.ID] = s
	}
	return of, err
}

// escape makes text safe inside a LIKE pattern with ESCAPE '\'.
var escape = strings.NewReplacer("\\", "\\\\", "%", "\\%", "_", "\\_")

// Filter says which sales of a school: the days are inclusive, "" is all.
type Filter struct {
	From, To       string
	Merchant, Kind string
	State          string // a State, or refunded
	Name           string // a part of a name, or the till's number
	MoreThan       int64  // fen
}

// List are sales of a school, the newest first: limit of them after an offset, with how
// many there are and what they come to.
func List(ctx context.Context, q bun.IDB, school string, f Filter, offset, limit int) (list []Named, n int, sum, back int64, err error) {
	where, args := " WHERE s.school_id = ? AND s.day >= ? AND s.day <= ? AND s.amount > ?", []any{school, f.From, f.To, f.MoreThan}
	and := func(cond string, values ...any) { where, args = where+" AND "+cond, append(args, values...) }
	if f.Merchant != "" {
		and("s.merchant_id = ?", f.Merchant)
	}
	if f.Kind != "" {
		and("m.kind = ?", f.Kind)
	}
	switch f.State {
	case "":
		and("s.state IN ('paid', 'refused')")
	case "refunded":
		and("s.refunded > 0")
	default:
		and("s.state = ?", f.State)
	}
	if f.Name != "" {
		and("(p.name LIKE ? ESCAPE '\\' OR CAST(s.seq AS TEXT) = ?)", "%"+escape.Replace(f.Name)+"%", f.Name)
	}
	err = q.NewRaw(named+where+" ORDER BY s.at DESC, s.id DESC LIMIT ? OFFSET ?", append(args, limit, offset)...).Scan(ctx, &list)
	if err != nil {
		return nil, 0, 0, 0, err
	}
	err = q.NewRaw(`
		SELECT count(*), CAST(COALESCE(SUM(CASE WHEN s.state = 'paid' THEN s.amount ELSE 0 END), 0) AS BIGINT), CAST(COALESCE(SUM(s.refunded), 0) AS BIGINT)
		FROM sale s
		LEFT JOIN merchant m ON m.id = s.merchant_id
		LEFT JOIN person p ON p.id = s.person_id`+where, args...).Scan(ctx, &n, &sum, &back)
	return list, n, sum, back, err
}

// DaySum is what was sold on a day.
type DaySum struct {
	Day          string
	N, Sum, Back int64
}

// Days are what a school's merchants sold by day, oldest first.
func Days(ctx context.Context, q bun.IDB, school, from, to string) (list []DaySum, err error) {
	err = q.NewRaw(`
		SELECT day, count(*) AS n, CAST(SUM(amount) AS BIGINT) AS sum, CAST(SUM(refunded) AS BIGINT) AS back
		FROM sale
		WHERE school_id = ? AND day >= ? AND day <= ? AND state = 'paid'
		GROUP BY day
		ORDER BY day`, school, from, to).Scan(ctx, &list)
	return list, err
}

// MerchantSum is what a merchant sold.
type MerchantSum struct {
	Merchant
	N, Sum, Back int64
}

// ByMerchant is what each of a school's merchants sold in some days, the most first.
func ByMerchant(ctx context.Context, q bun.IDB, school, from, to string) (list []MerchantSum, err error) {
	err = q.NewRaw(`
		SELECT m.id, m.school_id, m.name, m.kind, m.account_id, m.state, count(s.id) AS n,
			CAST(COALESCE(SUM(s.amount), 0) AS BIGINT) AS sum, CAST(COALESCE(SUM(s.refunded), 0) AS BIGINT) AS back
		FROM merchant m
		LEFT JOIN sale s ON s.school_id = m.school_id AND s.merchant_id = m.id AND s.day >= ? AND s.day <= ? AND s.state = 'paid'
		WHERE m.school_id = ?
		GROUP BY m.id, m.school_id, m.name, m.kind, m.account_id, m.state
		ORDER BY sum DESC, m.name`, from, to, school).Scan(ctx, &list)
	return list, err
}

// NamedRefund is a refund with its sale.
type NamedRefund struct {
	Refund
	Of Named `bun:"-"`
}

// Waiting are a school's refunds that wait for a second person, the oldest first.
func Waiting(ctx context.Context, q bun.IDB, school string) (list []NamedRefund, err error) {
	err = q.NewRaw("SELECT "+refundColumns+" FROM refund WHERE school_id = ? AND state = 'waiting' ORDER BY asked_at, id", school).Scan(ctx, &list)
	if err != nil || len(list) == 0 {
		return list, err
	}
	var ids []string
	for _, r := range list {
		ids = append(ids, r.SaleID)
	}
	of, err := Of(ctx, q, school, ids...)
	for i := range list {
		list[i].Of = of[list[i].SaleID]
	}
	return list, err
}

// WaitingForMe is how many refunds wait for an answer that an account may give, which is
// whoever did not ask for them, and since when the oldest does, Unix ms.
func WaitingForMe(ctx context.Context, q bun.IDB, a allow.Actor, school string) (n int, since int64, err error) {
	var w struct {
		N     int
		Since int64
	}
	err = q.NewRaw("SELECT COUNT(*) AS n, COALESCE(MIN(asked_at), 0) AS since FROM refund WHERE school_id = ? AND state = 'waiting' AND asked_by <> ?",
		school, who(a, school)).Scan(ctx, &w)
	return w.N, w.Since, err
}

// Tills are the terminals of the scene till and the merchant of each, "" for none yet.
func Tills(ctx context.Context, q bun.IDB, school string) (list []Till, err error) {
	err = q.NewRaw(`
		SELECT t.id, t.name, COALESCE(x.merchant_id, '') AS merchant_id
		FROM terminal t
		LEFT JOIN till x ON x.terminal_id = t.id
		WHERE t.school_id = ? AND t.scene = 'till' AND t.revoked_at IS NULL
		ORDER BY t.name, t.id`, school).Scan(ctx, &list)
	return list, err
}

// Till is a terminal that takes money.
type Till struct{ ID, Name, MerchantID string }

// OfPerson are somebody's sales of a day that were paid or refused, the newest first.
func OfPerson(ctx context.Context, q bun.IDB, school, person, day string) (list []Named, err error) {
	err = q.NewRaw(named+" WHERE s.school_id = ? AND s.person_id = ? AND s.day = ? AND s.state IN ('paid', 'refused') ORDER BY s.at DESC, s.id DESC", school, person, day).Scan(ctx, &list)
	return list, err
}

// RefundsOf are those of a sale, the oldest first.
func RefundsOf(ctx context.Context, q bun.IDB, school, sale string) (list []Refund, err error) {
	err = q.NewRaw("SELECT "+refundColumns+" FROM refund WHERE school_id = ? AND sale_id = ? ORDER BY asked_at, id", school, sale).Scan(ctx, &list)
	return list, err
}

// OwnerOf is whose a sale is, for addresses that name one.
func OwnerOf(ctx context.Context, q bun.IDB, id string) (t allow.Target, err error) {
	err = q.NewRaw("SELECT school_id FROM sale WHERE id = ? AND state = 'paid'", id).Scan(ctx, &t.School)
	return t, db.One(err, errNone)
}

// TillName is how a till is called.
func TillName(ctx context.Context, q bun.IDB, school, id string) (name string, err error) {
	err = q.NewRaw("SELECT name FROM terminal WHERE school_id = ? AND id = ?", school, id).Scan(ctx, &name)
	return name, db.One(err, errNone)
}
