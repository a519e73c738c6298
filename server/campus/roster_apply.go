package campus

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

const (
	// rowsPerStatement bounds one INSERT; a few of them make a chunk.
	rowsPerStatement = 50
	// chunkTime is when a chunk stops taking more; the first statement always
	// runs, or a slow database would see chunk after chunk with nothing in it. The
	// writer is held a little longer: until the statement ends and the commit is on
	// disk.
	chunkTime = 10 * time.Millisecond
	// lease is how long an import may be silent before it counts as dead. A
	// running one writes with every chunk.
	lease = 10 * time.Second
)

var (
	errRunning = fault.New(fault.Conflict, "import_running")
	// errLost means that another process took this import for dead.
	errLost = fault.New(fault.Conflict, "import_abandoned")
	// errMoved means that somebody changed the books between plan and commit.
	errMoved = fault.New(fault.Conflict, "import_books_changed")
)

// run is one import on its way.
type run struct {
	*Service
	actor       allow.Actor
	school      string
	id          string
	fileName    string
	hash        string
	done, total int
	progress    func(done, total int)
}

// begin makes this the school's one running import, and takes over from dead ones.
func (r *run) begin(ctx context.Context) error {
	r.setRunning(r.id, true)
	err := r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockSchool(ctx, tx, r.school); err != nil {
			return err
		}
		dead, alive, err := r.unfinished(ctx, tx, r.school)
		if err != nil {
			return err
		}
		if len(alive) > 0 {
			return errRunning
		}
		row := importRow{ID: r.id, SchoolID: r.school, FileName: r.fileName, FileHash: r.hash, State: "checking", Counts: r.beat(tx.Now), Problems: "[]", ByAccount: r.actor.Account, CreatedAt: tx.NowMS()}
		if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
			return err
		}
		for _, id := range dead {
			if err := markAbandoned(ctx, tx, r.school, id, r.actor.Name()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		r.setRunning(r.id, false)
	}
	return err
}

func (r *run) beat(now time.Time) string {
	return marshal(stored{Done: r.done, Total: r.total, Owner: r.owner, Beat: now.UnixMilli()})
}

// hold says "still here" and locks the import's row, so that whoever takes it
// for dead waits for this transaction, and this transaction fails if it did.
func (r *run) hold(ctx context.Context, tx *db.Tx) error {
	res, err := tx.NewRaw("UPDATE roster_import SET state = 'applying', counts = ? WHERE id = ? AND school_id = ? AND state IN ('checking', 'applying')", r.beat(tx.Now), r.id, r.school).Exec(ctx)
	if err != nil {
		return err
	}
	return oneRow(res, errLost)
}

// insert writes the plan's new rows, unseen, in short transactions.
func (r *run) insert(ctx context.Context, p *plan) error {
	r.total = p.inserts()
	var todo []batch
	todo = inBatches(todo, p.classes)
	todo = inBatches(todo, p.people)
	todo = inBatches(todo, p.members)
	todo = inBatches(todo, p.cards)
	todo = inBatches(todo, p.kin)
	todo = inBatches(todo, p.chips)
	for len(todo) > 0 {
		r.hook("chunk")
		var n, rows int
		err := r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			n, rows = 0, 0
			began := time.Now()
			if err := r.hold(ctx, tx); err != nil {
				return err
			}
			for n < len(todo) && (n == 0 || time.Since(began) < r.chunkTime) {
				if _, err := tx.NewInsert().Model(todo[n].rows).Exec(ctx); err != nil {
					return err
				}
				rows += todo[n].n
				n++
			}
			return nil
		})
		if err != nil {
			return moved(err)
		}
		todo = todo[n:]
		r.done += rows
		r.progress(r.done, r.total)
	}
	return nil
}

type batch struct {
	rows any // pointer to a slice, as bun wants it
	n    int
}

func inBatches[T any](todo []batch, rows []T) []batch {
	for part := range slices.Chunk(rows, rowsPerStatement) {
		todo = append(todo, batch{&part, len(part)})
	}
	return todo
}

// flip makes the roster visible: one short transaction, in the one lock order.
func (r *run) flip(ctx context.Context, p *plan, result *Result) error {
	r.hook("flip")
	return moved(r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		changes := p.changes()
		if changes {
			if err := BumpPolicy(ctx, tx, r.school); err != nil {
				return err
			}
		}
		if err := r.update(ctx, tx, p); err != nil {
			return err
		}
		if err := r.finish(ctx, tx, "applied", result); err != nil {
			return err
		}
		err := audit.Record(ctx, tx, audit.Event{School: r.school, Actor: r.actor.Name(), Action: "roster.applied", Target: "roster_import:" + r.id,
			Detail: map[string]any{"file": r.fileName, "sha256": r.hash, "counts": p.counts}})
		if err != nil || !changes {
			return err
		}
		return r.feed.Append(ctx, tx, r.school, feed.Item{Kind: feed.RosterDone, Subject: r.id, Data: marshal(p.counts)})
	}))
}

// update makes the plan's changes to rows that exist, a statement for each
// kind. The ids come from the school's own books (see sweep for why the school
// is not named again).
func (r *run) update(ctx context.Context, tx *db.Tx, p *plan) error {
	var names, classes, relations []bun.TupleValues
	for _, c := range p.renamed {
		names = append(names, bun.Tuple([]string{c.id, c.name, Fold(c.name), c.gender}))
	}
	for _, c := range p.moved {
		classes = append(classes, bun.Tuple(c[:]))
	}
	for _, c := range p.related {
		relations = append(relations, bun.Tuple(c[:]))
	}
	for _, u := range []struct {
		sql  string
		rows []bun.TupleValues
	}{
		// Both engines call the columns of VALUES column1, column2 …
		{"UPDATE person SET name = v.column2, folded = v.column3, gender = v.column4 FROM (VALUES ?) AS v WHERE person.id = v.column1", names},
		{"UPDATE membership SET class_id = v.column2 FROM (VALUES ?) AS v WHERE membership.id = v.column1", classes},
		{"UPDATE guardianship SET relation = v.column2 FROM (VALUES ?) AS v WHERE guardianship.id = v.column1", relations},
	} {
		for part := range slices.Chunk(u.rows, 1000) {
			if _, err := tx.NewRaw(u.sql, bun.List(part)).Exec(ctx); err != nil {
				return err
			}
		}
	}
	for part := range slices.Chunk(p.discarded, 1000) {
		if _, err := tx.NewRaw("UPDATE credential SET state = 'replaced', state_at = ? WHERE id IN (?) AND state IN ('live', 'lost')", tx.NowMS(), bun.List(part)).Exec(ctx); err != nil {
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

// finish ends the import in a state, if it is still this process's to end.
func (r *run) finish(ctx context.Context, tx *db.Tx, state string, result *Result) error {
	row := importRow{ID: r.id, State: state, Counts: marshal(stored{Counts: result.Counts, Done: r.done, Total: r.total}), Problems: marshal(nonNil(result.Problems))}
	if state == "applied" {
		row.AppliedAt = tx.NowMS()
	}
	res, err := tx.NewUpdate().Model(&row).Column("state", "counts", "problems", "applied_at").
		Where("id = ? AND school_id = ? AND state IN ('checking', 'applying')", r.id, r.school).Exec(ctx)
	if err != nil {
		return err
	}
	return oneRow(res, errLost)
}

func nonNil(list []Problem) []Problem {
	if list == nil {
		return []Problem{}
	}
	return list
}

// moved names a collision with rows that came after the plan was made.
func moved(err error) error {
	if err != nil && db.IsUnique(err) {
		return errMoved
	}
	return err
}
