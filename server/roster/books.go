package roster

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
)

// books is what the school's records hold before an import, as far as a roster
// can change it, from one snapshot.
type books struct {
	classes  map[classKey]string        // -> id
	people   map[string]*bookPerson     // by id
	numbers  map[string]*bookPerson     // by student or staff number
	phones   map[string][]*bookPerson   // by phone
	kin      map[[2]string]bookKinship  // by adult and child
	byChild  map[string][]bookKinship   // the same, by child
	chips    map[string]bookChip        // live or lost, by number
	replaced map[string]map[string]bool // chip -> people it was taken from
}

type classKey struct{ grade, name string }

type bookPerson struct {
	ID, Name, Phone, Number, Gender string

	member      bool // was ever anything here
	wasStudent  bool
	student     string // open student membership
	class, card string // of it
	parent      bool   // has an open parent membership
	chips       []bookChip
}

type bookKinship struct {
	ID, AdultID, ChildID, Relation string
	Ended                          bool
}

type bookChip struct {
	ID, PersonID, Chip, State string
}

// phone finds who has the phone under this name, and whether anybody has it under another.
func (b *books) phone(phone, name string) (same *bookPerson, other bool) {
	for _, p := range b.phones[phone] {
		if p.Name == name {
			same = p
		} else {
			other = true
		}
	}
	return same, other
}

// readBooks reads them; now, in Unix milliseconds, decides what is open and what
// has ended.
func readBooks(ctx context.Context, q bun.IDB, schoolID string, now int64) (*books, error) {
	b := &books{
		classes:  map[classKey]string{},
		people:   map[string]*bookPerson{},
		numbers:  map[string]*bookPerson{},
		phones:   map[string][]*bookPerson{},
		kin:      map[[2]string]bookKinship{},
		byChild:  map[string][]bookKinship{},
		chips:    map[string]bookChip{},
		replaced: map[string]map[string]bool{},
	}
	classes, err := campus.Classes(ctx, q, schoolID)
	if err != nil {
		return nil, err
	}
	for _, c := range classes {
		b.classes[classKey{c.Grade, c.Name}] = c.ID
	}
	if err := b.readPeople(ctx, q, schoolID); err != nil {
		return nil, err
	}
	if err := b.readMembers(ctx, q, schoolID, now); err != nil {
		return nil, err
	}
	if err := b.readKin(ctx, q, schoolID, now); err != nil {
		return nil, err
	}
	return b, b.readChips(ctx, q, schoolID)
}

func (b *books) readPeople(ctx context.Context, q bun.IDB, schoolID string) error {
	var people []*bookPerson
	err := q.NewRaw(`
		SELECT id, name, COALESCE(phone, '') AS phone, COALESCE(number, '') AS number, gender
		FROM person
		WHERE school_id = ? AND NOT guest AND `+db.Visible("person")+`
		ORDER BY id`,
		schoolID).Scan(ctx, &people)
	for _, p := range people {
		b.people[p.ID] = p
		if p.Number != "" {
			b.numbers[p.Number] = p
		}
		if p.Phone != "" {
			b.phones[p.Phone] = append(b.phones[p.Phone], p)
		}
	}
	return err
}

func (b *books) readMembers(ctx context.Context, q bun.IDB, schoolID string, now int64) error {
	var members []struct {
		ID, PersonID, ClassID, CardID string
		Role                          allow.Role
		Open                          bool
	}
	err := q.NewRaw(`
		SELECT m.id, m.person_id, COALESCE(m.class_id, '') AS class_id, m.role, k.id AS card_id,
			(m.valid_to IS NULL OR m.valid_to > ?) AS open
		FROM membership AS m
		JOIN card AS k ON k.membership_id = m.id
		WHERE m.school_id = ? AND `+db.Visible("m"),
		now, schoolID).Scan(ctx, &members)
	for _, m := range members {
		p := b.people[m.PersonID]
		if p == nil {
			continue
		}
		p.member = true
		p.wasStudent = p.wasStudent || m.Role == allow.Student
		switch {
		case m.Open && m.Role == allow.Student:
			p.student, p.class, p.card = m.ID, m.ClassID, m.CardID
		case m.Open && m.Role == allow.Parent:
			p.parent = true
		}
	}
	return err
}

func (b *books) readKin(ctx context.Context, q bun.IDB, schoolID string, now int64) error {
	var kin []bookKinship
	err := q.NewRaw(`
		SELECT id, adult_id, child_id, relation, (valid_to IS NOT NULL AND valid_to <= ?) AS ended
		FROM guardianship
		WHERE school_id = ? AND `+db.Visible("guardianship"),
		now, schoolID).Scan(ctx, &kin)
	for _, k := range kin {
		b.kin[[2]string{k.AdultID, k.ChildID}] = k
		b.byChild[k.ChildID] = append(b.byChild[k.ChildID], k)
	}
	return err
}

func (b *books) readChips(ctx context.Context, q bun.IDB, schoolID string) error {
	var chips []bookChip
	err := q.NewRaw(`
		SELECT id, person_id, chip, state
		FROM credential
		WHERE school_id = ? AND chip IS NOT NULL AND `+db.Visible("credential"),
		schoolID).Scan(ctx, &chips)
	for _, c := range chips {
		switch c.State {
		case "live", "lost":
			b.chips[c.Chip] = c
			if p := b.people[c.PersonID]; p != nil {
				p.chips = append(p.chips, c)
			}
		default:
			if b.replaced[c.Chip] == nil {
				b.replaced[c.Chip] = map[string]bool{}
			}
			b.replaced[c.Chip][c.PersonID] = true
		}
	}
	return err
}
