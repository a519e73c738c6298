package scan

import (
	"encoding/json"
	"time"

	"yunka/server/reason"
)

// Answer is what a terminal gets for every decided presentation. Readers act on
// Open alone: it is true once for a code. Replay says that this is the first
// answer again. Text may be shown to the queue; Detail is for staff terminals.
type Answer struct {
	Scan     string          `json:"scan"`
	Decision reason.Decision `json:"decision"`
	Reason   reason.Code     `json:"reason"`
	Open     bool            `json:"open"`
	Warning  reason.Code     `json:"warning,omitempty"` // what an ALLOW passed over: a soft passback, a soft limit
	Replay   bool            `json:"replay"`
	Text     string          `json:"text"`
	Detail   string          `json:"detail,omitempty"`
	Person   *Person         `json:"person,omitempty"`
	At       string          `json:"at"` // RFC 3339, UTC, the server's clock
	Extra    json.RawMessage `json:"extra,omitempty" doc:"What the terminal's scene has to say besides: an object."`
}

// Person is who was identified, as far as the terminal needs it: one without staff
// is told a first name and no class.
type Person struct {
	Name  string `json:"name" doc:"The first name at a terminal without staff, the full name at one with staff."`
	Role  string `json:"role"`
	Class string `json:"class" doc:"Empty at a terminal without staff."`
	Host  string `json:"host,omitempty"` // whom a visitor visits; at staff terminals
}

func (a *Answer) encode() []byte {
	b, _ := json.Marshal(a) // strings and booleans, and JSON that was made here
	return b
}

// Instant is how the API writes a time.
func Instant(ms int64) string {
	return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z07:00")
}
