package history

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"
)

// recentFeed is how far back LastByTerminal looks, in numbers of the school's feed.
const recentFeed = 2000

// LastByTerminal is when each terminal of the school scanned last (Unix ms, by
// terminal), among the school's newest scans.
func LastByTerminal(ctx context.Context, q bun.IDB, school string) (map[string]int64, error) {
	var rows []struct {
		TerminalID string
		At         int64
	}
	err := q.NewRaw(`SELECT terminal_id, MAX(at) AS at
FROM scan
WHERE school_id = ?0 AND feed > (SELECT last FROM feed_head WHERE school_id = ?0) - ?1
GROUP BY terminal_id`, school, recentFeed).Scan(ctx, &rows)
	m := map[string]int64{}
	for _, r := range rows {
		m[r.TerminalID] = r.At
	}
	return m, err
}

// FirstOpened is the school's first scan that opened a gate: when (Unix ms, 0 if
// there is none yet) and the name of the gate.
func FirstOpened(ctx context.Context, q bun.IDB, school string) (at int64, gate string, err error) {
	var rows []struct {
		At   int64
		Gate string
	}
	err = q.NewRaw(`SELECT s.at, COALESCE(g.name, t.name) AS gate
FROM scan s JOIN terminal t ON t.id = s.terminal_id LEFT JOIN gate g ON g.id = s.gate_id
WHERE s.school_id = ? AND s.decision = 'ALLOW' AND s.open
ORDER BY s.feed
LIMIT 1`, school).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return 0, "", err
	}
	return rows[0].At, rows[0].Gate, nil
}

// AnswerTo is what a terminal was answered to a key; nil for one that was not decided, or
// was only counted.
func AnswerTo(ctx context.Context, q bun.IDB, terminal, key string) (answer []byte, err error) {
	var text string
	err = q.NewRaw("SELECT answer FROM scan WHERE terminal_id = ? AND request_key = ?", terminal, key).Scan(ctx, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []byte(text), err
}

// LastUse is when a terminal took a phone key's newest code (Unix ms, 0 for never), and the
// name of its gate or, where it stands at none, its own.
func LastUse(ctx context.Context, q bun.IDB, credential string) (at int64, place string, err error) {
	var rows []struct {
		At    int64
		Place string
	}
	err = q.NewRaw(`SELECT s.at, COALESCE(g.name, t.name) AS place
FROM scan s JOIN terminal t ON t.id = s.terminal_id LEFT JOIN gate g ON g.id = s.gate_id
WHERE s.credential_id = ? AND s.consumed
ORDER BY s.mark DESC
LIMIT 1`, credential).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return 0, "", err
	}
	return rows[0].At, rows[0].Place, nil
}
