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

	// Passes: printed codes and visitors'.
	PassLookAtFace Code = "PASS_LOOK_AT_FACE" // staff compare the photo before it opens
	PassNeedsGuard Code = "PASS_NEEDS_GUARD"  // and here is nobody who could
	PassUsedUp     Code = "PASS_USED_UP"      // as often as it may today
	VisitNotYet    Code = "VISIT_NOT_YET"
	VisitOver      Code = "VISIT_OVER"

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
	PermHoliday         Code = "PERM_HOLIDAY"              // closed today by the school's calendar
	PermPrerequisite    Code = "PERM_PREREQUISITE_MISSING" // not in the group the zone asks for
	PermSecondPerson    Code = "PERM_NEEDS_SECOND_PERSON"  // nobody is inside alone
	PermRule            Code = "PERM_RULE"                 // a rule of the zone says no
	PermWrongBuilding   Code = "PERM_WRONG_BUILDING"       // people live there, and this one does not
	PermLockdown        Code = "PERM_LOCKDOWN"             // nobody is handed over or goes out now
	LeaveRequired       Code = "LEAVE_REQUIRED"            // a pupil goes out before the day ends, without an approved leave

	// Where the person is already.
	ZonePassbackIn    Code = "ZONE_PASSBACK_IN"
	ZonePassbackOut   Code = "ZONE_PASSBACK_OUT"
	ZonePassbackTimed Code = "ZONE_PASSBACK_TIMED"
	ZoneFull          Code = "ZONE_FULL"
	ZoneSequence      Code = "ZONE_SEQUENCE" // not inside the zone around it

	// Handing over a child.
	PickNotGuardian        Code = "PICK_NOT_GUARDIAN"
	PickNoPickupRight      Code = "PICK_NO_PICKUP_RIGHT"
	PickCustodyRestricted  Code = "PICK_CUSTODY_RESTRICTED" // for staff's eyes
	PickPassExpired        Code = "PICK_PASS_EXPIRED"       // a delegate outside the window
	PickPassRevoked        Code = "PICK_PASS_REVOKED"
	PickChildAbsent        Code = "PICK_CHILD_ABSENT"
	PickChildOnLeave       Code = "PICK_CHILD_ON_LEAVE"
	PickAlreadyReleased    Code = "PICK_ALREADY_RELEASED"
	PickOtherMode          Code = "PICK_OTHER_MODE" // the day's plan means somebody else
	PickTooEarly           Code = "PICK_TOO_EARLY"  // before dismissal it takes a leave
	PickIdentityUnverified Code = "PICK_IDENTITY_UNVERIFIED"
	PickHoldByStaff        Code = "PICK_HOLD_BY_STAFF"

	// Paying.
	PayAmount         Code = "PAY_AMOUNT"          // nothing that could be a sale was asked for
	PayInsufficient   Code = "PAY_INSUFFICIENT"    // the code is spent all the same
	PayLimitSale      Code = "PAY_LIMIT_SALE"      // more at once than a guardian, or the school for a chip, allows
	PayLimitMeal      Code = "PAY_LIMIT_MEAL"      // in a meal
	PayLimitDay       Code = "PAY_LIMIT_DAY"       // in a day
	PayBlockedKind    Code = "PAY_BLOCKED_KIND"    // a guardian pays nothing at such a merchant
	PayFrozen         Code = "PAY_FROZEN"          // the wallet
	PayMerchantClosed Code = "PAY_MERCHANT_CLOSED" // or the terminal takes money for nobody
	PayTwice          Code = "PAY_TWICE"           // the same person and amount a moment ago: the cashier says that it is meant
	PayReversed       Code = "PAY_REVERSED"        // its number was taken back, or asked for, before it arrived
	PayNumberUsed     Code = "PAY_NUMBER_USED"     // its number is another sale's
	PayPIN            Code = "PAY_PIN"             // the payer types a PIN on the phone first; final if nobody did
	PayWechat         Code = "PAY_WECHAT"          // by a code of WeChat: final if nobody paid
	PayChannelOff     Code = "PAY_CHANNEL_OFF"     // a code of WeChat Pay, Alipay or UnionPay

	// Signing in to a session.
	SignNothing   Code = "SIGN_NOTHING" // no session stands at this terminal now
	SignEarly     Code = "SIGN_EARLY"
	SignOver      Code = "SIGN_OVER"
	SignNotListed Code = "SIGN_NOT_LISTED"
	SignFull      Code = "SIGN_FULL"  // noted as waiting
	SignLate      Code = "SIGN_LATE"  // a warning: in, and late
	SignAgain     Code = "SIGN_AGAIN" // a warning: was in already

	// Terminal and system.
	TermWrongScene Code = "TERM_WRONG_SCENE"
	TermNoGate     Code = "TERM_NO_GATE"    // paired, but leads nowhere yet
	TermListStale  Code = "TERM_LIST_STALE" // alone, and its list is too old
	TermClockSkew  Code = "TERM_CLOCK_SKEW" // alone, and its clock cannot be right
	TermOffline    Code = "TERM_OFFLINE"    // must not be decided alone

	// How a CONFIRM ended, and a passage that a guard took back.
	StaffAccepted Code = "STAFF_ACCEPTED"
	StaffRefused  Code = "STAFF_REFUSED"
	StaffUndone   Code = "STAFF_UNDONE"
)

var all = []Code{
	OK, CodeMalformed, CodeVersionUnsupported, CodeUnknown, CodeBadSignature, CodeExpired, CodeNotYetValid,
	CodeAlreadyUsed, CodeSuperseded, CodeWrongAudience, CodeWrongSchool, CodeLeaseOver,
	PassLookAtFace, PassNeedsGuard, PassUsedUp, VisitNotYet, VisitOver,
	CredLost, CredReplaced, CredEnded, CardFrozen, CardBlocked, CardExpired, CardNotYetValid, PersonSuspended,
	PermNoRight, PermOutsideSchedule, PermEscortRequired, PermHoliday, PermPrerequisite, PermSecondPerson, PermRule, PermWrongBuilding, LeaveRequired,
	ZonePassbackIn, ZonePassbackOut, ZonePassbackTimed, ZoneFull, ZoneSequence,
	PermLockdown, PickNotGuardian, PickNoPickupRight, PickCustodyRestricted, PickPassExpired, PickPassRevoked,
	PickChildAbsent, PickChildOnLeave, PickAlreadyReleased, PickOtherMode, PickTooEarly, PickIdentityUnverified, PickHoldByStaff,
	PayAmount, PayInsufficient, PayLimitSale, PayLimitMeal, PayLimitDay, PayBlockedKind, PayFrozen, PayMerchantClosed,
	PayTwice, PayReversed, PayNumberUsed, PayPIN, PayWechat, PayChannelOff,
	SignNothing, SignEarly, SignOver, SignNotListed, SignFull, SignLate, SignAgain,
	TermWrongScene, TermNoGate, TermListStale, TermClockSkew, TermOffline, StaffAccepted, StaffRefused, StaffUndone,
}

// All lists every reason once, in the order of this file.
func All() []Code { return append([]Code(nil), all...) }
