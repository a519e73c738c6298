package scan

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/scan/form"
	"yunka/server/scan/presence"
)

// Each batch is two round trips, whatever its size: BEGIN with all reads, then all
// writes with COMMIT; one that concerns parts has theirs between. Prepared statements;
// arguments are bound. The rows of a batch come as arrays; a batch of one, the usual
// one outside rush hour, binds its values plainly, which costs PostgreSQL about half.
const (
	pgSchools = "SELECT id, policy_version FROM school WHERE id = ANY($1) ORDER BY id FOR SHARE"
	// pgPeople leaves out whom somebody else holds: nobody of a batch waits for another's
	// row. Those come later (item.later), and their facts were not read under lock.
	pgPeople = "SELECT id, state, name FROM person WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED"
	// pgFacts reads all a batch may look at. It comes after the locks: a retry that
	// raced its first try comes later and then finds the stored answer.
	// An earlier use is looked for only when the mark says there may be one, or when the
	// code's is given as negative.
	pgFacts = `SELECT u.n, COALESCE(q.request_hash, r.request_hash), COALESCE(q.answer, r.answer), k.id IS NOT NULL, COALESCE(c.state, ''), COALESCE(c.mark, 0), COALESCE(c.lease_until, 0), COALESCE(k.state, ''), COALESCE(m.valid_from, 0), COALESCE(m.valid_to, 0), COALESCE(m.role, ''), COALESCE(cl.grade, ''), COALESCE(cl.name, ''), COALESCE(m.class_id, ''), s.terminal_id, s.at, s.answer, s.undone
FROM {u(terminal text, key text, card text, cred text, mark bigint)} LEFT JOIN scan q ON q.terminal_id = u.terminal AND q.request_key = u.key
LEFT JOIN scan_reread r ON r.terminal_id = u.terminal AND r.request_key = u.key
LEFT JOIN card k ON k.id = u.card LEFT JOIN membership m ON m.id = k.membership_id
LEFT JOIN class cl ON cl.id = m.class_id LEFT JOIN credential c ON c.id = u.cred
LEFT JOIN LATERAL (SELECT x.terminal_id, x.at, x.answer, EXISTS (SELECT 1 FROM scan_undo d WHERE d.scan_id = x.id) AS undone FROM scan x WHERE u.mark <= c.mark AND x.credential_id = u.cred AND x.mark = abs(u.mark) AND x.consumed LIMIT 1) s ON TRUE`
	pgMarks   = "UPDATE credential c SET mark = u.mark, last_at = u.at FROM {u(id text, mark bigint, at bigint)} WHERE c.id = u.id AND c.mark < u.mark"
	pgRepeats = `INSERT INTO scan_repeat (scan_id, school_id, times, last_at) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
ON CONFLICT (scan_id) DO UPDATE SET times = scan_repeat.times + excluded.times, last_at = excluded.last_at`
)

var facts, marks, scans, same = form.New(pgFacts, 0), form.New(pgMarks, 0), form.New(pgScans, 2), form.New(pgSame, 0)

// errPolicyMoved is a batch that read too little, because it guessed what to read
// by a policy that had been replaced. The next attempt guesses by the new one.
var errPolicyMoved = errors.New("scan: the policy changed while a batch was read")

type postgres struct{ *Service }

func (e *postgres) run(ctx context.Context, batch []*item) error {
	if slices.ContainsFunc(batch, func(it *item) bool { return e.concerned(e.policies.Newest, it) }) {
		return e.together(ctx, batch)
	}
	conn, err := e.db.Hot().Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	c := conn.Conn()
	if err := settle(ctx, c); err != nil {
		return err
	}
	defer func() {
		// Left open by an error: end it. A broken connection is closed by its pool.
		if c.PgConn().TxStatus() != 'I' {
			_, _ = c.Exec(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	begin := &pgx.Batch{}
	begin.Queue("BEGIN")
	w, err := e.read(ctx, c, begin, batch)
	if err != nil {
		return err
	}
	if !w.guess.Covers(need(w.policy, batch)) || slices.ContainsFunc(batch, func(it *item) bool { return e.concerned(w.policy, it) }) {
		return errPolicyMoved
	}
	batch = now(batch)
	if len(batch) == 0 {
		return nil
	}
	out := e.decide(w, batch)
	if err := e.write(ctx, c, out); err != nil {
		return err
	}
	e.settled(out)
	return nil
}

// now is the batch without those that come later.
func now(batch []*item) []*item {
	return slices.DeleteFunc(slices.Clone(batch), func(it *item) bool { return it.later })
}

// together is run for a batch that concerns parts: they read and write by database/sql on
// the batch's own connection, between its reads and the schools' feeds. Statement by
// statement, as SQLite does it, a batch of sixteen sales would be a hundred round trips.
func (e *postgres) together(ctx context.Context, batch []*item) error {
	var out *writes
	err := e.db.Pipelined(ctx, func(ctx context.Context, tx *db.Tx, c *pgx.Conn) error {
		if err := settle(ctx, c); err != nil {
			return err
		}
		w, err := e.read(ctx, c, &pgx.Batch{}, batch)
		if err != nil {
			return err
		}
		if !w.guess.Covers(need(w.policy, batch)) {
			return errPolicyMoved
		}
		now := now(batch)
		t := &session{Service: e.Service, tx: tx}
		if err := t.readParts(ctx, w, now); err != nil {
			return err
		}
		out = e.decide(w, now)
		b := &pgx.Batch{}
		queueState(b, out)
		if err := send(ctx, c, b); err != nil {
			return err
		}
		if err := w.rounds.Write(ctx, tx); err != nil {
			return err
		}
		b = &pgx.Batch{}
		last := queueScans(b, out)
		if err := send(ctx, c, b); err != nil {
			return err
		}
		if len(last) != len(out.rows) {
			return errNoFeed
		}
		tx.After(func() { e.ring(last) })
		return nil
	})
	if err == nil {
		e.settled(out)
	}
	return err
}

func send(ctx context.Context, c *pgx.Conn, b *pgx.Batch) error {
	if b.Len() == 0 {
		return nil
	}
	return c.SendBatch(ctx, b).Close()
}

// pgSettings: every statement here goes by key, whatever the size of the batch
// or the age of the statistics, so one generic plan is right and planning again
// for each batch (PostgreSQL's choice while the first batches are small) is not.
const pgSettings = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off"

// settle prepares a new connection, once.
func settle(ctx context.Context, c *pgx.Conn) error {
	known := c.PgConn().CustomData()
	if known["scan"] != nil {
		return nil
	}
	if _, err := c.PgConn().Exec(ctx, pgSettings).ReadAll(); err != nil {
		return err
	}
	known["scan"] = true
	return nil
}

// read adds a batch's reads to what b begins with, and sends it. What it guessed to read
// is w.guess: the caller sees whether that was enough.
func (e *postgres) read(ctx context.Context, c *pgx.Conn, b *pgx.Batch, batch []*item) (*world, error) {
	w := newWorld(len(batch))
	schools, people := lockKeys(batch)
	var terms, keys, cards, creds form.List[string]
	var codes form.List[int64]
	for _, it := range batch {
		var card, cred string
		mark := int64(math.MaxInt64) // was never used
		if it.identified() {
			card, cred = it.who.Card, it.who.Credential
			if it.kind == rule.Phone {
				mark = it.code.Mark()
			}
			if it.looks {
				mark = -mark
			}
		}
		terms, keys, cards, creds, codes = append(terms, it.p.Terminal.ID), append(keys, it.p.Key), append(cards, card), append(creds, cred), append(codes, mark)
	}
	guess := need(e.policies.Newest, batch)
	w.guess = guess
	versions, persons := map[string]int64{}, make(map[string]locked, len(people))
	b.Queue(pgSchools, schools).Query(func(rows pgx.Rows) error {
		return scanEach(rows, func() error {
			var id string
			var v int64
			err := rows.Scan(&id, &v)
			versions[id] = v
			return err
		})
	})
	if len(guess.Locked) > 0 {
		b.Queue(presence.PgZones, guess.Locked)
	}
	if len(people) > 0 {
		b.Queue(pgPeople, people).Query(func(rows pgx.Rows) error {
			return scanEach(rows, func() error {
				var id string
				var p locked
				err := rows.Scan(&id, &p.state, &p.name)
				persons[id] = p
				return err
			})
		})
	}
	facts.Queue(b, len(batch), []form.Column{&terms, &keys, &cards, &creds, &codes}).Query(func(rows pgx.Rows) error {
		return scanEach(rows, func() error { return w.add(rows, batch, persons) })
	})
	queueSame(b, w, batch)
	w.where.QueueRead(b, guess)
	if err := c.SendBatch(ctx, b).Close(); err != nil {
		return nil, err
	}
	for _, school := range schools {
		v, ok := versions[school]
		if !ok {
			return nil, fmt.Errorf("scan: school %s is gone", school)
		}
		p, err := e.policies.At(ctx, form.Conn{Conn: c}, school, v)
		if err != nil {
			return nil, err
		}
		w.policies[school] = p
	}
	if err := w.where.Recount(ctx, c, guess); err != nil {
		return nil, err
	}
	return w, w.readPasses(batch, func(query string, args ...any) interface{ Scan(...any) error } {
		return c.QueryRow(ctx, query, args...)
	})
}

// locked is what the lock on a person has read.
type locked struct{ state, name string }

// add takes in one row of pgFacts.
func (w *world) add(rows pgx.Rows, batch []*item, persons map[string]locked) error {
	var n int64
	var known bool
	var hash, terminal *string
	var at *int64
	var answer, first []byte
	var undone *bool
	f := &fact{}
	if err := rows.Scan(&n, &hash, &answer, &known, &f.credentialState, &f.mark, &f.leaseUntil, &f.cardState, &f.validFrom, &f.validTo, &f.role, &f.grade, &f.class, &f.classID, &terminal, &at, &first, &undone); err != nil {
		return err
	}
	it := batch[n-1]
	if hash != nil {
		w.keys[[2]string{it.p.Terminal.ID, it.p.Key}] = storedAnswer{*hash, answer}
	}
	p, ok := persons[it.who.Person]
	// Whose person is not locked here comes later, also a visitor, who has no card.
	if it.later = !ok && hash == nil && (known || it.kind == rule.Visit && it.identified()); ok && known {
		f.personState, f.name = p.state, p.name
		w.facts[it] = f
	}
	if terminal != nil {
		w.uses[use{it.who.Credential, it.code.Mark()}] = storedUse{*terminal, *at, first, *undone}
	}
	return nil
}

func (e *postgres) write(ctx context.Context, c *pgx.Conn, out *writes) error {
	b := &pgx.Batch{}
	queueState(b, out)
	last := queueScans(b, out)
	b.Queue("COMMIT")
	if err := c.SendBatch(ctx, b).Close(); err != nil {
		return db.Uncertain(err)
	}
	if c.PgConn().TxStatus() != 'I' {
		return errors.New("scan: the commit did not happen")
	}
	if len(last) != len(out.rows) {
		return errNoFeed
	}
	e.ring(last)
	return nil
}

var errNoFeed = errors.New("scan: a school has no feed")

// queueState writes all but the scans.
func queueState(b *pgx.Batch, out *writes) {
	if len(out.marks) > 0 {
		ids := form.List[string](slices.Sorted(maps.Keys(out.marks)))
		var newest, ats form.List[int64]
		for _, id := range ids {
			newest, ats = append(newest, out.marks[id]), append(ats, out.markAt[id])
		}
		marks.Queue(b, len(ids), []form.Column{&ids, &newest, &ats})
	}
	if len(out.repeats) > 0 {
		ids := slices.Sorted(maps.Keys(out.repeats))
		schools, times, ats := make([]string, len(ids)), make([]int64, len(ids)), make([]int64, len(ids))
		for i, id := range ids {
			r := out.repeats[id]
			schools[i], times[i], ats[i] = r.school, r.times, r.at
		}
		b.Queue(pgRepeats, ids, schools, times, ats)
	}
	queueRereads(b, out.rereads)
	out.where.QueueWrite(b)
}

// queueScans takes the schools' numbers and writes the scans under them. The map it gives
// has each school's last number when the batch is sent.
func queueScans(b *pgx.Batch, out *writes) map[string]int64 {
	last := map[string]int64{}
	for _, school := range slices.Sorted(maps.Keys(out.rows)) {
		scans.QueueArgs(b, len(out.rows[school]), bindBatch(out.rows[school])).Query(func(rows pgx.Rows) error {
			return scanEach(rows, func() error {
				var to int64
				err := rows.Scan(&to)
				last[school] = to
				return err
			})
		})
	}
	return last
}

func (e *postgres) ring(last map[string]int64) {
	for school, n := range last {
		e.feed.Ring(school, n)
	}
}

func scanEach(rows pgx.Rows, fn func() error) error {
	for rows.Next() {
		if err := fn(); err != nil {
			return err
		}
	}
	return rows.Err()
}
