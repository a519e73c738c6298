package sale

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/timetable"
)

// DayOf are the newest sales of a till on a day that were paid, refused or taken back, at
// most limit of them, and what all of the day come to.
func DayOf(ctx context.Context, q bun.IDB, sc campus.School, terminal, day string, limit int) (list []Named, ours Totals, err error) {
	start := timetable.Instant(day, 0, sc.Location())
	if ours, err = totals(ctx, q, terminal, day, start.UnixMilli(), start.AddDate(0, 0, 1).UnixMilli()); err != nil {
		return nil, ours, err
	}
	err = q.NewRaw(named+" WHERE s.school_id = ? AND s.terminal_id = ? AND s.day = ? AND s.state <> 'fenced' AND (s.person_id <> '' OR s.kind = 'wechat') ORDER BY s.seq DESC LIMIT ?", sc.ID, terminal, day, limit).Scan(ctx, &list)
	return list, ours, err
}

// NextSeq is the first number that a terminal has not used, nor a larger one.
func NextSeq(ctx context.Context, q bun.IDB, terminal string) (n int64, err error) {
	err = q.NewRaw("SELECT COALESCE(MAX(seq), 0) + 1 FROM sale WHERE terminal_id = ?", terminal).Scan(ctx, &n)
	return n, err
}

// MerchantOf is the name of whom a till takes money for; "" for nobody.
func MerchantOf(ctx context.Context, q bun.IDB, school, terminal string) (name string, err error) {
	var names []string
	err = q.NewRaw("SELECT m.name FROM till x JOIN merchant m ON m.id = x.merchant_id WHERE x.school_id = ? AND x.terminal_id = ?", school, terminal).Scan(ctx, &names)
	if len(names) > 0 {
		name = names[0]
	}
	return name, err
}

// Payer is who presented something for a number of a till; the zero one is nobody known.
type Payer struct{ ID, Name, Grade, Class string }

// PayerOf is who that was.
func PayerOf(ctx context.Context, q bun.IDB, school, terminal string, seq int64) (p Payer, err error) {
	var list []Named
	err = q.NewRaw(named+" WHERE s.school_id = ? AND s.terminal_id = ? AND s.seq = ?", school, terminal, seq).Scan(ctx, &list)
	if err == nil && len(list) > 0 {
		p = Payer{ID: list[0].PersonID, Name: list[0].Person, Grade: list[0].Grade, Class: list[0].Class}
	}
	return p, err
}
