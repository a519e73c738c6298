package offline

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/gatelog"
	"yunka/server/scan"
	"yunka/server/terminal"
)

// terminalLog is where a terminal's log stands.
type terminalLog struct {
	LogSeq, LogLast, LogWritten, CompleteUntil, ClearAt int64
	LogHash                                             string
}

// storeChunk stores what is new of a few records in one commit.
func (s Logs) storeChunk(ctx context.Context, tx *db.Tx, who terminal.Identity, chunk []*upload) (out Uploaded, err error) {
	c, err := s.openLog(ctx, tx, who)
	if err != nil {
		return out, err
	}
	if err := c.read(ctx, chunk); err != nil {
		return out, err
	}
	fresh, err := c.sort(ctx, chunk)
	if err != nil {
		return out, err
	}
	if err := c.store(ctx, fresh); err != nil {
		return out, err
	}
	twice(chunk, fresh)
	return Uploaded{At: tx.NowMS(), AcceptedTo: c.log.LogSeq, Log: LogEnd{c.log.LogLast, c.log.LogHash}}, nil
}

// store applies new records and moves the end of the log.
func (c *chain) store(ctx context.Context, fresh []*upload) error {
	if len(fresh) == 0 {
		return nil
	}
	if err := c.apply(ctx, fresh); err != nil {
		return err
	}
	return c.advance(ctx)
}

// openLog locks the school, shared, and the terminal, and reads where its log stands.
func (s Logs) openLog(ctx context.Context, tx *db.Tx, who terminal.Identity) (*chain, error) {
	past, err := s.scans.Past(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	var log terminalLog
	// An update locks on both engines.
	err = tx.NewRaw("UPDATE terminal SET log_last = log_last WHERE id = ? AND school_id = ? RETURNING log_seq, log_last, log_hash, log_written, complete_until, clear_at", who.ID, who.School).Scan(ctx, &log)
	if err != nil {
		return nil, err
	}
	if log.LogHash == "" {
		log.LogHash = gatelog.Zero
	}
	return &chain{tx: tx, past: past, who: who, log: log, near: map[int64]stored{}, consumed: map[string]string{}}, nil
}

// stored is a record that the server has.
type stored struct {
	Seq                           int64
	Prev, Hash, Result, Conflicts string
	At                            int64
	ScanID                        string
}

// chain is one terminal's log inside a transaction.
type chain struct {
	tx   *db.Tx
	past *scan.Past
	who  terminal.Identity
	log  terminalLog
	near map[int64]stored // the chunk's own numbers and their neighbours

	consumed map[string]string // by code: the scan of this chunk that spent it
}

func (c *chain) read(ctx context.Context, chunk []*upload) error {
	var wanted []int64
	for _, u := range chunk {
		if u.wrong == "" {
			wanted = append(wanted, u.r.Seq-1, u.r.Seq, u.r.Seq+1)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	slices.Sort(wanted)
	var rows []stored
	err := c.tx.NewRaw("SELECT seq, prev, hash, result, conflicts, at, COALESCE(scan_id, '') AS scan_id FROM offline_record WHERE terminal_id = ? AND seq IN (?)", c.who.ID, bun.List(slices.Compact(wanted))).Scan(ctx, &rows)
	for _, row := range rows {
		c.near[row.Seq] = row
	}
	return err
}

// sort answers what is there already, refuses what cannot be, and returns the rest.
func (c *chain) sort(ctx context.Context, chunk []*upload) (fresh []*upload, err error) {
	for _, u := range chunk {
		u.result = RecordResult{Seq: u.r.Seq, Conflicts: []string{}}
		wrong := u.wrong
		if wrong == "" {
			if have, ok := c.near[u.r.Seq]; ok {
				switch {
				case have.Result == Stored && have.Hash == u.r.Hash:
					u.result.Result, u.result.Scan, u.result.Conflicts = Already, have.ScanID, split(have.Conflicts)
					continue
				case have.Result != Stored:
					wrong = "Staff have given this record up: it comes too late."
				default:
					wrong = "Another record with this number has arrived before."
				}
			}
		}
		if wrong == "" && !c.follows(u.r) {
			wrong = "This record does not follow the one before it."
		}
		if wrong != "" {
			u.result.Result, u.result.Why = Refused, wrong
			if u.r.Terminal == c.who.ID && u.r.Seq > 0 && u.r.Seq <= c.log.LogLast+1000 { // numbers out of nowhere are not worth a row each
				if err := c.raise(ctx, conflictRow{Seq: u.r.Seq, Kind: Chain, Detail: wrong, At: c.tx.NowMS()}); err != nil {
					return nil, err
				}
				u.result.Conflicts = []string{Chain}
			}
			continue
		}
		c.near[u.r.Seq] = stored{Seq: u.r.Seq, Prev: u.r.Prev, Hash: u.r.Hash, Result: Stored, At: u.r.At}
		fresh = append(fresh, u)
	}
	return fresh, nil
}

// twice answers a record that stands in one upload more than once.
func twice(chunk, fresh []*upload) {
	for _, u := range chunk {
		for _, f := range fresh {
			if u.result.Result == Already && u.result.Scan == "" && f.r.Seq == u.r.Seq {
				u.result.Scan, u.result.Conflicts = f.result.Scan, f.result.Conflicts
			}
		}
	}
}

// follows reports whether a record fits between its neighbours, as far as they
// have come.
func (c *chain) follows(r *gatelog.Record) bool {
	if before, ok := c.near[r.Seq-1]; ok && before.Result == Stored && before.Hash != r.Prev {
		return false
	}
	after, ok := c.near[r.Seq+1]
	return !ok || after.Result != Stored || after.Prev == r.Hash
}

// apply writes the scans of new records.
func (c *chain) apply(ctx context.Context, fresh []*upload) error {
	scans := make([]*scan.PastScan, len(fresh))
	for i, u := range fresh {
		scans[i] = u.scan
	}
	if err := c.past.Lock(ctx, scans); err != nil {
		return err
	}
	for _, u := range fresh {
		conflicts, err := c.fact(ctx, u)
		if err != nil {
			return err
		}
		names := make([]string, 0, len(conflicts))
		for _, x := range conflicts {
			if err := c.raise(ctx, x); err != nil {
				return err
			}
			names = append(names, x.Kind)
		}
		u.result.Result, u.result.Scan, u.result.Conflicts = Stored, u.scan.ID, names
		body, _ := json.Marshal(u.r)
		if _, err := c.tx.NewRaw("INSERT INTO offline_record (terminal_id, seq, school_id, prev, hash, at, received_at, result, scan_id, conflicts, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			c.who.ID, u.r.Seq, c.who.School, u.r.Prev, u.r.Hash, u.r.At, c.tx.NowMS(), Stored, u.scan.ID, strings.Join(names, ","), string(body)).Exec(ctx); err != nil {
			return err
		}
	}
	return c.past.Write(ctx, scans)
}

// advance moves the end of the log and the watermark as far as nothing is missing.
func (c *chain) advance(ctx context.Context) error {
	tx := c.tx
	var rows []stored
	if err := tx.NewRaw("SELECT seq, hash, at, result FROM offline_record WHERE terminal_id = ? AND seq > ? ORDER BY seq", c.who.ID, c.log.LogSeq).Scan(ctx, &rows); err != nil {
		return err
	}
	for _, row := range rows {
		if row.Seq == c.log.LogSeq+1 {
			c.log.LogSeq = row.Seq
			if row.At <= tx.NowMS() {
				c.log.CompleteUntil = max(c.log.CompleteUntil, row.At)
			}
		}
		if row.Seq > c.log.LogLast && row.Result == Stored {
			c.log.LogLast, c.log.LogHash = row.Seq, row.Hash
		}
	}
	_, err := tx.NewRaw("UPDATE terminal SET log_seq = ?, log_last = ?, log_hash = ?, complete_until = ?, log_written = CASE WHEN log_written < ? THEN ? ELSE log_written END WHERE id = ? AND school_id = ?",
		c.log.LogSeq, c.log.LogLast, c.log.LogHash, c.log.CompleteUntil, c.log.LogLast, c.log.LogLast, c.who.ID, c.who.School).Exec(ctx)
	return err
}
