package scan

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/scan/form"
	"yunka/server/scan/presence"
)

// The statements of a batch, in the common subset. On SQLite they are prepared
// once; on PostgreSQL (for the rare scan that a guard makes by hand, which goes
// with its audit event in one transaction) the two locking ones get a suffix.
const (
	sqlVersion = "SELECT policy_version FROM school WHERE id = $1"
	sqlPerson  = "SELECT id FROM person WHERE id = $1"
	// sqlFact is one row whatever is known: the stored answer to the key, and the
	// facts of the card. One statement, because each costs the driver about 10 µs.
	sqlFact = `SELECT COALESCE(q.request_hash, r.request_hash), COALESCE(q.answer, r.answer), k.id IS NOT NULL, COALESCE(c.state, ''), COALESCE(c.mark, 0), COALESCE(c.lease_until, 0), COALESCE(k.state, ''), COALESCE(p.state, ''), COALESCE(m.valid_from, 0), COALESCE(m.valid_to, 0), COALESCE(p.name, ''), COALESCE(m.role, ''), COALESCE(cl.grade, ''), COALESCE(cl.name, ''), COALESCE(m.class_id, '')
FROM (SELECT 1 AS one) o LEFT JOIN scan q ON q.terminal_id = $1 AND q.request_key = $2
LEFT JOIN scan_reread r ON r.terminal_id = $1 AND r.request_key = $2
LEFT JOIN card k ON k.id = $3 LEFT JOIN person p ON p.id = k.person_id LEFT JOIN membership m ON m.id = k.membership_id
LEFT JOIN class cl ON cl.id = m.class_id LEFT JOIN credential c ON c.id = $4`
	sqlUse    = "SELECT terminal_id, at, answer, EXISTS (SELECT 1 FROM scan_undo u WHERE u.scan_id = scan.id) FROM scan WHERE credential_id = $1 AND mark = $2 AND consumed"
	sqlMark   = "UPDATE credential SET mark = $2, last_at = $3 WHERE id = $1 AND mark < $2"
	sqlFeed   = "UPDATE feed_head SET last = last + $2 WHERE school_id = $1 RETURNING last"
	sqlRepeat = `INSERT INTO scan_repeat (scan_id, school_id, times, last_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (scan_id) DO UPDATE SET times = scan_repeat.times + excluded.times, last_at = excluded.last_at`
)

// sqlite runs batches on SQLite's one writer, ahead of everything else that waits for it.
type sqlite struct {
	*Service
	prepared map[string]*sql.Stmt
}

func newSQLite(ctx context.Context, s *Service) (*sqlite, error) {
	e := &sqlite{Service: s, prepared: map[string]*sql.Stmt{}}
	for _, q := range append([]string{sqlVersion, sqlFact, sqlUse, sqlMark, sqlFeed, sqlScan, sqlRepeat, sqlSame, sqlReread}, presence.Prepared...) {
		stmt, err := s.db.Prepare(ctx, q)
		if err != nil {
			return nil, err
		}
		e.prepared[q] = stmt
	}
	return e, nil
}

func (e *sqlite) run(ctx context.Context, batch []*item) error {
	return e.inTx(ctx, batch, e.prepared)
}

// inTx runs a batch in one transaction of database/sql.
func (s *Service) inTx(ctx context.Context, batch []*item, prepared map[string]*sql.Stmt) error {
	var out *writes
	err := s.db.Urgent(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		t := &session{Service: s, tx: tx, prepared: prepared}
		if prepared != nil {
			// A statement that can be cancelled costs the driver a goroutine, and a
			// batch on a local file has nothing to wait for once it has the writer.
			ctx = context.WithoutCancel(ctx)
		}
		out, err = t.batch(ctx, batch, nil)
		return err
	})
	if err == nil {
		s.settled(out)
	}
	return err
}

// session is one batch inside a db.Tx.
type session struct {
	*Service
	tx       *db.Tx
	prepared map[string]*sql.Stmt // nil on PostgreSQL
}

// batch reads, decides and writes. before runs after everything but the scans is
// written: what must be locked before the feed.
func (t *session) batch(ctx context.Context, batch []*item, before func(*writes) error) (*writes, error) {
	w, err := t.read(ctx, batch)
	if err != nil {
		return nil, err
	}
	if err := t.readParts(ctx, w, batch); err != nil {
		return nil, err
	}
	out := t.decide(w, batch)
	if err := t.writeState(ctx, out); err != nil {
		return nil, err
	}
	if err := w.rounds.Write(ctx, t.tx); err != nil {
		return nil, err
	}
	if before != nil {
		if err := before(out); err != nil {
			return nil, err
		}
	}
	return out, t.writeScans(ctx, out)
}

func (t *session) Row(ctx context.Context, q string, args ...any) *sql.Row {
	if stmt := t.prepared[q]; stmt != nil {
		return t.tx.StmtContext(ctx, stmt).QueryRowContext(ctx, args...)
	}
	return t.tx.Tx.Tx.QueryRowContext(ctx, q, args...)
}

func (t *session) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if stmt := t.prepared[q]; stmt != nil {
		return t.tx.StmtContext(ctx, stmt).QueryContext(ctx, args...)
	}
	return t.tx.Tx.Tx.QueryContext(ctx, q, args...)
}

func (t *session) Exec(ctx context.Context, q string, args ...any) error {
	var err error
	if stmt := t.prepared[q]; stmt != nil {
		_, err = t.tx.StmtContext(ctx, stmt).ExecContext(ctx, args...)
	} else {
		_, err = t.tx.Tx.Tx.ExecContext(ctx, q, args...)
	}
	return err
}

func (t *session) lock(q, how string) string {
	if t.db.Engine() == db.Postgres {
		return q + how
	}
	return q // one writer: the transaction itself is the lock
}

func (t *session) read(ctx context.Context, batch []*item) (*world, error) {
	w := newWorld(len(batch))
	schools, people := lockKeys(batch)
	for _, school := range schools {
		p, err := t.policy(ctx, school)
		if err != nil {
			return nil, err
		}
		w.policies[school] = p
	}
	n := need(w.policy, batch)
	if t.db.Engine() == db.Postgres {
		for _, zone := range n.Locked {
			var id string
			if err := t.Row(ctx, presence.ZoneLock+" FOR NO KEY UPDATE", zone).Scan(&id); err != nil {
				return nil, err
			}
		}
		for _, person := range people {
			var id string
			if err := t.Row(ctx, sqlPerson+" FOR NO KEY UPDATE", person).Scan(&id); err != nil && !errors.Is(err, sql.ErrNoRows) {
				return nil, err
			}
		}
	}
	if err := w.where.Read(ctx, t, n); err != nil {
		return nil, err
	}
	for _, it := range batch {
		f, stored, err := t.fact(ctx, it)
		if err != nil {
			return nil, err
		}
		if stored != nil {
			w.keys[[2]string{it.p.Terminal.ID, it.p.Key}] = *stored
			continue
		}
		if f == nil {
			continue
		}
		w.facts[it] = f
		if err := t.readSame(ctx, w, it); err != nil {
			return nil, err
		}
		if it.kind != rule.Phone || it.code.Mark() > f.mark && !it.looks {
			continue // newer than every consumed one: it cannot have been used
		}
		var u storedUse
		err = t.Row(ctx, sqlUse, it.who.Credential, it.code.Mark()).Scan(&u.terminal, &u.at, &u.answer, &u.undone)
		if err == nil {
			w.uses[use{it.who.Credential, it.code.Mark()}] = u
		} else if !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	return w, w.readPasses(batch, func(query string, args ...any) interface{ Scan(...any) error } { return t.Row(ctx, query, args...) })
}

// fact reads one item's card, nil if there is none, and what its key was answered.
func (t *session) fact(ctx context.Context, it *item) (f *fact, stored *storedAnswer, err error) {
	var card, credential string // of nobody
	if it.identified() {
		card, credential = it.who.Card, it.who.Credential
	}
	f = &fact{}
	var known bool
	var hash *string
	var answer []byte
	err = t.Row(ctx, sqlFact, it.p.Terminal.ID, it.p.Key, card, credential).Scan(&hash, &answer, &known,
		&f.credentialState, &f.mark, &f.leaseUntil, &f.cardState, &f.personState, &f.validFrom, &f.validTo, &f.name, &f.role, &f.grade, &f.class, &f.classID)
	if err == nil && hash != nil {
		stored = &storedAnswer{*hash, answer}
	}
	if !known {
		f = nil
	}
	return f, stored, err
}

// policy locks a school's row, shared, and reads its policy.
func (t *session) policy(ctx context.Context, school string) (*access.Policy, error) {
	var version int64
	if err := t.Row(ctx, t.lock(sqlVersion, " FOR SHARE"), school).Scan(&version); err != nil {
		return nil, err
	}
	return t.policies.At(ctx, form.Tx{Tx: t.tx.Tx.Tx}, school, version)
}

// writeState writes all but the scans.
func (t *session) writeState(ctx context.Context, out *writes) error {
	for _, cred := range slices.Sorted(maps.Keys(out.marks)) {
		if err := t.Exec(ctx, sqlMark, cred, out.marks[cred], out.markAt[cred]); err != nil {
			return err
		}
	}
	if err := out.where.Write(ctx, t, out.where.Tallies()); err != nil {
		return err
	}
	for _, r := range out.rereads {
		if err := t.Exec(ctx, sqlReread, r.it.p.Terminal.ID, r.it.p.Key, r.it.p.Terminal.School, r.it.hash, r.scan, r.it.at, string(r.answer)); err != nil {
			return err
		}
	}
	for _, scan := range slices.Sorted(maps.Keys(out.repeats)) {
		r := out.repeats[scan]
		if err := t.Exec(ctx, sqlRepeat, scan, r.school, r.times, r.at); err != nil {
			return err
		}
	}
	return nil
}

// writeScans takes the schools' numbers and writes the scans under them.
func (t *session) writeScans(ctx context.Context, out *writes) error {
	for _, school := range slices.Sorted(maps.Keys(out.rows)) {
		rows := out.rows[school]
		var last int64
		if err := t.Row(ctx, sqlFeed, school, int64(len(rows))).Scan(&last); err != nil {
			return err
		}
		t.tx.After(func() { t.feed.Ring(school, last) })
		for i, r := range rows {
			r.feed = last - int64(len(rows)) + int64(i) + 1
			if err := t.Exec(ctx, sqlScan, r.bind(plainFields)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// need is what a batch must know of who is where.
func need(policies func(school string) *access.Policy, batch []*item) presence.Needs {
	var at int64
	askers := make([]presence.Asker, 0, len(batch))
	for _, it := range batch {
		at = max(at, it.at)
		if it.identified() {
			askers = append(askers, presence.Asker{School: it.p.Terminal.School, Terminal: it.p.Terminal.ID, Person: it.who.Person})
		}
	}
	return presence.Need(policies, at, askers)
}

// lockKeys are the rows every batch locks, in the one order: schools, then (need)
// zones, then people.
func lockKeys(batch []*item) (schools, people []string) {
	for _, it := range batch {
		schools = append(schools, it.p.Terminal.School)
		if it.identified() {
			people = append(people, it.who.Person)
		}
	}
	slices.Sort(schools)
	slices.Sort(people)
	return slices.Compact(schools), slices.Compact(people)
}
