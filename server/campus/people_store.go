package campus

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
)

const openAt = "(m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?))"

// SearchPeople reads a page of the school's people by folded name. Memberships
// count as they stand at the instant at.
func SearchPeople(ctx context.Context, q bun.IDB, schoolID string, pq PeopleQuery, at int64) (PeoplePage, error) {
	limit := pq.Limit
	if limit <= 0 || limit > PageSize {
		limit = PageSize
	}
	var rows []struct {
		ID, Name, Folded, Number, Phone, State string
	}
	sel := q.NewSelect().TableExpr("person AS p").
		ColumnExpr("p.id, p.name, p.folded, COALESCE(p.number, '') AS number, COALESCE(p.phone, '') AS phone, p.state").
		Where("p.school_id = ? AND "+db.Visible("p"), schoolID)
	if pq.Role != allow.RoleDelegate { // who stands apart: the people of the school are listed without them
		sel = sel.Where("NOT p.guest")
	}
	if pq.After != "" {
		folded, id, err := parseCursor(pq.After)
		if err != nil {
			return PeoplePage{}, err
		}
		sel = sel.Where("(p.folded, p.id) > (?, ?)", folded, id)
	}
	const member = "EXISTS (SELECT 1 FROM membership AS m WHERE m.person_id = p.id AND "
	if pq.Role != "" {
		sel = sel.Where(member+"m.role = ? AND "+openAt+" AND "+db.Visible("m")+")", pq.Role, at, at)
	}
	classes := pq.Classes
	if pq.ClassID != "" {
		if classes == nil || slices.Contains(classes, pq.ClassID) {
			classes = []string{pq.ClassID}
		} else {
			classes = []string{}
		}
	}
	if classes != nil {
		if len(classes) == 0 {
			return PeoplePage{}, nil
		}
		sel = sel.Where(member+"m.role = 'student' AND m.class_id IN (?) AND "+openAt+" AND "+db.Visible("m")+")", bun.List(classes), at, at)
	}
	switch pq.State {
	case Stopped:
		sel = sel.Where("(p.state <> 'active' OR EXISTS (SELECT 1 FROM card AS k WHERE k.person_id = p.id AND k.state <> 'active'))")
	case NoAccount:
		sel = sel.Where("NOT EXISTS (SELECT 1 FROM account_person AS ap WHERE ap.person_id = p.id)")
	case Unclaimed:
		sel = sel.Where("NOT EXISTS (SELECT 1 FROM credential AS k WHERE k.person_id = p.id AND k.state = 'live')")
	case NoPhone:
		sel = sel.Where("p.phone IS NULL")
	case Left:
		sel = sel.Where("NOT "+member+openAt+" AND "+db.Visible("m")+")", at, at)
	}
	if text := Fold(pq.Text); text != "" && validText(text) {
		sel = sel.WhereGroup(" AND ", func(sel *bun.SelectQuery) *bun.SelectQuery {
			sel = sel.Where(`p.folded LIKE ? ESCAPE '\'`, "%"+like(text)+"%").
				WhereOr(`p.number LIKE ? ESCAPE '\'`, like(strings.ToUpper(text))+"%").
				WhereOr(member+`m.role = 'student' AND `+openAt+` AND m.class_id IN (SELECT c.id FROM class AS c WHERE c.school_id = ? AND c.grade || c.name LIKE ? ESCAPE '\'))`,
					at, at, schoolID, "%"+like(text)+"%")
			if len(text) == 4 && digits(text) {
				sel = sel.WhereOr("p.phone LIKE ?", "%"+text)
			}
			return sel
		})
	} else if pq.Text != "" && !validText(pq.Text) {
		return PeoplePage{}, nil
	}
	if err := sel.OrderExpr("p.folded, p.id").Limit(int64(limit)+1).Scan(ctx, &rows); err != nil {
		return PeoplePage{}, err
	}
	var page PeoplePage
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = cursor(rows[limit-1].Folded, rows[limit-1].ID)
	}
	at0 := make(map[string]int, len(rows))
	ids := make([]string, len(rows))
	for i, r := range rows {
		tail := r.Phone
		if len(tail) > 4 {
			tail = tail[len(tail)-4:]
		}
		page.People = append(page.People, PersonRow{
			ID: r.ID, Name: r.Name, Number: r.Number, State: r.State, PhoneTail: tail,
		})
		at0[r.ID], ids[i] = i, r.ID
	}
	members, err := memberships(ctx, q, schoolID, ids)
	for _, m := range members {
		if !m.Open(at) {
			continue
		}
		p := &page.People[at0[m.PersonID]]
		p.Roles = append(p.Roles, m.Role)
		if m.Role == allow.Student {
			p.ClassID, p.Grade, p.Class = m.ClassID, m.Grade, m.Class
		}
	}
	return page, err
}

type memberRow struct {
	PersonID string
	MembershipRow
}

func memberships(ctx context.Context, q bun.IDB, schoolID string, people []string) ([]memberRow, error) {
	if len(people) == 0 {
		return nil, nil
	}
	var rows []memberRow
	err := q.NewRaw(`
		SELECT m.person_id, m.id, m.role, COALESCE(m.class_id, '') AS class_id, COALESCE(c.grade, '') AS grade,
			COALESCE(c.name, '') AS class, m.valid_from, COALESCE(m.valid_to, 0) AS valid_to, k.id AS card_id,
			k.state AS card_state
		FROM membership AS m
		JOIN card AS k ON k.membership_id = m.id
		LEFT JOIN class AS c ON c.id = m.class_id
		WHERE m.school_id = ? AND m.person_id IN (?) AND `+db.Visible("m")+`
		ORDER BY m.valid_from, m.id`,
		schoolID, bun.List(people)).Scan(ctx, &rows)
	return rows, err
}

// ReadPersonDetail reads everything about one person; NotFound if the school has none of that id.
func ReadPersonDetail(ctx context.Context, q bun.IDB, schoolID, personID string) (PersonDetail, error) {
	var d PersonDetail
	if err := q.NewSelect().Model(&d.Person).Where("id = ? AND school_id = ? AND "+db.Visible("person"), personID, schoolID).Scan(ctx); err != nil {
		return d, db.One(err, errNoPerson)
	}
	members, err := memberships(ctx, q, schoolID, []string{personID})
	if err != nil {
		return d, err
	}
	for _, m := range members {
		d.Memberships = append(d.Memberships, m.MembershipRow)
	}
	if d.Guardians, err = kin(ctx, q, schoolID, "child_id", "adult_id", personID); err != nil {
		return d, err
	}
	d.Children, err = kin(ctx, q, schoolID, "adult_id", "child_id", personID)
	return d, err
}

func kin(ctx context.Context, q bun.IDB, schoolID, from, to, personID string) ([]Kin, error) {
	var rows []struct {
		Guardianship
		Name, Number, Phone, Grade, Class string
		PersonID                          string
	}
	err := q.NewRaw(`
		SELECT g.*, g.`+to+` AS person_id, p.name, COALESCE(p.number, '') AS number, COALESCE(p.phone, '') AS phone,
			COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class
		FROM guardianship AS g
		JOIN person AS p ON p.id = g.`+to+`
		LEFT JOIN membership AS m ON m.person_id = p.id AND m.role = 'student' AND m.valid_to IS NULL
			AND `+db.Visible("m")+`
		LEFT JOIN class AS c ON c.id = m.class_id
		WHERE g.school_id = ? AND g.`+from+` = ? AND `+db.Visible("g")+`
		ORDER BY g.created_at, g.id`,
		schoolID, personID).Scan(ctx, &rows)
	list := make([]Kin, 0, len(rows))
	for _, r := range rows {
		list = append(list, Kin{
			GuardianshipID: r.ID, PersonID: r.PersonID, Name: r.Name, Number: r.Number, Phone: r.Phone,
			Grade: r.Grade, Class: r.Class, Relation: r.Relation, Rights: r.Rights, Restricted: r.Restricted,
			ValidFrom: r.ValidFrom, ValidTo: r.ValidTo,
		})
	}
	return list, err
}

// ChildrenOf reads the children of these adults as guardians may see them:
// valid at the instant, restricted ones left out, each with its rights.
func ChildrenOf(ctx context.Context, q bun.IDB, at int64, adults ...string) ([]Child, error) {
	if len(adults) == 0 {
		return nil, nil
	}
	var rows []struct {
		AdultID, ID, SchoolID, Name, Grade, Class, ClassID, CardID, Relation string
		Rights
	}
	err := q.NewRaw(`
		SELECT g.adult_id, p.id, p.school_id, p.name, COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class,
			COALESCE(m.class_id, '') AS class_id, COALESCE(k.id, '') AS card_id, g.relation, g.can_view,
			g.can_leave, g.can_pay, g.can_pickup, g.can_delegate, g.can_consent, g.can_notify
		FROM guardianship AS g
		JOIN person AS p ON p.id = g.child_id AND p.school_id = g.school_id
		LEFT JOIN membership AS m ON m.person_id = p.id AND m.role = 'student' AND `+openAt+`
			AND `+db.Visible("m")+`
		LEFT JOIN class AS c ON c.id = m.class_id
		LEFT JOIN card AS k ON k.membership_id = m.id
		WHERE g.adult_id IN (?) AND NOT g.restricted AND g.valid_from <= ?
			AND (g.valid_to IS NULL OR g.valid_to > ?) AND `+db.Visible("g")+`
		ORDER BY p.folded, p.id`,
		at, at, bun.List(adults), at, at).Scan(ctx, &rows)
	list := make([]Child, 0, len(rows))
	for _, r := range rows {
		list = append(list, Child{
			AdultID: r.AdultID, ID: r.ID, SchoolID: r.SchoolID, Name: r.Name,
			Grade: r.Grade, Class: r.Class, ClassID: r.ClassID,
			CardID: r.CardID, Relation: r.Relation, Rights: r.Rights,
		})
	}
	return list, err
}

// Classes reads the school's classes in the order grade, name.
func Classes(ctx context.Context, q bun.IDB, schoolID string) ([]Class, error) {
	var list []Class
	err := q.NewSelect().Model(&list).Where("school_id = ? AND "+db.Visible("class"), schoolID).Scan(ctx)
	sortClasses(list)
	return list, err
}

// ReadPeople is a page of people for staff: who may read the whole school sees it,
// a class teacher or head of a grade the pupils of the own classes. It leaves one
// audit event.
func (s *Service) ReadPeople(
	ctx context.Context, actor allow.Actor, schoolID string, pq PeopleQuery,
) (PeoplePage, error) {
	pq.Classes = nil
	if err := allow.Check(actor, allow.PeopleRead, allow.Target{School: schoolID}); err != nil {
		if pq.Classes = allow.ClassesFor(actor, allow.PeopleRead, schoolID); len(pq.Classes) == 0 {
			return PeoplePage{}, err
		}
	}
	var page PeoplePage
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		page, err = SearchPeople(ctx, q, schoolID, pq, s.db.Now().UnixMilli())
		return err
	})
	if err != nil {
		return PeoplePage{}, err
	}
	ids := make([]string, len(page.People))
	for i, p := range page.People {
		ids[i] = p.ID
	}
	// The search text may be a name; the ids that were shown say more.
	if err := s.recordRead(ctx, actor, schoolID, "school:"+schoolID, map[string]any{"people": ids}); err != nil {
		return PeoplePage{}, err
	}
	return page, nil
}

// ReadPerson is one person's page for staff: who may read the whole school, or the
// class of the pupil. It leaves one audit event.
func (s *Service) ReadPerson(ctx context.Context, actor allow.Actor, schoolID, personID string) (PersonDetail, error) {
	var d PersonDetail
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		d, err = ReadPersonDetail(ctx, q, schoolID, personID)
		return err
	})
	// The right comes first: whoever may not read must not learn who exists.
	target := allow.Target{School: schoolID, Person: personID, Class: d.Class(s.db.Now().UnixMilli())}
	if denied := allow.Check(actor, allow.PeopleRead, target); denied != nil {
		return PersonDetail{}, denied
	}
	if err != nil {
		return PersonDetail{}, err
	}
	shown := []string{personID}
	for _, k := range append(append([]Kin{}, d.Guardians...), d.Children...) {
		shown = append(shown, k.PersonID)
	}
	if err := s.recordRead(ctx, actor, schoolID, "person:"+personID, map[string]any{"people": shown}); err != nil {
		return PersonDetail{}, err
	}
	return d, nil
}

// recordRead records that somebody is about to be shown people; without the record
// nothing is shown.
func (s *Service) recordRead(ctx context.Context, actor allow.Actor, schoolID, target string, detail map[string]any) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{
			School: schoolID, Actor: actor.Name(), Action: string(allow.PeopleRead), Target: target,
			Detail: detail,
		})
	})
}
