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
	Name    string
}

// Days lists a school's calendar from a day on, in order.
func Days(ctx context.Context, q bun.IDB, school, from string) (list []Day, err error) {
	err = q.NewRaw("SELECT day, works_as, name FROM calendar_day WHERE school_id = ? AND day >= ? ORDER BY day", school, from).Scan(ctx, &list)
	return list, err
}

// SetDays says of all days from first to last, both inclusive, what they work
// as; 0 makes them what their weekday says again. At most 100 at once. Fails with
// Invalid calendar_days, calendar_as or calendar_name.
func SetDays(ctx context.Context, d *db.DB, actor allow.Actor, school, first, last string, worksAs int, name string) error {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return err
	}
	from, err1 := time.Parse(time.DateOnly, first)
	to, err2 := time.Parse(time.DateOnly, last)
	name = strings.TrimSpace(name)
	switch {
	case err1 != nil || err2 != nil || to.Before(from) || to.Sub(from) >= 100*24*time.Hour:
		return fault.New(fault.Invalid, "calendar_days")
	case worksAs < 0 || worksAs > rule.Holiday:
		return fault.New(fault.Invalid, "calendar_as")
	case utf8.RuneCountInString(name) > 40:
		return fault.New(fault.Invalid, "calendar_name")
	}
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := Bump(ctx, tx, school); err != nil {
			return err
		}
		if _, err := tx.NewRaw("DELETE FROM calendar_day WHERE school_id = ? AND day >= ? AND day <= ?", school, first, last).Exec(ctx); err != nil {
			return err
		}
		for day := from; worksAs > 0 && !day.After(to); day = day.AddDate(0, 0, 1) {
			if _, err := tx.NewRaw("INSERT INTO calendar_day (school_id, day, works_as, name) VALUES (?, ?, ?, ?)", school, day.Format(time.DateOnly), worksAs, name).Exec(ctx); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "calendar.changed", Target: "school:" + school,
			Detail: map[string]any{"from": first, "to": last, "as": worksAs, "name": name}})
	})
}
