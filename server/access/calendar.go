package access

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// Day is a day that is not what its weekday says.
type Day struct {
	Day     string // YYYY-MM-DD
	WorksAs int    // rule.Holiday, or the weekday whose hours hold
	Follows string // the day whose lessons a make-up day has, "" if none is said
	Name    string
}

// Days lists a school's calendar from a day on, in order.
func Days(ctx context.Context, q bun.IDB, school, from string) (list []Day, err error) {
	err = q.NewRaw(`
		SELECT day, works_as, follows, name
		FROM calendar_day
		WHERE school_id = ? AND day >= ?
		ORDER BY day`,
		school, from).Scan(ctx, &list)
	return list, err
}

// Span says of all days from First to Last, both inclusive, what they work as; 0
// makes them what their weekday says again.
type Span struct {
	First, Last string
	WorksAs     int
	Follows     string // of a single day: whose lessons it has; "" is none said
	Name        string
}

// MaxSpan is the most days that one span has: a summer vacation is shorter.
const MaxSpan = 100

func (s Span) check() error {
	from, err1 := time.Parse(time.DateOnly, s.First)
	to, err2 := time.Parse(time.DateOnly, s.Last)
	follows, err3 := time.Parse(time.DateOnly, s.Follows)
	switch {
	case err1 != nil || err2 != nil || to.Before(from) || to.Sub(from) >= MaxSpan*24*time.Hour:
		return fault.New(fault.Invalid, "calendar_days")
	case s.WorksAs < 0 || s.WorksAs > rule.Holiday:
		return fault.New(fault.Invalid, "calendar_as")
	case s.Follows != "" && (err3 != nil || s.First != s.Last || (int(follows.Weekday())+6)%7+1 != s.WorksAs):
		return fault.New(fault.Invalid, "calendar_follows")
	case utf8.RuneCountInString(s.Name) > 40 || !utf8.ValidString(s.Name) || strings.ContainsRune(s.Name, 0):
		return fault.New(fault.Invalid, "calendar_name")
	}
	return nil
}

// SetDays writes spans into the school's calendar, the later ones over the earlier,
// in a transaction that appends to the feed itself. It takes the school's lock.
// Fails with Invalid calendar_days, calendar_as, calendar_follows or calendar_name.
func SetDays(ctx context.Context, tx *db.Tx, actor allow.Actor, school string, spans []Span) error {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return err
	}
	for i := range spans {
		spans[i].Name = strings.TrimSpace(spans[i].Name)
		if err := spans[i].check(); err != nil {
			return err
		}
	}
	if err := Bump(ctx, tx, school); err != nil {
		return err
	}
	for _, s := range spans {
		if err := writeSpan(ctx, tx, school, s); err != nil {
			return err
		}
		detail := map[string]any{"from": s.First, "to": s.Last, "as": s.WorksAs, "name": s.Name}
		if s.Follows != "" {
			detail["follows"] = s.Follows
		}
		if err := audit.Record(ctx, tx, audit.Event{
			School: school, Actor: actor.Name(), Action: "calendar.changed", Target: "school:" + school, Detail: detail,
		}); err != nil {
			return err
		}
	}
	return nil
}

func writeSpan(ctx context.Context, tx *db.Tx, school string, s Span) error {
	if _, err := tx.NewRaw(`
		DELETE FROM calendar_day
		WHERE school_id = ? AND day >= ? AND day <= ?`,
		school, s.First, s.Last).Exec(ctx); err != nil {
		return err
	}
	from, _ := time.Parse(time.DateOnly, s.First)
	for day := from; s.WorksAs > 0 && day.Format(time.DateOnly) <= s.Last; day = day.AddDate(0, 0, 1) {
		if _, err := tx.NewRaw(`
			INSERT INTO calendar_day (school_id, day, works_as, follows, name)
			VALUES (?, ?, ?, ?, ?)`,
			school, day.Format(time.DateOnly), s.WorksAs, s.Follows, s.Name).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
