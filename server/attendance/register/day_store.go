package register

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/timetable"
)

// The sides of a session that become known.
const (
	came = "came"
	left = "left"
)

const (
	openBack = 31 // days: how long a server may have been away and still open them all
	knowBack = 14 // days: for how long a terminal may come back and complete a day
)

// Keep opens the days that have begun and notes what has become known, in every
// school. It is to be called every few seconds.
func (s *Service) Keep(ctx context.Context) (failed error) {
	if err := s.Play(ctx); err != nil {
		return err
	}
	var schools []string
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT DISTINCT school_id FROM attendance_session ORDER BY school_id").Scan(ctx, &schools)
	})
	if err != nil {
		return err
	}
	for _, school := range schools {
		for _, step := range []func(context.Context, string) error{s.OpenDays, s.KnowDays} {
			if err := step(ctx, school); err != nil {
				failed = err // one school's trouble is not another's
			}
		}
	}
	return failed
}

// OpenDays opens today, and the school days before it on which nobody was there to
// open them.
func (s *Service) OpenDays(ctx context.Context, school string) error {
	return s.openDays(ctx, school, openBack)
}

func (s *Service) openDays(ctx context.Context, school string, back int) error {
	todo, err := s.toOpen(ctx, school, back)
	if err != nil || len(todo) == 0 {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, day := range todo {
			if err := s.open(ctx, tx, school, day); err != nil {
				return err
			}
		}
		return nil
	})
}

// toOpen are the school days up to today on which a session was held and that are
// not open.
func (s *Service) toOpen(ctx context.Context, school string, back int) (todo []string, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		today := timetable.Today(s.db.Now(), sc.Location())
		day := timetable.AddDays(today, -back)
		opened, err := Days(ctx, q, school, day, "")
		if err != nil {
			return err
		}
		if len(opened) > 0 {
			day = timetable.AddDays(opened[len(opened)-1], 1)
		}
		if day > today {
			return nil
		}
		calendar, err := timetable.LoadCalendar(ctx, q, school)
		if err != nil {
			return err
		}
		sessions, err := Sessions(ctx, q, school, day, today)
		for ; day <= today; day = timetable.AddDays(day, 1) {
			d := calendar.Day(day)
			held := false
			for _, one := range sessions {
				held = held || d.SchoolDay() && one.On(day, d.WorksAs)
			}
			if held {
				todo = append(todo, day)
			}
		}
		return err
	})
	return todo, err
}

// open writes a day down, with the number of the feed at which its scans begin.
func (s *Service) open(ctx context.Context, tx *db.Tx, school, day string) error {
	sc, err := campus.SchoolByID(ctx, tx, school)
	if err != nil {
		return err
	}
	start, _ := campus.DayOf(timetable.Instant(day, 12*60, sc.Location()), sc.Location())
	res, err := tx.NewRaw(`
		INSERT INTO attendance_day (school_id, day, since, opened_at)
		SELECT h.school_id, ?1, COALESCE((
			SELECT MIN(s.feed)
			FROM scan s
			WHERE s.school_id = ?0 AND s.mode = 'online' AND s.at >= ?2 AND s.feed >= COALESCE((
				SELECT MAX(d.since)
				FROM attendance_day d
				WHERE d.school_id = ?0 AND d.day < ?1), 0)), h.last + 1), ?3
		FROM feed_head h
		WHERE h.school_id = ?0
		ON CONFLICT DO NOTHING`, school, day, start.UnixMilli(), tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return s.feed.Append(ctx, tx, school, feed.Item{Kind: DayOpened, Subject: school, Data: moment(day)})
}

// KnowDays notes of which sessions everything is known by now.
func (s *Service) KnowDays(ctx context.Context, school string) error {
	return s.knowDays(ctx, school, knowBack)
}

func (s *Service) knowDays(ctx context.Context, school string, back int) error {
	todo, err := s.toKnow(ctx, school, back)
	if err != nil || len(todo) == 0 {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		days := map[string]bool{}
		for _, k := range todo {
			res, err := tx.NewRaw(`
				INSERT INTO attendance_known (school_id, day, session_id, side, at)
				VALUES (?, ?, ?, ?, ?)
				ON CONFLICT DO NOTHING`, school, k.day, k.session, k.side, tx.NowMS()).Exec(ctx)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil {
				return err
			} else if n > 0 {
				days[k.day] = true
				if k.side == came {
					if err := noteUnseen(ctx, tx, school, k); err != nil {
						return err
					}
				}
			}
		}
		for day := range days {
			if err := s.feed.Append(ctx, tx, school, feed.Item{Kind: Known, Subject: school, Data: moment(day)}); err != nil {
				return err
			}
		}
		return nil
	})
}

type knowing struct {
	day, session, side string
	role               allow.Role
	opens, absentFrom  int64
}

func (s *Service) toKnow(ctx context.Context, school string, back int) (todo []knowing, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		w, err := newWorld(ctx, q, school)
		if err != nil {
			return err
		}
		now := s.db.Now()
		days, err := Days(ctx, q, school, timetable.AddDays(timetable.Today(now, w.loc), -back), "")
		if err != nil {
			return err
		}
		var mark *int64 // read once somebody asks
		for _, day := range days {
			known, err := readKnown(ctx, q, school, openDay{Day: day, ClosedAtMS: math.MaxInt64})
			if err != nil {
				return err
			}
			d := w.calendar.Day(day)
			for _, one := range w.sessions {
				if !d.SchoolDay() || !one.On(day, d.WorksAs) {
					continue
				}
				window := one.Window(day, w.loc)
				for _, side := range []struct {
					name string
					done bool
					at   int64
				}{{came, known[one.ID].Came, window.AbsentFrom}, {left, known[one.ID].Left, window.Closes}} {
					end := side.at + 1000 // its last second counts
					if side.done || now.UnixMilli() < end {
						continue
					}
					if mark == nil {
						at, err := Watermark(ctx, q, school, now.UnixMilli())
						if err != nil {
							return err
						}
						mark = &at
					}
					if *mark >= end {
						todo = append(todo, knowing{day, one.ID, side.name, one.Role, window.Opens, window.AbsentFrom})
					}
				}
			}
		}
		return nil
	})
	return todo, err
}

// Silence is a terminal that could have seen people and has not told everything.
type Silence struct {
	ID, Name, Gate string
	Until          int64 // complete until then, in Unix milliseconds; 0: it never said
}

type reader struct {
	Silence
	KeepsNothing bool
}

// inUse is a terminal that could have seen people: at a gate or for attendance, not
// revoked, and used at least once.
const inUse = `t.revoked_at IS NULL AND (t.gate_id IS NOT NULL OR t.scene = 'attendance')
	AND (t.last_at IS NOT NULL OR EXISTS (SELECT 1 FROM scan u WHERE u.terminal_id = t.id))`

// Silent lists the terminals that are not complete until an instant, those that have
// been silent longest first. A terminal that was never used, and one that is revoked,
// keeps nothing back.
func Silent(ctx context.Context, q bun.IDB, school string, at int64) (list []Silence, err error) {
	var rows []reader
	err = q.NewRaw(`
		SELECT *
		FROM (
			SELECT t.id, t.name, COALESCE(g.name, '') AS gate, t.keeps_nothing,
				CASE WHEN t.keeps_nothing THEN COALESCE(t.last_at, 0) ELSE t.complete_until END AS until
			FROM terminal t
			LEFT JOIN gate g ON g.id = t.gate_id
			WHERE t.school_id = ?0 AND t.created_at < ?1 AND `+inUse+`
		) AS t
		WHERE until < ?1`, school, at).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	scanned := map[string]int64{}
	if slices.ContainsFunc(rows, func(r reader) bool { return r.KeepsNothing }) {
		if scanned, err = lastScans(ctx, q, school); err != nil {
			return nil, err
		}
	}
	for _, r := range rows {
		if r.KeepsNothing {
			r.Until = max(r.Until, scanned[r.ID])
		}
		if r.Until < at {
			list = append(list, r.Silence)
		}
	}
	slices.SortFunc(list, func(a, b Silence) int {
		return cmp.Or(cmp.Compare(a.Until, b.Until), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// lastScans is when terminals scanned last, by terminal, among the school's newest
// 20,000 scans. Only a reader that keeps nothing back and never beats needs it.
func lastScans(ctx context.Context, q bun.IDB, school string) (map[string]int64, error) {
	var rows []struct {
		TerminalID string
		At         int64
	}
	err := q.NewRaw(`
		SELECT s.terminal_id, MAX(s.at) AS at
		FROM scan s
		JOIN feed_head h ON h.school_id = s.school_id
		WHERE s.school_id = ? AND s.feed > h.last - 20000
		GROUP BY s.terminal_id`, school).Scan(ctx, &rows)
	last := map[string]int64{}
	for _, r := range rows {
		last[r.TerminalID] = r.At
	}
	return last, err
}

// Watermark is until when everything that terminals saw is here, at most now; 0 in a
// school without a terminal in use, where nobody could have been seen.
func Watermark(ctx context.Context, q bun.IDB, school string, now int64) (int64, error) {
	silent, err := Silent(ctx, q, school, now)
	if err != nil {
		return 0, err
	}
	if len(silent) > 0 {
		return silent[0].Until, nil
	}
	var n int
	if err := q.NewRaw("SELECT count(*) FROM terminal t WHERE t.school_id = ? AND "+inUse, school).Scan(ctx, &n); err != nil || n == 0 {
		return 0, err
	}
	return now, nil
}

// wait is how long the keeper sleeps.
const wait = 5 * time.Second

// Run is Keep, again and again until ctx ends. A failure is logged by report.
func (s *Service) Run(ctx context.Context, report func(error)) error {
	tick := time.NewTicker(wait)
	defer tick.Stop()
	for {
		if err := s.Keep(ctx); err != nil && ctx.Err() == nil {
			report(err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
