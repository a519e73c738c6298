package campus

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"path"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
)

// ImportOptions changes how a roster is imported.
type ImportOptions struct {
	// DryRun reads and plans, and writes nothing at all.
	DryRun bool
	// Separate holds lines whose PhoneTwoNames somebody has decided: these are
	// different people who share a phone. Nothing else can be decided here; two
	// names are never merged.
	Separate map[int]bool
	// Progress, if not nil, is told how many rows are written, from one goroutine.
	Progress func(done, total int)
}

// Change counts what an import did to one kind of thing.
type Change struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

// Counts is what an import did, or would do.
type Counts struct {
	Students      Change `json:"students"`
	Guardians     Change `json:"guardians"`
	Classes       Change `json:"classes"`
	Guardianships Change `json:"guardianships"`
	Chips         Change `json:"chips"`
	// In the books and not in the file: left as they are.
	MissingStudents      int `json:"missing_students"`
	MissingGuardianships int `json:"missing_guardianships"` // of pupils who are in the file
}

// Result is the outcome of an import. If it was not applied and not a dry run,
// Problems says why.
type Result struct {
	ImportID string // "" for a dry run
	Applied  bool
	Counts   Counts
	Problems []Problem
	Encoding string
	Ignored  []string // columns nobody knows
}

// Import reads a roster and, unless a problem forbids it, applies it.
//
// Who may: roster.import. What fails: a file that is no roster (Invalid,
// TooLarge), and a second import of the school while one runs (Conflict).
// Problems inside the file are no failure: they stand in the result, nothing
// is applied, and the refusal is on record. Either all of the roster becomes
// visible, in one commit, or none of it. The same file again changes nothing.
func (s *Service) Import(ctx context.Context, actor allow.Actor, schoolID, fileName string, r io.Reader, opts ImportOptions) (Result, error) {
	if err := allow.Check(actor, allow.RosterImport, allow.Target{School: schoolID}); err != nil {
		return Result{}, err
	}
	content, err := readBounded(r)
	if err != nil {
		return Result{}, err
	}
	var found problems
	roster, err := parseBytes(content, &found)
	if err != nil {
		return Result{}, err
	}
	if opts.DryRun {
		p, err := s.plan(ctx, &roster, &found, opts, schoolID, "")
		if err != nil {
			return Result{}, err
		}
		return Result{Counts: p.counts, Problems: found.sorted(), Encoding: roster.Encoding, Ignored: roster.Ignored}, nil
	}
	sum := sha256.Sum256(content)
	run := &run{Service: s, actor: actor, school: schoolID, id: newID(), fileName: cleanFileName(fileName), hash: hex.EncodeToString(sum[:]), progress: opts.Progress}
	if run.progress == nil {
		run.progress = func(int, int) {}
	}
	if err := run.begin(ctx); err != nil {
		return Result{}, err
	}
	defer s.setRunning(run.id, false)
	result := Result{ImportID: run.id, Encoding: roster.Encoding, Ignored: roster.Ignored}
	err = run.do(ctx, &roster, &found, opts, &result)
	if err != nil {
		// Nobody has seen anything; take it back at once. If that fails too, the
		// next import or the next start does it.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		if undo := s.abandon(ctx, schoolID, run.id, actor.Name()); undo != nil {
			err = errors.Join(err, undo)
		}
		return Result{}, err
	}
	return result, nil
}

func (r *run) do(ctx context.Context, roster *Roster, found *problems, opts ImportOptions, result *Result) error {
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
	// It is applied; what is left is tidying, which the next import would do too.
	if err := r.sweep(context.WithoutCancel(ctx), r.school); err != nil {
		slog.WarnContext(ctx, "roster: tidying after an applied import failed", "school", r.school, "import", r.id, "err", err)
	}
	return nil
}

func (s *Service) plan(ctx context.Context, roster *Roster, found *problems, opts ImportOptions, schoolID, importID string) (p *plan, err error) {
	now := s.db.Now().UnixMilli()
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		if _, err := SchoolByID(ctx, q, schoolID); err != nil {
			return err
		}
		b, err := readBooks(ctx, q, schoolID, now)
		if err != nil {
			return err
		}
		p = planRoster(b, roster, found, opts, schoolID, importID, now)
		return nil
	})
	return p, err
}

// refuse puts on record that nothing was applied, and why.
func (r *run) refuse(ctx context.Context, result *Result) error {
	return r.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := r.finish(ctx, tx, "refused", result); err != nil {
			return err
		}
		errorCount, decideCount := 0, 0
		for _, p := range result.Problems {
			switch p.Severity {
			case Error:
				errorCount++
			case Decide:
				decideCount++
			}
		}
		return audit.Record(ctx, tx, audit.Event{School: r.school, Actor: r.actor.Name(), Action: "roster.refused", Target: "roster_import:" + r.id,
			Detail: map[string]any{"file": r.fileName, "sha256": r.hash, "errors": errorCount, "decide": decideCount}})
	})
}

// cleanFileName keeps what a person would call the file.
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
	if err != nil { // plain structs of strings and numbers
		panic(err)
	}
	return string(b)
}
