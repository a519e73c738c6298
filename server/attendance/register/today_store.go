package register

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/rule"
	"yunka/server/projection"
)

// Bucket is how many pupils were first seen in the five minutes from At on.
type Bucket struct {
	Day string
	At  int64 // Unix milliseconds
	N   int
}

// BucketMS is how long a Bucket is.
const BucketMS = 5 * 60 * 1000

// Arrivals counts when pupils came on days, by five minutes: the first time that any
// session of the day knows.
func Arrivals(ctx context.Context, q bun.IDB, school string, days []string) (list []Bucket, err error) {
	if len(days) == 0 {
		return nil, nil
	}
	generation, _, err := projection.Generation(ctx, q, Name, school)
	if err != nil {
		return nil, err
	}
	err = q.NewRaw(`
		SELECT day, came / ?3 * ?3 AS at, count(*) AS n
		FROM (
			SELECT day, person_id, MIN(came) AS came
			FROM attendance_cell
			WHERE school_id = ?0 AND generation = ?1 AND day IN (?2) AND role = 'student' AND came > 0
			GROUP BY day, person_id) AS firsts
		GROUP BY day, came / ?3
		ORDER BY day, at`, school, generation, bun.List(days), BucketMS).Scan(ctx, &list)
	return list, err
}

// Times are when a school expects whom: its calendar and its sessions, which counts are
// read by.
type Times struct{ w *world }

// ReadTimes reads it.
func ReadTimes(ctx context.Context, q bun.IDB, school string) (Times, error) {
	w, err := newWorld(ctx, q, school)
	return Times{w}, err
}

// SchoolDay reports whether there is school, and what the calendar calls the day.
func (k Times) SchoolDay(day string) (is bool, name string) {
	d := k.w.calendar.Day(day)
	return d.SchoolDay(), d.Name
}

// Next is the next school day; "" if there is none soon.
func (k Times) Next(day string) string {
	d, _ := k.w.calendar.Next(day)
	return d.Day
}

// WorksAs is the weekday whose lessons a day has; 0 without school.
func (k Times) WorksAs(day string) int { return k.w.calendar.Day(day).WorksAs }

// Held are the sessions of a day for a role, grade and class.
func (k Times) Held(day string, role allow.Role, grade, class string) []rule.Session {
	d := k.w.calendar.Day(day)
	if !d.SchoolDay() {
		return nil
	}
	return rule.For(k.w.sessions, role, grade, class, day, d.WorksAs)
}

// Any reports whether the school has entered any session at all.
func (k Times) Any() bool { return len(k.w.sessions) > 0 }

// Window is a session on a day as instants.
func (k Times) Window(s rule.Session, day string) rule.Window { return s.Window(day, k.w.loc) }
