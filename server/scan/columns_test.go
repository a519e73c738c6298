package scan_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan"
)

var update = flag.Bool("update", false, "write testdata/sql anew")

// What the database is asked is read in testdata/sql, not put together in the
// head. Renew it with go test ./server/scan -run Statements -update.
func TestStatementsAreAsPrinted(t *testing.T) {
	const dir = "testdata/sql"
	if *update {
		must(t, os.RemoveAll(dir))
		must(t, os.MkdirAll(dir, 0o755))
	}
	statements := scan.Statements()
	for name, text := range statements {
		path, text := filepath.Join(dir, name+".sql"), strings.TrimSpace(text)+"\n"
		if *update {
			must(t, os.WriteFile(path, []byte(text), 0o644))
			continue
		}
		if want, err := os.ReadFile(path); err != nil || string(want) != text {
			t.Errorf("%s is not what is asked (renew it with -update): %v\n%s", path, err, text)
		}
	}
	files, err := filepath.Glob(dir + "/*")
	must(t, err)
	for _, path := range files {
		if _, known := statements[strings.TrimSuffix(filepath.Base(path), ".sql")]; !known {
			t.Errorf("%s is asked nowhere", path)
		}
	}
}

// The list of columns is the table's, on both engines.
func TestColumnsAreTheTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			rows, err := q.QueryContext(ctx, "SELECT * FROM scan WHERE 1 = 0")
			if err != nil {
				return err
			}
			defer rows.Close()
			table, err := rows.Columns()
			known := scan.ScanColumns()
			slices.Sort(table)
			slices.Sort(known)
			if !slices.Equal(table, known) {
				t.Errorf("the table has %v\nthe list has  %v", table, known)
			}
			return err
		}))
	})
}

// Each field of an Entry is read, and nothing else.
func TestEntryColumnsAreItsFields(t *testing.T) {
	var fields []string
	for f := range reflect.TypeFor[scan.Entry]().Fields() {
		fields = append(fields, strings.ToLower(f.Name))
	}
	var read []string
	for _, c := range scan.EntryColumns() {
		read = append(read, strings.ReplaceAll(c, "_", ""))
	}
	slices.Sort(fields)
	slices.Sort(read)
	if !slices.Equal(fields, read) {
		t.Errorf("an Entry has %v\nread are     %v", fields, read)
	}
}
