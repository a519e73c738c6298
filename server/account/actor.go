package account

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/account/pin"
	"yunka/server/allow"
)

// Actor is ActorOf over a snapshot of its own, now.
func (s *Service) Actor(ctx context.Context, accountID string) (a allow.Actor, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		a, err = ActorOf(ctx, q, accountID, s.db.Now().UnixMilli())
		return err
	})
	return a, err
}

// Visitor is who a request comes from, in one read.
type Visitor struct {
	allow.Actor
	Login, Lang string
	Weak        bool       // the password must be changed first; the actor has no rights until then
	NeedsPIN    string     // the school where it is a guard without a PIN; "" for none
	Dormant     bool       // a link waits to be confirmed, or all of them are dormant
	Reset       *ResetNote // a reset that the owner has not seen
}

// Visitor reads the actor with what every page says about it.
func (s *Service) Visitor(ctx context.Context, accountID string) (v Visitor, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		if v.Actor, err = ActorOf(ctx, q, accountID, s.db.Now().UnixMilli()); err != nil || v.Kind != allow.Account {
			return err
		}
		c, err := byAccount(ctx, q, accountID)
		if err != nil {
			return err
		}
		admin, err := isAdmin(ctx, q, accountID, s.db.Now().UnixMilli())
		v.Login, v.Lang, v.Weak = c.Login, c.Lang, c.weak(admin)
		if err != nil {
			return err
		}
		if v.NeedsPIN, err = pin.Missing(ctx, q, v.Seats); err != nil {
			return err
		}
		if v.Dormant, err = someDormant(ctx, q, accountID, len(v.People) == 0); err != nil {
			return err
		}
		resets, err := ResetsOf(ctx, q, accountID)
		if len(resets) > 0 && resets[0].Unseen {
			v.Reset = &resets[0]
		}
		return err
	})
	return v, err
}

// ActorOf reads what an account may be at that moment.
//
// Seats are memberships that are valid then, of people who are not suspended.
// People includes the suspended ones: they may look at their own card, which
// says so, and opens nothing. Children and classes come from people who are
// not suspended. A dormant link (see link.go) gives nothing at all. An account that
// is disabled or does not exist is anonymous. One whose password is too weak for
// its rights (see weak) is signed in without any right.
func ActorOf(ctx context.Context, q bun.IDB, accountID string, nowMS int64) (allow.Actor, error) {
	c, err := byAccount(ctx, q, accountID)
	if err != nil {
		return allow.Actor{}, err
	}
	if c.ID == "" || c.DisabledAt != nil {
		return allow.Actor{Kind: allow.Anonymous}, nil
	}
	a := allow.Actor{Kind: allow.Account, Account: accountID}
	admin, err := isAdmin(ctx, q, accountID, nowMS)
	if err != nil || c.weak(admin) {
		return a, err
	}
	if a.People, err = set(ctx, q, `
		SELECT p.id
		FROM account_person ap
		JOIN person p ON p.id = ap.person_id
		WHERE ap.account_id = ? AND `+activeLink+` AND ?`,
		accountID, visible("p")); err != nil {
		return allow.Actor{}, err
	}
	if a.Seats, err = seats(ctx, q, accountID, nowMS); err != nil {
		return allow.Actor{}, err
	}
	for right, into := range map[string]*map[string]bool{"can_view": &a.Children, "can_consent": &a.Wards} {
		if *into, err = set(ctx, q, `
			SELECT g.child_id
			FROM account_person ap
			JOIN person p ON p.id = ap.person_id
			JOIN guardianship g ON g.adult_id = p.id
			JOIN person c ON c.id = g.child_id
			WHERE ap.account_id = ? AND `+activeLink+` AND p.state = 'active' AND g.`+right+` AND NOT g.restricted
				AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to > ?) AND ? AND ? AND ?`,
			accountID, nowMS, nowMS, visible("p"), visible("g"), visible("c")); err != nil {
			return allow.Actor{}, err
		}
	}
	if a.Classes, err = set(ctx, q, `
		SELECT ct.class_id
		FROM account_person ap
		JOIN person p ON p.id = ap.person_id
		JOIN class_teacher ct ON ct.person_id = p.id
		JOIN class k ON k.id = ct.class_id
		WHERE ap.account_id = ? AND `+activeLink+` AND p.state = 'active' AND ? AND ?`,
		accountID, visible("p"), visible("k")); err != nil {
		return allow.Actor{}, err
	}
	return a, nil
}

// seatRows are the memberships that count; it takes (account, now, now).
const seatRows = `
		FROM account_person ap
		JOIN person p ON p.id = ap.person_id
		JOIN membership m ON m.person_id = p.id
		WHERE ap.account_id = ? AND ` + activeLink + ` AND p.state = 'active'
			AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND ? AND ?`

func seats(ctx context.Context, q bun.IDB, accountID string, now int64) ([]allow.Seat, error) {
	var rows []struct {
		SchoolID, PersonID, ID string
		Role                   allow.Role
	}
	err := q.NewRaw(`
		SELECT m.school_id, m.person_id, m.id, m.role`+seatRows+`
		ORDER BY m.school_id, m.id`,
		accountID, now, now, visible("p"), visible("m")).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	list := make([]allow.Seat, len(rows))
	for i, r := range rows {
		list[i] = allow.Seat{School: r.SchoolID, Person: r.PersonID, Membership: r.ID, Role: r.Role}
	}
	return list, nil
}

// isAdmin says whether the account has an admin's seat anywhere.
func isAdmin(ctx context.Context, q bun.IDB, accountID string, now int64) (yes bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (SELECT 1`+seatRows+` AND m.role = 'admin')`,
		accountID, now, now, visible("p"), visible("m")).Scan(ctx, &yes)
	return yes, err
}

func set(ctx context.Context, q bun.IDB, query string, args ...any) (map[string]bool, error) {
	var ids []string
	if err := q.NewRaw(query, args...).Scan(ctx, &ids); err != nil {
		return nil, err
	}
	m := make(map[string]bool, len(ids))
	for _, id := range ids {
		m[id] = true
	}
	return m, nil
}
