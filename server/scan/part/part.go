// Package part is the seam by which a scene adds its own facts, decision and writes
// to a scan's own commit: a leave that is used up by the exit it opened, a purse that
// pays for a meal. A Part is a plain value in scene.Scene; package scan asks it
//
//	Concerns   before anything is read: does this terminal concern the part at all?
//	Read       once a batch, under the locks of the schools and the people
//	Decide     for each presentation that the rules let through, in the batch's order
//	Take       when that presentation becomes a scan
//	Write      once a batch, after the marks and presences, before the feed's number
//
// and where no part is concerned none of it costs a statement.
//
// What is promised to a part: everything happens in one transaction, which commits
// whole or not at all and is repeated from Read when it lost a race, so a part keeps
// what it carries forward in its Round and nowhere else. A repeated request, and the
// same chip or code seen again, get the first answer and never reach a part.
//
// What a part promises: it locks its own rows in Read, sorted, after the people and
// before the outbox (CONTRIBUTING, lock order); it never loosens what the rules said;
// and Concerns looks at nothing but what it is given and what the part remembers.
package part

import (
	"context"
	"encoding/json"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/reason"
)

// Part is what a scene adds to scans. Undo may be nil.
type Part struct {
	Name string // the scene's word; rule.Use.By names a part
	// Concerns is asked of a terminal before the batch is read, by a policy that may be
	// a version behind, and again by the locked one.
	Concerns func(p *access.Policy, t access.Terminal) bool
	// Read reads and locks what the part needs for the presentations of a batch. The
	// schools are locked shared, the people exclusively.
	Read func(ctx context.Context, tx *db.Tx, asked []*Asked) (Round, error)
	// Undo gives back what the scan took, because nobody went through. It is asked of
	// every scan that is taken back, under the person's lock.
	Undo func(ctx context.Context, tx *db.Tx, u Undone) error
}

// When says at which moment a part is asked.
type When int

const (
	// Presented is somebody at a terminal.
	Presented When = iota
	// Confirming is a guard who accepts a CONFIRM. Body and Purpose are not known any
	// more; Scan is the scan that waited. A refusal here refuses the accept.
	Confirming
	// Happened is a passage that a terminal without its server let through. It stands,
	// whatever Decide says; Take and Write keep the books.
	Happened
)

// Asked is one presentation by somebody who is known, as a part sees it.
type Asked struct {
	When     When
	School   string
	Terminal string
	Policy   *access.Policy
	At       int64 // Unix ms, the server's clock at receipt
	Kind     rule.Kind
	Purpose  cardcode.Purpose
	Lang     string
	Body     json.RawMessage // what the request had besides; nil for nothing
	Staff    string          // the guard's person id at Manual and Confirming
	Scan     string          // of Confirming and Happened

	Person, Card, Membership, Credential string
	Name, Role, Grade, ClassID           string
}

// Where is the terminal and its gate by the locked policy.
func (a *Asked) Where() (access.Terminal, access.Gate) {
	t := a.Policy.Terminals[a.Terminal]
	return t, a.Policy.Gates[t.Gate]
}

// Round is a part's memory of one batch in one transaction.
type Round interface {
	// Decide sees what the rules, and the parts before it, say of a presentation they do
	// not refuse. It changes nothing that later presentations see: that is Take's.
	Decide(a *Asked, o rule.Outcome) Verdict
	// Write writes what was taken.
	Write(ctx context.Context, tx *db.Tx) error
}

// Verdict is what a part says of a presentation. The zero Verdict agrees.
type Verdict struct {
	Decision reason.Decision // stricter than the outcome, or "" for the same
	Reason   reason.Code     // why, with a Decision
	Warning  reason.Code     // what an ALLOW passes over
	Detail   string          // what a terminal with staff is told besides, in the language asked
	Extra    any             // goes into the answer as JSON, for this terminal to read
	// Take runs when the scan is to be written: by its id, and what was decided in the
	// end, which a later part may have made a refusal. It is where a part uses up what
	// the next presentation of the batch must not find. Nil takes nothing.
	Take func(scan string, o rule.Outcome)
}

// apply is the outcome after a verdict: never looser, and what was spent stays spent.
func (v Verdict) apply(o rule.Outcome) rule.Outcome {
	if strictness(v.Decision) > strictness(o.Decision) {
		o.Decision, o.Reason = v.Decision, v.Reason
		if v.Decision == reason.Deny {
			o.Warning = ""
		}
	}
	if v.Warning != "" && o.Decision != reason.Deny {
		o.Warning = v.Warning
	}
	return o
}

func strictness(d reason.Decision) int {
	switch d {
	case reason.Deny:
		return 2
	case reason.Confirm:
		return 1
	}
	return 0
}

// Undone is a scan that was taken back.
type Undone struct{ School, Scan, Person string }
