package request

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

// digits is how long the number of a slip is.
const digits = 6

// ByNumber finds a school's leave by the number of its slip; NotFound without one.
func ByNumber(ctx context.Context, q bun.IDB, school, number string) (l Leave, err error) {
	if len(number) != digits {
		return l, fault.New(fault.NotFound, "not_found")
	}
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+" WHERE l.school_id = ? AND l.number = ?", school, number).Scan(ctx, &l)
	return l, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// giveNumber gives an approved leave a number that no other of the school has. They are
// drawn at random, so that nobody counts on to the next child's.
func giveNumber(ctx context.Context, tx *db.Tx, l Leave) error {
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
		if err != nil {
			return err
		}
		number := fmt.Sprintf("%0*d", digits, n.Int64())
		_, err = ByNumber(ctx, tx, l.SchoolID, number)
		if err == nil {
			continue
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		_, err = tx.NewRaw("UPDATE leave_request SET number = ? WHERE id = ? AND school_id = ?", number, l.ID, l.SchoolID).Exec(ctx)
		return err
	}
}
