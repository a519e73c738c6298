package db_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// openLists is the migration that makes anew, or takes columns from, tables that
// others refer to.
const openLists = "20261129060000"

// A database in use keeps every row, index and reference when the closed lists of
// terminal, membership and credential are opened; new words are then stored, and
// what a phone key and a chip must have is asked as before.
func TestOpenListsKeepWhatIsThere(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			ctx := t.Context()
			used := dbtest.Open(t, e)
			fillSchools(t, used)
			d := dbtest.Dial(t, dbtest.EmptyURL(t, e))
			if err := db.MigrateBefore(ctx, d, openLists); err != nil {
				t.Fatal(err)
			}
			copyRows(t, used, d)
			before := rowsOf(t, d)
			for _, table := range []string{"terminal", "membership", "credential", "card", "duty", "scan"} {
				if len(before[table]) < 2 {
					t.Fatalf("%s has %d rows: nothing is shown", table, len(before[table]))
				}
			}
			if err := db.MigrateBefore(ctx, d, openLists+"0"); err != nil { // it, and no later one
				t.Fatal(err)
			}
			after := rowsOf(t, d)
			for table, rows := range before {
				if !slices.Equal(rows, after[table]) {
					t.Errorf("%s had %d rows, and has %d or others", table, len(rows), len(after[table]))
				}
			}
			if _, err := d.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
			if got, want := dump(t, d), dump(t, used); got != want {
				t.Errorf("another schema than of an empty database: %s", firstDifference(want, got))
			}
			if e == db.SQLite {
				for _, check := range []string{"PRAGMA foreign_key_check", "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'"} {
					if _, found := query(t, d, check); len(found) > 0 {
						t.Errorf("%s: %v", check, found)
					}
				}
			}
			for _, refused := range []string{
				"DELETE FROM terminal WHERE id IN (SELECT terminal_id FROM duty)",
				"DELETE FROM membership WHERE id IN (SELECT membership_id FROM card)",
				"DELETE FROM person WHERE id IN (SELECT person_id FROM credential)",
				"UPDATE terminal SET gate_id = 'nowhere'",
				"UPDATE terminal SET scene = NULL",
				"UPDATE terminal SET kind = NULL",
				"UPDATE membership SET role = NULL",
				"UPDATE membership SET class_id = 'none'",
				"UPDATE credential SET card_id = 'none'",
				"UPDATE credential SET chip = '7' WHERE kind = 'chip'", // two of one school
				"UPDATE credential SET chip = NULL WHERE kind = 'chip'",
				"UPDATE credential SET public_key = NULL WHERE kind = 'phone'",
				"UPDATE credential SET state = 'elsewhere'",
			} {
				if err := run(t, d, refused); err == nil {
					t.Errorf("nothing refuses %s", refused)
				}
			}
			for _, stored := range []string{
				"UPDATE terminal SET scene = 'library', kind = 'turnstile'",
				"UPDATE membership SET role = 'nurse'",
				"UPDATE credential SET kind = 'watch', handle = NULL, public_key = NULL, chip = NULL, lease_until = NULL",
			} {
				if err := run(t, d, stored); err != nil {
					t.Errorf("%s: %v", stored, err)
				}
			}
		})
	}
}

// fillSchools makes two schools in use: people of each role with cards, chips and
// phone keys, terminals with guards on duty, scans.
func fillSchools(t *testing.T, d *db.DB) {
	t.Helper()
	for range 2 {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		who, _ := w.Terminal(t, w.GateIn, true)
		w.Terminal(t, "", false)
		for _, role := range []allow.Role{allow.Student, allow.Teacher, allow.Parent, allow.Guard} {
			h := w.Holder(t, role)
			for _, p := range []scan.Presentation{{Code: h.Code(d.Now(), 0)}, {Chip: h.Chip}} {
				p.Terminal, p.Key = who, w.Key()
				scantest.Present(t, s, p)
			}
			w.Exec(t, "INSERT INTO duty (terminal_id, school_id, staff_id, until_at) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING", who.ID, w.School, h.Person)
		}
	}
}

// copyRows copies every row of one database to another, older one, in whichever
// order of the tables its foreign keys permit. A table that is gone since stays empty.
func copyRows(t *testing.T, from, to *db.DB) {
	t.Helper()
	todo, still := slices.Sorted(maps.Keys(rowsOf(t, to))), rowsOf(t, from)
	todo = slices.DeleteFunc(todo, func(table string) bool { _, ok := still[table]; return !ok })
	for failed := 0; len(todo) > 0; {
		table := todo[0]
		todo = todo[1:]
		known, _ := query(t, to, "SELECT * FROM "+table+" WHERE 1 = 0")
		_, rows := query(t, from, "SELECT "+strings.Join(known, ", ")+" FROM "+table)
		if len(rows) == 0 {
			continue
		}
		err := to.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return scantest.Insert(ctx, tx, table+" ("+strings.Join(known, ", ")+")", rows)
		})
		if err == nil {
			failed = 0
			continue
		}
		todo = append(todo, table)
		if failed++; failed > len(todo) {
			t.Fatalf("%s: %v", table, err)
		}
	}
}

// rowsOf is every row of every table as text, with its columns in the order of
// their names.
func rowsOf(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for line := range strings.Lines(dump(t, d)) {
		table, found := strings.CutPrefix(strings.TrimSuffix(line, " (\n"), "CREATE TABLE ")
		if !found {
			continue
		}
		columns, rows := query(t, d, "SELECT * FROM "+table)
		all[table] = []string{}
		for _, row := range rows {
			var fields []string
			for i, column := range columns {
				fields = append(fields, fmt.Sprintf("%s=%#v", column, row[i]))
			}
			slices.Sort(fields)
			all[table] = append(all[table], strings.Join(fields, " "))
		}
		slices.Sort(all[table])
	}
	return all
}

func query(t *testing.T, d *db.DB, q string) (columns []string, rows [][]any) {
	t.Helper()
	err := d.Read(t.Context(), func(ctx context.Context, tx bun.IDB) error {
		found, err := tx.QueryContext(ctx, q)
		if err != nil {
			return err
		}
		defer found.Close()
		if columns, err = found.Columns(); err != nil {
			return err
		}
		for found.Next() {
			row, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			if err := found.Scan(into...); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return found.Err()
	})
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	return columns, rows
}

func run(t *testing.T, d *db.DB, q string) error {
	t.Helper()
	return d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(q).Exec(ctx)
		return err
	})
}
