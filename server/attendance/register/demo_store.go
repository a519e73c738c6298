package register

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/timetable"
)

type demoScan struct {
	who campus.Member
	way rule.Way
	at  int64
	key string
	// received is when a reader that had lost its network brought it; 0 is at once.
	received int64
}

func (d demoScan) mode() string {
	if d.received > 0 {
		return "offline"
	}
	return "online"
}

// demos are the schools that are played.
func (s *Service) demos(ctx context.Context) (schools []string, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT school_id FROM attendance_demo ORDER BY school_id").Scan(ctx, &schools)
	})
	return schools, err
}

// demoBegan says that a demo's sessions have been held, and its people have been there,
// for some days, and that nothing was played.
func demoBegan(ctx context.Context, tx *db.Tx, school string, back int) error {
	w, err := newWorld(ctx, tx, school)
	if err != nil {
		return err
	}
	day := timetable.AddDays(timetable.Today(tx.Now, w.loc), -back)
	if _, err := tx.NewRaw("UPDATE attendance_session SET from_day = ? WHERE school_id = ?", day, school).Exec(ctx); err != nil {
		return err
	}
	from, _ := w.bounds(day)
	if _, err := tx.NewRaw("UPDATE membership SET valid_from = ? WHERE school_id = ? AND valid_from > ?", from, school, from).Exec(ctx); err != nil {
		return err
	}
	if _, err := tx.NewRaw("UPDATE credential SET created_at = ? WHERE school_id = ? AND created_at > ?", from, school, from).Exec(ctx); err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO attendance_demo (school_id, until) VALUES (?, ?)", school, from).Exec(ctx)
	return err
}

func demoUntil(ctx context.Context, tx *db.Tx, school string) (until int64, err error) {
	err = tx.NewRaw("UPDATE attendance_demo SET until = until WHERE school_id = ? RETURNING until", school).Scan(ctx, &until)
	return until, err
}

// writeDemo writes scans at the school's outermost gates as if its readers had seen
// them, and that these readers keep nothing back.
func (s *Service) writeDemo(ctx context.Context, tx *db.Tx, school string, scans []demoScan, until int64) error {
	if _, err := tx.NewRaw("UPDATE attendance_demo SET until = ? WHERE school_id = ? AND until < ?", until, school, until).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw("UPDATE terminal SET complete_until = ?, last_at = ? WHERE school_id = ? AND complete_until < ?", until, until, school, until).Exec(ctx)
	if err != nil || len(scans) == 0 {
		return err
	}
	var gates []struct{ Terminal, Gate, Direction string }
	err = tx.NewRaw(`
		SELECT MIN(t.id) AS terminal, g.id AS gate, g.direction
		FROM gate g
		JOIN zone z ON z.id = g.zone_id AND z.parent_id IS NULL
		JOIN terminal t ON t.gate_id = g.id AND t.revoked_at IS NULL
		WHERE g.school_id = ?
		GROUP BY g.id, g.direction
		ORDER BY g.id`, school).Scan(ctx, &gates)
	if err != nil {
		return err
	}
	slices.SortStableFunc(scans, func(a, b demoScan) int { return int(a.at - b.at) })
	var rows []bun.TupleValues
	for _, one := range scans {
		for _, g := range gates {
			if g.Direction == string(one.way) {
				rows = append(rows, bun.Tuple([]any{db.NewID(), school, len(rows), g.Terminal, one.key + " " + one.who.PersonID, g.Gate, one.who.PersonID, one.who.MembershipID, string(one.way), one.at, one.mode(), one.received}))
				break
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	first, err := s.feed.Take(ctx, tx, school, len(rows))
	if err != nil {
		return err
	}
	for part := range slices.Chunk(rows, 400) {
		_, err := tx.NewRaw(`
			INSERT INTO scan (id, school_id, feed, terminal_id, request_key, gate_id, person_id, membership_id, direction, at, request_hash, kind, consumed, decision, reason, open, answer, mode, received_at)
			SELECT v.column1, v.column2, v.column3 + ?, v.column4, v.column5, v.column6, v.column7, v.column8, v.column9, v.column10, '', 'chip', FALSE, 'ALLOW', 'OK', TRUE, '{}', v.column11, NULLIF(v.column12, 0)
			FROM (VALUES ?) AS v`, first, bun.List(part)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}
