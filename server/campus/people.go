package campus

import (
	"encoding/base64"
	"strings"

	"yunka/server/allow"
	"yunka/server/fault"
)

// PageSize is the most people one page shows.
const PageSize = 50

// PeopleQuery asks for a page of people, by folded name.
type PeopleQuery struct {
	Text    string     // name, number, class or the last four digits of a phone
	Role    allow.Role // "" is any
	ClassID string     // pupils of this class only
	State   PeopleState
	After   string // Next of the page before
	Limit   int    // at most PageSize; 0 is PageSize

	// Classes, if not nil, limits the answer to pupils of these classes.
	Classes []string
}

// PeopleState picks the people that somebody has to do something about; "" is any.
type PeopleState string

const (
	Stopped   PeopleState = "stopped"   // the person, or a card of theirs
	NoAccount PeopleState = "noaccount" // never activated
	Unclaimed PeopleState = "unclaimed" // activated or not, no phone and no chip
	NoPhone   PeopleState = "nophone"   // no mobile number in the books
	Left      PeopleState = "left"      // nothing here any more
)

// PersonRow is one person on a list.
type PersonRow struct {
	ID, Name, Number, State string
	PhoneTail               string       // last four digits
	Roles                   []allow.Role // open memberships
	ClassID, Grade, Class   string       // of an open student membership
}

// PeoplePage is one page of a list; Next is "" on the last.
type PeoplePage struct {
	People []PersonRow
	Next   string
}

// MembershipRow is a membership with its class and its card.
type MembershipRow struct {
	ID        string
	Role      allow.Role
	ClassID   string
	Grade     string
	Class     string
	ValidFrom int64
	ValidTo   int64 // 0 is open
	CardID    string
	CardState string
}

// Open reports whether the membership is valid at the instant.
func (m MembershipRow) Open(at int64) bool {
	return m.ValidFrom <= at && (m.ValidTo == 0 || at < m.ValidTo)
}

// Kin is the other end of a guardianship.
type Kin struct {
	GuardianshipID     string
	PersonID           string
	Name               string
	Number             string // of a child
	Phone              string // of an adult
	Grade, Class       string // of a child
	Relation           string
	Rights             Rights
	Restricted         bool // for staff only
	ValidFrom, ValidTo int64
}

// PersonDetail is everything the books say about one person.
type PersonDetail struct {
	Person      Person
	Memberships []MembershipRow
	Guardians   []Kin
	Children    []Kin
}

// Class is the class of the open student membership, "" if there is none.
func (d PersonDetail) Class(at int64) string {
	for _, m := range d.Memberships {
		if m.Role == allow.Student && m.Open(at) {
			return m.ClassID
		}
	}
	return ""
}

// Child is a child as a guardian sees it.
type Child struct {
	AdultID, ID, SchoolID, Name string
	Grade, Class, ClassID       string
	CardID                      string // of the open student membership, "" if there is none
	Relation                    string
	Rights                      Rights
}

var errCursor = fault.New(fault.Malformed, "bad_cursor")

func cursor(folded, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(folded + "\x00" + id))
}

func parseCursor(s string) (folded, id string, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	folded, id, ok := strings.Cut(string(b), "\x00")
	if err != nil || !ok || !validText(string(b[:len(folded)])) || !validText(id) {
		return "", "", errCursor
	}
	return folded, id, nil
}

// like makes text safe inside a LIKE pattern with ESCAPE '\'.
func like(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
