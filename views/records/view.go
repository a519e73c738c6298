package records

import (
	"time"

	"yunka/views/console"
)

// Import states.
const (
	Checking  = "checking"
	Refused   = "refused"
	Applying  = "applying"
	Applied   = "applied"
	Abandoned = "abandoned"
)

// ImportRow is one roster file.
type ImportRow struct {
	ID, File, By, State string
	At, AppliedAt       time.Time
	Rows, Problems      int // Problems: on its own page only
}

// ImportsView is GET /console/imports; the form posts the file as multipart "roster".
type ImportsView struct {
	Shell console.Shell
	Rows  []ImportRow
	Error string
}

// ImportView is GET /console/imports/{id}, and what a check of a file answers:
// then Import.ID is "" and Check says how to put it into effect.
type ImportView struct {
	Shell    console.Shell
	Import   ImportRow
	Added    []Count // what it would add or has added, e.g. students 1318
	Others   []Count // what it would change or leave
	Problems []Problem
	Check    *Check // nil: there is nothing to put into effect
}

// Check asks for the file that was checked once more, because nothing of it was
// kept: the same form with apply=yes and the hash of what was checked.
type Check struct {
	Hash   string
	Decide []Decide // each posts separate=<line>
	Error  string
}

// Decide is a line that a human has to say is right.
type Decide struct {
	Line int
	Text string
}

// Count is a labelled figure. Kind: of Added students, parents, classes,
// guardianships, chips; of Others changed, unchanged, missing (students).
type Count struct {
	Kind string
	N    int
}

// Problem of a roster line.
type Problem struct {
	Line          int
	Column, Value string
	Text          string
	Warning       bool // does not stop the import
	Decide        bool // may be right: somebody has to say so
}

// AuditView is GET /console/audit?before=.
type AuditView struct {
	Shell   console.Shell
	Rows    []AuditRow
	Next    string
	First   bool
	Actions []console.Option // to choose from
	Action  string
	Day     string // 2026-11-23, "" is all
	Whole   string // what a check found: all is well,
	Broken  string // or it is not
}

// AuditRow is one event.
type AuditRow struct {
	Number                        int64
	At                            time.Time
	Actor, Action, Target, Detail string
}
