package account

import (
	"context"
	"time"

	"yunka/server/db"
)

// A pairing code has 40 bits and lives 15 minutes: ten thousand guesses a second
// for all of that time find one with a chance of one in a hundred thousand. The
// limit of 300 wrong ones from one network only keeps a clumsy script away.
var limitPairing = limit{"pairing+network", 300, 15 * time.Minute, false}

// GuardPairing runs try, which reports whether a pairing code was wrong. A right
// one passes whatever others behind the same address have typed; a wrong one
// counts, and is TooMany when there have been too many.
func (s *Service) GuardPairing(ctx context.Context, network string, try func() (wrong bool, err error)) error {
	wrong, err := try()
	if err != nil || !wrong {
		return err
	}
	return s.miss(ctx, charge{limit: limitPairing, bucket: bucket(limitPairing, network)})
}

// miss counts a failure that has happened; TooMany when there were too many before it.
func (s *Service) miss(ctx context.Context, c charge) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := reserve(ctx, tx, c)
		return err
	})
}
