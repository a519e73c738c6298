// Package backup writes all of a database into one file and puts it into an empty
// one, of either engine: by the program itself, while it serves, without pg_dump or
// a copy of SQLite's file, which is torn where its journal is not beside it.
//
// A file is a tar in gzip, in age's encryption (age-encryption.org/v1) when a
// passphrase is given:
//
//	head.json             Head: when, by which version, the migrations, the tables and their columns
//	rows/<table>/<n>      rows, a JSON array of its columns' values a line; bytes as base64
//	manifest.json         Manifest: of each table how many rows, and the sum of their hashes
//
// All is read in one snapshot. The manifest comes last, so a file that was cut is
// none. A restore is one transaction: all of it, checked against the manifest, or
// nothing. Numbers that others remember go on far above what they had reached
// (Gap): a cursor or an offline list of the time after the backup is not mistaken
// for what comes now.
//
// Not in it: logins that are open (everybody logs in again), and what stands beside
// the database: certificates, a merchant's keys.
package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Gap is how far numbers of the feed and versions of the rules jump in a restore:
// further than any school comes between a backup and its loss.
const Gap = 1_000_000_000

// Head describes a file.
type Head struct {
	Format     int      `json:"format"` // 1
	Made       string   `json:"made"`   // RFC 3339, UTC: nothing later is in it
	Yunka      string   `json:"yunka"`  // the version of the program
	Engine     string   `json:"engine"`
	Migrations []string `json:"migrations"`
	Tables     []Table  `json:"tables"` // each after those that it points at
}

// Table is a table and its columns.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
}

// Column is a column and what it holds: text, int, bool or bytes.
type Column struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// Manifest says what a whole file has.
type Manifest struct {
	Tables map[string]Count `json:"tables"`
}

// Count is of one table.
type Count struct {
	Rows int64  `json:"rows"`
	Sum  string `json:"sum"` // of the rows' SHA-256 as numbers, modulo 2^256, hex: in any order
}

const format = 1

// left are the tables that stay where they are.
var left = []string{"session", "probe"}

// tally sums the hashes of rows.
type tally struct {
	rows int64
	sum  big.Int
}

var modulus = new(big.Int).Lsh(big.NewInt(1), 256)

func (t *tally) add(line []byte) {
	h := sha256.Sum256(line)
	t.rows++
	t.sum.Mod(t.sum.Add(&t.sum, new(big.Int).SetBytes(h[:])), modulus)
}

func (t *tally) count() Count {
	var b [32]byte
	return Count{Rows: t.rows, Sum: hex.EncodeToString(t.sum.FillBytes(b[:]))}
}

// Errors of a restore, whose texts are for whoever runs the command.
var (
	ErrBad        = errors.New("nothing was restored") // a file that is none, or not whole, or not for this program
	ErrPassphrase = errors.New("the passphrase does not open this backup")
	ErrNotEmpty   = errors.New("there is data here already: a backup is restored into an empty place, another data directory or a new database")
)

func bad(how string, args ...any) error {
	return fmt.Errorf(how+": %w", append(args, ErrBad)...)
}

// tables reads the tables and columns that a file has, each table after those that it
// points at.
func tables(ctx context.Context, d *db.DB, q bun.IDB) ([]Table, error) {
	names, err := d.Tables(ctx, q)
	if err != nil {
		return nil, err
	}
	slices.Reverse(names)
	columns, err := d.Columns(ctx, q)
	if err != nil {
		return nil, err
	}
	var list []Table
	for _, name := range names {
		if slices.Contains(left, name) {
			continue
		}
		t := Table{Name: name}
		for _, c := range columns[name] {
			kind, ok := kinds[c.Type]
			if !ok {
				return nil, fmt.Errorf("backup: %s.%s is %s, which no backup knows", name, c.Name, c.Type)
			}
			t.Columns = append(t.Columns, Column{Name: c.Name, Kind: kind})
		}
		list = append(list, t)
	}
	return list, nil
}

// kinds of what the engines call their types, in lower case.
var kinds = map[string]string{
	"text": "text", "varchar": "text", "character varying": "text",
	"bigint": "int", "integer": "int",
	"boolean": "bool",
	"bytea":   "bytes",
}
