package offline

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"yunka/server/access/rule"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/gatelog"
	"yunka/server/reason"
	"yunka/server/scan"
)

// fact turns a record into the scan it was, and finds what does not agree with
// the books. What the terminal decided stands: a door did or did not open.
func (c *chain) fact(ctx context.Context, u *upload) ([]conflictRow, error) {
	ps, rec, now := u.scan, u.r, c.tx.NowMS()
	if ps.Key = u.key; ps.Key == "" {
		ps.Key = "offline:" + strconv.FormatInt(rec.Seq, 10)
	}
	suspect := c.suspect(u, now)
	ps.At = min(rec.At, now)
	if suspect != "" {
		ps.At = now // its own time is kept as claimed
	}
	ps.ID, ps.Hash, ps.Open, ps.Consumed = db.NewID(), rec.Hash[:32], rec.Open, false
	ps.Undone = rec.Passed != nil && !*rec.Passed
	ps.Outcome = rule.Outcome{Decision: reason.Decision(rec.Decision), Reason: reason.Code(rec.Reason), Warning: reason.Code(rec.Warning)}
	var found []conflictRow
	raise := func(kind, detail, other string) {
		x := conflictRow{Seq: rec.Seq, Kind: kind, Detail: detail, Scan: ps.ID, Other: other, At: rec.At}
		if ps.Identified() {
			x.Person = ps.Person
		}
		found = append(found, x)
	}
	if suspect != "" {
		raise(TimeSuspect, suspect, "")
	}
	if ps.Facts == nil {
		if rec.Open { // a door opened for nobody we know
			raise(Unverified, string(c.unverified(ps)), "")
		}
		return found, nil
	}
	if err := c.used(ctx, u, raise); err != nil || !rec.Open {
		return found, err
	}
	stopped, err := c.stoppedAt(ctx, ps, rec.At)
	if err != nil {
		return nil, err
	}
	if stopped != reason.OK {
		raise(RevokedAtTime, string(stopped), "")
	}
	if suspect == "" && !ps.Undone {
		if why := c.past.Walk(ps); why != "" {
			raise(Passback, string(why), "")
		}
	}
	return found, nil
}

// unverified says why a record leads to nobody.
func (c *chain) unverified(ps *scan.PastScan) reason.Code {
	switch {
	case ps.CodeReason != reason.OK:
		return ps.CodeReason
	case ps.Found && ps.School != c.who.School:
		return reason.CodeWrongSchool
	}
	return reason.CodeUnknown
}

// What makes a record's time doubtful.
const (
	inFuture    = "future"
	beforeClear = "before_contact"
	backwards   = "backwards"
	notFresh    = "code"
)

// suspect says why the time of a record is not believed; "" is believed.
func (c *chain) suspect(u *upload, now int64) string {
	rec := u.r
	before, known := c.near[rec.Seq-1]
	switch {
	case rec.At > now+aheadMS:
		return inFuture
	case c.log.ClearAt > 0 && rec.At < c.log.ClearAt-backwardMS:
		return beforeClear
	case known && before.Result == Stored && rec.At < before.At-backwardMS:
		return backwards
	case u.scan.Kind == rule.Phone && u.scan.Identified() && rec.Open && cardcode.Freshness(u.scan.Code.Issued, rec.At) != reason.OK:
		return notFresh // the phone's own time says another one
	}
	return ""
}

// used consumes a phone's code once in the whole school. The mark moves only
// forward, and only for a code that could still be presented elsewhere.
func (c *chain) used(ctx context.Context, u *upload, raise func(kind, detail, other string)) error {
	ps, rec := u.scan, u.r
	if ps.Kind != rule.Phone || !consumes(rec) {
		return nil
	}
	var other, terminal, mode string
	var at int64
	err := c.tx.NewRaw("SELECT id, terminal_id, mode, at FROM scan WHERE credential_id = ? AND mark = ? AND consumed", ps.Credential, ps.Code.Mark()).Scan(ctx, &other, &terminal, &mode, &at)
	switch {
	case err == nil && terminal == c.who.ID && mode == "online" && max(at-rec.At, rec.At-at) <= lostAnswerMS:
		ps.Open = false // one presentation, told twice: the server's answer did not arrive
		return nil
	case err == nil:
		if rec.Open {
			raise(DoubleUse, "", other)
		}
		return nil
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	code := ps.Credential + strconv.FormatInt(ps.Code.Mark(), 10)
	if prev, ok := c.consumed[code]; ok {
		if rec.Open {
			raise(DoubleUse, "", prev)
		}
		return nil
	}
	c.consumed[code] = ps.ID
	ps.Consumed = true
	if ps.Facts.CredentialState == "live" && cardcode.Freshness(ps.Code.Issued, c.tx.NowMS()) == reason.OK {
		c.past.Spend(ps)
	}
	return nil
}

// consumes reports whether the terminal spent the code: it did whenever the code
// itself was good.
func consumes(r *gatelog.Record) bool {
	return r.Open || !strings.HasPrefix(r.Reason, "CODE_") && !strings.HasPrefix(r.Reason, "TERM_") && !strings.HasPrefix(r.Reason, "CRED_") ||
		r.Reason == string(reason.CodeWrongAudience)
}

// stoppedAt says what stopped the holder at the time of the record.
func (c *chain) stoppedAt(ctx context.Context, ps *scan.PastScan, at int64) (reason.Code, error) {
	f := ps.Facts
	var since struct{ Person, Card, Credential int64 }
	err := c.tx.NewRaw(`SELECT p.state_at AS person, k.state_at AS card, COALESCE(c.state_at, 0) AS credential FROM card k JOIN person p ON p.id = k.person_id LEFT JOIN credential c ON c.id = ? WHERE k.id = ? AND k.school_id = ?`,
		ps.Credential, ps.Card, c.who.School).Scan(ctx, &since)
	if err != nil {
		return "", err
	}
	for _, x := range []struct {
		subject string
		good    bool
		since   int64
		why     reason.Code
	}{
		{ps.Person, f.PersonState == "active", since.Person, reason.PersonSuspended},
		{ps.Card, f.CardState == "active", since.Card, map[string]reason.Code{"blocked": reason.CardBlocked}[f.CardState]},
		{ps.Credential, f.CredentialState == "live", since.Credential, map[string]reason.Code{"lost": reason.CredLost, "replaced": reason.CredReplaced}[f.CredentialState]},
	} {
		if x.since > at { // it changed since: ask what it was
			if x.good, x.why, err = c.wasGood(ctx, x.subject, at); err != nil {
				return "", err
			}
		}
		if x.good {
			continue
		}
		if x.why == "" {
			x.why = map[string]reason.Code{ps.Card: reason.CardFrozen, ps.Credential: reason.CredEnded}[x.subject]
		}
		return x.why, nil
	}
	switch {
	case f.ValidFrom > at:
		return reason.CardNotYetValid, nil
	case f.ValidTo != 0 && f.ValidTo <= at:
		return reason.CardExpired, nil
	}
	return reason.OK, nil
}

// stops and starts are the changes that say whether something was good after them.
var (
	stops = map[string]reason.Code{"card.frozen": reason.CardFrozen, "card.blocked": reason.CardBlocked, "credential.lost": reason.CredLost,
		"credential.ended": reason.CredEnded, "person.suspended": reason.PersonSuspended}
	starts = map[string]bool{"card.unfrozen": true, "card.unblocked": true, "credential.found": true, "person.restored": true}
)

// wasGood reads from the feed what a card, credential or person was at a time.
func (c *chain) wasGood(ctx context.Context, subject string, at int64) (bool, reason.Code, error) {
	var list []string
	err := c.tx.NewRaw(`SELECT data FROM feed_event WHERE school_id = ? AND subject_id = ? AND kind IN (?, ?) AND at <= ? ORDER BY number DESC LIMIT 50`,
		c.who.School, subject, feed.CardState, feed.PersonState, at).Scan(ctx, &list)
	for _, data := range list {
		var event struct{ Action string }
		if json.Unmarshal([]byte(data), &event) != nil || starts[event.Action] {
			return true, "", nil
		}
		if why, ok := stops[event.Action]; ok {
			return false, why, nil
		}
	}
	return true, "", err
}
