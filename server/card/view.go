package card

import (
	"context"

	"github.com/uptrace/bun"
)

// View is a card as its holder, a guardian or the console sees it.
type View struct {
	ID, SchoolID, SchoolName, PersonID, Holder string
	Number                                     string // student number; may be ""
	Role, Grade, Class                         string
	ClassID                                    string // "" for who is in none
	MembershipID                               string
	State, PersonState                         string
	ValidFrom, ValidTo                         int64            // 0 is open
	Credentials                                []CredentialView `bun:"-"`
}

// CredentialView is a phone key or a chip of a card.
type CredentialView struct {
	ID, CardID, Kind, Device, Chip, State string
	BrowserHash                           string // of a phone key: which browser made it
	Mark, StateAt, LastAt, CreatedAt      int64
}

// Of lists the cards of people, with their credentials that are not yet ended
// or replaced.
func Of(ctx context.Context, q bun.IDB, people []string) ([]View, error) {
	if len(people) == 0 {
		return nil, nil
	}
	return read(ctx, q, "k.person_id IN (?)", bun.List(people))
}

// ByID reads cards by their ids; absent ones are left out.
func ByID(ctx context.Context, q bun.IDB, ids []string) ([]View, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return read(ctx, q, "k.id IN (?)", bun.List(ids))
}

func read(ctx context.Context, q bun.IDB, where string, arg any) ([]View, error) {
	var cards []View
	err := q.NewRaw(`SELECT k.id, k.school_id, s.name AS school_name, k.person_id, p.name AS holder, COALESCE(p.number, '') AS number, m.role,
  COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class, COALESCE(m.class_id, '') AS class_id, m.id AS membership_id, k.state, p.state AS person_state, m.valid_from, COALESCE(m.valid_to, 0) AS valid_to
FROM card k JOIN person p ON p.id = k.person_id JOIN membership m ON m.id = k.membership_id JOIN school s ON s.id = k.school_id LEFT JOIN class c ON c.id = m.class_id
WHERE `+where+` AND`+visible+`ORDER BY m.created_at, k.id`, arg).Scan(ctx, &cards)
	if err != nil || len(cards) == 0 {
		return nil, err
	}
	ids := make([]string, len(cards))
	at := map[string]*View{}
	for i := range cards {
		ids[i] = cards[i].ID
		at[cards[i].ID] = &cards[i]
	}
	var creds []CredentialView
	err = q.NewRaw(`SELECT id, card_id, kind, device, browser_hash, COALESCE(chip, '') AS chip, state, mark, state_at, created_at,
	COALESCE((SELECT MAX(s.at) FROM scan s WHERE kind = 'chip' AND s.credential_id = credential.id AND s.mark IS NULL), last_at, 0) AS last_at
FROM credential WHERE card_id IN (?) AND state IN ('live', 'lost') ORDER BY kind, created_at, id`, bun.List(ids)).Scan(ctx, &creds)
	for _, c := range creds {
		v := at[c.CardID]
		v.Credentials = append(v.Credentials, c)
	}
	return cards, err
}
