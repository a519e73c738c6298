package scan

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yunka/server/access"
	"yunka/server/access/rule"
)

// Each batch is two round trips, whatever its size: BEGIN with all reads, then
// all writes with COMMIT. Prepared statements; arguments are bound.
const (
	pgSchools = "SELECT id, policy_version FROM school WHERE id = ANY($1) ORDER BY id FOR SHARE"
	pgPeople  = "SELECT id FROM person WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
	pgFacts   = `SELECT u.n, COALESCE(c.state, ''), COALESCE(c.mark, 0), COALESCE(c.lease_until, 0), k.state, p.state, m.valid_from, COALESCE(m.valid_to, 0), p.name, m.role, COALESCE(cl.grade, ''), COALESCE(cl.name, '')
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u(card, cred, n) JOIN card k ON k.id = u.card JOIN person p ON p.id = k.person_id JOIN membership m ON m.id = k.membership_id
LEFT JOIN class cl ON cl.id = m.class_id LEFT JOIN credential c ON c.id = u.cred`
	pgKeys  = "SELECT s.terminal_id, s.request_key, s.request_hash, s.answer FROM unnest($1::text[], $2::text[]) AS u(t, k) JOIN scan s ON s.terminal_id = u.t AND s.request_key = u.k"
	pgUses  = "SELECT s.credential_id, s.mark, s.terminal_id, s.at, s.answer FROM unnest($1::text[], $2::bigint[]) AS u(c, m) JOIN scan s ON s.credential_id = u.c AND s.mark = u.m AND s.consumed"
	pgMarks = "UPDATE credential c SET mark = u.mark, last_at = u.at FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS u(id, mark, at) WHERE c.id = u.id AND c.mark < u.mark"
	pgScans = `WITH f AS (UPDATE feed_head SET last = last + cardinality($2::text[]) WHERE school_id = $1 RETURNING last)
INSERT INTO scan (id, school_id, feed, terminal_id, gate_id, request_key, request_hash, kind, credential_id, person_id, membership_id, mark, consumed, decision, reason, open, direction, at, claimed_at, staff_id, note, answer)
SELECT u.id, $1, f.last - cardinality($2::text[]) + u.n, u.terminal, u.gate, u.key, u.hash, u.kind, u.cred, u.person, u.member, u.mark, u.consumed, u.decision, u.reason, u.open, u.dir, u.at, u.claimed, NULL, NULL, u.answer
FROM f, unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::boolean[], $13::text[], $14::text[], $15::boolean[], $16::text[], $17::bigint[], $18::bigint[], $19::text[])
  WITH ORDINALITY AS u(id, terminal, gate, key, hash, kind, cred, person, member, mark, consumed, decision, reason, open, dir, at, claimed, answer, n)
RETURNING feed`
	pgRepeats = `INSERT INTO scan_repeat (scan_id, school_id, times, last_at) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
ON CONFLICT (scan_id) DO UPDATE SET times = scan_repeat.times + excluded.times, last_at = excluded.last_at`
)

type postgres struct{ *Service }

func (e *postgres) run(ctx context.Context, batch []*item) error {
	conn, err := e.db.Hot().Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	c := conn.Conn()
	defer func() {
		// Left open by an error: end it. A broken connection is closed by its pool.
		if c.PgConn().TxStatus() != 'I' {
			_, _ = c.Exec(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	w, err := e.read(ctx, c, batch)
	if err != nil {
		return err
	}
	out := e.decide(w, batch)
	if err := e.write(ctx, c, out); err != nil {
		return err
	}
	e.settled(out)
	return nil
}

func (e *postgres) read(ctx context.Context, c *pgx.Conn, batch []*item) (*world, error) {
	w := &world{policies: map[string]*access.Policy{}, facts: make(map[*item]*fact, len(batch)), keys: map[[2]string]storedAnswer{}, uses: map[use]storedUse{}}
	schools, people := lockKeys(batch)
	var terms, keys, cards, creds, useCreds []string
	var useMarks []int64
	var known []*item
	for _, it := range batch {
		terms, keys = append(terms, it.p.Terminal.ID), append(keys, it.p.Key)
		if !it.identified() {
			continue
		}
		known = append(known, it)
		cards, creds = append(cards, it.who.card), append(creds, it.who.credential)
		if it.kind == rule.Phone {
			useCreds, useMarks = append(useCreds, it.who.credential), append(useMarks, it.code.Mark())
		}
	}
	versions := map[string]int64{}
	b := &pgx.Batch{}
	b.Queue("BEGIN")
	b.Queue(pgSchools, schools).Query(func(rows pgx.Rows) error {
		return scanEach(rows, func() error {
			var id string
			var v int64
			err := rows.Scan(&id, &v)
			versions[id] = v
			return err
		})
	})
	if len(known) > 0 {
		b.Queue(pgPeople, people)
		b.Queue(pgFacts, cards, creds).Query(func(rows pgx.Rows) error {
			return scanEach(rows, func() error {
				var n int64
				f := &fact{}
				err := rows.Scan(&n, &f.credentialState, &f.mark, &f.leaseUntil, &f.cardState, &f.personState, &f.validFrom, &f.validTo, &f.name, &f.role, &f.grade, &f.class)
				if err == nil {
					w.facts[known[n-1]] = f
				}
				return err
			})
		})
	}
	// Keys come after the locks: a retry that raced its first try waits for the
	// person and then finds the stored answer.
	b.Queue(pgKeys, terms, keys).Query(func(rows pgx.Rows) error {
		return scanEach(rows, func() error {
			var k [2]string
			var s storedAnswer
			err := rows.Scan(&k[0], &k[1], &s.hash, &s.answer)
			w.keys[k] = s
			return err
		})
	})
	if len(useCreds) > 0 {
		b.Queue(pgUses, useCreds, useMarks).Query(func(rows pgx.Rows) error {
			return scanEach(rows, func() error {
				var u use
				var s storedUse
				err := rows.Scan(&u.credential, &u.mark, &s.terminal, &s.at, &s.answer)
				w.uses[u] = s
				return err
			})
		})
	}
	if err := c.SendBatch(ctx, b).Close(); err != nil {
		return nil, err
	}
	for _, school := range schools {
		v, ok := versions[school]
		if !ok {
			return nil, fmt.Errorf("scan: school %s is gone", school)
		}
		p, err := e.policies.At(ctx, pgQuerier{c}, school, v)
		if err != nil {
			return nil, err
		}
		w.policies[school] = p
	}
	return w, nil
}

func (e *postgres) write(ctx context.Context, c *pgx.Conn, out *writes) error {
	b := &pgx.Batch{}
	if len(out.marks) > 0 {
		ids := sortedKeys(out.marks)
		marks, ats := make([]int64, len(ids)), make([]int64, len(ids))
		for i, id := range ids {
			marks[i], ats[i] = out.marks[id], out.markAt[id]
		}
		b.Queue(pgMarks, ids, marks, ats)
	}
	if len(out.repeats) > 0 {
		ids := sortedKeys(out.repeats)
		schools, times, ats := make([]string, len(ids)), make([]int64, len(ids)), make([]int64, len(ids))
		for i, id := range ids {
			r := out.repeats[id]
			schools[i], times[i], ats[i] = r.school, r.times, r.at
		}
		b.Queue(pgRepeats, ids, schools, times, ats)
	}
	last := map[string]int64{}
	for _, school := range sortedKeys(out.rows) {
		var col columns
		for _, r := range out.rows[school] {
			col.add(r)
		}
		b.Queue(pgScans, append([]any{school}, col.args()...)...).Query(func(rows pgx.Rows) error {
			return scanEach(rows, func() error {
				var n int64
				err := rows.Scan(&n)
				last[school] = max(last[school], n)
				return err
			})
		})
	}
	b.Queue("COMMIT")
	if err := c.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	if c.PgConn().TxStatus() != 'I' {
		return errors.New("scan: the commit did not happen")
	}
	for school, n := range last {
		e.feed.Ring(school, n)
	}
	return nil
}

// columns are the arrays that unnest makes rows of again.
type columns struct {
	id, terminal, key, hash, kind, decision, reason, dir, answer []string
	gate, cred, person, member                                   []*string
	mark, claimed                                                []*int64
	consumed, open                                               []bool
	at                                                           []int64
}

func (c *columns) add(r *row) {
	v := r.values()
	c.id, c.terminal, c.key = append(c.id, r.id), append(c.terminal, r.it.p.Terminal.ID), append(c.key, r.it.p.Key)
	c.hash, c.kind = append(c.hash, r.it.hash), append(c.kind, string(r.it.kind))
	c.decision, c.reason = append(c.decision, string(r.out.Decision)), append(c.reason, string(r.out.Reason))
	c.dir, c.answer = append(c.dir, string(r.dir)), append(c.answer, string(r.answer))
	c.gate, c.cred, c.person, c.member = append(c.gate, v.gate), append(c.cred, v.credential), append(c.person, v.person), append(c.member, v.membership)
	c.mark, c.claimed = append(c.mark, v.mark), append(c.claimed, v.claimed)
	c.consumed, c.open, c.at = append(c.consumed, r.consumed), append(c.open, r.open), append(c.at, r.it.at)
}

func (c *columns) args() []any {
	return []any{c.id, c.terminal, c.gate, c.key, c.hash, c.kind, c.cred, c.person, c.member, c.mark, c.consumed, c.decision, c.reason, c.open, c.dir, c.at, c.claimed, c.answer}
}

func scanEach(rows pgx.Rows, fn func() error) error {
	for rows.Next() {
		if err := fn(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// pgQuerier lets access load a policy through the batch's own connection.
type pgQuerier struct{ c *pgx.Conn }

func (q pgQuerier) QueryContext(ctx context.Context, query string, args ...any) (access.Rows, error) {
	rows, err := q.c.Query(ctx, query, args...)
	return pgRows{rows}, err
}

type pgRows struct{ pgx.Rows }

func (r pgRows) Close() error {
	r.Rows.Close()
	return r.Rows.Err()
}
