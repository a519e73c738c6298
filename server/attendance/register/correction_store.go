package register

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/timetable"
)

// The states of a correction.
const (
	Open      = "open"
	Accepted  = "accepted"
	Refused   = "refused"
	Withdrawn = "withdrawn"
)

// Why a session is asked to be counted otherwise.
const (
	WasThere     = "there"     // was there, and no gate saw it
	WasOnTime    = "on_time"   // came before the time that was noted
	WasOfficial  = "official"  // was away for the school
	WasExcused   = "excused"   // somebody knew of it
	WasNotThere  = "not_there" // staff alone: a code was shown by somebody else
	WasOtherwise = "other"
)

// Whys lists what a family may say; staff may say WasNotThere besides.
var Whys = []string{WasThere, WasOnTime, WasOfficial, WasExcused, WasOtherwise}

// AnswerWithin is how many school days staff has to answer.
const AnswerWithin = 3

const (
	askWithin   = 3 // school days after the day itself, for a family
	askPerMonth = 3 // of one person, for a family
	maxNote     = 200
)

// Correction is a request to count a session of a day otherwise.
type Correction struct {
	ID, Day, PersonID, SessionID string
	Was, Wanted                  rule.State
	Reason, Note                 string
	HasEvidence                  bool
	AskedBy, AskedName           string // the person who asked
	AskedAt                      int64
	State                        string
	DecidedBy, DecidedName       string
	DecidedAt                    int64
	Answer                       string

	Name, Grade, Class, Session string // for lists
}

// Ask is a correction to ask for. Evidence is a JPEG that is small already, or nil.
type Ask struct {
	Person, Day, Session string
	Reason, Note         string
	Evidence             []byte
}

// wanted is the state that a reason asks for.
func wanted(reason string) rule.State {
	switch reason {
	case WasOfficial:
		return rule.Official
	case WasExcused:
		return rule.OnLeave
	case WasNotThere:
		return rule.Absent
	}
	return rule.MadeUp
}

// AskCorrection asks to have a session counted otherwise: the person, a guardian who
// may see the child, or staff of the class. A family asks up to three school days
// later and three times a month for one person. Fails with Invalid correction_reason,
// correction_note, mark_day or mark_session, Conflict correction_late,
// correction_quota, correction_open or correction_same (it counts as asked already).
func (s *Service) AskCorrection(ctx context.Context, actor allow.Actor, school string, a Ask) (id string, err error) {
	a.Note = strings.TrimSpace(a.Note)
	action := allow.AttendanceAsk
	if allow.Can(actor, allow.ChildView, allow.Target{School: school, Person: a.Person}) {
		action = allow.ChildView
	}
	err = s.onDay(ctx, actor, action, school, a.Person, a.Day, func(ctx context.Context, tx *db.Tx, m campus.Member) error {
		staff := allow.Can(actor, allow.AttendanceMark, allow.Target{School: school, Person: a.Person, Class: m.ClassID})
		switch {
		case !slices.Contains(Whys, a.Reason) && !(staff && a.Reason == WasNotThere):
			return fault.New(fault.Invalid, "correction_reason")
		case utf8.RuneCountInString(a.Note) > maxNote || !utf8.ValidString(a.Note) || strings.ContainsRune(a.Note, 0),
			a.Note == "" && a.Reason == WasOtherwise:
			return fault.New(fault.Invalid, "correction_note")
		}
		if err := s.held(ctx, tx, school, a.Day, a.Session, m); err != nil {
			return err
		}
		cell, err := s.cellNow(ctx, tx, school, a.Day, a.Session, m)
		if err != nil {
			return err
		}
		want := wanted(a.Reason)
		if cell.State == want || want == rule.MadeUp && cell.State == rule.Present {
			return fault.New(fault.Conflict, "correction_same")
		}
		if err := s.mayAskNow(ctx, tx, school, a, staff); err != nil {
			return err
		}
		id = db.NewID()
		_, err = tx.NewRaw(`
			INSERT INTO attendance_correction (id, school_id, day, person_id, session_id, was, wanted, reason, note, evidence, asked_by, asked_at, state, answer)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')`,
			id, school, a.Day, a.Person, a.Session, cell.State, want, a.Reason, a.Note, a.Evidence, SeatOf(actor, school), tx.NowMS(), Open).Exec(ctx)
		if err != nil {
			return err
		}
		return s.marked(ctx, tx, actor, school, a.Person, a.Day, "attendance.correction_asked", map[string]any{"day": a.Day, "reason": a.Reason})
	})
	return id, err
}

// mayAskNow refuses a second open request for the same session and, for a family, one
// that comes too late or too often.
func (s *Service) mayAskNow(ctx context.Context, tx *db.Tx, school string, a Ask, staff bool) error {
	var n struct{ Open, Month int }
	err := tx.NewRaw(`
		SELECT COALESCE(SUM(CASE WHEN state = 'open' AND day = ?2 AND session_id = ?3 THEN 1 ELSE 0 END), 0) AS open,
			COALESCE(SUM(CASE WHEN state <> 'withdrawn' AND substr(day, 1, 7) = ?4 THEN 1 ELSE 0 END), 0) AS month
		FROM attendance_correction
		WHERE school_id = ?0 AND person_id = ?1`, school, a.Person, a.Day, a.Session, a.Day[:7]).Scan(ctx, &n)
	if err != nil {
		return err
	}
	if n.Open > 0 {
		return fault.New(fault.Conflict, "correction_open")
	}
	if staff {
		return nil
	}
	sc, err := campus.SchoolByID(ctx, tx, school)
	if err != nil {
		return err
	}
	calendar, err := timetable.LoadCalendar(ctx, tx, school)
	if err != nil {
		return err
	}
	today := timetable.Today(tx.Now, sc.Location())
	switch {
	case a.Day > today:
		return fault.New(fault.Invalid, "mark_day")
	case calendar.SchoolDays(timetable.AddDays(a.Day, 1), today) > askWithin:
		return fault.New(fault.Conflict, "correction_late")
	case n.Month >= askPerMonth:
		return fault.New(fault.Conflict, "correction_quota")
	}
	return nil
}

// cellNow derives one session of a member from the facts as they stand.
func (s *Service) cellNow(ctx context.Context, q bun.IDB, school, day, session string, m campus.Member) (c rule.Cell, err error) {
	w, err := newWorld(ctx, q, school)
	if err != nil {
		return c, err
	}
	d, _, err := w.day(ctx, q, day)
	if err != nil {
		return c, err
	}
	from, to := w.bounds(day)
	facts, err := s.facts(ctx, q, w, day, d, []string{m.PersonID}, from, to)
	if err != nil {
		return c, err
	}
	for _, c := range rule.Derive(w.windows(day, m), facts(m.PersonID)) {
		if c.Session == session {
			return c, nil
		}
	}
	return c, fault.New(fault.Invalid, "mark_session")
}

// OwnerOfCorrection is the person of a correction.
var OwnerOfCorrection = campus.OwnerBy("SELECT school_id, person_id FROM attendance_correction WHERE id = ?")

// Withdraw takes a request back, by who asked, while nobody has answered. Conflict
// correction_answered afterwards.
func (s *Service) Withdraw(ctx context.Context, actor allow.Actor, school, id string) error {
	return s.answer(ctx, actor, school, id, func(c Correction, _ campus.Member) (string, string, rule.State, error) {
		if !actor.People[c.AskedBy] {
			return "", "", "", fault.New(fault.Forbidden, "forbidden")
		}
		return Withdrawn, "attendance.correction_withdrawn", c.Wanted, nil
	}, "")
}

// Decide answers a request: as it was asked, as another state, or not at all; a
// refusal says why. Nobody answers the own request, nor one about the own child or
// the own person. Fails with Conflict correction_answered, Forbidden correction_own,
// Invalid correction_answer or correction_state.
func (s *Service) Decide(ctx context.Context, actor allow.Actor, school, id string, accept bool, as rule.State, answer string) error {
	answer = strings.TrimSpace(answer)
	if utf8.RuneCountInString(answer) > maxNote || !utf8.ValidString(answer) || strings.ContainsRune(answer, 0) || !accept && answer == "" {
		return fault.New(fault.Invalid, "correction_answer")
	}
	return s.answer(ctx, actor, school, id, func(c Correction, m campus.Member) (string, string, rule.State, error) {
		whom := allow.Target{School: school, Person: c.PersonID, Class: m.ClassID}
		if err := allow.Check(actor, allow.AttendanceApprove, whom); err != nil {
			return "", "", "", err
		}
		if actor.People[c.AskedBy] || actor.People[c.PersonID] || actor.Children[c.PersonID] != 0 {
			return "", "", "", fault.New(fault.Forbidden, "correction_own")
		}
		if !accept {
			return Refused, "attendance.correction_refused", c.Wanted, nil
		}
		if as == "" {
			as = c.Wanted
		}
		if !slices.Contains([]rule.State{rule.MadeUp, rule.Official, rule.OnLeave, rule.Absent}, as) {
			return "", "", "", fault.New(fault.Invalid, "correction_state")
		}
		return Accepted, "attendance.correction_accepted", as, nil
	}, answer)
}

func (s *Service) answer(
	ctx context.Context, actor allow.Actor, school, id string,
	decide func(Correction, campus.Member) (state, action string, as rule.State, err error), text string,
) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := readCorrection(ctx, tx, school, id)
		if err != nil {
			return err
		}
		m, err := memberOn(ctx, tx, school, c.PersonID, c.Day)
		if err != nil {
			return err
		}
		state, action, as, err := decide(c, m)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, c.PersonID); err != nil {
			return err
		}
		res, err := tx.NewRaw(`
			UPDATE attendance_correction
			SET state = ?, wanted = ?, answer = ?, decided_by = ?, decided_at = ?
			WHERE id = ? AND school_id = ? AND state = 'open'`,
			state, as, text, SeatOf(actor, school), tx.NowMS(), id, school).Exec(ctx)
		if err != nil {
			return err
		}
		if err := db.OneRow(res, fault.New(fault.Conflict, "correction_answered")); err != nil {
			return err
		}
		return s.marked(ctx, tx, actor, school, c.PersonID, c.Day, action, map[string]any{"day": c.Day, "as": string(as)})
	})
}

const correctionFields = `k.id, k.day, k.person_id, k.session_id, k.was, k.wanted, k.reason, k.note, k.evidence IS NOT NULL AS has_evidence,
	k.asked_by, COALESCE(a.name, '') AS asked_name, k.asked_at, k.state, COALESCE(k.decided_by, '') AS decided_by, COALESCE(d.name, '') AS decided_name,
	COALESCE(k.decided_at, 0) AS decided_at, k.answer, p.name, COALESCE(s.name, '') AS session`

const correctionTables = `attendance_correction k
	JOIN person p ON p.id = k.person_id
	LEFT JOIN person a ON a.id = k.asked_by
	LEFT JOIN person d ON d.id = k.decided_by
	LEFT JOIN attendance_session s ON s.id = k.session_id`

func readCorrection(ctx context.Context, q bun.IDB, school, id string) (c Correction, err error) {
	err = q.NewRaw("SELECT "+correctionFields+" FROM "+correctionTables+" WHERE k.school_id = ? AND k.id = ?", school, id).Scan(ctx, &c)
	return c, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// Evidence is the picture of a correction; NotFound without one.
func Evidence(ctx context.Context, q bun.IDB, school, id string) (jpeg []byte, err error) {
	err = q.NewRaw("SELECT evidence FROM attendance_correction WHERE school_id = ? AND id = ? AND evidence IS NOT NULL", school, id).Scan(ctx, &jpeg)
	return jpeg, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// OpenCorrections lists the requests that wait for an answer, of these classes or,
// without any given, of the whole school; the oldest first. Class and Grade are those
// that the pupil is in now.
func OpenCorrections(ctx context.Context, q bun.IDB, school string, classes []string, now int64) (list []Correction, err error) {
	query := "SELECT " + correctionFields + `, COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class
		FROM ` + correctionTables + `
		LEFT JOIN membership m ON m.person_id = k.person_id AND m.role = 'student' AND m.valid_from <= ?1 AND (m.valid_to IS NULL OR m.valid_to > ?1)
		LEFT JOIN class c ON c.id = m.class_id
		WHERE k.school_id = ?0 AND k.state = 'open'`
	args := []any{school, now}
	if classes != nil {
		query, args = query+" AND m.class_id IN (?2)", append(args, bun.List(append(classes, "")))
	}
	err = q.NewRaw(query+" ORDER BY k.asked_at, k.id", args...).Scan(ctx, &list)
	return list, err
}

// CorrectionsOf lists the requests about a person's days from first to last, both
// inclusive, the newest first.
func CorrectionsOf(ctx context.Context, q bun.IDB, school, person, first, last string) (list []Correction, err error) {
	err = q.NewRaw("SELECT "+correctionFields+" FROM "+correctionTables+" WHERE k.school_id = ? AND k.person_id = ? AND k.day >= ? AND k.day <= ? ORDER BY k.asked_at DESC, k.id",
		school, person, first, last).Scan(ctx, &list)
	return list, err
}

// AnswerUntil is the last day on which an answer is in time.
func AnswerUntil(c timetable.Calendar, asked time.Time, loc *time.Location) string {
	day := timetable.Today(asked, loc)
	for range AnswerWithin {
		next, ok := c.Next(day)
		if !ok {
			return timetable.AddDays(day, 7)
		}
		day = next.Day
	}
	return day
}
