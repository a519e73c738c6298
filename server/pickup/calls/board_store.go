package calls

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/pickup/custody"
	"yunka/server/pickup/rule"
)

// BoardSet is the feed's kind of a change of what a board shows; the subject is its terminal.
const BoardSet = "pickup.board"

// Board is a paired screen: of a class, of a gate, or of everything.
type Board struct{ ID, SchoolID, ClassID, GateID string }

// ReadBoard is the board that a terminal is; NotFound if it is none.
func ReadBoard(ctx context.Context, q bun.IDB, terminal string) (b Board, err error) {
	err = q.NewRaw(`
		SELECT t.id, t.school_id, COALESCE(b.class_id, '') AS class_id, COALESCE(b.gate_id, '') AS gate_id
		FROM terminal t
		LEFT JOIN pickup_board b ON b.terminal_id = t.id
		WHERE t.id = ? AND t.scene = 'board' AND t.revoked_at IS NULL`, terminal).Scan(ctx, &b)
	return b, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// BoardRow is a board in the office's list.
type BoardRow struct {
	Board
	Name   string
	Paired bool
}

// Boards are a school's.
func Boards(ctx context.Context, q bun.IDB, school string) (list []BoardRow, err error) {
	err = q.NewRaw(`
		SELECT t.id, t.school_id, COALESCE(b.class_id, '') AS class_id, COALESCE(b.gate_id, '') AS gate_id, t.name, t.token_hash IS NOT NULL AS paired
		FROM terminal t
		LEFT JOIN pickup_board b ON b.terminal_id = t.id
		WHERE t.school_id = ? AND t.scene = 'board' AND t.revoked_at IS NULL
		ORDER BY t.created_at, t.id`, school).Scan(ctx, &list)
	return list, err
}

// SetBoard says what a board shows: a class, a gate, or with neither everything. NotFound
// for a board of another school, Invalid board_of for a class or gate of one.
func (s *Service) SetBoard(ctx context.Context, actor allow.Actor, school string, want Board) error {
	if err := allow.Check(actor, allow.PickupManage, allow.Target{School: school}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err := ReadBoard(ctx, tx, want.ID)
		if err != nil {
			return err
		}
		if b.SchoolID != school {
			return fault.New(fault.NotFound, "not_found")
		}
		var n int
		switch {
		case want.ClassID != "" && want.GateID != "":
		case want.ClassID != "":
			err = tx.NewRaw("SELECT count(*) FROM class WHERE id = ? AND school_id = ? AND "+db.Visible("class"), want.ClassID, school).Scan(ctx, &n)
		case want.GateID != "":
			err = tx.NewRaw("SELECT count(*) FROM gate WHERE id = ? AND school_id = ?", want.GateID, school).Scan(ctx, &n)
		default:
			n = 1
		}
		if err == nil && n == 0 {
			err = fault.New(fault.Invalid, "board_of")
		}
		if err != nil {
			return err
		}
		if _, err := tx.NewRaw(`
			INSERT INTO pickup_board (terminal_id, school_id, class_id, gate_id)
			VALUES (?, ?, ?, ?)
			ON CONFLICT (terminal_id) DO UPDATE
			SET class_id = excluded.class_id, gate_id = excluded.gate_id`, want.ID, school, want.ClassID, want.GateID).Exec(ctx); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "pickup.board", Target: "terminal:" + want.ID,
			Detail: map[string]any{"class": want.ClassID, "gate": want.GateID}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: BoardSet, Subject: want.ID})
	})
}

// OwnerOfTerminal is the school of a board.
func OwnerOfTerminal(ctx context.Context, q bun.IDB, id string) (t allow.Target, err error) {
	b, err := ReadBoard(ctx, q, id)
	return allow.Target{School: b.SchoolID}, err
}

// Moving are who stands on a board: come for, called or sent out, and not held. "" is
// every gate.
func Moving(ctx context.Context, q bun.IDB, school, day, gate string) (list []Turn, err error) {
	query, args := turns+" AND o.state IN ('ARRIVED', 'CALLED', 'READY') AND o.held_by = ''", []any{school, day}
	if gate != "" {
		query, args = query+" AND o.gate_id = ?", append(args, gate)
	}
	err = q.NewRaw(query+" ORDER BY o.arrived_at, o.called_at, o.child_id", args...).Scan(ctx, &list)
	return list, err
}

// Went are the last who were released, and how many. The gate is the one to which they
// were called.
func Went(ctx context.Context, q bun.IDB, school, day, gate string, most int) (list []Turn, n int, err error) {
	where, args := "", []any{school, day}
	if gate != "" {
		where, args = " AND o.gate_id = ?", append(args, gate)
	}
	if err := q.NewRaw("SELECT count(*) FROM pickup_order o WHERE o.school_id = ? AND o.day = ? AND o.state = 'RELEASED'"+where, args...).Scan(ctx, &n); err != nil {
		return nil, 0, err
	}
	err = q.NewRaw(turns+" AND o.state = 'RELEASED'"+where+" ORDER BY o.released_at DESC, o.child_id LIMIT ?", append(args, most)...).Scan(ctx, &list)
	return list, n, err
}

// TurnsOf are those of some children.
func TurnsOf(ctx context.Context, q bun.IDB, school, day string, children []string) (list []Turn, err error) {
	if len(children) == 0 {
		return nil, nil
	}
	err = q.NewRaw(turns+" AND o.child_id IN (?) ORDER BY o.arrived_at, o.called_at, o.child_id", school, day, bun.List(children)).Scan(ctx, &list)
	return list, err
}

// Wait is how long one child's release took.
type Wait struct {
	Day, GateID, GateName string
	ArrivedAt, ReleasedAt int64
}

// Waits are the releases since a day of children for whom somebody had come before.
func Waits(ctx context.Context, q bun.IDB, school, from string) (list []Wait, err error) {
	err = q.NewRaw(`
		SELECT o.day, o.gate_id, COALESCE(g.name, '') AS gate_name, o.arrived_at, o.released_at
		FROM pickup_order o
		LEFT JOIN gate g ON g.id = o.gate_id
		WHERE o.school_id = ? AND o.day >= ? AND o.state = ? AND o.arrived_at > 0 AND o.released_at >= o.arrived_at
		ORDER BY o.day DESC, g.name, o.gate_id`, school, from, rule.Released).Scan(ctx, &list)
	return list, err
}

// Kin is a guardian whom staff may call.
type Kin struct{ ChildID, Name, Relation, Phone string }

// Families are the guardians of children who may take them at this instant, with their
// phones. Whom anything stands against now is not among them: a call would tell them that
// the child waits alone.
func Families(ctx context.Context, q bun.IDB, sc campus.School, children []string, now time.Time, free rule.Free) (map[string][]Kin, error) {
	all := map[string][]Kin{}
	if len(children) == 0 {
		return all, nil
	}
	var list []struct {
		Kin
		AdultID string
	}
	err := q.NewRaw(`
		SELECT g.child_id, g.adult_id, p.name, g.relation, COALESCE(p.phone, '') AS phone
		FROM guardianship g
		JOIN person p ON p.id = g.adult_id
		WHERE g.school_id = ? AND g.child_id IN (?) AND g.can_pickup AND NOT g.restricted AND g.valid_to IS NULL AND `+db.Visible("g")+`
		ORDER BY g.created_at, g.id`, sc.ID, bun.List(children)).Scan(ctx, &list)
	if err != nil {
		return nil, err
	}
	against, err := custody.InForce(ctx, q, sc.ID, children...)
	for _, k := range list {
		if _, no := rule.Against(against[[2]string{k.ChildID, k.AdultID}], now, sc.Location(), free); !no {
			all[k.ChildID] = append(all[k.ChildID], k.Kin)
		}
	}
	return all, err
}
