package gate

import (
	"net/url"
	"time"

	"yunka/views/console"
)

// ConflictsView is a page of what does not agree with the books.
type ConflictsView struct {
	Shell    console.Shell
	Rows     []ConflictRow
	Kinds    []string
	Kind     string
	Terminal string
	Places   []console.Option // terminals
	Resolved bool
	First    bool
	Next     string
}

// ConflictRow is one of them.
type ConflictRow struct {
	ID, Kind, Detail  string
	PersonID, Name    string
	Class             string
	Terminal, Gate    string
	Seq               int64
	At, RaisedAt      time.Time
	Decision, Reason  string // as recorded; "" if the record was not taken
	OtherAt           time.Time
	OtherWhere        string
	ResolvedAt        time.Time
	ResolvedBy, Note  string
	Draft, DraftWrong string // what was typed, and what is wrong with it
}

// path is an address with the page's filters.
func (v ConflictsView) path(before string) string {
	q := url.Values{}
	for name, value := range map[string]string{"kind": v.Kind, "terminal": v.Terminal, "before": before} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if v.Resolved {
		q.Set("state", "resolved")
	}
	if len(q) == 0 {
		return v.Shell.Path("/conflicts")
	}
	return v.Shell.Path("/conflicts") + "?" + q.Encode()
}

func (v ConflictsView) next() string {
	if v.Next == "" {
		return ""
	}
	return v.path(v.Next)
}

func (v ConflictsView) filtered() bool {
	return v.Kind != "" || v.Terminal != "" || v.Resolved || !v.First
}

func conflictTone(kind string) string {
	if kind == "PASSBACK" || kind == "TIME_SUSPECT" {
		return "warn"
	}
	return "danger"
}
