package roster

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"

	"yunka/server/fault"
)

// parse reads the whole file. A file that is no roster at all is an error.
func parse(b []byte, found *problems) (Roster, error) {
	roster := Roster{}
	numbers, chips := map[string]int{}, map[string]int{}
	t, err := readTable(b, pupilSheet, found, func(row *row) {
		p := row.pupil()
		row.unique("学号", p.Number, NumberTwice, numbers)
		row.unique("卡号", p.Chip, ChipTwice, chips)
		roster.rows = append(roster.rows, p)
		if !row.bad {
			roster.Pupils = append(roster.Pupils, p)
		}
	})
	if err != nil {
		return Roster{}, err
	}
	roster.Encoding, roster.Ignored, roster.columns = t.encoding, t.ignored, t.columns
	// An export that failed halfway may be a header row and nothing else; it must
	// not look like a school without pupils.
	if len(roster.rows) == 0 && !found.blocking() {
		return Roster{}, errEmpty
	}
	return roster, nil
}

// table is what a file says beside its rows.
type table struct {
	encoding string
	ignored  []string
	columns  columns
}

// readTable reads a file of that kind and gives each row that has the header's
// cells; blank and cut ones are noted. A file that is no such table is an error.
func readTable(b []byte, kind sheet, found *problems, each func(*row)) (t table, err error) {
	text, encoding, err := decode(b)
	if err != nil {
		return t, err
	}
	t.encoding = encoding
	rows := csv.NewReader(strings.NewReader(text))
	rows.FieldsPerRecord = -1
	rows.ReuseRecord = true
	if first, _, _ := strings.Cut(text, "\n"); strings.Contains(first, "\t") && !strings.Contains(first, ",") {
		rows.Comma = '\t' // Excel's "Unicode text" format
	}
	if tooWide(text, string(rows.Comma)) {
		return t, fault.Newf(fault.Invalid, "roster_wide", "a row has at most %d columns", maxColumns)
	}
	head, err := rows.Read()
	switch {
	case errors.Is(err, io.EOF):
		return t, errEmpty
	case err != nil:
		return t, fault.Newf(fault.Invalid, "roster_columns", "the first row cannot be read")
	}
	if t.columns, t.ignored, err = kind.header(head); err != nil {
		return t, err
	}
	for n := 0; ; n++ {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if n == MaxRows {
			return t, fault.Newf(fault.TooLarge, "roster_rows", "a roster has at most %d rows", MaxRows)
		}
		if err != nil {
			var at *csv.ParseError
			if !errors.As(err, &at) {
				return t, err
			}
			found.add(at.StartLine, "", RowQuotes, "", Error)
			continue
		}
		line, _ := rows.FieldPos(0)
		row := &row{line: line, cells: cells, cols: t.columns, found: found}
		if row.whole() {
			each(row)
		}
	}
}

// unique refuses a value that an earlier row has; first is where each was.
func (r *row) unique(column, value, reason string, first map[string]int) {
	if other, twice := first[value]; twice && value != "" {
		r.fail(column, reason, strconv.Itoa(other))
	} else {
		first[value] = r.line
	}
}

// A spreadsheet has at most 16,384 columns and may pad every row with empty ones;
// a real roster has a dozen.
const (
	maxColumns = 16_384
	maxCells   = 32 * MaxRows
)

// tooWide counts separators before the text is split: 20 MB of commas would become
// 1.6 GB of fields.
func tooWide(text, comma string) bool {
	if strings.Count(text, comma) > maxCells {
		return true
	}
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Count(line, comma) >= maxColumns {
			return true
		}
	}
	return false
}

var errEmpty = fault.Newf(fault.Invalid, "roster_empty", "the file has no pupils")

// row is one row while it is read.
type row struct {
	line  int
	cells []string
	cols  columns
	found *problems
	bad   bool
}

func (r *row) fail(column, reason, detail string) {
	r.bad = true
	r.found.add(r.line, r.cols.head(column), reason, detail, Error)
}

func (r *row) notice(column, reason, detail string) {
	r.found.add(r.line, r.cols.head(column), reason, detail, Notice)
}

// whole reports whether the row has what the header has; what has not is noted.
func (r *row) whole() bool {
	blank := true
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			blank = false
		}
	}
	if blank {
		r.found.add(r.line, "", RowEmpty, "", Notice)
		return false
	}
	// Excel pads rows with empty cells. Any other number of cells than the header
	// has means that cells have shifted, and a phone may be where a name should be.
	width := len(r.cols.heads)
	for len(r.cells) > width && strings.TrimSpace(r.cells[len(r.cells)-1]) == "" {
		r.cells = r.cells[:len(r.cells)-1]
	}
	if len(r.cells) != width {
		r.found.add(r.line, "", RowCut, strconv.Itoa(len(r.cells))+"/"+strconv.Itoa(width), Error)
		return false
	}
	return true
}

// pupil reads a whole row.
func (r *row) pupil() (p Pupil) {
	p.Line = r.line
	p.Number = r.number("学号")
	p.Name = r.needName("姓名")
	p.Gender = r.gender("性别")
	p.Grade, p.Class = r.class("年级", "班级")
	for n := 1; n <= MaxGuardians; n++ {
		if g, ok := r.guardian(n); ok {
			if again := findGuardian(p.Guardians, g); again {
				r.notice(guardianColumn(n, "姓名"), GuardianTwice, "")
			} else {
				p.Guardians = append(p.Guardians, g)
			}
		}
	}
	p.Boarder = r.yes("住宿")
	p.Dorm, _ = r.text("宿舍")
	p.Chip = r.chip("卡号")
	return p
}

func findGuardian(list []Guardian, g Guardian) bool {
	for _, o := range list {
		if o.Phone == g.Phone && o.Name == g.Name && g.Phone != "" {
			return true
		}
	}
	return false
}

func (r *row) guardian(n int) (g Guardian, ok bool) {
	name, rel, phone := guardianColumn(n, "姓名"), guardianColumn(n, "关系"), guardianColumn(n, "手机")
	if _, known := r.cols.at[name]; !known {
		return g, false
	}
	if r.raw(name) == "" && r.raw(rel) == "" && r.raw(phone) == "" {
		return g, false
	}
	g.column = r.cols.head(phone)
	var okName, okRel, okPhone bool
	if g.Name, okName = r.name(name); okName && g.Name == "" {
		r.fail(name, GuardianNameMissing, "")
	}
	if g.Relation, okRel = r.relation(rel); okRel && g.Relation == "" {
		r.fail(rel, GuardianRelationMissing, "")
	}
	if g.Phone, okPhone = r.phone(phone); okPhone && g.Phone == "" {
		r.fail(phone, GuardianPhoneMissing, "")
	}
	return g, true
}
