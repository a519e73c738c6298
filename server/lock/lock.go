// Package lock is what locks of other makers get from a school and tell it: a door of a
// dormitory, of a house or of one room, whose lock has a battery and is often alone.
//
// A lock is a terminal that stands at such a door. POST /api/v1/lock, with its terminal's token
// as a bearer, tells what happened (Report: up to MaxEvents events, battery, clock) and gets its
// plan (Plan: an offline token for each chip that may pass, and which earlier ones are withdrawn).
//
// A token (Token) is signed by the school's list key, of which a lock pins the first copy. It
// opens from its beginning until its end at that lock alone, whether the lock has a network or
// not. It follows the bed: its right is read from the stays, from wardens' posts and from
// rules that name one person for whole days, and ends with them. What a token cannot say is
// no token: a rule with hours, a code on a phone, a look by staff. Such a lock asks the server
// (POST /api/v1/scans) or carries the list of package gatelist.
//
// All locks of a school must not go dark on one day. A token lives for Life and up to Spread
// more, by its chip and its lock, and a lock that asks gets it renewed once less than RenewAt
// is left. So one that ends within Warn has not asked for a long time, and stands on the
// warden's page (Locks) while somebody can still walk there.
//
// Who has moved keeps what a lock holds until the lock asks again: that is the price of a lock
// that opens alone, and it is not hidden. An opening by a withdrawn token is stored like any
// other, as it happened, and is an event for the warden.
package lock

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"hash/fnv"
	"slices"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/scan"
	"yunka/server/scan/offline"
	"yunka/server/terminal"
)

// How long tokens live.
const (
	Life    = 90 * 24 * time.Hour
	Spread  = 7 * 24 * time.Hour
	RenewAt = 45 * 24 * time.Hour
	Warn    = 30 * 24 * time.Hour

	early     = 14 * 24 * time.Hour // a right that begins within it has its token already
	maxTokens = 5000                // of one lock
)

// Service makes plans and takes reports.
type Service struct {
	db        *db.DB
	logs      offline.Logs
	terminals *terminal.Service
}

// New makes it.
func New(d *db.DB, scans *scan.Service, t *terminal.Service) *Service {
	return &Service{db: d, logs: offline.New(scans), terminals: t}
}

// Plan is what a lock opens by.
type Plan struct {
	Tag    string   `json:"tag" doc:"Of what is good and what is gone: send it with the next request."`
	Lock   string   `json:"lock" doc:"The lock's id, which each of its tokens names."`
	Place  string   `json:"place" doc:"The room or the building, in the school's words."`
	Key    string   `json:"key" doc:"Base64 of the 32 bytes of the school's public list key. Pin the first; it does not change."`
	Tokens []Given  `json:"tokens" doc:"All that are good. What is held and not among them is withdrawn."`
	Gone   []string `json:"gone" doc:"Ids of tokens that were withdrawn before their end. Refuse them until they would have ended."`
	Renew  int64    `json:"renew_by" doc:"Ask again before that, Unix ms, or tokens end; 0 without tokens. Once an hour is right while there is a network."`
}

// Given is a token with its text.
type Given struct {
	Token
	Text string `json:"text" doc:"YKT1.… as it is signed."`
}

// tag stays the same while a lock has nothing to change.
func (p Plan) tag() string {
	type held struct {
		Key          string
		Tokens, Gone []string
	}
	h := held{Key: p.Key, Gone: p.Gone}
	for _, t := range p.Tokens {
		h.Tokens = append(h.Tokens, t.ID)
	}
	b, _ := json.Marshal(h) // texts
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// Plan makes the plan of the lock that asks. Fails with Conflict no_gate for one that stands
// nowhere, lock_place where nobody lives behind the door, lock_hours for a door with opening
// hours, which no token can say.
func (s *Service) Plan(ctx context.Context, who terminal.Identity) (p Plan, err error) {
	if err := allow.Check(who.Actor(), allow.ScanPresent, allow.Target{School: who.School}); err != nil {
		return p, err
	}
	key, err := access.ListKey(ctx, s.db, who.School)
	if err != nil {
		return p, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := tx.NowMS()
		policy, err := access.Load(ctx, tx, who.School)
		if err != nil {
			return err
		}
		gate, ok := policy.Gates[policy.Terminals[who.ID].Gate]
		switch {
		case !ok:
			return fault.New(fault.Conflict, "no_gate")
		case !gate.Rights.Home:
			return fault.New(fault.Conflict, "lock_place")
		case len(gate.Rights.Hours) > 0:
			return fault.New(fault.Conflict, "lock_hours")
		}
		if err := pulled(ctx, tx, who); err != nil { // its row is the lock of two that ask at once
			return err
		}
		if err := lapse(ctx, tx, who.ID); err != nil {
			return err
		}
		wanted, err := wants(ctx, tx, policy, gate, now)
		if err != nil {
			return err
		}
		have, err := tokensOf(ctx, tx, who.ID, now)
		if err != nil {
			return err
		}
		add, end := renew(who.ID, have, wanted, now)
		if err := endTokens(ctx, tx, end); err != nil {
			return err
		}
		if err := insertTokens(ctx, tx, who, add); err != nil {
			return err
		}
		if have, err = tokensOf(ctx, tx, who.ID, now); err != nil {
			return err
		}
		p = Plan{Lock: who.ID, Key: base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey)), Tokens: []Given{}, Gone: []string{}}
		if _, p.Place, err = placeOf(ctx, tx, who.School, gate.ZoneID); err != nil {
			return err
		}
		for _, t := range have {
			if t.EndedAt != 0 {
				p.Gone = append(p.Gone, t.ID)
				continue
			}
			one := Token{ID: t.ID, Lock: who.ID, Chip: t.Chip, From: t.FromAt, Until: t.UntilAt}
			p.Tokens = append(p.Tokens, Given{one, one.Sign(key)})
			if by := t.UntilAt - Warn.Milliseconds(); t.Life && (p.Renew == 0 || by < p.Renew) {
				p.Renew = by
			}
		}
		p.Tag = p.tag()
		return nil
	})
	return p, err
}

// want is the right of a chip at a lock.
type want struct {
	credential, person, chip string
	from, until              int64 // until 0 is open
}

// wants are the chips that may pass a door by what a token can say, by number.
func wants(ctx context.Context, tx *db.Tx, p *access.Policy, gate access.Gate, now int64) ([]want, error) {
	rights := p.Behind(gate, now)
	for person, st := range grants(p, gate, now) {
		if _, lives := rights[person]; !lives {
			rights[person] = st
		}
	}
	chips, err := chipsOf(ctx, tx, p.School, rights, now)
	if err != nil {
		return nil, err
	}
	if len(chips) > maxTokens {
		return nil, fault.New(fault.Conflict, "lock_many")
	}
	var list []want
	for _, c := range chips {
		st := rights[c.PersonID]
		number, ok := campus.ChipNumber(c.Chip)
		if !ok || st.From > now+early.Milliseconds() {
			continue
		}
		if st.From <= now {
			who := rule.Who{Person: c.PersonID, Role: c.Role, Grade: c.Grade, Class: c.ClassID, Groups: p.Groups(c.PersonID, now)}
			if v := gate.Rights.Judge(who, p.Local(now)); v.Effect != rule.RightToPass { // forbidden by another rule
				continue
			}
		}
		w := want{credential: c.ID, person: c.PersonID, chip: number, from: max(st.From, c.FromAt), until: st.Until}
		if c.ToAt != 0 && (w.until == 0 || c.ToAt < w.until) {
			w.until = c.ToAt
		}
		list = append(list, w)
	}
	return list, nil
}

// grants are rules that let one person pass on whole days.
func grants(p *access.Policy, gate access.Gate, now int64) map[string]rule.Stay {
	by := map[string]rule.Stay{}
	for _, r := range gate.Rights.Rules {
		if r.Who != rule.OnePerson || r.Effect != rule.RightToPass || len(r.Hours) > 0 {
			continue
		}
		st := rule.Stay{}
		if r.FromDay != "" {
			st.From = midnight(r.FromDay, p.Zone, 0)
		}
		if r.ToDay != "" {
			st.Until = midnight(r.ToDay, p.Zone, 1)
		}
		if st.Until == 0 || st.Until > now {
			by[r.WhoID] = st
		}
	}
	return by
}

func midnight(day string, zone *time.Location, after int) int64 {
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return 0
	}
	return t.AddDate(0, 0, after).UnixMilli()
}

// renew says which tokens a lock gets and which of those it has are withdrawn.
func renew(lock string, have []row, wanted []want, now int64) (add []row, end []string) {
	good := map[string]row{}
	for _, t := range have {
		if t.EndedAt == 0 {
			good[t.CredentialID] = t
		}
	}
	for _, w := range wanted {
		t, held := good[w.credential]
		delete(good, w.credential)
		begins := max(w.from, now)
		life := begins + (Life + spread(lock, w.credential)).Milliseconds()
		until := life
		if w.until != 0 && w.until < life {
			until = w.until
		}
		fits := held && t.Chip == w.chip && t.FromAt >= min(w.from, now) && t.FromAt <= begins && (w.until == 0 || t.UntilAt <= w.until)
		if fits && (t.UntilAt == w.until || t.UntilAt-now >= RenewAt.Milliseconds()) {
			continue
		}
		if held {
			end = append(end, t.ID)
		}
		if until > begins {
			add = append(add, row{ID: db.NewID(), CredentialID: w.credential, PersonID: w.person, Chip: w.chip, FromAt: begins, UntilAt: until, Life: until == life})
		}
	}
	for _, t := range good {
		end = append(end, t.ID)
	}
	slices.Sort(end)
	return add, end
}

// spread is the part of a week by which a token lives longer: the same for a chip at a lock
// whenever it is renewed, and another one for its neighbour.
func spread(lock, credential string) time.Duration {
	h := fnv.New64a()
	_, _ = h.Write([]byte(lock + "\x00" + credential))
	return time.Duration(h.Sum64()%uint64(Spread/time.Minute)) * time.Minute
}
