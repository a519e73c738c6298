package account

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/campus"
)

// Names are the names by which a school knows accounts, by account.
func Names(ctx context.Context, q bun.IDB, school string, accounts []string) (map[string]string, error) {
	return campus.Names(ctx, q, `
		SELECT ap.account_id AS id, p.name
		FROM account_person ap
		JOIN person p ON p.id = ap.person_id
		WHERE ap.school_id = ? AND ap.account_id IN (?)
		ORDER BY p.id`,
		school, accounts)
}

// OfPerson reads whose account a person of the school has; "" before it is activated.
func OfPerson(ctx context.Context, q bun.IDB, school, person string) (account string, err error) {
	l, err := LinkOf(ctx, q, school, person)
	return l.AccountID, err
}

// OfSchool lists every account that is somebody at the school.
func OfSchool(ctx context.Context, q bun.IDB, school string) (accounts []string, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT account_id
		FROM account_person
		WHERE school_id = ?`,
		school).Scan(ctx, &accounts)
	return accounts, err
}

// Around lists the accounts of those people and of the adults who look after them.
func Around(ctx context.Context, q bun.IDB, people []string) (accounts []string, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT DISTINCT account_id
		FROM account_person
		WHERE person_id IN (?0) OR person_id IN (SELECT adult_id FROM guardianship WHERE child_id IN (?0))`,
		bun.List(people)).Scan(ctx, &accounts)
	return accounts, err
}

// CountOf counts the people of a school who have an account.
func CountOf(ctx context.Context, q bun.IDB, school string) (n int, err error) {
	err = q.NewRaw("SELECT count(*) FROM account_person WHERE school_id = ?", school).Scan(ctx, &n)
	return n, err
}
