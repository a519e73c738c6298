package scan

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"yunka/server/access/rule"
	"yunka/server/reason"
	"yunka/server/scan/form"
	"yunka/server/scan/history"
)

// Rereads: a chip and a pass stay the same, so nothing in them tells a second
// presentation from the first one read twice. The same one at the same terminal
// within sameMS of an answer that opened, or that waits for a guard, is that
// presentation: it gets the first answer with replay and without open, and no
// scan of its own. A phone's code needs none of this: its mark says that it was
// used. Decided anew is what was refused, because what stood in the way may be
// gone, what a guard has taken back, and what was stopped since: lost, frozen.
//
// The answer to a reread is kept under its key: the 5 s are over when a reader
// asks again for an answer that was lost, and it must not open then. Where every
// presentation is one of its own (rule.Use.Each) nothing is taken for read twice.
const sameMS = 5000

// sqlSame takes the newest answer that still stands of a credential at a terminal.
// A CONFIRM counts from when a guard accepted it.
const sqlSame = `SELECT s.id, COALESCE(x.at, s.at) AS at, COALESCE(x.answer, s.answer) AS answer
FROM scan s` + history.Endings + `
WHERE s.credential_id = $1 AND s.terminal_id = $2 AND s.mark IS NULL AND s.at > $3
  AND s.decision <> 'DENY' AND u.scan_id IS NULL AND (x.scan_id IS NULL OR x.accepted)
  AND COALESCE(x.at, s.at) > $4 AND COALESCE(x.at, s.at) < $5
ORDER BY s.feed DESC LIMIT 1`

const pgSame = `SELECT u.n, f.id, f.at, f.answer
FROM {u(terminal text, cred text, oldest bigint, since bigint, until bigint)}
JOIN LATERAL (SELECT s.id, COALESCE(x.at, s.at) AS at, COALESCE(x.answer, s.answer) AS answer
  FROM scan s LEFT JOIN scan_confirmation x ON x.scan_id = s.id LEFT JOIN scan_undo d ON d.scan_id = s.id
  WHERE s.credential_id = u.cred AND s.terminal_id = u.terminal AND s.mark IS NULL AND s.at > u.oldest
    AND s.decision <> 'DENY' AND d.scan_id IS NULL AND (x.scan_id IS NULL OR x.accepted)
    AND COALESCE(x.at, s.at) > u.since AND COALESCE(x.at, s.at) < u.until
  ORDER BY s.feed DESC LIMIT 1) f ON TRUE`

const (
	sqlReread  = "INSERT INTO scan_reread (terminal_id, request_key, school_id, request_hash, scan_id, at, answer) VALUES ($1, $2, $3, $4, $5, $6, $7)"
	pgRereads  = "INSERT INTO scan_reread (terminal_id, request_key, school_id, request_hash, scan_id, at, answer) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])"
	confirmsMS = int64(ConfirmLife / time.Millisecond)
)

// reading is a credential at a terminal.
type reading struct{ terminal, credential string }

// firstAnswer is what the terminal was told of it.
type firstAnswer struct {
	scan   string
	at     int64
	answer []byte
}

// reread is an answer to be kept.
type reread struct {
	it     *item
	scan   string
	answer []byte
}

// stays reports whether what was presented is the same at every presentation.
func (it *item) stays() bool {
	return (it.kind == rule.Chip || it.kind.IsPass()) && it.identified() && it.who.Credential != ""
}

func (it *item) reading() reading { return reading{it.p.Terminal.ID, it.who.Credential} }

// same says which first answer this presentation gets again. Two servers' clocks
// may differ a little, so "within" looks both ways.
func (w *world) same(it *item, facts rule.Facts) (firstAnswer, bool) {
	if !it.stays() || w.each(it) {
		return firstAnswer{}, false
	}
	switch rule.Stopped(facts) {
	case reason.OK, reason.CodeAlreadyUsed, reason.PassUsedUp: // used up by the first answer, perhaps
	default:
		return firstAnswer{}, false
	}
	f, ok := w.firsts[it.reading()]
	return f, ok && it.at > f.at-sameMS && it.at < f.at+sameMS
}

// each reports whether the terminal's scene takes every presentation for one of its own.
func (w *world) each(it *item) bool {
	p := w.policy(it.p.Terminal.School)
	if p == nil {
		return false
	}
	use, _ := p.Terminals[it.p.Terminal.ID].Scene.Uses()
	return use.Each
}

// readSame reads what one item needs, after its person is locked.
func (t *session) readSame(ctx context.Context, w *world, it *item) error {
	if !it.stays() {
		return nil
	}
	var f firstAnswer
	err := t.Row(ctx, sqlSame, it.who.Credential, it.p.Terminal.ID, it.at-confirmsMS-sameMS, it.at-sameMS, it.at+sameMS).Scan(&f.scan, &f.at, &f.answer)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	w.firsts[it.reading()] = f
	return err
}

// queueSame is readSame for a batch on PostgreSQL.
func queueSame(b *pgx.Batch, w *world, batch []*item) {
	var terms, creds form.List[string]
	var oldest, since, until form.List[int64]
	var asked []*item
	for _, it := range batch {
		if it.stays() {
			asked = append(asked, it)
			terms, creds = append(terms, it.p.Terminal.ID), append(creds, it.who.Credential)
			oldest, since, until = append(oldest, it.at-confirmsMS-sameMS), append(since, it.at-sameMS), append(until, it.at+sameMS)
		}
	}
	if len(asked) == 0 {
		return
	}
	same.Queue(b, len(asked), []form.Column{&terms, &creds, &oldest, &since, &until}).Query(func(rows pgx.Rows) error {
		return scanEach(rows, func() error {
			var n int64
			var f firstAnswer
			err := rows.Scan(&n, &f.scan, &f.at, &f.answer)
			if err == nil {
				w.firsts[asked[n-1].reading()] = f
			}
			return err
		})
	})
}

func queueRereads(b *pgx.Batch, rereads []reread) {
	if len(rereads) == 0 {
		return
	}
	var terms, keys, schools, hashes, scans, answers []string
	var ats []int64
	for _, r := range rereads {
		terms, keys, schools = append(terms, r.it.p.Terminal.ID), append(keys, r.it.p.Key), append(schools, r.it.p.Terminal.School)
		hashes, scans, ats, answers = append(hashes, r.it.hash), append(scans, r.scan), append(ats, r.it.at), append(answers, string(r.answer))
	}
	b.Queue(pgRereads, terms, keys, schools, hashes, scans, ats, answers)
}
