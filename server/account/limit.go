package account

import (
	"context"
	"time"

	"yunka/server/account/guess"
)

// How many failures each kind of try takes, and what it counts against.
var (
	// Strangers at one login from one network.
	limitLogin = guess.Limit{Name: "login+network", Most: 10, Window: 15 * time.Minute, Doubles: true}
	// A browser that has logged in before.
	limitDevice = guess.Limit{Name: "account+device", Most: 10, Window: 15 * time.Minute, Doubles: true}
	// Logged in, proving the password again.
	limitCheck = guess.Limit{Name: "account", Most: 10, Window: 15 * time.Minute, Doubles: true}
	// All strangers at one login, except from a network without failures.
	limitAll = guess.Limit{Name: "login", Most: 100, Window: time.Hour}
	// A whole school may be behind one address.
	limitNetwork = guess.Limit{Name: "network", Most: 5000, Window: 15 * time.Minute}
	// Activation codes and reset slips: 60 bits, so this only stops a clumsy script.
	limitCode = guess.Limit{Name: "code+network", Most: 300, Window: 15 * time.Minute}
	// A pairing code has 40 bits and lives 15 minutes: ten thousand guesses a second
	// for all of that time find one with a chance of one in a hundred thousand.
	limitPairing = guess.Limit{Name: "pairing+network", Most: 300, Window: 15 * time.Minute}
)

type networkKey struct{}

// WithNetwork notes from which network a request comes, so that guessing codes is
// limited for it. Without it nothing is counted: the command line.
func WithNetwork(ctx context.Context, network string) context.Context {
	return context.WithValue(ctx, networkKey{}, network)
}

// missedCode counts a code that does not exist for the request's network; TooMany
// when there were too many before it.
func (s *Service) missedCode(ctx context.Context) error {
	network, _ := ctx.Value(networkKey{}).(string)
	if network == "" {
		return nil
	}
	return guess.Miss(ctx, s.db, limitCode.On(network))
}

// GuardPairing runs try, which reports whether a pairing code was wrong. A right
// one passes whatever others behind the same address have typed; a wrong one
// counts, and is TooMany when there have been too many.
func (s *Service) GuardPairing(ctx context.Context, network string, try func() (wrong bool, err error)) error {
	wrong, err := try()
	if err != nil || !wrong {
		return err
	}
	return guess.Miss(ctx, s.db, limitPairing.On(network))
}
