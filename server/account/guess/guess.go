// Package guess counts failed tries at something secret (a password, a PIN, a
// code) in buckets of table guess, and refuses further ones when a bucket is full.
// It knows nothing of accounts: callers name what a try counts against, such as a
// login from one network, and how many failures that takes.
//
// A try is counted before the secret is looked at and given back when it was
// right. So parallel guessing gains nothing, and only failures count.
package guess

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

// Limit is how many failures a bucket takes. One that doubles blocks for a window
// at the last permitted failure and then for twice as long at each further one, up
// to LongestBlock; the others open again when the window in which they filled is
// over.
type Limit struct {
	Name    string // begins the bucket's key
	Most    int64  // failures in a window
	Window  time.Duration
	Doubles bool
}

// LongestBlock is the longest that one failure blocks a bucket.
const LongestBlock = time.Hour

// Charge is one bucket that a try counts in.
type Charge struct {
	Limit  Limit
	Bucket string // see Bucket
	Spares string // a bucket of the same try: while that one has no failure, this one refuses nobody
}

// On charges the bucket that the parts name.
func (l Limit) On(parts ...string) Charge { return Charge{Limit: l, Bucket: l.Bucket(parts...)} }

// Bucket is the key of a row of guess. It is hashed: a login is often a phone number.
func (l Limit) Bucket(parts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return l.Name + ":" + hex.EncodeToString(h[:16])
}

// count is a row of guess.
type count struct {
	Failures, Since, BlockedUntil int64
}

// fail is the row after one more failure; ok is false while the bucket is
// blocked, and then nothing changes.
func (l Limit) fail(c count, now int64) (next count, ok bool) {
	if c.BlockedUntil > now {
		return c, false
	}
	if l.over(c, now) {
		c = count{Since: now}
	}
	c.Failures++
	if c.Failures >= l.Most {
		if l.Doubles {
			times := min(c.Failures-l.Most, 16)
			c.BlockedUntil = now + min(l.Window<<times, LongestBlock).Milliseconds()
		} else {
			c.BlockedUntil = c.Since + l.Window.Milliseconds()
		}
	}
	return c, true
}

// over reports that what the row remembers no longer counts.
func (l Limit) over(c count, now int64) bool {
	if c.BlockedUntil == 0 || !l.Doubles {
		return now >= c.Since+l.Window.Milliseconds()
	}
	return now >= c.BlockedUntil+LongestBlock.Milliseconds()
}

func tooMany(until, now int64) error {
	f := fault.New(fault.TooMany, "too_many_tries")
	f.RetryAfter = int((until - now + 999) / 1000)
	return f
}

// Guard counts a failure in every bucket, runs try, and takes the failures back
// when try answers true or fails to answer; good, if not nil, then runs in that same
// transaction. While a bucket is blocked, and not spared, try does not run, nothing
// is counted, and the answer is TooMany too_many_tries.
func Guard(
	ctx context.Context, d *db.DB, charges []Charge,
	try func() (bool, error), good func(context.Context, *db.Tx) error,
) error {
	// One order of locks, so that two tries never wait for each other; a bucket that
	// spares another comes before it.
	slices.SortFunc(charges, func(a, b Charge) int {
		return cmp.Or(cmp.Compare(len(a.Spares), len(b.Spares)), cmp.Compare(a.Bucket, b.Bucket))
	})
	var counted []Charge
	err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		counted = nil
		clean := map[string]bool{}
		for _, c := range charges {
			before, err := reserve(ctx, tx, c)
			switch {
			case err == nil:
				counted = append(counted, c)
			case clean[c.Spares] && fault.Is(err, fault.TooMany):
			default:
				return err
			}
			clean[c.Bucket] = err == nil && (before.Failures == 0 || c.Limit.over(before, tx.NowMS()))
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
	back := d.Tx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
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

// Miss counts a failure that has happened; TooMany when there were too many before it.
func Miss(ctx context.Context, d *db.DB, c Charge) error {
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := reserve(ctx, tx, c)
		return err
	})
}
