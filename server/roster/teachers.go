package roster

import (
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// Teachers is a school's list of teachers as its file says it, cleaned. What it
// means for the school, package post says.
type Teachers struct {
	Encoding string
	Ignored  []string // columns with unknown headings
	Rows     []Teacher
}

// Teacher is one row. Classes are as they are written; several stand in one cell.
type Teacher struct {
	Line    int
	Number  string
	Name    string
	Phone   string   // "" is none
	Teaches []string // 任教班级, each perhaps with a subject behind it
	Heads   []string // 班主任
	Chip    string   // as campus.ChipNumber gives it, "" is none
	Bad     bool     // something in it cannot be right
	heads   map[string]string
}

// Head is how the file heads a column, for messages.
func (t Teacher) Head(column string) string {
	if h := t.heads[column]; h != "" {
		return h
	}
	return column
}

// The columns of a teachers' file.
const (
	TeacherNumber  = "工号"
	TeacherName    = "姓名"
	TeacherPhone   = "手机"
	TeacherTeaches = "任教班级"
	TeacherHeads   = "班主任"
	TeacherChip    = "卡号"
)

var teacherHeads = map[string]string{
	"工号": TeacherNumber, "教工号": TeacherNumber, "职工号": TeacherNumber, "教职工号": TeacherNumber, "教师编号": TeacherNumber,
	"staffnumber": TeacherNumber, "number": TeacherNumber,
	"姓名": TeacherName, "教师姓名": TeacherName, "老师姓名": TeacherName, "name": TeacherName,
	"手机": TeacherPhone, "手机号": TeacherPhone, "手机号码": TeacherPhone, "电话": TeacherPhone, "联系电话": TeacherPhone,
	"phone": TeacherPhone, "mobile": TeacherPhone,
	"任教班级": TeacherTeaches, "任课班级": TeacherTeaches, "所教班级": TeacherTeaches, "classes": TeacherTeaches, "teaches": TeacherTeaches,
	"班主任": TeacherHeads, "班主任班级": TeacherHeads, "任班主任": TeacherHeads, "classteacher": TeacherHeads, "classteacherof": TeacherHeads,
	"卡号": TeacherChip, "芯片号": TeacherChip, "ic卡号": TeacherChip, "校园卡号": TeacherChip, "chip": TeacherChip, "chipnumber": TeacherChip,
}

var teacherSheet = sheet{
	func(head string) string { return teacherHeads[plainHead(head)] },
	func(columns) []string { return []string{TeacherNumber, TeacherName} },
}

// ParseTeachers reads and cleans a teachers' file, like Parse a roster: the same
// encodings, limits and forms of a cell. It does not ask the school's records.
func ParseTeachers(r io.Reader) (Teachers, []Problem, error) {
	var found problems
	content, err := readBounded(r)
	if err != nil {
		return Teachers{}, nil, err
	}
	var list Teachers
	numbers, chips := map[string]int{}, map[string]int{}
	t, err := readTable(content, teacherSheet, &found, func(row *row) {
		p := Teacher{Line: row.line, Number: row.number(TeacherNumber), Name: row.needName(TeacherName), heads: map[string]string{}}
		p.Phone, _ = row.phone(TeacherPhone)
		p.Teaches, p.Heads, p.Chip = row.list(TeacherTeaches), row.list(TeacherHeads), row.chip(TeacherChip)
		row.unique(TeacherNumber, p.Number, NumberTwice, numbers)
		row.unique(TeacherChip, p.Chip, ChipTwice, chips)
		for _, column := range []string{TeacherNumber, TeacherName, TeacherPhone, TeacherTeaches, TeacherHeads, TeacherChip} {
			p.heads[column] = row.cols.head(column)
		}
		p.Bad = row.bad
		list.Rows = append(list.Rows, p)
	})
	if err != nil {
		return Teachers{}, nil, err
	}
	if len(list.Rows) == 0 && !found.blocking() {
		return Teachers{}, nil, errEmpty
	}
	list.Encoding, list.Ignored = t.encoding, t.ignored
	return list, found.sorted(), nil
}

// list is a cell with several words in it.
func (r *row) list(column string) (words []string) {
	s, ok := r.textUpTo(column, 400)
	if !ok {
		return nil
	}
	s = width.Fold.String(s)
	for _, w := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(",;/|、\n", c) }) {
		if w = strings.TrimSpace(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}

// Extend adds what a reader of the parsed rows found to the problems of the file,
// in the same order and within the same bounds.
func Extend(list, more []Problem) []Problem {
	var found problems
	var left []Problem // counts of what the first list leaves out
	for _, p := range slices.Concat(list, more) {
		if p.Reason == TooMany {
			left = append(left, p)
			continue
		}
		found.add(p.Line, p.Column, p.Reason, p.Detail, p.Severity)
	}
	return append(found.sorted(), left...)
}

// Blocking reports whether a list of problems forbids that anything is applied.
func Blocking(list []Problem) bool {
	for _, p := range list {
		if p.Severity != Notice {
			return true
		}
	}
	return false
}
