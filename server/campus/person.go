package campus

import (
	"github.com/uptrace/bun"

	"yunka/server/allow"
)

// Person is a human in one school's books.
type Person struct {
	bun.BaseModel `bun:"table:person"`
	ID            string
	SchoolID      string
	Name          string
	Folded        string // Fold(Name), for searching
	Phone         string `bun:",nullzero"`
	Number        string `bun:",nullzero"` // student or staff number, unique in the school
	Gender        string // "男", "女" or ""
	State         string // "active" or "suspended"
	StateAt       int64
	PendingImport string `bun:",nullzero"`
	CreatedAt     int64
}

// Membership is what a person is in the school. ValidTo is exclusive, 0 is open.
type Membership struct {
	bun.BaseModel `bun:"table:membership"`
	ID            string
	SchoolID      string
	PersonID      string
	Role          allow.Role
	ClassID       string `bun:",nullzero"`
	ValidFrom     int64
	ValidTo       int64  `bun:",nullzero"`
	PendingImport string `bun:",nullzero"`
	CreatedAt     int64
}

// Rights are what an adult may do for a child, each on its own.
type Rights struct {
	View     bool `bun:"can_view"`
	Leave    bool `bun:"can_leave"`
	Pay      bool `bun:"can_pay"`
	Pickup   bool `bun:"can_pickup"`
	Delegate bool `bun:"can_delegate"`
	Consent  bool `bun:"can_consent"`
	Notify   bool `bun:"can_notify"`
}

// RightsOf is what the roster gives a relation: parents may also let others
// fetch the child and sign for it, everybody else may not.
func RightsOf(relation string) Rights {
	parent := relation == "父亲" || relation == "母亲"
	return Rights{View: true, Leave: true, Pay: true, Pickup: true, Notify: true, Delegate: parent, Consent: parent}
}

// Guardianship joins an adult to a child. A restriction is seen by staff only
// and wins over every right.
type Guardianship struct {
	bun.BaseModel `bun:"table:guardianship"`
	ID            string
	SchoolID      string
	AdultID       string
	ChildID       string
	Relation      string
	Rights
	Restricted    bool
	ValidFrom     int64
	ValidTo       int64  `bun:",nullzero"`
	PendingImport string `bun:",nullzero"`
	CreatedAt     int64
}

// CardRow is the card that every membership is born with; from then on package
// card changes it.
type CardRow struct {
	bun.BaseModel `bun:"table:card"`
	ID            string
	SchoolID      string
	PersonID      string
	MembershipID  string
	State         string
	StateAt       int64
	CreatedAt     int64
}

// NewCard is the card of a new membership; now is in Unix milliseconds.
func NewCard(m Membership, now int64) CardRow {
	return CardRow{
		ID: newID(), SchoolID: m.SchoolID, PersonID: m.PersonID, MembershipID: m.ID,
		State: "active", StateAt: now, CreatedAt: now,
	}
}
