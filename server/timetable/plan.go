package timetable

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

// FileLesson is a lesson as a file says it, in its own words.
type FileLesson struct {
	Row     int    // from 1
	Column  string // B, or the heading of a table's column
	Class   string
	Weekday int
	Period  int
	Weeks   Weeks
	Subject string
	Teacher string // name, staff number, or name(number)
	Room    string
}

// FileClass is the title of a grid. A grid without a lesson changes nothing: a
// template that was filled in for some classes must not empty the others.
type FileClass struct {
	Row    int
	Column string
	Class  string
}

// File is a timetable read from a file. What it says holds from a day on, for the
// classes that it has; classes that are not in it stay as they are.
type File struct {
	Lessons  []FileLesson
	Classes  []FileClass // the titles of grids
	Problems []Problem   // of the reader
}

// Problem says what is wrong with a cell of a file.
type Problem struct {
	Row    int
	Column string
	Code   string
	Value  string // what the cell says
	Clash  *Clash // of lesson_clash: A is the row's
}

// maxProblems is how many are listed; Planned.More counts the others.
const maxProblems = 200

// Planned is what a file would change, or has changed.
type Planned struct {
	Term     Term
	From     string
	Lessons  int
	Classes  int
	Same     int // lessons that are there already
	Adds     []Slot
	Ends     []Slot
	Problems []Problem
	More     int
	Applied  bool
}

var errNoLessons = fault.New(fault.Invalid, "file_empty")

func (f File) empty() bool { return len(f.Lessons)+len(f.Problems) == 0 }

// CheckFile says what a file would change from a day on, and what is wrong with it,
// cell by cell. It writes nothing. Fails with Invalid lesson_from for a day in no
// term, and file_empty.
func (s *Service) CheckFile(ctx context.Context, actor allow.Actor, school, from string, f File) (p Planned, err error) {
	if err := allow.Check(actor, allow.TimetableManage, allow.Target{School: school}); err != nil {
		return p, err
	}
	if f.empty() {
		return p, errNoLessons
	}
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		b, err := readBooks(ctx, q, school, from, s.db.Now().UnixMilli())
		if err == nil {
			p = b.plan(f)
		}
		return err
	})
	return p, err
}

// ApplyFile puts a file into effect, all of it or, if there is a problem, nothing.
func (s *Service) ApplyFile(ctx context.Context, actor allow.Actor, school, from string, f File) (p Planned, err error) {
	if f.empty() {
		return p, errNoLessons
	}
	err = s.change(ctx, actor, school, func(ctx context.Context, tx *db.Tx) error {
		b, err := readBooks(ctx, tx, school, from, tx.NowMS())
		if err != nil {
			return err
		}
		p = b.plan(f)
		p.Applied = len(p.Problems) == 0
		if !p.Applied || len(p.Adds)+len(p.Ends) == 0 {
			return nil
		}
		var ends []string
		for _, o := range p.Ends {
			ends = append(ends, o.ID)
		}
		for i := range p.Adds {
			p.Adds[i].ID = db.NewID()
		}
		if err := endSlots(ctx, tx, school, ends, from); err != nil {
			return err
		}
		if err := insertSlots(ctx, tx, school, p.Adds); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, school, feed.TimetableMoved, "timetable.imported", from, b.term.LastDay,
			map[string]any{"from": from, "classes": p.Classes, "added": len(p.Adds), "ended": len(p.Ends)})
	})
	return p, err
}

// plan compares a file with the books. It is pure: what it knows was read before.
func (b books) plan(f File) Planned {
	p := Planned{Term: b.term, From: b.from, Lessons: len(f.Lessons), Problems: slices.Clone(f.Problems)}
	fail := func(row int, column, code, value string, c *Clash) {
		p.Problems = append(p.Problems, Problem{row, column, code, value, c})
	}
	names := b.names()
	inFile, unknown := map[string]bool{}, map[string]bool{}
	for _, c := range f.Classes {
		if names.classes[ClassKey(c.Class)] == "" {
			fail(c.Row, c.Column, "class_unknown", c.Class, nil)
			unknown[ClassKey(c.Class)] = true
		}
	}
	var wants []Slot
	for _, l := range f.Lessons {
		slot := Slot{TermID: b.term.ID, Weekday: l.Weekday, Period: l.Period, Weeks: l.Weeks, Subject: l.Subject, Room: l.Room,
			FromDay: b.from, Row: l.Row, Column: l.Column}
		if err := slot.check(); err != nil {
			fail(l.Row, l.Column, fault.As(err).Code, l.Subject, nil)
			continue
		}
		if slot.ClassID = names.classes[ClassKey(l.Class)]; slot.ClassID == "" {
			if !unknown[ClassKey(l.Class)] { // said at its title, or at its first row
				fail(l.Row, l.Column, "class_unknown", l.Class, nil)
				unknown[ClassKey(l.Class)] = true
			}
			continue
		}
		inFile[slot.ClassID] = true
		code := ""
		if slot.Teacher, code = names.teacher(l.Teacher); code != "" {
			fail(l.Row, l.Column, code, l.Teacher, nil)
			continue
		}
		if err := b.complete(&slot); err != nil {
			fail(l.Row, l.Column, fault.As(err).Code, periodText(l.Period), nil)
			continue
		}
		wants = append(wants, slot)
	}
	p.Classes = len(inFile)
	var stays []Slot // what is there and remains: of other classes, and what the file says again
	for _, o := range b.slots {
		if !inFile[o.ClassID] || o.UntilDay != "" && o.UntilDay < b.from {
			stays = append(stays, o)
			continue
		}
		i := slices.IndexFunc(wants, func(w Slot) bool { return w.ID == "" && w.sameLesson(o) })
		if i >= 0 && o.FromDay <= b.from && o.UntilDay == "" {
			wants[i].ID = o.ID
			o.Row, o.Column = wants[i].Row, wants[i].Column
			stays = append(stays, o)
			p.Same++
			continue
		}
		p.Ends = append(p.Ends, o)
	}
	for _, w := range wants {
		if w.ID == "" {
			p.Adds = append(p.Adds, w)
		}
	}
	b.clashes(append(stays, p.Adds...), fail)
	slices.SortStableFunc(p.Problems, func(a, b Problem) int { return a.Row - b.Row })
	p.More = max(0, len(p.Problems)-maxProblems)
	p.Problems = p.Problems[:min(len(p.Problems), maxProblems)]
	return p
}

// clashes reports those of a list that a row of the file has part in: at the later
// row of two.
func (b books) clashes(list []Slot, fail func(row int, column, code, value string, c *Clash)) {
	for _, c := range Clashes(b.term, b.periods, list) {
		if c.A.Row < c.B.Row || c.A.Row == c.B.Row && c.A.Column < c.B.Column {
			c.A, c.B = c.B, c.A
		}
		if c.A.Row > 0 {
			fail(c.A.Row, c.A.Column, "lesson_clash", c.A.Subject, &c)
		}
	}
}

// names finds what a file calls classes and teachers.
type names struct {
	classes  map[string]string   // ways to write a class -> id; "" if it means two
	numbers  map[string]string   // staff number in capitals -> person
	teachers map[string][]string // folded name -> people
}

func (b books) names() names {
	n := names{classes: map[string]string{}, numbers: map[string]string{}, teachers: map[string][]string{}}
	for _, c := range b.classes {
		for _, key := range append(campus.ClassKeys(c.Grade, c.Name), ClassKey(c.Grade+c.Name)) {
			if other, twice := n.classes[key]; twice && other != c.ID {
				n.classes[key] = ""
			} else {
				n.classes[key] = c.ID
			}
		}
	}
	for _, t := range b.teachers {
		if t.Number != "" {
			n.numbers[strings.ToUpper(t.Number)] = t.ID
		}
		n.teachers[campus.Fold(t.Name)] = append(n.teachers[campus.Fold(t.Name)], t.ID)
	}
	return n
}

// ClassKey is how a class is looked up: without blanks, in capitals.
func ClassKey(s string) string { return strings.ToUpper(campus.WithoutBlanks(s)) }

// teacher finds whom a cell names: by the number behind the name in brackets, by the
// name alone, by the number alone; "" without a code for an empty cell. The code
// says teacher_unknown or teacher_several.
func (n names) teacher(cell string) (id, code string) {
	cell = campus.CleanName(cell)
	if cell == "" {
		return "", ""
	}
	if name, rest, ok := strings.Cut(cell, "("); ok && strings.HasSuffix(rest, ")") {
		id := n.numbers[strings.ToUpper(strings.TrimSuffix(rest, ")"))]
		if id != "" && slices.Contains(n.teachers[campus.Fold(name)], id) {
			return id, ""
		}
	}
	switch list := n.teachers[campus.Fold(cell)]; {
	case len(list) == 1:
		return list[0], ""
	case len(list) > 1:
		return "", "teacher_several"
	}
	if id := n.numbers[strings.ToUpper(campus.WithoutBlanks(cell))]; id != "" {
		return id, ""
	}
	return "", "teacher_unknown"
}
