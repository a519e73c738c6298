package account

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"yunka/server/account/hash"
	"yunka/server/account/pin"
	"yunka/server/db"
	"yunka/server/feed"
)

// Service is the one door to accounts.
type Service struct {
	db    *db.DB
	feed  *feed.Feed
	hash  *hash.Hasher
	dummy string // verified when there is nothing to verify

	*pin.Service // PINs at staff terminals; shares the hasher

	mu    sync.Mutex
	hooks []func(accountID string)
}

// Option changes how New makes the service.
type Option func(*options)

type options struct{ cost Cost }

// Cost is what one argon2id hash takes.
type Cost = hash.Cost

// WithCost sets the cost of password and PIN hashes. The zero Cost is the
// production cost. It exists for tests: thousands of hashes at the production
// cost would take most of their time.
func WithCost(c Cost) Option {
	if c == (Cost{}) {
		c = hash.Current
	}
	if !c.Valid() {
		panic(fmt.Sprintf("account: no argon2id cost: %+v", c))
	}
	return func(o *options) { o.cost = c }
}

// New makes the service; it does nothing until asked.
func New(d *db.DB, f *feed.Feed, opts ...Option) *Service {
	o := options{cost: hash.Current}
	for _, opt := range opts {
		opt(&o)
	}
	h := hash.New(o.cost)
	return &Service{db: d, feed: f, hash: h, dummy: h.Dummy(), Service: pin.New(d, h)}
}

// HashLoad is how many hashes of passwords and PINs are computed now, how many wait, and
// how many logins were sent away so far.
func (s *Service) HashLoad() (running, waiting int, shed int64) { return s.hash.Load() }

// OnChange registers fn to hear of every account whose rights or sessions have
// changed, after the commit. fn must not block.
func (s *Service) OnChange(fn func(accountID string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks = append(s.hooks, fn)
}

// Announce tells the OnChange hooks. Other domains call it from tx.After when
// they moved the rights of an account.
func (s *Service) Announce(accountID string) {
	if accountID == "" {
		return
	}
	s.mu.Lock()
	hooks := s.hooks
	s.mu.Unlock()
	for _, fn := range hooks {
		fn(accountID)
	}
}

// rightsChanged says in each school that an account leads to that its rights or sessions
// have changed, so that every server asks again for its open pages, at once. It
// takes the schools' feeds, the last locks of a transaction.
func (s *Service) rightsChanged(ctx context.Context, tx *db.Tx, accountID string) error {
	if accountID == "" {
		return nil
	}
	tx.After(func() { s.Announce(accountID) })
	var people []person
	err := tx.NewRaw(`
		SELECT person_id AS id, school_id
		FROM account_person
		WHERE account_id = ?
		ORDER BY school_id, person_id`,
		accountID).Scan(ctx, &people)
	if err != nil {
		return err
	}
	for i, p := range people {
		if i > 0 && people[i-1].SchoolID == p.SchoolID {
			continue
		}
		if err := s.feed.Append(ctx, tx, p.SchoolID, feed.Item{
			Kind: feed.RightsMoved, Subject: p.ID, Person: p.ID,
		}); err != nil {
			return err
		}
	}
	return nil
}

const cleanEvery = 10 * time.Minute

// Run cleans up until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	t := time.NewTicker(cleanEvery)
	defer t.Stop()
	for {
		if _, err := s.Clean(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "account: cleaning up", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}
