package roster

import (
	"context"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

// What import.go writes, statement by statement.

// insertRecord writes the import's row.
func (r *run) insertRecord(ctx context.Context, tx *db.Tx) error {
	row := importRow{
		ID: r.id, SchoolID: r.school,
		FileName: r.fileName, FileHash: r.hash,
		State: "checking", Counts: r.progressJSON(tx.Now), Problems: "[]",
		ByAccount: r.actor.Account, CreatedAt: tx.NowMS(),
	}
	_, err := tx.NewInsert().Model(&row).Exec(ctx)
	return err
}

// progressJSON is roster_import.counts while the import runs.
func (r *run) progressJSON(now time.Time) string {
	return marshal(stored{Done: r.done, Total: r.total, Owner: r.owner, Beat: now.UnixMilli()})
}

// heartbeat notes that the import still runs, and locks its row: whoever takes it
// for dead waits for this transaction, and this transaction fails if it was.
func (r *run) heartbeat(ctx context.Context, tx *db.Tx) error {
	res, err := tx.NewRaw(`
		UPDATE roster_import
		SET state = 'applying', counts = ?
		WHERE id = ? AND school_id = ? AND state IN ('checking', 'applying')`,
		r.progressJSON(tx.Now), r.id, r.school).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errAbandoned)
}

// finish ends the import in a state, unless another process has ended it.
func (r *run) finish(ctx context.Context, tx *db.Tx, state string, result *Result) error {
	list := result.Problems
	if list == nil {
		list = []Problem{} // [] in JSON, not null
	}
	row := importRow{
		ID: r.id, State: state,
		Counts:   marshal(stored{Counts: result.Counts, Done: r.done, Total: r.total}),
		Problems: marshal(list),
	}
	if state == "applied" {
		row.AppliedAt = tx.NowMS()
	}
	res, err := tx.NewUpdate().Model(&row).
		Column("state", "counts", "problems", "applied_at").
		Where("id = ? AND school_id = ?", r.id, r.school).
		Where("state IN ('checking', 'applying')").
		Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errAbandoned)
}

// batch is the rows of one INSERT.
type batch struct {
	rows any // pointer to a slice, as bun wants it
	n    int
}

// batches are the plan's new rows; what a row points at comes before it.
func (p *plan) batches() (todo []batch) {
	todo = inBatches(todo, p.classes)
	todo = inBatches(todo, p.people)
	todo = inBatches(todo, p.members)
	todo = inBatches(todo, p.cards)
	todo = inBatches(todo, p.kin)
	return inBatches(todo, p.chips)
}

func inBatches[T any](todo []batch, rows []T) []batch {
	for part := range slices.Chunk(rows, rowsPerStatement) {
		todo = append(todo, batch{&part, len(part)})
	}
	return todo
}

// The ids in these statements were just read from the school's own records. The
// school is not named again: SQLite would take the index on school_id and walk
// the whole school for each statement. Both engines call the columns of VALUES
// column1, column2 …
const (
	sqlRename = `
		UPDATE person
		SET name = v.column2, folded = v.column3, gender = v.column4
		FROM (VALUES ?) AS v
		WHERE person.id = v.column1`
	// The class before stays known: what was on a day asks for the class of that day.
	sqlMoved = `
		INSERT INTO class_move (membership_id, at, school_id, was)
		SELECT m.id, ?, m.school_id, COALESCE(m.class_id, '')
		FROM membership m
		WHERE m.id IN (?)
		ON CONFLICT DO NOTHING`
	sqlMove = `
		UPDATE membership
		SET class_id = v.column2
		FROM (VALUES ?) AS v
		WHERE membership.id = v.column1`
	sqlRelate = `
		UPDATE guardianship
		SET relation = v.column2
		FROM (VALUES ?) AS v
		WHERE guardianship.id = v.column1`
	sqlReplaceChips = `
		UPDATE credential
		SET state = 'replaced', state_at = ?
		WHERE id IN (?) AND state IN ('live', 'lost')`
)

// rowsPerUpdate bounds the values of one UPDATE.
const rowsPerUpdate = 1000

// update makes the plan's changes to rows that exist, a statement for each kind.
func update(ctx context.Context, tx *db.Tx, p *plan) error {
	var names, classes, relations []bun.TupleValues
	for _, c := range p.renamed {
		names = append(names, bun.Tuple([]string{c.id, c.name, campus.Fold(c.name), c.gender}))
	}
	for _, c := range p.moved {
		classes = append(classes, bun.Tuple(c[:]))
	}
	for _, c := range p.related {
		relations = append(relations, bun.Tuple(c[:]))
	}
	for part := range slices.Chunk(p.moved, rowsPerUpdate) {
		ids := make([]string, len(part))
		for i, c := range part {
			ids[i] = c[0]
		}
		if _, err := tx.NewRaw(sqlMoved, tx.NowMS(), bun.List(ids)).Exec(ctx); err != nil {
			return err
		}
	}
	for _, u := range []struct {
		sql  string
		rows []bun.TupleValues
	}{
		{sqlRename, names},
		{sqlMove, classes},
		{sqlRelate, relations},
	} {
		for part := range slices.Chunk(u.rows, rowsPerUpdate) {
			if _, err := tx.NewRaw(u.sql, bun.List(part)).Exec(ctx); err != nil {
				return err
			}
		}
	}
	for part := range slices.Chunk(p.discarded, rowsPerUpdate) {
		if _, err := tx.NewRaw(sqlReplaceChips, tx.NowMS(), bun.List(part)).Exec(ctx); err != nil {
			return err
		}
	}
	for _, b := range inBatches(nil, p.rebound) {
		if _, err := tx.NewInsert().Model(b.rows).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// pendingTables carry pending_import, in the order in which rows can be
// removed: what points at a row goes before it.
var pendingTables = []string{"credential", "guardianship", "membership", "person", "class"}

// pending finds a table's rows whose import has ended: applied, or given up.
func (s *Service) pending(ctx context.Context, table, schoolID string) (applied, ended []string, err error) {
	const find = `
		SELECT t.id
		FROM ? AS t
		JOIN roster_import AS r ON r.id = t.pending_import
		WHERE t.school_id = ? AND t.pending_import IS NOT NULL AND r.state IN (?)
		ORDER BY t.id`
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		err := q.NewRaw(find, bun.Ident(table), schoolID, "applied").Scan(ctx, &applied)
		if err != nil {
			return err
		}
		given := bun.List([]string{"refused", "abandoned"})
		return q.NewRaw(find, bun.Ident(table), schoolID, given).Scan(ctx, &ended)
	})
	return applied, ended, err
}

// clearPending makes rows of an applied import ordinary ones.
func clearPending(ctx context.Context, tx *db.Tx, table string, ids []string) error {
	_, err := tx.NewRaw(`
		UPDATE ?
		SET pending_import = NULL
		WHERE id IN (?)`,
		bun.Ident(table), bun.List(ids)).Exec(ctx)
	return err
}

// removePending deletes rows that nobody has seen; a membership takes its card along.
func removePending(ctx context.Context, tx *db.Tx, table string, ids []string) error {
	if table == "membership" {
		_, err := tx.NewRaw(`
			DELETE FROM card
			WHERE membership_id IN (?)`,
			bun.List(ids)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	_, err := tx.NewRaw(`
		DELETE FROM ?
		WHERE id IN (?) AND pending_import IS NOT NULL`,
		bun.Ident(table), bun.List(ids)).Exec(ctx)
	return err
}

// inChunks runs fn over ids in transactions that take no more after chunkTime.
func (s *Service) inChunks(
	ctx context.Context, stage string, ids []string,
	fn func(ctx context.Context, tx *db.Tx, ids []string) error,
) error {
	parts := slices.Collect(slices.Chunk(ids, rowsPerStatement))
	for len(parts) > 0 {
		s.hook(stage)
		n := 0
		err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			n = 0
			for began := time.Now(); n < len(parts) && (n == 0 || time.Since(began) < s.chunkTime); n++ {
				if err := fn(ctx, tx, parts[n]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		parts = parts[n:]
	}
	return nil
}

// booksChanged turns a collision with rows that were added after the plan was
// made into errBooksChanged.
func booksChanged(err error) error {
	if err != nil && db.IsUnique(err) {
		return errBooksChanged
	}
	return err
}

// cleanFileName is the last part of a path, without damaged characters, bounded.
func cleanFileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if damaged(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if r := []rune(name); len(r) > 100 {
		name = string(r[:100])
	}
	return name
}

func marshal(v any) string {
	b, err := json.Marshal(v)
	if err != nil { // structs of strings and numbers: cannot happen
		panic(err)
	}
	return string(b)
}
