package scan

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"sync"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

// identity is what never changes about a credential, so it may be remembered.
type identity struct {
	credential string // "" when a guard named the person
	person     string
	card       string
	membership string
	school     string
	publicKey  ed25519.PublicKey
}

// identities remembers phone keys by handle. It is emptied when it is full: a
// school's keys come back within minutes, and a stranger's guesses never enter.
type identities struct {
	mu sync.RWMutex
	m  map[uint64]identity
}

const maxIdentities = 200_000

func (c *identities) get(handle uint64) (identity, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	who, ok := c.m[handle]
	return who, ok
}

func (c *identities) put(handle uint64, who identity) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil || len(c.m) >= maxIdentities {
		c.m = map[uint64]identity{}
	}
	c.m[handle] = who
}

const identitySQL = `SELECT c.id, c.person_id, c.card_id, k.membership_id, c.school_id, COALESCE(c.public_key, '') FROM credential c JOIN card k ON k.id = c.card_id WHERE `

func (s *Service) byHandle(ctx context.Context, handle uint64) (identity, bool, error) {
	if who, ok := s.known.get(handle); ok {
		return who, true, nil
	}
	who, ok, err := s.lookUp(ctx, identitySQL+"c.handle = ?", int64(handle))
	if ok && err == nil {
		s.known.put(handle, who)
	}
	return who, ok, err
}

// byChip is never remembered: a number may be linked to another person later.
// A live or lost chip comes before the replaced ones of the same number.
// Readers add leading zeros that spreadsheets drop, so the number has one form.
func (s *Service) byChip(ctx context.Context, school, chip string) (identity, bool, error) {
	chip, ok := campus.ChipNumber(chip)
	if !ok {
		return identity{}, false, nil
	}
	return s.lookUp(ctx, identitySQL+`c.school_id = ? AND c.chip = ? AND `+db.Visible("c")+`
ORDER BY c.state IN ('live', 'lost') DESC, c.created_at DESC, c.id DESC LIMIT 1`, school, chip)
}

// byPerson takes the person's card that is valid now, the oldest first.
func (s *Service) byPerson(ctx context.Context, school, person string, at int64) (identity, bool, error) {
	return s.lookUp(ctx, `SELECT '', k.person_id, k.id, k.membership_id, k.school_id, '' FROM card k JOIN membership m ON m.id = k.membership_id
WHERE k.school_id = ? AND k.person_id = ? AND `+db.Visible("m")+`
ORDER BY m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) DESC, m.created_at, m.id LIMIT 1`, school, person, at, at)
}

func (s *Service) lookUp(ctx context.Context, query string, args ...any) (who identity, found bool, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		var key []byte
		err := q.NewRaw(query, args...).Scan(ctx, &who.credential, &who.person, &who.card, &who.membership, &who.school, &key)
		who.publicKey = key
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return identity{}, false, nil
	}
	return who, err == nil, db.Translate(err)
}
