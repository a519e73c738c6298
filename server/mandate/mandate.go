// Package mandate keeps what a guardian asks one adult to do: to collect children, on a
// day or on weekdays until a date, within hours. The adult is a person of the school's
// books with a membership of the role delegate, without an account; a key on one phone
// presents that card. A mandate by itself releases nobody: who decides at the gate asks Of
// in the transaction of the release.
//
// What it promises:
//
//   - Only a guardian with the right delegate names somebody, for children for whom the
//     right holds; and whenever Of is asked, that right must still hold. A restriction
//     wins: whoever has the phone number or the name of an adult against whom one stands
//     for a child collects that child by nobody's word.
//   - The link is a secret of which the hash alone is kept. It opens nothing by itself: six
//     digits that the guardian reads out, five wrong ones and it is dead. The digits are
//     kept as they are, because the guardian's page shows them; without the link they are
//     of no use.
//   - One phone. The first with the digits makes the key; another one is refused, and the
//     guardian hears of it. A new link ends the key before it.
//   - A mandate can be taken back until the second of the release, for each child by whoever
//     may delegate for that child, and by staff. Taking back holds the adult's person lock,
//     as each scan does: either the release came first or there is none.
//
// Lock order: the school's row, people by id (guardian, children, the adult), the mandate's
// row, credentials, the outbox, audit, feed.
package mandate

import (
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/account/guess"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/picture"
)

// Limits.
const (
	MaxPerChild    = 6  // adults that are asked to collect a child at one time
	MaxPerGuardian = 10 // adults that one guardian has asked
	MaxTries       = 5  // wrong digits, then the link is dead
	LinkDays       = 7  // a link lives, at most to the end of the mandate

	challengeLife = 5 * time.Minute
	secretBytes   = 16
	refusedAgain  = 10 * time.Minute // before another second phone is told
)

// Changed is the feed's kind for all that happens to a mandate. Subject is the mandate,
// Person the adult.
const Changed = "mandate.changed"

// limitLinks stops a script that tries links: they have 128 bits.
var limitLinks = guess.Limit{Name: "mandate+network", Most: 300, Window: 15 * time.Minute}

// Relations are what the adult may be to the children, as codes.
var Relations = []string{"grandmother_m", "grandfather_m", "grandmother_f", "grandfather_f", "relative", "nanny", "neighbour", "friend", "other"}

// State is how far a mandate is.
type State string

// The states. A mandate that is Over ended by itself.
const (
	Waiting State = "waiting" // for the phone
	Locked  State = "locked"  // too many wrong digits: it needs a new link
	Lapsed  State = "lapsed"  // nobody opened the link in time: the same
	Active  State = "active"
	Over    State = "over"
	Ended   State = "ended" // taken back
)

// Mandate is one.
type Mandate struct {
	ID, SchoolID           string
	GuardianID, Guardian   string // who named the adult, and the name
	PersonID, Name         string // the adult
	MembershipID, CardID   string
	Phone, Relation        string
	FirstDay, LastDay      string
	Weekdays               int
	FromMinute, ToMinute   int
	LinkUntil              int64
	Digits                 string
	Tries                  int
	OpenedAt, ClaimedAt    int64 // Unix milliseconds; 0 is not yet
	RefusedAt              int64 // a second phone was, last
	Device                 string
	EndedAt                int64
	EndedBy, EndedName     string
	CreatedAt              int64
	Children               []Child `bun:"-"`
	Events                 []Event `bun:"-"` // the newest first; of Read alone
	PersonState, CardState string
	MemberTo               int64 // the end of the membership, which the office may bring forward
}

// stopped reports whether the school has stopped the adult, the card or the membership.
func (m Mandate) stopped(at int64) bool {
	return m.PersonState != "active" || m.CardState != "active" || m.MemberTo != 0 && at >= m.MemberTo
}

// Child is a child of a mandate. ClassID and what is beside it are of now.
type Child struct {
	MandateID, ID, Name    string
	ClassID, Grade, Class  string
	EndedAt                int64
	EndedBy                string
	GuardianMay, Restricts bool // the guardian's right holds now; somebody's restriction stands against the adult
}

// Event is something that happened.
type Event struct {
	At             int64
	Kind           string
	By, ByName     string
	ChildID, Child string
}

// When are its days and hours.
func (m Mandate) When() When {
	return When{First: m.FirstDay, Last: m.LastDay, Weekdays: m.Weekdays, From: m.FromMinute, To: m.ToMinute}
}

// State says how far it is at an instant.
func (m Mandate) State(now time.Time, loc *time.Location) State {
	switch ms := now.UnixMilli(); {
	case m.EndedAt != 0:
		return Ended
	case !now.Before(m.When().Until(loc)):
		return Over
	case m.ClaimedAt != 0:
		return Active
	case m.Digits == "":
		return Locked
	case ms >= m.LinkUntil:
		return Lapsed
	}
	return Waiting
}

// Draft is what a guardian says. Photo is a file as it was handed in.
type Draft struct {
	Name, Phone, Relation string
	Children              []string
	When                  When
	Photo                 []byte
}

func (d *Draft) check() error {
	phone, ok := campus.CleanPhone(d.Phone)
	d.Name, d.Phone = campus.CleanName(d.Name), phone
	known := false
	for _, r := range Relations {
		known = known || r == d.Relation
	}
	switch {
	case d.Name == "" || !utf8.ValidString(d.Name) || strings.ContainsRune(d.Name, 0) || utf8.RuneCountInString(d.Name) > 40:
		return fault.New(fault.Invalid, "mandate_name")
	case !ok:
		return fault.New(fault.Invalid, "mandate_phone")
	case !known:
		return fault.New(fault.Invalid, "mandate_relation")
	case len(d.Children) == 0 || len(d.Children) > 20:
		return fault.New(fault.Invalid, "mandate_children")
	case len(d.Photo) == 0:
		return fault.New(fault.Invalid, "mandate_photo")
	}
	return nil
}

// Service names, claims and ends.
type Service struct {
	db       *db.DB
	feed     *feed.Feed
	cards    *card.Service
	pictures *picture.Shrinker
}

// New makes it.
func New(d *db.DB, f *feed.Feed, cards *card.Service) *Service {
	return &Service{db: d, feed: f, cards: cards, pictures: picture.New()}
}

// may keeps the children about whom the actor may do the action. Without any it is
// NotFound for who is nobody of the school.
func may(a allow.Actor, action allow.Action, school string, children []Child) (some []Child, err error) {
	err = fault.New(fault.NotFound, "not_found")
	for _, c := range children {
		denied := allow.Check(a, action, allow.Target{School: school, Person: c.ID, Class: c.ClassID})
		if denied == nil {
			some = append(some, c)
			continue
		}
		err = denied
	}
	if len(some) > 0 {
		return some, nil
	}
	return nil, err
}
