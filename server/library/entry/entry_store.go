package entry

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

func writeRoom(ctx context.Context, tx *db.Tx, school, zone string, seats int) error {
	_, err := tx.NewRaw(`
		INSERT INTO library_room (school_id, zone_id, seats)
		VALUES (?, ?, ?)
		ON CONFLICT (school_id) DO UPDATE
		SET zone_id = excluded.zone_id, seats = excluded.seats`, school, zone, seats).Exec(ctx)
	return err
}

func roomOf(ctx context.Context, q bun.IDB, school string) (zone string, seats int, err error) {
	rooms, err := roomsOf(ctx, q, []string{school})
	for _, r := range rooms {
		zone, seats = r.ZoneID, r.Seats
	}
	return zone, seats, err
}

type room struct {
	SchoolID, ZoneID string
	Seats            int
}

func roomsOf(ctx context.Context, q bun.IDB, schools []string) (list []room, err error) {
	err = q.NewRaw("SELECT school_id, zone_id, seats FROM library_room WHERE school_id IN (?)", bun.List(schools)).Scan(ctx, &list)
	return list, err
}

func insertStay(ctx context.Context, tx *db.Tx, m move) error {
	_, err := tx.NewRaw("INSERT INTO library_stay (id, school_id, person_id, day, in_at, out_at, out_scan) VALUES (?, ?, ?, ?, ?, 0, '') ON CONFLICT (id) DO NOTHING", m.scan, m.school, m.person, m.day, m.at).Exec(ctx)
	return err
}

// endStay ends the newest visit of the day that has no end and began before.
func endStay(ctx context.Context, tx *db.Tx, m move) error {
	_, err := tx.NewRaw(`
		UPDATE library_stay
		SET out_at = ?, out_scan = ?
		WHERE id = (
			SELECT id
			FROM library_stay
			WHERE person_id = ? AND school_id = ? AND day = ? AND in_at <= ? AND out_at = 0
			ORDER BY in_at DESC, id DESC
			LIMIT 1)`, m.at, m.scan, m.person, m.school, m.day, m.at).Exec(ctx)
	return err
}

// takeBack forgets a passage that nobody went through.
func takeBack(ctx context.Context, tx *db.Tx, scan string) error {
	if _, err := tx.NewRaw("DELETE FROM library_stay WHERE id = ?", scan).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw("UPDATE library_stay SET out_at = 0, out_scan = '' WHERE out_scan = ?", scan).Exec(ctx)
	return err
}

const counted = `count(*) AS visits, count(DISTINCT person_id) AS people,
	CAST(COALESCE(SUM(CASE WHEN out_at > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS pairs,
	CAST(COALESCE(SUM(CASE WHEN out_at > 0 THEN out_at - in_at ELSE 0 END), 0) AS BIGINT) AS ms`

func sum(ctx context.Context, q bun.IDB, where string, args ...any) (s Stays, err error) {
	err = q.NewRaw("SELECT "+counted+" FROM library_stay WHERE "+where, args...).Scan(ctx, &s.Visits, &s.People, &s.Pairs, &s.MS)
	return s, err
}

func byClass(ctx context.Context, q bun.IDB, school, from, to string) (list []ClassStays, err error) {
	var rows []struct {
		ClassID, Grade, Class string
		Visits, People, Pairs int
		MS                    int64 `bun:"ms"`
	}
	err = q.NewRaw(`
		SELECT c.id AS class_id, c.grade, c.name AS class, x.visits, x.people, x.pairs, x.ms
		FROM (
			SELECT m.class_id, count(*) AS visits, count(DISTINCT s.person_id) AS people,
				CAST(SUM(CASE WHEN s.out_at > 0 THEN 1 ELSE 0 END) AS BIGINT) AS pairs,
				CAST(SUM(CASE WHEN s.out_at > 0 THEN s.out_at - s.in_at ELSE 0 END) AS BIGINT) AS ms
			FROM library_stay s
			JOIN membership m ON m.person_id = s.person_id AND m.role = 'student' AND m.valid_to IS NULL
			WHERE s.school_id = ? AND s.day >= ? AND s.day <= ?
			GROUP BY m.class_id) x
		JOIN class c ON c.id = x.class_id
		ORDER BY c.id`, school, from, to).Scan(ctx, &rows)
	for _, r := range rows {
		list = append(list, ClassStays{r.ClassID, r.Grade, r.Class, Stays{r.Visits, r.People, r.Pairs, r.MS}})
	}
	slices.SortStableFunc(list, func(a, b ClassStays) int { return campus.CompareClasses(a.Grade, a.Class, b.Grade, b.Class) })
	return list, err
}
