package deliver

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/outbox"
)

// Delivery is a notice on its way to one reader, or in the inbox.
type Delivery struct {
	bun.BaseModel `bun:"table:outbox_delivery"`
	ID            string
	SchoolID      string
	Number        int64
	PersonID      string
	AboutID       string
	Via           string
	ViaID         string
	Day           string
	Urgent        bool
	Digest        string
	Corrects      int64 `bun:",nullzero"`
	State         outbox.State
	Hold          string
	DueAt         int64
	Message       int64 `bun:",nullzero"`
	At            int64 `bun:",nullzero"`
	ReadAt        int64 `bun:",nullzero"`
}

// takeTurn holds the school until the transaction ends.
func takeTurn(ctx context.Context, tx *db.Tx, school string) error {
	_, err := tx.NewRaw(`
		INSERT INTO outbox_turn (school_id, taken_at)
		VALUES (?, ?)
		ON CONFLICT (school_id) DO UPDATE SET taken_at = ?`,
		school, tx.NowMS(), tx.NowMS()).Exec(ctx)
	return err
}

// dueSchools are the schools for which something can be delivered now, and when the
// next thing is due after that; 0 is nothing.
func dueSchools(ctx context.Context, q bun.IDB, now int64) (schools []string, next int64, err error) {
	err = q.NewRaw(`
		SELECT school_id
		FROM outbox_notice
		WHERE state = 'waiting' AND due_at <= ?0
		UNION ALL
		SELECT school_id
		FROM outbox_delivery
		WHERE state = 'waiting' AND due_at <= ?0`,
		now).Scan(ctx, &schools)
	if err != nil {
		return nil, 0, err
	}
	slices.Sort(schools)
	schools = slices.Compact(schools)
	err = q.NewRaw(`
		SELECT COALESCE(MIN(due), 0)
		FROM (
			SELECT MIN(due_at) AS due
			FROM outbox_notice
			WHERE state = 'waiting' AND due_at > ?0
			UNION ALL
			SELECT MIN(due_at)
			FROM outbox_delivery
			WHERE state = 'waiting' AND due_at > ?0
			UNION ALL
			SELECT MIN(due_at)
			FROM outbox_send
			WHERE state = 'waiting' AND due_at > ?0
		) AS d`,
		now).Scan(ctx, &next)
	return schools, next, err
}

// dueNotices are the oldest notices that can be addressed. One that is tried again
// later holds up the later ones about the same person.
func dueNotices(ctx context.Context, tx *db.Tx, school string, limit int) (rows []outbox.Row, err error) {
	err = tx.NewRaw(`
		SELECT n.*
		FROM outbox_notice n
		WHERE n.school_id = ?0 AND n.state = 'waiting' AND n.due_at <= ?1
			AND (n.about_id = '' OR NOT EXISTS (
				SELECT 1
				FROM outbox_notice e
				WHERE e.school_id = ?0 AND e.about_id = n.about_id AND e.state = 'waiting' AND e.due_at > ?1
					AND e.number < n.number))
		ORDER BY n.number
		LIMIT ?2`,
		school, tx.NowMS(), limit).Scan(ctx, &rows)
	return rows, err
}

func noticesDone(ctx context.Context, tx *db.Tx, school string, numbers []int64) error {
	if len(numbers) == 0 {
		return nil
	}
	_, err := tx.NewRaw(`
		UPDATE outbox_notice
		SET state = 'done', error = ''
		WHERE school_id = ? AND number IN (?)`,
		school, bun.List(numbers)).Exec(ctx)
	return err
}

// noticeFailed notes that a notice could not be addressed.
func noticeFailed(ctx context.Context, tx *db.Tx, n outbox.Row, state outbox.State, due int64, why string) error {
	_, err := tx.NewRaw(`
		UPDATE outbox_notice
		SET state = ?, due_at = ?, attempts = attempts + 1, error = ?
		WHERE school_id = ? AND number = ?`,
		state, due, why, n.SchoolID, n.Number).Exec(ctx)
	return err
}

// heldDigests are the deliveries of these readers that wait for like ones, by reader. A
// person is of one school: asked for both, SQLite goes through all of the school's.
func heldDigests(ctx context.Context, tx *db.Tx, people []string) (map[string][]*item, error) {
	held := map[string][]*item{}
	if len(people) == 0 {
		return held, nil
	}
	var rows []*item
	err := tx.NewRaw(`
		SELECT d.*
		FROM outbox_delivery d
		WHERE d.person_id IN (?) AND d.state = 'waiting' AND d.hold = 'digest'
		ORDER BY d.number`,
		bun.List(people)).Scan(ctx, &rows)
	for _, d := range rows {
		held[d.PersonID] = append(held[d.PersonID], d)
	}
	return held, err
}

// chainRow is what a reader has of the notices that correct each other.
type chainRow struct {
	ID       string
	Number   int64
	PersonID string
	State    outbox.State
	Corrects int64
	Kind     string // of the notice, or of the one that it corrects if it has not been told
	Data     string
}

// chain reads, for each reader, the newest delivery of a chain that was told or waits.
func chain(ctx context.Context, tx *db.Tx, school, name string) (map[string]chainRow, error) {
	var rows []chainRow
	err := tx.NewRaw(`
		SELECT d.id, d.number, d.person_id, d.state, COALESCE(d.corrects, 0) AS corrects, t.kind, t.data
		FROM outbox_delivery d
		JOIN outbox_notice n ON n.school_id = d.school_id AND n.number = d.number
		JOIN outbox_notice t ON t.school_id = d.school_id
			AND t.number = CASE WHEN d.state = 'waiting' AND d.corrects IS NOT NULL THEN d.corrects ELSE d.number END
		WHERE n.school_id = ? AND n.chain = ? AND d.state IN ('waiting', 'done')
		ORDER BY d.number`,
		school, name).Scan(ctx, &rows)
	newest := map[string]chainRow{}
	for _, r := range rows {
		newest[r.PersonID] = r
	}
	return newest, err
}

func insertDeliveries(ctx context.Context, tx *db.Tx, list []*item) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]*Delivery, len(list))
	for i, d := range list {
		rows[i] = &d.Delivery
		d.moved = false
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// setDue moves deliveries to another time.
func setDue(ctx context.Context, tx *db.Tx, ids []string, hold string, due int64) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.NewRaw(`
		UPDATE outbox_delivery
		SET hold = ?, due_at = ?
		WHERE id IN (?)`,
		hold, due, bun.List(ids)).Exec(ctx)
	return err
}

func setState(ctx context.Context, tx *db.Tx, ids []string, state outbox.State) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.NewRaw(`
		UPDATE outbox_delivery
		SET state = ?, hold = '', at = ?
		WHERE id IN (?)`,
		state, tx.NowMS(), bun.List(ids)).Exec(ctx)
	return err
}

// dueDeliveries are all that is due for the readers of the oldest ones, oldest first.
func dueDeliveries(ctx context.Context, tx *db.Tx, school string, limit int) (rows []*item, err error) {
	err = tx.NewRaw(`
		SELECT d.*, n.at AS noticed, n.closes
		FROM outbox_delivery d
		JOIN outbox_notice n ON n.school_id = d.school_id AND n.number = d.number
		WHERE d.state = 'waiting' AND d.due_at <= ?1 AND d.person_id IN (
			SELECT o.person_id
			FROM outbox_delivery o
			WHERE o.school_id = ?0 AND o.state = 'waiting' AND o.due_at <= ?1
			ORDER BY o.number
			LIMIT ?2)
		ORDER BY d.number`,
		school, tx.NowMS(), limit).Scan(ctx, &rows)
	return rows, err
}

// told is a delivery and the message in which it came.
type told struct {
	id      string
	message int64
}

// setTold puts deliveries into the inbox.
func setTold(ctx context.Context, tx *db.Tx, list []told) error {
	if len(list) == 0 {
		return nil
	}
	args := []any{tx.NowMS()}
	for _, t := range list {
		args = append(args, t.id, t.message)
	}
	_, err := tx.NewRaw(`
		UPDATE outbox_delivery
		SET state = 'done', hold = '', at = ?, message = v.column2
		FROM (VALUES (?, ?)`+strings.Repeat(", (?, ?)", len(list)-1)+`) AS v
		WHERE outbox_delivery.id = v.column1`,
		args...).Exec(ctx)
	return err
}

// zoneOf reads the school's zone.
func zoneOf(ctx context.Context, q bun.IDB, school string) (*time.Location, error) {
	var zone string
	if err := q.NewRaw("SELECT zone FROM school WHERE id = ?", school).Scan(ctx, &zone); err != nil {
		return nil, err
	}
	if loc, err := time.LoadLocation(zone); err == nil {
		return loc, nil
	}
	return time.UTC, nil
}

// QuietOf reads the quiet hours that people and the school have set, by owner; who has
// set none is left out.
func QuietOf(ctx context.Context, q bun.IDB, owners ...string) (map[string]Quiet, error) {
	m := map[string]Quiet{}
	if len(owners) == 0 {
		return m, nil
	}
	var rows []struct {
		OwnerID              string
		Quiet                bool
		FromMinute, ToMinute int
	}
	err := q.NewRaw(`
		SELECT owner_id, quiet, from_minute, to_minute
		FROM outbox_quiet
		WHERE owner_id IN (?)`,
		bun.List(owners)).Scan(ctx, &rows)
	for _, r := range rows {
		m[r.OwnerID] = Quiet{On: r.Quiet, From: r.FromMinute, To: r.ToMinute}
	}
	return m, err
}
