// Package record reads what is on record of people's days beside scans and cells: the marks that
// staff ever made, and what machines of other makers saw (package punch).
package record

import (
	"context"
	"fmt"
	"math"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/punch"
)

// PastMark is a mark with when it was taken back; 0 while it stands.
type PastMark struct {
	SessionID, What, By string
	At, UndoneAt        int64
}

// AllMarks reads what staff ever said of a person on a day, the oldest first.
func AllMarks(ctx context.Context, q bun.IDB, school, day, person string) (list []PastMark, err error) {
	err = q.NewRaw(`
		SELECT m.session_id, m.what, COALESCE(p.name, '') AS by, m.at, COALESCE(m.undone_at, 0) AS undone_at
		FROM attendance_mark m
		LEFT JOIN person p ON p.id = m.by_person
		WHERE m.school_id = ? AND m.day = ? AND m.person_id = ?
		ORDER BY m.at, m.id`, school, day, person).Scan(ctx, &list)
	return list, err
}

// AddPunches adds where machines saw people in [from, to), as the feed had it at a number.
func AddPunches(ctx context.Context, q bun.IDB, school string, people []string, from, to, until int64, list map[string][]rule.Punch) error {
	punched, err := punch.Of(ctx, q, school, people, from, to, until)
	for person, seen := range punched {
		for _, one := range seen {
			list[person] = append(list[person], rule.Punch{ID: one.ID, At: one.At, Way: rule.Way(one.Way), Device: true})
		}
	}
	return err
}

// AddPlaces adds the names of the machines that saw people in [from, to), each under the person
// and the instant.
func AddPlaces(ctx context.Context, q bun.IDB, school string, people []string, from, to int64, names map[string]string) error {
	punched, err := punch.Of(ctx, q, school, people, from, to, math.MaxInt64)
	for person, seen := range punched {
		for _, one := range seen {
			names[fmt.Sprint(person, one.At)] = one.Terminal
		}
	}
	return err
}
