// Package offline takes in what terminals decided alone.
//
// A terminal that decided alone uploads its log. What happened is a fact and
// becomes a scan, once for each (terminal, number), whatever order and however
// often its records come; what does not agree with what the server knew becomes
// a conflict for staff (conflict.go). The codes are verified again, each by the
// time of its record. A record that was changed, or that belongs to another log,
// is refused in words and changes nothing. The log is in log.go, what a record
// means in fact.go, devices that report without a log in report.go.
//
// Locks, in the order of every scan: the school shared, the terminal (its log
// grows in one place at a time), the people sorted, the feed last.
package offline

import (
	"context"
	"errors"
	"slices"
	"strings"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/gatelog"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/terminal"
)

// MaxRecords is what one upload may carry.
const MaxRecords = 100

// uploadChunk is how many records share a commit: SQLite's writer is not kept
// from the gates for long, and a crash in the middle loses no stored chunk.
const uploadChunk = 25

// Limits of a record's time.
const (
	aheadMS    = 5 * 60_000 // a time further in the future is not believed
	backwardMS = 30_000     // how far a terminal's clock may step back
	// lostAnswerMS is how long after a decision whose answer was lost the terminal
	// may have decided the same presentation by itself.
	lostAnswerMS = 60_000
)

// Results of one record.
const (
	Stored  = "stored"  // now
	Already = "already" // by an earlier upload, with the same outcome
	Refused = "refused" // and nothing was changed
)

// Uploaded answers an upload.
type Uploaded struct {
	At         int64          `json:"at" doc:"The server's time, ms."`
	AcceptedTo int64          `json:"accepted_to" doc:"Every record up to this number has arrived."`
	Log        LogEnd         `json:"log"`
	Results    []RecordResult `json:"results"`
}

// LogEnd is the newest record that the server has of a terminal. One that lost
// its memory goes on from here.
type LogEnd struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// RecordResult says what became of one record.
type RecordResult struct {
	Seq       int64    `json:"seq"`
	Result    string   `json:"result" enum:"stored,already,refused"`
	Scan      string   `json:"scan,omitempty" doc:"The scan it became."`
	Conflicts []string `json:"conflicts" doc:"What staff will look at: DOUBLE_USE, REVOKED_AT_TIME, PASSBACK, TIME_SUSPECT, UNVERIFIED, CHAIN."`
	Why       string   `json:"why,omitempty" doc:"Why it was refused."`
}

// Logs is the package's door.
type Logs struct {
	db    *db.DB
	scans *scan.Service
}

// New takes logs into the books of a scan service.
func New(scans *scan.Service) Logs { return Logs{scans.DB(), scans} }

// maxAttempts is how often a transaction is tried that a unique index stopped.
const maxAttempts = 8

// Upload takes records of the terminal's log. A repeat answers what was answered.
func (s Logs) Upload(ctx context.Context, who terminal.Identity, records []gatelog.Record) (out Uploaded, err error) {
	if err := allow.Check(who.Actor(), allow.ScanUpload, allow.Target{School: who.School}); err != nil {
		return out, err
	}
	if len(records) > MaxRecords {
		return out, fault.Newf(fault.Invalid, "too_many_records", "Send at most %d records at once.", MaxRecords)
	}
	if _, err := s.db.TrustedNow(); err != nil {
		return out, err
	}
	list := make([]*upload, 0, len(records))
	for i := range records {
		u, err := s.look(ctx, who, &records[i])
		if err != nil {
			return out, err
		}
		list = append(list, u)
	}
	inOrder := slices.Clone(list)
	slices.SortStableFunc(inOrder, func(a, b *upload) int { return int(min(max(a.r.Seq-b.r.Seq, -1), 1)) })
	for first := true; first || len(inOrder) > 0; first = false { // an empty upload asks where the log ends
		chunk := inOrder[:min(uploadChunk, len(inOrder))]
		inOrder = inOrder[len(chunk):]
		for n := 1; ; n++ {
			err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				out, err = s.storeChunk(ctx, tx, who, chunk)
				return err
			})
			// A unique index another commit got to first (the same code, consumed
			// online meanwhile) means: run again and see it.
			if err == nil || !db.IsUnique(err) || n == maxAttempts {
				break
			}
		}
		if err != nil {
			return Uploaded{}, err
		}
	}
	out.Results = make([]RecordResult, 0, len(list))
	for _, u := range list {
		out.Results = append(out.Results, u.result)
	}
	return out, nil
}

// upload is a record on its way.
type upload struct {
	r      *gatelog.Record
	scan   *scan.PastScan // nil if wrong
	key    string         // under which its scan is kept; "" is its number
	wrong  string         // why it is refused without a look at the books
	result RecordResult
}

// look reads what can be known outside a transaction: the record's own shape and
// hash, whose the credential is, whether the signature is right.
func (s Logs) look(ctx context.Context, who terminal.Identity, r *gatelog.Record) (*upload, error) {
	u := &upload{r: r}
	if u.wrong = malformed(r, r.Check()); r.Terminal != who.ID {
		u.wrong = "This record is of another terminal's log."
	}
	if u.wrong != "" {
		return u, nil
	}
	return u, s.recognise(ctx, who, u)
}

// malformed says in words what is wrong with a record; "" is nothing.
func malformed(r *gatelog.Record, err error) string {
	known := func(code string) bool { return slices.Contains(reason.All(), reason.Code(code)) }
	switch {
	case errors.Is(err, gatelog.ErrShape), err == nil && (!known(r.Reason) || r.Warning != "" && !known(r.Warning)):
		return "This record is not well formed."
	case errors.Is(err, gatelog.ErrHash):
		return "This record was changed after it was written: its hash does not fit."
	case err != nil:
		return "This record does not follow the one before it."
	}
	return ""
}

// split reads the conflicts of a stored record.
func split(conflicts string) []string {
	if conflicts == "" {
		return []string{}
	}
	return strings.Split(conflicts, ",")
}

// recognise finds whose credential a record carries and checks the signature.
func (s Logs) recognise(ctx context.Context, who terminal.Identity, u *upload) (err error) {
	kind := rule.Chip
	if u.r.Kind == gatelog.Phone {
		kind = rule.Phone
	}
	u.scan, err = s.scans.Recognise(ctx, who, kind, u.r.Code, u.r.Chip, u.r.Note, u.r.At)
	return err
}
