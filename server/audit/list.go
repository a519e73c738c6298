package audit

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"
)

// Filter narrows a school's events to an action, and to a time in Unix ms:
// [From, To). The zero Filter is everything.
type Filter struct {
	Action   string
	From, To int64
}

// List reads a page of the school's events, newest first; before 0 is the newest
// page. next is what to ask before for the following page, "" on the last.
func List(ctx context.Context, q bun.IDB, school string, f Filter, before int64, page int) (rows []Stored, next string, err error) {
	sel := q.NewSelect().Model(&rows).Where("school_id = ?", school)
	if before > 0 {
		sel = sel.Where("number < ?", before)
	}
	if f.Action != "" {
		sel = sel.Where("action = ?", f.Action)
	}
	if f.From > 0 {
		sel = sel.Where("at >= ? AND at < ?", f.From, f.To)
	}
	if err := sel.OrderExpr("number DESC").Limit(int64(page) + 1).Scan(ctx); err != nil {
		return nil, "", err
	}
	if len(rows) > page {
		rows = rows[:page]
		next = strconv.FormatInt(rows[page-1].Number, 10)
	}
	return rows, next, nil
}

// Actions are the actions that the school's events have, in order.
func Actions(ctx context.Context, q bun.IDB, school string) (list []string, err error) {
	err = q.NewRaw("SELECT DISTINCT action FROM audit_event WHERE school_id = ? ORDER BY action", school).Scan(ctx, &list)
	return list, err
}
