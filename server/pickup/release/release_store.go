package release

import (
	"context"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
)

type kinship struct {
	ChildID, Relation                  string
	CanPickup, CanDelegate, Restricted bool
}

// kinOf are an adult's guardianships in force, of one child if it is given. A restricted
// one is among them: it wins.
func kinOf(ctx context.Context, q bun.IDB, school, adult string, at int64, child ...string) (list []kinship, err error) {
	query := `
		SELECT g.child_id, g.relation, g.can_pickup, g.can_delegate, g.restricted
		FROM guardianship g
		JOIN person a ON a.id = g.adult_id AND a.state = 'active'
		WHERE g.school_id = ? AND g.adult_id = ? AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to > ? OR g.restricted) AND ` + db.Visible("g")
	args := []any{school, adult, at, at}
	if len(child) > 0 {
		query, args = query+" AND g.child_id = ?", append(args, child[0])
	}
	err = q.NewRaw(query+" ORDER BY g.created_at, g.id", args...).Scan(ctx, &list)
	return list, err
}

type scanned struct{ PersonID, Kind string }

// readScan is the scan of a terminal that identified somebody since an instant.
func readScan(ctx context.Context, q bun.IDB, school, terminal, id string, since int64) (s scanned, err error) {
	err = q.NewRaw(`
		SELECT person_id, kind
		FROM scan
		WHERE id = ? AND school_id = ? AND terminal_id = ? AND decision = 'ALLOW' AND person_id IS NOT NULL AND at >= ?`, id, school, terminal, since).Scan(ctx, &s)
	return s, db.One(err, fault.New(fault.NotFound, "not_found"))
}

const orders = `
	SELECT o.child_id, o.state, o.adult_id, o.scan_id, o.terminal_id, o.arrived_at, o.released_at, o.released_by, o.held_by, o.held_why,
		COALESCE(a.name, '') AS adult, COALESCE(s.name, '') AS staff
	FROM pickup_order o
	LEFT JOIN person a ON a.id = o.adult_id
	LEFT JOIN person s ON s.id = o.released_by
	WHERE o.school_id = ? AND o.day = ?`

func readOrder(ctx context.Context, q bun.IDB, school, day, child string) (o Order, err error) {
	err = q.NewRaw(orders+" AND o.child_id = ?", school, day, child).Scan(ctx, &o)
	return o, db.One(err, fault.New(fault.NotFound, "not_found"))
}

func readOrders(ctx context.Context, q bun.IDB, school, day string, children ...string) (map[string]Order, error) {
	var list []Order
	err := q.NewRaw(orders+" AND o.child_id IN (?)", school, day, bun.List(children)).Scan(ctx, &list)
	all := make(map[string]Order, len(list))
	for _, o := range list {
		all[o.ChildID] = o
	}
	return all, err
}

// Orders are all of a day, by child.
func Orders(ctx context.Context, q bun.IDB, school, day string) (map[string]Order, error) {
	var list []Order
	err := q.NewRaw(orders, school, day).Scan(ctx, &list)
	all := make(map[string]Order, len(list))
	for _, o := range list {
		all[o.ChildID] = o
	}
	return all, err
}

// setReleased releases unless somebody has; false if so.
func setReleased(ctx context.Context, tx *db.Tx, e event, at int64) (once bool, err error) {
	res, err := tx.NewRaw(`
		INSERT INTO pickup_order (school_id, day, child_id, state, adult_id, scan_id, terminal_id, arrived_at, released_at, released_by, held_by, held_why, held_at)
		VALUES (?, ?, ?, 'RELEASED', ?, ?, ?, ?, ?, ?, '', '', 0)
		ON CONFLICT (school_id, day, child_id) DO UPDATE
		SET state = excluded.state, adult_id = excluded.adult_id, scan_id = excluded.scan_id, terminal_id = excluded.terminal_id, released_at = excluded.released_at,
			released_by = excluded.released_by
		WHERE pickup_order.state <> 'RELEASED' AND pickup_order.held_by = ''`,
		e.School, e.Day, e.Child, e.Adult, e.Scan, e.Terminal, at, at, e.By).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// setArrived notes that somebody came for a child that waits to be picked up.
func setArrived(ctx context.Context, tx *db.Tx, school, day, child, adult, scan, terminal string, at int64) error {
	_, err := tx.NewRaw(`
		INSERT INTO pickup_order (school_id, day, child_id, state, adult_id, scan_id, terminal_id, arrived_at, released_at, released_by, held_by, held_why, held_at)
		VALUES (?, ?, ?, 'ARRIVED', ?, ?, ?, ?, 0, '', '', '', 0)
		ON CONFLICT (school_id, day, child_id) DO UPDATE
		SET state = excluded.state, adult_id = excluded.adult_id, scan_id = excluded.scan_id, terminal_id = excluded.terminal_id, arrived_at = excluded.arrived_at
		WHERE pickup_order.state IN ('EXPECTED', 'NO_SHOW', 'REFUSED', 'CANCELLED')`, school, day, child, adult, scan, terminal, at).Exec(ctx)
	return err
}

func setState(ctx context.Context, tx *db.Tx, school, day, child string, state rule.State) error {
	_, err := tx.NewRaw("UPDATE pickup_order SET state = ? WHERE school_id = ? AND day = ? AND child_id = ?", state, school, day, child).Exec(ctx)
	return err
}

// setHeld holds a child, or no longer (by "").
func setHeld(ctx context.Context, tx *db.Tx, school, day, child, by, why string, at int64) error {
	_, err := tx.NewRaw(`
		INSERT INTO pickup_order (school_id, day, child_id, state, adult_id, scan_id, terminal_id, arrived_at, released_at, released_by, held_by, held_why, held_at)
		VALUES (?, ?, ?, 'EXPECTED', '', '', '', 0, 0, '', ?, ?, ?)
		ON CONFLICT (school_id, day, child_id) DO UPDATE
		SET held_by = excluded.held_by, held_why = excluded.held_why, held_at = excluded.held_at`, school, day, child, by, why, at).Exec(ctx)
	return err
}

// alike is a child of the same family name or given name, or of the same
// class and relation, that this terminal has released since an instant; "" for none.
func alike(ctx context.Context, q bun.IDB, school, terminal, day, child string, since int64) (id, name string, err error) {
	var rows []struct {
		ChildID, Name, ClassID string
	}
	err = q.NewRaw(`
		SELECT p.id AS child_id, p.name, COALESCE(m.class_id, '') AS class_id
		FROM person p
		LEFT JOIN membership m ON m.person_id = p.id AND m.role = 'student' AND m.valid_to IS NULL
		WHERE p.school_id = ? AND (p.id = ? OR p.id IN (
			SELECT o.child_id
			FROM pickup_order o
			WHERE o.school_id = ? AND o.terminal_id = ? AND o.day = ? AND o.state = 'RELEASED' AND o.released_at > ?))`, school, child, school, terminal, day, since).Scan(ctx, &rows)
	var me struct{ name, class string }
	for _, r := range rows {
		if r.ChildID == child {
			me.name, me.class = r.Name, r.ClassID
		}
	}
	for _, r := range rows {
		if r.ChildID != child && r.ClassID == me.class && near(r.Name, me.name) {
			return r.ChildID, r.Name, err
		}
	}
	return "", "", err
}

// near reports whether two names differ in one character at most beside their length.
func near(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if utf8.RuneCountInString(a) != utf8.RuneCountInString(b) {
		return false
	}
	differ := 0
	for i := range x {
		if x[i] != y[i] {
			differ++
		}
	}
	return differ <= 1
}

type event struct {
	School, Day, Child, Adult, By, Second, Terminal, Scan string
	Event                                                 rule.Event
	Reason                                                reason.Code
}

func insertEvent(ctx context.Context, tx *db.Tx, e event) error {
	_, err := tx.NewRaw(`
		INSERT INTO pickup_event (id, school_id, day, child_id, event, reason, adult_id, by_person, second_person, terminal_id, scan_id, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, db.NewID(), e.School, e.Day, e.Child, e.Event, e.Reason, e.Adult, e.By, e.Second, e.Terminal, e.Scan, tx.NowMS()).Exec(ctx)
	return err
}

// doubted reports whether staff said of a scan that who came is not whom its code is of.
func doubted(ctx context.Context, q bun.IDB, school, day, child, scan string) (yes bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM pickup_event e
			WHERE e.school_id = ? AND e.day = ? AND e.child_id = ? AND e.scan_id = ? AND e.reason = 'PICK_IDENTITY_UNVERIFIED')`, school, day, child, scan).Scan(ctx, &yes)
	return yes, err
}

// Departures are when children were handed over within [from, to) in Unix milliseconds, by
// child: attendance counts them as having left.
func Departures(ctx context.Context, q bun.IDB, school string, children []string, from, to int64) (map[string][]int64, error) {
	var rows []struct {
		ChildID    string
		ReleasedAt int64
	}
	err := q.NewRaw(`
		SELECT child_id, released_at
		FROM pickup_order
		WHERE school_id = ? AND child_id IN (?) AND state = 'RELEASED' AND released_at >= ? AND released_at < ?`, school, bun.List(children), from, to).Scan(ctx, &rows)
	all := make(map[string][]int64, len(rows))
	for _, r := range rows {
		all[r.ChildID] = append(all[r.ChildID], r.ReleasedAt)
	}
	return all, err
}
