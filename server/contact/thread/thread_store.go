package thread

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

var errNone = fault.New(fault.NotFound, "not_found")

// OwnerOfThread is the school of a thread.
var OwnerOfThread = campus.OwnerBy("SELECT t.school_id, '' FROM contact_thread t WHERE t.id = ?")

const sqlThreads = `
	SELECT t.id, t.school_id, t.child_id, t.family_id, t.teacher_id, c.name AS child, f.name AS family, e.name AS teacher,
		t.begun_at, t.last_at, t.family_read_at, t.teacher_read_at,
		COALESCE((SELECT m.text FROM contact_message m WHERE m.thread_id = t.id ORDER BY m.at DESC, m.id DESC LIMIT 1), '') AS last,
		COALESCE((SELECT m.by_teacher FROM contact_message m WHERE m.thread_id = t.id ORDER BY m.at DESC, m.id DESC LIMIT 1), FALSE) AS last_by_teacher,
		(SELECT count(*) FROM contact_report r WHERE r.thread_id = t.id AND r.ended_at = 0) AS reports
	FROM contact_thread t
	JOIN person c ON c.id = t.child_id
	JOIN person f ON f.id = t.family_id
	JOIN person e ON e.id = t.teacher_id`

// One is a thread; NotFound.
func One(ctx context.Context, q bun.IDB, id string) (t Thread, err error) {
	err = q.NewRaw(sqlThreads+`
		WHERE t.id = ?`, id).Scan(ctx, &t)
	return t, db.One(err, errNone)
}

func (s *Service) read(ctx context.Context, id string) (t Thread, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		t, err = One(ctx, q, id)
		return err
	})
	return t, err
}

// lock reads a thread for a change; the row is written first, which locks it on both engines.
func lock(ctx context.Context, tx *db.Tx, id string) (t Thread, err error) {
	res, err := tx.NewRaw("UPDATE contact_thread SET last_at = last_at WHERE id = ?", id).Exec(ctx)
	if err != nil {
		return t, err
	}
	if err := db.OneRow(res, errNone); err != nil {
		return t, err
	}
	return One(ctx, tx, id)
}

// Of lists the threads of people of an account, newest first, with how much each has not read.
func Of(ctx context.Context, q bun.IDB, people []string, most int) (list []Thread, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = q.NewRaw(sqlThreads+`
		WHERE t.family_id IN (?0) OR t.teacher_id IN (?0)
		ORDER BY t.last_at DESC, t.id
		LIMIT ?1`, bun.List(people), most).Scan(ctx, &list)
	if err != nil {
		return nil, err
	}
	mine := map[string]bool{}
	for _, p := range people {
		mine[p] = true
	}
	for i := range list {
		side := list[i].SideOf(allow.Actor{People: mine})
		if list[i].Unread, err = unread(ctx, q, list[i], side); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Reported are the threads of a school that the office is asked to look at, the oldest first.
func Reported(ctx context.Context, q bun.IDB, school string) (list []Thread, err error) {
	err = q.NewRaw(sqlThreads+`
		WHERE t.school_id = ? AND EXISTS (SELECT 1 FROM contact_report r WHERE r.thread_id = t.id AND r.ended_at = 0)
		ORDER BY t.last_at, t.id
		LIMIT 200`, school).Scan(ctx, &list)
	return list, err
}

func unread(ctx context.Context, q bun.IDB, t Thread, side Side) (n int, err error) {
	err = q.NewRaw(`
		SELECT count(*)
		FROM contact_message m
		WHERE m.thread_id = ? AND m.by_teacher = ? AND m.at > ?`, t.ID, side == FamilySide, t.readAt(side)).Scan(ctx, &n)
	return n, err
}

// Messages are those of a thread, oldest first: the newest most of them.
func Messages(ctx context.Context, q bun.IDB, id string, most int) (list []Message, err error) {
	err = q.NewRaw(`
		SELECT m.id, m.by_teacher, m.text, m.picture, m.at
		FROM (
			SELECT n.id, n.by_teacher, n.text, n.jpeg IS NOT NULL AS picture, n.at
			FROM contact_message n
			WHERE n.thread_id = ?
			ORDER BY n.at DESC, n.id DESC
			LIMIT ?
		) m
		ORDER BY m.at, m.id`, id, most).Scan(ctx, &list)
	return list, err
}

// Picture is that of a message of a thread; NotFound.
func Picture(ctx context.Context, q bun.IDB, thread, message string) (jpeg []byte, err error) {
	err = q.NewRaw("SELECT jpeg FROM contact_message WHERE thread_id = ? AND id = ? AND jpeg IS NOT NULL", thread, message).Scan(ctx, &jpeg)
	return jpeg, db.One(err, errNone)
}

// Why are the reasons of the reports that wait, oldest first.
func Why(ctx context.Context, q bun.IDB, thread string) (list []string, err error) {
	err = q.NewRaw("SELECT why FROM contact_report WHERE thread_id = ? AND ended_at = 0 ORDER BY at", thread).Scan(ctx, &list)
	return list, err
}

// Opened reports whether an account of the office may read a thread now.
func Opened(ctx context.Context, q bun.IDB, thread, account string, now int64) (yes bool, err error) {
	var n int
	err = q.NewRaw("SELECT count(*) FROM contact_opening WHERE thread_id = ? AND account_id = ? AND until_at > ?", thread, account, now).Scan(ctx, &n)
	return n > 0, err
}

func insertThread(ctx context.Context, tx *db.Tx, t Thread) (id string, fresh bool, err error) {
	res, err := tx.NewRaw(`
		INSERT INTO contact_thread (id, school_id, child_id, family_id, teacher_id, begun_at, last_at, family_read_at, teacher_read_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)
		ON CONFLICT DO NOTHING`, t.ID, t.SchoolID, t.ChildID, t.FamilyID, t.TeacherID, tx.NowMS(), tx.NowMS()).Exec(ctx)
	if err != nil {
		return "", false, err
	}
	n, err := res.RowsAffected()
	if err != nil || n == 1 {
		return t.ID, n == 1, err
	}
	err = tx.NewRaw("SELECT id FROM contact_thread WHERE child_id = ? AND family_id = ? AND teacher_id = ?", t.ChildID, t.FamilyID, t.TeacherID).Scan(ctx, &id)
	return id, false, err
}

func insertMessage(ctx context.Context, tx *db.Tx, t Thread, m Message, jpeg []byte) error {
	_, err := tx.NewRaw(`
		INSERT INTO contact_message (id, school_id, thread_id, by_teacher, text, jpeg, at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, m.ID, t.SchoolID, t.ID, m.ByTeacher, m.Text, jpeg, m.At).Exec(ctx)
	if err != nil {
		return err
	}
	column := "family_read_at" // who writes has read
	if m.ByTeacher {
		column = "teacher_read_at"
	}
	_, err = tx.NewRaw("UPDATE contact_thread SET last_at = ?, "+column+" = ? WHERE id = ?", m.At, m.At, t.ID).Exec(ctx)
	return err
}

func countSince(ctx context.Context, q bun.IDB, thread string, byTeacher bool, since int64) (n int, err error) {
	err = q.NewRaw("SELECT count(*) FROM contact_message WHERE thread_id = ? AND by_teacher = ? AND at > ?", thread, byTeacher, since).Scan(ctx, &n)
	return n, err
}

func setRead(ctx context.Context, tx *db.Tx, id string, teacher bool) error {
	column := "family_read_at"
	if teacher {
		column = "teacher_read_at"
	}
	_, err := tx.NewRaw("UPDATE contact_thread SET "+column+" = ? WHERE id = ?", tx.NowMS(), id).Exec(ctx)
	return err
}

func insertReport(ctx context.Context, tx *db.Tx, t Thread, byTeacher bool, why string) error {
	_, err := tx.NewRaw(`
		INSERT INTO contact_report (id, school_id, thread_id, by_teacher, why, at, ended_at)
		SELECT ?0, ?1, ?2, ?3, ?4, ?5, 0
		WHERE NOT EXISTS (SELECT 1 FROM contact_report r WHERE r.thread_id = ?2 AND r.by_teacher = ?3 AND r.ended_at = 0)`,
		db.NewID(), t.SchoolID, t.ID, byTeacher, why, tx.NowMS()).Exec(ctx)
	return err
}

func endReports(ctx context.Context, tx *db.Tx, thread string) error {
	_, err := tx.NewRaw("UPDATE contact_report SET ended_at = ? WHERE thread_id = ? AND ended_at = 0", tx.NowMS(), thread).Exec(ctx)
	return err
}

func insertOpening(ctx context.Context, tx *db.Tx, t Thread, account, why string, until int64) error {
	_, err := tx.NewRaw(`
		INSERT INTO contact_opening (id, school_id, thread_id, account_id, why, at, until_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, db.NewID(), t.SchoolID, t.ID, account, why, tx.NowMS(), until).Exec(ctx)
	return err
}

// familyOf is which of the actor's people talks about a child: the pupil, or the guardian.
func familyOf(ctx context.Context, q bun.IDB, a allow.Actor, school, child string, now int64) (id string, err error) {
	if a.People[child] {
		return child, nil
	}
	var people []string
	for _, seat := range a.Seats {
		if seat.School == school {
			people = append(people, seat.Person)
		}
	}
	if len(people) == 0 {
		return "", errNone
	}
	err = q.NewRaw(`
		SELECT g.adult_id
		FROM guardianship g
		WHERE g.child_id = ? AND g.adult_id IN (?) AND g.can_view AND NOT g.restricted AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to > ?)
			AND `+db.Visible("g")+`
		ORDER BY g.created_at, g.id
		LIMIT 1`, child, bun.List(people), now, now).Scan(ctx, &id)
	return id, db.One(err, errNone)
}

// Teacher is somebody who teaches a child.
type Teacher struct {
	ID, Name string
	Main     bool     // the class teacher
	Subjects []string `bun:"-"`
	Subject  string
}

// teachers are who teaches a class at an instant: by a post, or by a lesson of the timetable of
// the last and the next four weeks; each once for a subject. Who no longer works at the school
// is not among them.
const sqlTeachers = `
	SELECT p.id, p.name, CASE WHEN t.kind = ?4 THEN TRUE ELSE FALSE END AS main, t.subject
	FROM (
		SELECT o.person_id, o.kind, o.subject
		FROM post o
		WHERE o.school_id = ?0 AND o.of_id = ?1 AND o.kind IN (?4, ?5) AND o.valid_from <= ?2 AND (o.valid_to IS NULL OR o.valid_to > ?2)
		UNION
		SELECT l.teacher_id, '', l.subject
		FROM lesson l
		WHERE l.school_id = ?0 AND l.class_id = ?1 AND l.teacher_id IS NOT NULL AND l.from_day <= ?3 AND l.until_day >= ?3
	) t
	JOIN person p ON p.id = t.person_id AND p.state = 'active'
	WHERE EXISTS (
		SELECT 1
		FROM membership m
		WHERE m.person_id = p.id AND m.role = 'teacher' AND m.valid_from <= ?2 AND (m.valid_to IS NULL OR m.valid_to > ?2) AND `

// Teachers are who teaches a class now, the class teacher first; day is today in the school.
func Teachers(ctx context.Context, q bun.IDB, school, class, day string, now int64) (list []Teacher, err error) {
	if class == "" {
		return nil, nil
	}
	var rows []Teacher
	err = q.NewRaw(sqlTeachers+db.Visible("m")+`)
		ORDER BY main DESC, p.folded, p.id, t.subject`, school, class, now, day, allow.ClassTeacher, allow.SubjectTeacher).Scan(ctx, &rows)
	at := map[string]int{}
	for _, r := range rows {
		i, there := at[r.ID]
		if !there {
			i = len(list)
			at[r.ID] = i
			list = append(list, r)
		}
		if r.Subject != "" && !has(list[i].Subjects, r.Subject) {
			list[i].Subjects = append(list[i].Subjects, r.Subject)
		}
	}
	return list, err
}

func has(list []string, one string) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

// ClassOf is the class of a pupil now; "" for none.
func ClassOf(ctx context.Context, q bun.IDB, school, child string, now int64) (string, error) {
	return campus.ClassAt(ctx, q, school, child, now)
}

func teachesChild(ctx context.Context, q bun.IDB, school, child, teacher string, now int64) (bool, error) {
	class, err := ClassOf(ctx, q, school, child, now)
	if err != nil {
		return false, err
	}
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return false, err
	}
	list, err := Teachers(ctx, q, school, class, dayOf(now, sc.Location()), now)
	for _, t := range list {
		if t.ID == teacher {
			return true, err
		}
	}
	return false, err
}

// Teaches reports whether the teacher of a thread teaches the child now.
func Teaches(ctx context.Context, q bun.IDB, t Thread, now int64) (bool, error) {
	return teachesChild(ctx, q, t.SchoolID, t.ChildID, t.TeacherID, now)
}

// forget deletes up to some messages that are older than an instant, and says how many.
func forget(ctx context.Context, tx *db.Tx, before int64, most int) (n int64, err error) {
	res, err := tx.NewRaw(`
		DELETE FROM contact_message
		WHERE id IN (SELECT m.id FROM contact_message m WHERE m.at < ? ORDER BY m.at LIMIT ?)`, before, most).Exec(ctx)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
