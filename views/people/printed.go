package people

import (
	"time"

	"yunka/views/console"
	"yunka/views/ui"
)

// Printed is a code on paper that still holds.
type Printed struct {
	ID           string
	Times        int
	Since, Until time.Time
}

// PaperView is the answer to printing a code: it is shown once.
type PaperView struct {
	Shell            console.Shell
	School, PersonID string
	Name, Class      string
	Photo            bool
	Code             ui.Code
	Times            int
	Until            time.Time
}
