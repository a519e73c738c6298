package account

import (
	"context"
	"time"
)

// A pairing code has 40 bits and lives 15 minutes; 300 wrong ones from one
// network in that time leave a guess no chance and a clumsy hand enough.
var limitPairing = limit{"pairing+network", 300, 15 * time.Minute, false}

// GuardPairing runs try, which reports whether a pairing code was wrong, under
// the limit of the network that types it.
func (s *Service) GuardPairing(ctx context.Context, network string, try func() (wrong bool, err error)) error {
	return s.guarded(ctx, []charge{{limitPairing, bucket(limitPairing, network)}}, func() (bool, error) {
		wrong, err := try()
		return !wrong, err
	}, nil)
}
