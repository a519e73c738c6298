package deliver

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
)

// working joins a person to an account that works; account's actor.go decides by the
// same when the person reads.
const working = `
		JOIN account_person ap ON ap.person_id = p.id AND ap.dormant_at IS NULL
		JOIN account a ON a.id = ap.account_id AND a.disabled_at IS NULL`

// readPeople finds those who have an account that works. Who is suspended may read of it.
// It begins at the accounts of these people: asked the other way round, PostgreSQL goes
// through everybody's until it has statistics.
func readPeople(ctx context.Context, q bun.IDB, r *reach, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	var found []string
	err := q.NewRaw(`
		SELECT ap.person_id
		FROM account_person ap
		JOIN account a ON a.id = ap.account_id
		WHERE ap.person_id IN (?) AND ap.school_id = ? AND ap.dormant_at IS NULL AND a.disabled_at IS NULL AND EXISTS (
			SELECT 1
			FROM person p
			WHERE p.id = ap.person_id AND `+db.Visible("p")+`)`,
		bun.List(ids), r.school).Scan(ctx, &found)
	for _, id := range found {
		r.people[id] = true
	}
	return err
}

type kinRow struct {
	ChildID, AdultID   string
	CanView, CanNotify bool
}

// inForce is a guardianship between two people of the books that is not restricted; it
// takes the instant twice.
const inForce = `p.state = 'active' AND NOT g.restricted AND g.valid_from <= ?
			AND (g.valid_to IS NULL OR g.valid_to > ?)`

// readGuardians reads the adults of children and their rights. A restriction wins, and
// who is suspended or has no account that works has none.
func readGuardians(
	ctx context.Context, q bun.IDB, school string, children []string, now int64,
) (rows []kinRow, err error) {
	if len(children) == 0 {
		return nil, nil
	}
	if err := q.NewRaw(`
		SELECT g.child_id, g.adult_id, g.can_view, g.can_notify
		FROM guardianship g
		JOIN person p ON p.id = g.adult_id
		JOIN person c ON c.id = g.child_id
		WHERE g.school_id = ? AND g.child_id IN (?) AND `+inForce+`
			AND `+db.Visible("g")+` AND `+db.Visible("p")+` AND `+db.Visible("c")+`
		ORDER BY g.child_id, g.adult_id`,
		school, bun.List(children), now, now).Scan(ctx, &rows); err != nil || len(rows) == 0 {
		return nil, err
	}
	adults := map[string]bool{}
	for _, k := range rows {
		adults[k.AdultID] = true
	}
	have := &reach{school: school, people: map[string]bool{}}
	err = readPeople(ctx, q, have, keys(adults))
	return slices.DeleteFunc(rows, func(k kinRow) bool { return !have.people[k.AdultID] }), err
}

// readChildren counts the children of whom each adult is to be told.
func readChildren(ctx context.Context, q bun.IDB, school string, adults []string, now int64) (map[string]int, error) {
	count := map[string]int{}
	if len(adults) == 0 {
		return count, nil
	}
	var rows []kinRow
	err := q.NewRaw(`
		SELECT g.child_id, g.adult_id, g.can_view, g.can_notify
		FROM guardianship g
		JOIN person p ON p.id = g.adult_id
		JOIN person c ON c.id = g.child_id
		WHERE g.school_id = ? AND g.adult_id IN (?) AND `+inForce+`
			AND `+db.Visible("g")+` AND `+db.Visible("c"),
		school, bun.List(adults), now, now).Scan(ctx, &rows)
	for _, k := range rows {
		if k.may(school) {
			count[k.AdultID]++
		}
	}
	return count, err
}

// readTeachers finds who holds the post of class teacher on a seat that counts.
func readTeachers(ctx context.Context, tx *db.Tx, r *reach, classes []string) error {
	if len(classes) == 0 {
		return nil
	}
	var rows []struct {
		OfID, PersonID, MembershipID string
		Role                         allow.Role
	}
	now := tx.NowMS()
	err := tx.NewRaw(`
		SELECT t.of_id, t.person_id, t.membership_id, m.role
		FROM post t
		JOIN person p ON p.id = t.person_id
		JOIN membership m ON m.id = t.membership_id AND m.school_id = t.school_id`+working+`
		WHERE t.school_id = ? AND t.kind = 'class_teacher' AND t.of_what = 'class' AND t.of_id IN (?)
			AND p.state = 'active' AND t.valid_from <= ? AND (t.valid_to IS NULL OR t.valid_to > ?)
			AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
			AND `+db.Visible("p")+` AND `+db.Visible("m")+`
		ORDER BY t.of_id, t.person_id`,
		r.school, bun.List(classes), now, now, now, now).Scan(ctx, &rows)
	for _, t := range rows {
		actor := allow.Actor{
			Kind:  allow.Account,
			Seats: []allow.Seat{{School: r.school, Person: t.PersonID, Membership: t.MembershipID, Role: t.Role}},
			Posts: []allow.Held{{
				School: r.school, Membership: t.MembershipID, Post: allow.ClassTeacher, Of: allow.OfClass,
				ID: t.OfID, Classes: []string{t.OfID},
			}},
		}
		if allow.Can(actor, allow.ClassTold, allow.Target{School: r.school, Class: t.OfID}) {
			r.teachers[t.OfID] = append(r.teachers[t.OfID], t.PersonID)
		}
	}
	return err
}

// readOffice finds who may read the school's messages: the admins.
func readOffice(ctx context.Context, tx *db.Tx, school string) (list []string, err error) {
	var rows []struct {
		PersonID, ID string
		Role         allow.Role
	}
	now := tx.NowMS()
	err = tx.NewRaw(`
		SELECT m.person_id, m.id, m.role
		FROM membership m
		JOIN person p ON p.id = m.person_id`+working+`
		WHERE m.school_id = ? AND m.role IN ('admin', 'teacher', 'guard') AND p.state = 'active'
			AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
			AND `+db.Visible("p")+` AND `+db.Visible("m")+`
		ORDER BY m.person_id`,
		school, now, now).Scan(ctx, &rows)
	for _, m := range rows {
		actor := allow.Actor{
			Kind:  allow.Account,
			Seats: []allow.Seat{{School: school, Person: m.PersonID, Membership: m.ID, Role: m.Role}},
		}
		if allow.Can(actor, allow.MessagesRead, allow.Target{School: school}) {
			list = append(list, m.PersonID)
		}
	}
	return list, err
}
