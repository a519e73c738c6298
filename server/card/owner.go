package card

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

// Owners of what this package keeps.
var (
	OwnerOfCard       = campus.OwnerBy("SELECT k.school_id, k.person_id FROM card k JOIN membership m ON m.id = k.membership_id WHERE k.id = ? AND " + db.Visible("m"))
	OwnerOfCredential = campus.OwnerBy("SELECT c.school_id, c.person_id FROM credential c JOIN card k ON k.id = c.card_id JOIN membership m ON m.id = k.membership_id WHERE c.id = ? AND " + db.Visible("m") + " AND " + db.Visible("c"))
	OwnerOfPrinted    = campus.OwnerBy("SELECT x.school_id, x.person_id FROM pass x WHERE x.id = ? AND x.kind = 'printed'")
)

// HolderNames names who has a card or a credential, by the id of either.
func HolderNames(ctx context.Context, q bun.IDB, school string, ids []string) (map[string]string, error) {
	cards, err := campus.Names(ctx, q, "SELECT k.id, p.name FROM card k JOIN person p ON p.id = k.person_id WHERE k.school_id = ? AND k.id IN (?)", school, ids)
	if err != nil {
		return nil, err
	}
	creds, err := campus.Names(ctx, q, "SELECT c.id, p.name FROM credential c JOIN person p ON p.id = c.person_id WHERE c.school_id = ? AND c.id IN (?)", school, ids)
	for id, name := range creds {
		cards[id] = name
	}
	return cards, err
}

// CountLivePhones counts the phones that make codes for cards of the school.
func CountLivePhones(ctx context.Context, q bun.IDB, school string) (n int, err error) {
	err = q.NewRaw("SELECT count(*) FROM credential WHERE school_id = ? AND kind = 'phone' AND state = 'live'", school).Scan(ctx, &n)
	return n, err
}
