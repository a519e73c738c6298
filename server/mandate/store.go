package mandate

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

const columns = `
	m.id, m.school_id, m.guardian_id, g.name AS guardian, m.person_id, p.name, m.membership_id, m.card_id, m.phone, m.relation,
	m.first_day, m.last_day, m.weekdays, m.from_minute, m.to_minute, m.link_until, m.digits, m.tries,
	COALESCE(m.opened_at, 0) AS opened_at, COALESCE(m.refused_at, 0) AS refused_at, COALESCE(m.claimed_at, 0) AS claimed_at, m.device,
	COALESCE(m.ended_at, 0) AS ended_at, m.ended_by, COALESCE(e.name, '') AS ended_name, m.created_at,
	p.state AS person_state, k.state AS card_state, COALESCE(s.valid_to, 0) AS member_to`

const from = `
	FROM mandate m
	JOIN person g ON g.id = m.guardian_id
	JOIN person p ON p.id = m.person_id
	JOIN card k ON k.id = m.card_id
	JOIN membership s ON s.id = m.membership_id
	LEFT JOIN person e ON e.id = m.ended_by AND m.ended_by <> ''`

func ignoreAbsent(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// one reads the mandate that a condition names, with its children; NotFound not_found.
func one(ctx context.Context, q bun.IDB, where string, args ...any) (m Mandate, err error) {
	if err := q.NewRaw("SELECT "+columns+from+" WHERE "+where, args...).Scan(ctx, &m); err != nil {
		return m, db.One(err, fault.New(fault.NotFound, "not_found"))
	}
	list := []Mandate{m}
	err = withChildren(ctx, q, list)
	return list[0], err
}

// lock is one under the lock of its row.
func lock(ctx context.Context, tx *db.Tx, where string, arg any) (m Mandate, err error) {
	// An update that changes nothing takes the row lock on both engines.
	if _, err := tx.NewRaw("UPDATE mandate AS m SET tries = tries WHERE "+where, arg).Exec(ctx); err != nil {
		return m, err
	}
	return one(ctx, tx, where, arg)
}

// ofChildren reads the mandates of children: open ones first, the newest first.
func ofChildren(ctx context.Context, q bun.IDB, school string, children []string) (list []Mandate, err error) {
	if len(children) == 0 {
		return nil, nil
	}
	err = q.NewRaw("SELECT "+columns+from+`
		WHERE m.school_id = ?
			AND m.id IN (SELECT c.mandate_id FROM mandate_child c WHERE c.school_id = ? AND c.child_id IN (?))
		ORDER BY CASE WHEN m.ended_at IS NULL THEN 0 ELSE 1 END, m.created_at DESC, m.id DESC
		LIMIT 200`, school, school, bun.List(children)).Scan(ctx, &list)
	if err != nil {
		return nil, err
	}
	return list, withChildren(ctx, q, list)
}

func withChildren(ctx context.Context, q bun.IDB, list []Mandate) error {
	if len(list) == 0 {
		return nil
	}
	at, ids := map[string]*Mandate{}, make([]string, len(list))
	for i := range list {
		at[list[i].ID], ids[i] = &list[i], list[i].ID
	}
	var rows []Child
	err := q.NewRaw(`
		SELECT c.mandate_id, c.child_id AS id, p.name, COALESCE(k.id, '') AS class_id, COALESCE(k.grade, '') AS grade, COALESCE(k.name, '') AS class,
			COALESCE(c.ended_at, 0) AS ended_at, c.ended_by
		FROM mandate_child c
		JOIN person p ON p.id = c.child_id
		LEFT JOIN membership s ON s.person_id = p.id AND s.role = 'student' AND s.valid_to IS NULL AND `+db.Visible("s")+`
		LEFT JOIN class k ON k.id = s.class_id
		WHERE c.mandate_id IN (?)
		ORDER BY p.folded, p.id`, bun.List(ids)).Scan(ctx, &rows)
	for _, c := range rows {
		m := at[c.MandateID]
		if !has(m.Children, c.ID) {
			m.Children = append(m.Children, c)
		}
	}
	return err
}

// held is the condition on a guardianship g that its adult may now delegate for its child;
// it takes the instant twice.
var held = "g.can_delegate AND NOT g.restricted AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to > ?) AND " + db.Visible("g")

// against is the condition on a guardianship g with its adult a that somebody of that phone
// number or name has a restriction. An end of the guardianship does not end it.
const against = "g.restricted AND (a.phone = ? OR a.folded = ?)"

// judge fills in, for each child, whether the guardian's right holds at an instant and
// whether a restriction stands against the adult.
func judge(ctx context.Context, q bun.IDB, m *Mandate, at int64) error {
	for i, c := range m.Children {
		err := q.NewRaw(`
			SELECT EXISTS (
				SELECT 1 FROM guardianship g
				WHERE g.school_id = ? AND g.adult_id = ? AND g.child_id = ? AND `+held+`),
			EXISTS (
				SELECT 1 FROM guardianship g JOIN person a ON a.id = g.adult_id
				WHERE g.school_id = ? AND g.child_id = ? AND `+against+`)`,
			m.SchoolID, m.GuardianID, c.ID, at, at, m.SchoolID, c.ID, m.Phone, campus.Fold(m.Name)).
			Scan(ctx, &m.Children[i].GuardianMay, &m.Children[i].Restricts)
		if err != nil {
			return err
		}
	}
	return nil
}

// guardianOf is the actor's person who may delegate for all of these children; Invalid
// mandate_children if no one does.
func guardianOf(ctx context.Context, tx *db.Tx, school string, a allow.Actor, children []string) (guardian string, err error) {
	var people []string
	for p := range a.People {
		people = append(people, p)
	}
	err = tx.NewRaw(`
		SELECT g.adult_id
		FROM guardianship g
		WHERE g.school_id = ? AND g.adult_id IN (?) AND g.child_id IN (?) AND `+held+`
		GROUP BY g.adult_id
		HAVING COUNT(DISTINCT g.child_id) = ?
		ORDER BY g.adult_id
		LIMIT 1`, school, bun.List(people), bun.List(children), tx.NowMS(), tx.NowMS(), len(children)).Scan(ctx, &guardian)
	return guardian, db.One(err, fault.New(fault.Invalid, "mandate_children"))
}

// isKnown reports whether the phone number is the guardian's own, and whether the adult is a
// guardian of one of the children by number, or one with a restriction by name.
func isKnown(ctx context.Context, tx *db.Tx, school, guardian string, d Draft) (own, known bool, err error) {
	err = tx.NewRaw(`
		SELECT EXISTS (SELECT 1 FROM person p WHERE p.id = ? AND p.phone = ?),
			EXISTS (
				SELECT 1 FROM guardianship g JOIN person a ON a.id = g.adult_id
				WHERE g.school_id = ? AND g.child_id IN (?) AND (a.phone = ? OR `+against+`))`,
		guardian, d.Phone, school, bun.List(d.Children), d.Phone, d.Phone, campus.Fold(d.Name)).Scan(ctx, &own, &known)
	return own, known, err
}

// count counts the mandates that are open: of a guardian, and of the child with the most.
func count(ctx context.Context, tx *db.Tx, school, guardian string, children []string) (mine, most int, err error) {
	const open = "m.ended_at IS NULL AND s.valid_to > ?"
	err = tx.NewRaw(`
		SELECT COUNT(*)
		FROM mandate m JOIN membership s ON s.id = m.membership_id
		WHERE m.school_id = ? AND m.guardian_id = ? AND `+open, school, guardian, tx.NowMS()).Scan(ctx, &mine)
	if err != nil {
		return 0, 0, err
	}
	err = tx.NewRaw(`
		SELECT COALESCE(MAX(n), 0)
		FROM (
			SELECT COUNT(*) AS n
			FROM mandate_child c JOIN mandate m ON m.id = c.mandate_id JOIN membership s ON s.id = m.membership_id
			WHERE c.school_id = ? AND c.child_id IN (?) AND c.ended_at IS NULL AND `+open+`
			GROUP BY c.child_id) AS counts`, school, bun.List(children), tx.NowMS()).Scan(ctx, &most)
	return mine, most, err
}

// guardians are who may delegate for the children of a mandate that are left: by the first
// of those children for each of them, so that nobody is told twice.
func guardians(ctx context.Context, tx *db.Tx, m Mandate) (map[string][]string, error) {
	var rows []struct{ AdultID, ChildID string }
	err := tx.NewRaw(`
		SELECT g.adult_id, MIN(g.child_id) AS child_id
		FROM guardianship g JOIN mandate_child c ON c.child_id = g.child_id AND c.school_id = g.school_id
		WHERE g.school_id = ? AND c.mandate_id = ? AND `+held+`
		GROUP BY g.adult_id
		ORDER BY g.adult_id`, m.SchoolID, m.ID, tx.NowMS(), tx.NowMS()).Scan(ctx, &rows)
	told := map[string][]string{}
	for _, r := range rows {
		told[r.ChildID] = append(told[r.ChildID], r.AdultID)
	}
	return told, err
}

func events(ctx context.Context, q bun.IDB, m Mandate) (list []Event, err error) {
	err = q.NewRaw(`
		SELECT e.at, e.kind, e.by_person AS by, COALESCE(p.name, '') AS by_name, e.child_id, COALESCE(c.name, '') AS child
		FROM mandate_event e
		LEFT JOIN person p ON p.id = e.by_person AND e.by_person <> ''
		LEFT JOIN person c ON c.id = e.child_id AND e.child_id <> ''
		WHERE e.mandate_id = ? AND e.school_id = ?
		ORDER BY e.at DESC, e.id DESC
		LIMIT 100`, m.ID, m.SchoolID).Scan(ctx, &list)
	return list, err
}

// phoneOf is a person's number; "" for none.
func phoneOf(ctx context.Context, q bun.IDB, school, person string) (phone string, err error) {
	err = q.NewRaw("SELECT COALESCE(phone, '') FROM person WHERE id = ? AND school_id = ?", person, school).Scan(ctx, &phone)
	return phone, db.One(err, fault.New(fault.NotFound, "not_found"))
}
