package register

import (
	"context"
	"math"

	"github.com/uptrace/bun"

	"yunka/server/attendance/record"
	"yunka/server/attendance/rule"
)

// openDay is a row of attendance_day, with the number at which the scans of the next
// opened day begin, 0 if none is; and the feed's number and the instant at which the
// office closed the day, after which nothing counts but corrections.
type openDay struct {
	Day                string
	Since, Till        int64
	Closed, ClosedAtMS int64
}

// slack is how many numbers after the next day's first scan one of the day before may
// still have: a scan takes its time before its number.
const slack = 2000

func readDay(ctx context.Context, q bun.IDB, school, day string) (d openDay, opened bool, err error) {
	var rows []openDay
	err = q.NewRaw(`
		SELECT d.day, d.since, COALESCE((
			SELECT MIN(n.since)
			FROM attendance_day n
			WHERE n.school_id = d.school_id AND n.day > d.day), 0) AS till,
			COALESCE(l.feed, ?2) AS closed, COALESCE(l.at, ?2) AS closed_at_ms
		FROM attendance_day d
		LEFT JOIN attendance_lock l ON l.school_id = d.school_id AND l.until_day = (
			SELECT MIN(f.until_day)
			FROM attendance_lock f
			WHERE f.school_id = d.school_id AND f.until_day >= d.day)
		WHERE d.school_id = ?0 AND d.day = ?1`, school, day, int64(math.MaxInt64)).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return d, false, err
	}
	return rows[0], true, nil
}

// Days lists the opened days from first to last, both inclusive.
func Days(ctx context.Context, q bun.IDB, school, first, last string) (days []string, err error) {
	if last == "" {
		last = "9999"
	}
	err = q.NewRaw("SELECT day FROM attendance_day WHERE school_id = ? AND day >= ? AND day <= ? ORDER BY day", school, first, last).Scan(ctx, &days)
	return days, err
}

// readPunches reads where people were seen in [from, to), by person. A gate to the
// school itself has a way; everything else that let somebody pass, and a reader for
// attendance, says that they were there. Scans that were taken back say nothing, nor does
// what came after the day was closed.
func readPunches(ctx context.Context, q bun.IDB, w *world, people []string, d openDay, from, to int64) (map[string][]rule.Punch, error) {
	if err := w.readPlaces(ctx, q); err != nil {
		return nil, err
	}
	till := int64(1) << 60
	if d.Till > 0 {
		till = d.Till + slack
	}
	const one = `
		SELECT s.person_id, s.id, s.at, s.direction, s.terminal_id, COALESCE(s.zone_id, g.zone_id, '') AS zone_id,
			(s.open OR COALESCE(x.accepted, FALSE)) AS passed, s.decision
		FROM scan s
		LEFT JOIN gate g ON g.id = s.gate_id
		LEFT JOIN scan_confirmation x ON x.scan_id = s.id AND x.feed <= ?6
		LEFT JOIN scan_undo u ON u.scan_id = s.id AND u.feed <= ?6
		WHERE s.person_id IN (?1) AND s.at >= ?2 AND s.at < ?3 AND s.feed <= ?6 AND u.scan_id IS NULL`
	var rows []struct {
		PersonID, ID, Direction, TerminalID, ZoneID, Decision string
		At                                                    int64
		Passed                                                bool
	}
	// The school is compared as an expression, so that no engine reads everybody's day
	// by the school's numbers instead of these people's.
	err := q.NewRaw(one+` AND s.school_id || '' = ?0 AND s.mode = 'online' AND s.feed >= ?4 AND s.feed < ?5
		UNION ALL`+one+` AND s.school_id = ?0 AND s.mode = 'offline'`, w.school, bun.List(people), from, to, d.Since, till, d.Closed).Scan(ctx, &rows)
	list := map[string][]rule.Punch{}
	for _, r := range rows {
		if !r.Passed && (r.Decision != "ALLOW" || !w.readers[r.TerminalID]) {
			continue
		}
		p := rule.Punch{ID: r.ID, At: r.At, Way: rule.Here}
		if w.outermost[r.ZoneID] && (r.Direction == string(rule.In) || r.Direction == string(rule.Out)) {
			p.Way = rule.Way(r.Direction)
		}
		list[r.PersonID] = append(list[r.PersonID], p)
	}
	if err == nil {
		err = record.AddPunches(ctx, q, w.school, people, from, to, d.Closed, list)
	}
	return list, err
}

// readPlaces reads, once, which terminals are there for attendance and which zones are
// the school itself.
func (w *world) readPlaces(ctx context.Context, q bun.IDB) error {
	if w.readers != nil {
		return nil
	}
	var readers, zones []string
	if err := q.NewRaw("SELECT id FROM terminal WHERE school_id = ? AND scene = 'attendance'", w.school).Scan(ctx, &readers); err != nil {
		return err
	}
	if err := q.NewRaw("SELECT id FROM zone WHERE school_id = ? AND parent_id IS NULL", w.school).Scan(ctx, &zones); err != nil {
		return err
	}
	w.readers, w.outermost = setOf(readers), setOf(zones)
	return nil
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, one := range list {
		set[one] = true
	}
	return set
}

// readKnown reads what is known of a day, by session. What a closed day did not know
// when it was closed it never will: what a terminal brings later does not count there,
// and nobody may be called absent for it.
func readKnown(ctx context.Context, q bun.IDB, school string, d openDay) (map[string]rule.Known, error) {
	var rows []struct{ SessionID, Side string }
	err := q.NewRaw("SELECT session_id, side FROM attendance_known WHERE school_id = ? AND day = ? AND at <= ?", school, d.Day, d.ClosedAtMS).Scan(ctx, &rows)
	known := map[string]rule.Known{}
	for _, r := range rows {
		k := known[r.SessionID]
		k.Came = k.Came || r.Side == came
		k.Left = k.Left || r.Side == left
		known[r.SessionID] = k
	}
	return known, err
}

// readVouched reads in whose sessions of the day staff says that they are there.
func readVouched(ctx context.Context, q bun.IDB, school, day string, people []string) (map[string]map[string]bool, error) {
	var rows []struct{ PersonID, SessionID, What string }
	err := q.NewRaw(`
		SELECT person_id, session_id, what
		FROM attendance_mark
		WHERE school_id = ? AND day = ? AND person_id IN (?) AND undone_at IS NULL
		ORDER BY at, id`, school, day, bun.List(people)).Scan(ctx, &rows)
	vouched := map[string]map[string]bool{}
	for _, r := range rows {
		if vouched[r.PersonID] == nil {
			vouched[r.PersonID] = map[string]bool{}
		}
		vouched[r.PersonID][r.SessionID] = r.What == MarkHere // the last one stands
	}
	return vouched, err
}

// readCorrections reads those that were accepted, by person, in the order in which
// they were decided.
func readCorrections(ctx context.Context, q bun.IDB, school, day string, people []string) (map[string][]rule.Correction, error) {
	var rows []struct {
		PersonID, SessionID string
		Wanted              rule.State
	}
	err := q.NewRaw(`
		SELECT person_id, session_id, wanted
		FROM attendance_correction
		WHERE school_id = ? AND day = ? AND person_id IN (?) AND state = 'accepted'
		ORDER BY decided_at, id`, school, day, bun.List(people)).Scan(ctx, &rows)
	list := map[string][]rule.Correction{}
	for _, r := range rows {
		list[r.PersonID] = append(list[r.PersonID], rule.Correction{Session: r.SessionID, State: r.Wanted})
	}
	return list, err
}
