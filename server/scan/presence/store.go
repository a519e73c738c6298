package presence

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"

	"yunka/server/access/rule"
)

// The statements, in the common subset. ZoneLock wants a locking suffix on
// PostgreSQL.
const (
	ZoneLock    = "SELECT id FROM zone WHERE id = $1"
	sqlPresence = "SELECT zone_id, state, since FROM presence WHERE person_id = $1"
	sqlMove     = `INSERT INTO presence (zone_id, person_id, school_id, state, since, scan_id, was_state, was_since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (zone_id, person_id) DO UPDATE SET state = excluded.state, since = excluded.since, scan_id = excluded.scan_id, was_state = excluded.was_state, was_since = excluded.was_since`
)

// And for a whole batch on PostgreSQL.
const (
	PgZones    = "SELECT id FROM zone WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
	pgPresence = "SELECT zone_id, person_id, state, since FROM presence WHERE person_id = ANY($1)"
	pgMoves    = `INSERT INTO presence (zone_id, person_id, school_id, state, since, scan_id, was_state, was_since)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[])
ON CONFLICT (zone_id, person_id) DO UPDATE SET state = excluded.state, since = excluded.since, scan_id = excluded.scan_id, was_state = excluded.was_state, was_since = excluded.was_since`
)

// Prepared are the statements that SQLite runs for each batch.
var Prepared = []string{sqlPresence, sqlTally, sqlRecount, sqlMove, sqlTallyMove, sqlTallySet}

// Conn is a transaction of database/sql, with prepared statements perhaps.
type Conn interface {
	Row(ctx context.Context, query string, args ...any) *sql.Row
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	Exec(ctx context.Context, query string, args ...any) error
}

// Read reads what is needed, after the people are locked.
func (b *Book) Read(ctx context.Context, c Conn, n Needs) error {
	for _, person := range n.people {
		rows, err := c.Query(ctx, sqlPresence, person)
		if err != nil {
			return err
		}
		for rows.Next() {
			var zone string
			var being rule.Being
			if err := rows.Scan(&zone, &being.State, &being.Since); err != nil {
				rows.Close()
				return err
			}
			b.presences[Place{zone, person}] = being
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	for _, zone := range n.counted {
		o := &occupancy{}
		if err := o.scan(c.Row(ctx, sqlTally, zone, n.floors[zone], n.at-rule.SecondPersonMS)); err != nil {
			return err
		}
		if o.rows == nil {
			if err := o.recount(c.Row(ctx, sqlRecount, zone)); err != nil {
				return err
			}
		}
		b.occupied[zone] = o
	}
	return nil
}

// Write writes where people are now, and what keeps the zones' numbers.
func (b *Book) Write(ctx context.Context, c Conn, tallies []Statement) error {
	for _, at := range b.places() {
		v := b.stays[at]
		if err := c.Exec(ctx, sqlMove, at.Zone, at.Person, v.school, string(v.now.State), v.now.Since, v.scan, string(v.was.State), v.was.Since); err != nil {
			return err
		}
	}
	for _, one := range tallies {
		if err := c.Exec(ctx, one.Query, one.Args...); err != nil {
			return err
		}
	}
	return nil
}

// QueueRead is Read on PostgreSQL, as a part of a batch.
func (b *Book) QueueRead(batch *pgx.Batch, n Needs) {
	if len(n.people) > 0 {
		batch.Queue(pgPresence, n.people).Query(func(rows pgx.Rows) error {
			for rows.Next() {
				var at Place
				var is rule.Being
				if err := rows.Scan(&at.Zone, &at.Person, &is.State, &is.Since); err != nil {
					return err
				}
				b.presences[at] = is
			}
			return rows.Err()
		})
	}
	for _, zone := range n.counted {
		batch.Queue(sqlTally, zone, n.floors[zone], n.at-rule.SecondPersonMS).Query(func(rows pgx.Rows) error {
			for rows.Next() {
				b.occupied[zone] = &occupancy{}
				if err := b.occupied[zone].scan(rows); err != nil {
					return err
				}
			}
			return rows.Err()
		})
	}
}

// Recount counts the zones whose number QueueRead did not find.
func (b *Book) Recount(ctx context.Context, c *pgx.Conn, n Needs) error {
	for _, zone := range n.counted {
		if o := b.occupied[zone]; o != nil && o.rows == nil {
			if err := o.recount(c.QueryRow(ctx, sqlRecount, zone)); err != nil {
				return err
			}
		}
	}
	return nil
}

// QueueWrite is Write on PostgreSQL, as a part of a batch.
func (b *Book) QueueWrite(batch *pgx.Batch) {
	if len(b.stays) > 0 {
		var zones, people, schools, states, scans, was []string
		var since, wasSince []int64
		for _, at := range b.places() {
			v := b.stays[at]
			zones, people, schools, scans = append(zones, at.Zone), append(people, at.Person), append(schools, v.school), append(scans, v.scan)
			states, since = append(states, string(v.now.State)), append(since, v.now.Since)
			was, wasSince = append(was, string(v.was.State)), append(wasSince, v.was.Since)
		}
		batch.Queue(pgMoves, zones, people, schools, states, since, scans, was, wasSince)
	}
	for _, t := range b.Tallies() {
		batch.Queue(t.Query, t.Args...)
	}
}
