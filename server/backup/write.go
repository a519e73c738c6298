package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"filippo.io/age"
	"github.com/uptrace/bun"

	"yunka/server/db"
)

// chunk is about how much of a table is in memory, in bytes.
const chunk = 4 << 20

// Options are of a file.
type Options struct {
	Yunka      string // the version of the program
	Passphrase string // "" is in the clear
	Work       int    // of the passphrase's scrypt, as a power of two; 0 is age's. For tests

	// Progress is told of each table when it is through; nil is nobody.
	Progress func(table string, rows int64)
}

// Write writes all of d to w. It reads one snapshot; who writes meanwhile does not wait.
func Write(ctx context.Context, d *db.DB, w io.Writer, o Options) (Head, Manifest, error) {
	h := Head{Format: format, Made: d.Now().UTC().Format(time.RFC3339), Yunka: o.Yunka, Engine: string(d.Engine())}
	m := Manifest{Tables: map[string]Count{}}
	var err error
	if h.Migrations, err = d.Ran(ctx); err != nil {
		return h, m, err
	}
	sealed := io.WriteCloser(nopCloser{w})
	if o.Passphrase != "" {
		to, err := age.NewScryptRecipient(o.Passphrase)
		if err != nil {
			return h, m, err
		}
		if o.Work > 0 {
			to.SetWorkFactor(o.Work)
		}
		if sealed, err = age.Encrypt(w, to); err != nil {
			return h, m, err
		}
	}
	packed := gzip.NewWriter(sealed)
	f := &file{tar.NewWriter(packed), d.Now()}
	err = d.Snapshot(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if h.Tables, err = tables(ctx, d, q); err != nil {
			return err
		}
		if err := f.put("head.json", asJSON(h)); err != nil {
			return err
		}
		for _, t := range h.Tables {
			c, err := f.table(ctx, q, t)
			if err != nil {
				return fmt.Errorf("backup: %s: %w", t.Name, err)
			}
			m.Tables[t.Name] = c
			if o.Progress != nil {
				o.Progress(t.Name, c.Rows)
			}
		}
		return f.put("manifest.json", asJSON(m))
	})
	for _, c := range []io.Closer{f.Writer, packed, sealed} {
		if err == nil {
			err = c.Close()
		}
	}
	return h, m, err
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func asJSON(v any) []byte {
	b, _ := json.Marshal(v) // strings, numbers, lists of them
	return append(b, '\n')
}

// file is the tar that is written.
type file struct {
	*tar.Writer
	at time.Time
}

func (f *file) put(name string, b []byte) error {
	if err := f.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(b)), ModTime: f.at}); err != nil {
		return err
	}
	_, err := f.Write(b)
	return err
}

func (f *file) table(ctx context.Context, q bun.IDB, t Table) (Count, error) {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = `"` + c.Name + `"`
	}
	rows, err := q.QueryContext(ctx, "SELECT "+strings.Join(names, ", ")+` FROM "`+t.Name+`"`)
	if err != nil {
		return Count{}, err
	}
	defer rows.Close()
	var sum tally
	var lines bytes.Buffer
	part := 0
	flush := func() error {
		part++
		err := f.put(fmt.Sprintf("rows/%s/%06d", t.Name, part), lines.Bytes())
		lines.Reset()
		return err
	}
	values, into := cells(t)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return Count{}, err
		}
		line, err := encode(values)
		if err != nil {
			return Count{}, err
		}
		sum.add(line)
		lines.Write(line)
		lines.WriteByte('\n')
		if lines.Len() > chunk {
			if err := flush(); err != nil {
				return Count{}, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return Count{}, err
	}
	if lines.Len() > 0 {
		if err := flush(); err != nil {
			return Count{}, err
		}
	}
	return sum.count(), nil
}

// cells are what a row is read into.
func cells(t Table) (values, into []any) {
	for _, c := range t.Columns {
		var v any
		switch c.Kind {
		case "text":
			v = &sql.Null[string]{}
		case "int":
			v = &sql.Null[int64]{}
		case "bool":
			v = &sql.Null[bool]{}
		default:
			v = &[]byte{}
		}
		values, into = append(values, v), append(into, v)
	}
	return values, into
}

// encode is a row as a JSON array, the same on both engines.
func encode(values []any) ([]byte, error) {
	row := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case *sql.Null[string]:
			if v.Valid && !utf8.ValidString(v.V) {
				return nil, fmt.Errorf("a text is no UTF-8: %q", v.V)
			}
			row[i] = null(*v)
		case *sql.Null[int64]:
			row[i] = null(*v)
		case *sql.Null[bool]:
			row[i] = null(*v)
		case *[]byte:
			if *v != nil {
				row[i] = *v
			}
		}
	}
	return json.Marshal(row)
}

func null[T any](v sql.Null[T]) any {
	if !v.Valid {
		return nil
	}
	return v.V
}
