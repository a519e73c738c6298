package meeting

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

const markFields = `m.session_id, m.person_id, m.school_id, m.state, m.how, m.late, m.walk_in, m.at, m.out_at, m.device, m.scan_id, m.by_person, m.why, m.seat`

// markOf is a person's row; zero without one.
func markOf(ctx context.Context, q bun.IDB, session, person string) (m Mark, err error) {
	var list []Mark
	err = q.NewRaw("SELECT "+markFields+" FROM signin_mark m WHERE m.session_id = ? AND m.person_id = ?", session, person).Scan(ctx, &list)
	if err == nil && len(list) > 0 {
		m = list[0]
	}
	return m, err
}

// isExpected reports whether a person is on a session's list.
func isExpected(ctx context.Context, q bun.IDB, session, person string) (yes bool, err error) {
	err = q.NewRaw("SELECT EXISTS (SELECT 1 FROM signin_expected WHERE session_id = ? AND person_id = ?)", session, person).Scan(ctx, &yes)
	return yes, err
}

func countIn(ctx context.Context, q bun.IDB, session string) (n int, err error) {
	err = q.NewRaw("SELECT COUNT(*) FROM signin_mark WHERE session_id = ? AND state = 'in'", session).Scan(ctx, &n)
	return n, err
}

// rankOf is the place of a person among those who wait, from 1.
func rankOf(ctx context.Context, q bun.IDB, session string, m Mark) (n int, err error) {
	err = q.NewRaw(`
		SELECT COUNT(*)
		FROM signin_mark
		WHERE session_id = ? AND state = 'waiting' AND (at < ? OR at = ? AND person_id <= ?)`, session, m.At, m.At, m.PersonID).Scan(ctx, &n)
	return n, err
}

// nextWaiting is who waits longest; zero if nobody does.
func nextWaiting(ctx context.Context, q bun.IDB, session string) (m Mark, err error) {
	var list []Mark
	err = q.NewRaw("SELECT "+markFields+" FROM signin_mark m WHERE m.session_id = ? AND m.state = 'waiting' ORDER BY m.at, m.person_id LIMIT 1", session).Scan(ctx, &list)
	if err == nil && len(list) > 0 {
		m = list[0]
	}
	return m, err
}

// put writes a person's row, over what was taken back or waited.
func put(ctx context.Context, tx *db.Tx, m Mark) error {
	_, err := tx.NewRaw(`
		INSERT INTO signin_mark (session_id, person_id, school_id, state, how, late, walk_in, at, out_at, device, scan_id, by_person, why, seat)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (session_id, person_id) DO UPDATE
		SET state = excluded.state, how = excluded.how, late = excluded.late, walk_in = excluded.walk_in, at = excluded.at, out_at = excluded.out_at,
			device = excluded.device, scan_id = excluded.scan_id, by_person = excluded.by_person, why = excluded.why, seat = excluded.seat`,
		m.SessionID, m.PersonID, m.SchoolID, m.State, m.How, m.Late, m.WalkIn, m.At, m.OutAt, m.Device, m.ScanID, m.ByPerson, m.Why, m.Seat).Exec(ctx)
	return err
}

// leave notes that somebody has left.
func leave(ctx context.Context, tx *db.Tx, session, person string, at int64) error {
	_, err := tx.NewRaw("UPDATE signin_mark SET out_at = ? WHERE session_id = ? AND person_id = ? AND state = 'in'", at, session, person).Exec(ctx)
	return err
}

// takeBack undoes what a scan did.
func takeBack(ctx context.Context, tx *db.Tx, scan string) (session string, err error) {
	var list []string
	err = tx.NewRaw("UPDATE signin_mark SET state = 'void' WHERE scan_id = ? AND state <> 'void' RETURNING session_id", scan).Scan(ctx, &list)
	if len(list) > 0 {
		session = list[0]
	}
	return session, err
}

// Row is a person of a session's list: expected, signed in, or both.
type Row struct {
	PersonID, Name, Number, Grade, Class string
	Expected                             bool
	State                                MarkState // "" without a mark
	How                                  string
	Late, WalkIn                         bool
	At, OutAt                            int64
	Device, ByPerson, ByName, Why, Seat  string
}

// Mark is the row as a mark, for what is credited.
func (r Row) Mark() Mark { return Mark{State: r.State, At: r.At, OutAt: r.OutAt, Late: r.Late} }

// Rows lists everybody of a session: by when they signed in, then by class and name.
func Rows(ctx context.Context, q bun.IDB, id string) (list []Row, err error) {
	err = q.NewRaw(`
		SELECT n.person_id, p.name, COALESCE(p.number, '') AS number, COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class,
			MAX(n.expected) > 0 AS expected, COALESCE(m.state, '') AS state, COALESCE(m.how, '') AS how, COALESCE(m.late, FALSE) AS late,
			COALESCE(m.walk_in, FALSE) AS walk_in, COALESCE(m.at, 0) AS at, COALESCE(m.out_at, 0) AS out_at, COALESCE(m.device, '') AS device,
			COALESCE(m.by_person, '') AS by_person, COALESCE(b.name, '') AS by_name, COALESCE(m.why, '') AS why, COALESCE(m.seat, '') AS seat
		FROM (
			SELECT person_id, 1 AS expected
			FROM signin_expected
			WHERE session_id = ?
			UNION ALL
			SELECT person_id, 0 AS expected
			FROM signin_mark
			WHERE session_id = ?
		) n
		JOIN person p ON p.id = n.person_id
		LEFT JOIN signin_mark m ON m.session_id = ? AND m.person_id = n.person_id
		LEFT JOIN person b ON b.id = m.by_person
		LEFT JOIN class c ON c.id = (
			SELECT MAX(k.class_id)
			FROM membership k
			WHERE k.person_id = n.person_id AND k.valid_to IS NULL)
		GROUP BY n.person_id, p.name, p.folded, p.number, c.grade, c.name, m.state, m.how, m.late, m.walk_in, m.at, m.out_at, m.device, m.by_person, b.name, m.why, m.seat
		ORDER BY COALESCE(m.at, 0) DESC, COALESCE(c.grade, ''), COALESCE(c.name, ''), p.folded, n.person_id`, id, id, id).Scan(ctx, &list)
	return list, err
}

// Own is a session that somebody signed in to.
type Own struct {
	Session
	Mark
}

// Attended lists what a person signed in to since an instant, the newest first.
func Attended(ctx context.Context, q bun.IDB, person string, since int64) (list []Own, err error) {
	var marks []Mark
	err = q.NewRaw("SELECT "+markFields+" FROM signin_mark m WHERE m.person_id = ? AND m.at >= ? AND m.state <> 'void' ORDER BY m.at DESC LIMIT 200", person, since).Scan(ctx, &marks)
	if err != nil || len(marks) == 0 {
		return nil, err
	}
	ids := make([]string, len(marks))
	for i, m := range marks {
		ids[i] = m.SessionID
	}
	var sessions []Session
	err = q.NewRaw("SELECT "+fields+" FROM signin_session s WHERE s.id IN (?) AND s.state <> 'cancelled'", bun.List(ids)).Scan(ctx, &sessions)
	by := map[string]Session{}
	for _, s := range sessions {
		by[s.ID] = s
	}
	for _, m := range marks {
		if s, ok := by[m.SessionID]; ok {
			list = append(list, Own{s, m})
		}
	}
	return list, err
}

// usedBy reports whether somebody else has signed in to the session by the device.
func usedBy(ctx context.Context, q bun.IDB, session, device, person string) (yes bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM signin_mark
			WHERE session_id = ? AND device = ? AND person_id <> ? AND state <> 'void')`, session, device, person).Scan(ctx, &yes)
	return yes, err
}

// stands is a session at a terminal.
type stands struct{ Session, Terminal string }

// atDoors are the sessions that stand at these terminals about now, by id.
func atDoors(ctx context.Context, tx *db.Tx, terminals []string) (list []stands, err error) {
	err = tx.NewRaw(`
		SELECT s.id AS session, d.terminal_id AS terminal
		FROM signin_door d
		JOIN signin_session s ON s.id = d.session_id
		WHERE d.terminal_id IN (?) AND s.state = 'live' AND s.opens_at <= ? AND (s.ends_at > ? OR s.sign_out AND s.ends_at > ?)
		ORDER BY s.id, d.terminal_id`, bun.List(terminals), tx.NowMS()+soon, tx.NowMS(), tx.NowMS()-outUntil.Milliseconds()).Scan(ctx, &list)
	return list, err
}

// AtTerminalNow is the session that takes people at a terminal now, as readScans chooses it,
// and the next one that will; zero without.
func AtTerminalNow(ctx context.Context, q bun.IDB, terminal string, now int64) (one, next Session, err error) {
	var list []Session
	err = q.NewRaw("SELECT "+fields+` FROM signin_session s
		JOIN signin_door d ON d.session_id = s.id
		WHERE d.terminal_id = ? AND s.state = 'live' AND (s.ends_at > ? OR s.sign_out AND s.ends_at > ?)
		ORDER BY s.opens_at, s.id
		LIMIT 20`, terminal, now, now-outUntil.Milliseconds()).Scan(ctx, &list)
	for _, s := range list {
		if s.OpensAt <= now {
			one = s
		} else if next.ID == "" {
			next = s
		}
	}
	return one, next, err
}

// soon is how long before it opens a session is named at its terminal, in milliseconds.
const soon = 60 * 60_000

func counts(ctx context.Context, q bun.IDB, session string) (in, waiting int, err error) {
	err = q.NewRaw(`
		SELECT COALESCE(SUM(CASE WHEN state = 'in' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0)
		FROM signin_mark
		WHERE session_id = ?`, session).Scan(ctx, &in, &waiting)
	return in, waiting, err
}

// AtTerminal reports which of these sessions has one of these terminals.
func AtTerminal(ctx context.Context, q bun.IDB, sessions, terminals []string) (ids []string, err error) {
	if len(sessions) == 0 || len(terminals) == 0 {
		return nil, nil
	}
	err = q.NewRaw("SELECT DISTINCT session_id FROM signin_door WHERE session_id IN (?) AND terminal_id IN (?)", bun.List(sessions), bun.List(terminals)).Scan(ctx, &ids)
	return ids, err
}

// named is somebody whom a word of a list means.
type named struct{ ID, Name, Number string }

// Find finds the people of a school whom the lines of a list mean, each by number or by a name that
// is one person's alone; unknown are the lines that mean nobody, or several.
func Find(ctx context.Context, q bun.IDB, school string, lines []string, now int64) (people, unknown []string, err error) {
	by := map[string][]string{}
	for part := range slices.Chunk(lines, chunk) {
		var list []named
		err := q.NewRaw(`
			SELECT DISTINCT p.id, p.name, COALESCE(p.number, '') AS number
			FROM person p
			JOIN membership m ON m.person_id = p.id
			WHERE p.school_id = ? AND (p.number IN (?) OR p.name IN (?)) AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
			  AND m.role IN (?) AND `+db.Visible("p"), school, bun.List(part), bun.List(part), now, now, bun.List(members)).Scan(ctx, &list)
		if err != nil {
			return nil, nil, err
		}
		for _, n := range list {
			by["#"+n.Number] = []string{n.ID}
			if !slices.Contains(by[n.Name], n.ID) {
				by[n.Name] = append(by[n.Name], n.ID)
			}
		}
	}
	for _, line := range lines {
		found := by["#"+line]
		if len(found) == 0 {
			found = by[line]
		}
		if len(found) == 1 {
			people = append(people, found[0])
		} else {
			unknown = append(unknown, line)
		}
	}
	return people, unknown, nil
}
