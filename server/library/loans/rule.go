// Package loans is who has which copy until when.
//
//   - A copy is lent to one reader at a time, on any number of servers (library_loan_copy).
//   - The matrix of rules (Rule) is asked at each loan; the most specific cell decides, and
//     the loan keeps which one that was.
//   - What is tried and not lent is written to library_try and never to the loans.
//   - Anybody brings a book back; bringing it twice is harmless. What somebody waits for goes
//     to the hold shelf and is never simply free.
//   - Late is counted in days on which there is school, and costs days without borrowing,
//     not money.
//
// Locks: person, copy, loan, hold, then the outbox and the audit.
package loans

import (
	"strings"

	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/timetable"
)

// Rule is one cell of the matrix: readers of a role ("" is any) and books of a kind (""
// is any). Most 0 lends nothing.
type Rule struct {
	Role, Kind string
	Most       int // at once, of those that this cell lent
	Days       int
	Renewals   int
	Holds      int // at once
	Grace      int // school days late that cost nothing
	Factor     int // days without borrowing for each day late; 0 is none
	Longest    int // days without borrowing at most
}

// Name is the cell as a loan keeps it.
func (r Rule) Name() string { return r.Role + "/" + r.Kind }

// Standard holds where a school has written no rules.
var Standard = []Rule{
	{Role: "student", Most: 5, Days: 30, Renewals: 1, Holds: 2, Grace: 1, Factor: 1, Longest: 30},
	{Role: "student", Kind: catalogue.Fresh, Most: 2, Days: 7, Holds: 2, Factor: 1, Longest: 30},
	{Role: "student", Kind: catalogue.Magazine, Most: 2, Days: 7, Grace: 1, Factor: 1, Longest: 14},
	{Role: "teacher", Most: 20, Days: 90, Renewals: 2, Holds: 5},
	{Kind: catalogue.Reference},
	{},
}

// Roles that a rule may name; parents and others fall under "".
var Roles = []string{"", "student", "teacher", "parent", "guard", "admin"}

// Pick is the most specific cell: role and kind, then the kind for any role, then the role
// for any kind, then any. Without one nothing is lent.
func Pick(rules []Rule, role, kind string) Rule {
	for _, want := range [][2]string{{role, kind}, {"", kind}, {role, ""}, {"", ""}} {
		for _, r := range rules {
			if r.Role == want[0] && r.Kind == want[1] {
				return r
			}
		}
	}
	return Rule{}
}

// check says what is wrong with a rule: Invalid library_rule.
func (r Rule) check() error {
	role, kind := r.Role == "", r.Kind == ""
	for _, k := range catalogue.Kinds {
		kind = kind || k == r.Kind
	}
	for _, k := range Roles {
		role = role || k == r.Role
	}
	in := func(n, most int) bool { return n >= 0 && n <= most }
	if !role || !kind || !in(r.Most, 100) || !in(r.Days, 400) || !in(r.Renewals, 20) || !in(r.Holds, 50) || !in(r.Grace, 60) || !in(r.Factor, 10) || !in(r.Longest, 365) || r.Most > 0 && r.Days == 0 {
		return fault.New(fault.Invalid, "library_rule")
	}
	return nil
}

// DueAfter is the day that is so many days after another, or the next school day.
func DueAfter(c timetable.Calendar, from string, days int) string {
	day := timetable.AddDays(from, days)
	if c.SchoolDay(day) {
		return day
	}
	if next, ok := c.Next(day); ok {
		return next.Day
	}
	return day
}

// Late counts the school days after the due day, up to today.
func Late(c timetable.Calendar, due, today string) int {
	if due >= today {
		return 0
	}
	return c.SchoolDays(timetable.AddDays(due, 1), today)
}

// Pause is how many days nobody lends to somebody who was so late.
func (r Rule) Pause(late int) int {
	if late <= r.Grace || r.Factor == 0 {
		return 0
	}
	return min((late-r.Grace)*r.Factor, r.Longest)
}

// PickNamed is the cell that a loan keeps the name of, as it is now.
func PickNamed(rules []Rule, name string) Rule {
	role, kind, _ := strings.Cut(name, "/")
	return Pick(rules, role, kind)
}
