// Package gatelog is the log of a terminal that decided without the server: one
// record for each presentation, numbered from 1 without gaps and chained by
// SHA-256, so that a record that was changed, left out or taken from another
// terminal is noticed when the log is uploaded. Pure Go, standard library only;
// the terminal's page runs it in the browser.
//
// The chain is no signature: who holds a terminal and its token can write any log
// they like. It tells damage, mistakes and later editing from what was written;
// the server verifies every code by itself.
//
//	hash = SHA-256("yunka/log/v1" || 0x00 || previous hash, 32 bytes ||
//	       the fields, each as 4 bytes of big-endian length and its bytes)
//
// Fields in this order: terminal, seq, at, offset, list, kind, code, chip,
// decision, reason, warning, open, passed, note. Numbers are decimal, booleans 1
// and 0, an unknown passed is empty. The hash before the first record is 32 zero
// bytes. testdata/vectors.json has examples.
package gatelog

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const label = "yunka/log/v1\x00"

// Zero is the hash before the first record.
var Zero = strings.Repeat("0", 2*sha256.Size)

// Kinds of records.
const (
	Phone = "phone"
	Chip  = "chip"
)

// Record is one presentation that a terminal decided.
type Record struct {
	Terminal string `json:"terminal"`
	Seq      int64  `json:"seq"`
	Prev     string `json:"prev"`
	Hash     string `json:"hash"`
	At       int64  `json:"at"`     // ms, the terminal's clock corrected by Offset
	Offset   int64  `json:"offset"` // ms the terminal's clock was ahead of the server's at the last contact
	List     int64  `json:"list"`   // version of the list it decided by
	Kind     string `json:"kind"`
	Code     string `json:"code,omitempty"`
	Chip     string `json:"chip,omitempty"`
	Decision string `json:"decision"`
	Reason   string `json:"reason"`
	Warning  string `json:"warning,omitempty"`
	Open     bool   `json:"open"`
	Passed   *bool  `json:"passed,omitempty"` // what the door says; nil is a door that cannot tell
	Note     string `json:"note,omitempty"`
}

// Start is what the first record of a terminal follows. A terminal that lost its
// memory follows what the server has: Terminal, Seq and Hash of the last record.
func Start(terminal string) Record { return Record{Terminal: terminal, Hash: Zero} }

// Next numbers a record and chains it to the one before.
func Next(prev, r Record) Record {
	r.Terminal, r.Seq, r.Prev = prev.Terminal, prev.Seq+1, prev.Hash
	r.Hash = r.Sum()
	return r
}

// Sum is the hash the record should carry.
func (r *Record) Sum() string {
	b := make([]byte, 0, 512)
	b = append(b, label...)
	prev, _ := hex.DecodeString(r.Prev)
	b = append(b, prev...)
	passed := ""
	if r.Passed != nil {
		passed = bit(*r.Passed)
	}
	for _, f := range []string{r.Terminal, number(r.Seq), number(r.At), number(r.Offset), number(r.List), r.Kind, r.Code, r.Chip,
		r.Decision, r.Reason, r.Warning, bit(r.Open), passed, r.Note} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(f)))
		b = append(b, f...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// What is wrong with a record.
var (
	ErrShape = errors.New("gatelog: the record is not well formed")
	ErrHash  = errors.New("gatelog: the record was changed after it was written")
	ErrChain = errors.New("gatelog: the record does not follow the one before it")
)

// Bounds of a record.
const (
	maxCode  = 4096
	maxShort = 64
	maxNote  = 200

	maxNumber = 1 << 52 // JavaScript counts as far
)

// Check looks at one record alone: its shape, then its hash.
func (r *Record) Check() error {
	short := func(fields ...string) bool {
		return !slices.ContainsFunc(fields, func(s string) bool { return len(s) > maxShort || !clean(s) })
	}
	switch {
	case r.Terminal == "" || r.Seq < 1 || r.At < 0 || r.List < 0 || max(r.Seq, r.At, r.List, r.Offset, -r.Offset) > maxNumber,
		!isHash(r.Prev) || !isHash(r.Hash),
		r.Kind == Phone && (r.Code == "" || r.Chip != ""), r.Kind == Chip && (r.Chip == "" || r.Code != ""), r.Kind != Phone && r.Kind != Chip,
		len(r.Code) > maxCode || !clean(r.Code), !short(r.Terminal, r.Chip, r.Decision, r.Reason, r.Warning),
		!clean(r.Note) || utf8.RuneCountInString(r.Note) > maxNote,
		r.Decision != "ALLOW" && r.Decision != "DENY" && r.Decision != "CONFIRM", r.Reason == "",
		r.Open && r.Decision != "ALLOW", r.Passed != nil && !r.Open:
		return ErrShape
	case r.Seq == 1 && r.Prev != Zero:
		return ErrChain
	case r.Sum() != r.Hash:
		return ErrHash
	}
	return nil
}

func clean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func isHash(s string) bool {
	if len(s) != 2*sha256.Size {
		return false
	}
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return true
}

// BadRecord says which record of a log is wrong.
type BadRecord struct {
	Index int
	Seq   int64
	Err   error
}

func (e *BadRecord) Error() string {
	return fmt.Sprintf("record %d (index %d): %v", e.Seq, e.Index, e.Err)
}
func (e *BadRecord) Unwrap() error { return e.Err }

// Verify reads a log in order: it must begin right after from and have no gap.
// The error is a *BadRecord that names the first wrong one.
func Verify(log []Record, from Record) error {
	for i := range log {
		r := &log[i]
		err := r.Check()
		if err == nil && (r.Terminal != from.Terminal || r.Seq != from.Seq+1 || r.Prev != from.Hash) {
			err = ErrChain
		}
		if err != nil {
			return &BadRecord{i, r.Seq, err}
		}
		from = *r
	}
	return nil
}
