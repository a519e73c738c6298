package library

import (
	"context"

	"yunka/server/access"
	arule "yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/library/loans"
	"yunka/server/reason"
	"yunka/server/scan/part"
)

// Part lets whom the rules let through borrow at the terminal: the scan is the visit in
// which books are scanned, and it is written in the scan's own commit.
func Part() part.Part {
	return part.Part{
		Name:     string(arule.LibraryScene),
		Concerns: func(_ *access.Policy, t access.Terminal) bool { return t.Scene == arule.LibraryScene },
		Read: func(context.Context, *db.Tx, []*part.Asked) (part.Round, error) {
			return &round{}, nil
		},
	}
}

type round struct{ visits []loans.Visit }

// Decide refuses who needs a guard's look, and names that somebody types: a book goes with
// what was held up and was right.
func (r *round) Decide(a *part.Asked, o arule.Outcome) part.Verdict {
	if a.When != part.Presented || o.Decision == reason.Confirm {
		return part.Verdict{Decision: reason.Deny, Reason: o.Reason}
	}
	return part.Verdict{Take: func(scan string, final arule.Outcome) {
		if final.Decision == reason.Allow {
			r.visits = append(r.visits, loans.Visit{ID: scan, SchoolID: a.School, TerminalID: a.Terminal, PersonID: a.Person, Role: a.Role, BegunAt: a.At})
		}
	}}
}

func (r *round) Write(ctx context.Context, tx *db.Tx) error {
	return loans.InsertVisits(ctx, tx, r.visits...)
}
