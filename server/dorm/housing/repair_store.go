package housing

import (
	"context"
	"errors"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

// Kinds of events.
const (
	VacantOpened = "vacant_opened" // a room without anybody was opened
	TwoResidents = "two_residents" // a file gave one bed to two
	DoorHeld     = "door_held"     // what locks tell, see package lock
	DoorForced   = "door_forced"
	TokenEnded   = "token_ended" // opened by what had been withdrawn
	LowBattery   = "low_battery"
	LockClock    = "lock_clock" // a lock's clock is off
)

// Event is something at a building that staff looks at.
type Event struct {
	ID, SchoolID, BuildingID, Kind, PersonID, Place string
	At, SeenAt                                      int64
	SeenBy, Person                                  string
}

// Owners of what wardens answer.
var (
	OwnerOfRepair = ownerBy("SELECT f.school_id, r.building_id FROM dorm_repair f JOIN dorm_room r ON r.id = f.room_id WHERE f.id = ?")
	OwnerOfEvent  = ownerBy("SELECT e.school_id, e.building_id FROM dorm_event e WHERE e.id = ?")
)

// Now is where somebody lives at an instant; the zero Stay is nowhere.
func Now(ctx context.Context, q bun.IDB, school, person string, at int64) (s Stay, err error) {
	err = q.NewRaw(sqlStays+`
		WHERE s.school_id = ? AND s.person_id = ? AND s.from_at <= ? AND (s.until_at IS NULL OR s.until_at > ?)`, school, person, at, at).Scan(ctx, &s)
	if err = db.One(err, errNone); errors.Is(err, errNone) || fault.Is(err, fault.NotFound) {
		return Stay{}, nil
	}
	return s, err
}

// Any reports whether a school has a building at all.
func Any(ctx context.Context, q bun.IDB, school string) (bool, error) {
	n := 0
	err := q.NewRaw("SELECT count(*) FROM dorm_building WHERE school_id = ?", school).Scan(ctx, &n)
	return n > 0, err
}

const sqlRepairs = `
	SELECT f.id, f.school_id, f.room_id, f.person_id, f.what, f.state, f.told, f.asked_at, f.changed_at, f.changed_by, f.confirmed_at,
		r.name AS room, r.building_id, p.name AS person
	FROM dorm_repair f
	JOIN dorm_room r ON r.id = f.room_id
	JOIN person p ON p.id = f.person_id`

func repairIn(ctx context.Context, q bun.IDB, school, id string) (r Repair, err error) {
	err = q.NewRaw(sqlRepairs+`
		WHERE f.school_id = ? AND f.id = ?`, school, id).Scan(ctx, &r)
	return r, db.One(err, errNone)
}

// Repairs lists a building's: those that wait first, then the newest.
func Repairs(ctx context.Context, q bun.IDB, building string) (list []Repair, err error) {
	err = q.NewRaw(sqlRepairs+`
		WHERE r.building_id = ?
		ORDER BY CASE WHEN f.state IN ('open', 'work') THEN 0 ELSE 1 END, f.asked_at DESC
		LIMIT ?`, building, repairsKept).Scan(ctx, &list)
	return list, err
}

// RepairsOf lists the newest of a room since an instant.
func RepairsOf(ctx context.Context, q bun.IDB, room string, since int64) (list []Repair, err error) {
	err = q.NewRaw(sqlRepairs+`
		WHERE f.room_id = ? AND (f.changed_at >= ? OR f.state IN ('open', 'work'))
		ORDER BY f.asked_at DESC
		LIMIT 20`, room, since).Scan(ctx, &list)
	return list, err
}

func waitingIn(ctx context.Context, q bun.IDB, room string) (n int, err error) {
	err = q.NewRaw("SELECT count(*) FROM dorm_repair WHERE room_id = ? AND state IN ('open', 'work')", room).Scan(ctx, &n)
	return n, err
}

func insertRepair(ctx context.Context, tx *db.Tx, r Repair) error {
	_, err := tx.NewRaw(`
		INSERT INTO dorm_repair (id, school_id, room_id, person_id, what, state, told, asked_at, changed_at, changed_by)
		VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?)`, r.ID, r.SchoolID, r.RoomID, r.PersonID, r.What, r.State, r.AskedAt, r.ChangedAt, r.ChangedBy).Exec(ctx)
	return err
}

func updateRepair(ctx context.Context, tx *db.Tx, r Repair) error {
	_, err := tx.NewRaw("UPDATE dorm_repair SET state = ?, told = ?, changed_at = ?, changed_by = ?, confirmed_at = ? WHERE id = ?", r.State, r.Told, r.ChangedAt, r.ChangedBy, r.ConfirmedAt, r.ID).Exec(ctx)
	return err
}

func writeConsent(ctx context.Context, tx *db.Tx, school, who string, phone bool) error {
	_, err := tx.NewRaw(`
		INSERT INTO dorm_consent (school_id, person_id, phone, at)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (school_id, person_id) DO UPDATE SET phone = excluded.phone, at = excluded.at`, school, who, phone, tx.NowMS()).Exec(ctx)
	return err
}

// Phones are the numbers of people who let roommates see them.
func Phones(ctx context.Context, q bun.IDB, school string, people []string) (map[string]string, error) {
	if len(people) == 0 {
		return nil, nil
	}
	var rows []struct{ ID, Phone string }
	err := q.NewRaw(`
		SELECT p.id, COALESCE(p.phone, '') AS phone
		FROM dorm_consent c
		JOIN person p ON p.id = c.person_id
		WHERE c.school_id = ? AND c.phone AND p.id IN (?)`, school, bun.List(people)).Scan(ctx, &rows)
	by := map[string]string{}
	for _, r := range rows {
		by[r.ID] = r.Phone
	}
	return by, err
}

// Warden is who looks after a building.
type Warden struct{ Name, Phone string }

// Wardens are those of a building at an instant, with the numbers that the school has.
func Wardens(ctx context.Context, q bun.IDB, school, building string, at int64) (list []Warden, err error) {
	err = q.NewRaw(`
		SELECT p.name, COALESCE(p.phone, '') AS phone
		FROM post t
		JOIN person p ON p.id = t.person_id
		WHERE t.school_id = ? AND t.kind = 'warden' AND t.of_id = ? AND t.valid_from <= ? AND (t.valid_to IS NULL OR t.valid_to > ?)
		ORDER BY t.valid_from, t.id`, school, building, at, at).Scan(ctx, &list)
	return list, err
}

const sqlEvents = `
	SELECT e.id, e.school_id, e.building_id, e.kind, e.person_id, e.place, e.at, e.seen_at, e.seen_by, COALESCE(p.name, '') AS person
	FROM dorm_event e
	LEFT JOIN person p ON p.id = e.person_id`

// Events lists a building's, those that nobody has seen first, then the newest.
func Events(ctx context.Context, q bun.IDB, building string) (list []Event, err error) {
	err = q.NewRaw(sqlEvents+`
		WHERE e.building_id = ?
		ORDER BY CASE WHEN e.seen_at = 0 THEN 0 ELSE 1 END, e.at DESC, e.id DESC
		LIMIT 200`, building).Scan(ctx, &list)
	return list, err
}

// Unseen counts what waits in a building: events, repairs.
func Unseen(ctx context.Context, q bun.IDB, building string) (events, repairs int, err error) {
	if err = q.NewRaw("SELECT count(*) FROM dorm_event WHERE building_id = ? AND seen_at = 0", building).Scan(ctx, &events); err != nil {
		return 0, 0, err
	}
	err = q.NewRaw(`
		SELECT count(*)
		FROM dorm_repair f
		JOIN dorm_room r ON r.id = f.room_id
		WHERE r.building_id = ? AND f.state = 'open'`, building).Scan(ctx, &repairs)
	return events, repairs, err
}

func eventIn(ctx context.Context, q bun.IDB, school, id string) (e Event, err error) {
	err = q.NewRaw(sqlEvents+`
		WHERE e.school_id = ? AND e.id = ?`, school, id).Scan(ctx, &e)
	return e, db.One(err, errNone)
}

func setSeen(ctx context.Context, tx *db.Tx, id, by string) error {
	_, err := tx.NewRaw("UPDATE dorm_event SET seen_at = ?, seen_by = ? WHERE id = ?", tx.NowMS(), by, id).Exec(ctx)
	return err
}

func insertEvent(ctx context.Context, tx *db.Tx, e Event) error {
	_, err := tx.NewRaw(`
		INSERT INTO dorm_event (id, school_id, building_id, kind, person_id, place, at, seen_at, seen_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, '')`, db.NewID(), e.SchoolID, e.BuildingID, e.Kind, e.PersonID, e.Place, e.At).Exec(ctx)
	return err
}

// zoneLives is whose door a zone's is, and whether anybody lives behind it at an instant.
func zoneLives(ctx context.Context, q bun.IDB, school, zone string, at int64) (building, place string, vacant bool, err error) {
	var n int
	err = q.NewRaw(`
		SELECT b.id, COALESCE(r.name, ''), (
			SELECT count(*)
			FROM dorm_stay s
			JOIN dorm_bed d ON d.id = s.bed_id
			JOIN dorm_room x ON x.id = d.room_id
			WHERE x.building_id = b.id AND (r.id IS NULL OR x.id = r.id) AND s.from_at <= ?2 AND (s.door_until IS NULL OR s.door_until > ?2))
		FROM dorm_building b
		LEFT JOIN dorm_room r ON r.building_id = b.id AND r.zone_id = ?1
		WHERE b.school_id = ?0 AND (b.id = ?1 OR r.id IS NOT NULL)`, school, zone, at).Scan(ctx, &building, &place, &n)
	return building, place, place != "" && n == 0, db.One(err, errNone)
}
