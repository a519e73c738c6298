package dorm

import (
	"time"

	"yunka/views/console"
)

// NoticesView is /console/dorm/houses/{id}/notices.
type NoticesView struct {
	Shell       console.Shell
	B           Building
	List        []HouseNotice
	Text, Until string // typed
	Error       string
}

// HouseNotice is what the house tells its residents.
type HouseNotice struct {
	ID, Text, By    string
	Until, PostedAt time.Time
}

// LocksView is /console/dorm/houses/{id}/locks.
type LocksView struct {
	Shell console.Shell
	B     Building
	Locks []Lock
}

// Lock is a door's, as it last told of itself.
type Lock struct {
	Name, Place    string
	Battery        int       // percent; -1 was never said
	Last           time.Time // when it last asked or told something; zero is never
	Quiet          bool      // that is long ago
	Off            int64     // seconds its clock is ahead, when that is too much
	Tokens         int
	FirstEnds      time.Time // zero without any
	Ending, Lapsed int
	Low            bool // the battery
}

// Fine reports whether nobody has to walk there.
func (l Lock) fine() bool { return !l.Quiet && l.Off == 0 && l.Ending == 0 && l.Lapsed == 0 && !l.Low }
