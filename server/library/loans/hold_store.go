package loans

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"yunka/server/db"
	"yunka/server/library/catalogue"
)

const holdFields = "h.id, h.school_id, h.book_id, h.person_id, h.state, h.placed_at, h.copy_id, h.until_day"

func insertHold(ctx context.Context, tx *db.Tx, h Hold) error {
	_, err := tx.NewRaw("INSERT INTO library_hold (id, school_id, book_id, person_id, state, placed_at, copy_id, until_day, loan_id) VALUES (?, ?, ?, ?, ?, ?, '', '', '')",
		h.ID, h.SchoolID, h.BookID, h.PersonID, h.State, h.PlacedAt).Exec(ctx)
	return err
}

func setHold(ctx context.Context, tx *db.Tx, id, state, copyID, until, loan string) error {
	_, err := tx.NewRaw("UPDATE library_hold SET state = ?, copy_id = ?, until_day = ?, loan_id = ? WHERE id = ?", state, copyID, until, loan, id).Exec(ctx)
	return err
}

// reopen lets a hold wait again whose loan was undone.
func reopen(ctx context.Context, tx *db.Tx, loan string) error {
	_, err := tx.NewRaw("UPDATE library_hold SET state = 'waiting', loan_id = '' WHERE loan_id = ? AND state = 'filled'", loan).Exec(ctx)
	return err
}

func oneHold(ctx context.Context, q bun.IDB, school, id string) (h Hold, err error) {
	err = q.NewRaw("SELECT "+holdFields+" FROM library_hold h WHERE h.school_id = ? AND h.id = ?", school, id).Scan(ctx, &h)
	return h, db.One(err, errNone)
}

func firstOf(ctx context.Context, q bun.IDB, where string, args ...any) (h Hold, err error) {
	var list []Hold
	err = q.NewRaw("SELECT "+holdFields+" FROM library_hold h WHERE "+where+" ORDER BY h.placed_at, h.id LIMIT 1", args...).Scan(ctx, &list)
	if len(list) > 0 {
		h = list[0]
	}
	return h, err
}

func firstWaiting(ctx context.Context, q bun.IDB, book string) (Hold, error) {
	return firstOf(ctx, q, "h.book_id = ? AND h.state = 'waiting'", book)
}

func holdOf(ctx context.Context, q bun.IDB, book, person string) (Hold, error) {
	return firstOf(ctx, q, "h.book_id = ? AND h.person_id = ? AND h.state IN ('waiting', 'ready')", book, person)
}

// holdOn is for whom a copy lies on the hold shelf; else, of one that is free, the first who
// waits for the book; else the zero one.
func holdOn(ctx context.Context, q bun.IDB, c catalogue.Copy) (Hold, error) {
	h, err := firstOf(ctx, q, "h.copy_id = ? AND h.state = 'ready'", c.ID)
	if err != nil || h.ID != "" {
		return h, err
	}
	return firstWaiting(ctx, q, c.BookID)
}

// Holds are those of somebody that still count, with their rank.
func Holds(ctx context.Context, q bun.IDB, school, person string) (list []Hold, err error) {
	err = q.NewRaw(`
		SELECT `+holdFields+`, b.title, COALESCE(c.barcode, '') AS barcode,
			1 + (SELECT count(*) FROM library_hold o WHERE o.book_id = h.book_id AND o.state = 'waiting' AND (o.placed_at < h.placed_at OR o.placed_at = h.placed_at AND o.id < h.id)) AS rank
		FROM library_hold h
		JOIN library_book b ON b.id = h.book_id
		LEFT JOIN library_copy c ON c.id = h.copy_id
		WHERE h.school_id = ? AND h.person_id = ? AND h.state IN ('waiting', 'ready')
		ORDER BY h.state, h.placed_at, h.id`, school, person).Scan(ctx, &list)
	return list, err
}

// lockCopies locks the copies of a book, sorted, and says which are lent.
func lockCopies(ctx context.Context, tx *db.Tx, school, book string) ([]catalogue.Copy, error) {
	lock := ""
	if tx.Dialect().Name() == dialect.PG {
		lock = " FOR NO KEY UPDATE"
	}
	var ids []string
	if err := tx.NewRaw("SELECT id FROM library_copy WHERE school_id = ? AND book_id = ? ORDER BY id"+lock, school, book).Scan(ctx, &ids); err != nil {
		return nil, err
	}
	return catalogue.Copies(ctx, tx, school, book)
}

func (s *Service) keptSchools(ctx context.Context) (list []string, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT DISTINCT school_id FROM library_copy ORDER BY school_id").Scan(ctx, &list)
	})
	return list, err
}

func unfetched(ctx context.Context, q bun.IDB, school, today string) (ids []string, err error) {
	err = q.NewRaw("SELECT id FROM library_hold WHERE school_id = ? AND state = 'ready' AND until_day < ? ORDER BY placed_at, id", school, today).Scan(ctx, &ids)
	return ids, err
}

type duePerson struct {
	PersonID, DueDay string
	Count            int
}

func dueOn(ctx context.Context, q bun.IDB, school, day string) (list []duePerson, err error) {
	err = q.NewRaw(`
		SELECT person_id, due_day, count(*) AS count
		FROM library_loan
		WHERE school_id = ? AND state = 'out' AND due_day = ?
		GROUP BY person_id, due_day
		ORDER BY person_id`, school, day).Scan(ctx, &list)
	return list, err
}

// Waiting is how many people wait for a book.
func Waiting(ctx context.Context, q bun.IDB, book string) (n int, err error) {
	err = q.NewRaw("SELECT count(*) FROM library_hold WHERE book_id = ? AND state = 'waiting'", book).Scan(ctx, &n)
	return n, err
}
