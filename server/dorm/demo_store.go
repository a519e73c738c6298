package dorm

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/feed"
)

// demoResident is somebody before the door of the building in which they live.
type demoResident struct{ Person, Membership, Terminal, Gate string }

type demoPassage struct {
	demoResident
	at  int64
	day string // of the night
}

// demoSchools are the demo schools that have a dormitory.
func demoSchools(ctx context.Context, d *db.DB) (schools []string, err error) {
	err = d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT s.id FROM school s WHERE s.demo AND EXISTS (SELECT 1 FROM dorm_building b WHERE b.school_id = s.id) ORDER BY s.id").Scan(ctx, &schools)
	})
	return schools, err
}

// demoWarden is a member of the staff who is not the first: those have logins of their own.
func demoWarden(ctx context.Context, q bun.IDB, school string) (person string, err error) {
	var list []string
	err = q.NewRaw("SELECT person_id FROM membership WHERE school_id = ? AND role = 'teacher' ORDER BY created_at DESC, id DESC LIMIT 1", school).Scan(ctx, &list)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

func demoNotice(ctx context.Context, d *db.DB, school, building string) error {
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(`
			INSERT INTO dorm_notice (id, school_id, building_id, text, until_at, by_name, posted_at)
			SELECT ?, ?, ?, ?, ?, p.name, ?
			FROM post t
			JOIN person p ON p.id = t.person_id
			WHERE t.kind = 'warden' AND t.of_id = ?`, db.NewID(), school, building, demoWater, tx.NowMS()+2*24*3600_000, tx.NowMS(), building).Exec(ctx)
		return err
	})
}

// demoResidents are a demo's residents with their doors, and until when they have been played.
func demoResidents(ctx context.Context, tx *db.Tx, school string) (list []demoResident, until int64, err error) {
	err = tx.NewRaw(`
		SELECT s.person_id AS person, MIN(m.id) AS membership, MIN(t.id) AS terminal, MIN(g.id) AS gate
		FROM dorm_stay s
		JOIN dorm_bed b ON b.id = s.bed_id
		JOIN dorm_room r ON r.id = b.room_id
		JOIN gate g ON g.zone_id = r.building_id
		JOIN terminal t ON t.gate_id = g.id AND t.revoked_at IS NULL
		JOIN membership m ON m.person_id = s.person_id AND m.valid_to IS NULL
		WHERE s.school_id = ? AND s.until_at IS NULL
		GROUP BY s.person_id
		ORDER BY s.person_id`, school).Scan(ctx, &list)
	if err != nil {
		return nil, 0, err
	}
	err = tx.NewRaw(`
		SELECT COALESCE(MAX(s.at), 0)
		FROM scan s
		JOIN gate g ON g.id = s.gate_id
		JOIN dorm_building b ON b.id = g.zone_id
		WHERE b.school_id = ? AND s.request_key LIKE 'demo night %'`, school).Scan(ctx, &until)
	return list, until, err
}

// writePassages writes scans as the readers at the doors would have seen them, and that these
// keep nothing back.
func writePassages(ctx context.Context, tx *db.Tx, f *feed.Feed, school string, list []demoPassage) error {
	_, err := tx.NewRaw(`
		UPDATE terminal
		SET complete_until = ?0, last_at = ?0
		WHERE school_id = ?1 AND complete_until < ?0 AND gate_id IN (SELECT g.id FROM gate g JOIN dorm_building b ON b.id = g.zone_id)`, tx.NowMS(), school).Exec(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b demoPassage) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.Person, b.Person)) })
	first, err := f.Take(ctx, tx, school, len(list))
	if err != nil {
		return err
	}
	var rows []bun.TupleValues
	for i, p := range list {
		rows = append(rows, bun.Tuple([]any{db.NewID(), school, first + int64(i), p.Terminal, "demo night " + p.day + " " + p.Person, p.Gate, p.Person, p.Membership, p.at}))
	}
	for part := range slices.Chunk(rows, 400) {
		_, err := tx.NewRaw(`
			INSERT INTO scan (id, school_id, feed, terminal_id, request_key, gate_id, person_id, membership_id, at, direction, request_hash, kind, consumed, decision, reason, open, answer, mode)
			SELECT v.column1, v.column2, v.column3, v.column4, v.column5, v.column6, v.column7, v.column8, v.column9, 'in', '', 'chip', FALSE, 'ALLOW', 'OK', TRUE, '{}', 'online'
			FROM (VALUES ?) AS v`, bun.List(part)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}
