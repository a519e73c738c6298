package account

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"yunka/server/db"
	"yunka/server/fault"
)

// limit is how many failures a bucket of table guess takes. One that doubles
// blocks for a window at the last permitted failure and then for twice as long
// at each further one, up to an hour; the others open again when the window in
// which they filled is over.
type limit struct {
	name    string
	most    int64
	window  time.Duration
	doubles bool
}

var (
	limitLogin   = limit{"login+network", 10, 15 * time.Minute, true}  // strangers at one login from one place
	limitDevice  = limit{"account+device", 10, 15 * time.Minute, true} // a browser that has been in before
	limitCheck   = limit{"account", 10, 15 * time.Minute, true}        // logged in, proving the password again
	limitAll     = limit{"login", 100, time.Hour, false}               // all strangers at one login, but for who comes from a place without failures
	limitNetwork = limit{"network", 5000, 15 * time.Minute, false}     // a whole school behind one address
	limitCode    = limit{"code+network", 300, 15 * time.Minute, false} // activation codes; 60 bits guard themselves
	limitPIN     = limit{"pin+terminal", 10, 15 * time.Minute, false}  // a guard must not be locked out for an hour
	limitTaken   = limit{"pin+person", 10, 15 * time.Minute, false}    // "taken" tells that somebody has that PIN
	longestBlock = time.Hour
)

// charge is one bucket that a try counts in.
type charge struct {
	limit  limit
	bucket string
	spares string // a bucket of the same try: while that one has no failure, this one refuses nobody
}

// bucket names a row of guess. It is hashed: a login is often a phone number.
func bucket(l limit, parts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return l.name + ":" + hex.EncodeToString(h[:16])
}

// count is a row of guess.
type count struct {
	Failures, Since, BlockedUntil int64
}

// fail is the row after one more failure; ok is false while the bucket is
// blocked, and then nothing changes.
func (l limit) fail(c count, now int64) (next count, ok bool) {
	if c.BlockedUntil > now {
		return c, false
	}
	if l.over(c, now) {
		c = count{Since: now}
	}
	c.Failures++
	if c.Failures >= l.most {
		if l.doubles {
			times := min(c.Failures-l.most, 16)
			c.BlockedUntil = now + min(l.window<<times, longestBlock).Milliseconds()
		} else {
			c.BlockedUntil = c.Since + l.window.Milliseconds()
		}
	}
	return c, true
}

// over says that what the row remembers no longer counts.
func (l limit) over(c count, now int64) bool {
	if c.BlockedUntil == 0 || !l.doubles {
		return now >= c.Since+l.window.Milliseconds()
	}
	return now >= c.BlockedUntil+longestBlock.Milliseconds()
}

func tooMany(until, now int64) error {
	f := fault.New(fault.TooMany, "too_many_tries")
	f.RetryAfter = int((until - now + 999) / 1000)
	return f
}

// guarded counts a failure in every bucket, runs try, and takes the failures
// back when try says true or breaks; good then runs in that same transaction.
// While one bucket is blocked, and not spared, try does not run and nothing is
// counted.
func (s *Service) guarded(ctx context.Context, charges []charge, try func() (bool, error), good func(context.Context, *db.Tx) error) error {
	// One order, so that two tries never wait for each other; what spares another
	// bucket stands before it.
	slices.SortFunc(charges, func(a, b charge) int {
		return cmp.Or(cmp.Compare(len(a.spares), len(b.spares)), cmp.Compare(a.bucket, b.bucket))
	})
	var counted []charge
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		counted = nil
		clean := map[string]bool{}
		for _, c := range charges {
			before, err := reserve(ctx, tx, c)
			switch {
			case err == nil:
				counted = append(counted, c)
			case clean[c.spares] && fault.Is(err, fault.TooMany):
			default:
				return err
			}
			clean[c.bucket] = err == nil && (before.Failures == 0 || c.limit.over(before, tx.NowMS()))
		}
		return nil
	})
	if err != nil {
		return err
	}
	ok, err := try()
	if err == nil && !ok {
		return nil
	}
	// The refund happens even if the client has gone.
	back := s.db.Tx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
		for _, c := range counted {
			if err := refund(ctx, tx, c); err != nil {
				return err
			}
		}
		if err != nil || good == nil {
			return nil
		}
		return good(ctx, tx)
	})
	if err != nil {
		return err
	}
	return back
}
