package campus

import (
	"context"
	"errors"
	"io"
	"sort"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/fault"
)

var errNoImport = fault.New(fault.NotFound, "import_not_found")

func sortClasses(list []Class) {
	sort.Slice(list, func(i, j int) bool { return list[i].Grade+list[i].Name < list[j].Grade+list[j].Name })
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

func readImports(ctx context.Context, q bun.IDB, limit int, where string, args ...any) ([]ImportRecord, error) {
	return nil, errors.ErrUnsupported
}

// ChipNumber is the one form of a chip's number.
func ChipNumber(s string) (string, bool) { return s, digits(s) }

// ParseRoster reads a roster.
func ParseRoster(r io.Reader) (Roster, []Problem, error) { return Roster{}, nil, errors.ErrUnsupported }

// Import applies a roster, or plans it.
func (s *Service) Import(ctx context.Context, actor allow.Actor, schoolID, fileName string, r io.Reader, opts ImportOptions) (Result, error) {
	return Result{}, errors.ErrUnsupported
}

// Abandon removes what dead imports left.
func (s *Service) Abandon(ctx context.Context) error { return errors.ErrUnsupported }

// ReadImports lists a school's imports for its admins.
func (s *Service) ReadImports(ctx context.Context, actor allow.Actor, schoolID string) ([]ImportRecord, error) {
	return nil, errors.ErrUnsupported
}

// ReadImport reads one of them with its problems.
func (s *Service) ReadImport(ctx context.Context, actor allow.Actor, schoolID, id string) (ImportRecord, error) {
	return ImportRecord{}, errors.ErrUnsupported
}
