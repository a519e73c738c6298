package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan/scantest"
)

// touches knows which tables were written, by triggers of the tests' own: to digest all of
// them after each of many thousand questions was most of what the matrix took.
type touches struct {
	d      *db.DB
	tables []table // that count, with what a row says
}

// watch puts the triggers into a database.
func watch(t testing.TB, d *db.DB) *touches {
	t.Helper()
	w := &touches{d: d}
	var all []string
	if err := d.Read(context.Background(), func(ctx context.Context, q bun.IDB) (err error) {
		if w.tables, err = countedTables(ctx, q, d.Engine()); err != nil {
			return err
		}
		list := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'bun%'"
		if d.Engine() == db.Postgres {
			list = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'bun%'"
		}
		return q.NewRaw(list).Scan(ctx, &all)
	}); err != nil {
		t.Fatal(err)
	}
	queries := []string{"CREATE TABLE bun_touched (n INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)"}
	if d.Engine() == db.Postgres {
		queries = []string{"CREATE TABLE bun_touched (n BIGSERIAL PRIMARY KEY, name TEXT NOT NULL)",
			"CREATE FUNCTION bun_touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO bun_touched (name) VALUES (TG_TABLE_NAME); RETURN NULL; END'"}
	}
	for _, name := range all {
		if d.Engine() == db.Postgres {
			queries = append(queries, fmt.Sprintf("CREATE TRIGGER bun_touch AFTER INSERT OR UPDATE OR DELETE ON %q FOR EACH STATEMENT EXECUTE FUNCTION bun_touch()", name))
			continue
		}
		for _, how := range []string{"INSERT", "UPDATE", "DELETE"} {
			queries = append(queries, fmt.Sprintf("CREATE TRIGGER \"bun_%s_%s\" AFTER %s ON %q BEGIN INSERT INTO bun_touched (name) VALUES ('%s'); END", name, strings.ToLower(how), how, name, name))
		}
	}
	if err := d.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		for _, q := range queries {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return fmt.Errorf("%s: %w", q, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return w
}

// since are the tables that were written after a number, and the newest number.
func (w *touches) since(t testing.TB, n int64) (names []string, newest int64) {
	t.Helper()
	var rows []struct {
		Name string
		N    int64
	}
	if err := w.d.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		rows = rows[:0]
		return q.NewRaw("SELECT name, MAX(n) AS n FROM bun_touched WHERE n > ? GROUP BY name", n).Scan(ctx, &rows)
	}); err != nil {
		t.Fatal(err)
	}
	newest = n
	for _, r := range rows {
		names, newest = append(names, r.Name), max(newest, r.N)
	}
	return names, newest
}

// digest writes what the tables of these names say now into out, as far as they count.
func (w *touches) digest(t testing.TB, names []string, out map[string]string) {
	t.Helper()
	var some []table
	for _, one := range w.tables {
		if slices.Contains(names, one.Name) {
			some = append(some, one)
		}
	}
	if len(some) == 0 {
		return
	}
	if err := w.d.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		return sums(ctx, q, w.d.Engine(), some, out)
	}); err != nil {
		t.Fatal(err)
	}
}

// written is the table that a statement of calm is about.
func written(query string) string {
	words := strings.Fields(query)
	switch words[0] {
	case "UPDATE":
		return words[1]
	case "DELETE", "INSERT":
		return words[2]
	}
	return ""
}

// What the triggers say is what the digests of all tables say.
func TestWhatIsTouchedIsWhatDiffers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := scantest.New(t, d)
		before := books(t, d)
		w := watch(t, d)
		h := s.Holder(t, "student")
		who, _ := s.Terminal(t, s.GateIn, false)
		s.Exec(t, "UPDATE person SET name = name || 'x' WHERE id = ?", h.Person)
		s.Exec(t, "DELETE FROM opening WHERE school_id = ?", s.School)
		s.Exec(t, "UPDATE terminal SET name = name WHERE id = ?", who.ID)
		names, newest := w.since(t, 0)
		got := map[string]string{}
		for name, sum := range before {
			got[name] = sum
		}
		w.digest(t, names, got)
		after := books(t, d)
		for name, sum := range after {
			if got[name] != sum {
				t.Errorf("%s differs and was not noted", name)
			}
		}
		if len(changed(before, after)) < 3 {
			t.Error("nothing has changed: the test is empty")
		}
		if names, again := w.since(t, newest); len(names) != 0 || again != newest {
			t.Errorf("%v is noted twice", names)
		}
	})
}
