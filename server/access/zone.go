package access

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// AddZone makes a zone inside another, or with parent "" an outermost one: who
// leaves an outermost zone has left the school.
func AddZone(ctx context.Context, tx *db.Tx, school, name, parent string) (string, error) {
	id := db.NewID()
	_, err := tx.NewRaw("INSERT INTO zone (id, school_id, name, parent_id, created_at) VALUES (?, ?, ?, NULLIF(?, ''), ?)", id, school, name, parent, tx.NowMS()).Exec(ctx)
	return id, err
}

// ZoneRow is a zone with what it asks.
type ZoneRow struct {
	ID, Name string
	Inside   string // id of the zone it lies in, "" for an outermost one
	Gates    int    // that lead into it
	ZoneDemands
}

// ZoneDemands is what a zone asks of who enters it.
type ZoneDemands struct {
	Passback        rule.Passback
	PassbackMinutes int // of TimedPassback, 1 to 60
	PeopleLimit     int // 0 is none
	LimitMode       rule.Mode
	Sequence        rule.Mode // who enters must be inside the zone around it
	TwoPerson       bool
	NeedsGroup      string // id of a group, "" is none
	KeepsCount      bool   // keep who is inside although nothing is asked
	ForgetMinutes   int    // after which a presence says nothing; 0 is never
	ResetMinute     int    // of the day, at which all is forgotten; -1 is never
}

// Keeps reports whether who is inside is kept.
func (z ZoneDemands) Keeps() bool {
	r := rule.Zone{Passback: z.Passback, Limit: z.PeopleLimit, Sequence: z.Sequence, TwoPerson: z.TwoPerson, KeepsCount: z.KeepsCount}
	return r.Keeps()
}

func (z *ZoneDemands) check() error {
	switch {
	case !slices.Contains([]rule.Passback{rule.NoPassback, rule.SoftPassback, rule.HardPassback, rule.TimedPassback}, z.Passback):
		return fault.New(fault.Invalid, "zone_passback")
	case z.PassbackMinutes < 1 || z.PassbackMinutes > 60:
		return fault.New(fault.Invalid, "zone_minutes")
	case z.PeopleLimit < 0 || z.PeopleLimit > 100_000 || z.LimitMode != rule.Soft && z.LimitMode != rule.Hard:
		return fault.New(fault.Invalid, "zone_limit")
	case z.Sequence != rule.NoDemand && z.Sequence != rule.Soft && z.Sequence != rule.Hard:
		return fault.New(fault.Invalid, "zone_sequence")
	case z.ForgetMinutes < 0 || z.ForgetMinutes > 14*24*60:
		return fault.New(fault.Invalid, "zone_forget")
	case z.ResetMinute < -1 || z.ResetMinute >= 24*60:
		return fault.New(fault.Invalid, "zone_reset")
	case z.TwoPerson && z.PeopleLimit == 1:
		return fault.New(fault.Invalid, "zone_two")
	}
	return nil
}

// Zones lists a school's zones.
func Zones(ctx context.Context, q bun.IDB, school string) (list []ZoneRow, err error) {
	err = q.NewRaw(`SELECT z.id, z.name, COALESCE(z.parent_id, '') AS inside, (SELECT COUNT(*) FROM gate g WHERE g.zone_id = z.id) AS gates,
z.passback, z.passback_minutes, z.people_limit, z.limit_mode, z.sequence, z.two_person, COALESCE(z.needs_group, '') AS needs_group, z.keeps_count, z.forget_minutes, z.reset_minute
FROM zone z WHERE z.school_id = ? ORDER BY z.created_at, z.id`, school).Scan(ctx, &list)
	return list, err
}

// ZoneDraft is a zone as its form says it.
type ZoneDraft struct {
	Name, Inside string
	ZoneDemands
	Sure bool // nobody would be left who may enter, and that is meant
}

// SaveZone changes a zone; Inside "" makes it an outermost one. What was passed
// before reads by it too: who left the library this morning did not leave the
// school, also when the office says so only at noon. Fails with NotFound, Invalid
// zone_name, zone_taken, zone_inside (no zone of the school), zone_loop,
// zone_group or what a demand got wrong, or Conflict locks_out.
func SaveZone(ctx context.Context, d *db.DB, actor allow.Actor, school, id string, z ZoneDraft) error {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return err
	}
	if z.Name = strings.TrimSpace(z.Name); z.Name == "" || utf8.RuneCountInString(z.Name) > 40 {
		return fault.New(fault.Invalid, "zone_name")
	}
	if err := z.check(); err != nil {
		return err
	}
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := Bump(ctx, tx, school); err != nil { // also the lock under which the tree is read and changed
			return err
		}
		list, err := Zones(ctx, tx, school)
		if err != nil {
			return err
		}
		zones := map[string]ZoneRow{}
		for _, other := range list {
			zones[other.ID] = other
			if other.Name == z.Name && other.ID != id {
				return fault.New(fault.Invalid, "zone_taken")
			}
		}
		was, ok := zones[id]
		if !ok {
			return fault.New(fault.NotFound, "not_found")
		}
		if _, ok := zones[z.Inside]; !ok && z.Inside != "" {
			return fault.New(fault.Invalid, "zone_inside")
		}
		for up := z.Inside; up != ""; up = zones[up].Inside {
			if up == id {
				return fault.New(fault.Invalid, "zone_loop")
			}
		}
		if z.NeedsGroup != "" {
			if err := hasGroup(ctx, tx, school, z.NeedsGroup); err != nil {
				return err
			}
		}
		if was.Name == z.Name && was.Inside == z.Inside && was.ZoneDemands == z.ZoneDemands {
			return nil
		}
		_, err = tx.NewRaw(`UPDATE zone SET name = ?, parent_id = NULLIF(?, ''), passback = ?, passback_minutes = ?, people_limit = ?, limit_mode = ?, sequence = ?, two_person = ?,
needs_group = NULLIF(?, ''), keeps_count = ?, forget_minutes = ?, reset_minute = ? WHERE id = ? AND school_id = ?`, z.Name, z.Inside, string(z.Passback), z.PassbackMinutes, z.PeopleLimit, string(z.LimitMode), string(z.Sequence), z.TwoPerson,
			z.NeedsGroup, z.KeepsCount, z.ForgetMinutes, z.ResetMinute, id, school).Exec(ctx)
		if err != nil {
			return err
		}
		if was.NeedsGroup != z.NeedsGroup {
			if err := lockedOut(ctx, tx, school, id, z.Sure); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "zone.changed", Target: "zone:" + id,
			Detail: map[string]any{"name": z.Name, "inside": zones[z.Inside].Name, "was": was.Name, "was_inside": zones[was.Inside].Name, "asks": z.ZoneDemands}})
	})
}
