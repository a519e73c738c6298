package roster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

// The course of an import, in the order of this file:
//
//	begin   one transaction: the import's row, state checking; one import a school
//	sweep   removes what earlier imports left
//	plan    one snapshot, pure: what to write, or why not (then refuse)
//	insert  many short transactions: new rows, invisible; state applying
//	flip    one transaction: everything becomes visible; state applied
//	sweep   turns this import's rows into ordinary ones
//
// An error before flip has committed leaves nothing visible: abandon takes it back.

const (
	// rowsPerStatement bounds one INSERT; a few of them make a chunk.
	rowsPerStatement = 50
	// chunkTime is how long a transaction goes on taking statements, because SQLite
	// has one writer and scans wait for it. The first statement always runs, or a
	// slow database would see one empty transaction after the other. The writer is
	// held a little longer: until the last statement and the commit are done.
	chunkTime = 10 * time.Millisecond
	// silence is how long a running import may write nothing before others take it
	// for dead. It writes with every chunk.
	silence = 10 * time.Second
)

var (
	errRunning = fault.New(fault.Conflict, "import_running")
	// errAbandoned: another process took this import for dead.
	errAbandoned = fault.New(fault.Conflict, "import_abandoned")
	// errBooksChanged: somebody added one of the planned rows after the plan was made.
	errBooksChanged = fault.New(fault.Conflict, "import_books_changed")
)

// Import reads a roster and, unless a problem forbids it, applies it.
//
// Who may: roster.import. What fails: a file that is no roster (Invalid,
// TooLarge), and a second import of the school while one runs (Conflict).
// Problems inside the file are no failure: they stand in the result, nothing
// is applied, and the refusal is on record. Either all of the roster becomes
// visible, in one commit, or none of it. The same file again changes nothing.
func (s *Service) Import(
	ctx context.Context, actor allow.Actor, schoolID, fileName string, file io.Reader, opts ImportOptions,
) (Result, error) {
	if err := allow.Check(actor, allow.RosterImport, allow.Target{School: schoolID}); err != nil {
		return Result{}, err
	}
	content, err := readBounded(file)
	if err != nil {
		return Result{}, err
	}
	var found problems
	roster, err := parse(content, &found)
	if err != nil {
		return Result{}, err
	}
	result := Result{Encoding: roster.Encoding, Ignored: roster.Ignored}
	if opts.DryRun {
		p, err := s.plan(ctx, &roster, &found, opts, schoolID, "")
		if err != nil {
			return Result{}, err
		}
		result.Counts, result.Problems = p.counts, found.sorted()
		return result, nil
	}
	sum := sha256.Sum256(content)
	r := &run{
		Service: s, actor: actor, school: schoolID, id: db.NewID(),
		fileName: cleanFileName(fileName), hash: hex.EncodeToString(sum[:]),
		progress: opts.Progress,
	}
	if r.progress == nil {
		r.progress = func(int, int) {}
	}
	result.ImportID = r.id
	if err := r.begin(ctx); err != nil {
		return Result{}, err
	}
	defer s.setRunning(r.id, false)
	if err := r.apply(ctx, &roster, &found, opts, &result); err != nil {
		// Nothing of it is visible; it is taken back at once. If that fails too, the
		// next import or the next start of a server does it.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		return Result{}, errors.Join(err, s.abandon(ctx, schoolID, r.id, actor.Name()))
	}
	return result, nil
}

// run is one import while it runs.
type run struct {
	*Service
	actor       allow.Actor
	school      string
	id          string
	fileName    string
	hash        string // SHA-256 of the file, in hex
	done, total int    // rows written, rows to write
	progress    func(done, total int)
}

// apply is everything after begin.
func (r *run) apply(
	ctx context.Context, roster *Roster, found *problems, opts ImportOptions, result *Result,
) error {
	if err := r.sweep(ctx, r.school); err != nil {
		return err
	}
	p, err := r.plan(ctx, roster, found, opts, r.school, r.id)
	if err != nil {
		return err
	}
	result.Counts, result.Problems = p.counts, found.sorted()
	if found.blocking() {
		return r.refuse(ctx, result)
	}
	if err := r.insert(ctx, p); err != nil {
		return err
	}
	if err := r.flip(ctx, p, result); err != nil {
		return err
	}
	result.Applied = true
	// The roster is visible from here on; sweep is only tidying, which the next
	// import would do as well.
	if err := r.sweep(context.WithoutCancel(ctx), r.school); err != nil {
		slog.WarnContext(ctx, "roster: tidying after an applied import failed",
			"school", r.school, "import", r.id, "err", err)
	}
	return nil
}

// begin makes this the school's one running import, and gives up dead ones.
// The lock of the school's row lets only one import of a school begin at a time.
func (r *run) begin(ctx context.Context) error {
	r.setRunning(r.id, true)
	err := r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := campus.LockSchool(ctx, tx, r.school); err != nil {
			return err
		}
		dead, alive, err := r.unfinished(ctx, tx, r.school)
		if err != nil {
			return err
		}
		if len(alive) > 0 {
			return errRunning
		}
		if err := r.insertRecord(ctx, tx); err != nil {
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

// plan compares the roster with the school's records in one snapshot. It adds
// to found what only that comparison shows.
func (s *Service) plan(
	ctx context.Context, roster *Roster, found *problems, opts ImportOptions, schoolID, importID string,
) (p *plan, err error) {
	now := s.db.Now().UnixMilli()
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		if _, err := campus.SchoolByID(ctx, q, schoolID); err != nil {
			return err
		}
		b, err := readBooks(ctx, q, schoolID, now)
		if err != nil {
			return err
		}
		p = makePlan(b, roster, found, opts, schoolID, importID, now)
		return nil
	})
	return p, err
}

// refuse ends the import without applying anything, and records why.
func (r *run) refuse(ctx context.Context, result *Result) error {
	return r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := r.finish(ctx, tx, "refused", result); err != nil {
			return err
		}
		bySeverity := map[Severity]int{}
		for _, p := range result.Problems {
			bySeverity[p.Severity]++
		}
		return r.audit(ctx, tx, "roster.refused",
			map[string]any{"errors": bySeverity[Error], "decide": bySeverity[Decide]})
	})
}

// insert writes the plan's new rows in short transactions. They carry
// pending_import, so no query shows them. Each transaction locks the import's row
// first (heartbeat), so that it fails if another process took the import for dead.
func (r *run) insert(ctx context.Context, p *plan) error {
	r.total = p.inserts()
	for todo := p.batches(); len(todo) > 0; {
		r.hook("chunk")
		var n, rows int
		err := r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			n, rows = 0, 0
			began := time.Now()
			if err := r.heartbeat(ctx, tx); err != nil {
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
			return booksChanged(err)
		}
		todo = todo[n:]
		r.done += rows
		r.progress(r.done, r.total)
	}
	return nil
}

// flip makes the whole roster visible: the import's state becomes applied, and
// db.Visible shows rows of applied imports from that commit on. Changes to rows
// that exist are made in the same short transaction. Locks in the one order: the
// school (with a new policy version, because rights may change), the changed
// rows, the import, the outbox, the audit chain, the feed.
func (r *run) flip(ctx context.Context, p *plan, result *Result) error {
	r.hook("flip")
	return booksChanged(r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		changes := p.inserts()+p.updates() > 0
		if changes {
			if err := campus.BumpPolicy(ctx, tx, r.school); err != nil {
				return err
			}
		}
		if err := update(ctx, tx, p); err != nil {
			return err
		}
		if err := r.finish(ctx, tx, "applied", result); err != nil {
			return err
		}
		if changes {
			if err := r.tell(ctx, tx, p.counts); err != nil {
				return err
			}
		}
		if err := r.audit(ctx, tx, "roster.applied", map[string]any{"counts": p.counts}); err != nil || !changes {
			return err
		}
		done := feed.Item{Kind: feed.RosterDone, Subject: r.id, Data: marshal(p.counts)}
		return r.feed.Append(ctx, tx, r.school, done)
	}))
}

// audit records what the import did, with the file's name and hash.
func (r *run) audit(ctx context.Context, tx *db.Tx, action string, detail map[string]any) error {
	detail["file"], detail["sha256"] = r.fileName, r.hash
	return audit.Record(ctx, tx, audit.Event{
		School: r.school, Actor: r.actor.Name(),
		Action: action, Target: "roster_import:" + r.id, Detail: detail,
	})
}

// sweep ends the pending state of every row whose import has ended: rows of
// applied imports become ordinary ones, rows of others are removed. It finds
// them in snapshots and writes in short transactions. No import adds rows behind
// it: one that has ended fails at its next heartbeat.
func (s *Service) sweep(ctx context.Context, schoolID string) error {
	for _, table := range pendingTables {
		applied, ended, err := s.pending(ctx, table, schoolID)
		if err != nil {
			return err
		}
		err = s.inChunks(ctx, "clean", applied, func(ctx context.Context, tx *db.Tx, ids []string) error {
			return clearPending(ctx, tx, table, ids)
		})
		if err != nil {
			return err
		}
		err = s.inChunks(ctx, "remove", ended, func(ctx context.Context, tx *db.Tx, ids []string) error {
			return removePending(ctx, tx, table, ids)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
