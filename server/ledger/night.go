package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

// nightHour is from when on a school's ledger is checked, in its own zone: nobody sells
// then, and what is wrong is known before the canteen opens.
const nightHour = 3

// nightDays is how many days are closed in one turn: a school that was switched off for a
// year is through in some hours.
const nightDays = 40

// Check is what a night's verification of a school's ledger found.
type Check struct {
	Day       string // of the school's zone
	At        int64  // Unix ms
	Movements int64
	Broken    int64
	Found     []string `bun:"-"`
}

// Night closes the days that are over, and verifies each school's ledger once in each
// night; any of several servers does. What does not hold is an error, which names the
// school and what it is, and it is kept for the office (LastCheck).
func Night(ctx context.Context, d *db.DB) error {
	var schools []Book
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		schools, err = Schools(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	var failed error
	for _, s := range schools { // one school's trouble is not another's
		if _, err := CloseDays(ctx, d, s.School, nightDays); err != nil {
			failed = errors.Join(failed, fmt.Errorf("close the days of %s: %w", s.Slug, err))
			continue
		}
		if err := checkOnce(ctx, d, s); err != nil {
			failed = errors.Join(failed, fmt.Errorf("check %s: %w", s.Slug, err))
		}
	}
	return failed
}

func checkOnce(ctx context.Context, d *db.DB, s Book) error {
	now := d.Now()
	c := Check{At: now.UnixMilli(), Movements: s.Movements}
	var broken []Broken
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, s.School)
		if err != nil {
			return err
		}
		local := now.In(sc.Location())
		today, _ := campus.DayOf(now, sc.Location())
		day := today.Format(time.DateOnly)
		last, found, err := LastCheck(ctx, q, s.School)
		if err != nil || local.Hour() < nightHour && found || found && last.Day == day {
			return err
		}
		c.Day = day
		broken, err = Verify(ctx, q, s.School, now.UnixMilli())
		return err
	})
	if err != nil || c.Day == "" {
		return err
	}
	c.Broken, c.Found = int64(len(broken)), []string{}
	for _, b := range broken {
		c.Found = append(c.Found, b.String())
	}
	if err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return insertCheck(ctx, tx, s.School, c) }); err != nil {
		return err
	}
	if len(broken) > 0 {
		return fmt.Errorf("the ledger does not hold, %d findings, the first: %s", len(broken), broken[0])
	}
	return nil
}

func insertCheck(ctx context.Context, tx *db.Tx, school string, c Check) error {
	found, err := json.Marshal(c.Found)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO ledger_check (school_id, day, at, movements, broken, found) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		school, c.Day, c.At, c.Movements, c.Broken, string(found)).Exec(ctx)
	return err
}

// LastCheck is the newest check of a school's ledger; found is false for none.
func LastCheck(ctx context.Context, q bun.IDB, school string) (c Check, found bool, err error) {
	var rows []struct {
		Check
		Found string
	}
	err = q.NewRaw("SELECT day, at, movements, broken, found FROM ledger_check WHERE school_id = ? ORDER BY day DESC LIMIT 1", school).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return c, false, err
	}
	c = rows[0].Check
	return c, true, json.Unmarshal([]byte(rows[0].Found), &c.Found)
}

// NightEvery is how often Night is asked.
const NightEvery = 10 * time.Minute
