package presence

import (
	"cmp"
	"slices"

	"yunka/server/access/rule"
)

// A zone that limits its people asks with each batch how many are inside. With
// 20,000 of them counting costs more than all the rest of a batch, so the number
// of presences that say "in" is kept in zone_tally and moved by the batch that
// moves the people; those whose time is over (see rule.Zone.Floor) are few and are
// counted and taken off.
//
// It is exact without a lock of its own: every transaction that changes presences
// raises the zone's epoch, so a count that was taken beside another's change is
// not kept, and what happens seldom (an undo, a reset, an upload) says "count
// again" instead of knowing the difference.
const (
	// sqlTally takes the zone, the instant up to which a presence says nothing any
	// more, and the one up to which nobody waits any more.
	sqlTally = `SELECT t.inside, t.epoch,
  (SELECT COUNT(*) FROM presence p WHERE p.zone_id = $1 AND p.state IN ('in', 'waiting') AND p.state = 'in' AND p.since <= $2),
  COALESCE((SELECT MAX(p.person_id) FROM presence p WHERE p.zone_id = $1 AND p.state = 'waiting' AND p.since > $3), '')
FROM zone z LEFT JOIN zone_tally t ON t.zone_id = z.id WHERE z.id = $1`
	// sqlRecount reads the epoch and the rows in one statement: one instant.
	sqlRecount = `SELECT (SELECT epoch FROM zone_tally WHERE zone_id = $1), COALESCE(SUM(CASE WHEN state = 'in' THEN 1 ELSE 0 END), 0) FROM presence WHERE zone_id = $1 AND state IN ('in', 'waiting')`

	sqlTallyMove = "UPDATE zone_tally SET inside = CASE WHEN inside < 0 THEN inside ELSE inside + $2 END, epoch = epoch + 1 WHERE zone_id = $1"
	sqlTallySet  = "UPDATE zone_tally SET inside = CASE WHEN epoch = $2 THEN $3 ELSE -1 END, epoch = epoch + 1 WHERE zone_id = $1"
	// sqlTallyNone begins a row: the next batch counts.
	sqlTallyNone = "INSERT INTO zone_tally (zone_id, inside, epoch) VALUES ($1, -1, 0) ON CONFLICT (zone_id) DO UPDATE SET inside = -1, epoch = zone_tally.epoch + 1"
	sqlTallyLost = "UPDATE zone_tally SET inside = -1, epoch = epoch + 1 WHERE zone_id = $1"
)

// occupancy is who is inside of a zone that counts.
type occupancy struct {
	inside int    // whose time is not over
	second string // who waits before the door

	rows    *int   // presences that say "in"; nil when they are not known
	epoch   *int64 // of the tally; nil when there is none
	stale   int    // of rows
	counted bool   // rows was counted anew
}

// scan reads a row of sqlTally.
func (o *occupancy) scan(row interface{ Scan(...any) error }) error {
	if err := row.Scan(&o.rows, &o.epoch, &o.stale, &o.second); err != nil {
		return err
	}
	if o.rows != nil && *o.rows < 0 {
		o.rows = nil
	}
	o.settle()
	return nil
}

// recount reads a row of sqlRecount.
func (o *occupancy) recount(row interface{ Scan(...any) error }) error {
	var rows int
	if err := row.Scan(&o.epoch, &rows); err != nil {
		return err
	}
	o.rows, o.counted = &rows, true
	o.settle()
	return nil
}

func (o *occupancy) settle() {
	if o.rows != nil {
		o.inside = *o.rows - o.stale
	}
}

// Statement is one that keeps a zone's number.
type Statement struct {
	Query string
	Args  []any
}

// Tallies are a batch's, in the order of the zones, so that two batches wait for
// each other at most in one direction.
func (b *Book) Tallies() (list []Statement) {
	var zones []string
	for zone := range b.moved {
		zones = append(zones, zone)
	}
	for zone, o := range b.occupied {
		if o.counted {
			zones = append(zones, zone)
		}
	}
	slices.Sort(zones)
	for _, zone := range slices.Compact(zones) {
		o, moved := b.occupied[zone], b.moved[zone]
		switch {
		case o != nil && o.counted && o.epoch == nil:
			list = append(list, Statement{sqlTallyNone, []any{zone}})
		case o != nil && o.counted:
			list = append(list, Statement{sqlTallySet, []any{zone, *o.epoch, *o.rows + moved}})
		case moved != 0:
			list = append(list, Statement{sqlTallyMove, []any{zone, moved}})
		}
	}
	return list
}

// Miscounted are the tallies of a change that does not know what was before.
func (b *Book) Miscounted() (list []Statement) {
	for _, at := range b.places() {
		list = append(list, Statement{sqlTallyLost, []any{at.Zone}})
	}
	slices.SortFunc(list, cmpZone)
	return slices.CompactFunc(list, func(a, b Statement) bool { return cmpZone(a, b) == 0 })
}

func cmpZone(a, b Statement) int { return cmp.Compare(a.Args[0].(string), b.Args[0].(string)) }

// move notes what a change of one presence does to its zone's number.
func (b *Book) move(zone string, was, to rule.Presence) {
	switch {
	case was != rule.Inside && to == rule.Inside:
		b.moved[zone]++
	case was == rule.Inside && to != rule.Inside:
		b.moved[zone]--
	}
}
