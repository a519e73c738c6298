// Package pin keeps the PINs with which guards and admins open staff terminals,
// and who has opened a terminal's search of people (duty.go).
//
//   - A PIN alone says who stands at the terminal, so it is unique in its school;
//     being told that one is taken counts as a guess.
//   - PINs are argon2id; ten wrong ones at a terminal close it for a quarter of an
//     hour.
//   - Only who is a guard or an admin at that moment, and not suspended, opens
//     anything: the membership is read each time.
package pin

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account/guess"
	"yunka/server/account/hash"
	"yunka/server/account/policy"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// Service keeps the PINs of all schools.
type Service struct {
	db   *db.DB
	hash *hash.Hasher

	mu   sync.Mutex
	last map[string]string // terminal -> person whose PIN opened it last
}

// New makes the service; passwords and PINs share the hasher, which bounds the
// memory of both together.
func New(d *db.DB, h *hash.Hasher) *Service {
	return &Service{db: d, hash: h, last: map[string]string{}}
}

var (
	// A guard must not be locked out for an hour.
	limitTerminal = guess.Limit{Name: "pin+terminal", Most: 10, Window: 15 * time.Minute}
	// "This PIN is taken" reveals that somebody has it.
	limitTaken = guess.Limit{Name: "pin+person", Most: 10, Window: 15 * time.Minute}
)

// SetPIN gives a guard or an admin a PIN for staff terminals. It is unique in
// the school, because the PIN alone says who stands there; being told that one
// is taken counts as a guess.
func (s *Service) SetPIN(ctx context.Context, actor allow.Actor, personID, pin string) error {
	var p person
	var guard bool
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if p, err = visiblePerson(ctx, q, personID); err != nil {
			return err
		}
		if err := allow.Check(actor, allow.PinSet, allow.Target{School: p.SchoolID, Person: personID}); err != nil {
			return err
		}
		guard, err = isGuard(ctx, q, p, s.db.Now().UnixMilli())
		return err
	})
	if err != nil {
		return err
	}
	if !guard {
		return fault.New(fault.Forbidden, "forbidden")
	}
	if err := policy.CheckPIN(pin); err != nil {
		return err
	}
	hashed, err := s.hash.Make(ctx, pin)
	if err != nil {
		return err
	}
	unique := false
	err = guess.Guard(ctx, s.db, []guess.Charge{limitTaken.On(personID)}, func() (bool, error) {
		compared := map[string]bool{} // hashes this PIN is known not to match
		for {
			var unseen []string
			err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				// The chain's head is the lock: one new PIN at a time in a school.
				if err := audit.Record(ctx, tx, audit.Event{
					School: p.SchoolID, Actor: actor.Name(), Action: string(allow.PinSet),
					Target: "person:" + personID,
				}); err != nil {
					return err
				}
				others, err := pins(ctx, tx, p.SchoolID)
				if err != nil {
					return err
				}
				delete(others, personID)
				unseen = unseen[:0]
				for _, h := range others {
					if !compared[h] {
						unseen = append(unseen, h)
					}
				}
				if len(unseen) > 0 {
					return errUnseen
				}
				return setPIN(ctx, tx, p, hashed)
			})
			if err == nil {
				unique = true
				return true, nil
			}
			if len(unseen) == 0 {
				return false, err
			}
			for _, h := range unseen {
				same, _, err := s.hash.Verify(ctx, h, pin)
				if err != nil {
					return false, err
				}
				if same {
					return false, nil
				}
				compared[h] = true
			}
		}
	}, nil)
	if err == nil && !unique {
		return fault.New(fault.Conflict, "pin_taken")
	}
	return err
}

var errUnseen = fault.New(fault.Conflict, "pin_unseen") // never leaves SetPIN

// GuardByPIN says which guard or admin of the school typed that PIN at a
// terminal. The last one who did is tried first. Wrong PINs are counted for
// the terminal and answer fault.Invalid "pin_wrong"; what has not the shape of a
// PIN, as when a scanner types into the field, is wrong and no guess.
func (s *Service) GuardByPIN(ctx context.Context, school, terminalID, pin string) (personID string, err error) {
	if !policy.PINShaped(pin) {
		return "", fault.New(fault.Invalid, "pin_wrong")
	}
	var hashes map[string]string
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		hashes, err = guardPINs(ctx, q, school, s.db.Now().UnixMilli())
		return err
	})
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	last := s.last[terminalID]
	s.mu.Unlock()
	order := slices.Sorted(maps.Keys(hashes))
	if i := slices.Index(order, last); i > 0 {
		order = slices.Concat([]string{last}, order[:i], order[i+1:])
	}
	err = guess.Guard(ctx, s.db, []guess.Charge{limitTerminal.On(terminalID)}, func() (bool, error) {
		for _, id := range order {
			same, _, err := s.hash.Verify(hash.First(ctx), hashes[id], pin) // the terminal has a token, and people wait
			if err != nil {
				return false, err
			}
			if same {
				personID = id
				return true, nil
			}
		}
		return false, nil
	}, nil)
	if err != nil {
		return "", err
	}
	if personID == "" {
		return "", fault.New(fault.Invalid, "pin_wrong")
	}
	s.mu.Lock()
	s.last[terminalID] = personID
	s.mu.Unlock()
	return personID, nil
}
