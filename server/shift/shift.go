// Package shift is who stands at a terminal: somebody whose PIN was typed there once, until
// nothing was done for a while. What may be done on shift, and which PINs count, say the
// scenes that ask.
package shift

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
)

// Idle is how long a shift lasts after the last thing that was done at the terminal; Long
// is the longest it can be.
const (
	Idle = 30 * time.Minute
	Long = 12 * time.Hour
)

// Shift is who is on shift at a terminal; zero is nobody.
type Shift struct {
	Staff, Name string
	Office      bool          // an admin
	Left        time.Duration // until it ends by itself, if nothing more is done
	since       int64
}

// Take begins the shift of whom a PIN has named, and gives their name. The one before ends.
func Take(ctx context.Context, tx *db.Tx, school, terminal, staff string) (name string, err error) {
	if name, err = campus.PersonName(ctx, tx, school, staff); err != nil {
		return "", err
	}
	return name, setShift(ctx, tx, school, terminal, staff, tx.Now)
}

// End ends it.
func End(ctx context.Context, tx *db.Tx, school, terminal string) error {
	return endShift(ctx, tx, school, terminal)
}

// Use is At for who does something on shift: the shift goes on.
func Use(ctx context.Context, tx *db.Tx, school, terminal string) (Shift, error) {
	now, err := At(ctx, tx, school, terminal, tx.Now)
	if err != nil || now.Staff == "" {
		return now, err
	}
	until := min(tx.Now.Add(Idle).UnixMilli(), now.since+Long.Milliseconds())
	return now, useShift(ctx, tx, school, terminal, until)
}

// At is who is on shift at a terminal; somebody who is no guard and no admin any more is
// not.
func At(ctx context.Context, q bun.IDB, school, terminal string, now time.Time) (Shift, error) {
	sh, err := readShift(ctx, q, school, terminal, now.UnixMilli())
	if err != nil || sh.Staff == "" {
		return Shift{}, err
	}
	seats, err := campus.MembersAt(ctx, q, school, now.UnixMilli(), []allow.Role{allow.Guard}, sh.Staff)
	if err != nil {
		return Shift{}, err
	}
	office, err := campus.MembersAt(ctx, q, school, now.UnixMilli(), []allow.Role{allow.Admin}, sh.Staff)
	if err != nil || len(seats)+len(office) == 0 {
		return Shift{}, err
	}
	sh.Office = len(office) > 0
	return sh, nil
}
