package scan

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/pass"
	"yunka/server/reason"
	"yunka/server/scan/known"
	"yunka/server/secret"
)

// A pass is read by itself, after the locks of its batch: a few come in a day,
// and the statements of everybody else stay as they are. What it has let in is
// counted from the scans, so that a guard's undo gives it back and there is no
// second truth.

// sqlPass takes the pass, the instant from which a printed one's day counts, and
// the zone that it is presented before: entries count there, so that the way to an
// inner zone does not use up the outer one's.
const sqlPass = `SELECT p.state, p.look, p.times, COALESCE(p.zone_id, ''), p.valid_from, p.valid_to, h.state, h.name, COALESCE(o.name, ''),
  (SELECT COUNT(*) FROM scan s LEFT JOIN scan_confirmation x ON x.scan_id = s.id LEFT JOIN scan_undo u ON u.scan_id = s.id
    WHERE s.person_id = p.person_id AND s.credential_id = p.id AND COALESCE(s.zone_id, '') = $3 AND s.direction <> 'out' AND (s.open OR x.accepted) AND u.scan_id IS NULL AND (p.kind = 'visit' OR s.at >= $2)),
  COALESCE(l.terminal_id, ''), COALESCE(l.at, 0), COALESCE(l.answer, '')
FROM pass p JOIN person h ON h.id = p.person_id LEFT JOIN visit v ON v.pass_id = p.id LEFT JOIN person o ON o.id = v.host_id
LEFT JOIN scan l ON l.id = (SELECT s.id FROM scan s LEFT JOIN scan_undo u ON u.scan_id = s.id WHERE s.person_id = p.person_id AND s.credential_id = p.id AND COALESCE(s.zone_id, '') = $3 AND s.open AND s.direction <> 'out' AND u.scan_id IS NULL ORDER BY s.feed DESC LIMIT 1)
WHERE p.id = $1`

// Visitor is what somebody with a visitor's pass is called where others have a role.
const Visitor = "visitor"

// passFact is what was read of a pass. The items of one batch that present it
// share it, so what the first one uses up the next one misses.
type passFact struct {
	state, zone       string
	look              pass.Look
	times, used       int
	from, to          int64
	personState, name string
	host              string
	last              storedUse // its newest opening that was not taken back
}

func scanPass(scan func(...any) error) (*passFact, error) {
	var p passFact
	err := scan(&p.state, &p.look, &p.times, &p.zone, &p.from, &p.to, &p.personState, &p.name, &p.host, &p.used, &p.last.terminal, &p.last.at, &p.last.answer)
	return &p, err
}

// readPasses reads the passes of a batch with the engine's own way to ask.
func (w *world) readPasses(batch []*item, row func(query string, args ...any) interface{ Scan(...any) error }) error {
	for _, it := range batch {
		if !it.kind.IsPass() || !it.identified() || it.later {
			continue
		}
		policy := w.policies[it.p.Terminal.School]
		at := it.door(policy)
		p := w.passes[at]
		if p == nil {
			var err error
			if p, err = scanPass(row(sqlPass, it.who.Credential, midnight(policy, it.at), at.zone).Scan); err != nil {
				return err
			}
			w.passes[at] = p
		}
		if it.kind == rule.Visit {
			w.facts[it] = &fact{cardState: "active", personState: p.personState, validFrom: p.from, validTo: p.to, name: p.name, role: Visitor}
		}
	}
	return nil
}

// passInViewMS is how long a pass that has opened may stay before the same reader
// and still be the presentation that opened.
const passInViewMS = 30_000

// door is a pass before a zone: what it has used up counts there.
type door struct{ pass, zone string }

func (it *item) door(p *access.Policy) door {
	return door{it.who.Credential, p.Gates[p.Terminals[it.p.Terminal.ID].Gate].ZoneID}
}

func midnight(p *access.Policy, at int64) int64 {
	t := time.UnixMilli(at).In(p.Zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, p.Zone).UnixMilli()
}

// stand puts what a pass says into the facts of a decision. Its zone and all that
// lies around it are a visitor's to enter; a printed one goes by its card's rights.
func (p *passFact) stand(rf *rule.Facts, policy *access.Policy, gate access.Gate) {
	rf.CredentialState = p.state
	if rf.Kind == rule.Printed && p.state == "live" && rf.Now >= p.to {
		rf.CredentialState = "ended"
	}
	rf.Pass = rule.Pass{Look: p.look == pass.Photo, Host: p.look == pass.Escort, Times: p.times, Used: p.used}
	if rf.Kind == rule.Visit && rf.HasGate {
		rf.Right, rf.RightReason = rule.NoRight, reason.PermNoRight
		if gate.ZoneID == p.zone || policy.Places.Within(p.zone, gate.ZoneID) {
			rf.Right = rule.RightToPass
		}
	}
}

// byPass is never remembered: it happens a few times in a pass's life.
func (s *Service) byPass(ctx context.Context, text string) (who known.Identity, kind rule.Kind, found bool, err error) {
	kind = rule.Printed // what nobody knows is as good as a piece of paper
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`SELECT p.id, p.person_id, COALESCE(p.card_id, ''), COALESCE(k.membership_id, ''), p.school_id, p.kind FROM pass p LEFT JOIN card k ON k.id = p.card_id WHERE p.secret = ?`, secret.Hash(text)).
			Scan(ctx, &who.Credential, &who.Person, &who.Card, &who.Membership, &who.School, &kind)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return known.Identity{}, kind, false, nil
	}
	return who, kind, err == nil, db.Translate(err)
}
