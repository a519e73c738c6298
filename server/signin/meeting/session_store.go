package meeting

import (
	"context"

	"yunka/server/access/rule"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

const fields = `s.id, s.school_id, s.title, s.place, s.who, s.opens_at, s.starts_at, s.late_at, s.ends_at, s.capacity, s.walk_ins, s.sign_out,
	s.secret, s.series_id, s.lesson_class, s.lesson_day, s.lesson_period, s.state, s.made_by, s.made_at, s.closed_by, s.closed_at,
	s.ask_by, s.ask_why, s.ask_at, s.reminded_at, s.in_school, s.seats`

// counted are the counts of a session, each by the key of its table.
const counted = `,
	(SELECT COUNT(*) FROM signin_expected e WHERE e.session_id = s.id) AS expected,
	(SELECT COUNT(*) FROM signin_mark m WHERE m.session_id = s.id AND m.state = 'in') AS "in",
	(SELECT COUNT(*) FROM signin_mark m WHERE m.session_id = s.id AND m.state = 'in' AND m.late) AS late_in,
	(SELECT COUNT(*) FROM signin_mark m WHERE m.session_id = s.id AND m.state = 'in' AND m.walk_in) AS walk_in,
	(SELECT COUNT(*) FROM signin_mark m WHERE m.session_id = s.id AND m.state = 'waiting') AS wait`

var errNone = fault.New(fault.NotFound, "not_found")

// valid keeps what no id can be from the database.
func valid(id string) bool { return len(id) > 0 && len(id) <= 40 && !hasControl(id) }

func hasControl(s string) bool {
	for _, r := range s {
		if r < ' ' || r > '~' {
			return true
		}
	}
	return false
}

// Read reads one with its counts; NotFound.
func Read(ctx context.Context, q bun.IDB, id string) (s Session, err error) {
	if !valid(id) {
		return s, errNone
	}
	err = q.NewRaw("SELECT "+fields+counted+" FROM signin_session s WHERE s.id = ?", id).Scan(ctx, &s)
	return s, db.One(err, errNone)
}

// Plain is Read without the counts.
func Plain(ctx context.Context, q bun.IDB, id string) (s Session, err error) {
	if !valid(id) {
		return s, errNone
	}
	err = q.NewRaw("SELECT "+fields+" FROM signin_session s WHERE s.id = ?", id).Scan(ctx, &s)
	return s, db.One(err, errNone)
}

// Lock takes a session's row and reads it; NotFound.
func Lock(ctx context.Context, tx *db.Tx, id string) (s Session, err error) {
	if !valid(id) {
		return s, errNone
	}
	// An update that changes nothing takes the row lock on both engines.
	res, err := tx.NewRaw("UPDATE signin_session SET state = state WHERE id = ?", id).Exec(ctx)
	if err != nil {
		return s, err
	}
	if err := db.OneRow(res, errNone); err != nil {
		return s, err
	}
	err = tx.NewRaw("SELECT "+fields+" FROM signin_session s WHERE s.id = ?", id).Scan(ctx, &s)
	return s, err
}

// Organisers are who runs a session.
func Organisers(ctx context.Context, q bun.IDB, id string) (people []string, err error) {
	err = q.NewRaw("SELECT person_id FROM signin_organiser WHERE session_id = ? ORDER BY person_id", id).Scan(ctx, &people)
	return people, err
}

// Between lists a school's sessions that start in [from, to), the earliest first; of
// organisers only theirs, if any are given.
func Between(ctx context.Context, q bun.IDB, school string, from, to int64, organisers []string) (list []Session, err error) {
	where, args := "", []any{school, from, to}
	if organisers != nil {
		if len(organisers) == 0 {
			return nil, nil
		}
		where = " AND s.id IN (SELECT o.session_id FROM signin_organiser o WHERE o.person_id IN (?))"
		args = append(args, bun.List(organisers))
	}
	err = q.NewRaw("SELECT "+fields+counted+` FROM signin_session s
		WHERE s.school_id = ? AND s.starts_at >= ? AND s.starts_at < ?`+where+`
		ORDER BY s.starts_at, s.id
		LIMIT 500`, args...).Scan(ctx, &list)
	return list, err
}

// Coming lists the sessions at which people are expected and that are not over, the
// earliest first.
func Coming(ctx context.Context, q bun.IDB, people []string, now int64) (list []Session, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = q.NewRaw("SELECT "+fields+` FROM signin_session s
		WHERE s.state = 'live' AND s.ends_at > ? AND s.id IN (SELECT e.session_id FROM signin_expected e WHERE e.person_id IN (?))
		ORDER BY s.starts_at, s.id
		LIMIT 30`, now, bun.List(people)).Scan(ctx, &list)
	return list, err
}

func insertSession(ctx context.Context, tx *db.Tx, s Session) error {
	_, err := tx.NewRaw(`
		INSERT INTO signin_session (id, school_id, title, place, who, opens_at, starts_at, late_at, ends_at, capacity, walk_ins, sign_out, secret,
			series_id, lesson_class, lesson_day, lesson_period, state, made_by, made_at, closed_by, closed_at, ask_by, ask_why, ask_at, reminded_at, in_school, seats)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'live', ?, ?, '', 0, '', '', 0, 0, ?, ?)`,
		s.ID, s.SchoolID, s.Title, s.Place, s.Who, s.OpensAt, s.StartsAt, s.LateAt, s.EndsAt, s.Capacity, s.WalkIns, s.SignOut, s.Secret,
		s.SeriesID, s.LessonClass, s.LessonDay, s.LessonPeriod, s.MadeBy, tx.NowMS(), s.InSchool, s.Seats).Exec(ctx)
	return err
}

// chunk is how many rows one statement has at most.
const chunk = 500

// relate writes rows of a session and something else: an organiser, a class, a person.
func relate(ctx context.Context, tx *db.Tx, table, column string, s Session, ids []string) error {
	for len(ids) > 0 {
		n := min(len(ids), chunk)
		rows := make([]bun.TupleValues, n)
		for i, id := range ids[:n] {
			rows[i] = bun.Tuple([]any{s.ID, id, s.SchoolID})
		}
		_, err := tx.NewRaw("INSERT INTO "+table+" (session_id, "+column+", school_id) VALUES ? ON CONFLICT DO NOTHING", bun.List(rows)).Exec(ctx)
		if err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// expectClasses makes who is expected those who are pupils of the session's classes now.
func expectClasses(ctx context.Context, tx *db.Tx, s Session) error {
	now := `
		SELECT m.person_id
		FROM membership m
		JOIN signin_class c ON c.class_id = m.class_id
		WHERE c.session_id = ? AND m.role = 'student' AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND ` + db.Visible("m")
	_, err := tx.NewRaw("DELETE FROM signin_expected WHERE session_id = ? AND person_id NOT IN ("+now+")", s.ID, s.ID, tx.NowMS(), tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`
		INSERT INTO signin_expected (session_id, person_id, school_id)
		SELECT DISTINCT ?, n.person_id, ?
		FROM (`+now+`) n
		WHERE TRUE
		ON CONFLICT DO NOTHING`, s.ID, s.SchoolID, s.ID, tx.NowMS(), tx.NowMS()).Exec(ctx)
	return err
}

// classesOf are the classes of a school among these ids.
func classesOf(ctx context.Context, q bun.IDB, school string, ids []string) (n int, err error) {
	err = q.NewRaw("SELECT COUNT(*) FROM class WHERE school_id = ? AND id IN (?) AND "+db.Visible("class"), school, bun.List(ids)).Scan(ctx, &n)
	return n, err
}

// memberOf reports which of these people are in the school in these roles now.
func memberOf(ctx context.Context, q bun.IDB, school string, people, roles []string, now int64) (in []string, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT DISTINCT m.person_id
		FROM membership m
		WHERE m.school_id = ? AND m.person_id IN (?) AND m.role IN (?) AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
		  AND `+db.Visible("m")+`
		ORDER BY m.person_id`, school, bun.List(people), bun.List(roles), now, now).Scan(ctx, &in)
	return in, err
}

// staffOf are all who teach at or run a school now.
func staffOf(ctx context.Context, q bun.IDB, school string, now int64) (in []string, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT m.person_id
		FROM membership m
		WHERE m.school_id = ? AND m.role IN ('teacher', 'admin') AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
		  AND `+db.Visible("m")+`
		ORDER BY m.person_id`, school, now, now).Scan(ctx, &in)
	return in, err
}

// terminalOf reports whether the school has that terminal, of that use.
func terminalOf(ctx context.Context, q bun.IDB, school, id string, use rule.Scene) (yes bool, err error) {
	err = q.NewRaw("SELECT EXISTS (SELECT 1 FROM terminal WHERE school_id = ? AND id = ? AND scene = ? AND revoked_at IS NULL)", school, id, use).Scan(ctx, &yes)
	return yes, err
}

// busy is the title of a session that needs the terminal at that time, "" for none.
func busy(ctx context.Context, q bun.IDB, s Session, terminal string) (title string, err error) {
	err = q.NewRaw(`
		SELECT COALESCE(MAX(s.title), '')
		FROM signin_session s
		JOIN signin_door d ON d.session_id = s.id
		WHERE s.school_id = ? AND d.terminal_id = ? AND s.state = 'live' AND s.opens_at < ? AND s.ends_at > ?`, s.SchoolID, terminal, s.EndsAt, s.OpensAt).Scan(ctx, &title)
	return title, err
}

func insertDoor(ctx context.Context, tx *db.Tx, s Session, terminal string, own bool) error {
	_, err := tx.NewRaw("INSERT INTO signin_door (session_id, terminal_id, school_id, own) VALUES (?, ?, ?, ?)", s.ID, terminal, s.SchoolID, own).Exec(ctx)
	return err
}

// DoorsOf are the terminals of a session that are not revoked; own ones, or the school's.
func DoorsOf(ctx context.Context, q bun.IDB, session string, own bool) (list []Door, err error) {
	err = q.NewRaw(`
		SELECT t.id, t.name
		FROM signin_door d
		JOIN terminal t ON t.id = d.terminal_id
		WHERE d.session_id = ? AND d.own = ? AND t.revoked_at IS NULL
		ORDER BY t.name, t.id`, session, own).Scan(ctx, &list)
	return list, err
}

// Door is a terminal that signs people in.
type Door struct{ ID, Name string }

// Doors lists a school's terminals of a use.
func Doors(ctx context.Context, q bun.IDB, school string, use rule.Scene) (list []Door, err error) {
	err = q.NewRaw("SELECT id, name FROM terminal WHERE school_id = ? AND scene = ? AND revoked_at IS NULL ORDER BY name, id", school, use).Scan(ctx, &list)
	return list, err
}

// turn gives a session its next state, from one that it must be in still.
func turn(ctx context.Context, tx *db.Tx, s Session, to State, by string) error {
	_, err := tx.NewRaw("UPDATE signin_session SET state = ?, closed_by = ?, closed_at = ?, ask_by = '', ask_why = '', ask_at = 0 WHERE id = ?",
		to, by, tx.NowMS(), s.ID).Exec(ctx)
	return err
}

func asks(ctx context.Context, tx *db.Tx, s Session, by, why string) error {
	_, err := tx.NewRaw("UPDATE signin_session SET ask_by = ?, ask_why = ?, ask_at = ? WHERE id = ?", by, why, tx.NowMS(), s.ID).Exec(ctx)
	return err
}

// reopened lets people sign in again until an instant; how it was closed is forgotten, and
// stands in the audit.
func reopened(ctx context.Context, tx *db.Tx, s Session, until int64) error {
	_, err := tx.NewRaw(`
		UPDATE signin_session
		SET state = 'live', closed_by = '', closed_at = 0, ask_by = '', ask_why = '', ask_at = 0, ends_at = CASE WHEN ends_at < ? THEN ? ELSE ends_at END
		WHERE id = ?`, until, until, s.ID).Exec(ctx)
	return err
}
