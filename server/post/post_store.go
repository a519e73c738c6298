package post

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// OwnerOfPost finds whose post an id names.
var OwnerOfPost = campus.OwnerBy("SELECT t.school_id, t.person_id FROM post t WHERE t.id = ?")

// Row is a post as the office reads it.
type Row struct {
	Post
	Name      string // of the holder
	Grade     string // of the class
	Class     string // of the class
	Building  string
	HolderID  string // of the post that this one stands in for
	Holder    string // the name
	Unfounded bool   // the membership on which it stands is not in force
}

const sqlRows = `SELECT t.*, p.name, COALESCE(k.grade, '') AS grade, COALESCE(k.name, '') AS class, COALESCE(z.name, '') AS building,
  COALESCE(h.id, '') AS holder_id, COALESCE(h.name, '') AS holder,
  NOT (m.valid_from <= ?0 AND (m.valid_to IS NULL OR m.valid_to > ?0)) AS unfounded
FROM post t
JOIN person p ON p.id = t.person_id
JOIN membership m ON m.id = t.membership_id
LEFT JOIN class k ON k.id = t.of_id AND t.of_what IN ('class', 'subject')
LEFT JOIN zone z ON z.id = t.of_id AND t.of_what = 'building'
LEFT JOIN post o ON o.id = t.stands_for
LEFT JOIN person h ON h.id = o.person_id
WHERE t.school_id = ?1`

// OfPerson reads the posts of a person, the newest first.
func OfPerson(ctx context.Context, q bun.IDB, school, person string, now int64) (list []Row, err error) {
	err = q.NewRaw(sqlRows+" AND t.person_id = ?2 ORDER BY t.valid_from DESC, t.id DESC", now, school, person).Scan(ctx, &list)
	return list, err
}

// Holders reads who holds a post of the school now or will hold one, those who
// stand in left out.
func Holders(ctx context.Context, q bun.IDB, school string, now int64) (list []Row, err error) {
	err = q.NewRaw(sqlRows+` AND t.stands_for IS NULL AND (t.valid_to IS NULL OR t.valid_to > ?0 AND t.valid_to > t.valid_from)
ORDER BY t.kind, t.of_id, t.id`, now, school).Scan(ctx, &list)
	slices.SortStableFunc(list, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), campus.CompareClasses(a.Grade, a.Class, b.Grade, b.Class))
	})
	return list, err
}

// lock takes the row's lock and reads it; NotFound not_found.
func lock(ctx context.Context, tx *db.Tx, school, id string) (p Post, err error) {
	if !utf8.ValidString(id) || len(id) > 64 {
		return p, fault.New(fault.NotFound, "not_found")
	}
	if _, err := tx.NewRaw("UPDATE post SET kind = kind WHERE id = ? AND school_id = ?", id, school).Exec(ctx); err != nil {
		return p, err
	}
	err = tx.NewSelect().Model(&p).Where("id = ? AND school_id = ?", id, school).Scan(ctx)
	return p, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// standIns adds those who stand in for the post's holder now or later.
func standIns(ctx context.Context, tx *db.Tx, p Post, now int64, list *[]Post) error {
	var more []Post
	err := tx.NewSelect().Model(&more).
		Where("stands_for = ? AND school_id = ? AND (valid_to IS NULL OR valid_to > ? AND valid_to > valid_from)", p.ID, p.SchoolID, now).
		OrderExpr("id").Scan(ctx)
	*list = append(*list, more...)
	return err
}

func end(ctx context.Context, tx *db.Tx, id string, now int64) error {
	_, err := tx.NewRaw("UPDATE post SET valid_to = ? WHERE id = ?", now, id).Exec(ctx)
	return err
}

// wrongOf is the fault's code when what a post is of is not there.
var wrongOf = map[allow.Of]string{
	allow.OfClass:    "post_class",
	allow.OfSubject:  "post_subject",
	allow.OfGrade:    "post_grade",
	allow.OfBuilding: "post_building",
	allow.OfMerchant: "post_merchant",
	allow.OfSchool:   "post_school",
}

// checkOf reports whether what the post is of is there, in the same school. For a
// class it takes the row's lock, which makes two who give its class teacher go
// one after the other.
func checkOf(ctx context.Context, tx *db.Tx, p Post) error {
	if !utf8.ValidString(p.OfID) || len(p.OfID) > 64 {
		return fault.New(fault.Invalid, wrongOf[p.OfWhat])
	}
	query := ""
	switch p.OfWhat {
	case allow.OfClass, allow.OfSubject:
		query = "UPDATE class SET name = name WHERE id = ? AND school_id = ? AND " + db.Visible("class")
	case allow.OfGrade:
		query = "UPDATE class SET name = name WHERE grade = ? AND school_id = ? AND " + db.Visible("class")
	case allow.OfBuilding:
		query = "UPDATE zone SET name = name WHERE id = ? AND school_id = ?"
	case allow.OfSchool:
		if p.OfID != "" {
			return fault.New(fault.Invalid, "post_kind")
		}
		return nil
	default: // nothing keeps merchants yet
		return fault.New(fault.Invalid, "post_kind")
	}
	code := wrongOf[p.OfWhat]
	if p.OfWhat == allow.OfSubject {
		code = "post_class"
	}
	res, err := tx.NewRaw(query, p.OfID, p.SchoolID).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return fault.New(fault.Invalid, code)
}

// membershipFor is the open membership on which the post would stand; Invalid
// post_role if the person has none in those roles.
func membershipFor(ctx context.Context, tx *db.Tx, p Post, roles []allow.Role) (string, error) {
	for _, role := range roles {
		var ids []string
		if err := tx.NewRaw(`SELECT m.id FROM membership m
WHERE m.person_id = ? AND m.school_id = ? AND m.role = ? AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND `+db.Visible("m")+`
ORDER BY m.id LIMIT 1`, p.PersonID, p.SchoolID, role, tx.NowMS(), tx.NowMS()).Scan(ctx, &ids); err != nil {
			return "", err
		}
		if len(ids) > 0 {
			return ids[0], nil
		}
	}
	return "", fault.New(fault.Invalid, "post_role")
}

const overlaps = "(t.valid_to IS NULL OR t.valid_to > ? AND t.valid_to > t.valid_from) AND (? = 0 OR t.valid_from < ?)"

// checkFree refuses a post that its person has in that time already, and a second
// class teacher of a class.
func checkFree(ctx context.Context, tx *db.Tx, p Post) error {
	var same int
	if err := tx.NewRaw(`SELECT count(*) FROM post t
JOIN membership m ON m.id = t.membership_id AND (m.valid_to IS NULL OR m.valid_to > ?)
WHERE t.school_id = ? AND t.person_id = ? AND t.kind = ? AND t.of_id = ? AND t.subject = ? AND `+overlaps,
		tx.NowMS(), p.SchoolID, p.PersonID, p.Kind, p.OfID, p.Subject, p.ValidFrom, p.ValidTo, p.ValidTo).Scan(ctx, &same); err != nil {
		return err
	}
	if same > 0 {
		return fault.New(fault.Conflict, "post_exists")
	}
	if p.Kind != allow.ClassTeacher || p.StandsFor != "" {
		return nil
	}
	var others []string
	if err := tx.NewRaw(`SELECT p.name FROM post t
JOIN membership m ON m.id = t.membership_id AND (m.valid_to IS NULL OR m.valid_to > ?)
JOIN person p ON p.id = t.person_id
WHERE t.school_id = ? AND t.kind = ? AND t.of_id = ? AND t.stands_for IS NULL AND `+overlaps+` ORDER BY t.valid_from LIMIT 1`,
		tx.NowMS(), p.SchoolID, p.Kind, p.OfID, p.ValidFrom, p.ValidTo, p.ValidTo).Scan(ctx, &others); err != nil {
		return err
	}
	if len(others) > 0 {
		return fault.Newf(fault.Conflict, "class_has_teacher", "%s", others[0])
	}
	return nil
}

// bumpOf moves the school's policy on when a post is one that doors open by. It locks the
// school, so it comes first.
func bumpOf(ctx context.Context, tx *db.Tx, school, id string) error {
	n := 0
	err := tx.NewRaw("SELECT count(*) FROM post WHERE id = ? AND school_id = ? AND kind = ?", id, school, string(allow.Warden)).Scan(ctx, &n)
	if err != nil || n == 0 {
		return err
	}
	return campus.BumpPolicy(ctx, tx, school)
}

// Teacher is who has charge of a class.
type Teacher struct {
	ClassID, Grade, Class string
	Name, Phone           string
}

// ClassTeachers are the class teachers of those classes now, those with a phone number, one
// a class: who stands in comes before whom they stand in for.
func ClassTeachers(ctx context.Context, q bun.IDB, school string, classes []string, now int64) (list []Teacher, err error) {
	if len(classes) == 0 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT t.of_id AS class_id, k.grade, k.name AS class, p.name, p.phone
		FROM post t
		JOIN person p ON p.id = t.person_id
		JOIN membership m ON m.id = t.membership_id
		JOIN class k ON k.id = t.of_id
		WHERE t.school_id = ?0 AND t.kind = ?1 AND t.of_id IN (?2) AND t.valid_from <= ?3 AND (t.valid_to IS NULL OR t.valid_to > ?3)
			AND m.valid_from <= ?3 AND (m.valid_to IS NULL OR m.valid_to > ?3) AND p.state = 'active' AND p.phone IS NOT NULL AND p.phone <> ''
		ORDER BY k.id, CASE WHEN t.stands_for IS NULL THEN 1 ELSE 0 END, t.id`,
		school, allow.ClassTeacher, bun.List(classes), now).Scan(ctx, &list)
	list = slices.CompactFunc(list, func(a, b Teacher) bool { return a.ClassID == b.ClassID })
	slices.SortStableFunc(list, func(a, b Teacher) int { return campus.CompareClasses(a.Grade, a.Class, b.Grade, b.Class) })
	return list, err
}
