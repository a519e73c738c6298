package campus

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"yunka/server/db"
	"yunka/server/fault"
)

var errNoSchool = fault.New(fault.NotFound, "school_not_found")

// CreateSchool adds a school and the head of its feed. Zone and LeaseSeconds
// have defaults. A slug that is taken is a Conflict.
func CreateSchool(ctx context.Context, tx *db.Tx, s School) (id string, err error) {
	if err := s.complete(); err != nil {
		return "", err
	}
	s.ID, s.PolicyVersion, s.CreatedAt = db.NewID(), 1, tx.NowMS()
	if _, err := tx.NewInsert().Model(&s).Exec(ctx); err != nil {
		if db.IsUnique(err) {
			return "", fault.New(fault.Conflict, "school_slug_taken")
		}
		return "", err
	}
	_, err = tx.NewRaw("INSERT INTO feed_head (school_id, last) VALUES (?, 0)", s.ID).Exec(ctx)
	return s.ID, err
}

// SchoolBySlug finds a school; NotFound if there is none.
func SchoolBySlug(ctx context.Context, q bun.IDB, slug string) (School, error) {
	var s School
	err := q.NewSelect().Model(&s).Where("slug = ?", slug).Scan(ctx)
	return s, db.One(err, errNoSchool)
}

// SchoolByID reads a school; NotFound if there is none.
func SchoolByID(ctx context.Context, q bun.IDB, id string) (School, error) {
	var s School
	err := q.NewSelect().Model(&s).Where("id = ?", id).Scan(ctx)
	return s, db.One(err, errNoSchool)
}

// Schools reads the schools with these ids, by name; unknown ids are left out.
func Schools(ctx context.Context, q bun.IDB, ids []string) ([]School, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var list []School
	err := q.NewSelect().Model(&list).Where("id IN (?)", bun.List(ids)).OrderExpr("name, id").Scan(ctx)
	return list, err
}

// AllSchools reads every school, by name: for the program itself (projections,
// the command line), never for a page.
func AllSchools(ctx context.Context, q bun.IDB) ([]School, error) {
	var list []School
	err := q.NewSelect().Model(&list).OrderExpr("name, id").Scan(ctx)
	return list, err
}

// BumpPolicy makes every cached policy of the school stale. It locks the
// school's row, the first lock of the one written order.
func BumpPolicy(ctx context.Context, tx *db.Tx, schoolID string) error {
	res, err := tx.NewRaw(`
		UPDATE school
		SET policy_version = policy_version + 1
		WHERE id = ?`,
		schoolID).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errNoSchool)
}

// LockSchool takes the same lock and changes nothing.
func LockSchool(ctx context.Context, tx *db.Tx, schoolID string) error {
	res, err := tx.NewRaw("UPDATE school SET policy_version = policy_version WHERE id = ?", schoolID).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errNoSchool)
}

// ShareSchool holds the lock against those who change the school, not against others who
// share it: what they say together with it is true until the caller commits.
func ShareSchool(ctx context.Context, tx *db.Tx, schoolID string) error {
	query := "SELECT id FROM school WHERE id = ?"
	if tx.Dialect().Name() == dialect.PG { // SQLite has one writer
		query += " FOR SHARE"
	}
	var id string
	return db.One(tx.NewRaw(query, schoolID).Scan(ctx, &id), errNoSchool)
}

// SchoolBySlug is the function of that name over a snapshot of its own.
func (s *Service) SchoolBySlug(ctx context.Context, slug string) (found School, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		found, err = SchoolBySlug(ctx, q, slug)
		return err
	})
	return found, err
}

// SchoolByID is the function of that name over a snapshot of its own.
func (s *Service) SchoolByID(ctx context.Context, id string) (found School, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		found, err = SchoolByID(ctx, q, id)
		return err
	})
	return found, err
}
