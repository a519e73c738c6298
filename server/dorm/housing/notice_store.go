package housing

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
)

// OwnerOfNotice finds the school and the building of a notice.
var OwnerOfNotice = ownerBy("SELECT n.school_id, n.building_id FROM dorm_notice n WHERE n.id = ?")

const sqlNotices = `
	SELECT n.id, n.school_id, n.building_id, n.text, n.until_at, n.posted_at, n.by_name
	FROM dorm_notice n`

// Notices are what a building's residents read at an instant, the newest first.
func Notices(ctx context.Context, q bun.IDB, building string, at int64) (list []Notice, err error) {
	err = q.NewRaw(sqlNotices+`
		WHERE n.building_id = ? AND n.until_at > ?
		ORDER BY n.posted_at DESC, n.id DESC
		LIMIT 20`, building, at).Scan(ctx, &list)
	return list, err
}

func noticeIn(ctx context.Context, q bun.IDB, school, id string) (n Notice, err error) {
	err = q.NewRaw(sqlNotices+`
		WHERE n.school_id = ? AND n.id = ?`, school, id).Scan(ctx, &n)
	return n, db.One(err, errNone)
}

func insertNotice(ctx context.Context, tx *db.Tx, n Notice) error {
	_, err := tx.NewRaw(`
		INSERT INTO dorm_notice (id, school_id, building_id, text, until_at, by_name, posted_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, n.ID, n.SchoolID, n.BuildingID, n.Text, n.UntilAt, n.ByName, n.PostedAt).Exec(ctx)
	return err
}

func endNotice(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.NewRaw("UPDATE dorm_notice SET until_at = ? WHERE id = ?", tx.NowMS(), id).Exec(ctx)
	return err
}

// residents are who lives in a building at an instant.
func residents(ctx context.Context, q bun.IDB, building string, at int64) (people []string, err error) {
	err = q.NewRaw(`
		SELECT s.person_id
		FROM dorm_stay s
		JOIN dorm_bed b ON b.id = s.bed_id
		JOIN dorm_room r ON r.id = b.room_id
		WHERE r.building_id = ? AND s.from_at <= ? AND (s.until_at IS NULL OR s.until_at > ?)
		ORDER BY s.person_id`, building, at, at).Scan(ctx, &people)
	return people, err
}

// seatName is what an actor is called in a school; "" for the system.
func seatName(ctx context.Context, q bun.IDB, a allow.Actor, school string) (name string, err error) {
	for _, seat := range a.Seats {
		if seat.School == school {
			return name, q.NewRaw("SELECT name FROM person WHERE id = ?", seat.Person).Scan(ctx, &name)
		}
	}
	return "", nil
}
