// Package reason holds what an answer at a gate can be: three decisions and
// one closed list of reasons, the same online, offline, in the API, in the
// database and in the browser.
//
// A Code is a stable upper-snake name. The words a person reads for it live in
// views/msg; this package is a leaf, imports nothing and also runs as
// WebAssembly. Adding a reason means adding it to All and giving it words in
// both languages (a test in views/msg holds that).
package reason

// Decision is the platform's answer to a presentation.
type Decision string

const (
	Allow   Decision = "ALLOW"
	Deny    Decision = "DENY"
	Confirm Decision = "CONFIRM" // a member of staff must look and decide
)

// Code says why.
type Code string

const (
	OK Code = "OK"

	// The code itself. None of these but CodeWrongAudience spends a code.
	CodeMalformed          Code = "CODE_MALFORMED"
	CodeVersionUnsupported Code = "CODE_VERSION_UNSUPPORTED"
	CodeUnknown            Code = "CODE_UNKNOWN" // no such handle or chip
	CodeBadSignature       Code = "CODE_BAD_SIGNATURE"
	CodeExpired            Code = "CODE_EXPIRED"
	CodeNotYetValid        Code = "CODE_NOT_YET_VALID"
	CodeAlreadyUsed        Code = "CODE_ALREADY_USED"
	CodeSuperseded         Code = "CODE_SUPERSEDED"
	CodeWrongAudience      Code = "CODE_WRONG_AUDIENCE" // purpose does not fit the scene
	CodeWrongSchool        Code = "CODE_WRONG_SCHOOL"
	CodeLeaseOver          Code = "CODE_LEASE_OVER"

	// Credential, card, person: three different buttons.
	CredLost        Code = "CRED_LOST"
	CredReplaced    Code = "CRED_REPLACED"
	CredEnded       Code = "CRED_ENDED"
	CardFrozen      Code = "CARD_FROZEN_BY_HOLDER"
	CardBlocked     Code = "CARD_BLOCKED"
	CardExpired     Code = "CARD_EXPIRED"       // the membership has ended
	CardNotYetValid Code = "CARD_NOT_YET_VALID" // the membership has not begun
	PersonSuspended Code = "PERSON_SUSPENDED"

	// Rights.
	PermNoRight         Code = "PERM_NO_RIGHT"
	PermOutsideSchedule Code = "PERM_OUTSIDE_SCHEDULE"
	PermEscortRequired  Code = "PERM_ESCORT_REQUIRED"

	// Terminal and system.
	TermWrongScene Code = "TERM_WRONG_SCENE"
	TermNoGate     Code = "TERM_NO_GATE" // paired, but leads nowhere yet

	// How a CONFIRM ended, and a passage that a guard took back.
	StaffAccepted Code = "STAFF_ACCEPTED"
	StaffRefused  Code = "STAFF_REFUSED"
	StaffUndone   Code = "STAFF_UNDONE"
)

var all = []Code{
	OK, CodeMalformed, CodeVersionUnsupported, CodeUnknown, CodeBadSignature, CodeExpired, CodeNotYetValid,
	CodeAlreadyUsed, CodeSuperseded, CodeWrongAudience, CodeWrongSchool, CodeLeaseOver,
	CredLost, CredReplaced, CredEnded, CardFrozen, CardBlocked, CardExpired, CardNotYetValid, PersonSuspended,
	PermNoRight, PermOutsideSchedule, PermEscortRequired,
	TermWrongScene, TermNoGate, StaffAccepted, StaffRefused, StaffUndone,
}

// All lists every reason once, in the order of this file.
func All() []Code { return append([]Code(nil), all...) }
