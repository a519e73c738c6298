package cardface

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

var errNone = fault.New(fault.NotFound, "not_found")

// Owners of what this package keeps.
var (
	OwnerOfVersion = campus.OwnerBy("SELECT v.school_id, '' FROM face_version v WHERE v.id = ?")
	OwnerOfPicture = campus.OwnerBy("SELECT p.school_id, '' FROM face_picture p WHERE p.id = ?")
)

const sqlVersions = `
	SELECT v.id, v.school_id, v.number, v.state, v.body, v.based_on, v.rev, COALESCE(v.class_id, '') AS class_id,
		COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class, v.made_by, v.made_name, v.submitted_by, v.submitted_name,
		v.reviewer, v.reviewer_name, v.why, v.made_at, v.saved_at, v.submitted_at, v.taken_at, v.reviewed_at, v.published_at, v.ended_at
	FROM face_version v
	LEFT JOIN class c ON c.id = v.class_id`

func scan(ctx context.Context, q *bun.RawQuery) (list []Version, err error) {
	if err := q.Scan(ctx, &list); err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Design, err = read(list[i].Body); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// one is the only version of a query; NotFound.
func one(ctx context.Context, q *bun.RawQuery) (v Version, err error) {
	list, err := scan(ctx, q)
	if err == nil && len(list) == 0 {
		return v, errNone
	}
	if err != nil {
		return v, err
	}
	return list[0], nil
}

// Versions lists a school's, newest first.
func Versions(ctx context.Context, q bun.IDB, school string, most int) ([]Version, error) {
	return scan(ctx, q.NewRaw(sqlVersions+`
		WHERE v.school_id = ?
		ORDER BY v.number DESC
		LIMIT ?`, school, most))
}

// Read is one of a school; NotFound.
func Read(ctx context.Context, q bun.IDB, school, id string) (Version, error) {
	return one(ctx, q.NewRaw(sqlVersions+`
		WHERE v.school_id = ? AND v.id = ?`, school, id))
}

// Waits are the versions that wait for a reviewer.
func Waits(ctx context.Context, q bun.IDB, school string) ([]Version, error) {
	return scan(ctx, q.NewRaw(sqlVersions+`
		WHERE v.school_id = ? AND v.state IN ('submitted', 'in_review')`, school))
}

// InUse are the published version and the one on trial, of several schools.
func InUse(ctx context.Context, q bun.IDB, schools []string) ([]Version, error) {
	if len(schools) == 0 {
		return nil, nil
	}
	return scan(ctx, q.NewRaw(sqlVersions+`
		WHERE v.school_id IN (?) AND v.state IN ('published', 'trial')
		ORDER BY v.school_id, v.state`, bun.List(schools)))
}

// lock reads a version for a change. The row is written first, which locks it on both engines.
func lock(ctx context.Context, tx *db.Tx, id string) (v Version, err error) {
	res, err := tx.NewRaw("UPDATE face_version SET rev = rev WHERE id = ?", id).Exec(ctx)
	if err != nil {
		return v, err
	}
	if err := db.OneRow(res, errNone); err != nil {
		return v, err
	}
	return one(ctx, tx.NewRaw(sqlVersions+`
		WHERE v.id = ?`, id))
}

// lockSchool makes those who begin a draft go one after the other.
func lockSchool(ctx context.Context, tx *db.Tx, school string) error {
	_, err := tx.NewRaw("UPDATE face_version SET rev = rev WHERE school_id = ?", school).Exec(ctx)
	return err
}

func nextNumber(ctx context.Context, q bun.IDB, school string) (n int, err error) {
	err = q.NewRaw("SELECT COALESCE(MAX(number), 0) + 1 FROM face_version WHERE school_id = ?", school).Scan(ctx, &n)
	return n, err
}

// taken is what a second version that is open, or on trial, is refused for.
func taken(err error, code string) error {
	if db.IsUnique(err) {
		return fault.New(fault.Conflict, code)
	}
	return err
}

func insert(ctx context.Context, tx *db.Tx, v Version) error {
	_, err := tx.NewRaw(`
		INSERT INTO face_version (id, school_id, number, state, body, based_on, rev, made_by, made_name, made_at, saved_at,
			submitted_by, submitted_name, submitted_at, reviewer, reviewer_name, taken_at, reviewed_at, why, published_at, ended_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, '', '', 0, 0, '', 0, 0)`,
		v.ID, v.SchoolID, v.Number, v.State, v.Design.body(), v.BasedOn, v.Rev, v.MadeBy, v.MadeName, v.MadeAt, v.SavedAt).Exec(ctx)
	return taken(err, "faces_open")
}

func update(ctx context.Context, tx *db.Tx, v Version) error {
	_, err := tx.NewRaw(`
		UPDATE face_version
		SET state = ?, body = ?, rev = ?, class_id = NULLIF(?, ''), saved_at = ?, submitted_by = ?, submitted_name = ?, submitted_at = ?,
			reviewer = ?, reviewer_name = ?, taken_at = ?, reviewed_at = ?, why = ?, published_at = ?, ended_at = ?
		WHERE id = ?`, v.State, v.Design.body(), v.Rev, v.ClassID, v.SavedAt, v.SubmittedBy, v.SubmittedName, v.SubmittedAt,
		v.Reviewer, v.ReviewerName, v.TakenAt, v.ReviewedAt, v.Why, v.PublishedAt, v.EndedAt, v.ID).Exec(ctx)
	return taken(err, "faces_trial")
}

// supersede ends what is shown of a school, but for one version.
func supersede(ctx context.Context, tx *db.Tx, school, but string) error {
	_, err := tx.NewRaw(`
		UPDATE face_version
		SET state = 'superseded', class_id = NULL, ended_at = ?
		WHERE school_id = ? AND id <> ? AND state IN ('published', 'trial')`, tx.NowMS(), school, but).Exec(ctx)
	return err
}

// ofClass are those of some people who belong to a class: its pupils, their guardians, its class
// teachers.
func ofClass(ctx context.Context, q bun.IDB, class string, people []string, now int64) (list []string, err error) {
	err = q.NewRaw(`
		SELECT m.person_id
		FROM membership m
		WHERE m.class_id = ?0 AND m.person_id IN (?1) AND m.valid_from <= ?2 AND (m.valid_to IS NULL OR m.valid_to > ?2) AND `+db.Visible("m")+`
		UNION
		SELECT g.adult_id
		FROM guardianship g
		JOIN membership m ON m.person_id = g.child_id
		WHERE m.class_id = ?0 AND g.adult_id IN (?1) AND NOT g.restricted AND g.valid_from <= ?2 AND (g.valid_to IS NULL OR g.valid_to > ?2)
			AND m.valid_from <= ?2 AND (m.valid_to IS NULL OR m.valid_to > ?2) AND `+db.Visible("m")+` AND `+db.Visible("g")+`
		UNION
		SELECT t.person_id
		FROM post t
		WHERE t.of_id = ?0 AND t.kind = ?3 AND t.person_id IN (?1) AND t.valid_from <= ?2 AND (t.valid_to IS NULL OR t.valid_to > ?2)`,
		class, bun.List(people), now, allow.ClassTeacher).Scan(ctx, &list)
	return list, err
}

// Reach is how many cards of a school have a face: of the class on trial, or of all ("").
func Reach(ctx context.Context, q bun.IDB, school, class string, now int64) (n int, err error) {
	if class == "" {
		err = q.NewRaw(`
			SELECT count(*)
			FROM membership m
			WHERE m.school_id = ? AND m.role <> ? AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND `+db.Visible("m"),
			school, allow.RoleDelegate, now, now).Scan(ctx, &n)
		return n, err
	}
	err = q.NewRaw(`
		SELECT count(DISTINCT p.id)
		FROM (
			SELECT m.person_id AS id FROM membership m WHERE m.class_id = ?0 AND m.valid_from <= ?1 AND (m.valid_to IS NULL OR m.valid_to > ?1) AND `+db.Visible("m")+`
			UNION
			SELECT g.adult_id FROM guardianship g JOIN membership m ON m.person_id = g.child_id
			WHERE m.class_id = ?0 AND NOT g.restricted AND g.valid_from <= ?1 AND (g.valid_to IS NULL OR g.valid_to > ?1)
				AND m.valid_from <= ?1 AND (m.valid_to IS NULL OR m.valid_to > ?1) AND `+db.Visible("m")+` AND `+db.Visible("g")+`
			UNION
			SELECT t.person_id FROM post t WHERE t.of_id = ?0 AND t.kind = ?2 AND t.valid_from <= ?1 AND (t.valid_to IS NULL OR t.valid_to > ?1)
		) p`, class, now, allow.ClassTeacher).Scan(ctx, &n)
	return n, err
}

// seatName is what an actor is called in a school; "" for the system.
func seatName(ctx context.Context, q bun.IDB, a allow.Actor, school string) (string, error) {
	for _, seat := range a.Seats {
		if seat.School == school {
			return campus.PersonName(ctx, q, school, seat.Person)
		}
	}
	return "", nil
}

// Alone reports whether a school has a single administrator who can log in: then who hands in
// also reviews.
func Alone(ctx context.Context, q bun.IDB, school string, now int64) (bool, error) {
	var n int
	err := q.NewRaw(`
		SELECT count(DISTINCT l.account_id)
		FROM membership m
		JOIN person p ON p.id = m.person_id
		JOIN account_person l ON l.person_id = m.person_id AND l.dormant_at IS NULL
		JOIN account a ON a.id = l.account_id AND a.disabled_at IS NULL
		WHERE m.school_id = ? AND m.role = ? AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
			AND p.state = 'active' AND `+db.Visible("m"), school, allow.Admin, now, now).Scan(ctx, &n)
	return n <= 1, err
}
