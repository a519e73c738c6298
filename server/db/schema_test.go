package db_test

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan/scantest"
	schema "yunka/sql"
)

var update = flag.Bool("update", false, "write the schema dumps anew")

// What a reviewer reads is what the databases have: the dumps are not written
// by hand. Renew them with go test ./server/db -run Schema -update.
func TestSchemaDumpsAreCurrent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		path := "../../sql/schema." + string(d.Engine()) + ".sql"
		got := dump(t, d)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is not what the migrations make (renew it with -update): %s", path, firstDifference(string(want), got))
		}
	})
}

var migrationName = regexp.MustCompile(`^\d{14}_[a-z0-9_]+\.tx\.(up|down)\.sql$`)

func TestSchemaMigrationsComeInPairs(t *testing.T) {
	files, err := fs.Glob(schema.Migrations, "migrations/*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	named := map[string]string{} // by timestamp, which is what says that one has run
	for _, f := range files {
		name := strings.TrimPrefix(f, "migrations/")
		stamp, title, _ := strings.Cut(strings.TrimSuffix(strings.TrimSuffix(name, ".tx.up.sql"), ".tx.down.sql"), "_")
		if other, taken := named[stamp]; taken && other != title {
			t.Errorf("%s and %s share the timestamp %s", other, title, stamp)
		}
		named[stamp] = title
		if !migrationName.MatchString(name) {
			t.Errorf("%s: want a timestamp, a name and .tx.up.sql or .tx.down.sql", name)
		}
		other := strings.Replace(f, ".up.sql", ".down.sql", 1)
		if other == f {
			other = strings.Replace(f, ".down.sql", ".up.sql", 1)
		}
		if !slices.Contains(files, other) {
			t.Errorf("%s has no %s", name, strings.TrimPrefix(other, "migrations/"))
		}
	}
}

// Down leaves nothing behind although there are rows, and up after it makes the
// same schema again.
func TestSchemaGoesDownAndUpAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		before := dump(t, d)
		w := scantest.New(t, d) // zones inside zones, gates, people, an audit chain
		w.Holder(t, "student")
		if err := db.Rollback(ctx, d); err != nil {
			t.Fatal(err)
		}
		if left := dump(t, d); strings.Contains(left, "CREATE") {
			t.Errorf("down left behind:\n%s", left)
		}
		if n, err := d.Migrate(ctx); err != nil || n == 0 {
			t.Fatalf("up again: %d migrations, %v", n, err)
		}
		if after := dump(t, d); after != before {
			t.Errorf("up after down makes another schema: %s", firstDifference(before, after))
		}
		scantest.New(t, d)
	})
}

func dump(t *testing.T, d *db.DB) string {
	t.Helper()
	var out strings.Builder
	fmt.Fprintf(&out, "-- The schema that the migrations make on %s.\n-- Written by: go test ./server/db -run Schema -update\n",
		map[db.Engine]string{db.SQLite: "SQLite", db.Postgres: "PostgreSQL"}[d.Engine()])
	err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		if d.Engine() == db.SQLite {
			return dumpSQLite(ctx, q, &out)
		}
		return dumpPostgres(ctx, q, &out)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// SQLite keeps the statements as they were written. bun's own tables and what
// SQLite makes by itself are left out.
func dumpSQLite(ctx context.Context, q bun.IDB, out *strings.Builder) error {
	var statements []string
	err := q.NewRaw(`SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'bun!_%' ESCAPE '!' AND tbl_name NOT LIKE 'sqlite!_%' ESCAPE '!'
ORDER BY tbl_name, type DESC, name`).Scan(ctx, &statements)
	for _, s := range statements {
		out.WriteString("\n" + s + ";\n")
	}
	return err
}

// PostgreSQL is read from its catalog: pg_dump's text differs from version to version.
func dumpPostgres(ctx context.Context, q bun.IDB, out *strings.Builder) error {
	var tables []string
	if err := q.NewRaw(`SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname NOT LIKE 'bun!_%' ESCAPE '!' ORDER BY c.relname`).
		Scan(ctx, &tables); err != nil {
		return err
	}
	for _, table := range tables {
		var columns, constraints, indexes []string
		for _, part := range []struct {
			to    *[]string
			query string
		}{
			{&columns, `SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || COALESCE(' DEFAULT ' || pg_get_expr(def.adbin, def.adrelid), '')
FROM pg_attribute a LEFT JOIN pg_attrdef def ON def.adrelid = a.attrelid AND def.adnum = a.attnum WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`},
			// 'n' are NOT NULL constraints, which PostgreSQL 18 has begun to list.
			{&constraints, `SELECT 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ?::regclass AND contype <> 'n' ORDER BY contype = 'p' DESC, conname`},
			{&indexes, `SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = ?::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.conrelid = i.indrelid) ORDER BY 1`},
		} {
			if err := q.NewRaw(part.query, "public."+table).Scan(ctx, part.to); err != nil {
				return err
			}
		}
		out.WriteString("\nCREATE TABLE " + table + " (\n  " + strings.Join(append(columns, constraints...), ",\n  ") + "\n);\n")
		for _, index := range indexes {
			out.WriteString("\n" + index + ";\n")
		}
	}
	return nil
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		line := func(l []string) string {
			if i < len(l) {
				return l[i]
			}
			return "(end)"
		}
		if line(w) != line(g) {
			return fmt.Sprintf("line %d: %q, want %q", i+1, line(g), line(w))
		}
	}
	return "no difference"
}
