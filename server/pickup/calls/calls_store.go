package calls

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/pickup/release"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
)

// Turn is where a child stands in a day's pickup, with when and where.
type Turn struct {
	ChildID, AdultID, ScanID, GateID, GateName string
	State                                      rule.State
	ArrivedAt, CalledAt, ReadyAt, ReleasedAt   int64
	HeldBy                                     string
}

const turns = `
	SELECT o.child_id, o.adult_id, o.scan_id, o.gate_id, COALESCE(g.name, '') AS gate_name, o.state, o.arrived_at, o.called_at, o.ready_at, o.released_at, o.held_by
	FROM pickup_order o
	LEFT JOIN gate g ON g.id = o.gate_id
	WHERE o.school_id = ? AND o.day = ?`

// turnOf is a child's; Expected if nothing has happened.
func turnOf(ctx context.Context, q bun.IDB, school, day, child string) (t Turn, err error) {
	var list []Turn
	err = q.NewRaw(turns+" AND o.child_id = ?", school, day, child).Scan(ctx, &list)
	t = Turn{ChildID: child, State: rule.Expected}
	if len(list) > 0 {
		t = list[0]
	}
	return t, err
}

// Turns are all of a day, who came first at the top.
func Turns(ctx context.Context, q bun.IDB, school, day string) (list []Turn, err error) {
	err = q.NewRaw(turns+" ORDER BY o.arrived_at, o.called_at, o.child_id", school, day).Scan(ctx, &list)
	return list, err
}

// TouchedBy are the children whose orders stand by these scans.
func TouchedBy(ctx context.Context, q bun.IDB, school, day string, scans []string) (ids []string, err error) {
	if len(scans) == 0 {
		return nil, nil
	}
	err = q.NewRaw("SELECT child_id FROM pickup_order WHERE school_id = ? AND day = ? AND scan_id IN (?)", school, day, bun.List(scans)).Scan(ctx, &ids)
	return ids, err
}

func gateOf(ctx context.Context, q bun.IDB, school, terminal string) (id string, err error) {
	err = q.NewRaw("SELECT COALESCE(gate_id, '') FROM terminal WHERE school_id = ? AND id = ?", school, terminal).Scan(ctx, &id)
	return id, err
}

// setCalled calls a child whose lock is held. Who has come stays as it was.
func setCalled(ctx context.Context, tx *db.Tx, e event, gate string, at int64) error {
	arrived := int64(0)
	if e.Scan != "" {
		arrived = at
	}
	_, err := tx.NewRaw(`
		INSERT INTO pickup_order (school_id, day, child_id, state, adult_id, scan_id, terminal_id, arrived_at, released_at, released_by, held_by, held_why, held_at,
			gate_id, called_at, called_by)
		VALUES (?, ?, ?, 'CALLED', ?, ?, ?, ?, 0, '', '', '', 0, ?, ?, ?)
		ON CONFLICT (school_id, day, child_id) DO UPDATE
		SET state = excluded.state, called_at = excluded.called_at, called_by = excluded.called_by, gate_id = excluded.gate_id,
			adult_id = CASE WHEN pickup_order.adult_id = '' THEN excluded.adult_id ELSE pickup_order.adult_id END,
			scan_id = CASE WHEN pickup_order.scan_id = '' THEN excluded.scan_id ELSE pickup_order.scan_id END,
			terminal_id = CASE WHEN pickup_order.terminal_id = '' THEN excluded.terminal_id ELSE pickup_order.terminal_id END,
			arrived_at = CASE WHEN pickup_order.arrived_at = 0 THEN excluded.arrived_at ELSE pickup_order.arrived_at END`,
		e.School, e.Day, e.Child, e.Adult, e.Scan, e.Terminal, arrived, gate, at, e.By).Exec(ctx)
	return err
}

// setReady sends out a child whose lock is held.
func setReady(ctx context.Context, tx *db.Tx, school, day, child, by string, at int64) error {
	_, err := tx.NewRaw(`
		INSERT INTO pickup_order (school_id, day, child_id, state, adult_id, scan_id, terminal_id, arrived_at, released_at, released_by, held_by, held_why, held_at,
			ready_at, ready_by)
		VALUES (?, ?, ?, 'READY', '', '', '', 0, 0, '', '', '', 0, ?, ?)
		ON CONFLICT (school_id, day, child_id) DO UPDATE
		SET state = excluded.state, ready_at = excluded.ready_at, ready_by = excluded.ready_by`, school, day, child, at, by).Exec(ctx)
	return err
}

func setBack(ctx context.Context, tx *db.Tx, school, day, child string, at int64) error {
	_, err := tx.NewRaw(`
		UPDATE pickup_order
		SET state = 'CALLED', ready_at = 0, ready_by = '', called_at = CASE WHEN called_at = 0 THEN ? ELSE called_at END
		WHERE school_id = ? AND day = ? AND child_id = ? AND state = 'READY'`, at, school, day, child).Exec(ctx)
	return err
}

func setReturned(ctx context.Context, tx *db.Tx, school, day, child string) error {
	_, err := tx.NewRaw(`
		UPDATE pickup_order
		SET state = 'EXPECTED', adult_id = '', scan_id = '', terminal_id = '', gate_id = '', arrived_at = 0, called_at = 0, called_by = '', ready_at = 0, ready_by = '',
			released_at = 0, released_by = ''
		WHERE school_id = ? AND day = ? AND child_id = ? AND state = 'RELEASED'`, school, day, child).Exec(ctx)
	return err
}

// setGate notes where the adult of a scan stands, for the children that it came for first.
func setGate(ctx context.Context, tx *db.Tx, c release.Arrival) error {
	_, err := tx.NewRaw("UPDATE pickup_order SET gate_id = ? WHERE school_id = ? AND day = ? AND scan_id = ? AND state = 'ARRIVED'", c.Gate, c.School, c.Day, c.Scan).Exec(ctx)
	return err
}

// callOnce calls a child that was only awaited, unless it is held; false if it was not.
func callOnce(ctx context.Context, tx *db.Tx, c release.Arrival, child string) (bool, error) {
	res, err := tx.NewRaw(`
		UPDATE pickup_order
		SET state = 'CALLED', called_at = ?, called_by = '', gate_id = ?
		WHERE school_id = ? AND day = ? AND child_id = ? AND state = 'ARRIVED' AND held_by = ''`, c.At, c.Gate, c.School, c.Day, child).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// Auto reports whether a scan calls by itself; a school that has said nothing has it on.
func Auto(ctx context.Context, q bun.IDB, school string) (bool, error) {
	var rows []int
	err := q.NewRaw("SELECT auto FROM pickup_calling WHERE school_id = ?", school).Scan(ctx, &rows)
	return len(rows) == 0 || rows[0] != 0, err
}

func setAuto(ctx context.Context, tx *db.Tx, school string, on bool) error {
	n := 0
	if on {
		n = 1
	}
	_, err := tx.NewRaw(`
		INSERT INTO pickup_calling (school_id, auto)
		VALUES (?, ?)
		ON CONFLICT (school_id) DO UPDATE
		SET auto = excluded.auto`, school, n).Exec(ctx)
	return err
}

type event struct {
	School, Day, Child, Adult, By, Terminal, Scan string
	Event                                         rule.Event
	Reason                                        reason.Code
}

func insertEvent(ctx context.Context, tx *db.Tx, e event) error {
	_, err := tx.NewRaw(`
		INSERT INTO pickup_event (id, school_id, day, child_id, event, reason, adult_id, by_person, second_person, terminal_id, scan_id, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?)`, db.NewID(), e.School, e.Day, e.Child, e.Event, e.Reason, e.Adult, e.By, e.Terminal, e.Scan, tx.NowMS()).Exec(ctx)
	return err
}
