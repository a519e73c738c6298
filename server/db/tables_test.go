package db_test

import (
	"context"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan/scantest"
)

// Each table comes once, before what it points at; and a school with everything in
// it can be emptied.
func TestTablesComeBeforeWhatTheyPointAt(t *testing.T) {
	lists := map[db.Engine][]string{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var list []string
		err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
			list, err = d.Tables(ctx, q)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, pair := range [][2]string{{"membership", "person"}, {"person", "school"}, {"card", "membership"}, {"post", "membership"}, {"class_move", "membership"}} {
			if a, b := slices.Index(list, pair[0]), slices.Index(list, pair[1]); a < 0 || a > b {
				t.Errorf("%s (%d) must come before %s (%d)", pair[0], a, pair[1], b)
			}
		}
		slices.Sort(list)
		if len(slices.Compact(slices.Clone(list))) != len(list) || slices.Contains(list, "bun_migrations") {
			t.Errorf("tables: %v", list)
		}
		lists[d.Engine()] = list
		f := scantest.New(t, d)
		if err := d.Wipe(t.Context()); err != nil {
			t.Fatal(err)
		}
		var left int
		err = d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT (SELECT count(*) FROM school) + (SELECT count(*) FROM person) + (SELECT count(*) FROM terminal)").Scan(ctx, &left)
		})
		if err != nil || left != 0 {
			t.Errorf("%d rows of %s are left: %v", left, f.School, err)
		}
	})
	if len(lists) == 2 && !slices.Equal(lists[db.SQLite], lists[db.Postgres]) {
		t.Errorf("SQLite has %v\nPostgreSQL %v", lists[db.SQLite], lists[db.Postgres])
	}
}
