// Package register keeps a school's attendance register: the facts that attendance
// goes by besides scans and the punches of package punch, and the cells that are derived from all of them.
//
// Facts are the sessions (session_store.go), the days that were opened and what is
// known of them (day_store.go), marks (mark_store.go), how far the office has closed the
// register (lock_store.go), and corrections, which package correction keeps. Each is
// written with an audit event or is the program's own, and with an item of the feed,
// in one commit. A scan is a fact of package scan; none is changed here.
//
// Cells (cells_projection.go) follow the feed by package projection: an item says
// whose cells of which day it concerns, and these are derived anew by package rule
// from facts alone. So late data, corrections and a rebuild all give the same cells.
//
// Nobody is absent before it is known: a day's session is known (KnowDays) when
// every terminal that could have seen somebody has told everything up to then.
package register

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/punch"
)

// The feed's kinds. The subject of RulesChanged, DayOpened, Known and Closed is the
// school, that of Marked a person; Data is a Moment.
const (
	RulesChanged = "attendance.rules"
	DayOpened    = "attendance.day"
	Known        = "attendance.known"
	Marked       = "attendance.marked" // a mark, a correction
	Punched      = punch.Made          // of a person by a machine of another maker; Data is a Moment
	Closed       = "attendance.closed" // all days up to this one
	Departed     = "pickup.order"      // of a person, today; the scene of pickup says it
	Excused      = "leave.changed"     // of a person, for the days of a Span; the scene of leave says it
)

// Moment says which day an item is about, YYYY-MM-DD.
type Moment struct {
	Day string `json:"day"`
}

// Span says which days an item is about, both inclusive.
type Span struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Excuses says for which times people are excused, by person, within [from, to) in
// Unix milliseconds. The scene of leave gives them.
type Excuses func(ctx context.Context, q bun.IDB, school string, people []string, from, to int64) (map[string][]rule.Excuse, error)

// Departures says when people left the school otherwise than by a gate, within [from, to)
// in Unix milliseconds. The scene of pickup gives them.
type Departures func(ctx context.Context, q bun.IDB, school string, people []string, from, to int64) (map[string][]rule.Punch, error)

// Service changes what attendance goes by.
type Service struct {
	db       *db.DB
	feed     *feed.Feed
	excuses  Excuses
	departed Departures
}

// Departs makes it count who was handed over, too.
func (s *Service) Departs(d Departures) *Service {
	s.departed = d
	return s
}

// New makes it. Excuses may be nil: then nobody is ever excused.
func New(d *db.DB, f *feed.Feed, e Excuses) *Service {
	if e == nil {
		e = func(context.Context, bun.IDB, string, []string, int64, int64) (map[string][]rule.Excuse, error) {
			return nil, nil
		}
	}
	return &Service{db: d, feed: f, excuses: e}
}
