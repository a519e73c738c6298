package reports

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

// ownerOfClass finds the school of a class.
var ownerOfClass = campus.OwnerBy("SELECT c.school_id, '' FROM class c WHERE c.id = ?")

type wishRow struct{ SchoolID, ClassID, Grade, Name, Sent string }

func wished(ctx context.Context, q bun.IDB, school, class string) (on bool, err error) {
	err = q.NewRaw("SELECT EXISTS (SELECT 1 FROM report_wish WHERE school_id = ? AND class_id = ?)", school, class).Scan(ctx, &on)
	return on, err
}

func setWish(ctx context.Context, tx *db.Tx, school, class, account string, on bool) error {
	if !on {
		_, err := tx.NewRaw("DELETE FROM report_wish WHERE school_id = ? AND class_id = ?", school, class).Exec(ctx)
		return err
	}
	_, err := tx.NewRaw(`
		INSERT INTO report_wish (school_id, class_id, by_account, at, sent)
		VALUES (?, ?, ?, ?, '')
		ON CONFLICT DO NOTHING`, school, class, account, tx.NowMS()).Exec(ctx)
	return err
}

func wishes(ctx context.Context, q bun.IDB) (list []wishRow, err error) {
	err = q.NewRaw(`
		SELECT w.school_id, w.class_id, w.sent, c.grade, c.name
		FROM report_wish w
		JOIN class c ON c.id = w.class_id
		ORDER BY w.school_id, w.class_id`).Scan(ctx, &list)
	return list, err
}

// markSent notes a week's message; false if another server has.
func markSent(ctx context.Context, tx *db.Tx, w wishRow, monday string) (bool, error) {
	res, err := tx.NewRaw("UPDATE report_wish SET sent = ? WHERE school_id = ? AND class_id = ? AND sent < ?", monday, w.SchoolID, w.ClassID, monday).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
