package outbox

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// State is how far a notice, a delivery or a sending is.
type State string

const (
	Waiting  State = "waiting"
	Done     State = "done"
	Dead     State = "dead"     // given up; somebody of the office looks
	Dropped  State = "dropped"  // by the office
	Replaced State = "replaced" // corrected before it was told
	Withheld State = "withheld" // the right was gone
)

// Row is a notice as it is stored. Instants are Unix milliseconds.
type Row struct {
	bun.BaseModel `bun:"table:outbox_notice"`
	SchoolID      string
	Number        int64
	Key           string
	Chain         string // the first key of those that correct each other
	Replaces      string
	Kind          string
	ToWhom        string
	NotTo         string
	AboutID       string
	Day           string
	Data          string
	Urgent        bool
	Digest        string
	WaitMs        int64
	Closes        bool
	At            int64
	State         State
	DueAt         int64
	Attempts      int64
	Error         string
}

// Put writes a notice, or nothing if there is one of that key already. It belongs into
// the transaction that writes the fact, before the audit and the feed.
func Put(ctx context.Context, tx *db.Tx, n Notice) error {
	r, err := n.row()
	if err != nil {
		return err
	}
	var known bool
	err = tx.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM outbox_notice
			WHERE school_id = ? AND key = ?)`,
		r.SchoolID, r.Key).Scan(ctx, &known)
	if err != nil || known {
		return err
	}
	now, err := today(ctx, tx, r.SchoolID)
	if err != nil {
		return err
	}
	if r.Day == "" {
		r.Day = now.Format(time.DateOnly)
	}
	if r.Day < now.AddDate(0, 0, -TellDays).Format(time.DateOnly) {
		return nil
	}
	r.At, r.DueAt = tx.NowMS(), tx.NowMS()
	if err := tx.NewRaw(`
		INSERT INTO outbox_head (school_id, last)
		VALUES (?, 1)
		ON CONFLICT (school_id) DO UPDATE SET last = outbox_head.last + 1
		RETURNING last`,
		r.SchoolID).Scan(ctx, &r.Number); err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	if r.Replaces != "" {
		// Read under the lock: whoever wrote what is corrected here has committed.
		var chain []string
		if err := tx.NewRaw(`
			SELECT chain
			FROM outbox_notice
			WHERE school_id = ? AND key = ?`,
			r.SchoolID, r.Replaces).Scan(ctx, &chain); err != nil {
			return err
		}
		r.Chain = strings.Join(append(chain, r.Replaces)[:1], "")
	}
	// Of several at once the first has the lock; the others find its row here. Their
	// number stays unused.
	_, err = tx.NewInsert().Model(&r).On("CONFLICT (school_id, key) DO NOTHING").Exec(ctx)
	tx.Ring(Bell)
	return err
}

// today is the transaction's instant on the school's clock.
func today(ctx context.Context, tx *db.Tx, school string) (now time.Time, err error) {
	var zone string
	if err := tx.NewRaw("SELECT zone FROM school WHERE id = ?", school).Scan(ctx, &zone); err != nil {
		return now, fmt.Errorf("outbox: school %s: %w", school, err)
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	return tx.Now.In(loc), nil
}
