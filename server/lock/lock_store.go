package lock

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/scan/offline"
	"yunka/server/terminal"
)

// row is a token as it is kept. Life is whether it ends because its time is over and not the
// right.
type row struct {
	ID, CredentialID, PersonID, Chip string
	FromAt, UntilAt, EndedAt         int64
	Life                             bool
}

// pulled notes that a lock has asked, and holds its row.
func pulled(ctx context.Context, tx *db.Tx, who terminal.Identity) error {
	_, err := tx.NewRaw(`
		INSERT INTO lock_state (terminal_id, school_id, pulled_at, battery, battery_at)
		VALUES (?, ?, ?, -1, 0)
		ON CONFLICT (terminal_id) DO UPDATE SET pulled_at = excluded.pulled_at`, who.ID, who.School, tx.NowMS()).Exec(ctx)
	return err
}

// saidBattery notes a battery's state, -1 is none, and says what it was.
func saidBattery(ctx context.Context, tx *db.Tx, who terminal.Identity, percent int) (was int, err error) {
	_, err = tx.NewRaw(`
		INSERT INTO lock_state (terminal_id, school_id, pulled_at, battery, battery_at)
		VALUES (?, ?, 0, -1, 0)
		ON CONFLICT (terminal_id) DO UPDATE SET battery = lock_state.battery`, who.ID, who.School).Exec(ctx)
	if err != nil {
		return -1, err
	}
	if err := tx.NewRaw("SELECT battery FROM lock_state WHERE terminal_id = ?", who.ID).Scan(ctx, &was); err != nil || percent < 0 {
		return was, err
	}
	_, err = tx.NewRaw("UPDATE lock_state SET battery = ?, battery_at = ? WHERE terminal_id = ?", percent, tx.NowMS(), who.ID).Exec(ctx)
	return was, err
}

// tokensOf are a lock's tokens that have not come to their end, also the withdrawn ones.
func tokensOf(ctx context.Context, q bun.IDB, lock string, now int64) (list []row, err error) {
	err = q.NewRaw(`
		SELECT id, credential_id, person_id, chip, from_at, until_at, COALESCE(ended_at, 0) AS ended_at, life
		FROM lock_token
		WHERE terminal_id = ? AND until_at > ?
		ORDER BY until_at, id`, lock, now).Scan(ctx, &list)
	return list, err
}

// tokens are those of a lock that its events name, by id.
func (s *Service) tokens(ctx context.Context, who terminal.Identity, events []Event) (map[string]row, error) {
	var ids []string
	for _, e := range events {
		if e.Token != "" && len(e.Token) <= 64 {
			ids = append(ids, e.Token)
		}
	}
	by := map[string]row{}
	if len(ids) == 0 {
		return by, nil
	}
	var list []row
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`
			SELECT id, credential_id, person_id, chip, from_at, until_at, COALESCE(ended_at, 0) AS ended_at, life
			FROM lock_token
			WHERE terminal_id = ? AND id IN (?)`, who.ID, bun.List(ids)).Scan(ctx, &list)
	})
	for _, t := range list {
		by[t.ID] = t
	}
	return by, err
}

// lapse closes a lock's tokens that time has ended.
func lapse(ctx context.Context, tx *db.Tx, lock string) error {
	_, err := tx.NewRaw("UPDATE lock_token SET ended_at = until_at WHERE terminal_id = ? AND ended_at IS NULL AND until_at <= ?", lock, tx.NowMS()).Exec(ctx)
	return err
}

func endTokens(ctx context.Context, tx *db.Tx, ids []string) error {
	for part := range slices.Chunk(ids, 500) {
		if _, err := tx.NewRaw("UPDATE lock_token SET ended_at = ? WHERE id IN (?)", tx.NowMS(), bun.List(part)).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func insertTokens(ctx context.Context, tx *db.Tx, who terminal.Identity, list []row) error {
	for part := range slices.Chunk(list, 500) {
		var rows []bun.TupleValues
		for _, t := range part {
			rows = append(rows, bun.Tuple([]any{t.ID, who.School, who.ID, t.CredentialID, t.PersonID, t.Chip, t.FromAt, t.UntilAt, t.Life, tx.NowMS()}))
		}
		_, err := tx.NewRaw(`
			INSERT INTO lock_token (id, school_id, terminal_id, credential_id, person_id, chip, from_at, until_at, life, given_at)
			VALUES ?`, bun.List(rows)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// chip is somebody's chip with the membership that it is for.
type chip struct {
	ID, Chip, PersonID, Role, Grade, ClassID string
	FromAt, ToAt                             int64
}

// chipsOf are the live chips of people.
func chipsOf(ctx context.Context, q bun.IDB, school string, of map[string]rule.Stay, now int64) (list []chip, err error) {
	people := make([]string, 0, len(of))
	for person := range of {
		people = append(people, person)
	}
	slices.Sort(people)
	for part := range slices.Chunk(people, 1000) {
		var some []chip
		err := q.NewRaw(`
			SELECT c.id, c.chip, c.person_id, m.role, COALESCE(cl.grade, '') AS grade, COALESCE(m.class_id, '') AS class_id, m.valid_from AS from_at, COALESCE(m.valid_to, 0) AS to_at
			FROM credential c
			JOIN card k ON k.id = c.card_id
			JOIN membership m ON m.id = k.membership_id
			JOIN person p ON p.id = c.person_id
			LEFT JOIN class cl ON cl.id = m.class_id
			WHERE c.school_id = ? AND c.kind = 'chip' AND c.state = 'live' AND k.state = 'active' AND p.state = 'active'
				AND (m.valid_to IS NULL OR m.valid_to > ?) AND c.person_id IN (?) AND `+db.Visible("m")+`
			ORDER BY c.id`, school, now, bun.List(part)).Scan(ctx, &some)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// placeOf is the building that a zone is or is a room of, and what the place is called.
func placeOf(ctx context.Context, q bun.IDB, school, zone string) (building, place string, err error) {
	err = q.NewRaw(`
		SELECT b.id, COALESCE(r.name, z.name)
		FROM dorm_building b
		JOIN zone z ON z.id = b.id
		LEFT JOIN dorm_room r ON r.building_id = b.id AND r.zone_id = ?1
		WHERE b.school_id = ?0 AND (b.id = ?1 OR r.id IS NOT NULL)`, school, zone).Scan(ctx, &building, &place)
	return building, place, db.One(err, errNowhere)
}

var errNowhere = fault.New(fault.Conflict, "lock_place")

// placeOfTerminal is placeOf for where a terminal stands; "" for none that people live behind.
func placeOfTerminal(ctx context.Context, q bun.IDB, who terminal.Identity) (building, place string, err error) {
	zone := ""
	err = q.NewRaw("SELECT COALESCE(g.zone_id, '') FROM terminal t LEFT JOIN gate g ON g.id = t.gate_id WHERE t.id = ?", who.ID).Scan(ctx, &zone)
	if err != nil {
		return "", "", err
	}
	if building, place, err = placeOf(ctx, q, who.School, zone); fault.Is(err, fault.Conflict) {
		return "", "", nil
	}
	return building, place, err
}

// insertEvent stores an event of a lock once.
func insertEvent(ctx context.Context, tx *db.Tx, who terminal.Identity, e Event) (result, why string, err error) {
	res, err := tx.NewRaw(`
		INSERT INTO lock_event (terminal_id, seq, school_id, kind, at, seconds, received_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (terminal_id, seq) DO NOTHING`, who.ID, e.Seq, who.School, e.Kind, e.At, e.Seconds, tx.NowMS()).Exec(ctx)
	if err != nil {
		return "", "", err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return offline.Stored, "", err
	}
	kind := ""
	if err := tx.NewRaw("SELECT kind FROM lock_event WHERE terminal_id = ? AND seq = ?", who.ID, e.Seq).Scan(ctx, &kind); err != nil {
		return "", "", err
	}
	if kind != e.Kind {
		return offline.Refused, "This number was used for another event.", nil
	}
	return offline.Already, "", nil
}

// wardens is an event that the warden of a building looks at.
type wardens struct {
	id, school, building, kind, person, place string
	at                                        int64
}

func insertWardens(ctx context.Context, tx *db.Tx, l wardens) error {
	_, err := tx.NewRaw(`
		INSERT INTO dorm_event (id, school_id, building_id, kind, person_id, place, at, seen_at, seen_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, '')
		ON CONFLICT (id) DO NOTHING`, l.id, l.school, l.building, l.kind, l.person, l.place, l.at).Exec(ctx)
	return err
}

// Row is a lock as its warden sees it.
type Row struct {
	ID, Name, Place             string
	Battery                     int64 // percent; -1 was never said
	BatteryAt, PulledAt, LastAt int64
	OffsetMS                    int64 // its clock is ahead by that much
	Tokens                      int   // that are good
	FirstEnds                   int64 // of those that time ends; 0 without any
	Ending                      int   // of those, within Warn
	Lapsed                      int   // that ended without being renewed, of people who still may pass
}

// Locks lists the locks of a building that have ever asked or told something: those of which
// tokens end first.
func Locks(ctx context.Context, q bun.IDB, school, building string, now int64) (list []Row, err error) {
	err = q.NewRaw(`
		SELECT t.id, t.name, COALESCE(r.name, '') AS place, l.battery, l.battery_at, l.pulled_at, COALESCE(t.last_at, 0) AS last_at,
			COALESCE(t.clock_offset_ms, 0) AS offset_ms, COALESCE(k.tokens, 0) AS tokens, COALESCE(k.first_ends, 0) AS first_ends,
			COALESCE(k.ending, 0) AS ending, COALESCE(k.lapsed, 0) AS lapsed
		FROM lock_state l
		JOIN terminal t ON t.id = l.terminal_id
		JOIN gate g ON g.id = t.gate_id
		LEFT JOIN dorm_room r ON r.zone_id = g.zone_id
		LEFT JOIN (
			SELECT terminal_id, SUM(CASE WHEN until_at > ?2 THEN 1 ELSE 0 END) AS tokens,
				MIN(CASE WHEN life AND until_at > ?2 THEN until_at END) AS first_ends,
				SUM(CASE WHEN life AND until_at > ?2 AND until_at <= ?3 THEN 1 ELSE 0 END) AS ending,
				SUM(CASE WHEN life AND until_at <= ?2 THEN 1 ELSE 0 END) AS lapsed
			FROM lock_token
			WHERE school_id = ?0 AND ended_at IS NULL
			GROUP BY terminal_id
		) k ON k.terminal_id = t.id
		WHERE l.school_id = ?0 AND t.revoked_at IS NULL AND (g.zone_id = ?1 OR r.building_id = ?1)
		ORDER BY CASE WHEN k.first_ends IS NULL THEN 1 ELSE 0 END, k.first_ends, t.name, t.id`, school, building, now, now+Warn.Milliseconds()).Scan(ctx, &list)
	return list, err
}
