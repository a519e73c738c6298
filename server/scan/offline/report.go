package offline

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/gatelog"
	"yunka/server/terminal"
)

// Reported is what a device without a chained log says it decided alone. Its
// nonce is to its terminal what the number is to a record of a log.
type Reported struct {
	Nonce  string
	Record gatelog.Record // without number and hashes
}

// Report stores what a device decided alone and reports by nonce: each once, with
// the same verification, facts and conflicts as an uploaded log. The server writes
// the device's log, in the order in which the reports come.
func (s Logs) Report(ctx context.Context, who terminal.Identity, list []Reported) ([]RecordResult, error) {
	if err := allow.Check(who.Actor(), allow.ScanUpload, allow.Target{School: who.School}); err != nil {
		return nil, err
	}
	if len(list) > MaxRecords {
		return nil, fault.Newf(fault.Invalid, "too_many_records", "Send at most %d records at once.", MaxRecords)
	}
	if _, err := s.db.TrustedNow(); err != nil {
		return nil, err
	}
	results := make([]RecordResult, 0, len(list))
	for i := range list {
		r := &list[i].Record
		u := &upload{r: r, key: reportKey + list[i].Nonce}
		if !terminal.ValidKey(list[i].Nonce) || !terminal.ValidKey(u.key) {
			u.wrong = "The nonce must be 1 to 57 printable ASCII characters."
		} else if err := s.recognise(ctx, who, u); err != nil {
			return nil, err
		}
		for n := 1; ; n++ {
			err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.report(ctx, tx, who, u, *r) })
			if err == nil {
				break
			}
			if !db.IsUnique(err) || n == maxAttempts {
				return nil, err
			}
		}
		results = append(results, u.result)
	}
	return results, nil
}

// reportKey begins the request key of a reported scan.
const reportKey = "report:"

func (s Logs) report(ctx context.Context, tx *db.Tx, who terminal.Identity, u *upload, r gatelog.Record) error {
	u.result = RecordResult{Result: Refused, Conflicts: []string{}, Why: u.wrong}
	if u.wrong != "" {
		return nil
	}
	c, err := s.openLog(ctx, tx, who)
	if err != nil {
		return err
	}
	var have struct{ ScanID, Body, Conflicts string }
	err = tx.NewRaw("SELECT r.scan_id, r.body, r.conflicts FROM scan s JOIN offline_record r ON r.terminal_id = s.terminal_id AND r.scan_id = s.id WHERE s.terminal_id = ? AND s.request_key = ?", who.ID, u.key).Scan(ctx, &have)
	if err == nil {
		var was gatelog.Record
		if json.Unmarshal([]byte(have.Body), &was) != nil || was.At != r.At || was.Code != r.Code || was.Chip != r.Chip || was.Open != r.Open {
			u.result.Why = "This nonce was used for another record."
			return nil
		}
		u.result = RecordResult{Seq: was.Seq, Result: Already, Scan: have.ScanID, Conflicts: split(have.Conflicts)}
		return nil
	} else if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	r = gatelog.Next(gatelog.Record{Terminal: who.ID, Seq: c.log.LogLast, Hash: c.log.LogHash}, r)
	if why := malformed(&r, r.Check()); why != "" {
		u.result.Why = why
		return nil
	}
	c.near[r.Seq] = stored{Seq: r.Seq, Prev: r.Prev, Hash: r.Hash, Result: Stored, At: r.At}
	u.r = &r
	u.result.Seq = r.Seq
	return c.store(ctx, []*upload{u})
}
