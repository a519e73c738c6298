package plan

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/pickup/rule"
	"yunka/server/timetable"
)

// OwnerOfRequest is the child of a request.
var OwnerOfRequest = campus.OwnerBy("SELECT school_id, child_id FROM pickup_request WHERE id = ?")

// World is what plans of a school stand on.
type World struct {
	Calendar timetable.Calendar
	Times    rule.Times
}

// Load reads it.
func Load(ctx context.Context, q bun.IDB, sc campus.School) (w World, err error) {
	if w.Calendar, err = timetable.LoadCalendar(ctx, q, sc.ID); err != nil {
		return w, err
	}
	w.Times = rule.DefaultTimes
	var rows []struct{ Day1, Day2, Day3, Day4, Day5, CutOff int }
	err = q.NewRaw(`
		SELECT day1, day2, day3, day4, day5, cut_off
		FROM pickup_times
		WHERE school_id = ?`, sc.ID).Scan(ctx, &rows)
	for _, r := range rows {
		w.Times = rule.Times{Dismissal: [6]int{0, r.Day1, r.Day2, r.Day3, r.Day4, r.Day5}, CutOff: r.CutOff}
	}
	return w, err
}

func setTimes(ctx context.Context, tx *db.Tx, school string, t rule.Times) error {
	d := t.Dismissal
	_, err := tx.NewRaw(`
		INSERT INTO pickup_times (school_id, day1, day2, day3, day4, day5, cut_off)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (school_id) DO UPDATE
		SET day1 = excluded.day1, day2 = excluded.day2, day3 = excluded.day3, day4 = excluded.day4, day5 = excluded.day5, cut_off = excluded.cut_off`,
		school, d[1], d[2], d[3], d[4], d[5], t.CutOff).Exec(ctx)
	return err
}

// Adult is a guardian of a child, as a plan may mean them. That something stands against
// one is not said.
type Adult struct{ ID, Name, Relation string }

// Adults are a child's guardians with the right to take it, in the order of the books.
func Adults(ctx context.Context, q bun.IDB, school, child string) (list []Adult, err error) {
	err = q.NewRaw(`
		SELECT p.id, p.name, g.relation
		FROM guardianship g
		JOIN person p ON p.id = g.adult_id
		WHERE g.school_id = ? AND g.child_id = ? AND g.can_pickup AND g.valid_to IS NULL AND `+db.Visible("g")+`
		ORDER BY g.created_at, g.id`, school, child).Scan(ctx, &list)
	return list, err
}

// weekly are the plans of the weekdays of children, by child and weekday.
func weekly(ctx context.Context, q bun.IDB, school string, children ...string) (map[string]map[int]rule.Plan, error) {
	all := map[string]map[int]rule.Plan{}
	if len(children) == 0 {
		return all, nil
	}
	var rows []struct {
		ChildID, AdultID, Note string
		Mode                   rule.Mode
		Weekday                int
	}
	err := q.NewRaw(`
		SELECT child_id, weekday, mode, adult_id, note
		FROM pickup_week
		WHERE school_id = ? AND child_id IN (?)`, school, bun.List(children)).Scan(ctx, &rows)
	for _, r := range rows {
		if all[r.ChildID] == nil {
			all[r.ChildID] = map[int]rule.Plan{}
		}
		all[r.ChildID][r.Weekday] = rule.Plan{Mode: r.Mode, Adult: r.AdultID, Note: r.Note}
	}
	return all, err
}

// Planned are the plans of children from first to last, both inclusive, by child and day.
func (w World) Planned(ctx context.Context, q bun.IDB, school, first, last string, children ...string) (map[string]map[string]rule.Planned, error) {
	week, err := weekly(ctx, q, school, children...)
	if err != nil || len(children) == 0 {
		return nil, err
	}
	var rows []struct {
		ChildID, Day, AdultID, Note string
		Mode                        rule.Mode
	}
	if err := q.NewRaw(`
		SELECT child_id, day, mode, adult_id, note
		FROM pickup_day
		WHERE school_id = ? AND child_id IN (?) AND day >= ? AND day <= ?`, school, bun.List(children), first, last).Scan(ctx, &rows); err != nil {
		return nil, err
	}
	own := map[[2]string]*rule.Plan{}
	for _, r := range rows {
		own[[2]string{r.ChildID, r.Day}] = &rule.Plan{Mode: r.Mode, Adult: r.AdultID, Note: r.Note}
	}
	all := map[string]map[string]rule.Planned{}
	for _, d := range w.Calendar.Days(first, last) {
		for _, child := range children {
			if all[child] == nil {
				all[child] = map[string]rule.Planned{}
			}
			all[child][d.Day] = rule.Of(d.WorksAs, week[child], own[[2]string{child, d.Day}])
		}
	}
	return all, nil
}

func setDay(ctx context.Context, tx *db.Tx, school, child, day string, p *rule.Plan, by string) error {
	if _, err := tx.NewRaw("DELETE FROM pickup_day WHERE school_id = ? AND child_id = ? AND day = ?", school, child, day).Exec(ctx); err != nil || p == nil {
		return err
	}
	_, err := tx.NewRaw(`
		INSERT INTO pickup_day (school_id, child_id, day, mode, adult_id, note, by_person, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, school, child, day, p.Mode, p.Adult, p.Note, by, tx.NowMS()).Exec(ctx)
	return err
}

func setWeek(ctx context.Context, tx *db.Tx, school, child string, weekday int, p rule.Plan, by string) error {
	_, err := tx.NewRaw(`
		INSERT INTO pickup_week (school_id, child_id, weekday, mode, adult_id, note, by_person, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (school_id, child_id, weekday) DO UPDATE
		SET mode = excluded.mode, adult_id = excluded.adult_id, note = excluded.note, by_person = excluded.by_person, at = excluded.at`,
		school, child, weekday, p.Mode, p.Adult, p.Note, by, tx.NowMS()).Exec(ctx)
	return err
}

// ask writes a request; Conflict plan_asked if one waits for the day.
func ask(ctx context.Context, tx *db.Tx, id, school, child, day string, p rule.Plan, by string) error {
	res, err := tx.NewRaw(`
		INSERT INTO pickup_request (id, school_id, child_id, day, mode, adult_id, note, asked_by, asked_at, state, decided_by, decided_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', '', 0)
		ON CONFLICT (school_id, child_id, day) WHERE state = 'open' DO NOTHING`,
		id, school, child, day, p.Mode, p.Adult, p.Note, by, tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, fault.New(fault.Conflict, "plan_asked"))
}

func answer(ctx context.Context, tx *db.Tx, school, id string, state State, by string) error {
	res, err := tx.NewRaw(`
		UPDATE pickup_request
		SET state = ?, decided_by = ?, decided_at = ?
		WHERE id = ? AND school_id = ? AND state = 'open'`, state, by, tx.NowMS(), id, school).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, fault.New(fault.Conflict, "plan_answered"))
}

const requests = `
	SELECT r.id, r.child_id, r.day, r.mode, r.adult_id AS adult, r.note, r.asked_by, COALESCE(a.name, '') AS asked_name, r.asked_at, r.state,
		r.decided_by, COALESCE(d.name, '') AS decided_name, r.decided_at, c.name AS child
	FROM pickup_request r
	JOIN person c ON c.id = r.child_id
	LEFT JOIN person a ON a.id = r.asked_by
	LEFT JOIN person d ON d.id = r.decided_by
	WHERE r.school_id = ?`

// ReadRequest reads one; NotFound if the school has none of that id.
func ReadRequest(ctx context.Context, q bun.IDB, school, id string) (r Request, err error) {
	err = q.NewRaw(requests+" AND r.id = ?", school, id).Scan(ctx, &r)
	return r, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// RequestsOf are those about a child's days from a day on, the newest first.
func RequestsOf(ctx context.Context, q bun.IDB, school, child, from string) (list []Request, err error) {
	err = q.NewRaw(requests+" AND r.child_id = ? AND r.day >= ? ORDER BY r.asked_at DESC, r.id", school, child, from).Scan(ctx, &list)
	return list, err
}

// OpenRequests are all that wait for today or later, the oldest first.
func OpenRequests(ctx context.Context, q bun.IDB, school, today string) (list []Request, err error) {
	err = q.NewRaw(requests+" AND r.state = 'open' AND r.day >= ? ORDER BY r.asked_at, r.id", school, today).Scan(ctx, &list)
	return list, err
}

// OwnerOfClass is the school of a class.
var OwnerOfClass = campus.OwnerBy("SELECT school_id, '' FROM class WHERE id = ? AND " + db.Visible("class"))

// Week are a child's plans by school weekday.
func Week(ctx context.Context, q bun.IDB, school, child string) (map[int]rule.Plan, error) {
	all, err := weekly(ctx, q, school, child)
	return all[child], err
}

// AdultsOf are the guardians of children who may take them, by child and adult.
func AdultsOf(ctx context.Context, q bun.IDB, school string, children []string) (map[[2]string]Adult, error) {
	all := map[[2]string]Adult{}
	if len(children) == 0 {
		return all, nil
	}
	var rows []struct{ ChildID, ID, Name, Relation string }
	err := q.NewRaw(`
		SELECT g.child_id, p.id, p.name, g.relation
		FROM guardianship g
		JOIN person p ON p.id = g.adult_id
		WHERE g.school_id = ? AND g.child_id IN (?) AND `+db.Visible("g"), school, bun.List(children)).Scan(ctx, &rows)
	for _, r := range rows {
		all[[2]string{r.ChildID, r.ID}] = Adult{ID: r.ID, Name: r.Name, Relation: r.Relation}
	}
	return all, err
}

// ClassName is a class as people call it.
func ClassName(ctx context.Context, q bun.IDB, school, class string) (string, error) {
	var row struct{ Grade, Name string }
	err := q.NewRaw("SELECT grade, name FROM class WHERE school_id = ? AND id = ?", school, class).Scan(ctx, &row)
	return campus.ClassName(row.Grade, row.Name), db.One(err, fault.New(fault.NotFound, "not_found"))
}
