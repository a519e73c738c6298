package housing

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

var errNone = fault.New(fault.NotFound, "not_found")

// Owners of what this package keeps.
var (
	OwnerOfBuilding = ownerBy("SELECT b.school_id, b.id FROM dorm_building b WHERE b.id = ?")
	OwnerOfRoom     = campus.OwnerBy("SELECT r.school_id, '' FROM dorm_room r WHERE r.id = ?")
	OwnerOfBed      = campus.OwnerBy("SELECT b.school_id, '' FROM dorm_bed b WHERE b.id = ?")
	OwnerOfStay     = campus.OwnerBy("SELECT s.school_id, '' FROM dorm_stay s WHERE s.id = ?")
)

// ownerBy makes an Owner of a statement that gives the school and the building.
func ownerBy(query string) campus.Owner {
	find := campus.OwnerBy(query)
	return func(ctx context.Context, q bun.IDB, id string) (t allow.Target, err error) {
		t, err = find(ctx, q, id)
		t.Building, t.Person = t.Person, ""
		return t, err
	}
}

// Buildings lists a school's with how they stand at an instant; one or all ("").
func Buildings(ctx context.Context, q bun.IDB, school, id string, now int64) (list []Building, err error) {
	err = q.NewRaw(`
		SELECT b.id, b.school_id, z.name, b.curfew, b.tells,
			(SELECT count(*) FROM dorm_room r WHERE r.building_id = b.id) AS rooms,
			COALESCE(n.beds, 0) AS beds, COALESCE(n.lived, 0) AS lived, COALESCE(n.closed, 0) AS closed
		FROM dorm_building b
		JOIN zone z ON z.id = b.id
		LEFT JOIN (
			SELECT r.building_id, count(*) AS beds, count(s.id) AS lived,
				SUM(CASE WHEN s.id IS NULL AND d.state <> 'open' THEN 1 ELSE 0 END) AS closed
			FROM dorm_bed d
			JOIN dorm_room r ON r.id = d.room_id
			LEFT JOIN dorm_stay s ON s.bed_id = d.id AND s.from_at <= ?2 AND (s.until_at IS NULL OR s.until_at > ?2)
			WHERE d.school_id = ?0
			GROUP BY r.building_id
		) n ON n.building_id = b.id
		WHERE b.school_id = ?0 AND (?1 = '' OR b.id = ?1)
		ORDER BY b.added_at, b.id`, school, id, now).Scan(ctx, &list)
	if err != nil || id == "" || len(list) == 0 {
		return list, err
	}
	return list, q.NewRaw("SELECT DISTINCT floor FROM dorm_room WHERE building_id = ? ORDER BY floor", id).Scan(ctx, &list[0].Floors)
}

// BuildingOf is one; NotFound.
func BuildingOf(ctx context.Context, q bun.IDB, school, id string, now int64) (b Building, err error) {
	list, err := Buildings(ctx, q, school, id, now)
	if err == nil && (len(list) == 0 || id == "") {
		return b, errNone
	}
	if err != nil {
		return b, err
	}
	return list[0], nil
}

func buildingIn(ctx context.Context, q bun.IDB, school, id string) (found string, err error) {
	err = q.NewRaw("SELECT id FROM dorm_building WHERE school_id = ? AND id = ?", school, id).Scan(ctx, &found)
	return found, db.One(err, errNone)
}

// zoneOf says whether a zone has the name, and which is the school's first outermost one.
func zoneOf(ctx context.Context, q bun.IDB, school, name string) (taken bool, around string, err error) {
	var zones []struct {
		ID, Name string
		Outer    bool
	}
	err = q.NewRaw("SELECT id, name, parent_id IS NULL AS outer FROM zone WHERE school_id = ? ORDER BY created_at, id", school).Scan(ctx, &zones)
	for _, z := range zones {
		taken = taken || z.Name == name
		if z.Outer && around == "" {
			around = z.ID
		}
	}
	return taken, around, err
}

func insertBuilding(ctx context.Context, tx *db.Tx, school, id string) error {
	_, err := tx.NewRaw(`
		INSERT INTO dorm_building (id, school_id, curfew, tells, added_at)
		VALUES (?, ?, ?, FALSE, ?)`, id, school, Curfew, tx.NowMS()).Exec(ctx)
	return err
}

func setNight(ctx context.Context, tx *db.Tx, school, id string, curfew int, tells bool) error {
	res, err := tx.NewRaw("UPDATE dorm_building SET curfew = ?, tells = ? WHERE id = ? AND school_id = ?", curfew, tells, id, school).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errNone)
}

// batch is how many rows one statement inserts.
const batch = 1000

func inBatches(ctx context.Context, tx *db.Tx, query string, n int, row func(i int) []any) error {
	for at := 0; at < n; at += batch {
		var rows []bun.TupleValues
		for i := at; i < min(at+batch, n); i++ {
			rows = append(rows, bun.Tuple(row(i)))
		}
		if _, err := tx.NewRaw(query, bun.List(rows)).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func insertRooms(ctx context.Context, tx *db.Tx, list []Room) error {
	return inBatches(ctx, tx, "INSERT INTO dorm_room (id, school_id, building_id, floor, name) VALUES ?", len(list), func(i int) []any {
		r := list[i]
		return []any{r.ID, r.SchoolID, r.BuildingID, r.Floor, r.Name}
	})
}

func insertBeds(ctx context.Context, tx *db.Tx, list []Bed) error {
	return inBatches(ctx, tx, "INSERT INTO dorm_bed (id, school_id, room_id, name, state) VALUES ?", len(list), func(i int) []any {
		b := list[i]
		return []any{b.ID, b.SchoolID, b.RoomID, b.Name, b.State}
	})
}

func insertStays(ctx context.Context, tx *db.Tx, list []Stay) error {
	return inBatches(ctx, tx, `
		INSERT INTO dorm_stay (id, school_id, bed_id, person_id, from_at, settled, given_by, given_at, ended_by)
		VALUES ?`, len(list), func(i int) []any {
		s := list[i]
		return []any{s.ID, s.SchoolID, s.BedID, s.PersonID, s.FromAt, false, s.GivenBy, tx.NowMS(), ""}
	})
}

func updateStay(ctx context.Context, tx *db.Tx, s Stay) error {
	_, err := tx.NewRaw("UPDATE dorm_stay SET until_at = ?, door_until = ?, ended_by = ?, settled = ? WHERE id = ?",
		s.UntilAt, s.DoorUntil, s.EndedBy, s.DoorUntil <= s.FromAt, s.ID).Exec(ctx)
	return err
}

func settle(ctx context.Context, tx *db.Tx) error {
	_, err := tx.NewRaw("UPDATE dorm_stay SET settled = TRUE WHERE NOT settled AND door_until <= ?", tx.NowMS()).Exec(ctx)
	return err
}

func setBed(ctx context.Context, tx *db.Tx, id, state string) error {
	_, err := tx.NewRaw("UPDATE dorm_bed SET state = ? WHERE id = ?", state, id).Exec(ctx)
	return err
}

func setRoomZone(ctx context.Context, tx *db.Tx, id, zone string) error {
	_, err := tx.NewRaw("UPDATE dorm_room SET zone_id = ? WHERE id = ?", zone, id).Exec(ctx)
	return err
}

func roomIn(ctx context.Context, q bun.IDB, school, id string) (r Room, building string, err error) {
	err = q.NewRaw(`
		SELECT r.id, r.school_id, r.building_id, r.name, r.floor, COALESCE(r.zone_id, ''), z.name
		FROM dorm_room r
		JOIN zone z ON z.id = r.building_id
		WHERE r.school_id = ? AND r.id = ?`, school, id).Scan(ctx, &r.ID, &r.SchoolID, &r.BuildingID, &r.Name, &r.Floor, &r.ZoneID, &building)
	return r, building, db.One(err, errNone)
}

// Rooms lists a building's, by floor and name.
func RoomsOf(ctx context.Context, q bun.IDB, building string) (list []Room, err error) {
	err = q.NewRaw(`
		SELECT r.id, r.school_id, r.building_id, r.name, r.floor, COALESCE(r.zone_id, '') AS zone_id
		FROM dorm_room r
		WHERE r.building_id = ?
		ORDER BY r.floor, LENGTH(r.name), r.name`, building).Scan(ctx, &list)
	return list, err
}

const sqlBeds = `
	SELECT b.id, b.school_id, b.room_id, r.building_id, b.name, b.state, r.name AS room, r.floor,
		COALESCE(s.id, '') AS stay_id, COALESCE(s.person_id, '') AS person_id, COALESCE(p.name, '') AS person, COALESCE(s.from_at, 0) AS since,
		COALESCE(n.person_id, '') AS next_id, COALESCE(np.name, '') AS next, COALESCE(n.from_at, 0) AS next_at
	FROM dorm_bed b
	JOIN dorm_room r ON r.id = b.room_id
	LEFT JOIN dorm_stay s ON s.bed_id = b.id AND s.from_at <= ?0 AND (s.until_at IS NULL OR s.until_at > ?0)
	LEFT JOIN person p ON p.id = s.person_id
	LEFT JOIN dorm_stay n ON n.bed_id = b.id AND n.from_at > ?0 AND n.until_at IS NULL
	LEFT JOIN person np ON np.id = n.person_id`

// Beds lists a building's beds with who is in them at an instant, by floor, room and name;
// of one floor, or of all (-1).
func Beds(ctx context.Context, q bun.IDB, building string, floor int, at int64) (list []Bed, err error) {
	err = q.NewRaw(sqlBeds+`
		WHERE r.building_id = ?1 AND (?2 < 0 OR r.floor = ?2)
		ORDER BY r.floor, LENGTH(r.name), r.name, LENGTH(b.name), b.name`, at, building, floor).Scan(ctx, &list)
	return list, err
}

// BedsOf lists a room's.
func BedsOf(ctx context.Context, q bun.IDB, room string, at int64) (list []Bed, err error) {
	err = q.NewRaw(sqlBeds+`
		WHERE r.id = ?1
		ORDER BY LENGTH(b.name), b.name`, at, room).Scan(ctx, &list)
	return list, err
}

// BedIn is a bed of a school; NotFound.
func BedIn(ctx context.Context, q bun.IDB, school, id string, at int64) (b Bed, err error) {
	err = q.NewRaw(sqlBeds+`
		WHERE b.school_id = ?1 AND b.id = ?2`, at, school, id).Scan(ctx, &b)
	return b, db.One(err, errNone)
}

func (b Bed) building(ctx context.Context, q bun.IDB) (name string) {
	if q.NewRaw("SELECT name FROM zone WHERE id = ?", b.BuildingID).Scan(ctx, &name) != nil {
		return ""
	}
	return name
}

const sqlStays = `
	SELECT s.id, s.school_id, s.bed_id, s.person_id, s.from_at, COALESCE(s.until_at, 0) AS until_at, COALESCE(s.door_until, 0) AS door_until,
		s.given_by, s.given_at, s.ended_by, z.name AS building, r.name AS room, b.name AS bed, r.building_id, r.id AS room_id,
		p.name AS person, COALESCE(p.number, '') AS number, COALESCE(r.zone_id, '') AS room_zone
	FROM dorm_stay s
	JOIN dorm_bed b ON b.id = s.bed_id
	JOIN dorm_room r ON r.id = b.room_id
	JOIN zone z ON z.id = r.building_id
	JOIN person p ON p.id = s.person_id`

// StayIn is one of a school; NotFound.
func StayIn(ctx context.Context, q bun.IDB, school, id string) (s Stay, err error) {
	err = q.NewRaw(sqlStays+`
		WHERE s.school_id = ? AND s.id = ?`, school, id).Scan(ctx, &s)
	return s, db.One(err, errNone)
}

// staysAfter are those of a bed or a person that are not over at an instant.
func staysAfter(ctx context.Context, q bun.IDB, school, column, id string, at int64) (list []Stay, err error) {
	err = q.NewRaw(sqlStays+`
		WHERE s.school_id = ? AND `+column+` = ? AND (s.until_at IS NULL OR s.until_at > ?) AND (s.until_at IS NULL OR s.until_at > s.from_at)
		ORDER BY s.from_at`, school, id, at).Scan(ctx, &list)
	return list, err
}

// HistoryOfBed is who had a bed, newest first; what never began is not in it.
func HistoryOfBed(ctx context.Context, q bun.IDB, bed string) (list []Stay, err error) {
	err = q.NewRaw(sqlStays+`
		WHERE s.bed_id = ? AND (s.until_at IS NULL OR s.until_at > s.from_at)
		ORDER BY s.from_at DESC
		LIMIT 50`, bed).Scan(ctx, &list)
	return list, err
}

// HistoryOf is where somebody lived, newest first, with what is planned.
func HistoryOf(ctx context.Context, q bun.IDB, school, person string) (list []Stay, err error) {
	err = q.NewRaw(sqlStays+`
		WHERE s.school_id = ? AND s.person_id = ? AND (s.until_at IS NULL OR s.until_at > s.from_at)
		ORDER BY s.from_at DESC
		LIMIT 50`, school, person).Scan(ctx, &list)
	return list, err
}

// StaysIn are the stays of a building that touch [from, to).
func StaysIn(ctx context.Context, q bun.IDB, building string, from, to int64) (list []Stay, err error) {
	err = q.NewRaw(sqlStays+`
		WHERE r.building_id = ? AND s.from_at < ? AND (s.until_at IS NULL OR s.until_at > ?) AND (s.until_at IS NULL OR s.until_at > s.from_at)
		ORDER BY r.floor, LENGTH(r.name), r.name, b.name`, building, to, from).Scan(ctx, &list)
	return list, err
}

func isMember(ctx context.Context, q bun.IDB, school, person string, at int64) (bool, error) {
	n := 0
	err := q.NewRaw(`
		SELECT count(*)
		FROM membership m
		WHERE m.school_id = ? AND m.person_id = ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND m.role IN ('student', 'teacher', 'guard', 'admin') AND `+db.Visible("m"), school, person, at).Scan(ctx, &n)
	return n > 0, err
}

// BedNamed is the bed of a school that people write as building, blank, room-bed, such as
// 2号楼 308-1; blanks do not count. "" is none.
func BedNamed(ctx context.Context, q bun.IDB, school, place string) (id string, err error) {
	var ids []string
	err = q.NewRaw(`
		SELECT b.id
		FROM dorm_bed b
		JOIN dorm_room r ON r.id = b.room_id
		JOIN zone z ON z.id = r.building_id
		WHERE b.school_id = ? AND REPLACE(z.name || r.name || '-' || b.name, ' ', '') = ?
		LIMIT 2`, school, strings.ReplaceAll(place, " ", "")).Scan(ctx, &ids)
	if len(ids) != 1 {
		return "", err
	}
	return ids[0], err
}
