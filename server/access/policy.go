// Package access keeps where people may pass and when: zones and what they ask
// (passback, limits, groups), the gates that lead into them, which roles have a
// right to a zone, the rules besides, a gate's opening hours and the school's
// calendar. The pure decision over these facts is access/rule.
//
// A Policy is a school's whole set at one policy_version. Every change bumps
// the version in its own commit; a cached Policy counts only while its version
// equals the one a scan reads from the locked school row, so a change is in
// force on every server before the admin's page says saved.
package access

import (
	"context"
	"fmt"
	"slices"
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
	Days      map[string]int // the calendar's exceptions: day -> what it works as
	Terminals map[string]Terminal
	Gates     map[string]Gate
	Places    rule.Places
	resets    map[string]int                    // zone -> minute of the day
	members   map[string]map[string]int64       // person -> group -> until, 0 is open
	rights    map[string]map[string]rule.Effect // zone -> role
	rules     map[string][]rule.Rule            // zone
	hours     map[string][]Opening              // gate
	needs     map[string]string                 // zone -> group
	homes     map[string]string                 // zone in which people live -> the building it is of
	stays     map[string][]rule.Stay            // person -> where they live, or look after who does
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
	From             string // the zone it leads from; "" is what lies around ZoneID
	Direction        rule.Direction
	Egress           bool // a way out that passback never shuts
	Rights           rule.Rights
	Keeps            bool // a passage here changes who is inside of some zone
}

// Opening is a weekly interval, [From, To) minutes since midnight; Monday is 1
// and rule.Holiday is a day off.
type Opening = rule.Opening

// Local is an instant on the school's clock and calendar.
func (p *Policy) Local(ms int64) rule.Local { return rule.LocalAt(ms, p.Zone, p.Days) }

// Groups are those a person is in at an instant.
func (p *Policy) Groups(person string, ms int64) map[string]bool {
	in := p.granted(person, ms)
	for _, s := range p.stays[person] {
		if s.Holds(ms) {
			if in == nil {
				in = map[string]bool{}
			}
			in[s.Group] = true
		}
	}
	return in
}

// Stays are those of a person that are not over at an instant.
func (p *Policy) Stays(person string, ms int64) (list []rule.Stay) {
	for _, s := range p.stays[person] {
		if s.Until == 0 || ms < s.Until {
			list = append(list, s)
		}
	}
	return list
}

// Behind is when those may pass a door behind which people live who live there or look after
// who does, by person; of several times of one person all of it together. What is over at an
// instant is left out, what has not begun is not.
func (p *Policy) Behind(g Gate, ms int64) map[string]rule.Stay {
	residents, wardens := rule.Residents(g.ZoneID), rule.Wardens(p.homes[g.ZoneID])
	by := map[string]rule.Stay{}
	for person := range p.stays {
		for _, s := range p.Stays(person, ms) {
			if s.Group != residents && s.Group != wardens {
				continue
			}
			all, known := by[person]
			if !known {
				by[person] = s
				continue
			}
			all.From = min(all.From, s.From)
			if all.Until != 0 && (s.Until == 0 || s.Until > all.Until) {
				all.Until = s.Until
			}
			by[person] = all
		}
	}
	return by
}

// granted are the groups that somebody was put into.
func (p *Policy) granted(person string, ms int64) map[string]bool {
	var in map[string]bool
	for group, until := range p.members[person] {
		if until == 0 || ms < until {
			if in == nil {
				in = map[string]bool{}
			}
			in[group] = true
		}
	}
	return in
}

// Place is a zone with its daily reset taken into account.
func (p *Policy) Place(zone string, ms int64) *rule.Zone {
	z := p.Places[zone]
	minute, ok := p.resets[zone]
	if z == nil || !ok {
		return z
	}
	t := time.UnixMilli(ms).In(p.Zone)
	last := time.Date(t.Year(), t.Month(), t.Day(), minute/60, minute%60, 0, 0, p.Zone)
	if last.After(t) {
		last = time.Date(t.Year(), t.Month(), t.Day()-1, minute/60, minute%60, 0, 0, p.Zone)
	}
	at := *z
	at.ResetAt = max(at.ResetAt, last.UnixMilli())
	return &at
}

// finish puts together what was read table by table.
func (p *Policy) finish() {
	for id, g := range p.Gates {
		g.Rights = rule.Rights{Direction: g.Direction, Hours: p.hours[id], Roles: p.rights[g.ZoneID], Rules: p.rules[g.ZoneID], NeedsGroup: p.needs[g.ZoneID]}
		if building := p.homes[g.ZoneID]; building != "" {
			g.Rights.Home = true
			for _, group := range []string{rule.Residents(g.ZoneID), rule.Wardens(building)} {
				g.Rights.Rules = append(slices.Clip(g.Rights.Rules), rule.Rule{Who: rule.OfGroup, WhoID: group, Effect: rule.RightToPass})
			}
		}
		g.Keeps = len(p.Places.Moves(g.ZoneID, g.From, g.Direction, func(string) rule.Presence { return rule.Inside })) > 0 ||
			len(p.Places.Moves(g.ZoneID, g.From, g.Direction, func(string) rule.Presence { return rule.Outside })) > 0
		p.Gates[id] = g
	}
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

// Newest returns the policy that was loaded last, nil if there is none: good
// enough to guess what a batch will need, and never to decide by.
func (c *Cache) Newest(school string) *Policy {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[school]
}

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
