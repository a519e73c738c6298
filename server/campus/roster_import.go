package campus

import (
	"context"

	"github.com/uptrace/bun"
)

// ImportOptions changes how a roster is imported.
type ImportOptions struct {
	// DryRun reads and plans, and writes nothing at all.
	DryRun bool
	// Separate holds lines whose "phone_two_names" somebody has decided: these
	// are different people who share a phone. Nothing else can be decided here;
	// two names are never merged.
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

// Result is the outcome of an import.
type Result struct {
	ImportID string // "" for a dry run
	Applied  bool
	Counts   Counts
	Problems []Problem
	Encoding string
	Ignored  []string // columns nobody knows
}

// ImportRecord is an import as the books remember it.
type ImportRecord struct {
	ID, SchoolID, FileName, FileHash string
	State                            string // checking, refused, applying, applied, abandoned
	Counts                           Counts
	Done, Total                      int // rows, while it is applying
	Problems                         []Problem
	ByAccount                        string
	CreatedAt, AppliedAt             int64
}

// Imports lists the school's imports, newest first, without their problems.
func Imports(ctx context.Context, q bun.IDB, schoolID string, limit int) ([]ImportRecord, error) {
	return readImports(ctx, q, limit, "school_id = ?", schoolID)
}

// ImportByID reads one import with its problems.
func ImportByID(ctx context.Context, q bun.IDB, schoolID, id string) (ImportRecord, error) {
	list, err := readImports(ctx, q, 1, "school_id = ? AND id = ?", schoolID, id)
	if err == nil && len(list) == 0 {
		err = errNoImport
	}
	if err != nil {
		return ImportRecord{}, err
	}
	return list[0], nil
}
