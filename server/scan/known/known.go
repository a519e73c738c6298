// Package known says whose a credential is: by the handle of a phone's key, the number of a
// chip, a pass's text or a person. What a phone's key says is remembered, since it never
// changes; the rest is read.
package known

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

// Identity is what never changes about a credential, so it may be remembered.
type Identity struct {
	Credential string // "" when a guard named the person
	Person     string
	Card       string
	Membership string
	School     string
	PublicKey  ed25519.PublicKey
}

// IsChip reports whether a chip's number is one: at most 20 decimal digits.
func IsChip(number string) bool {
	if len(number) > 20 {
		return false
	}
	for i := range len(number) {
		if number[i] < '0' || number[i] > '9' {
			return false
		}
	}
	return true
}

// Book finds identities. It is safe for concurrent use.
type Book struct {
	db *db.DB
	identities
	strangers strangers
	wait      func(ctx context.Context, d time.Duration)
}

// New makes it.
func New(d *db.DB) *Book { return &Book{db: d, wait: sleep} }

// identities remembers phone keys by handle. It is emptied when it is full: a
// school's keys come back within minutes, and a stranger's guesses never enter.
type identities struct {
	mu sync.RWMutex
	m  map[uint64]Identity
}

const maxIdentities = 200_000

func (c *identities) get(handle uint64) (Identity, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	who, ok := c.m[handle]
	return who, ok
}

func (c *identities) put(handle uint64, who Identity) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil || len(c.m) >= maxIdentities {
		c.m = map[uint64]Identity{}
	}
	c.m[handle] = who
}

const identitySQL = `SELECT c.id, c.person_id, c.card_id, k.membership_id, c.school_id, COALESCE(c.public_key, '') FROM credential c JOIN card k ON k.id = c.card_id WHERE `

// ByHandle finds the key of a phone.
func (b *Book) ByHandle(ctx context.Context, handle uint64) (Identity, bool, error) {
	if who, ok := b.get(handle); ok {
		return who, true, nil
	}
	who, ok, err := b.lookUp(ctx, identitySQL+"c.handle = ?", int64(handle))
	if ok && err == nil {
		b.put(handle, who)
	}
	return who, ok, err
}

// ByChip is never remembered: a number may be linked to another person later.
// A live or lost chip comes before the replaced ones of the same number.
// Readers add leading zeros that spreadsheets drop, so the number has one form. terminal is
// where it is presented, "" when that was long ago; see strangers.go.
func (b *Book) ByChip(ctx context.Context, school, terminal, chip string) (Identity, bool, error) {
	chip, ok := campus.ChipNumber(chip)
	if !ok {
		return Identity{}, false, nil
	}
	who, found, err := b.lookUp(ctx, identitySQL+`c.school_id = ? AND c.chip = ? AND `+db.Visible("c")+`
ORDER BY c.state IN ('live', 'lost') DESC, c.created_at DESC, c.id DESC LIMIT 1`, school, chip)
	switch {
	case err != nil || terminal == "":
	case found:
		b.strangers.met(terminal)
	default:
		b.stranger(ctx, school, terminal, chip)
	}
	return who, found, err
}

// ByPerson takes the person's card that is valid now, the oldest first.
func (b *Book) ByPerson(ctx context.Context, school, person string, at int64) (Identity, bool, error) {
	return b.lookUp(ctx, `SELECT '', k.person_id, k.id, k.membership_id, k.school_id, '' FROM card k JOIN membership m ON m.id = k.membership_id
WHERE k.school_id = ? AND k.person_id = ? AND `+db.Visible("m")+`
ORDER BY m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) DESC, m.created_at, m.id LIMIT 1`, school, person, at, at)
}

func (b *Book) lookUp(ctx context.Context, query string, args ...any) (who Identity, found bool, err error) {
	err = b.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		var key []byte
		err := q.NewRaw(query, args...).Scan(ctx, &who.Credential, &who.Person, &who.Card, &who.Membership, &who.School, &key)
		who.PublicKey = key
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Identity{}, false, nil
	}
	return who, err == nil, db.Translate(err)
}
