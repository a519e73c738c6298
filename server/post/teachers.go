package post

import (
	"context"
	"io"
	"slices"

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
