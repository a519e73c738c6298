package board

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

var errNone = fault.New(fault.NotFound, "not_found")

// OwnerOfClass is the school of a class.
var OwnerOfClass campus.Owner = func(ctx context.Context, q bun.IDB, id string) (allow.Target, error) {
	t, err := campus.OwnerBy("SELECT c.school_id, '' FROM class c WHERE c.id = ?")(ctx, q, id)
	t.Class = id
	return t, err
}

// OwnerOfNotice is the school and the class of a notice.
var OwnerOfNotice campus.Owner = func(ctx context.Context, q bun.IDB, id string) (allow.Target, error) {
	t, err := campus.OwnerBy("SELECT n.school_id, n.class_id FROM class_notice n WHERE n.id = ?")(ctx, q, id)
	t.Class, t.Person = t.Person, ""
	return t, err
}

const sqlNotices = `
	SELECT n.id, n.school_id, n.class_id, n.text, n.by_person, n.by_name, n.made_at, n.tell_at, n.told_at, n.withdrawn_at`

// lock reads a notice for a change; the row is written first, which locks it on both engines.
func lock(ctx context.Context, tx *db.Tx, id string) (n Notice, err error) {
	res, err := tx.NewRaw("UPDATE class_notice SET told_at = told_at WHERE id = ?", id).Exec(ctx)
	if err != nil {
		return n, err
	}
	if err := db.OneRow(res, errNone); err != nil {
		return n, err
	}
	err = tx.NewRaw(sqlNotices+`
		FROM class_notice n
		WHERE n.id = ?`, id).Scan(ctx, &n)
	return n, db.One(err, errNone)
}

func insert(ctx context.Context, tx *db.Tx, n Notice, files []kept) error {
	_, err := tx.NewRaw(`
		INSERT INTO class_notice (id, school_id, class_id, text, by_person, by_name, made_at, tell_at, told_at, withdrawn_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`, n.ID, n.SchoolID, n.ClassID, n.Text, n.ByPerson, n.ByName, n.MadeAt, n.TellAt).Exec(ctx)
	if err != nil {
		return err
	}
	for i, f := range files {
		_, err := tx.NewRaw(`
			INSERT INTO class_notice_file (id, school_id, notice_id, place, picture, name, size, content)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, f.ID, n.SchoolID, n.ID, i, f.Picture, f.Name, f.Size, f.content).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

func markTold(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.NewRaw("UPDATE class_notice SET told_at = ? WHERE id = ?", tx.NowMS(), id).Exec(ctx)
	return err
}

func markWithdrawn(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.NewRaw("UPDATE class_notice SET withdrawn_at = ? WHERE id = ?", tx.NowMS(), id).Exec(ctx)
	return err
}

func insertSeen(ctx context.Context, tx *db.Tx, n Notice, pupil, reader string) (fresh bool, err error) {
	res, err := tx.NewRaw(`
		INSERT INTO class_notice_seen (notice_id, school_id, pupil_id, reader_id, seen_at)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, n.ID, n.SchoolID, pupil, reader, tx.NowMS()).Exec(ctx)
	if err != nil {
		return false, err
	}
	rows, err := res.RowsAffected()
	return rows == 1, err
}

// dueBy are the notices that should have been told by an instant.
func dueBy(ctx context.Context, q bun.IDB, now int64) (ids []string, err error) {
	err = q.NewRaw(`
		SELECT n.id
		FROM class_notice n
		WHERE n.told_at = 0 AND n.withdrawn_at = 0 AND n.tell_at <= ?
		ORDER BY n.tell_at, n.id
		LIMIT 100`, now).Scan(ctx, &ids)
	return ids, err
}

// ToldTo is what a pupil's class was told, newest first, as one reader sees it; what was
// withdrawn is there without its words.
func ToldTo(ctx context.Context, q bun.IDB, school, class, pupil, reader string, most int) (list []Notice, err error) {
	if class == "" {
		return nil, nil
	}
	err = q.NewRaw(sqlNotices+`,
			COALESCE((SELECT MIN(s.seen_at) FROM class_notice_seen s WHERE s.notice_id = n.id AND s.pupil_id = ?2 AND s.reader_id = ?3), 0) AS seen_at
		FROM class_notice n
		WHERE n.school_id = ?0 AND n.class_id = ?1 AND n.told_at > 0
		ORDER BY n.told_at DESC, n.id DESC
		LIMIT ?4`, school, class, pupil, reader, most).Scan(ctx, &list)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].WithdrawnAt != 0 {
			list[i].Text = ""
		}
	}
	return list, files(ctx, q, list)
}

// OfClass is what was posted to a class, newest first, with how many have read it.
func OfClass(ctx context.Context, q bun.IDB, school, class string, now int64, most int) (list []Notice, err error) {
	err = q.NewRaw(sqlNotices+`,
			(SELECT count(DISTINCT s.pupil_id) FROM class_notice_seen s WHERE s.notice_id = n.id) AS seen
		FROM class_notice n
		WHERE n.school_id = ? AND n.class_id = ?
		ORDER BY n.tell_at DESC, n.id DESC
		LIMIT ?`, school, class, most).Scan(ctx, &list)
	if err != nil {
		return nil, err
	}
	pupils, err := campus.CountPupilsOf(ctx, q, school, []string{class}, now)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Pupils = pupils
	}
	return list, files(ctx, q, list)
}

// files adds what is attached to notices that stand.
func files(ctx context.Context, q bun.IDB, list []Notice) error {
	at, ids := map[string]int{}, []string{}
	for i, n := range list {
		if n.WithdrawnAt == 0 {
			at[n.ID], ids = i, append(ids, n.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var all []File
	err := q.NewRaw(`
		SELECT f.id, f.notice_id, f.name, f.picture, f.size
		FROM class_notice_file f
		WHERE f.notice_id IN (?)
		ORDER BY f.notice_id, f.place`, bun.List(ids)).Scan(ctx, &all)
	for _, f := range all {
		i := at[f.NoticeID]
		list[i].Files = append(list[i].Files, f)
	}
	return err
}

// Reader is a pupil of a class and whether somebody read a notice.
type Reader struct {
	PersonID, Name string
	SeenAt         int64
	By             string // who read it first
}

// Readers are the pupils of a notice's class now, those first for whom nobody read it.
func Readers(ctx context.Context, q bun.IDB, n Notice, now int64) (list []Reader, err error) {
	pupils, err := campus.MembersIn(ctx, q, n.SchoolID, now, []allow.Role{allow.Student}, n.ClassID)
	if err != nil {
		return nil, err
	}
	var seen []struct {
		PupilID, Name string
		SeenAt        int64
	}
	err = q.NewRaw(`
		SELECT s.pupil_id, p.name, s.seen_at
		FROM class_notice_seen s
		JOIN person p ON p.id = s.reader_id
		WHERE s.notice_id = ?
		ORDER BY s.seen_at, p.id`, n.ID).Scan(ctx, &seen)
	if err != nil {
		return nil, err
	}
	first := map[string]int{}
	for i, s := range seen {
		if _, there := first[s.PupilID]; !there {
			first[s.PupilID] = i
		}
	}
	var read []Reader
	for _, p := range pupils {
		if i, yes := first[p.PersonID]; yes {
			read = append(read, Reader{PersonID: p.PersonID, Name: p.Name, SeenAt: seen[i].SeenAt, By: seen[i].Name})
			continue
		}
		list = append(list, Reader{PersonID: p.PersonID, Name: p.Name})
	}
	return append(list, read...), nil
}

// Read is one of a school; NotFound.
func Read(ctx context.Context, q bun.IDB, school, id string) (n Notice, err error) {
	err = q.NewRaw(sqlNotices+`
		FROM class_notice n
		WHERE n.school_id = ? AND n.id = ?`, school, id).Scan(ctx, &n)
	return n, db.One(err, errNone)
}

// Content is a file of a notice that stands; NotFound. A reader gets it only once it was told.
func Content(ctx context.Context, q bun.IDB, school, class, id string, told bool) (f File, content []byte, err error) {
	err = q.NewRaw(`
		SELECT f.id, f.notice_id, f.name, f.picture, f.size, f.content
		FROM class_notice_file f
		JOIN class_notice n ON n.id = f.notice_id
		WHERE f.school_id = ?0 AND n.class_id = ?1 AND f.id = ?2 AND n.withdrawn_at = 0 AND (NOT ?3 OR n.told_at > 0)`,
		school, class, id, told).Scan(ctx, &f.ID, &f.NoticeID, &f.Name, &f.Picture, &f.Size, &content)
	return f, content, db.One(err, errNone)
}

// Unread is how many standing notices about a pupil a reader has not read, and the text of the
// newest one.
func Unread(ctx context.Context, q bun.IDB, school, class, pupil, reader string) (n int, newest string, err error) {
	list, err := ToldTo(ctx, q, school, class, pupil, reader, 50)
	for _, one := range list {
		if one.WithdrawnAt != 0 {
			continue
		}
		if newest == "" {
			newest = one.Text
		}
		if one.SeenAt == 0 {
			n++
		}
	}
	return n, newest, err
}

// ClassesOf are the classes of people now.
func ClassesOf(ctx context.Context, q bun.IDB, people []string, now int64) (map[string]string, error) {
	var rows []struct{ PersonID, ClassID string }
	by := map[string]string{}
	if len(people) == 0 {
		return by, nil
	}
	err := q.NewRaw(`
		SELECT m.person_id, m.class_id
		FROM membership m
		WHERE m.person_id IN (?) AND m.role = 'student' AND m.class_id IS NOT NULL AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
			AND `+db.Visible("m"), bun.List(people), now, now).Scan(ctx, &rows)
	for _, r := range rows {
		by[r.PersonID] = r.ClassID
	}
	return by, err
}
