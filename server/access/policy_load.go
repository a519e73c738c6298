package access

import (
	"context"
	"database/sql"
	"time"

	"yunka/server/access/rule"
)

// load reads a school's whole policy, a table at a time.
func load(ctx context.Context, q Querier, school string) (*Policy, error) {
	p := &Policy{School: school, Days: map[string]int{}, Terminals: map[string]Terminal{}, Gates: map[string]Gate{}, Places: rule.Places{},
		resets: map[string]int{}, members: map[string]map[string]int64{}, rights: map[string]map[string]rule.Effect{}, rules: map[string][]rule.Rule{}, hours: map[string][]Opening{}, needs: map[string]string{},
		homes: map[string]string{}, stays: map[string][]rule.Stay{}}
	hoursOf := map[string][]Opening{} // rule
	for _, table := range []struct {
		query string
		row   func(Rows) error
	}{
		{"SELECT zone FROM school WHERE id = $1", func(r Rows) error {
			var zone string
			if err := r.Scan(&zone); err != nil {
				return err
			}
			loc, err := time.LoadLocation(zone)
			p.Zone = loc
			return err
		}},
		{"SELECT day, works_as FROM calendar_day WHERE school_id = $1", func(r Rows) error {
			var day string
			var works int
			err := r.Scan(&day, &works)
			p.Days[day] = works
			return err
		}},
		{"SELECT id, name, scene, staff, COALESCE(gate_id, ''), COALESCE(token_hash, '') FROM terminal WHERE school_id = $1", func(r Rows) error {
			var id string
			var t Terminal
			err := r.Scan(&id, &t.Name, &t.Scene, &t.Staff, &t.Gate, &t.Token)
			p.Terminals[id] = t
			return err
		}},
		{`SELECT id, COALESCE(parent_id, ''), passback, passback_minutes, people_limit, limit_mode, sequence, two_person, keeps_count, forget_minutes, reset_at, reset_minute, COALESCE(needs_group, '')
FROM zone WHERE school_id = $1`, func(r Rows) error {
			z := &rule.Zone{}
			var minutes, forget int64
			var reset int
			var group string
			err := r.Scan(&z.ID, &z.Inside, &z.Passback, &minutes, &z.Limit, &z.LimitMode, &z.Sequence, &z.TwoPerson, &z.KeepsCount, &forget, &z.ResetAt, &reset, &group)
			z.TimedMS, z.ForgetMS = minutes*60_000, forget*60_000
			p.Places[z.ID] = z
			if reset >= 0 {
				p.resets[z.ID] = reset
			}
			if group != "" {
				p.needs[z.ID] = group
			}
			return err
		}},
		{"SELECT id, name, zone_id, COALESCE(from_zone_id, ''), direction, egress FROM gate WHERE school_id = $1", func(r Rows) error {
			var g Gate
			err := r.Scan(&g.ID, &g.Name, &g.ZoneID, &g.From, &g.Direction, &g.Egress)
			p.Gates[g.ID] = g
			return err
		}},
		{"SELECT zone_id, role, effect FROM zone_right WHERE school_id = $1", func(r Rows) error {
			var zone, role string
			var e rule.Effect
			err := r.Scan(&zone, &role, &e)
			if p.rights[zone] == nil {
				p.rights[zone] = map[string]rule.Effect{}
			}
			p.rights[zone][role] = e
			return err
		}},
		{"SELECT gate_id, weekday, from_minute, to_minute FROM opening WHERE school_id = $1", func(r Rows) error {
			var gate string
			var o Opening
			err := r.Scan(&gate, &o.Weekday, &o.From, &o.To)
			p.hours[gate] = append(p.hours[gate], o)
			return err
		}},
		{"SELECT rule_id, weekday, from_minute, to_minute FROM access_rule_hours WHERE school_id = $1", func(r Rows) error {
			var id string
			var o Opening
			err := r.Scan(&id, &o.Weekday, &o.From, &o.To)
			hoursOf[id] = append(hoursOf[id], o)
			return err
		}},
		{"SELECT id, zone_id, who, who_id, effect, COALESCE(from_day, ''), COALESCE(to_day, '') FROM access_rule WHERE school_id = $1 ORDER BY created_at, id", func(r Rows) error {
			var one rule.Rule
			var zone string
			err := r.Scan(&one.ID, &zone, &one.Who, &one.WhoID, &one.Effect, &one.FromDay, &one.ToDay)
			one.Hours = hoursOf[one.ID]
			p.rules[zone] = append(p.rules[zone], one)
			return err
		}},
		{"SELECT person_id, group_id, COALESCE(until, 0) FROM access_group_member WHERE school_id = $1", func(r Rows) error {
			var person, group string
			var until int64
			err := r.Scan(&person, &group, &until)
			if p.members[person] == nil {
				p.members[person] = map[string]int64{}
			}
			p.members[person][group] = until
			return err
		}},
		{"SELECT id FROM dorm_building WHERE school_id = $1", func(r Rows) error {
			var building string
			err := r.Scan(&building)
			p.homes[building] = building
			return err
		}},
		{"SELECT zone_id, building_id FROM dorm_room WHERE school_id = $1 AND zone_id IS NOT NULL", func(r Rows) error {
			var zone, building string
			err := r.Scan(&zone, &building)
			p.homes[zone] = building
			return err
		}},
		{`SELECT s.person_id, r.building_id, COALESCE(r.zone_id, ''), s.from_at, COALESCE(s.door_until, 0)
FROM dorm_stay s
JOIN dorm_bed b ON b.id = s.bed_id
JOIN dorm_room r ON r.id = b.room_id
WHERE s.school_id = $1 AND NOT s.settled
ORDER BY s.from_at, s.id`, func(r Rows) error {
			var person, building, room string
			var s rule.Stay
			err := r.Scan(&person, &building, &room, &s.From, &s.Until)
			for _, zone := range []string{building, room} {
				if zone != "" {
					s.Group = rule.Residents(zone)
					p.stays[person] = append(p.stays[person], s)
				}
			}
			return err
		}},
		{`SELECT person_id, of_id, valid_from, COALESCE(valid_to, 0)
FROM post
WHERE school_id = $1 AND kind = 'warden'
ORDER BY valid_from, id`, func(r Rows) error {
			var person, building string
			var s rule.Stay
			err := r.Scan(&person, &building, &s.From, &s.Until)
			s.Group = rule.Wardens(building)
			p.stays[person] = append(p.stays[person], s)
			return err
		}},
	} {
		if err := each(ctx, q, table.query, school, table.row); err != nil {
			return nil, err
		}
	}
	if p.Zone == nil {
		return nil, sql.ErrNoRows
	}
	p.finish()
	return p, nil
}

func each(ctx context.Context, q Querier, query, school string, fn func(Rows) error) error {
	rows, err := q.QueryContext(ctx, query, school)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
