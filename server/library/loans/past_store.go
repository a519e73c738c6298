package loans

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Past is a loan of which another system, or a demo, knows that it was. Back is zero for
// one that is still out.
type Past struct {
	Barcode, Person, Day, Due string
	At, Back                  time.Time
	Late                      int
}

// WritePast writes loans that were. A copy that is out already, or is no copy, is left out;
// nobody is told and nobody is paused.
func WritePast(ctx context.Context, d *db.DB, school, terminal string, past []Past) error {
	const chunk = 300
	for at := 0; at < len(past); at += chunk {
		part := past[at:min(at+chunk, len(past))]
		if err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return writePast(ctx, tx, school, terminal, part) }); err != nil {
			return err
		}
	}
	return nil
}

func writePast(ctx context.Context, tx *db.Tx, school, terminal string, past []Past) error {
	codes := make([]string, len(past))
	for i, p := range past {
		codes[i] = p.Barcode
	}
	var copies []struct {
		ID, BookID, Barcode string
		Lent                bool
	}
	err := tx.NewRaw(`
		SELECT c.id, c.book_id, c.barcode, EXISTS (SELECT 1 FROM library_loan l WHERE l.copy_id = c.id AND l.state = 'out') AS lent
		FROM library_copy c
		WHERE c.school_id = ? AND c.barcode IN (?)`, school, bun.List(codes)).Scan(ctx, &copies)
	if err != nil {
		return err
	}
	of := map[string]int{}
	for i, c := range copies {
		of[c.Barcode] = i + 1
	}
	var rows []bun.TupleValues
	for _, p := range past {
		i := of[p.Barcode] - 1
		if i < 0 || copies[i].Lent {
			continue
		}
		state, ended := StateBack, p.Back.UnixMilli()
		if p.Back.IsZero() {
			state, ended = StateOut, 0
			copies[i].Lent = true
		}
		rows = append(rows, bun.Tuple([]any{db.NewID(), school, copies[i].ID, copies[i].BookID, p.Person, terminal, "student/", p.At.UnixMilli(), p.Day, p.Due, 0, state, ended, p.Late, "", ""}))
	}
	if len(rows) == 0 {
		return nil
	}
	_, err = tx.NewRaw(`
		INSERT INTO library_loan (id, school_id, copy_id, book_id, person_id, visit_id, rule, lent_at, lent_day, due_day, renewals, state, ended_at, late, override, staff_id)
		VALUES ?`, bun.List(rows)).Exec(ctx)
	return err
}
