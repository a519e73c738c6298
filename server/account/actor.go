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
// says so, and opens nothing. Children and posts come from people who are
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
	if a.Children, err = children(ctx, q, accountID, nowMS); err != nil {
		return allow.Actor{}, err
	}
	a.Posts, err = posts(ctx, q, accountID, nowMS)
	return a, err
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

// children reads what the account may do for which child. A guardianship that is
// restricted gives nothing, whatever rights are written beside it.
func children(ctx context.Context, q bun.IDB, accountID string, now int64) (map[string]allow.Rights, error) {
	var rows []struct {
		ChildID                                                                  string
		CanView, CanLeave, CanPay, CanPickup, CanDelegate, CanConsent, CanNotify bool
	}
	err := q.NewRaw(`
		SELECT g.child_id, g.can_view, g.can_leave, g.can_pay, g.can_pickup, g.can_delegate, g.can_consent, g.can_notify
		FROM account_person ap
		JOIN person p ON p.id = ap.person_id
		JOIN guardianship g ON g.adult_id = p.id
		JOIN person c ON c.id = g.child_id
		WHERE ap.account_id = ? AND `+activeLink+` AND p.state = 'active' AND NOT g.restricted
			AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to > ?) AND ? AND ? AND ?`,
		accountID, now, now, visible("p"), visible("g"), visible("c")).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	m := make(map[string]allow.Rights, len(rows))
	for _, r := range rows {
		for _, right := range []struct {
			given bool
			right allow.Rights
		}{
			{r.CanView, allow.View},
			{r.CanLeave, allow.Leave},
			{r.CanPay, allow.Pay},
			{r.CanPickup, allow.Pickup},
			{r.CanDelegate, allow.Delegate},
			{r.CanConsent, allow.Consent},
			{r.CanNotify, allow.Notify},
		} {
			if right.given {
				m[r.ChildID] |= right.right
			}
		}
	}
	return m, nil
}

// posts reads the posts that the account holds, each with the classes it covers.
// One row a class: of a grade there are several, of the school none.
func posts(ctx context.Context, q bun.IDB, accountID string, now int64) (list []allow.Held, err error) {
	var rows []struct {
		ID, SchoolID, MembershipID, OfID, ClassID string
		Kind                                      allow.Post
		OfWhat                                    allow.Of
	}
	err = q.NewRaw(`
		SELECT t.id, t.school_id, t.membership_id, t.kind, t.of_what, t.of_id, COALESCE(k.id, '') AS class_id
		FROM account_person ap
		JOIN person p ON p.id = ap.person_id
		JOIN post t ON t.person_id = p.id AND t.school_id = p.school_id
		LEFT JOIN class k ON k.school_id = t.school_id AND ?
			AND (t.of_what IN ('class', 'subject') AND k.id = t.of_id OR t.of_what = 'grade' AND k.grade = t.of_id)
		WHERE ap.account_id = ? AND `+activeLink+` AND p.state = 'active'
			AND t.valid_from <= ? AND (t.valid_to IS NULL OR t.valid_to > ?) AND ?
		ORDER BY t.school_id, t.id, k.id`,
		visible("k"), accountID, now, now, visible("p")).Scan(ctx, &rows)
	last := ""
	for _, r := range rows {
		if r.ID != last {
			last = r.ID
			list = append(list, allow.Held{School: r.SchoolID, Membership: r.MembershipID, Post: r.Kind, Of: r.OfWhat, ID: r.OfID})
		}
		if r.ClassID != "" {
			held := &list[len(list)-1]
			held.Classes = append(held.Classes, r.ClassID)
		}
	}
	return list, err
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
