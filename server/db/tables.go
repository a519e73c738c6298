package db

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

// Tables lists the tables that migrations made, each before those that it points
// at, so that rows can be deleted in this order.
func (d *DB) Tables(ctx context.Context, q bun.IDB) ([]string, error) {
	names, points := `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`,
		`SELECT m.name AS name, f."table" AS target
		FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table'`
	if d.engine == Postgres {
		names, points = `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename`,
			`SELECT c.relname AS name, t.relname AS target
			FROM pg_constraint f
			JOIN pg_class c ON c.oid = f.conrelid
			JOIN pg_class t ON t.oid = f.confrelid
			WHERE f.contype = 'f' AND f.connamespace = current_schema()::regnamespace`
	}
	var all []string
	if err := q.NewRaw(names).Scan(ctx, &all); err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(t string) bool {
		return strings.HasPrefix(t, "sqlite_") || strings.HasPrefix(t, "bun_migration")
	})
	var rows []struct{ Name, Target string }
	if err := q.NewRaw(points).Scan(ctx, &rows); err != nil {
		return nil, err
	}
	from := map[string][]string{} // by table: what points at it
	for _, r := range rows {
		if r.Name != r.Target {
			from[r.Target] = append(from[r.Target], r.Name)
		}
	}
	var list []string
	seen := map[string]bool{}
	var add func(table string)
	add = func(table string) {
		if seen[table] {
			return
		}
		seen[table] = true
		for _, t := range from[table] {
			add(t)
		}
		list = append(list, table)
	}
	for _, t := range all {
		add(t)
	}
	return list, nil
}

// Wipe deletes every row of every table.
func (d *DB) Wipe(ctx context.Context) error {
	return d.Tx(ctx, func(ctx context.Context, tx *Tx) error {
		tables, err := d.Tables(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.NewRaw("INSERT INTO wipe_now (one) VALUES (1)").Exec(ctx); err != nil {
			return err // it lets append-only tables be emptied, until the last statement
		}
		tables = append(slices.DeleteFunc(tables, func(t string) bool { return t == "wipe_now" }), "wipe_now")
		for _, t := range tables {
			if _, err := tx.NewRaw("DELETE FROM ?", bun.Ident(t)).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}
