package rule

import (
	"slices"

	"yunka/server/cardcode"
	"yunka/server/reason"
)

// Scene is what a terminal is for.
type Scene string

const (
	GateScene     Scene = "gate"
	IdentifyScene Scene = "identify" // says who it is, opens nothing
	// AttendanceScene notes that somebody is there; it opens nothing.
	AttendanceScene Scene = "attendance"
	// PickupScene says which children an adult may take; staff releases them.
	PickupScene Scene = "pickup"
	// TillScene takes money.
	TillScene Scene = "till"
	// LibraryScene lends books and takes them back.
	LibraryScene Scene = "library"
	// BoardScene shows who is called; nobody presents anything there.
	BoardScene Scene = "board"
	// SigninScene signs people in to the session that stands at the terminal.
	SigninScene Scene = "signin"
	// RoomScene shows the code of a room; nobody presents anything there.
	RoomScene Scene = "signin-screen"
	// FreshmenScene receives who is to begin at the school: nobody presents a card there.
	FreshmenScene Scene = "freshmen"
)

// Use is what a scene means to a decision.
type Use struct {
	Scene   Scene
	Accepts cardcode.Purpose // of a phone's code; another one is spent and refused
	Opens   bool             // an ALLOW opens something
	// By is the part that decides in the end (package scan/part): without it nothing is
	// allowed, and no terminal decides alone. "" is decided by the rules.
	By string
	// Each presentation with a key of its own is one: a chip that is read again a moment
	// later is not the first answer again. The part tells them apart.
	Each bool
}

// uses is the one table of scenes. A new one is a line here, and its words where
// terminals are added.
var uses = []Use{
	{Scene: GateScene, Opens: true},
	{Scene: IdentifyScene},
	{Scene: AttendanceScene},
	{Scene: PickupScene, Accepts: cardcode.Release, By: "pickup"},
	{Scene: TillScene, Accepts: cardcode.Pay, By: "till", Each: true},
	{Scene: LibraryScene, By: "library"},
	{Scene: BoardScene, By: "board"},
	{Scene: SigninScene, By: "signin"},
	{Scene: RoomScene, By: "signin-screen"},
	{Scene: FreshmenScene, By: "freshmen"},
}

// Scenes lists them in the order of the table.
func Scenes() (list []Scene) {
	for _, u := range uses {
		list = append(list, u.Scene)
	}
	return list
}

// Uses says what a scene means; false is one that nobody decides.
func (s Scene) Uses() (Use, bool) {
	i := slices.IndexFunc(uses, func(u Use) bool { return u.Scene == s })
	if i < 0 {
		return Use{}, false
	}
	return uses[i], true
}

// Alone is the outcome at a terminal that decides without its server, which has no
// parts.
func (u Use) Alone(o Outcome) Outcome {
	if u.By != "" && o.Decision != reason.Deny {
		return deny(reason.TermOffline, o.Consume)
	}
	return o
}
