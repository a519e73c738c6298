package purse

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/ledger"
)

// Moved is the feed's kind of a movement of somebody's money, or of a change of its
// limits; the subject is the person.
const Moved = "wallet.moved"

// Service moves people's money by the word of people.
type Service struct {
	db   *db.DB
	feed *feed.Feed
}

// New makes it.
func New(d *db.DB, f *feed.Feed) *Service { return &Service{db: d, feed: f} }

// SetRule says how a person's money may be spent. Invalid purse_rule.
func (s *Service) SetRule(ctx context.Context, a allow.Actor, school, person string, r Rule) error {
	if err := r.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.may(ctx, tx, a, allow.WalletLimit, school, person); err != nil {
			return err
		}
		r.SetBy, r.SetAt = a.Name(), tx.NowMS()
		if err := writeRule(ctx, tx, school, person, r); err != nil {
			return err
		}
		return s.note(ctx, tx, a, school, person, "wallet.limited", map[string]any{"per_sale": r.PerSale, "per_meal": r.PerMeal, "per_day": r.PerDay, "blocked": r.Blocked, "low": r.Low})
	})
}

// Set says how a school pays. Invalid purse_rule.
func (s *Service) Set(ctx context.Context, a allow.Actor, school string, set Setting) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.MoneyManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := writeSetting(ctx, tx, school, a.Name(), set); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "money.set", Target: "school:" + school, Detail: map[string]any{"chip_sale": set.ChipSale, "chip_day": set.ChipDay, "two_from": set.TwoFrom}})
	})
}

// may locks the person and asks.
func (s *Service) may(ctx context.Context, tx *db.Tx, a allow.Actor, action allow.Action, school, person string) error {
	class, err := campus.ClassAt(ctx, tx, school, person, tx.NowMS())
	if err != nil {
		return err
	}
	if err := allow.Check(a, action, allow.Target{School: school, Person: person, Class: class}); err != nil {
		return err
	}
	return campus.LockPerson(ctx, tx, school, person)
}

func (s *Service) note(ctx context.Context, tx *db.Tx, a allow.Actor, school, person, action string, detail map[string]any) error {
	if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: action, Target: "person:" + person, Detail: detail}); err != nil {
		return err
	}
	return s.moved(ctx, tx, school, []string{person})
}

// moved says whose money has moved: the end of every transaction here.
func (s *Service) moved(ctx context.Context, tx *db.Tx, school string, people []string) error {
	people = sortedSet(people)
	if len(people) == 0 {
		return nil
	}
	n, err := s.feed.Take(ctx, tx, school, len(people))
	for i, person := range people {
		if err == nil {
			err = s.feed.Put(ctx, tx, school, n+int64(i), feed.Item{Kind: Moved, Subject: person, Person: person})
		}
	}
	return err
}

func sortedSet(list []string) []string {
	list = slices.Sorted(slices.Values(list))
	return slices.Compact(list)
}

// short is a UUID without its dashes: an id of the ledger has 64 characters at most.
func short(id string) string { return strings.ReplaceAll(id, "-", "") }

// Desk tops a wallet up with money that was paid at the school's cash desk. id is made by
// who asks: sent twice it is one top-up. Fails with Invalid purse_amount, Conflict
// purse_full or purse_closed.
func (s *Service) Desk(ctx context.Context, a allow.Actor, school, person, id string, amount int64) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.may(ctx, tx, a, allow.MoneyDesk, school, person); err != nil {
			return err
		}
		first, err := Credit(ctx, tx, school, person, "desk:"+id, CashDesk, amount, a.Name())
		if err != nil || !first {
			return err
		}
		return s.note(ctx, tx, a, school, person, "wallet.topped_up", map[string]any{"fen": amount, "by": "cash"})
	})
}

// Credit puts money that came by a channel into a wallet; first is false for a movement
// that has been made before. It is for who has locked the person and asked for the right.
func Credit(ctx context.Context, tx *db.Tx, school, person, id, channel string, amount int64, by string) (first bool, err error) {
	if amount <= 0 || amount > MaxTopUp {
		return false, fault.New(fault.Invalid, "purse_amount")
	}
	from, err := Channel(ctx, tx, school, channel)
	if err != nil {
		return false, err
	}
	to, err := OpenWallet(ctx, tx, school, person)
	if err != nil {
		return false, err
	}
	purses, err := Lock(ctx, tx, school, person)
	if err != nil {
		return false, err
	}
	t := ledger.Txn{ID: id, School: school, Kind: TopUp, Actor: by, Memo: channel, Legs: []ledger.Leg{{Account: from, Amount: -amount}, {Account: to, Amount: amount}}}
	p, err := ledger.Post(ctx, tx, t)
	switch {
	case err != nil:
		return false, err
	case p.Declined != "":
		return false, fault.New(fault.Conflict, "purse_closed")
	case !p.Replay && purses[person].Wallet.Balance+amount > MaxHeld:
		return false, fault.New(fault.Conflict, "purse_full")
	}
	return !p.Replay, nil
}

// Given is a subsidy: amount for each of People, until Expires.
type Given struct {
	ID      string // made by who gives it, 1 to 24 characters: given once
	Name    string
	Amount  int64
	Expires int64
	People  []string `bun:"-"`
}

// maxPeople is how many are given something at once; more are given in parts.
const maxPeople = 500

// Give gives a subsidy; who has it already gets nothing more, so a long list can be sent
// in parts, and again. It returns for how many it was new. Invalid purse_subsidy,
// Mismatch purse_subsidy for another one with the same id, NotFound for somebody who is
// not of the school.
func (s *Service) Give(ctx context.Context, a allow.Actor, school string, g Given) (n int, err error) {
	g.Name = strings.TrimSpace(g.Name)
	if g.ID == "" || len(g.ID) > 24 || strings.ContainsAny(g.ID, ": ") || g.Name == "" || utf8.RuneCountInString(g.Name) > 40 || g.Amount <= 0 || g.Amount > MaxTopUp || len(g.People) == 0 || len(g.People) > maxPeople {
		return 0, fault.New(fault.Invalid, "purse_subsidy")
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		if err := allow.Check(a, allow.MoneyManage, allow.Target{School: school}); err != nil {
			return err
		}
		if g.Expires <= tx.NowMS() {
			return fault.New(fault.Invalid, "purse_subsidy")
		}
		first, err := insertSubsidy(ctx, tx, school, g, a.Name())
		if err != nil {
			return err
		}
		if !first {
			was, _, err := SubsidyOf(ctx, tx, school, g.ID)
			if err != nil {
				return err
			}
			if was.Name != g.Name || was.Amount != g.Amount || was.Expires != g.Expires {
				return fault.New(fault.Mismatch, "purse_subsidy")
			}
		}
		pool, err := Channel(ctx, tx, school, Pool)
		if err != nil {
			return err
		}
		for _, person := range sortedSet(g.People) {
			if err := campus.LockPerson(ctx, tx, school, person); err != nil {
				return err
			}
		}
		var moved []string
		for _, person := range sortedSet(g.People) {
			to, err := open(ctx, tx, school, person, Subsidy, Subsidy+":"+g.ID+":"+person, g.Expires)
			if err != nil {
				return err
			}
			p, err := ledger.Post(ctx, tx, ledger.Txn{ID: fmt.Sprintf("sub:%s:%s", g.ID, short(person)), School: school, Kind: Grant, Order: g.ID, Actor: a.Name(), Memo: g.Name,
				Legs: []ledger.Leg{{Account: pool, Amount: -g.Amount}, {Account: to, Amount: g.Amount}}})
			if err != nil {
				return err
			}
			if p.Declined == "" && !p.Replay {
				n++
				moved = append(moved, person)
			}
		}
		if n == 0 {
			return nil
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "money.subsidy", Target: "school:" + school, Detail: map[string]any{"id": g.ID, "name": g.Name, "fen": g.Amount, "people": n}}); err != nil {
			return err
		}
		return s.moved(ctx, tx, school, moved)
	})
	return n, err
}

// Expire gives back to the school what is left of subsidies whose time is over, at most
// limit of them, and says how many they were.
func (s *Service) Expire(ctx context.Context, school string, limit int) (n int, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := expired(ctx, tx, school, tx.NowMS(), limit)
		if err != nil || len(list) == 0 {
			return err
		}
		n = len(list)
		pool, err := Channel(ctx, tx, school, Pool)
		if err != nil {
			return err
		}
		var people []string
		for _, one := range list {
			people = append(people, one.OwnerID)
		}
		people = sortedSet(people)
		for _, person := range people {
			if err := campus.LockPerson(ctx, tx, school, person); err != nil {
				return err
			}
		}
		purses, err := Lock(ctx, tx, school, people...)
		if err != nil {
			return err
		}
		var moved []string
		for _, one := range list {
			for _, now := range purses[one.OwnerID].Subsidies {
				left := now.Balance - now.Held
				if now.ID != one.ID || left <= 0 {
					continue
				}
				// Money that came back later expires again: the version makes the id another one.
				_, err := ledger.Post(ctx, tx, ledger.Txn{ID: fmt.Sprintf("exp:%s:%d", short(one.ID), now.Version), School: school, Kind: Expired, Actor: "system",
					Legs: []ledger.Leg{{Account: now.ID, Amount: -left}, {Account: pool, Amount: left}}})
				if err != nil {
					return err
				}
				moved = append(moved, one.OwnerID)
			}
		}
		return s.moved(ctx, tx, school, moved)
	})
	return n, err
}

// ExpireAll is Expire for every school, until nothing is left to give back.
func (s *Service) ExpireAll(ctx context.Context) (failed error) {
	var schools []string
	now := s.db.Now().UnixMilli()
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		schools, err = expiring(ctx, q, now)
		return err
	})
	if err != nil {
		return err
	}
	for _, school := range schools {
		for n, most := expireMost, expireMost; n == most; {
			if n, err = s.Expire(ctx, school, most); err != nil {
				failed = err // one school's trouble is not another's
			}
		}
	}
	return failed
}

// expireMost is how many subsidies go back in one transaction: SQLite has one writer.
const expireMost = 50

// Close pays a wallet out at the cash desk and closes it: somebody leaves, or wants no
// wallet any more. It returns what they are given. Conflict purse_held while a sale waits.
func (s *Service) Close(ctx context.Context, a allow.Actor, school, person, id string) (paid int64, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.may(ctx, tx, a, allow.MoneyDesk, school, person); err != nil {
			return err
		}
		desk, err := Channel(ctx, tx, school, CashDesk)
		if err != nil {
			return err
		}
		purses, err := Lock(ctx, tx, school, person)
		if err != nil {
			return err
		}
		w := purses[person].Wallet
		switch {
		case w.ID == "" || w.State == ledger.Closed:
			return fault.New(fault.Conflict, "purse_closed")
		case w.Held > 0:
			return fault.New(fault.Conflict, "purse_held")
		}
		if paid = w.Balance; paid > 0 {
			p, err := ledger.Post(ctx, tx, ledger.Txn{ID: "out:" + id, School: school, Kind: PayOut, Actor: a.Name(), Memo: CashDesk,
				Legs: []ledger.Leg{{Account: w.ID, Amount: -paid}, {Account: desk, Amount: paid}}})
			if err != nil {
				return err
			}
			if p.Declined != "" || p.Replay {
				return fault.New(fault.Conflict, "purse_closed")
			}
		}
		if err := ledger.SetState(ctx, tx, school, w.ID, ledger.Closed); err != nil {
			return err
		}
		return s.note(ctx, tx, a, school, person, "wallet.closed", map[string]any{"fen": paid})
	})
	return paid, err
}
