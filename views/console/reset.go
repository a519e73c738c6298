package console

import (
	"time"

	"yunka/views/ui"
)

// ResetSlipView is the answer to POST <Base>/people/{id}/reset: a slip to print,
// shown once.
type ResetSlipView struct {
	Shell        Shell
	School, Name string
	Back, BackTo string // the page it was asked from: its title, its path
	Code         string
	URL          string  // where the code is typed in
	Symbol       ui.Code // of the address with the code
	Until        time.Time
}
