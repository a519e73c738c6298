package post

import (
	"cmp"
	"slices"
	"strings"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/roster"
)

// planner turns rows into plans. It is pure: what it knows was read before.
type planner struct {
	teacherBooks
	inFile   map[string]bool // people of the rows
	heads    map[string]int  // line that has the class in 班主任
	ended    map[string]bool // posts that some row ends
	changes  []Change
	problems []roster.Problem
}

func (p *planner) fail(t roster.Teacher, column, reason, detail string) {
	p.problems = append(p.problems, roster.Problem{Line: t.Line, Column: t.Head(column), Reason: reason, Detail: detail, Severity: roster.Error})
}

func (p *planner) change(t roster.Teacher, what What) {
	p.changes = append(p.changes, Change{Line: t.Line, Name: t.Name, What: what})
}

func (p *planner) plan(list []roster.Teacher) []rowPlan {
	rows := make([]rowPlan, 0, len(list))
	for _, t := range list { // who is who comes first: a class may pass on to a later row
		row := rowPlan{Teacher: t}
		if t.Number != "" && t.Name != "" {
			row.person = p.identify(&row)
			if row.person != "" {
				p.inFile[row.person] = true
			}
		}
		rows = append(rows, row)
	}
	for i := range rows {
		row := &rows[i]
		if row.Number == "" || row.Name == "" || row.unknown {
			continue // its own problem says so
		}
		switch who := p.people[row.person]; {
		case row.person == "":
			p.problems = append(p.problems, roster.Problem{Line: row.Line, Column: row.Head(roster.TeacherNumber), Reason: TeacherNew, Severity: roster.Notice})
			row.role = true
			p.change(row.Teacher, Added)
		case !who.Teacher:
			row.role = true
			p.change(row.Teacher, Role)
		}
		if row.number {
			p.change(row.Teacher, Number)
		}
		if row.phone {
			p.change(row.Teacher, Phone)
		}
		p.classes(row)
		p.chips(row)
	}
	slices.SortStableFunc(p.changes, func(a, b Change) int { return cmp.Compare(a.Line, b.Line) })
	return rows
}

// identify finds whom a row is about: by the number, else by phone and name of
// somebody without a number; "" is somebody new.
func (p *planner) identify(row *rowPlan) string {
	t := row.Teacher
	if who := p.numbers[t.Number]; who != nil {
		switch {
		case who.Student:
			p.fail(t, roster.TeacherNumber, NumberOfPupil, "")
		case campus.Fold(who.Name) != campus.Fold(t.Name):
			p.fail(t, roster.TeacherName, TeacherOther, who.Name)
		}
		if t.Phone != "" && t.Phone != who.Phone {
			if same := p.byPhone(t.Phone, t.Name); same != nil && same.ID != who.ID {
				p.fail(t, roster.TeacherPhone, NumberOther, same.Number)
			}
			row.phone = true
		}
		return who.ID
	}
	if t.Phone == "" {
		return ""
	}
	who := p.byPhone(t.Phone, t.Name)
	switch {
	case who == nil && len(p.phones[t.Phone]) > 0:
		p.fail(t, roster.TeacherPhone, PhoneOther, "")
		row.unknown = true
		return ""
	case who == nil:
		return ""
	case who.Student:
		p.fail(t, roster.TeacherPhone, NumberOfPupil, "")
	case who.Number != "":
		p.fail(t, roster.TeacherNumber, NumberOther, who.Number)
	}
	row.number = true
	return who.ID
}

func (p *planner) byPhone(phone, name string) *bookTeacher {
	for _, who := range p.phones[phone] {
		if campus.Fold(who.Name) == campus.Fold(name) {
			return who
		}
	}
	return nil
}

// classes plans the posts of a row's two cells of classes.
func (p *planner) classes(row *rowPlan) {
	t := row.Teacher
	heads := map[string]bool{}
	for _, cell := range t.Heads {
		class, subject, ok := p.class(cell)
		if !ok || subject != "" {
			p.fail(t, roster.TeacherHeads, ClassUnknown, cell)
			continue
		}
		if other, twice := p.heads[class]; twice {
			if other != t.Line {
				p.fail(t, roster.TeacherHeads, ClassTwoHeads, itoa(other))
			}
			continue
		}
		p.heads[class], heads[class] = t.Line, true
	}
	teaches, subjects := map[string]bool{}, [][2]string{}
	for _, cell := range t.Teaches {
		class, subject, ok := p.class(cell)
		if !ok {
			p.fail(t, roster.TeacherTeaches, ClassUnknown, cell)
			continue
		}
		teaches[class] = true
		if !slices.Contains(subjects, [2]string{class, subject}) {
			subjects = append(subjects, [2]string{class, subject})
		}
	}
	for _, h := range p.posts {
		if h.PersonID != row.person || row.person == "" {
			continue
		}
		if h.Kind == allow.ClassTeacher && len(t.Heads) > 0 && !heads[h.OfID] || h.Kind == allow.SubjectTeacher && len(t.Teaches) > 0 && !teaches[h.OfID] {
			p.end(row, h)
		}
	}
	for _, class := range sortedKeys(heads) {
		mine := false
		for _, h := range p.posts {
			switch {
			case h.Kind != allow.ClassTeacher || h.OfID != class:
			case h.PersonID == row.person:
				mine = true
			case p.inFile[h.PersonID]:
				p.end(row, h)
			default:
				p.fail(t, roster.TeacherHeads, ClassHasTeacher, h.Name)
			}
		}
		if !mine {
			p.give(row, allow.ClassTeacher, allow.OfClass, class, "")
		}
	}
	for _, s := range subjects {
		has := slices.ContainsFunc(p.posts, func(h held) bool {
			return h.Kind == allow.SubjectTeacher && h.PersonID == row.person && h.OfID == s[0] && (s[1] == "" || h.Subject == s[1])
		})
		if !has {
			p.give(row, allow.SubjectTeacher, allow.OfSubject, s[0], s[1])
		}
	}
}

func (p *planner) end(row *rowPlan, h held) {
	row.ends = append(row.ends, h)
	if !p.ended[h.ID] {
		p.ended[h.ID] = true
		p.changes = append(p.changes, Change{Line: row.Line, Name: h.Name, What: Ended, Kind: h.Kind, Of: p.names[h.OfID], Subject: h.Subject})
	}
}

func (p *planner) give(row *rowPlan, kind allow.Post, of allow.Of, class, subject string) {
	row.gives = append(row.gives, Post{Kind: kind, OfWhat: of, OfID: class, Subject: subject})
	p.changes = append(p.changes, Change{Line: row.Line, Name: row.Name, What: Given, Kind: kind, Of: p.names[class], Subject: subject})
}

// chips plans the row's chip; an empty cell changes nothing.
func (p *planner) chips(row *rowPlan) {
	if row.Chip == "" {
		return
	}
	if known := p.credentials[row.Chip]; len(known) > 0 { // the live one first, then a lost one
		switch c := known[0]; {
		case c.PersonID == row.person && c.State == "live" && c.Role == string(allow.Teacher):
		case c.State == "live" || c.State == "lost":
			p.fail(row.Teacher, roster.TeacherChip, roster.ChipTaken, "")
		default:
			p.fail(row.Teacher, roster.TeacherChip, ChipResting, "")
		}
		return
	}
	row.chip = true
	p.change(row.Teacher, NewChip)
}

// class finds the class that a cell names, in one of the ways in which people write
// it, and the subject behind it.
func (p *planner) class(cell string) (id, subject string, ok bool) {
	text := campus.WithoutBlanks(cell)
	upper := strings.ToUpper(text)
	if len(upper) != len(text) {
		text = upper
	}
	best := ""
	for key := range p.keys {
		if len(key) > len(best) && strings.HasPrefix(upper, key) {
			best = key
		}
	}
	if best == "" || p.keys[best] == "" {
		return "", "", false
	}
	subject = strings.Trim(text[len(best):], "()（）:：-")
	return p.keys[best], subject, !strings.ContainsAny(subject, "班0123456789") && len([]rune(subject)) <= 20
}
