package terminal

import (
	"context"
	"time"
	"unicode/utf8"

	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/gatelog"
)

// SkewMS is how far a terminal's clock may be off before it is named, and before
// the terminal must not decide alone.
const SkewMS = 30_000

// Pulse is what a terminal says about itself. Nil is what it does not say.
type Pulse struct {
	ClockMS int64
	Version string // of its program
	List    *int64 // policy of the list it decides by when it is alone
	Feed    *int64 // how far the school's feed is in it
	ListAt  *int64 // when the list was made, ms
	Queued  *int64 // records that wait to be uploaded
	Written *int64 // the newest number of its log
	Error   string // its last error; "" is none
}

// Heard answers it.
type Heard struct {
	Now      time.Time
	OffsetMS int64 // its clock is ahead by that much
	Skewed   bool
	Log      LogEnd
	Policy   int64 // the school's policy version
	Changed  int64 // the number in its feed at which somebody last changed
}

// Behind reports whether there is a newer list than the terminal's: other rules,
// or somebody has changed. A terminal that keeps none has nothing to pull; one
// that does not know feeds is told of rules alone.
func (h Heard) Behind(p Pulse) bool {
	return p.List != nil && (*p.List < h.Policy || p.Feed != nil && *p.Feed < h.Changed)
}

// LogEnd is the newest record that the server has of the terminal's log; one that
// lost its memory goes on from there.
type LogEnd struct {
	Seq, AcceptedTo int64
	Hash            string
}

const maxCount = 1 << 52

// Beat notes a heartbeat: when, which version, how far the terminal's clock is
// off, what it decides by and what waits in it. A terminal in which nothing waits
// is complete until now: that is its watermark. A beat is no change that people
// are asked about, so it leaves no audit event.
func (s *Service) Beat(ctx context.Context, who Identity, p Pulse) (h Heard, err error) {
	if len(p.Version) > 60 || !utf8.ValidString(p.Version) {
		return h, fault.New(fault.Invalid, "version")
	}
	for _, n := range []*int64{p.List, p.Feed, p.ListAt, p.Queued, p.Written} {
		if n != nil && (*n < 0 || *n > maxCount) {
			return h, fault.Newf(fault.Invalid, "count", "A version, a time and a count are whole numbers from 0.")
		}
	}
	if utf8.RuneCountInString(p.Error) > 200 || !utf8.ValidString(p.Error) {
		return h, fault.Newf(fault.Invalid, "last_error", "The last error must have at most 200 characters.")
	}
	if _, err := s.db.TrustedNow(); err != nil { // it would set its clock by ours
		return h, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := tx.NowMS()
		var at struct {
			LogSeq, LogLast, PolicyVersion int64
			LogHash                        string
		}
		err := tx.NewRaw(`UPDATE terminal SET last_at = ?0, clock_offset_ms = ?1, version = ?2, list_version = COALESCE(?3, list_version), list_at = COALESCE(?4, list_at), list_feed = CASE WHEN ?3 IS NULL THEN list_feed ELSE ?10 END, queued = COALESCE(?5, queued), last_error = ?6,
log_written = CASE WHEN COALESCE(?7, 0) > log_written THEN ?7 ELSE log_written END,
clear_at = CASE WHEN COALESCE(?5, 1) = 0 AND COALESCE(?7, log_seq) <= log_seq THEN ?0 ELSE clear_at END,
complete_until = CASE WHEN COALESCE(?5, 1) = 0 AND COALESCE(?7, log_seq) <= log_seq AND log_last <= log_seq AND log_written <= log_seq THEN ?0 ELSE complete_until END
WHERE id = ?8 AND school_id = ?9 AND revoked_at IS NULL RETURNING log_seq, log_last, log_hash, (SELECT policy_version FROM school WHERE id = ?9) AS policy_version`,
			now, p.ClockMS-now, p.Version, p.List, p.ListAt, p.Queued, p.Error, p.Written, who.ID, who.School, p.Feed).Scan(ctx, &at)
		if err != nil {
			return db.One(err, errToken)
		}
		if at.LogHash == "" {
			at.LogHash = gatelog.Zero
		}
		changed, err := feed.LastListed(ctx, tx, who.School)
		if err != nil {
			return err
		}
		off := p.ClockMS - now
		h = Heard{Now: tx.Now, OffsetMS: off, Skewed: max(off, -off) > SkewMS, Log: LogEnd{at.LogLast, at.LogSeq, at.LogHash}, Policy: at.PolicyVersion, Changed: changed}
		return nil
	})
	return h, err
}

// Contact notes that a terminal that sends no heartbeat was heard of: how far its clock is
// ahead as far as that is known, and until when everything it saw is here, 0 for no more than
// before.
func Contact(ctx context.Context, tx *db.Tx, school, id, version string, offset, until int64) error {
	_, err := tx.NewRaw(`
		UPDATE terminal SET last_at = ?0, clock_offset_ms = ?1, version = ?2,
			queued = CASE WHEN ?3 > complete_until THEN 0 ELSE queued END,
			complete_until = CASE WHEN ?3 > complete_until THEN ?3 ELSE complete_until END
		WHERE id = ?4 AND school_id = ?5 AND revoked_at IS NULL`, tx.NowMS(), offset, version, until, id, school).Exec(ctx)
	return err
}
