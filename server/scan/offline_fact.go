package scan

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/gatelog"
	"yunka/server/reason"
)

// fact turns a record into the scan it was, and finds what does not agree with
// the books. What the terminal decided stands: a door did or did not open.
func (c *chain) fact(ctx context.Context, w *world, policy *access.Policy, term access.Terminal, gate access.Gate, u *upload, out *writes) (*row, []conflictRow, error) {
	it, rec, now := u.it, u.r, c.t.tx.NowMS()
	if it.p.Key = u.key; it.p.Key == "" {
		it.p.Key = "offline:" + strconv.FormatInt(rec.Seq, 10)
	}
	it.hash = rec.Hash[:32]
	it.p.Claimed = rec.At
	suspect := c.suspect(u, now)
	it.at = min(rec.At, now)
	if suspect != "" {
		it.at = now // its own time is kept as claimed
	}
	r := &row{it: it, id: db.NewID(), school: c.who.School, gate: term.Gate, zone: gate.ZoneID, dir: gate.Direction, open: rec.Open,
		out: rule.Outcome{Decision: reason.Decision(rec.Decision), Reason: reason.Code(rec.Reason), Warning: reason.Code(rec.Warning)}}
	f, err := c.facts(ctx, it)
	if err != nil {
		return nil, nil, err
	}
	var found []conflictRow
	raise := func(kind, detail, other string) {
		x := conflictRow{Seq: rec.Seq, Kind: kind, Detail: detail, Scan: r.id, Other: other, At: rec.At}
		if it.identified() {
			x.Person = it.who.person
		}
		found = append(found, x)
	}
	if suspect != "" {
		raise(TimeSuspect, suspect, "")
	}
	switch {
	case f == nil:
		if rec.Open { // a door opened for nobody we know
			raise(Unverified, string(c.unverified(it)), "")
		}
	default:
		if err := c.used(ctx, u, f, r, out, raise); err != nil {
			return nil, nil, err
		}
		if rec.Open {
			stopped, err := c.stoppedAt(ctx, it, f)
			if err != nil {
				return nil, nil, err
			}
			if stopped != reason.OK {
				raise(RevokedAtTime, string(stopped), "")
			}
			if suspect == "" && (rec.Passed == nil || *rec.Passed) {
				if why := c.walk(w, policy, gate, f, r, out); why != "" {
					raise(Passback, string(why), "")
				}
			}
		}
	}
	a := Answer{Scan: r.id, Decision: r.out.Decision, Reason: r.out.Reason, Open: r.open, Warning: r.out.Warning, Text: c.t.words.Neutral("", r.out.Decision, r.out.Reason), At: Instant(it.at)}
	if f != nil {
		a.Person = &Person{Name: f.name, Role: f.role, Class: campus.ClassName(f.grade, f.class)}
		if !term.Staff {
			a.Person = &Person{Name: c.t.words.FirstName(f.name), Role: f.role}
		}
	}
	r.answer = a.encode()
	return r, found, nil
}

// facts are those of an identified record's card; nil is nobody.
func (c *chain) facts(ctx context.Context, it *item) (*fact, error) {
	if !it.identified() {
		return nil, nil
	}
	f, known := &fact{}, false
	var hash *string
	var answer []byte
	err := c.t.row(ctx, sqlFact, c.who.ID, it.p.Key, it.who.card, it.who.credential).Scan(&hash, &answer, &known, &f.credentialState, &f.mark, &f.leaseUntil, &f.cardState, &f.personState, &f.validFrom, &f.validTo, &f.name, &f.role, &f.grade, &f.class, &f.classID)
	if err != nil || !known {
		return nil, err
	}
	return f, nil
}

// unverified says why a record leads to nobody.
func (c *chain) unverified(it *item) reason.Code {
	switch {
	case it.codeReason != reason.OK:
		return it.codeReason
	case it.found && it.who.school != c.who.School:
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
	case u.it.kind == rule.Phone && u.it.identified() && rec.Open && cardcode.Freshness(u.it.code.Issued, rec.At) != reason.OK:
		return notFresh // the phone's own time says another one
	}
	return ""
}

// used consumes a phone's code once in the whole school. The mark moves only
// forward, and only for a code that could still be presented elsewhere.
func (c *chain) used(ctx context.Context, u *upload, f *fact, r *row, out *writes, raise func(kind, detail, other string)) error {
	it, rec := u.it, u.r
	if it.kind != rule.Phone || !consumes(rec) {
		return nil
	}
	var other, terminal, mode string
	var at int64
	err := c.t.tx.NewRaw("SELECT id, terminal_id, mode, at FROM scan WHERE credential_id = ? AND mark = ? AND consumed", it.who.credential, it.code.Mark()).Scan(ctx, &other, &terminal, &mode, &at)
	switch {
	case err == nil && terminal == c.who.ID && mode == "online" && max(at-rec.At, rec.At-at) <= lostAnswerMS:
		r.open = false // one presentation, told twice: the server's answer did not arrive
		return nil
	case err == nil:
		if rec.Open {
			raise(DoubleUse, "", other)
		}
		return nil
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	if prev, ok := c.consumed[it.who.credential+strconv.FormatInt(it.code.Mark(), 10)]; ok {
		if rec.Open {
			raise(DoubleUse, "", prev)
		}
		return nil
	}
	c.consumed[it.who.credential+strconv.FormatInt(it.code.Mark(), 10)] = r.id
	r.consumed = true
	if f.credentialState == "live" && cardcode.Freshness(it.code.Issued, c.t.tx.NowMS()) == reason.OK {
		out.marks[it.who.credential] = max(out.marks[it.who.credential], it.code.Mark())
		out.markAt[it.who.credential] = c.t.tx.NowMS()
	}
	return nil
}

// consumes reports whether the terminal spent the code: it did whenever the code
// itself was good.
func consumes(r *gatelog.Record) bool {
	return r.Open || !strings.HasPrefix(r.Reason, "CODE_") && !strings.HasPrefix(r.Reason, "TERM_") && !strings.HasPrefix(r.Reason, "CRED_") ||
		r.Reason == string(reason.CodeWrongAudience)
}

// walk moves the person as the passage did, in the zones where nothing newer is
// known, and says what the zone would have had against it.
func (c *chain) walk(w *world, policy *access.Policy, gate access.Gate, f *fact, r *row, out *writes) reason.Code {
	if !gate.Keeps {
		return ""
	}
	person, at := r.it.who.person, r.it.at
	newer := map[string]bool{} // zones whose state is younger than the passage
	known := &world{presences: map[place]rule.Being{}, occupied: w.occupied}
	for p, b := range w.presences {
		if p.person == person && b.Since > at {
			newer[p.zone] = true
		} else {
			known.presences[p] = b
		}
	}
	var why reason.Code
	if !newer[gate.ZoneID] {
		// The zone alone is asked: the card and the hours are other questions.
		o := rule.Decide(rule.Facts{Now: at, Kind: rule.Chip, CodeReason: reason.OK, Found: true, SameSchool: true, CredentialState: "live", CardState: "active", PersonState: "active",
			Scene: rule.GateScene, HasGate: true, Right: rule.RightToPass, OpenNow: true, Direction: gate.Direction, There: known.there(policy, gate, person, at)})
		for _, code := range []reason.Code{o.Reason, o.Warning} {
			if strings.HasPrefix(string(code), "ZONE_PASSBACK") {
				why = code
			}
		}
	}
	for _, m := range policy.Places.Moves(gate.ZoneID, gate.From, gate.Direction, func(zone string) rule.Presence { return known.still(policy, zone, person, at).State }) {
		to := place{m.Zone, person}
		if newer[m.Zone] {
			continue // history only
		}
		was := known.still(policy, m.Zone, person, at)
		if before, ok := out.stays[to]; ok {
			was = before.now
		}
		being := rule.Being{State: m.To, Since: at}
		w.presences[to] = being
		out.stays[to] = stay{r.school, r.id, being, was}
	}
	return why
}

// stoppedAt says what stopped the holder at the time of the record.
func (c *chain) stoppedAt(ctx context.Context, it *item, f *fact) (reason.Code, error) {
	var since struct{ Person, Card, Credential int64 }
	err := c.t.tx.NewRaw(`SELECT p.state_at AS person, k.state_at AS card, COALESCE(c.state_at, 0) AS credential FROM card k JOIN person p ON p.id = k.person_id LEFT JOIN credential c ON c.id = ? WHERE k.id = ? AND k.school_id = ?`,
		it.who.credential, it.who.card, c.who.School).Scan(ctx, &since)
	if err != nil {
		return "", err
	}
	at := it.p.Claimed
	for _, x := range []struct {
		subject string
		good    bool
		since   int64
		why     reason.Code
	}{
		{it.who.person, f.personState == "active", since.Person, reason.PersonSuspended},
		{it.who.card, f.cardState == "active", since.Card, map[string]reason.Code{"blocked": reason.CardBlocked}[f.cardState]},
		{it.who.credential, f.credentialState == "live", since.Credential, map[string]reason.Code{"lost": reason.CredLost, "replaced": reason.CredReplaced}[f.credentialState]},
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
			x.why = map[string]reason.Code{it.who.card: reason.CardFrozen, it.who.credential: reason.CredEnded}[x.subject]
		}
		return x.why, nil
	}
	switch {
	case f.validFrom > at:
		return reason.CardNotYetValid, nil
	case f.validTo != 0 && f.validTo <= at:
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
	err := c.t.tx.NewRaw(`SELECT data FROM feed_event WHERE school_id = ? AND subject_id = ? AND kind IN (?, ?) AND at <= ? ORDER BY number DESC LIMIT 50`,
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
