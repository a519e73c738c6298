package loans

import "yunka/server/library/catalogue"

// Tier is how an answer at a desk is to be taken.
type Tier string

const (
	Lent       Tier = "lent"
	Renewable  Tier = "renew"      // the reader has it already
	NeedsStaff Tier = "staff"      // somebody on shift may lend it all the same, with a reason
	Impossible Tier = "impossible" // nobody may
)

// Why a copy is not simply lent.
const (
	NotFound    = "not_found" // no such barcode here
	OutElse     = "out"       // lent to another reader: bring it back first
	Withdrawn   = "withdrawn"
	LostCopy    = "lost"
	ReadingOnly = "reading"
	NotForThem  = "rule"     // the matrix lends such a book to nobody of the role
	Paused      = "paused"   // too late with another book
	TooMany     = "too_many" // of this cell, or of all
	Overdue     = "overdue"  // something else should be back
	Reserved    = "reserved" // on the hold shelf, or wanted, for another reader
	DamagedCopy = "damaged"
	Mine        = "mine"
)

// Facts are what a loan is decided by.
type Facts struct {
	Copy   catalogue.Copy
	Out    *Loan // of the copy
	Person string
	Rule   Rule
	Whole  Rule   // of the role for any kind: how many at once altogether
	Mine   []Loan // that the reader has out
	Today  string
	Until  string // of a pause; "" is none
	Hold   string // the reader for whom the copy lies on the hold shelf, or the first who waits
}

// Decide says whether the copy is lent. It looks at nothing but the facts.
func Decide(f Facts) (Tier, string) {
	if f.Out != nil {
		if f.Out.PersonID == f.Person {
			return Renewable, Mine
		}
		return Impossible, OutElse
	}
	switch f.Copy.State {
	case catalogue.Withdrawn:
		return Impossible, Withdrawn
	case catalogue.Lost:
		return Impossible, LostCopy
	case catalogue.Reading:
		return Impossible, ReadingOnly
	}
	if f.Rule.Most == 0 {
		return Impossible, NotForThem
	}
	if f.Until >= f.Today && f.Until != "" {
		return Impossible, Paused
	}
	if f.Hold != "" && f.Hold != f.Person {
		return NeedsStaff, Reserved
	}
	if f.Copy.State == catalogue.Damaged {
		return NeedsStaff, DamagedCopy
	}
	same := 0
	for _, l := range f.Mine {
		if l.DueDay < f.Today {
			return NeedsStaff, Overdue
		}
		if l.Rule == f.Rule.Name() {
			same++
		}
	}
	if same >= f.Rule.Most || len(f.Mine) >= max(f.Whole.Most, f.Rule.Most) {
		return NeedsStaff, TooMany
	}
	return Lent, ""
}

// Why a loan is not renewed.
const (
	NoRenewal  = "renewals" // none left, or the rule has none
	Early      = "early"
	WantedElse = "wanted"
)

// renewFrom is how many days before its end a loan may be renewed.
const renewFrom = 7

// Renew is whether a loan goes on, and if not, why; wanted is that somebody waits for it
// and no other copy is free.
func Renew(l Loan, r Rule, today, until string, wanted bool) (why string) {
	switch {
	case wanted:
		return WantedElse
	case l.Renewals >= r.Renewals:
		return NoRenewal
	case until >= today && until != "":
		return Paused
	case l.DueDay < today:
		return Overdue
	case today < RenewFrom(l.DueDay):
		return Early
	}
	return ""
}
