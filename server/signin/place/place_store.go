package place

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Networks are a school's, as CIDR, in order.
func Networks(ctx context.Context, q bun.IDB, school string) (list []string, err error) {
	err = q.NewRaw("SELECT network FROM signin_network WHERE school_id = ? ORDER BY network", school).Scan(ctx, &list)
	return list, err
}

func replace(ctx context.Context, tx *db.Tx, school string, words []string) error {
	if _, err := tx.NewRaw("DELETE FROM signin_network WHERE school_id = ?", school).Exec(ctx); err != nil {
		return err
	}
	for _, w := range words {
		if _, err := tx.NewRaw("INSERT INTO signin_network (school_id, network) VALUES (?, ?)", school, w).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// asks is the title of a session that is not over and asks for the school's network; "" for
// none.
func asks(ctx context.Context, q bun.IDB, school string) (title string, err error) {
	err = q.NewRaw("SELECT COALESCE(MAX(title), '') FROM signin_session WHERE school_id = ? AND in_school AND state = 'live'", school).Scan(ctx, &title)
	return title, err
}
