package roster

import (
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
)

// plan is everything an import will write: new rows, which insert writes while
// nothing shows them, and changes to rows that exist, which flip makes.
type plan struct {
	classes []campus.Class
	people  []campus.Person
	members []campus.Membership
	cards   []campus.CardRow
	kin     []campus.Guardianship
	chips   []campus.Credential

	renamed   []renamed
	moved     [][2]string         // membership, class
	related   [][2]string         // guardianship, relation
	discarded []string            // chip credentials that become 'replaced'
	rebound   []campus.Credential // chips whose number one of the discarded still holds

	counts Counts
}

type renamed struct{ id, name, gender string }

func (p *plan) inserts() int {
	return len(p.classes) + len(p.people) + len(p.members) + len(p.cards) + len(p.kin) + len(p.chips)
}

func (p *plan) updates() int {
	return len(p.renamed) + len(p.moved) + len(p.related) + len(p.discarded) + len(p.rebound)
}

// planner compares a roster with the records. It is pure.
type planner struct {
	plan
	books    *books
	roster   *Roster
	found    *problems
	school   string
	importID string
	now      int64

	newClasses map[classKey]string
	newAdults  map[[2]string]string // phone, name -> id
	counted    map[string]bool      // classes and adults
	kinSeen    map[string]bool      // guardianships on record that the file names
}

func makePlan(
	b *books, r *Roster, found *problems, opts ImportOptions, school, importID string, now int64,
) *plan {
	pl := &planner{
		books: b, roster: r, found: found, school: school, importID: importID, now: now,
		newClasses: map[classKey]string{},
		newAdults:  map[[2]string]string{},
		counted:    map[string]bool{},
		kinSeen:    map[string]bool{},
	}
	r.checkPhones(found, func(phone, name string) (same, other bool) {
		p, other := b.phone(phone, name)
		return p != nil, other
	}, opts.Separate)
	pl.singlePupilClasses()
	inFile := map[string]bool{}
	for i := range r.rows {
		inFile[r.rows[i].Number] = true
	}
	for i := range r.Pupils {
		pl.pupil(&r.Pupils[i])
	}
	for _, p := range b.people {
		if p.student != "" && !inFile[p.Number] {
			pl.counts.MissingStudents++
		}
	}
	return &pl.plan
}

// singlePupilClasses leaves a notice for a new class of one pupil in a roster of
// many: most often somebody mistyped the number of a class that exists.
func (pl *planner) singlePupilClasses() {
	if len(pl.roster.rows) < 100 {
		return
	}
	size, line := map[classKey]int{}, map[classKey]int{}
	for _, p := range pl.roster.rows {
		k := classKey{p.Grade, p.Class}
		size[k]++
		line[k] = p.Line
	}
	for k, n := range size {
		_, known := pl.books.classes[k]
		wellFormed := gradeForm.MatchString(k.grade) && classForm.MatchString(k.name)
		if n == 1 && !known && wellFormed {
			pl.found.add(line[k], pl.roster.columns.head("班级"), ClassOfOne, k.grade+k.name, Notice)
		}
	}
}

// pupil plans one row of the file.
func (pl *planner) pupil(p *Pupil) {
	class := pl.class(p)
	old := pl.books.numbers[p.Number]
	if old != nil && old.member && !old.wasStudent {
		pl.found.add(p.Line, pl.roster.columns.head("学号"), NumberOfStaff, "", Error)
		return
	}
	var id, card string
	if old == nil {
		pl.counts.Students.Added++
		id = pl.person(campus.Person{Name: p.Name, Number: p.Number, Gender: p.Gender})
		card = pl.member(id, allow.Student, class)
	} else {
		id, card = old.ID, old.card
		changed := false
		gender := p.Gender
		if gender == "" {
			gender = old.Gender
		}
		if p.Name != old.Name || gender != old.Gender {
			pl.renamed, changed = append(pl.renamed, renamed{id, p.Name, gender}), true
		}
		switch {
		case old.student == "": // came back: a new membership and a new card
			card, changed = pl.member(id, allow.Student, class), true
		case old.class != class:
			pl.moved, changed = append(pl.moved, [2]string{old.student, class}), true
		}
		pl.counts.Students.count(changed)
	}
	for _, g := range p.Guardians {
		pl.guardian(p, id, g)
	}
	for _, k := range pl.books.byChild[id] {
		if !k.Ended && !pl.kinSeen[k.ID] {
			pl.counts.MissingGuardianships++
		}
	}
	pl.chip(p, old, id, card)
}

// class is the id of the row's class, which it plans if the school has none of that name.
func (pl *planner) class(p *Pupil) string {
	k := classKey{p.Grade, p.Class}
	if id, known := pl.books.classes[k]; known {
		if !pl.counted[id] {
			pl.counted[id] = true
			pl.counts.Classes.Unchanged++
		}
		return id
	}
	id := pl.newClasses[k]
	if id == "" {
		id = db.NewID()
		pl.newClasses[k] = id
		pl.classes = append(pl.classes, campus.Class{
			ID: id, SchoolID: pl.school, Grade: k.grade, Name: k.name,
			PendingImport: pl.importID, CreatedAt: pl.now,
		})
		pl.counts.Classes.Added++
	}
	return id
}

// person plans a new person, and returns the id.
func (pl *planner) person(p campus.Person) string {
	p.ID, p.SchoolID, p.Folded, p.State = db.NewID(), pl.school, campus.Fold(p.Name), "active"
	p.StateAt, p.CreatedAt, p.PendingImport = pl.now, pl.now, pl.importID
	pl.people = append(pl.people, p)
	return p.ID
}

// member plans a membership and its card, and returns the card.
func (pl *planner) member(person string, role allow.Role, class string) string {
	m := campus.Membership{
		ID: db.NewID(), SchoolID: pl.school, PersonID: person, Role: role, ClassID: class,
		ValidFrom: pl.now, PendingImport: pl.importID, CreatedAt: pl.now,
	}
	c := campus.NewCard(m, pl.now)
	pl.members, pl.cards = append(pl.members, m), append(pl.cards, c)
	return c.ID
}

// guardian plans one adult of the row and the guardianship. The adult is
// identified by phone and name. The rights of a guardianship that exists are never
// changed: somebody may have set them by hand for a reason.
func (pl *planner) guardian(p *Pupil, child string, g Guardian) {
	key := [2]string{g.Phone, g.Name}
	same, _ := pl.books.phone(g.Phone, g.Name)
	adult := pl.newAdults[key]
	switch {
	case same != nil:
		adult = same.ID
		if !pl.counted[adult] {
			pl.counted[adult] = true
			if !same.parent {
				pl.member(adult, allow.Parent, "")
			}
			pl.counts.Guardians.count(!same.parent)
		}
	case adult == "":
		adult = pl.person(campus.Person{Name: g.Name, Phone: g.Phone})
		pl.newAdults[key] = adult
		pl.member(adult, allow.Parent, "")
		pl.counts.Guardians.Added++
	}
	if adult == child {
		pl.found.add(p.Line, g.column, GuardianSelf, "", Error)
		return
	}
	old, known := pl.books.kin[[2]string{adult, child}]
	if !known {
		pl.counts.Guardianships.Added++
		pl.kin = append(pl.kin, campus.Guardianship{
			ID: db.NewID(), SchoolID: pl.school, AdultID: adult, ChildID: child,
			Relation: g.Relation, Rights: campus.RightsOf(g.Relation),
			ValidFrom: pl.now, PendingImport: pl.importID, CreatedAt: pl.now,
		})
		return
	}
	pl.kinSeen[old.ID] = true
	changed := false
	switch {
	case old.Ended: // ended by hand; an old file must not open it again
		pl.found.add(p.Line, g.column, GuardianshipEnded, "", Notice)
	case old.Relation != g.Relation:
		pl.related, changed = append(pl.related, [2]string{old.ID, g.Relation}), true
	}
	pl.counts.Guardianships.count(changed)
}

// chip plans the pupil's physical card. An empty cell changes nothing, and a chip
// that was reported lost stays lost.
func (pl *planner) chip(p *Pupil, old *bookPerson, person, card string) {
	if p.Chip == "" {
		return
	}
	column := pl.roster.columns.head("卡号")
	if has, known := pl.books.chips[p.Chip]; known {
		switch {
		case has.PersonID != person:
			pl.found.add(p.Line, column, ChipTaken, "", Error)
		case old.student == "" && has.State == "live": // came back with the chip of the card that ended
			pl.discarded = append(pl.discarded, has.ID)
			pl.rebound = append(pl.rebound, pl.newChip(person, card, p.Chip))
			pl.counts.Chips.Changed++
		default:
			pl.counts.Chips.Unchanged++
		}
		return
	}
	if pl.books.replaced[p.Chip][person] {
		pl.found.add(p.Line, column, ChipReplaced, "", Decide)
		return
	}
	if old != nil && len(old.chips) > 0 {
		for _, c := range old.chips {
			pl.discarded = append(pl.discarded, c.ID)
		}
		pl.counts.Chips.Changed++
	} else {
		pl.counts.Chips.Added++
	}
	c := pl.newChip(person, card, p.Chip)
	c.PendingImport = pl.importID
	pl.chips = append(pl.chips, c)
}

func (pl *planner) newChip(person, card, number string) campus.Credential {
	return campus.NewCredential(campus.Credential{
		SchoolID: pl.school, PersonID: person, CardID: card, Kind: campus.Chip, Chip: number,
	}, pl.now)
}
