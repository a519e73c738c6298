package access

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// RuleRow is a rule as the console lists it.
type RuleRow struct {
	ID, ZoneID     string
	Who, WhoID     string
	WhoName        string // of the class, group or person
	Effect         string
	FromDay, ToDay string
	Note           string
	Hours          []Opening `bun:"-"`
}

// Rules lists a zone's rules in the order in which they decide: the most
// specific first.
func Rules(ctx context.Context, q bun.IDB, school, zone string) (list []RuleRow, err error) {
	err = q.NewRaw(`SELECT r.id, r.zone_id, r.who, r.who_id, r.effect, COALESCE(r.from_day, '') AS from_day, COALESCE(r.to_day, '') AS to_day, r.note,
CASE r.who WHEN 'class' THEN COALESCE(c.grade || c.name, '') WHEN 'group' THEN COALESCE(g.name, '') WHEN 'person' THEN COALESCE(p.name, '') ELSE r.who_id END AS who_name
FROM access_rule r LEFT JOIN class c ON c.id = r.who_id LEFT JOIN access_group g ON g.id = r.who_id LEFT JOIN person p ON p.id = r.who_id
WHERE r.school_id = ? AND r.zone_id = ? ORDER BY r.created_at, r.id`, school, zone).Scan(ctx, &list)
	if err != nil {
		return nil, err
	}
	var hours []struct {
		RuleID  string
		Weekday int
		From    int `bun:"from_minute"`
		To      int `bun:"to_minute"`
	}
	if err := q.NewRaw("SELECT rule_id, weekday, from_minute, to_minute FROM access_rule_hours WHERE school_id = ? ORDER BY weekday, from_minute", school).Scan(ctx, &hours); err != nil {
		return nil, err
	}
	for i := range list {
		for _, h := range hours {
			if h.RuleID == list[i].ID {
				list[i].Hours = append(list[i].Hours, Opening{Weekday: h.Weekday, From: h.From, To: h.To})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b RuleRow) int {
		return cmp.Compare(slices.Index(rule.Subjects, rule.Subject(b.Who)), slices.Index(rule.Subjects, rule.Subject(a.Who)))
	})
	return list, nil
}

// RuleDraft is a rule as its form says it.
type RuleDraft struct {
	Who            rule.Subject
	WhoID          string
	Effect         rule.Effect
	FromDay, ToDay string // YYYY-MM-DD or ""
	Hours          []Opening
	Note           string
	Sure           bool // nobody would be left who may enter, and that is meant
}

// AddRule adds a rule to a zone and answers with its id. It is in force on every
// server once it returns. Fails with NotFound, Invalid rule_who, rule_effect,
// rule_days, rule_note, gate_hours or gate_overlap, or Conflict locks_out.
func AddRule(ctx context.Context, d *db.DB, actor allow.Actor, school, zone string, r RuleDraft) (string, error) {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return "", err
	}
	r.Note = strings.TrimSpace(r.Note)
	if err := r.check(); err != nil {
		return "", err
	}
	id := db.NewID()
	err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := Bump(ctx, tx, school); err != nil {
			return err
		}
		if err := r.known(ctx, tx, school, zone); err != nil {
			return err
		}
		if _, err := tx.NewRaw("INSERT INTO access_rule (id, school_id, zone_id, who, who_id, effect, from_day, to_day, note, created_at) VALUES (?, ?, ?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), ?, ?)",
			id, school, zone, string(r.Who), r.WhoID, string(r.Effect), r.FromDay, r.ToDay, r.Note, tx.NowMS()).Exec(ctx); err != nil {
			return err
		}
		for _, h := range r.Hours {
			if _, err := tx.NewRaw("INSERT INTO access_rule_hours (id, school_id, rule_id, weekday, from_minute, to_minute) VALUES (?, ?, ?, ?, ?, ?)", db.NewID(), school, id, h.Weekday, h.From, h.To).Exec(ctx); err != nil {
				return err
			}
		}
		if err := lockedOut(ctx, tx, school, zone, r.Sure); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "rule.added", Target: "zone:" + zone,
			Detail: map[string]any{"rule": id, "who": string(r.Who), "who_id": r.WhoID, "effect": string(r.Effect), "from": r.FromDay, "to": r.ToDay, "hours": r.Hours, "note": r.Note}})
	})
	return id, err
}

func (r *RuleDraft) check() error {
	day := func(s string) bool {
		_, err := time.Parse(time.DateOnly, s)
		return s == "" || err == nil
	}
	switch {
	case !slices.Contains(rule.Subjects, r.Who) || (r.WhoID == "") != (r.Who == rule.Everyone):
		return fault.New(fault.Invalid, "rule_who")
	case r.Effect != rule.RightToPass && r.Effect != rule.RightWithStaff && r.Effect != rule.Forbidden:
		return fault.New(fault.Invalid, "rule_effect")
	case !day(r.FromDay) || !day(r.ToDay) || r.FromDay != "" && r.ToDay != "" && r.FromDay > r.ToDay:
		return fault.New(fault.Invalid, "rule_days")
	case utf8.RuneCountInString(r.Note) > 100:
		return fault.New(fault.Invalid, "rule_note")
	}
	return checkHours(r.Hours)
}

// known makes sure that zone and subject are the school's.
func (r *RuleDraft) known(ctx context.Context, tx *db.Tx, school, zone string) error {
	count := func(query string, args ...any) (n int, err error) {
		err = tx.NewRaw(query, args...).Scan(ctx, &n)
		return n, err
	}
	if n, err := count("SELECT COUNT(*) FROM zone WHERE id = ? AND school_id = ?", zone, school); err != nil {
		return err
	} else if n == 0 {
		return fault.New(fault.NotFound, "not_found")
	}
	var n int
	var err error
	switch r.Who {
	case rule.Everyone:
		return nil
	case rule.OfRole:
		if slices.Contains(Roles, allow.Role(r.WhoID)) {
			n = 1
		}
	case rule.OfGrade:
		n, err = count("SELECT COUNT(*) FROM class WHERE school_id = ? AND grade = ?", school, r.WhoID)
	case rule.OfClass:
		n, err = count("SELECT COUNT(*) FROM class WHERE school_id = ? AND id = ?", school, r.WhoID)
	case rule.OfGroup:
		n, err = count("SELECT COUNT(*) FROM access_group WHERE school_id = ? AND id = ?", school, r.WhoID)
	case rule.OnePerson:
		n, err = count("SELECT COUNT(*) FROM person WHERE school_id = ? AND id = ?", school, r.WhoID)
	}
	if err == nil && n == 0 {
		return fault.New(fault.Invalid, "rule_who")
	}
	return err
}

// RemoveRule takes a rule away. Fails with NotFound or Conflict locks_out.
func RemoveRule(ctx context.Context, d *db.DB, actor allow.Actor, school, id string, sure bool) (zone string, err error) {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return "", err
	}
	err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := Bump(ctx, tx, school); err != nil {
			return err
		}
		var was RuleRow
		if err := tx.NewRaw("SELECT id, zone_id, who, who_id, effect, note FROM access_rule WHERE id = ? AND school_id = ?", id, school).Scan(ctx, &was.ID, &was.ZoneID, &was.Who, &was.WhoID, &was.Effect, &was.Note); err != nil {
			return db.One(err, fault.New(fault.NotFound, "not_found"))
		}
		zone = was.ZoneID
		for _, q := range []string{"DELETE FROM access_rule_hours WHERE rule_id = ? AND school_id = ?", "DELETE FROM access_rule WHERE id = ? AND school_id = ?"} {
			if _, err := tx.NewRaw(q, id, school).Exec(ctx); err != nil {
				return err
			}
		}
		if err := lockedOut(ctx, tx, school, zone, sure); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "rule.removed", Target: "zone:" + zone,
			Detail: map[string]any{"rule": id, "who": was.Who, "who_id": was.WhoID, "effect": was.Effect, "note": was.Note}})
	})
	return zone, err
}

// checkHours sorts weekly hours and refuses what cannot be.
func checkHours(hours []Opening) error {
	slices.SortFunc(hours, func(a, b Opening) int {
		return cmp.Or(cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(a.From, b.From))
	})
	for i, h := range hours {
		if h.Weekday < 1 || h.Weekday > rule.Holiday || h.From < 0 || h.To > 24*60 || h.From >= h.To {
			return fault.New(fault.Invalid, "gate_hours")
		}
		if i > 0 && hours[i-1].Weekday == h.Weekday && hours[i-1].To > h.From {
			return fault.New(fault.Invalid, "gate_overlap")
		}
	}
	return nil
}
