package request

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// OwnerOf is the person of a leave.
var OwnerOf = campus.OwnerBy("SELECT school_id, person_id FROM leave_request WHERE id = ?")

// Leave is one as it is kept.
type Leave struct {
	ID, SchoolID, PersonID string
	Kind, Reason, Collects string
	FromAt, ToAt           int64
	FirstDay, LastDay      string
	Days                   int
	HasEvidence            bool
	AskedBy, AskedName     string
	AskedAt                int64
	State                  State
	DecidedBy, DecidedName string
	DecidedAt              int64
	Answer, ScanID         string
	EvidenceDue            string // the day until which a promised proof may come; "" for none
	Number                 string // of the slip; "" before it is approved

	Name string // of the person

	ClassID, Grade, Class string // now; of lists
}

const fields = `l.id, l.school_id, l.person_id, l.kind, l.reason, l.collects, l.from_at, l.to_at, l.first_day, l.last_day, l.days,
	l.evidence IS NOT NULL AS has_evidence, l.asked_by, COALESCE(a.name, '') AS asked_name, l.asked_at, l.state,
	l.decided_by, COALESCE(d.name, '') AS decided_name, l.decided_at, l.answer, COALESCE(l.scan_id, '') AS scan_id, l.number, l.evidence_due, p.name`

const tables = `leave_request l
	JOIN person p ON p.id = l.person_id
	LEFT JOIN person a ON a.id = l.asked_by
	LEFT JOIN person d ON d.id = l.decided_by`

// Read reads one; NotFound if the school has none of that id.
func Read(ctx context.Context, q bun.IDB, school, id string) (l Leave, err error) {
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+" WHERE l.school_id = ? AND l.id = ?", school, id).Scan(ctx, &l)
	return l, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// Evidence is the picture of a leave; NotFound without one.
func Evidence(ctx context.Context, q bun.IDB, school, id string) (jpeg []byte, err error) {
	err = q.NewRaw(`
		SELECT evidence
		FROM leave_request
		WHERE school_id = ? AND id = ? AND evidence IS NOT NULL`, school, id).Scan(ctx, &jpeg)
	return jpeg, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// Of lists a person's leaves that end after an instant, the newest first.
func Of(ctx context.Context, q bun.IDB, school, person string, since int64) (list []Leave, err error) {
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+`
		WHERE l.school_id = ? AND l.person_id = ? AND l.to_at > ?
		ORDER BY l.from_at DESC, l.id`, school, person, since).Scan(ctx, &list)
	return list, err
}

// Waiting lists what waits for an answer in a school, the earliest to begin first.
func Waiting(ctx context.Context, q bun.IDB, school string, state State) (list []Leave, err error) {
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+`
		WHERE l.school_id = ? AND l.state = ?
		ORDER BY l.from_at, l.id`, school, state).Scan(ctx, &list)
	return list, err
}

// DecidedBy lists what these people have answered since an instant, the newest first.
func DecidedBy(ctx context.Context, q bun.IDB, school string, people []string, since int64) (list []Leave, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+`
		WHERE l.school_id = ? AND l.decided_by IN (?) AND l.decided_at >= ? AND l.state IN ('approved', 'rejected')
		ORDER BY l.decided_at DESC, l.id`, school, bun.List(people), since).Scan(ctx, &list)
	return list, err
}

// On lists the approved leaves of a school that touch an interval, the earliest first.
func On(ctx context.Context, q bun.IDB, school string, from, to int64) (list []Leave, err error) {
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+`
		WHERE l.school_id = ? AND l.state = 'approved' AND l.from_at < ? AND l.to_at > ?
		ORDER BY l.from_at, l.id`, school, to, from).Scan(ctx, &list)
	return list, err
}

// overlapping is how many of a person's leaves that still count share an instant with
// an interval.
func overlapping(ctx context.Context, q bun.IDB, school, person string, at span) (n int, err error) {
	err = q.NewRaw(`
		SELECT COUNT(*)
		FROM leave_request
		WHERE school_id = ? AND person_id = ? AND from_at < ? AND to_at > ? AND state IN ('unconfirmed', 'asked', 'approved')`,
		school, person, at.to, at.from).Scan(ctx, &n)
	return n, err
}

func insert(ctx context.Context, tx *db.Tx, l Leave, evidence []byte) error {
	_, err := tx.NewRaw(`
		INSERT INTO leave_request (id, school_id, person_id, kind, reason, collects, from_at, to_at, first_day, last_day, days, evidence, evidence_due,
			asked_by, asked_at, state, decided_by, decided_at, answer)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, '')`,
		l.ID, l.SchoolID, l.PersonID, l.Kind, l.Reason, l.Collects, l.FromAt, l.ToAt, l.FirstDay, l.LastDay, l.Days, evidence, l.EvidenceDue,
		l.AskedBy, tx.NowMS(), l.State).Exec(ctx)
	return err
}

// turn gives a leave its next state, from one that it must be in still; Conflict
// leave_answered otherwise.
func turn(ctx context.Context, tx *db.Tx, l Leave, to State, by, answer string) error {
	res, err := tx.NewRaw(`
		UPDATE leave_request
		SET state = ?, decided_by = ?, decided_at = ?, answer = ?
		WHERE id = ? AND school_id = ? AND state = ?`, to, by, tx.NowMS(), answer, l.ID, l.SchoolID, l.State).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, fault.New(fault.Conflict, "leave_answered"))
}

// shorten ends an approved leave now.
func shorten(ctx context.Context, tx *db.Tx, l Leave) error {
	_, err := tx.NewRaw("UPDATE leave_request SET to_at = ? WHERE id = ? AND school_id = ? AND state = 'approved'", tx.NowMS(), l.ID, l.SchoolID).Exec(ctx)
	return err
}

// Away says when people are excused within [from, to), by person.
func Away(ctx context.Context, q bun.IDB, school string, people []string, from, to int64) (by map[string][]Leave, err error) {
	var list []Leave
	if len(people) > 0 {
		err = q.NewRaw(`
			SELECT person_id, kind, from_at, to_at
			FROM leave_request
			WHERE school_id = ? AND person_id IN (?) AND from_at < ? AND to_at > ? AND state = 'approved'
			ORDER BY from_at, id`, school, bun.List(people), to, from).Scan(ctx, &list)
	}
	by = map[string][]Leave{}
	for _, l := range list {
		by[l.PersonID] = append(by[l.PersonID], l)
	}
	return by, err
}

// Now are the approved leaves of people that let them be away at an instant, by person;
// one that has opened its exit has a ScanID.
func Now(ctx context.Context, q bun.IDB, school string, people []string, at int64) (by map[string][]Leave, err error) {
	var list []Leave
	if len(people) > 0 {
		err = q.NewRaw(`
			SELECT id, person_id, from_at, to_at, COALESCE(scan_id, '') AS scan_id
			FROM leave_request
			WHERE school_id = ? AND person_id IN (?) AND from_at <= ? AND to_at > ? AND state = 'approved'
			ORDER BY from_at, id`, school, bun.List(people), at+earlyMS, at).Scan(ctx, &list)
	}
	by = map[string][]Leave{}
	for _, l := range list {
		by[l.PersonID] = append(by[l.PersonID], l)
	}
	return by, err
}

// Use notes that a scan has used up a leave; Conflict leave_answered if one has before.
func Use(ctx context.Context, tx *db.Tx, id, scan string) error { return use(ctx, tx, id, scan) }

// GiveBack undoes Use for one person of a scan.
func GiveBack(ctx context.Context, tx *db.Tx, person, scan string) error {
	_, err := tx.NewRaw("UPDATE leave_request SET scan_id = NULL WHERE scan_id = ? AND person_id = ?", scan, person).Exec(ctx)
	return err
}

// controlled reports whether a school lets its pupils out early only on a leave.
func controlled(ctx context.Context, q bun.IDB, school string) (yes bool, err error) {
	err = q.NewRaw("SELECT COALESCE(MAX(CASE WHEN controlled THEN 1 ELSE 0 END), 0) = 1 FROM leave_setting WHERE school_id = ?", school).Scan(ctx, &yes)
	return yes, err
}

// unused are the approved leaves of a person that have opened nothing and touch an
// interval, the earliest first.
func unused(ctx context.Context, tx *db.Tx, school, person string, at span) (list []Leave, err error) {
	err = tx.NewRaw("SELECT "+fields+" FROM "+tables+`
		WHERE l.school_id = ? AND l.person_id = ? AND l.state = 'approved' AND l.scan_id IS NULL AND l.from_at <= ? AND l.to_at >= ?
		ORDER BY l.from_at, l.id`, school, person, at.to, at.from).Scan(ctx, &list)
	return list, err
}

func use(ctx context.Context, tx *db.Tx, id, scan string) error {
	res, err := tx.NewRaw("UPDATE leave_request SET scan_id = ? WHERE id = ? AND scan_id IS NULL", scan, id).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, fault.New(fault.Conflict, "leave_answered"))
}

func giveBack(ctx context.Context, tx *db.Tx, scan string) error {
	_, err := tx.NewRaw("UPDATE leave_request SET scan_id = NULL WHERE scan_id = ?", scan).Exec(ctx)
	return err
}
