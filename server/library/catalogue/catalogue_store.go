package catalogue

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"yunka/server/db"
	"yunka/server/fault"
)

var errNone = fault.New(fault.NotFound, "not_found")

const bookColumns = "b.id, b.school_id, b.isbn, b.title, b.author, b.publisher, b.year, b.class_no, b.kind, b.price"

const copyColumns = "c.id, c.school_id, c.book_id, c.barcode, c.shelf, c.state, c.note"

func forUpdate(tx *db.Tx) string {
	if tx.Dialect().Name() == dialect.PG {
		return " FOR NO KEY UPDATE"
	}
	return ""
}

// One is a book of a school; NotFound.
func One(ctx context.Context, q bun.IDB, school, id string) (b Book, err error) {
	err = q.NewRaw("SELECT "+bookColumns+" FROM library_book b WHERE b.school_id = ? AND b.id = ?", school, id).Scan(ctx, &b)
	return b, db.One(err, errNone)
}

// Copies are a book's, by barcode, with the day on which a lent one is due.
func Copies(ctx context.Context, q bun.IDB, school, book string) (list []Copy, err error) {
	err = q.NewRaw(`
		SELECT `+copyColumns+`, COALESCE(l.due_day, '') AS due
		FROM library_copy c
		LEFT JOIN library_loan l ON l.copy_id = c.id AND l.state = 'out'
		WHERE c.school_id = ? AND c.book_id = ?
		ORDER BY c.barcode`, school, book).Scan(ctx, &list)
	return list, err
}

// LockCopy locks a copy by its id; NotFound.
func LockCopy(ctx context.Context, tx *db.Tx, school, id string) (c Copy, err error) {
	err = tx.NewRaw("SELECT "+copyColumns+" FROM library_copy c WHERE c.school_id = ? AND c.id = ?"+forUpdate(tx), school, id).Scan(ctx, &c)
	return c, db.One(err, errNone)
}

// LockBarcode locks a copy by its barcode; NotFound.
func LockBarcode(ctx context.Context, tx *db.Tx, school, barcode string) (c Copy, err error) {
	err = tx.NewRaw("SELECT "+copyColumns+" FROM library_copy c WHERE c.school_id = ? AND c.barcode = ?"+forUpdate(tx), school, barcode).Scan(ctx, &c)
	return c, db.One(err, errNone)
}

// UpdateCopy writes shelf, state and note of a copy that is locked.
func UpdateCopy(ctx context.Context, tx *db.Tx, c Copy) error {
	_, err := tx.NewRaw("UPDATE library_copy SET shelf = ?, state = ?, note = ? WHERE id = ?", c.Shelf, c.State, c.Note, c.ID).Exec(ctx)
	return err
}

func isLent(ctx context.Context, q bun.IDB, copyID string) (bool, error) {
	n := 0
	err := q.NewRaw("SELECT count(*) FROM library_loan WHERE copy_id = ? AND state = 'out'", copyID).Scan(ctx, &n)
	return n > 0, err
}

func insertBooks(ctx context.Context, tx *db.Tx, list ...Book) error {
	if len(list) == 0 {
		return nil
	}
	rows, words := make([]bun.TupleValues, len(list)), make([]bun.TupleValues, len(list))
	for i, b := range list {
		rows[i] = bun.Tuple([]any{b.ID, b.SchoolID, b.ISBN, b.Title, b.Author, b.Publisher, b.Year, b.ClassNo, b.Kind, b.Price, tx.NowMS()})
		words[i] = bun.Tuple([]any{b.ID, b.SchoolID, b.words()})
	}
	_, err := tx.NewRaw(`
		INSERT INTO library_book (id, school_id, isbn, title, author, publisher, year, class_no, kind, price, added_at)
		VALUES ?`, bun.List(rows)).Exec(ctx)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO library_find (book_id, school_id, words) VALUES ?", bun.List(words)).Exec(ctx)
	return err
}

func updateBook(ctx context.Context, tx *db.Tx, b Book) error {
	res, err := tx.NewRaw(`
		UPDATE library_book
		SET isbn = ?, title = ?, author = ?, publisher = ?, year = ?, class_no = ?, kind = ?, price = ?
		WHERE school_id = ? AND id = ?`, b.ISBN, b.Title, b.Author, b.Publisher, b.Year, b.ClassNo, b.Kind, b.Price, b.SchoolID, b.ID).Exec(ctx)
	if err != nil {
		return err
	}
	if err := db.OneRow(res, errNone); err != nil {
		return err
	}
	_, err = tx.NewRaw("UPDATE library_find SET words = ? WHERE book_id = ?", b.words(), b.ID).Exec(ctx)
	return err
}

func insertCopies(ctx context.Context, tx *db.Tx, list ...Copy) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]bun.TupleValues, len(list))
	for i, c := range list {
		rows[i] = bun.Tuple([]any{c.ID, c.SchoolID, c.BookID, c.Barcode, c.Shelf, c.State, c.Note, tx.NowMS()})
	}
	_, err := tx.NewRaw("INSERT INTO library_copy (id, school_id, book_id, barcode, shelf, state, note, added_at) VALUES ?", bun.List(rows)).Exec(ctx)
	return err
}

func lockSchool(ctx context.Context, tx *db.Tx, school string) error {
	_, err := tx.NewRaw("UPDATE school SET name = name WHERE id = ?", school).Exec(ctx)
	return err
}

// nextNumber is the first number above all barcodes that the program has made.
func nextNumber(ctx context.Context, q bun.IDB, school string) (int64, error) {
	var last []string
	err := q.NewRaw(`
		SELECT barcode
		FROM library_copy
		WHERE school_id = ? AND length(barcode) = 8 AND barcode >= '00000000' AND barcode <= '99999999'
		ORDER BY barcode DESC
		LIMIT 50`, school).Scan(ctx, &last)
	if err != nil {
		return 0, err
	}
	for _, code := range last {
		if n, err := strconv.ParseInt(code, 10, 64); err == nil {
			return n + 1, nil
		}
	}
	return 1, nil
}

func idsByISBN(ctx context.Context, q bun.IDB, school string, isbn []string) (ids []string, err error) {
	err = q.NewRaw("SELECT id FROM library_book WHERE school_id = ? AND isbn IN (?) AND isbn <> '' ORDER BY title, id", school, bun.List(isbn)).Scan(ctx, &ids)
	return ids, err
}

// booksLike are books that an import may mean: of these ISBNs or titles.
func booksLike(ctx context.Context, q bun.IDB, school string, isbn, titles []string) (list []Book, err error) {
	if len(isbn) > 0 {
		if err = q.NewRaw("SELECT "+bookColumns+" FROM library_book b WHERE b.school_id = ? AND b.isbn IN (?) AND b.isbn <> ''", school, bun.List(isbn)).Scan(ctx, &list); err != nil {
			return nil, err
		}
	}
	if len(titles) > 0 {
		var more []Book
		if err = q.NewRaw("SELECT "+bookColumns+" FROM library_book b WHERE b.school_id = ? AND b.title IN (?) AND b.isbn = ''", school, bun.List(titles)).Scan(ctx, &more); err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

func copiesByBarcode(ctx context.Context, q bun.IDB, school string, barcodes []string) (list []Copy, err error) {
	if len(barcodes) == 0 {
		return nil, nil
	}
	err = q.NewRaw("SELECT "+copyColumns+" FROM library_copy c WHERE c.school_id = ? AND c.barcode IN (?)", school, bun.List(barcodes)).Scan(ctx, &list)
	return list, err
}

func idsByWords(ctx context.Context, q bun.IDB, school string, parts []string, limit int) (ids []string, err error) {
	if len(parts) == 0 {
		err = q.NewRaw("SELECT id FROM library_book WHERE school_id = ? ORDER BY title, id LIMIT ?", school, limit).Scan(ctx, &ids)
		return ids, err
	}
	// Every row is looked at until there are enough, which are put in order later: a
	// sum of all hits costs more than it says. SQLite reads a table in one go quicker
	// than through its index.
	own, has := "f.school_id = ?", "strpos(f.words, ?) > 0"
	if q.Dialect().Name() == dialect.SQLite {
		own, has = "+f.school_id = ?", "instr(f.words, ?) > 0"
	}
	where, args := "", []any{school}
	for _, p := range parts {
		where, args = where+" AND "+has, append(args, p)
	}
	err = q.NewRaw("SELECT f.book_id FROM library_find f WHERE "+own+where+" LIMIT ?", append(args, limit)...).Scan(ctx, &ids)
	return ids, err
}

func foundByID(ctx context.Context, q bun.IDB, school string, ids []string) (list []Found, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT `+bookColumns+`,
			(SELECT count(*) FROM library_copy c WHERE c.book_id = b.id AND c.state <> 'withdrawn') AS copies,
			(SELECT count(*) FROM library_copy c WHERE c.book_id = b.id AND c.state = 'available'
				AND NOT EXISTS (SELECT 1 FROM library_loan l WHERE l.copy_id = c.id AND l.state = 'out')) AS free
		FROM library_book b
		WHERE b.school_id = ? AND b.id IN (?)
		ORDER BY b.title, b.id`, school, bun.List(ids)).Scan(ctx, &list)
	return list, err
}

// Count is how many books and copies a school has.
func Count(ctx context.Context, q bun.IDB, school string) (books, copies int, err error) {
	err = q.NewRaw(`
		SELECT (SELECT count(*) FROM library_book WHERE school_id = ?) AS books,
			(SELECT count(*) FROM library_copy WHERE school_id = ? AND state <> 'withdrawn') AS copies`, school, school).Scan(ctx, &books, &copies)
	return books, copies, err
}

// Has reports whether a barcode is a copy's.
func Has(ctx context.Context, q bun.IDB, school, barcode string) (bool, error) {
	n := 0
	err := q.NewRaw("SELECT count(*) FROM library_copy WHERE school_id = ? AND barcode = ?", school, barcode).Scan(ctx, &n)
	return n > 0, err
}

// BookOf is the book of a copy; NotFound.
func BookOf(ctx context.Context, q bun.IDB, school, copyID string) (book string, err error) {
	err = q.NewRaw("SELECT book_id FROM library_copy WHERE school_id = ? AND id = ?", school, copyID).Scan(ctx, &book)
	return book, db.One(err, errNone)
}

// BookWith is the book of a barcode; NotFound.
func BookWith(ctx context.Context, q bun.IDB, school, barcode string) (book string, err error) {
	err = q.NewRaw("SELECT book_id FROM library_copy WHERE school_id = ? AND barcode = ?", school, barcode).Scan(ctx, &book)
	return book, db.One(err, errNone)
}

// CopyWith is the copy of a barcode, with the day on which a lent one is due; NotFound.
func CopyWith(ctx context.Context, q bun.IDB, school, barcode string) (c Copy, err error) {
	err = q.NewRaw(`
		SELECT `+copyColumns+`, COALESCE(l.due_day, '') AS due
		FROM library_copy c
		LEFT JOIN library_loan l ON l.copy_id = c.id AND l.state = 'out'
		WHERE c.school_id = ? AND c.barcode = ?`, school, barcode).Scan(ctx, &c)
	return c, db.One(err, errNone)
}
