package db

import "context"

// Waiting counts who stands in SQLite's writer queue.
func Waiting(d *DB) int {
	d.queue.mu.Lock()
	defer d.queue.mu.Unlock()
	return len(d.queue.urgent) + len(d.queue.normal)
}

// AfterStatement has fn called after each statement of a migration and of its mark.
func AfterStatement(d *DB, fn func()) { d.afterStatement = fn }

// MigrateByBun is what Migrate was before it marked a migration in its own commit.
func MigrateByBun(ctx context.Context, d *DB) error {
	m, err := d.migrator()
	if err != nil {
		return err
	}
	if err := m.Init(ctx); err != nil {
		return err
	}
	_, err = m.Migrate(ctx)
	return err
}

// Rollback takes every migration back. The program never does: a restore is
// how an installation goes back.
func Rollback(ctx context.Context, d *DB) error {
	m, err := d.migrator()
	if err != nil {
		return err
	}
	for {
		group, err := m.Rollback(ctx)
		if err != nil || len(group.Migrations) == 0 {
			return err
		}
	}
}

// MigrateBefore runs the migrations that are older than the named timestamp.
func MigrateBefore(ctx context.Context, d *DB, stamp string) error {
	todo, group, err := d.pending(ctx)
	if err != nil {
		return err
	}
	for _, m := range todo {
		if m.Name >= stamp {
			break
		}
		if err := d.apply(ctx, m, group); err != nil {
			return err
		}
	}
	return nil
}
