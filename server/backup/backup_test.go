package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/backup"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

const people = 10_000

// school is a school with many people, cards and scans, and texts that are hard to carry.
type school struct {
	*scantest.World
	door scan.Presentation // of somebody who has not come yet
}

func newSchool(t *testing.T, e db.Engine) *school {
	t.Helper()
	s := &school{World: scantest.New(t, dbtest.Open(t, e))}
	who, _ := s.Terminal(t, s.GateIn, false)
	service := s.Service(t, s.DB)
	s.door = scan.Presentation{Terminal: who, Chip: s.Holder(t, allow.Student).Chip}
	for i := range 30 {
		h := s.Holder(t, allow.Student)
		scantest.Present(t, service, scan.Presentation{Terminal: who, Key: fmt.Sprint("k", i), Chip: h.Chip})
	}
	err := s.DB.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.NewRaw("INSERT INTO projection_cursor (name, school_id, version, number, generation, building) VALUES ('stats', ?, 1, 7, 1, 0)", s.School).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO person (id, school_id, number, name, folded, gender, state, state_at, created_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
SELECT 'many' || i, ?, 'N' || i, CASE i % 3 WHEN 0 THEN '𠮷野家' WHEN 1 THEN 'line' || ? || '" \ </x>' ELSE '林知夏' END, '', '', 'active', i, i FROM n`, people, s.School, "\n").Exec(ctx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func write(t *testing.T, d *db.DB, o backup.Options) ([]byte, backup.Manifest) {
	t.Helper()
	var b bytes.Buffer
	_, m, err := backup.Write(t.Context(), d, &b, o)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m
}

// What was backed up is there again, on either engine, and the school goes on.
func TestABackupIsTheSchool(t *testing.T) {
	for _, from := range dbtest.Engines {
		t.Run(string(from), func(t *testing.T) {
			s := newSchool(t, from)
			file, m := write(t, s.DB, backup.Options{Passphrase: "four words of a key", Work: 10})
			if m.Tables["person"].Rows < people || m.Tables["scan"].Rows != 30 {
				t.Fatalf("%+v", m.Tables)
			}
			if bytes.Contains(file, []byte("林知夏")) {
				t.Error("names can be read in an encrypted file")
			}
			last := newest(t, s.DB, s.School)
			for _, to := range dbtest.Engines {
				t.Run(string(to), func(t *testing.T) {
					d := dbtest.Dial(t, dbtest.EmptyURL(t, to))
					began := time.Now()
					if _, _, err := backup.Restore(t.Context(), d, bytes.NewReader(file), backup.Options{Passphrase: "four words of a key"}); err != nil {
						t.Fatal(err)
					}
					t.Logf("%d people into %s: %v, %d bytes", people, to, time.Since(began), len(file))
					_, again := write(t, d, backup.Options{})
					jumps := []string{"feed_head", "school", "projection_cursor"}
					for name, was := range m.Tables {
						if is := again.Tables[name]; is.Rows != was.Rows || is != was && !slices.Contains(jumps, name) {
							t.Errorf("%s: %+v, was %+v", name, is, was)
						}
					}
					if len(again.Tables) != len(m.Tables) {
						t.Errorf("%d tables, were %d", len(again.Tables), len(m.Tables))
					}
					var behind int // what follows the feed would wait in the gap for ever
					if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
						return q.NewRaw("SELECT COUNT(*) FROM projection_cursor c JOIN feed_head h ON h.school_id = c.school_id WHERE c.number <> h.last OR c.version >= 0").Scan(ctx, &behind)
					}); err != nil || behind > 0 {
						t.Errorf("%d wait in the gap: %v", behind, err)
					}
					if n, err := audit.Verify(t.Context(), d); err != nil || n == 0 {
						t.Errorf("the audit: %d, %v", n, err)
					}
					service, err := scan.New(t.Context(), scan.Config{DB: d, Feed: feed.New(), Words: scantest.Words{}})
					if err != nil {
						t.Fatal(err)
					}
					t.Cleanup(service.Close)
					p := s.door
					p.Key = "after"
					if a := scantest.Present(t, service, p); !a.Open {
						t.Errorf("a chip after the restore: %+v", a)
					}
					p.Key = "k29"
					if _, err := service.Present(t.Context(), p); !fault.Is(err, fault.Mismatch) {
						t.Errorf("another's key of before: %v", err)
					}
					if now := newest(t, d, s.School); now <= last+backup.Gap-1 {
						t.Errorf("the feed goes on at %d, it was at %d", now, last)
					}
				})
			}
		})
	}
}

func newest(t *testing.T, d *db.DB, school string) (n int64) {
	t.Helper()
	err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		n, err = feed.Last(ctx, q, school)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A file that is not whole, not ours or not for this place leaves nothing behind.
func TestWhatIsNotRestored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		w.Holder(t, allow.Student)
		clear, _ := write(t, d, backup.Options{})
		sealed, _ := write(t, d, backup.Options{Passphrase: "right", Work: 10})
		to := dbtest.Dial(t, dbtest.EmptyURL(t, d.Engine()))
		flipped := bytes.Clone(clear)
		flipped[len(flipped)*2/3] ^= 0x10
		for _, c := range []struct {
			name string
			file []byte
			pass string
			says string
		}{
			{"nothing", nil, "", "no backup"},
			{"a text", []byte("hello, I am a backup, really, believe me"), "", "no backup"},
			{"no passphrase", sealed, "", "--key-file"},
			{"the wrong passphrase", sealed, "wrong", "passphrase"},
			{"cut after its head", clear[:600], "", ""},
			{"cut in the middle", clear[:len(clear)/2], "", ""},
			{"cut at its end", clear[:len(clear)-20], "", ""},
			{"sealed and cut", sealed[:len(sealed)-1000], "right", ""},
			{"a bit", flipped, "", ""},
		} {
			_, _, err := backup.Restore(t.Context(), to, bytes.NewReader(c.file), backup.Options{Passphrase: c.pass})
			if err == nil || !strings.Contains(err.Error(), c.says) || !errors.Is(err, backup.ErrBad) && !errors.Is(err, backup.ErrPassphrase) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if _, _, err := backup.Restore(t.Context(), to, bytes.NewReader(clear), backup.Options{}); err != nil {
			t.Fatalf("after all that failed: %v", err)
		}
		if _, _, err := backup.Restore(t.Context(), to, bytes.NewReader(clear), backup.Options{}); !errors.Is(err, backup.ErrNotEmpty) {
			t.Errorf("over a school: %v", err)
		}
	})
}
