package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"filippo.io/age"

	"yunka/server/db"
)

// Restore puts a file into d, which must be empty, and brings its schema up to date.
// A file that is cut, changed or of a newer program, and a place that is not empty, are
// faults with words; then nothing is in d.
func Restore(ctx context.Context, d *db.DB, r io.Reader, o Options) (Head, Manifest, error) {
	in, err := open(r, o.Passphrase)
	if err != nil {
		return Head{}, Manifest{}, err
	}
	var h Head
	if err := in.json("head.json", &h); err != nil {
		return h, Manifest{}, err
	}
	if h.Format != format {
		return h, Manifest{}, bad("this backup has the format %d and is to be restored with Yunka %s; this program reads format %d", h.Format, h.Yunka, format)
	}
	if err := d.MigrateTo(ctx, h.Migrations); errors.Is(err, db.ErrNewer) {
		return h, Manifest{}, bad("this backup was made by a newer Yunka, %s, and is to be restored with that one (%v)", h.Yunka, err)
	} else if err != nil {
		return h, Manifest{}, err
	}
	var m Manifest
	err = d.Load(ctx, func(ctx context.Context, to db.Loader) error {
		m = Manifest{}
		if err := empty(ctx, d, to, h); err != nil {
			return err
		}
		got, err := in.rows(ctx, to, h, o)
		if err != nil {
			return err
		}
		if err := in.json("manifest.json", &m); err != nil {
			return err
		}
		if _, err := in.Next(); !errors.Is(err, io.EOF) {
			return bad("this backup is damaged at its end: %v", err)
		}
		if !maps.Equal(got, m.Tables) {
			return bad("this backup is damaged: %s is not what was written", differs(got, m.Tables))
		}
		return jump(ctx, to)
	})
	if err != nil {
		return h, m, err
	}
	_, err = d.Migrate(ctx)
	return h, m, err
}

// jump has numbers go on above all that others may remember of the time after the
// backup. A feed has no gaps for who follows it from within (package projection): what is
// derived from it is derived anew.
func jump(ctx context.Context, to db.Loader) error {
	for _, q := range []string{
		"UPDATE feed_head SET last = last + ?",
		"UPDATE school SET policy_version = policy_version + ?",
		`UPDATE projection_cursor
		SET version = -1, number = (SELECT last FROM feed_head WHERE school_id = projection_cursor.school_id)
		WHERE ? > 0`,
	} {
		if _, err := to.NewRaw(q, Gap).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// differs names a table of which the two do not say the same.
func differs(a, b map[string]Count) string {
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if a[name] != b[name] {
			return name
		}
	}
	return "its list of tables"
}

// empty takes out what migrations put in, and refuses a place where somebody lives.
func empty(ctx context.Context, d *db.DB, to db.Loader, h Head) error {
	have, err := tables(ctx, d, to)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(byName(have), byName(h.Tables), func(a, b Table) bool {
		return a.Name == b.Name && slices.Equal(sorted(a.Columns), sorted(b.Columns))
	}) {
		return bad("this backup has other tables than its migrations make: it was changed, or the place was")
	}
	for _, t := range []string{"school", "person", "account"} {
		var n int
		if err := to.NewRaw("SELECT COUNT(*) FROM "+t).Scan(ctx, &n); err != nil {
			return err
		}
		if n > 0 {
			return ErrNotEmpty
		}
	}
	for _, t := range slices.Backward(h.Tables) {
		if _, err := to.NewRaw(`DELETE FROM "` + t.Name + `"`).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func byName(list []Table) []Table {
	return slices.SortedFunc(slices.Values(list), func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
}

func sorted(list []Column) []Column {
	return slices.SortedFunc(slices.Values(list), func(a, b Column) int { return strings.Compare(a.Name, b.Name) })
}

// reader is the tar that is read, entry by entry.
type reader struct {
	*tar.Reader
	next *tar.Header // read and not yet used
}

// magic is how a file that is encrypted begins.
const magic = "age-encryption.org/"

func open(r io.Reader, passphrase string) (*reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	begin, _ := b.Peek(len(magic)) // a shorter one is none
	in := io.Reader(b)
	if string(begin) == magic {
		if passphrase == "" {
			return nil, bad("this backup is encrypted: say where its passphrase is with --key-file")
		}
		id, err := age.NewScryptIdentity(passphrase)
		if err != nil {
			return nil, err
		}
		in, err = age.Decrypt(b, id)
		var no *age.NoIdentityMatchError
		if errors.As(err, &no) {
			return nil, ErrPassphrase
		}
		if err != nil {
			return nil, bad("this backup is damaged: %v", err)
		}
	}
	packed, err := gzip.NewReader(in)
	if err != nil {
		return nil, bad("this is no backup of Yunka, or it is damaged: %v", err)
	}
	return &reader{Reader: tar.NewReader(packed)}, nil
}

// peek is the entry that comes.
func (in *reader) peek() (*tar.Header, error) {
	if in.next == nil {
		h, err := in.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, bad("this backup ends too early: it was cut")
		}
		if err != nil {
			return nil, bad("this backup is damaged: %v", err)
		}
		in.next = h
	}
	return in.next, nil
}

// most is how large an entry may be: a chunk, and one row more, a picture.
const most = 8 * chunk

func (in *reader) body() ([]byte, error) {
	name, size := in.next.Name, in.next.Size
	in.next = nil
	if size > most {
		return nil, bad("this backup is damaged: %s has %d bytes", name, size)
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(in, b); err != nil {
		return nil, bad("this backup ends too early: it was cut")
	}
	return b, nil
}

func (in *reader) json(name string, v any) error {
	h, err := in.peek()
	if err != nil {
		return err
	}
	if h.Name != name {
		return bad("this is no backup of Yunka: %s stands where %s should", h.Name, name)
	}
	b, err := in.body()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return bad("this backup is damaged: %s: %v", name, err)
	}
	return nil
}

// rows loads all rows, and says what they were.
func (in *reader) rows(ctx context.Context, to db.Loader, head Head, o Options) (map[string]Count, error) {
	got := map[string]Count{}
	for _, t := range head.Tables {
		var sum tally
		for {
			h, err := in.peek()
			if err != nil {
				return nil, err
			}
			if !strings.HasPrefix(h.Name, "rows/"+t.Name+"/") {
				break
			}
			b, err := in.body()
			if err != nil {
				return nil, err
			}
			rows, err := decode(t, b, &sum)
			if err != nil {
				return nil, bad("this backup is damaged: %s: %v", h.Name, err)
			}
			names := make([]string, len(t.Columns))
			for i, c := range t.Columns {
				names[i] = c.Name
			}
			if err := to.Rows(ctx, t.Name, names, rows); err != nil {
				return nil, fmt.Errorf("backup: %s: %w", t.Name, err)
			}
		}
		got[t.Name] = sum.count()
		if o.Progress != nil {
			o.Progress(t.Name, sum.rows)
		}
	}
	return got, nil
}

func decode(t Table, b []byte, sum *tally) (rows [][]any, err error) {
	for line := range bytes.Lines(b) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.UseNumber()
		var row []any
		if err := dec.Decode(&row); err != nil {
			return nil, err
		}
		if len(row) != len(t.Columns) {
			return nil, fmt.Errorf("a row has %d values, not %d", len(row), len(t.Columns))
		}
		for i, v := range row {
			if row[i], err = value(t.Columns[i], v); err != nil {
				return nil, err
			}
		}
		sum.add(line)
		rows = append(rows, row)
	}
	return rows, nil
}

func value(c Column, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		switch c.Kind {
		case "text":
			return v, nil
		case "bytes":
			return base64.StdEncoding.DecodeString(v)
		}
	case bool:
		if c.Kind == "bool" {
			return v, nil
		}
	case json.Number:
		if c.Kind == "int" {
			return v.Int64()
		}
	}
	return nil, fmt.Errorf("%s holds %T, not %s", c.Name, v, c.Kind)
}
