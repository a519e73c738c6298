// Package projection keeps derived tables true by following each school's feed.
//
// A projection is derived from facts alone: it says for an item of the feed which
// rows depend on it and derives these rows anew. So the order in which rows are
// derived does not matter to what stands in them, and a table that is rebuilt from
// nothing has the same bytes as one that followed for years.
//
// What it promises:
//
//   - Items are applied in the order of the feed, each once: the cursor moves in the
//     transaction that applies them. Two servers may run the same projection; the
//     cursor's row is locked, so the second finds nothing left.
//   - What is too much for one transaction is named as pieces, which are derived one
//     after the other, several in a transaction that holds SQLite's only writer for
//     about holdFor.
//   - Other rules (Version), or Rebuild, derive the whole table as another generation
//     beside the one that is read, which keeps following meanwhile. Readers see the
//     new one from one commit on; the old rows are removed afterwards.
//
// A reader joins its rows with the cursor's generation (see Generation).
package projection

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/feed"
)

// Projection is a derived table, or several with one cursor.
type Projection struct {
	Name    string
	Version int64 // of its rules; a higher one than the table's rebuilds it

	// Apply derives anew what these items changed, in this generation. What is too
	// much for now it returns as pieces.
	Apply func(ctx context.Context, tx *db.Tx, b Batch) (pieces []string, err error)
	// Pieces are all that there is in a school, for a rebuild.
	Pieces func(ctx context.Context, q bun.IDB, school string) ([]string, error)
	// Deriver makes pieces of a generation anew, each in one call: what stood there
	// goes. It is asked for once in a transaction, and may read there what all pieces
	// of a school need.
	Deriver func(ctx context.Context, tx *db.Tx, school string) (derive func(generation int64, piece string) error, err error)
	// Remove deletes at most limit rows of generations that nobody reads any more:
	// all but keep.
	Remove func(ctx context.Context, tx *db.Tx, school string, keep int64, limit int) (n int64, err error)
}

// Batch is what happened in a school.
type Batch struct {
	School     string
	Generation int64
	Items      []feed.Item // in order, without gaps
}

const (
	perBatch  = 256                   // items in one transaction
	perRemove = 2000                  // rows in one transaction
	holdFor   = 30 * time.Millisecond // SQLite's writer, for pieces
)

// cursor is a row of projection_cursor.
type cursor struct {
	Version, Number, Generation, Building int64
}

// Generation is the one that readers of a projection look at; 0 before it was ever
// derived. Lag is how many items of the feed are not in it yet.
func Generation(ctx context.Context, q bun.IDB, name, school string) (generation, lag int64, err error) {
	var row struct{ Generation, Number, Last int64 }
	err = q.NewRaw(`
		SELECT c.generation, c.number, h.last
		FROM projection_cursor c
		JOIN feed_head h ON h.school_id = c.school_id
		WHERE c.name = ? AND c.school_id = ?`, name, school).Scan(ctx, &row)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	return row.Generation, row.Last - row.Number, err
}

// Step does the next piece of work for a school: a batch of items, a few pieces, the
// end of a rebuild. It reports false if there is none.
func Step(ctx context.Context, d *db.DB, p *Projection, school string) (more bool, err error) {
	err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		more, err = step(ctx, tx, p, school)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("projection %s: %w", p.Name, err)
	}
	return more, nil
}

// Catch steps until nothing is left, at most for the given number of steps.
func Catch(ctx context.Context, d *db.DB, p *Projection, school string, steps int) error {
	for range steps {
		more, err := Step(ctx, d, p, school)
		if err != nil || !more {
			return err
		}
	}
	return errors.New("projection " + p.Name + ": does not come to an end")
}

// Rebuild has a school's table derived anew, beside the one that is read.
func Rebuild(ctx context.Context, tx *db.Tx, p *Projection, school string) error {
	c, err := p.lock(ctx, tx, school)
	if err != nil {
		return err
	}
	return p.rebuild(ctx, tx, school, c)
}

func step(ctx context.Context, tx *db.Tx, p *Projection, school string) (more bool, err error) {
	c, err := p.lock(ctx, tx, school)
	if err != nil {
		return false, err
	}
	if c.Version < p.Version {
		return true, p.rebuild(ctx, tx, school, c)
	}
	items, err := feed.Read(ctx, tx, school, c.Number, perBatch)
	if err != nil {
		return false, err
	}
	if len(items) > 0 {
		return true, p.apply(ctx, tx, school, c, items)
	}
	derived, err := p.pieces(ctx, tx, school)
	if err != nil || derived > 0 {
		return true, err
	}
	if c.Building > 0 {
		_, err = tx.NewRaw("UPDATE projection_cursor SET generation = building, building = 0 WHERE name = ? AND school_id = ?", p.Name, school).Exec(ctx)
		return true, err
	}
	removed, err := p.Remove(ctx, tx, school, c.Generation, perRemove)
	return removed > 0, err
}

// lock reads the cursor and keeps others from moving it. A school that has none
// begins with a rebuild at where its feed is.
func (p *Projection) lock(ctx context.Context, tx *db.Tx, school string) (c cursor, err error) {
	_, err = tx.NewRaw(`
		INSERT INTO projection_cursor (name, school_id, version, number, generation, building)
		SELECT ?, school_id, -1, last, 0, 0
		FROM feed_head
		WHERE school_id = ?
		ON CONFLICT DO NOTHING`, p.Name, school).Exec(ctx)
	if err != nil {
		return c, err
	}
	err = tx.NewRaw(`
		UPDATE projection_cursor
		SET number = number
		WHERE name = ? AND school_id = ?
		RETURNING version, number, generation, building`, p.Name, school).Scan(ctx, &c)
	return c, err
}

func (p *Projection) rebuild(ctx context.Context, tx *db.Tx, school string, c cursor) error {
	building := max(c.Generation, c.Building) + 1
	if _, err := tx.NewRaw("DELETE FROM projection_todo WHERE name = ? AND school_id = ? AND generation <> ?", p.Name, school, c.Generation).Exec(ctx); err != nil {
		return err
	}
	pieces, err := p.Pieces(ctx, tx, school)
	if err != nil {
		return err
	}
	if err := p.remember(ctx, tx, school, building, pieces); err != nil {
		return err
	}
	_, err = tx.NewRaw("UPDATE projection_cursor SET version = ?, building = ? WHERE name = ? AND school_id = ?", p.Version, building, p.Name, school).Exec(ctx)
	return err
}

// apply brings every generation that is kept to the end of the items.
func (p *Projection) apply(ctx context.Context, tx *db.Tx, school string, c cursor, items []feed.Item) error {
	for _, g := range []int64{c.Generation, c.Building} {
		if g == 0 {
			continue
		}
		pieces, err := p.Apply(ctx, tx, Batch{school, g, items})
		if err != nil {
			return err
		}
		if err := p.remember(ctx, tx, school, g, pieces); err != nil {
			return err
		}
	}
	_, err := tx.NewRaw("UPDATE projection_cursor SET number = ? WHERE name = ? AND school_id = ?", items[len(items)-1].Number, p.Name, school).Exec(ctx)
	return err
}

func (p *Projection) remember(ctx context.Context, tx *db.Tx, school string, generation int64, pieces []string) error {
	for len(pieces) > 0 {
		part := pieces[:min(len(pieces), 500)]
		pieces = pieces[len(part):]
		rows := make([]bun.TupleValues, len(part))
		for i, piece := range part {
			rows[i] = bun.Tuple([]any{p.Name, school, generation, piece})
		}
		_, err := tx.NewRaw("INSERT INTO projection_todo (name, school_id, generation, piece) VALUES ? ON CONFLICT DO NOTHING", bun.List(rows)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// pieces derives some of what is left to do, the newest names first.
func (p *Projection) pieces(ctx context.Context, tx *db.Tx, school string) (n int, err error) {
	var todo []struct {
		Generation int64
		Piece      string
	}
	err = tx.NewRaw(`
		SELECT generation, piece
		FROM projection_todo
		WHERE name = ?0 AND school_id = ?1 AND generation = (
			SELECT MIN(generation)
			FROM projection_todo
			WHERE name = ?0 AND school_id = ?1)
		ORDER BY piece DESC
		LIMIT 64`, p.Name, school).Scan(ctx, &todo)
	if err != nil || len(todo) == 0 {
		return 0, err
	}
	derive, err := p.Deriver(ctx, tx, school)
	if err != nil {
		return 0, err
	}
	began := time.Now() // how long the writer is held, whatever the school's clock says
	for _, t := range todo {
		if n > 0 && time.Since(began) > holdFor {
			break
		}
		if err := derive(t.Generation, t.Piece); err != nil {
			return n, err
		}
		_, err := tx.NewRaw("DELETE FROM projection_todo WHERE name = ? AND school_id = ? AND generation = ? AND piece = ?", p.Name, school, t.Generation, t.Piece).Exec(ctx)
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
