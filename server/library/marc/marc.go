// Package marc reads catalogue records of ISO 2709 as MARC 21 and CNMARC write them, in
// UTF-8 or GB18030. It is a small reader of what a school's library needs.
//
//   - Lengths are bytes of the record's own encoding. Where a record's length is not where
//     it ends, the terminator decides, within MaxRecord: one bad record does not lose the
//     others, and is among the problems by its number.
//   - What a record says of its character set is often wrong, so its bytes decide: valid
//     UTF-8, or else GB18030 without a replacement; otherwise it is a problem and never a
//     book with a wrong title.
//   - Which family the tags are of is decided by 200 and 245.
package marc

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Limits of a file and of a record, in bytes. Five digits of a leader say at most 99,999.
const (
	MaxRecord  = 99_999
	MaxRecords = 100_000
)

const (
	endOfRecord   = 0x1d
	endOfField    = 0x1e
	beginSubfield = 0x1f
	leaderSize    = 24
	entrySize     = 12
)

// Problem is why a record was not read. Record counts from 1.
type Problem struct {
	Record int
	Code   string // marc_length, marc_leader, marc_directory, marc_charset, marc_title, marc_long
}

// Field is one field; a control field has no subfields.
type Field struct {
	Tag   string
	Value string // of a control field
	Subs  []Sub
}

// Sub is one subfield.
type Sub struct {
	Code  byte
	Value string
}

// Record is one record as it was read.
type Record struct {
	Number   int
	Encoding string // UTF-8 or GB18030
	Fields   []Field
}

// All is the values of a subfield in all fields of a tag.
func (r Record) All(tag string, code byte) (list []string) {
	for _, f := range r.Fields {
		if f.Tag != tag {
			continue
		}
		for _, s := range f.Subs {
			if s.Code == code && s.Value != "" {
				list = append(list, s.Value)
			}
		}
	}
	return list
}

// First is the first of All; "" for none.
func (r Record) First(tag string, code byte) string {
	if all := r.All(tag, code); len(all) > 0 {
		return all[0]
	}
	return ""
}

// Chinese reports whether the tags are CNMARC's.
func (r Record) Chinese() bool { return r.First("200", 'a') != "" && r.First("245", 'a') == "" }

// Is reports whether a file begins like ISO 2709: five digits of a length, and the place
// where a leader says how it counts.
func Is(file []byte) bool {
	file = trim(file)
	return len(file) >= leaderSize && digits(file[:5]) && digits(file[12:17])
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// trim drops what files have between records.
func trim(b []byte) []byte { return bytes.TrimLeft(b, "\r\n\x00\x1a \xef\xbb\xbf") }

// Read reads a file. What cannot be read is among the problems.
func Read(file []byte) (records []Record, problems []Problem) {
	for n := 1; n <= MaxRecords; n++ {
		if file = trim(file); len(file) == 0 {
			return records, problems
		}
		end := bytes.IndexByte(file, endOfRecord)
		if end < 0 {
			return records, append(problems, Problem{n, "marc_length"})
		}
		raw := file[:end+1]
		file = file[end+1:]
		r, code := one(raw)
		if code != "" {
			problems = append(problems, Problem{n, code})
			continue
		}
		r.Number = n
		records = append(records, r)
	}
	return records, append(problems, Problem{MaxRecords, "marc_many"})
}

// one reads a record that ends with its terminator.
func one(raw []byte) (r Record, code string) {
	switch {
	case len(raw) > MaxRecord:
		return r, "marc_long"
	case len(raw) < leaderSize+2:
		return r, "marc_length"
	case !digits(raw[:5]) || !digits(raw[12:17]):
		return r, "marc_leader"
	}
	if n, _ := strconv.Atoi(string(raw[:5])); n != len(raw) {
		return r, "marc_length"
	}
	base, _ := strconv.Atoi(string(raw[12:17]))
	if base <= leaderSize || base > len(raw)-1 || raw[base-1] != endOfField || (base-1-leaderSize)%entrySize != 0 {
		return r, "marc_directory"
	}
	decode, encoding := charset(raw)
	if decode == nil {
		return r, "marc_charset"
	}
	r.Encoding = encoding
	for at := leaderSize; at < base-1; at += entrySize {
		e := raw[at : at+entrySize]
		if !digits(e[3:12]) {
			return r, "marc_directory"
		}
		length, _ := strconv.Atoi(string(e[3:7]))
		start, _ := strconv.Atoi(string(e[7:12]))
		from, to := base+start, base+start+length
		if length < 1 || to > len(raw)-1 || raw[to-1] != endOfField {
			return r, "marc_directory"
		}
		r.Fields = append(r.Fields, field(string(e[:3]), decode(raw[from:to-1])))
	}
	if r.First("200", 'a') == "" && r.First("245", 'a') == "" {
		return r, "marc_title"
	}
	return r, ""
}

func field(tag, text string) Field {
	f := Field{Tag: tag}
	if strings.HasPrefix(tag, "00") {
		f.Value = strings.TrimSpace(text)
		return f
	}
	for i, part := range strings.Split(text, string(rune(beginSubfield))) {
		if i == 0 || part == "" { // the indicators
			continue
		}
		f.Subs = append(f.Subs, Sub{Code: part[0], Value: strings.TrimSpace(part[1:])})
	}
	return f
}

// charset is how the record's bytes become text; nil for neither.
func charset(raw []byte) (decode func([]byte) string, name string) {
	if utf8.Valid(raw) {
		return func(b []byte) string { return string(b) }, "UTF-8"
	}
	all, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(all, utf8.RuneError) {
		return nil, ""
	}
	return func(b []byte) string {
		out, _ := simplifiedchinese.GB18030.NewDecoder().Bytes(b) // all of it was read above
		return string(out)
	}, "GB18030"
}
