package scan_test

import (
	"context"
	"flag"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

var update = flag.Bool("update", false, "write testdata/sql anew")

// What the database is asked is read in testdata/sql, not put together in the
// head. Renew it with go test ./server/scan -run Statements -update.
func TestStatementsAreAsPrinted(t *testing.T) { scantest.Printed(t, scan.Statements(), *update) }

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
