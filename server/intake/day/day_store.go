package day

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/intake"
)

func setArrived(ctx context.Context, tx *db.Tx, a intake.Applicant) error {
	_, err := tx.NewRaw(`
		UPDATE intake_applicant
		SET arrived_at = ?, arrived_spot = ?, late = ?, state = ?, state_why = ?
		WHERE id = ?`, a.ArrivedAt, a.ArrivedSpot, a.Late, a.State, a.StateWhy, a.ID).Exec(ctx)
	return err
}

// Wait is the queue of a step: who has come, and could do it now.
type Wait struct {
	Step      intake.Step
	Waiting   int
	Done      int
	PerMinute float64 // how fast it went in the last half hour
}

const pace = 30 * time.Minute

// WaitFor counts the queue of a step.
func WaitFor(ctx context.Context, q bun.IDB, id string, st intake.Step, now int64) (w Wait, err error) {
	w.Step = st
	var recent int
	if err = q.NewRaw(`
		SELECT COUNT(*), COALESCE(SUM(CASE WHEN d.at > ? THEN 1 ELSE 0 END), 0)
		FROM intake_done d
		WHERE d.step_id = ?`, now-pace.Milliseconds(), st.ID).Scan(ctx, &w.Done, &recent); err != nil {
		return w, err
	}
	w.PerMinute = float64(recent) / pace.Minutes()
	if st.Does == intake.Arrival {
		return w, nil
	}
	err = q.NewRaw(`
		SELECT COUNT(*)
		FROM intake_applicant a
		WHERE a.intake_id = ? AND a.arrived_at > 0 AND a.state IN ('expected', 'enrolled')
			AND NOT EXISTS (SELECT 1 FROM intake_done d WHERE d.applicant_id = a.id AND d.step_id = ?)
			AND NOT EXISTS (
				SELECT 1
				FROM intake_after f
				JOIN intake_step s ON s.id = f.before_id
				WHERE f.step_id = ? AND s.required
					AND NOT EXISTS (SELECT 1 FROM intake_done d WHERE d.applicant_id = a.id AND d.step_id = f.before_id))`,
		id, st.ID, st.ID).Scan(ctx, &w.Waiting)
	return w, err
}

// Desk is a terminal that has a step on the day.
type Desk struct {
	TerminalID, Name   string
	SchoolID, IntakeID string
	StepID, Step       string
	Does               intake.Does
	BeatAt, Kept       int64
}

// Alive is how long after its last word a desk still counts as heard.
const Alive = 60 * time.Second

// Silent reports whether a desk may hold arrivals that nobody has counted.
func (d Desk) Silent(now int64) bool {
	return d.BeatAt == 0 || now-d.BeatAt > Alive.Milliseconds() || d.Kept > 0
}

const deskFields = `t.id AS terminal_id, t.name, d.school_id, d.intake_id, d.step_id, s.name AS step, s.does, d.beat_at, d.kept
	FROM intake_desk d
	JOIN terminal t ON t.id = d.terminal_id
	JOIN intake_step s ON s.id = d.step_id`

// Desks are an intake's.
func Desks(ctx context.Context, q bun.IDB, id string) (list []Desk, err error) {
	err = q.NewRaw("SELECT "+deskFields+" WHERE d.intake_id = ? AND t.revoked_at IS NULL ORDER BY s.place, t.name, t.id", id).Scan(ctx, &list)
	return list, err
}

// DeskOf is what a terminal does; NotFound for one without a step.
func DeskOf(ctx context.Context, q bun.IDB, terminal string) (d Desk, err error) {
	err = q.NewRaw("SELECT "+deskFields+" WHERE d.terminal_id = ?", terminal).Scan(ctx, &d)
	return d, db.One(err, intake.ErrNone)
}

// Terminals are those of the school that may be desks: id and name.
func Terminals(ctx context.Context, q bun.IDB, school string) (list []Desk, err error) {
	err = q.NewRaw(`
		SELECT t.id AS terminal_id, t.name, t.school_id
		FROM terminal t
		WHERE t.school_id = ? AND t.scene = ? AND t.revoked_at IS NULL
		ORDER BY t.name, t.id`, school, string(rule.FreshmenScene)).Scan(ctx, &list)
	return list, err
}

func putDesk(ctx context.Context, tx *db.Tx, in intake.Intake, terminal, step string) (ok bool, err error) {
	if _, err := tx.NewRaw("DELETE FROM intake_desk WHERE terminal_id = ? AND school_id = ?", terminal, in.SchoolID).Exec(ctx); err != nil || step == "" {
		return err == nil, err
	}
	res, err := tx.NewRaw(`
		INSERT INTO intake_desk (terminal_id, school_id, intake_id, step_id, beat_at, kept)
		SELECT t.id, t.school_id, ?, ?, 0, 0
		FROM terminal t
		WHERE t.id = ? AND t.school_id = ? AND t.scene = ? AND t.revoked_at IS NULL`,
		in.ID, step, terminal, in.SchoolID, string(rule.FreshmenScene)).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

func setBeat(ctx context.Context, tx *db.Tx, terminal string, kept int) error {
	_, err := tx.NewRaw("UPDATE intake_desk SET beat_at = ?, kept = ? WHERE terminal_id = ?", tx.NowMS(), kept, terminal).Exec(ctx)
	return err
}

// Helpers are who scans for an intake, by name.
func Helpers(ctx context.Context, q bun.IDB, id string) (list []struct{ PersonID, Name string }, err error) {
	err = q.NewRaw(`
		SELECT h.person_id, p.name
		FROM intake_helper h
		JOIN person p ON p.id = h.person_id
		WHERE h.intake_id = ?
		ORDER BY p.folded, p.id`, id).Scan(ctx, &list)
	return list, err
}

// HelpsAt is the newest open intake of a school for which one of some people scans; NotFound
// for none. An intake is helped at by who manages it, too: manages says so.
func HelpsAt(ctx context.Context, q bun.IDB, school string, people []string, manages bool) (in intake.Intake, person string, err error) {
	if len(people) == 0 {
		people = []string{""}
	}
	err = q.NewRaw(`
		SELECT `+intake.IntakeFields+`
		FROM intake i
		WHERE i.school_id = ? AND i.state = 'open'
			AND (? OR EXISTS (SELECT 1 FROM intake_helper h WHERE h.intake_id = i.id AND h.person_id IN (?)))
		ORDER BY i.day DESC, i.id DESC
		LIMIT 1`, school, manages, bun.List(people)).Scan(ctx, &in)
	if err != nil {
		return in, "", db.One(err, intake.ErrNone)
	}
	err = q.NewRaw("SELECT COALESCE(MIN(person_id), '') FROM intake_helper WHERE intake_id = ? AND person_id IN (?)", in.ID, bun.List(people)).Scan(ctx, &person)
	return in, person, err
}

func putHelpers(ctx context.Context, tx *db.Tx, in intake.Intake, people []string) error {
	if _, err := tx.NewRaw("DELETE FROM intake_helper WHERE intake_id = ?", in.ID).Exec(ctx); err != nil {
		return err
	}
	return intake.InBatches(ctx, tx, "INSERT INTO intake_helper (intake_id, person_id, school_id) VALUES ?", len(people), func(i int) []any {
		return []any{in.ID, people[i], in.SchoolID}
	})
}

// staffNamed are the teachers and admins with a name or number.
func staffNamed(ctx context.Context, q bun.IDB, school, name string, now int64) (ids []string, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT p.id
		FROM person p
		JOIN membership m ON m.person_id = p.id
		WHERE p.school_id = ? AND (p.folded = ? OR p.number = ?) AND m.role IN ('teacher', 'admin')
			AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
			AND `+db.Visible("p")+` AND `+db.Visible("m"),
		school, campus.Fold(name), name, now, now).Scan(ctx, &ids)
	return ids, err
}

// DoneAt is how many a spot has done since an instant.
func DoneAt(ctx context.Context, q bun.IDB, id, step, spot string, since int64) (n int, err error) {
	err = q.NewRaw(`
		SELECT COUNT(*)
		FROM intake_done d
		JOIN intake_step s ON s.id = d.step_id
		WHERE s.intake_id = ? AND d.step_id = ? AND d.spot = ? AND d.at >= ?`, id, step, spot, since).Scan(ctx, &n)
	return n, err
}
