package access

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// Present is somebody who is inside of a zone, by the last passage that says so.
type Present struct {
	PersonID, Name, Role, Grade, Class string
	Since                              int64
}

// Occupied is how full a zone is.
type Occupied struct {
	ZoneRow
	Count   int // inside
	Unknown int // people who once passed and of whom nothing is known now
	Floor   int64
}

// Occupancy counts who is inside of each zone that keeps it, at an instant.
func Occupancy(ctx context.Context, q bun.IDB, school string, now int64) (list []Occupied, err error) {
	zones, err := Zones(ctx, q, school)
	if err != nil {
		return nil, err
	}
	p, err := Load(ctx, q, school)
	if err != nil {
		return nil, err
	}
	for _, z := range zones {
		if !z.Keeps() {
			continue
		}
		o := Occupied{ZoneRow: z, Floor: p.Place(z.ID, now).Floor(now)}
		err := q.NewRaw(`SELECT COALESCE(SUM(CASE WHEN state = 'in' AND since > ?0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN state NOT IN ('in', 'out') OR since <= ?0 THEN 1 ELSE 0 END), 0)
FROM presence WHERE zone_id = ?1`, o.Floor, z.ID).Scan(ctx, &o.Count, &o.Unknown)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// Muster lists who was last known to be inside of a zone, by class and name:
// what a teacher with a list on the assembly ground needs. A reset does not
// empty it; the floor is the oldest passage that counts.
func Muster(ctx context.Context, q bun.IDB, school, zone string, floor int64, limit int) (list []Present, err error) {
	err = q.NewRaw(`SELECT p.id AS person_id, p.name, CASE WHEN p.guest THEN 'visitor' ELSE COALESCE(MIN(m.role), '') END AS role, COALESCE(MAX(c.grade), '') AS grade, COALESCE(MAX(c.name), '') AS class, MAX(x.since) AS since
FROM presence x JOIN person p ON p.id = x.person_id LEFT JOIN membership m ON m.person_id = p.id AND m.valid_to IS NULL LEFT JOIN class c ON c.id = m.class_id
WHERE x.school_id = ? AND x.zone_id = ? AND x.state = 'in' AND x.since > ? GROUP BY p.id, p.name, p.guest ORDER BY grade, class, p.name, p.id LIMIT ?`, school, zone, floor, limit).Scan(ctx, &list)
	return list, err
}

// ResetZone forgets who is inside of a zone and of all that lies in it, or with
// zone "" of every zone (after a fire alarm): nobody is held by passback then, and
// the next passage of each counts in either direction. What was known stays for
// the muster list. Fails with NotFound or Invalid reset_reason.
func ResetZone(ctx context.Context, d *db.DB, actor allow.Actor, school, zone, why string) error {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return err
	}
	if why = strings.TrimSpace(why); why == "" || utf8.RuneCountInString(why) > 100 {
		return fault.New(fault.Invalid, "reset_reason")
	}
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := Bump(ctx, tx, school); err != nil {
			return err
		}
		p, err := Load(ctx, tx, school)
		if err != nil {
			return err
		}
		if p.Places[zone] == nil && zone != "" {
			return fault.New(fault.NotFound, "not_found")
		}
		occupied, err := Occupancy(ctx, tx, school, tx.NowMS())
		if err != nil {
			return err
		}
		people := 0
		for _, o := range occupied {
			if zone != "" && o.ID != zone && !p.Places.Within(o.ID, zone) {
				continue
			}
			people += o.Count
			if _, err := tx.NewRaw("UPDATE zone SET reset_at = ? WHERE id = ? AND school_id = ?", tx.NowMS(), o.ID, school).Exec(ctx); err != nil {
				return err
			}
		}
		target, action := "zone:"+zone, "zone.reset"
		if zone == "" {
			target, action = "school:"+school, "zone.released"
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: action, Target: target, Detail: map[string]any{"people": people, "why": why}})
	})
}

// ResetPerson forgets where one person is: who stands before a gate that refuses
// for passback may pass. By the office or, at a gate, by a guard whose PIN the
// caller has checked. Fails with NotFound or Invalid reset_reason.
func ResetPerson(ctx context.Context, d *db.DB, actor allow.Actor, by, school, person, why string) error {
	if err := allow.Check(actor, allow.PresenceReset, allow.Target{School: school}); err != nil {
		return err
	}
	if why = strings.TrimSpace(why); why == "" || utf8.RuneCountInString(why) > 100 {
		return fault.New(fault.Invalid, "reset_reason")
	}
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := campus.LockPerson(ctx, tx, school, person); err != nil {
			if fault.Is(err, fault.NotFound) {
				return fault.New(fault.NotFound, "not_found")
			}
			return err
		}
		if _, err := tx.NewRaw("UPDATE presence SET state = 'unknown', since = ?, scan_id = NULL WHERE person_id = ? AND school_id = ?", tx.NowMS(), person, school).Exec(ctx); err != nil {
			return err
		}
		if err := Miscounted(ctx, tx, person); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: by, Action: "presence.reset", Target: "person:" + person, Detail: map[string]any{"why": why}})
	})
}

// Miscounted says that a person's presences were changed by somebody who does not
// keep the zones' numbers (zone_tally, see package scan): they are counted again.
// Last in a transaction, in the order in which scans write.
func Miscounted(ctx context.Context, tx *db.Tx, person string) error {
	var zones []string
	if err := tx.NewRaw("SELECT zone_id FROM presence WHERE person_id = ? ORDER BY zone_id", person).Scan(ctx, &zones); err != nil {
		return err
	}
	for _, zone := range zones {
		if _, err := tx.NewRaw("UPDATE zone_tally SET inside = -1, epoch = epoch + 1 WHERE zone_id = ?", zone).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Why is the answer to "may this person pass here then, and why".
type Why struct {
	Role     string
	Gate     Gate
	Open     bool // the gate's hours
	Verdict  rule.Verdict
	Rule     *RuleRow // that decided; nil when it was the role's right or none
	Decision rule.Outcome
	There    rule.There
	Local    rule.Local
}

// Ask decides as a gate would, without a credential and without leaving a trace.
// person's card is taken as live: what a lost chip or a frozen card would say is
// on the person's page.
func Ask(ctx context.Context, q bun.IDB, actor allow.Actor, school, person, gate string, at int64) (w Why, err error) {
	if err := allow.Check(actor, allow.PresenceAsk, allow.Target{School: school}); err != nil {
		return w, err
	}
	p, err := Load(ctx, q, school)
	if err != nil {
		return w, err
	}
	g, ok := p.Gates[gate]
	if !ok {
		return w, fault.New(fault.NotFound, "not_found")
	}
	var m struct {
		Role, Grade, ClassID, State, CardState string
		ValidFrom, ValidTo                     int64
	}
	err = q.NewRaw(`SELECT m.role, COALESCE(c.grade, '') AS grade, COALESCE(m.class_id, '') AS class_id, p.state, COALESCE(k.state, 'active') AS card_state, m.valid_from, COALESCE(m.valid_to, 0) AS valid_to
FROM membership m JOIN person p ON p.id = m.person_id LEFT JOIN class c ON c.id = m.class_id LEFT JOIN card k ON k.membership_id = m.id
WHERE m.school_id = ? AND m.person_id = ? AND `+db.Visible("m")+` ORDER BY m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) DESC, m.created_at, m.id LIMIT 1`, school, person, at, at).Scan(ctx, &m)
	if err != nil {
		return w, db.One(err, fault.New(fault.NotFound, "not_found"))
	}
	w.Role, w.Gate, w.Local = m.Role, g, p.Local(at)
	open, closed := g.Rights.Open(w.Local)
	w.Open = open
	w.Verdict = g.Rights.Judge(rule.Who{Person: person, Role: m.Role, Grade: m.Grade, Class: m.ClassID, Groups: p.Groups(person, at)}, w.Local)
	if z := p.Place(g.ZoneID, at); z != nil && z.Keeps() {
		if w.There, err = p.there(ctx, q, g, person, at); err != nil {
			return w, err
		}
	}
	if w.Verdict.Rule != "" {
		rules, err := Rules(ctx, q, school, g.ZoneID)
		if err != nil {
			return w, err
		}
		for i := range rules {
			if rules[i].ID == w.Verdict.Rule {
				w.Rule = &rules[i]
			}
		}
	}
	w.Decision = rule.Decide(rule.Facts{Now: at, Kind: rule.Manual, CodeReason: "OK", Found: true, SameSchool: true, CardState: m.CardState, PersonState: m.State, ValidFrom: m.ValidFrom, ValidTo: m.ValidTo,
		Scene: rule.GateScene, HasGate: true, Right: w.Verdict.Effect, RightReason: w.Verdict.Reason, OpenNow: open, ClosedReason: closed, Direction: g.Direction, There: w.There})
	return w, nil
}

// there reads what the gate would know of who is where.
func (p *Policy) there(ctx context.Context, q bun.IDB, g Gate, person string, at int64) (t rule.There, err error) {
	var list []struct {
		ZoneID, PersonID, State string
		Since                   int64
	}
	z := p.Place(g.ZoneID, at)
	t = rule.There{Zone: z, Self: rule.Being{State: rule.Nowhere}, Around: rule.Nowhere, Egress: g.Egress}
	if err := q.NewRaw("SELECT zone_id, person_id, state, since FROM presence WHERE person_id = ?", person).Scan(ctx, &list); err != nil {
		return t, err
	}
	for _, row := range list {
		is := rule.Being{State: rule.Presence(row.State), Since: row.Since}
		switch row.ZoneID {
		case z.ID:
			t.Self = z.Still(is, at)
		case z.Inside:
			if around := p.Place(z.Inside, at); around.Keeps() {
				t.Around = around.Still(is, at).State
			}
		}
	}
	err = q.NewRaw("SELECT COUNT(*) FROM presence WHERE zone_id = ? AND state = 'in' AND since > ?", z.ID, z.Floor(at)).Scan(ctx, &t.Count)
	return t, err
}
