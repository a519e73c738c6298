package register

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/projection"
	"yunka/server/timetable"
)

// Name is that of the projection of the cells.
const Name = "attendance"

// Projection derives the cells. A piece is a class on a day, "2026-11-23/<class>",
// with nothing after the stroke for those who are in no class.
func (s *Service) Projection() *projection.Projection {
	return &projection.Projection{Name: Name, Version: rule.Version, Apply: s.apply, Pieces: pieces, Deriver: s.deriver, Remove: remove}
}

func piece(day, class string) string { return day + "/" + class }

// pieces are all classes on all days that were opened.
func pieces(ctx context.Context, q bun.IDB, school string) ([]string, error) {
	days, err := Days(ctx, q, school, "", "")
	if err != nil {
		return nil, err
	}
	return piecesOf(ctx, q, school, days)
}

func piecesOf(ctx context.Context, q bun.IDB, school string, days []string) (list []string, err error) {
	if len(days) == 0 {
		return nil, nil
	}
	classes, err := campus.Classes(ctx, q, school)
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		list = append(list, piece(day, ""))
		for _, c := range classes {
			list = append(list, piece(day, c.ID))
		}
	}
	return list, nil
}

// apply derives whose days the items concern: single people at once, a whole day as
// pieces.
func (s *Service) apply(ctx context.Context, tx *db.Tx, b projection.Batch) ([]string, error) {
	w, err := newWorld(ctx, tx, b.School)
	if err != nil {
		return nil, err
	}
	touched := map[string]map[string]bool{} // by day
	touch := func(day, person string) {
		if touched[day] == nil {
			touched[day] = map[string]bool{}
		}
		touched[day][person] = true
	}
	var whole []string // days
	scans := map[string]string{}
	for _, it := range b.Items {
		today := timetable.Today(time.UnixMilli(it.At), w.loc)
		switch it.Kind {
		case feed.Scan:
			if it.Person != "" {
				touch(today, it.Person) // its time is when it was, however late it came
			}
		case feed.Confirmation, feed.Undo:
			if it.Person != "" {
				scans[it.Subject] = it.Person
			}
		case feed.PersonState:
			touch(today, it.Person)
		case feed.RosterDone:
			whole = append(whole, today)
		case Departed:
			touch(today, it.Person)
		case Marked, Punched:
			touch(momentOf(it).Day, it.Person)
		case Excused:
			var m Span
			_ = json.Unmarshal([]byte(it.Data), &m)
			days, err := Days(ctx, tx, b.School, m.From, m.To)
			if err != nil {
				return nil, err
			}
			for _, day := range days {
				touch(day, it.Person)
			}
		case DayOpened, Known:
			whole = append(whole, momentOf(it).Day)
		case RulesChanged:
			days, err := Days(ctx, tx, b.School, momentOf(it).Day, "")
			if err != nil {
				return nil, err
			}
			whole = append(whole, days...)
		case feed.CalendarMoved:
			var m timetable.Moved
			_ = json.Unmarshal([]byte(it.Data), &m)
			days, err := Days(ctx, tx, b.School, m.From, m.To)
			if err != nil {
				return nil, err
			}
			whole = append(whole, days...)
		}
	}
	at, err := whenScanned(ctx, tx, b.School, scans)
	if err != nil {
		return nil, err
	}
	for scan, person := range scans {
		touch(timetable.Today(time.UnixMilli(at[scan]), w.loc), person)
	}
	for day, people := range touched {
		list := make([]string, 0, len(people))
		for p := range people {
			list = append(list, p)
		}
		slices.Sort(list)
		if err := s.derive(ctx, tx, w, b.Generation, day, list); err != nil {
			return nil, err
		}
	}
	slices.Sort(whole)
	return piecesOf(ctx, tx, b.School, slices.Compact(whole))
}

func momentOf(it feed.Item) (m Moment) {
	_ = json.Unmarshal([]byte(it.Data), &m) // a day that is none is never opened
	return m
}

// whenScanned reads when scans were.
func whenScanned(ctx context.Context, q bun.IDB, school string, scans map[string]string) (map[string]int64, error) {
	at := map[string]int64{}
	if len(scans) == 0 {
		return at, nil
	}
	ids := make([]string, 0, len(scans))
	for id := range scans {
		ids = append(ids, id)
	}
	var rows []struct {
		ID string
		At int64
	}
	err := q.NewRaw("SELECT id, at FROM scan WHERE school_id = ? AND id IN (?)", school, bun.List(ids)).Scan(ctx, &rows)
	for _, r := range rows {
		at[r.ID] = r.At
	}
	return at, err
}

// deriver reads what the school goes by once for all pieces of a transaction.
func (s *Service) deriver(ctx context.Context, tx *db.Tx, school string) (func(generation int64, piece string) error, error) {
	w, err := newWorld(ctx, tx, school)
	return func(generation int64, piece string) error { return s.derivePiece(ctx, tx, w, generation, piece) }, err
}

func (s *Service) derivePiece(ctx context.Context, tx *db.Tx, w *world, generation int64, name string) error {
	school := w.school
	day, class, _ := strings.Cut(name, "/")
	_, end := w.bounds(day)
	members, err := campus.MembersIn(ctx, tx, school, end-1, rule.Expects, class)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("DELETE FROM attendance_cell WHERE school_id = ? AND generation = ? AND day = ? AND class_id = ?", school, generation, day, class).Exec(ctx)
	if err != nil {
		return err
	}
	people := make([]string, len(members))
	for i, m := range members {
		people[i] = m.PersonID
	}
	if err := forget(ctx, tx, school, generation, day, people); err != nil { // who was in another class before
		return err
	}
	return s.deriveOf(ctx, tx, w, generation, day, members)
}

func forget(ctx context.Context, tx *db.Tx, school string, generation int64, day string, people []string) error {
	if len(people) == 0 {
		return nil
	}
	_, err := tx.NewRaw("DELETE FROM attendance_cell WHERE school_id = ? AND generation = ? AND day = ? AND person_id IN (?)", school, generation, day, bun.List(people)).Exec(ctx)
	return err
}

// derive makes the cells of some people on a day anew.
func (s *Service) derive(ctx context.Context, tx *db.Tx, w *world, generation int64, day string, people []string) error {
	if _, opened, err := w.day(ctx, tx, day); err != nil || !opened {
		return err
	}
	_, end := w.bounds(day)
	if err := forget(ctx, tx, w.school, generation, day, people); err != nil {
		return err
	}
	members, err := campus.MembersAt(ctx, tx, w.school, end-1, rule.Expects, people...)
	if err != nil {
		return err
	}
	return s.deriveOf(ctx, tx, w, generation, day, members)
}

// deriveOf inserts the cells of members, none of whom has any on this day.
func (s *Service) deriveOf(ctx context.Context, tx *db.Tx, w *world, generation int64, day string, members []campus.Member) error {
	opened, ok, err := w.day(ctx, tx, day)
	if err != nil || !ok || len(members) == 0 {
		return err
	}
	people := make([]string, len(members))
	for i, m := range members {
		people[i] = m.PersonID
	}
	from, to := w.bounds(day)
	facts, err := s.facts(ctx, tx, w, day, opened, people, from, to)
	if err != nil {
		return err
	}
	var rows []bun.TupleValues
	cells := map[string][]rule.Cell{}
	seen := map[string]bool{} // somebody with two memberships of a role counts once
	for _, m := range members {
		for _, c := range rule.Derive(w.windows(day, m), facts(m.PersonID)) {
			if key := m.PersonID + c.Session; !seen[key] {
				seen[key] = true
				cells[m.PersonID] = append(cells[m.PersonID], c)
				rows = append(rows, bun.Tuple([]any{w.school, generation, m.PersonID, day, c.Session, m.Role, m.ClassID, c.State, c.Was, c.Came, c.Left, c.Late, c.Early, c.Excuse, c.Vouched}))
			}
		}
	}
	for part := range slices.Chunk(rows, 400) {
		_, err := tx.NewRaw(`INSERT INTO attendance_cell (school_id, generation, person_id, day, session_id, role, class_id, state, was, came, left_at, late, early, excuse, vouched)
			VALUES ? ON CONFLICT DO NOTHING`, bun.List(part)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	if w.read == nil {
		read, _, err := projection.Generation(ctx, tx, Name, w.school)
		if err != nil {
			return err
		}
		w.read = &read
	}
	if *w.read != generation {
		return nil // a rebuild tells nobody
	}
	return s.tell(ctx, tx, w, day, members, cells)
}

// facts reads everything about people on a day, in a handful of statements.
func (s *Service) facts(ctx context.Context, q bun.IDB, w *world, day string, d openDay, people []string, from, to int64) (of func(person string) rule.Facts, err error) {
	punches, err := readPunches(ctx, q, w, people, d, from, to)
	if err != nil {
		return nil, err
	}
	if s.departed != nil {
		gone, err := s.departed(ctx, q, w.school, people, from, min(to, d.ClosedAtMS))
		if err != nil {
			return nil, err
		}
		for p, list := range gone {
			if len(punches[p]) > 0 { // of who was never seen that day it says nothing
				punches[p] = append(punches[p], list...)
			}
		}
	}
	known, err := readKnown(ctx, q, w.school, d)
	if err != nil {
		return nil, err
	}
	unseen, err := readUnseen(ctx, q, w.school, day, people)
	if err != nil {
		return nil, err
	}
	vouched, err := readVouched(ctx, q, w.school, day, people)
	if err != nil {
		return nil, err
	}
	corrections, err := readCorrections(ctx, q, w.school, day, people)
	if err != nil {
		return nil, err
	}
	excuses, err := s.excuses(ctx, q, w.school, people, from, to)
	return func(p string) rule.Facts {
		return rule.Facts{Punches: punches[p], Known: known, Unseen: unseen[p], Vouched: vouched[p], Corrections: corrections[p], Excuses: excuses[p]}
	}, err
}

// remove deletes a day's cells of a generation that nobody reads.
func remove(ctx context.Context, tx *db.Tx, school string, keep int64, _ int) (int64, error) {
	res, err := tx.NewRaw(`
		DELETE FROM attendance_cell
		WHERE school_id = ?0 AND generation <> ?1 AND (generation, day) IN (
			SELECT generation, day
			FROM attendance_cell
			WHERE school_id = ?0 AND generation <> ?1
			LIMIT 1)`, school, keep).Exec(ctx)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
