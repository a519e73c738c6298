package account

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// checkPIN wants six to eight digits that nobody tries first.
func checkPIN(pin string) error {
	if !pinShaped(pin) {
		return fault.New(fault.Invalid, "pin_invalid")
	}
	weak := monotone(pin)
	for period := 1; period <= len(pin)/2; period++ { // 121212, 123123, 12341234
		weak = weak || strings.HasPrefix(strings.Repeat(pin[:period], 8), pin)
	}
	if weak || worstPINs[pin] {
		return fault.New(fault.Invalid, "pin_weak")
	}
	return nil
}

var worstPINs = map[string]bool{
	"112233": true, "332211": true, "123321": true, "321123": true, "111222": true, "222111": true, "121314": true, "131211": true,
	"520131": true, "521521": true, "131452": true, "201314": true, "147258": true, "258369": true, "159753": true, "159357": true,
	"110119": true, "110120": true, "168168": true, "888666": true, "666888": true, "147852": true, "789456": true, "102030": true,
	"11223344": true, "12344321": true, "52013140": true, "14725836": true, "20002000": true,
}

// pinShaped says whether a text is six to eight digits.
func pinShaped(pin string) bool {
	return len(pin) >= 6 && len(pin) <= 8 && strings.Trim(pin, "0123456789") == ""
}

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
	if err := checkPIN(pin); err != nil {
		return err
	}
	hash, err := s.hash.make(ctx, pin)
	if err != nil {
		return err
	}
	unique := false
	err = s.guarded(ctx, []charge{{limit: limitTaken, bucket: bucket(limitTaken, personID)}}, func() (bool, error) {
		compared := map[string]bool{} // hashes this PIN is known not to match
		for {
			var unseen []string
			err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				// The chain's head is the lock: one new PIN at a time in a school.
				if err := audit.Record(ctx, tx, audit.Event{School: p.SchoolID, Actor: actor.Name(), Action: string(allow.PinSet), Target: "person:" + personID}); err != nil {
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
				return setPIN(ctx, tx, p, hash)
			})
			if err == nil {
				unique = true
				return true, nil
			}
			if len(unseen) == 0 {
				return false, err
			}
			for _, h := range unseen {
				same, _, err := s.hash.verify(ctx, h, pin)
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
	if !pinShaped(pin) {
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
	last := s.lastGuard[terminalID]
	s.mu.Unlock()
	order := slices.Sorted(maps.Keys(hashes))
	if i := slices.Index(order, last); i > 0 {
		order = slices.Concat([]string{last}, order[:i], order[i+1:])
	}
	err = s.guarded(ctx, []charge{{limit: limitPIN, bucket: bucket(limitPIN, terminalID)}}, func() (bool, error) {
		for _, id := range order {
			same, _, err := s.hash.verify(ctx, hashes[id], pin)
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
	s.lastGuard[terminalID] = personID
	s.mu.Unlock()
	return personID, nil
}
