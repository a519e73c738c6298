package roster

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
)

var errNoImport = fault.New(fault.NotFound, "import_not_found")

// ImportRecord is an import of the past, or the one that runs.
type ImportRecord struct {
	ID, SchoolID, FileName, FileHash string
	State                            string // checking, refused, applying, applied, abandoned
	Counts                           Counts
	Done, Total                      int       // rows written, while it is applying
	Problems                         []Problem // ImportByID only
	ByAccount                        string    // "" is the command line
	CreatedAt, AppliedAt             int64
}

// stored is the JSON of roster_import.counts. While an import runs, Owner and
// Beat say which process it belongs to and when that last wrote.
type stored struct {
	Counts
	Done  int    `json:"done"`
	Total int    `json:"total"`
	Owner string `json:"owner,omitempty"`
	Beat  int64  `json:"beat,omitempty"`
}

type importRow struct {
	bun.BaseModel `bun:"table:roster_import"`
	ID            string
	SchoolID      string
	FileName      string
	FileHash      string
	State         string
	Counts        string
	Problems      string
	ByAccount     string `bun:",nullzero"`
	CreatedAt     int64
	AppliedAt     int64 `bun:",nullzero"`
}

func (r importRow) record() (ImportRecord, error) {
	rec := ImportRecord{
		ID: r.ID, SchoolID: r.SchoolID, FileName: r.FileName, FileHash: r.FileHash, State: r.State,
		ByAccount: r.ByAccount, CreatedAt: r.CreatedAt, AppliedAt: r.AppliedAt,
	}
	var st stored
	if err := json.Unmarshal([]byte(r.Counts), &st); err != nil {
		return rec, fmt.Errorf("roster: import %s: counts: %w", r.ID, err)
	}
	rec.Counts, rec.Done, rec.Total = st.Counts, st.Done, st.Total
	if r.Problems != "" {
		if err := json.Unmarshal([]byte(r.Problems), &rec.Problems); err != nil {
			return rec, fmt.Errorf("roster: import %s: problems: %w", r.ID, err)
		}
	}
	return rec, nil
}

// Imports lists the school's newest imports without their problems.
func Imports(ctx context.Context, q bun.IDB, schoolID string, limit int) ([]ImportRecord, error) {
	var rows []importRow
	err := q.NewSelect().Model(&rows).
		ExcludeColumn("problems").
		Where("school_id = ?", schoolID).
		OrderExpr("created_at DESC, id DESC").
		Limit(int64(limit)).
		Scan(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]ImportRecord, 0, len(rows))
	for _, r := range rows {
		rec, err := r.record()
		if err != nil {
			return nil, err
		}
		list = append(list, rec)
	}
	return list, nil
}

// ImportByID reads one import with its problems.
func ImportByID(ctx context.Context, q bun.IDB, schoolID, id string) (ImportRecord, error) {
	var rows []importRow
	err := q.NewSelect().Model(&rows).
		Where("school_id = ? AND id = ?", schoolID, id).
		Scan(ctx)
	if err != nil {
		return ImportRecord{}, err
	}
	if len(rows) == 0 {
		return ImportRecord{}, errNoImport
	}
	return rows[0].record()
}

// ReadImports is the list for the school's admins: roster.read.
func (s *Service) ReadImports(
	ctx context.Context, actor allow.Actor, schoolID string,
) (list []ImportRecord, err error) {
	if err := allow.Check(actor, allow.RosterRead, allow.Target{School: schoolID}); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		list, err = Imports(ctx, q, schoolID, campus.PageSize)
		return err
	})
	return list, err
}

// ReadImport is one import with its problems for the school's admins: roster.read.
func (s *Service) ReadImport(
	ctx context.Context, actor allow.Actor, schoolID, id string,
) (rec ImportRecord, err error) {
	if err := allow.Check(actor, allow.RosterRead, allow.Target{School: schoolID}); err != nil {
		return rec, err
	}
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		rec, err = ImportByID(ctx, q, schoolID, id)
		return err
	})
	return rec, err
}
