// Package file reads the list of an intake: CSV or a workbook, looked at before it is taken
// in. Class, number and bed may come by a later file.
package file

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/intake"
	"yunka/server/roster"
	"yunka/server/secret"
	"yunka/server/timetable/sheet"
)

// Limits of a list.
const (
	MaxBytes    = 8 << 20
	maxProblems = 100 // that are told
)

// Columns of a list. Only the name, one of birth and identity number, and one guardian's
// phone must be there: class, number and bed may come later, by another file.
const (
	colName, colGender, colBirth, colIDCard = "name", "gender", "birth", "idcard"
	colNumber, colGrade, colClass, colDorm  = "number", "grade", "class", "dorm"
	colSlot, colPhone, colRelation          = "slot", "phone", "relation"
	colKin1, colKin2                        = "kin1", "kin2"
)

// Line is a row of a list.
type Line struct {
	Row                              int
	Name, Gender, Birth, IDTail      string
	Number, Grade, Class, Dorm, Slot string
	Kin                              []intake.Kin
	problem, value                   string // the first thing that is wrong with the row
}

// Problem is a row that is not taken in.
type Problem struct {
	Row         int
	Code, Value string
}

// Read reads CSV or XLSX. Fails with TooLarge file_too_large, Invalid intake_file for what is
// neither, intake_columns without the columns that must be there.
func Read(content []byte) (lines []Line, err error) {
	if len(content) > MaxBytes {
		return nil, fault.New(fault.TooLarge, "file_too_large")
	}
	rows, err := cells(content)
	if err != nil {
		return nil, err
	}
	head, at := header(rows)
	if at < 0 {
		return nil, fault.New(fault.Invalid, "intake_columns")
	}
	for i, row := range rows[at+1:] {
		cell := func(name string) string {
			if c, ok := head[name]; ok && c < len(row) {
				return strings.TrimSpace(strings.ToValidUTF8(row[c], "?"))
			}
			return ""
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		if lines = append(lines, lineOf(at+i+2, cell)); len(lines) > intake.MaxPeople {
			return nil, fault.New(fault.TooLarge, "file_too_large")
		}
	}
	return lines, nil
}

func cells(content []byte) (rows [][]string, err error) {
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		pages, err := sheet.Cells(content)
		for _, p := range pages {
			if len(p) > 0 {
				return p, nil
			}
		}
		return nil, err
	}
	text, _, err := roster.Decode(content)
	if err != nil {
		return nil, fault.New(fault.Invalid, "intake_file")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	if line, _, _ := strings.Cut(text, "\n"); strings.Count(line, "\t") > strings.Count(line, ",") {
		r.Comma = '\t'
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "intake_file")
		}
		rows = append(rows, row)
	}
}

// header finds the row of headings among the first five; -1 without one that has all that is
// needed.
func header(rows [][]string) (head map[string]int, at int) {
	for i, row := range rows[:min(len(rows), 5)] {
		head = map[string]int{}
		for c, cell := range row {
			plain := strings.ToLower(strings.Map(func(r rune) rune {
				if strings.ContainsRune(" *_\t\u3000\ufeff", r) {
					return -1
				}
				return r
			}, cell))
			if name := headings[plain]; name != "" {
				if _, twice := head[name]; !twice {
					head[name] = c
				}
			}
		}
		_, named := head[colName]
		_, birth := head[colBirth]
		_, card := head[colIDCard]
		_, phone := head[colKin1+colPhone]
		if named && phone && (birth || card) {
			return head, i
		}
	}
	return nil, -1
}

func lineOf(row int, cell func(string) string) Line {
	l := Line{Row: row, Name: campus.CleanName(cell(colName)), Gender: genderOf(strings.ToLower(cell(colGender))), Birth: intake.Day(cell(colBirth)), IDTail: intake.Tail(cell(colIDCard)),
		Number: cell(colNumber), Grade: cell(colGrade), Class: cell(colClass), Dorm: campus.CleanName(cell(colDorm)), Slot: cell(colSlot)}
	bad := func(code, value string) {
		if l.problem == "" {
			l.problem, l.value = code, value
		}
	}
	if _, fine := intake.Clean(l.Name, 40); l.Name == "" || !fine {
		bad("intake_row_name", l.Name)
	}
	if l.Birth == "" && cell(colBirth) != "" {
		bad("intake_row_birth", cell(colBirth))
	}
	if l.IDTail == "" && cell(colIDCard) != "" {
		bad("intake_row_id", "")
	}
	if l.Birth == "" && l.IDTail == "" {
		bad("intake_row_proof", "")
	}
	for _, text := range []string{l.Number, l.Grade, l.Class, l.Dorm} {
		if _, fine := intake.Clean(text, 60); !fine {
			bad("intake_text", "")
		}
	}
	if len(l.Slot) == 4 {
		l.Slot = "0" + l.Slot // 9:30
	}
	if l.Slot != "" && !intake.ValidSlot(l.Slot) {
		bad("intake_slot", l.Slot)
	}
	for n, col := range []string{colKin1, colKin2} {
		name, written := campus.CleanName(cell(col+colName)), cell(col+colPhone)
		if name == "" && written == "" {
			continue
		}
		phone, is := campus.CleanPhone(written)
		if !is || phone == "" {
			bad("intake_row_phone", written)
		}
		if _, fine := intake.Clean(name, 40); name == "" || !fine {
			bad("intake_row_kin", name)
		}
		l.Kin = append(l.Kin, intake.Kin{N: n + 1, Name: name, Phone: phone, Relation: relationOf(strings.ToLower(cell(col + colRelation)))})
	}
	if len(l.Kin) == 0 {
		bad("intake_row_phone", "")
	}
	return l
}

// Plan is what a list would do.
type Plan struct {
	New, Changed, Same int
	WithoutClass       int
	Problems           []Problem
	MoreProblems       int // beyond those that are told
	add                []Line
	change             []change
}

type change struct {
	was  intake.Applicant
	line Line
}

func (p *Plan) bad(row int, code, value string) {
	if len(p.Problems) >= maxProblems {
		p.MoreProblems++
		return
	}
	p.Problems = append(p.Problems, Problem{Row: row, Code: code, Value: value})
}

// key is by what a row of a later file is the same applicant: the name and a phone of the
// family. Numbers and classes may come later, so they are none.
func key(name, phone string) string { return campus.Fold(name) + "\x00" + phone }

// Look reads what lines would do to an intake.
func Look(ctx context.Context, q bun.IDB, in intake.Intake, lines []Line) (*Plan, error) {
	have, _, err := intake.Applicants(ctx, q, in.ID, intake.Filter{}, intake.MaxPeople+1, 0)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(have))
	for i, a := range have {
		ids[i] = a.ID
	}
	kin, err := intake.Families(ctx, q, ids...)
	if err != nil {
		return nil, err
	}
	classes, err := campus.Classes(ctx, q, in.SchoolID)
	if err != nil {
		return nil, err
	}
	known, byKey, phones := map[string]campus.Class{}, map[string]intake.Applicant{}, map[string]string{}
	for _, c := range classes {
		for _, k := range campus.ClassKeys(c.Grade, c.Name) {
			known[k] = c
		}
	}
	for _, a := range have {
		for _, k := range kin[a.ID] {
			byKey[key(a.Name, k.Phone)] = a
			phones[k.Phone] = campus.Fold(k.Name)
		}
	}
	p, seen := &Plan{}, map[string]bool{}
	for _, l := range lines {
		p.take(l, known, byKey, phones, seen)
	}
	if len(have)+p.New > intake.MaxPeople {
		return nil, fault.New(fault.TooLarge, "file_too_large")
	}
	return p, nil
}

func (p *Plan) take(l Line, known map[string]campus.Class, byKey map[string]intake.Applicant, phones map[string]string, seen map[string]bool) {
	if l.problem != "" {
		p.bad(l.Row, l.problem, l.value)
		return
	}
	classID := ""
	if l.Class != "" {
		c, ok := known[strings.ToUpper(campus.WithoutBlanks(l.Grade+l.Class))]
		if !ok {
			c, ok = known[strings.ToUpper(campus.WithoutBlanks(l.Class))]
		}
		if !ok {
			p.bad(l.Row, "intake_row_class", l.Grade+l.Class)
			return
		}
		classID, l.Grade = c.ID, c.Grade
	}
	var was intake.Applicant
	for _, k := range l.Kin {
		if name, taken := phones[k.Phone]; taken && name != campus.Fold(k.Name) {
			p.bad(l.Row, "intake_row_other", k.Phone) // the phone of another family
			return
		}
		if seen[key(l.Name, k.Phone)] {
			p.bad(l.Row, "intake_row_twice", l.Name)
			return
		}
		if a, there := byKey[key(l.Name, k.Phone)]; there {
			was = a
		}
	}
	for _, k := range l.Kin {
		seen[key(l.Name, k.Phone)], phones[k.Phone] = true, campus.Fold(k.Name)
	}
	l.Class = classID
	if classID == "" && was.ClassID == "" {
		p.WithoutClass++
	}
	if was.ID == "" {
		p.New, p.add = p.New+1, append(p.add, l)
		return
	}
	is := merged(was, l)
	if is == was || was.State == intake.Enrolled {
		p.Same++
		return
	}
	p.Changed, p.change = p.Changed+1, append(p.change, change{was, l})
}

// merged is an applicant after another file: what the file leaves empty stays.
func merged(a intake.Applicant, l Line) intake.Applicant {
	for _, f := range []struct {
		to   *string
		text string
	}{{&a.Number, l.Number}, {&a.Grade, l.Grade}, {&a.ClassID, l.Class}, {&a.Dorm, l.Dorm}, {&a.Slot, l.Slot}} {
		if f.text != "" {
			*f.to = f.text
		}
	}
	return a
}

// Import takes lines in, except those that have a problem. What the plan says is done.
func Import(ctx context.Context, s *intake.Service, a allow.Actor, id string, lines []Line) (p *Plan, err error) {
	err = s.Act(ctx, a, id, func(ctx context.Context, tx *db.Tx, in intake.Intake) error {
		if p, err = Look(ctx, tx, in, lines); err != nil {
			return err
		}
		var list, told []intake.Applicant
		var kin []family
		for _, l := range p.add {
			one := intake.Applicant{ID: db.NewID(), SchoolID: in.SchoolID, IntakeID: in.ID, Number: l.Number, Name: l.Name, Gender: l.Gender, Birth: l.Birth, IDTail: l.IDTail,
				Grade: l.Grade, ClassID: l.Class, Dorm: l.Dorm, Slot: l.Slot, State: intake.Expected, Pass: secret.Code(16)}
			list = append(list, one)
			for _, k := range l.Kin {
				kin = append(kin, family{ApplicantID: one.ID, Kin: k})
			}
		}
		if err := insertApplicants(ctx, tx, list); err != nil {
			return err
		}
		if err := insertKin(ctx, tx, in.SchoolID, kin); err != nil {
			return err
		}
		for _, c := range p.change {
			is := merged(c.was, c.line)
			moved := is.ClassID != c.was.ClassID || is.Dorm != c.was.Dorm
			if moved {
				is.PlaceVersion++
			}
			if err := intake.UpdatePlace(ctx, tx, is); err != nil {
				return err
			}
			if moved && in.Revealed(tx.NowMS()) {
				told = append(told, is)
			}
		}
		for _, is := range told { // the outbox comes after all rows of the intake
			if err := intake.Tell(ctx, tx, in, intake.NoticePlace, is.PlaceVersion, "", is.ID); err != nil {
				return err
			}
		}
		return s.Noted(ctx, tx, a.Name(), in, "", "freshmen.imported", map[string]any{"new": p.New, "changed": p.Changed, "problems": len(p.Problems) + p.MoreProblems})
	})
	return p, err
}
