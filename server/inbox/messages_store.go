package inbox

import (
	"context"

	"github.com/uptrace/bun"
)

// waitingRow is how much waits, and why: "quiet", "digest", "now" (on its way), "retry"
// (a notice or a message that failed) or "send" (out of the card for the first time).
type waitingRow struct {
	Why   string
	N     int
	DueAt int64 // of the first
}

func waiting(ctx context.Context, q bun.IDB, school string) (rows []waitingRow, err error) {
	err = q.NewRaw(`
		SELECT CASE WHEN attempts > 0 THEN 'retry' ELSE 'now' END AS why, count(*) AS n, MIN(due_at) AS due_at
		FROM outbox_notice
		WHERE school_id = ?0 AND state = 'waiting'
		GROUP BY CASE WHEN attempts > 0 THEN 'retry' ELSE 'now' END
		UNION ALL
		SELECT CASE WHEN hold = '' THEN 'now' ELSE hold END, count(*), MIN(due_at)
		FROM outbox_delivery
		WHERE school_id = ?0 AND state = 'waiting'
		GROUP BY CASE WHEN hold = '' THEN 'now' ELSE hold END
		UNION ALL
		SELECT CASE WHEN error <> '' THEN 'retry' ELSE 'send' END, count(*), MIN(due_at)
		FROM outbox_send
		WHERE school_id = ?0 AND state = 'waiting'
		GROUP BY CASE WHEN error <> '' THEN 'retry' ELSE 'send' END`,
		school).Scan(ctx, &rows)
	return rows, err
}

// deadRow is a dead letter: a notice, whose ID is its number, or a message to a reader.
type deadRow struct {
	ID, Kind string
	Channel  string // "" of a notice
	About    string // the name
	Reader   string // the name; "" of a notice
	Error    string
	At       int64
}

// dead are the newest dead letters of a school.
func dead(ctx context.Context, q bun.IDB, school string, limit int) (rows []deadRow, err error) {
	err = q.NewRaw(`
		SELECT CAST(n.number AS TEXT) AS id, n.kind, '' AS channel, COALESCE(p.name, '') AS about, '' AS reader, n.error, n.at
		FROM outbox_notice n
		LEFT JOIN person p ON p.id = n.about_id
		WHERE n.school_id = ?0 AND n.state = 'dead'
		ORDER BY n.number DESC
		LIMIT ?1`,
		school, limit).Scan(ctx, &rows)
	if err != nil || len(rows) >= limit {
		return rows, err
	}
	var sends []deadRow
	err = q.NewRaw(`
		SELECT s.id, COALESCE((
				SELECT n.kind
				FROM outbox_delivery d
				JOIN outbox_notice n ON n.school_id = d.school_id AND n.number = d.number
				WHERE d.person_id = s.person_id AND d.message = s.message AND d.state = 'done'
				ORDER BY d.number
				LIMIT 1), '') AS kind,
			s.kind AS channel, '' AS about, r.name AS reader, s.error, COALESCE(s.at, s.due_at) AS at
		FROM outbox_send s
		JOIN person r ON r.id = s.person_id
		WHERE s.school_id = ?0 AND s.state = 'dead'
		ORDER BY s.message DESC
		LIMIT ?1`,
		school, limit-len(rows)).Scan(ctx, &sends)
	return append(rows, sends...), err
}

// countDead counts the dead letters of a school.
func countDead(ctx context.Context, q bun.IDB, school string) (n int, err error) {
	err = q.NewRaw(`
		SELECT (
				SELECT count(*)
				FROM outbox_notice
				WHERE school_id = ?0 AND state = 'dead')
			+ (
				SELECT count(*)
				FROM outbox_send
				WHERE school_id = ?0 AND state = 'dead')`,
		school).Scan(ctx, &n)
	return n, err
}

// dayRow is what a day's messages came to.
type dayRow struct {
	Day                                     string
	Told, Read, Waiting, Replaced, Withheld int
}

// byDay adds up the deliveries of each day from the first on, the newest day first.
func byDay(ctx context.Context, q bun.IDB, school, first string) (rows []dayRow, err error) {
	err = q.NewRaw(`
		SELECT day, sum(CASE WHEN state = 'done' THEN 1 ELSE 0 END) AS told, count(read_at) AS read,
			sum(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS waiting,
			sum(CASE WHEN state = 'replaced' THEN 1 ELSE 0 END) AS replaced,
			sum(CASE WHEN state = 'withheld' THEN 1 ELSE 0 END) AS withheld
		FROM outbox_delivery
		WHERE school_id = ? AND day >= ?
		GROUP BY day
		ORDER BY day DESC`,
		school, first).Scan(ctx, &rows)
	return rows, err
}

// aboutRow is a notice about somebody, or what became of it for one reader.
type aboutRow struct {
	Number     int64
	Kind       string
	Name       string
	At         int64
	State      string // of the notice
	Reader     string // "" if there is none
	ReaderEnds string // the state of the delivery
	Hold       string
	ToldAt     int64
	ReadAt     int64
}

// about reads the newest notices about these people, with each one's readers. The sum
// keeps SQLite from walking all notices of the school in the order of their numbers.
func about(ctx context.Context, q bun.IDB, school string, people []string, limit int) (rows []aboutRow, err error) {
	err = q.NewRaw(`
		SELECT n.number, n.kind, p.name, n.at, n.state, COALESCE(r.name, '') AS reader, COALESCE(d.state, '') AS reader_ends,
			COALESCE(d.hold, '') AS hold, COALESCE(d.at, 0) AS told_at, COALESCE(d.read_at, 0) AS read_at
		FROM (
			SELECT number, kind, about_id, at, state
			FROM outbox_notice
			WHERE school_id = ?0 AND about_id IN (?1)
			ORDER BY number + 0 DESC
			LIMIT ?2) AS n
		JOIN person p ON p.id = n.about_id
		LEFT JOIN outbox_delivery d ON d.school_id = ?0 AND d.number = n.number
		LEFT JOIN person r ON r.id = d.person_id
		ORDER BY n.number DESC, r.name, r.id`,
		school, some(people), limit).Scan(ctx, &rows)
	return rows, err
}

// channels are the ways out of the card that a school has chosen about.
func channels(ctx context.Context, q bun.IDB, school string) (rows []struct {
	Kind    string
	Enabled bool
}, err error) {
	err = q.NewRaw(`
		SELECT kind, enabled
		FROM outbox_channel
		WHERE school_id = ?
		ORDER BY kind`,
		school).Scan(ctx, &rows)
	return rows, err
}
