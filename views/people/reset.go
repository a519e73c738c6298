package people

import (
	"slices"
	"time"

	"yunka/views/console"
	"yunka/views/ui"
)

// ResetSlipView is the answer to POST /console/people/{id}/reset: a slip to print,
// shown once.
type ResetSlipView struct {
	Shell        console.Shell
	School, Name string
	Back, BackTo string // the page it was asked from: its title, its path
	Code         string
	URL          string  // where the code is typed in
	Symbol       ui.Code // of the address with the code
	Until        time.Time
	Local        bool // the address is one that no phone reaches
}

// mayEdit says whether a list of relatives has a column of buttons.
func mayEdit(list []Relative) bool {
	return slices.ContainsFunc(list, func(r Relative) bool { return r.ResetID != "" || r.GuardianshipID != "" })
}
