// Package cardpage draws /card: the pass first, then children, today and the
// card's own buttons.
package cardpage

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"yunka/server/reason"
	"yunka/views/layout"
	"yunka/views/ui"
)

// View is GET /card. Times are in the school's zone.
type View struct {
	Page     layout.Page
	Cards    []Card
	Children []Child
	Today    []Item
	Calls    []Call // of the simple version
	Now      time.Time
}

// Call is a class teacher who can be called.
type Call struct {
	Class string
	Phone string
}

// State of a card.
type State string

const (
	Active  State = "active"
	Frozen  State = "frozen"  // by its holder: one tap, and a password to undo
	Blocked State = "blocked" // by the school: only the school undoes it
	Ended   State = "ended"   // the membership is over or has not begun
)

// Card is one school, one role. Role is student, teacher, parent, guard or admin.
type Card struct {
	ID        string
	School    string
	Zone      string // of the school, such as Asia/Shanghai
	Holder    string
	Role      string
	Class     string // 三年级2班; for a guardian a line like 林知夏的妈妈
	Number    string
	State     State
	Claimable bool  // an account that may put this card on this phone
	Mark      int64 // the newest consumed issued<<8|seq
	Phones    []Phone
	Problem   string // about its forms, e.g. msg.WrongPassword(ctx)
	Consent   Consent
	Parts     []templ.Component // of scenes, shown below the children
	Pay       bool              // a till of the school takes codes, so the card shows one for it
	Release   bool              // the holder may collect a child and the school has a terminal for it
	Look      Look
	Functions []Function // of scenes, all that the holder may have; Look says which are shown
}

// Look is how the school has its cards: the zero one is how they come with the program.
type Look struct {
	Classes  string // of css; "" is as they come
	Sheet    string // the address of what the classes mean
	Title    string // instead of the school's name
	Logo     string // the address of a picture; "" is the cloud
	Fields   []string
	Quick    []string // keys of Functions, in their order
	Designed bool     // a design of the school's: Fields and Quick are all there is
}

// Function is what a card leads to in one press. To has several places on the card of a parent
// of several children.
type Function struct {
	Key  string
	Icon ui.Name
	Text func(ctx context.Context) string
	To   []Place
}

// Place is where a function leads; Name is the child's.
type Place struct{ Name, Link string }

// Consent to keeping a card on phones.
type Consent struct {
	Version  string    // of the text
	At       time.Time // zero: nobody agreed to this text yet
	ByParent bool      // somebody else decides: the holder is a pupil with guardians
}

// Phone is a live phone key of a card.
type Phone struct {
	ID      string
	Device  string // "iPhone · WeChat"
	Since   time.Time
	LastUse time.Time // zero: never
}

// Item is a line of today.
type Item struct {
	ID        string
	At        time.Time
	Direction string // in, out, unknown
	Zone      string // within the school; "" is the school itself
	Decision  reason.Decision
	Reason    reason.Code
	Where     string
	Who       string // the child's name on a guardian's page; "" is the holder
	Mine      bool   // the holder's own card
}

// Child of a guardian.
type Child struct {
	PersonID string
	LiveID   string // the element is child-<LiveID>
	Name     string
	Class    string
	Last     *Last // nil: nothing today
	Card     *ChildCard
	Parts    []templ.Component // of scenes, shown below the child
}

// ChildCard is what a guardian may do about a child's card.
type ChildCard struct {
	ID         string
	State      State
	Phones     int
	MayConsent bool
	Consent    Consent
	Problem    string // about its form
	TakeBack   bool   // the reader has stopped it within a day: no password
}

// Last is the newest passage of a child.
type Last struct {
	At        time.Time
	Direction string // in, out, unknown
	Zone      string // within the school; "" is the school itself
	Where     string
	Text      string // "" says the direction
}
