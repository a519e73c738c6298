// Package schema holds the one set of SQL migrations that both engines run,
// and a dump of the schema each engine ends up with (schema.sqlite.sql,
// schema.postgres.sql), which a test in server/db keeps current.
//
// A migration is written in the common subset of SQLite and PostgreSQL, has a
// timestamp name, runs in a transaction (.tx.up.sql) and has a down file; it is
// never edited after it is merged.
package schema

import "embed"

// Migrations are the .tx.up.sql and .tx.down.sql files.
//
//go:embed migrations/*.sql
var Migrations embed.FS
