package post

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/roster"
)

// Reasons of problems in a teachers' file beside those of package roster. Detail
// holds what is named in brackets.
const (
	TeacherNew      = "teacher_new"       // notice: not on record, is added
	TeacherOther    = "teacher_other"     // [name] the number is on record for somebody of another name
	NumberOfPupil   = "number_of_pupil"   // a pupil has the number
	NumberOther     = "number_other"      // [number] phone and name are on record with another number
	PhoneOther      = "phone_other"       // the phone is on record under another name
	ClassUnknown    = "class_unknown"     // [cell] the school has no such class
	ClassTwoHeads   = "class_two_heads"   // [other line] another row has this class, too
	ClassHasTeacher = "class_has_teacher" // [name] the class has a class teacher who is not in the file
	ChipResting     = "chip_resting"      // the chip ended within two weeks
)

// What a row changes.
type What string

const (
	Added   What = "added"  // a person with the role of a teacher
	Role    What = "role"   // the role of a teacher
	Number  What = "number" // the number
	Phone   What = "phone"  // the phone
	Given   What = "given"  // a post
	Ended   What = "ended"  // a post
	NewChip What = "chip"   // the chip of the card
)

// Change is one thing that a teachers' file does to the books.
type Change struct {
	Line    int
	Name    string // whose
	What    What
	Kind    allow.Post // of Given and Ended
	Of      string     // the class
	Subject string
}

// Imported is what a teachers' file does, or has done. If it was not applied,
// Problems says whether it could be.
type Imported struct {
	Rows     int
	Changes  []Change
	Problems []roster.Problem
	Ignored  []string // columns with unknown headings
	Applied  bool
	People   []string // whose rights have moved
}

// Chips links chips to cards; package card does it.
type Chips interface {
	LinkIn(ctx context.Context, tx *db.Tx, actor allow.Actor, cardID, number string) error
}

// CheckTeachers reads a teachers' file and says what it would change and what is
// wrong, line by line. It writes nothing.
func (s *Service) CheckTeachers(ctx context.Context, actor allow.Actor, school string, file io.Reader) (Imported, error) {
	_, res, err := s.planTeachers(ctx, actor, school, file)
	return res, err
}

// ImportTeachers applies a teachers' file, unless a problem forbids it. Teachers
// are known by their staff number. New ones are added; a filled cell of classes is
// the whole truth about this person, an empty one changes nothing, and who is not
// in the file stays as they are. A class that has another class teacher passes to
// the file's only if the other one is in the file, too.
//
// Every row is written in a transaction of its own, so that scans do not wait; the
// same file again changes nothing and finishes what was left. Fails with Conflict
// import_books_changed if somebody else's change came between.
func (s *Service) ImportTeachers(ctx context.Context, actor allow.Actor, school, name string, file io.Reader, chips Chips) (Imported, error) {
	rows, res, err := s.planTeachers(ctx, actor, school, file)
	if err != nil || roster.Blocking(res.Problems) {
		return res, err
	}
	moved := map[string]bool{}
	for _, row := range rows {
		if row.empty() {
			continue
		}
		err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return s.writeRow(ctx, tx, actor, school, row, chips, moved)
		})
		if f := fault.As(err); err != nil && f.Kind != fault.Internal {
			return res, fault.Wrap(fault.Conflict, "import_books_changed", err)
		} else if err != nil {
			return res, err
		}
	}
	for id := range moved {
		res.People = append(res.People, id)
	}
	slices.Sort(res.People)
	res.Applied = true
	return res, s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "teachers.imported", Target: "school:" + school,
			Detail: map[string]any{"file": name, "rows": res.Rows, "changes": len(res.Changes)}})
	})
}

// rowPlan is what one row has to write.
type rowPlan struct {
	roster.Teacher
	person        string // "" is a new one
	unknown       bool   // whom the row is about cannot be said
	number, phone bool
	role          bool
	ends          []held
	gives         []Post
	chip          bool
}

func (r rowPlan) empty() bool {
	return r.person != "" && !r.number && !r.phone && !r.role && !r.chip && len(r.ends)+len(r.gives) == 0
}

func (s *Service) planTeachers(ctx context.Context, actor allow.Actor, school string, file io.Reader) ([]rowPlan, Imported, error) {
	if err := may(actor, school); err != nil {
		return nil, Imported{}, err
	}
	if err := allow.Check(actor, allow.PeopleManage, allow.Target{School: school}); err != nil {
		return nil, Imported{}, err // it adds people
	}
	list, found, err := roster.ParseTeachers(file)
	if err != nil {
		return nil, Imported{}, err
	}
	b, err := s.readTeachers(ctx, school, list.Rows)
	if err != nil {
		return nil, Imported{}, err
	}
	p := planner{teacherBooks: b, ended: map[string]bool{}, heads: map[string]int{}, inFile: map[string]bool{}}
	rows := p.plan(list.Rows)
	res := Imported{Rows: len(list.Rows), Changes: p.changes, Problems: roster.Extend(found, p.problems), Ignored: list.Ignored}
	return rows, res, nil
}

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

// writeRow writes one row and asks again for what the plan took for granted.
func (s *Service) writeRow(ctx context.Context, tx *db.Tx, actor allow.Actor, school string, row rowPlan, chips Chips, moved map[string]bool) error {
	person := row.person
	if person == "" {
		id, err := campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: row.Name, Number: row.Number, Phone: row.Phone})
		if err != nil {
			return err
		}
		person = id
	} else {
		if err := campus.LockPerson(ctx, tx, school, person); err != nil {
			return err
		}
		if err := setTeacher(ctx, tx, school, person, row); err != nil {
			return err
		}
	}
	card := ""
	if row.role {
		_, id, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: person, Role: allow.Teacher})
		if err != nil {
			return err
		}
		card = id
	}
	if row.person == "" || row.number || row.phone || row.role {
		action := "person.changed"
		if row.person == "" {
			action = "person.added"
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: action, Target: "person:" + person, Detail: map[string]any{"role": string(allow.Teacher)}}); err != nil {
			return err
		}
		if err := s.feed.Append(ctx, tx, school, feed.Item{Kind: feed.PersonState, Subject: person, Person: person, Data: `{"action":"` + action + `"}`}); err != nil {
			return err
		}
		moved[person] = true
	}
	for _, h := range row.ends {
		p, err := lock(ctx, tx, school, h.ID)
		if err != nil {
			return err
		}
		if err := s.endAll(ctx, tx, actor, p, func(id string) { moved[id] = true }); err != nil {
			return err
		}
	}
	for _, p := range row.gives {
		p.SchoolID, p.PersonID = school, person
		id, err := Add(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := s.given(ctx, tx, actor, school, id); err != nil {
			return err
		}
		moved[person] = true
	}
	if !row.chip {
		return nil
	}
	if card == "" {
		var err error
		if card, err = teacherCard(ctx, tx, school, person); err != nil {
			return err
		}
	}
	return chips.LinkIn(ctx, tx, actor, card, row.Chip)
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
