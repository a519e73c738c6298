package campus

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
)

// The kinds of credentials.
const (
	PhoneKey = "phone" // has a handle, a public key and a lease
	Chip     = "chip"  // has a number
)

// CredentialKinds are all there are. The database takes any word; every row is
// written as a Credential, which refuses others.
var CredentialKinds = []string{PhoneKey, Chip}

// Credential is what presents a card, as it is written once by the roster or by
// package card, which owns it from then on.
type Credential struct {
	bun.BaseModel `bun:"table:credential"`
	ID            string
	SchoolID      string
	PersonID      string
	CardID        string
	Kind          string
	Handle        int64  `bun:",nullzero"`
	PublicKey     []byte `bun:",nullzero"`
	Chip          string `bun:",nullzero"`
	Device        string
	BrowserHash   string // of a phone key: which browser made it; "" is not known
	State         string
	StateAt       int64
	Mark          int64
	LeaseUntil    int64  `bun:",nullzero"`
	LastAt        int64  `bun:",nullzero"`
	PendingImport string `bun:",nullzero"`
	CreatedAt     int64
}

// NewCredential gives a credential its id and makes it live.
func NewCredential(c Credential, now int64) Credential {
	c.ID, c.State, c.StateAt, c.CreatedAt = newID(), "live", now, now
	return c
}

// AddCredential writes a credential that begins to live now. A number or a handle
// that another has is a db.IsUnique error.
func AddCredential(ctx context.Context, tx *db.Tx, c Credential) (id string, err error) {
	c = NewCredential(c, tx.NowMS())
	_, err = tx.NewInsert().Model(&c).Exec(ctx)
	return c.ID, err
}

// BeforeAppendModel refuses to insert a kind that is none; bun asks it for each row.
func (c *Credential) BeforeAppendModel(_ context.Context, q bun.Query) error {
	if inserts(q) && !slices.Contains(CredentialKinds, c.Kind) {
		return fault.New(fault.Invalid, "credential_kind")
	}
	return nil
}

// BeforeAppendModel refuses to insert a role that is none; bun asks it for each row.
func (m *Membership) BeforeAppendModel(_ context.Context, q bun.Query) error {
	if inserts(q) && m.Role != allow.RoleDelegate && !slices.Contains(allow.Roles, m.Role) {
		return fault.New(fault.Invalid, "person_role")
	}
	return nil
}

// inserts tells an INSERT from a SELECT, which comes with an empty row.
func inserts(q bun.Query) bool {
	_, yes := q.(*bun.InsertQuery)
	return yes
}

// ChipLengths are how many digits the numbers of the school's live chips have.
func ChipLengths(ctx context.Context, q bun.IDB, school string) (lengths []int, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT LENGTH(chip) AS n
		FROM credential
		WHERE school_id = ? AND kind = 'chip' AND state = 'live'
		ORDER BY n`, school).Scan(ctx, &lengths)
	return lengths, err
}
