package campus

import (
	"context"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
)

var (
	errNoPerson     = fault.New(fault.NotFound, "person_not_found")
	errNoClass      = fault.New(fault.NotFound, "class_not_found")
	errNoMembership = fault.New(fault.NotFound, "membership_not_found")
)

func newID() string { return db.NewID() }

// AddPerson adds a person to the school's books and returns the id. A number,
// or a phone with the same name, that the school already has is a Conflict.
func AddPerson(ctx context.Context, tx *db.Tx, p Person) (id string, err error) {
	p.Name = CleanName(p.Name)
	if p.Name == "" || p.SchoolID == "" {
		return "", fault.New(fault.Invalid, "person_name")
	}
	p.ID, p.Folded, p.CreatedAt = newID(), Fold(p.Name), tx.NowMS()
	if p.State == "" {
		p.State = "active"
	}
	p.StateAt = p.CreatedAt
	if _, err := tx.NewInsert().Model(&p).Exec(ctx); err != nil {
		return "", unique(err, "person_exists")
	}
	return p.ID, nil
}

// AddGuest makes a person who is nobody of the roster: without a membership, in no
// list of people.
func AddGuest(ctx context.Context, tx *db.Tx, school, name string) (id string, err error) {
	id = newID()
	_, err = tx.NewRaw(`
		INSERT INTO person (id, school_id, name, folded, gender, state, state_at, guest, created_at)
		VALUES (?, ?, ?, ?, '', 'active', ?, TRUE, ?)`,
		id, school, name, Fold(name), tx.NowMS(), tx.NowMS()).Exec(ctx)
	return id, err
}

// AddMembership makes the person a member and gives the membership its card.
// ValidFrom 0 is now. The person and the class must be of the school; an open
// membership of the same role is a Conflict.
func AddMembership(ctx context.Context, tx *db.Tx, m Membership) (membershipID, cardID string, err error) {
	if err := LockPerson(ctx, tx, m.SchoolID, m.PersonID); err != nil {
		return "", "", err
	}
	if m.ClassID != "" {
		if err := ownClass(ctx, tx, m.SchoolID, m.ClassID); err != nil {
			return "", "", err
		}
	}
	var open int
	if err := tx.NewRaw(`
		SELECT count(*)
		FROM membership
		WHERE person_id = ? AND role = ? AND (valid_to IS NULL OR valid_to > ?)`,
		m.PersonID, m.Role, tx.NowMS()).Scan(ctx, &open); err != nil {
		return "", "", err
	}
	if open > 0 {
		return "", "", fault.New(fault.Conflict, "membership_exists")
	}
	m.ID, m.CreatedAt = newID(), tx.NowMS()
	if m.ValidFrom == 0 {
		m.ValidFrom = m.CreatedAt
	}
	if _, err := tx.NewInsert().Model(&m).Exec(ctx); err != nil {
		return "", "", err
	}
	c := NewCard(m, tx.NowMS())
	_, err = tx.NewInsert().Model(&c).Exec(ctx)
	return m.ID, c.ID, err
}

// EndMembership ends a membership at the given instant, or now if it is 0. It
// bumps the school's policy first: a right taken away must not live on in a
// cache.
func EndMembership(ctx context.Context, tx *db.Tx, schoolID, membershipID string, at int64) error {
	if at == 0 {
		at = tx.NowMS()
	}
	if err := BumpPolicy(ctx, tx, schoolID); err != nil {
		return err
	}
	res, err := tx.NewRaw(`
		UPDATE membership
		SET valid_to = ?
		WHERE id = ? AND school_id = ? AND (valid_to IS NULL OR valid_to > ?)`,
		at, membershipID, schoolID, at).Exec(ctx)
	if err != nil {
		return err
	}
	if err := db.OneRow(res, errNoMembership); err != nil {
		return err
	}
	return endKin(ctx, tx, membershipID, at)
}

// endKin ends what an adult may do for children with the last role as a parent.
func endKin(ctx context.Context, tx *db.Tx, membership string, at int64) error {
	_, err := tx.NewRaw(`
		UPDATE guardianship
		SET valid_to = ?1
		WHERE (valid_to IS NULL OR valid_to > ?1)
			AND EXISTS (
				SELECT 1
				FROM membership m
				WHERE m.id = ?0 AND m.role = 'parent' AND m.person_id = guardianship.adult_id
					AND m.school_id = guardianship.school_id
					AND NOT EXISTS (
						SELECT 1
						FROM membership o
						WHERE o.person_id = m.person_id AND o.role = 'parent' AND o.id <> m.id
							AND o.valid_from <= ?1 AND (o.valid_to IS NULL OR o.valid_to > ?1)))`,
		membership, at).Exec(ctx)
	return err
}

// resumeKin takes endKin back: the guardianships that ended in the same instant.
func resumeKin(ctx context.Context, tx *db.Tx, m Membership) error {
	if m.Role != allow.Parent {
		return nil
	}
	_, err := tx.NewRaw(`
		UPDATE guardianship
		SET valid_to = NULL
		WHERE adult_id = ? AND school_id = ? AND valid_to = ?`,
		m.PersonID, m.SchoolID, m.ValidTo).Exec(ctx)
	return err
}

// AddGuardianship joins an adult to a child of the same school. A second one
// of the same pair is a Conflict.
func AddGuardianship(ctx context.Context, tx *db.Tx, g Guardianship) (id string, err error) {
	if g.AdultID == g.ChildID {
		return "", fault.New(fault.Invalid, "guardianship_of_self")
	}
	for _, p := range []string{min(g.AdultID, g.ChildID), max(g.AdultID, g.ChildID)} {
		if err := LockPerson(ctx, tx, g.SchoolID, p); err != nil {
			return "", err
		}
	}
	g.ID, g.CreatedAt = newID(), tx.NowMS()
	if g.ValidFrom == 0 {
		g.ValidFrom = g.CreatedAt
	}
	if _, err := tx.NewInsert().Model(&g).Exec(ctx); err != nil {
		return "", unique(err, "guardianship_exists")
	}
	return g.ID, nil
}

// AddClass adds a class; one that the school already has is a Conflict.
func AddClass(ctx context.Context, tx *db.Tx, schoolID, grade, name string) (id string, err error) {
	c := Class{ID: newID(), SchoolID: schoolID, Grade: grade, Name: name, CreatedAt: tx.NowMS()}
	if _, err := tx.NewInsert().Model(&c).Exec(ctx); err != nil {
		return "", unique(err, "class_exists")
	}
	return c.ID, nil
}

// LockPerson takes the lock of a person's row, which every scan of the person
// takes, too; it comes after the school's and before those of credentials and
// cards. NotFound person_not_found unless the person is a visible one of the school.
func LockPerson(ctx context.Context, tx *db.Tx, schoolID, id string) error {
	// An update that changes nothing takes the row lock on both engines.
	res, err := tx.NewRaw(`
		UPDATE person
		SET state = state
		WHERE id = ? AND school_id = ? AND `+db.Visible("person"),
		id, schoolID).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errNoPerson)
}

func ownClass(ctx context.Context, tx *db.Tx, schoolID, id string) error {
	var one int
	err := tx.NewRaw(`
		SELECT 1
		FROM class
		WHERE id = ? AND school_id = ? AND `+db.Visible("class"),
		id, schoolID).Scan(ctx, &one)
	return db.One(err, errNoClass)
}

func unique(err error, code string) error {
	if db.IsUnique(err) {
		return fault.New(fault.Conflict, code)
	}
	return err
}
