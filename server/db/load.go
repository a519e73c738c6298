package db

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"
)

// Snapshot is Read for as long as it takes: a backup reads every table, and whoever
// it is written to may be slow.
func (d *DB) Snapshot(ctx context.Context, fn func(ctx context.Context, q bun.IDB) error) error {
	return d.snapshot(ctx, func(ctx context.Context, q bun.IDB) error {
		if d.engine == Postgres {
			if _, err := q.ExecContext(ctx, patience); err != nil {
				return err
			}
		}
		return fn(ctx, q)
	})
}

const patience = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"

// ColumnType is a column and what its engine calls its type, in lower case.
type ColumnType struct{ Name, Type string }

// Columns lists the columns of every table.
func (d *DB) Columns(ctx context.Context, q bun.IDB) (map[string][]ColumnType, error) {
	query := `SELECT m.name AS "table", c.name AS name, lower(c.type) AS type
		FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table'
		ORDER BY m.name, c.cid`
	if d.engine == Postgres {
		query = `SELECT table_name AS "table", column_name AS name, data_type AS type
			FROM information_schema.columns
			WHERE table_schema = current_schema()
			ORDER BY table_name, ordinal_position`
	}
	var rows []struct{ Table, Name, Type string }
	if err := q.NewRaw(query).Scan(ctx, &rows); err != nil {
		return nil, err
	}
	list := map[string][]ColumnType{}
	for _, r := range rows {
		list[r.Table] = append(list[r.Table], ColumnType{r.Name, r.Type})
	}
	return list, nil
}

// Ran names the migrations that have run here, oldest first.
func (d *DB) Ran(ctx context.Context) (names []string, err error) {
	m, err := d.migrator()
	if err != nil {
		return nil, err
	}
	if err := m.Init(ctx); err != nil {
		return nil, err
	}
	ran, err := m.AppliedMigrations(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range ran {
		names = append(names, r.Name)
	}
	slices.Sort(names)
	return names, nil
}

// MigrateTo runs those migrations and no others: the schema of a backup. It returns
// ErrNewer where this program does not have one of them, or one that is not among them
// has run here.
func (d *DB) MigrateTo(ctx context.Context, names []string) error {
	unlock, err := d.lockMigrations(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	pending, group, err := d.pending(ctx)
	if err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	ran, err := d.Ran(ctx)
	if err != nil {
		return err
	}
	for _, name := range ran {
		if !slices.Contains(names, name) {
			return fmt.Errorf("%w: %s has run here already", ErrNewer, name)
		}
	}
	have := len(ran)
	for _, m := range pending {
		if slices.Contains(names, m.Name) {
			have++
			if err := d.apply(ctx, m, group); err != nil {
				return fmt.Errorf("db: migrate %s: %w", m, err)
			}
		}
	}
	if have != len(names) {
		return ErrNewer
	}
	return nil
}

// Loader takes in rows.
type Loader struct {
	bun.IDB
	rows func(ctx context.Context, table string, columns []string, rows [][]any) error
}

// Rows puts rows into a table. They may point at rows that come later.
func (l Loader) Rows(ctx context.Context, table string, columns []string, rows [][]any) error {
	return l.rows(ctx, table, columns, rows)
}

// Load runs fn in a transaction that takes rows in any order, as fast as the engine
// can. What points nowhere at its end is an error, and nothing is in.
func (d *DB) Load(ctx context.Context, fn func(ctx context.Context, to Loader) error) error {
	if d.engine == SQLite {
		return d.Tx(ctx, func(ctx context.Context, tx *Tx) error {
			if _, err := tx.ExecContext(ctx, "PRAGMA defer_foreign_keys = ON"); err != nil {
				return err
			}
			return fn(ctx, Loader{tx, func(ctx context.Context, table string, columns []string, rows [][]any) error {
				names := make([]string, len(columns))
				for i, c := range columns {
					names[i] = `"` + c + `"`
				}
				stmt, err := tx.Tx.Tx.PrepareContext(ctx, `INSERT INTO "`+table+`" (`+strings.Join(names, ", ")+") VALUES (?"+strings.Repeat(", ?", len(columns)-1)+")")
				if err != nil {
					return err
				}
				defer stmt.Close()
				for _, row := range rows {
					if _, err := stmt.ExecContext(ctx, row...); err != nil {
						return err
					}
				}
				return nil
			}})
		})
	}
	return translate(d.Pipelined(ctx, func(ctx context.Context, tx *Tx, c *pgx.Conn) error {
		if _, err := tx.ExecContext(ctx, patience); err != nil {
			return err
		}
		var keys []struct{ Table, Name string }
		if err := tx.NewRaw(`SELECT conrelid::regclass::text AS "table", conname AS name
			FROM pg_constraint
			WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`).Scan(ctx, &keys); err != nil {
			return err
		}
		alter := func(how string) error {
			for _, k := range keys {
				if _, err := tx.NewRaw("ALTER TABLE ? ALTER CONSTRAINT ? "+how, bun.Safe(k.Table), bun.Ident(k.Name)).Exec(ctx); err != nil {
					return err
				}
			}
			return nil
		}
		if err := alter("DEFERRABLE INITIALLY DEFERRED"); err != nil {
			return err
		}
		if err := fn(ctx, Loader{tx, func(ctx context.Context, table string, columns []string, rows [][]any) error {
			_, err := c.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
			return err
		}}); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			return err
		}
		return alter("NOT DEFERRABLE")
	}))
}
