// Package access keeps where people may pass and when: zones, the gates that
// lead into them, which roles have a right to a zone, and a gate's opening
// hours. The pure decision over these facts is access/rule.
//
// A Policy is a school's whole set at one policy_version. Every change bumps
// the version in its own commit; a cached Policy counts only while its version
// equals the one a scan reads from the locked school row, so a change is in
// force on every server before the admin's page says saved.
package access

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // a school's zone must resolve on a bare container

	"yunka/server/access/rule"
)

// Policy is what a school allows, at one version.
type Policy struct {
	School    string
	Version   int64
	Zone      *time.Location
	Terminals map[string]Terminal
	Gates     map[string]Gate
	rights    map[string]map[string]rule.Effect // zone -> role
	hours     map[string][]Opening              // gate
}

// Terminal is what a scan must know of the device that presents.
type Terminal struct {
	Name  string
	Scene rule.Scene
	Staff bool
	Gate  string
	Token string // hash of its present token; "" is none: unpaired or revoked
}

// Gate leads into a zone.
type Gate struct {
	ID, Name, ZoneID string
	Direction        rule.Direction
}

// Opening is a weekly interval, [From, To) minutes since midnight; Monday is 1.
type Opening struct {
	Weekday, From, To int
}

// Right says what the zone behind a gate grants a role.
func (p *Policy) Right(gate, role string) rule.Effect {
	return p.rights[p.Gates[gate].ZoneID][role]
}

// OpenAt reports whether a gate is open; one without hours always is.
func (p *Policy) OpenAt(gate string, ms int64) bool {
	hours := p.hours[gate]
	if len(hours) == 0 {
		return true
	}
	t := time.UnixMilli(ms).In(p.Zone)
	weekday := (int(t.Weekday())+6)%7 + 1
	minute := t.Hour()*60 + t.Minute()
	for _, h := range hours {
		if h.Weekday == weekday && h.From <= minute && minute < h.To {
			return true
		}
	}
	return false
}

// Querier is the part of a connection that loading a policy needs: each engine's
// hot path brings its own transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (Rows, error)
}

// Rows is what database/sql and pgx both offer.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// Cache keeps one Policy a school.
type Cache struct {
	mu sync.RWMutex
	m  map[string]*Policy
}

// NewCache makes an empty cache.
func NewCache() *Cache { return &Cache{m: map[string]*Policy{}} }

// At returns the policy at exactly that version, loading it through q, which
// must run inside the transaction that holds the school row.
func (c *Cache) At(ctx context.Context, q Querier, school string, version int64) (*Policy, error) {
	c.mu.RLock()
	p := c.m[school]
	c.mu.RUnlock()
	if p != nil && p.Version == version {
		return p, nil
	}
	p, err := load(ctx, q, school)
	if err != nil {
		return nil, fmt.Errorf("access: policy of school %s: %w", school, err)
	}
	p.Version = version
	c.mu.Lock()
	if old := c.m[school]; old == nil || old.Version < version {
		c.m[school] = p
	}
	c.mu.Unlock()
	return p, nil
}

func load(ctx context.Context, q Querier, school string) (*Policy, error) {
	p := &Policy{School: school, Terminals: map[string]Terminal{}, Gates: map[string]Gate{}, rights: map[string]map[string]rule.Effect{}, hours: map[string][]Opening{}}
	err := each(ctx, q, "SELECT zone FROM school WHERE id = $1", school, func(r Rows) error {
		var zone string
		if err := r.Scan(&zone); err != nil {
			return err
		}
		loc, err := time.LoadLocation(zone)
		p.Zone = loc
		return err
	})
	if err != nil {
		return nil, err
	}
	if p.Zone == nil {
		return nil, sql.ErrNoRows
	}
	err = each(ctx, q, "SELECT id, name, scene, staff, COALESCE(gate_id, ''), COALESCE(token_hash, '') FROM terminal WHERE school_id = $1", school, func(r Rows) error {
		var id string
		var t Terminal
		err := r.Scan(&id, &t.Name, &t.Scene, &t.Staff, &t.Gate, &t.Token)
		p.Terminals[id] = t
		return err
	})
	if err != nil {
		return nil, err
	}
	err = each(ctx, q, "SELECT id, name, zone_id, direction FROM gate WHERE school_id = $1", school, func(r Rows) error {
		var g Gate
		err := r.Scan(&g.ID, &g.Name, &g.ZoneID, &g.Direction)
		p.Gates[g.ID] = g
		return err
	})
	if err != nil {
		return nil, err
	}
	err = each(ctx, q, "SELECT zone_id, role, effect FROM zone_right WHERE school_id = $1", school, func(r Rows) error {
		var zone, role string
		var e rule.Effect
		err := r.Scan(&zone, &role, &e)
		if p.rights[zone] == nil {
			p.rights[zone] = map[string]rule.Effect{}
		}
		p.rights[zone][role] = e
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, each(ctx, q, "SELECT gate_id, weekday, from_minute, to_minute FROM opening WHERE school_id = $1", school, func(r Rows) error {
		var gate string
		var o Opening
		err := r.Scan(&gate, &o.Weekday, &o.From, &o.To)
		p.hours[gate] = append(p.hours[gate], o)
		return err
	})
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
