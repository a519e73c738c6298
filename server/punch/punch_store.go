package punch

import (
	"context"
	"database/sql"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// row is a punch as it is kept.
type row struct {
	ID, RequestKey   string
	SaidAt, At       int64
	Number, Chip     string
	Way              string
	Suspect          bool
	PersonID         string
	TerminalID, Name string // of a list for people
	ReceivedAt       int64
}

// lockTerminal holds the row of the machine that sends, and says by which way somebody comes
// who is seen there.
func lockTerminal(ctx context.Context, tx *db.Tx, from Source) (way string, err error) {
	err = tx.NewRaw(`
		UPDATE terminal SET log_last = log_last
		WHERE id = ?0 AND school_id = ?1 AND revoked_at IS NULL AND (?2 = '' OR token_hash = ?2)
		RETURNING COALESCE((
			SELECT g.direction
			FROM gate g
			JOIN zone z ON z.id = g.zone_id
			WHERE g.id = terminal.gate_id AND z.parent_id IS NULL), '')`, from.Terminal, from.School, from.TokenHash).Scan(ctx, &way)
	if err != nil {
		return "", db.One(err, fault.Newf(fault.Unauthenticated, "terminal_token", "This terminal token is not valid. Pair the terminal again."))
	}
	if way != In && way != Out {
		way = Here
	}
	return way, nil
}

// stored are those of the punches that are there already, by key.
func stored(ctx context.Context, q bun.IDB, terminal string, list []Punch) (map[string]row, error) {
	keys := make([]string, 0, len(list))
	for _, p := range list {
		keys = append(keys, p.Key)
	}
	have := map[string]row{}
	if len(keys) == 0 {
		return have, nil
	}
	var rows []row
	err := q.NewRaw(`
		SELECT request_key, said_at, number, chip, suspect, COALESCE(person_id, '') AS person_id
		FROM punch
		WHERE terminal_id = ? AND request_key IN (?)`, terminal, bun.List(keys)).Scan(ctx, &rows)
	for _, r := range rows {
		have[r.RequestKey] = r
	}
	return have, err
}

// resolve finds whose punches are. A chip that had several owners is the present one's, else
// the latest one's.
func resolve(ctx context.Context, q bun.IDB, school string, rows []row) error {
	var numbers, chips []string
	for _, r := range rows {
		switch {
		case r.Suspect || r.PersonID != "":
		case r.Number != "":
			numbers = append(numbers, r.Number)
		default:
			if chip, ok := campus.ChipNumber(r.Chip); ok {
				chips = append(chips, chip)
			}
		}
	}
	type owner struct{ Key, PersonID string }
	var byNumber, byChip []owner
	if len(numbers) > 0 {
		err := q.NewRaw(`
			SELECT p.number AS key, p.id AS person_id
			FROM person p
			WHERE p.school_id = ? AND p.number IN (?) AND `+db.Visible("p"), school, bun.List(numbers)).Scan(ctx, &byNumber)
		if err != nil {
			return err
		}
	}
	if len(chips) > 0 {
		err := q.NewRaw(`
			SELECT c.chip AS key, c.person_id
			FROM credential c
			WHERE c.school_id = ? AND c.chip IN (?) AND `+db.Visible("c")+`
			ORDER BY c.state IN ('live', 'lost'), c.created_at`, school, bun.List(chips)).Scan(ctx, &byChip)
		if err != nil {
			return err
		}
	}
	number, chip := map[string]string{}, map[string]string{}
	for _, o := range byNumber {
		number[o.Key] = o.PersonID
	}
	for _, o := range byChip {
		chip[o.Key] = o.PersonID // the last one stands
	}
	for i := range rows {
		r := &rows[i]
		switch {
		case r.Suspect || r.PersonID != "":
		case r.Number != "":
			r.PersonID = number[r.Number]
		default:
			if c, ok := campus.ChipNumber(r.Chip); ok {
				r.PersonID = chip[c]
			}
		}
	}
	return nil
}

func insert(ctx context.Context, tx *db.Tx, from Source, list []row, feed int64) error {
	rows := make([]bun.TupleValues, len(list))
	for i, r := range list {
		person, n := sql.NullString{String: r.PersonID, Valid: r.PersonID != ""}, int64(0)
		if person.Valid {
			n = feed
		}
		rows[i] = bun.Tuple([]any{r.ID, from.School, from.Terminal, r.RequestKey, r.SaidAt, r.At, r.Number, r.Chip, r.Way, r.Suspect, person, tx.NowMS(), n})
	}
	_, err := tx.NewRaw(`
		INSERT INTO punch (id, school_id, terminal_id, request_key, said_at, at, number, chip, way, suspect, person_id, received_at, feed)
		VALUES ?`, bun.List(rows)).Exec(ctx)
	return err
}

// waiting are the schools with punches of nobody.
func (s *Service) waiting(ctx context.Context, since int64) (schools []string, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`
			SELECT DISTINCT school_id
			FROM punch
			WHERE person_id IS NULL AND NOT suspect AND received_at >= ?
			ORDER BY school_id`, since).Scan(ctx, &schools)
	})
	return schools, err
}

// owned are a few punches of nobody that belong to somebody by now.
func owned(ctx context.Context, q bun.IDB, school string, since int64) (list []row, err error) {
	err = q.NewRaw(`
		SELECT u.id, u.at, u.number, u.chip, MIN(COALESCE(k.person_id, p.id, c.person_id)) AS person_id
		FROM punch u
		LEFT JOIN clock_device d ON d.terminal_id = u.terminal_id
		LEFT JOIN clock_pin k ON d.terminal_id IS NOT NULL AND k.school_id = u.school_id AND CAST(k.pin AS TEXT) = u.number
		LEFT JOIN person p ON p.school_id = u.school_id AND p.number = u.number AND u.number <> '' AND `+db.Visible("p")+`
		LEFT JOIN credential c ON c.school_id = u.school_id AND c.chip = LTRIM(u.chip, '0') AND c.state IN ('live', 'lost') AND `+db.Visible("c")+`
		WHERE u.school_id = ? AND u.person_id IS NULL AND NOT u.suspect AND u.received_at >= ?
			AND COALESCE(k.person_id, p.id, c.person_id) IS NOT NULL
		GROUP BY u.id, u.at, u.number, u.chip
		ORDER BY u.id
		LIMIT 200`, school, since).Scan(ctx, &list)
	return list, err
}

// give says whose punches are, once.
func give(ctx context.Context, tx *db.Tx, list []row, feed int64) error {
	of := map[string][]string{}
	for _, r := range list {
		of[r.PersonID] = append(of[r.PersonID], r.ID)
	}
	for person, ids := range of {
		for part := range slices.Chunk(ids, 500) {
			_, err := tx.NewRaw("UPDATE punch SET person_id = ?, feed = ? WHERE id IN (?) AND person_id IS NULL", person, feed, bun.List(part)).Exec(ctx)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Seen is a punch as attendance reads it.
type Seen struct {
	ID, PersonID, Way string
	At                int64
	Terminal          string // the name of the machine
}

// Of reads where machines saw people in [from, to), by person, as the school's feed had it at
// a number.
func Of(ctx context.Context, q bun.IDB, school string, people []string, from, to, until int64) (map[string][]Seen, error) {
	by := map[string][]Seen{}
	if len(people) == 0 {
		return by, nil
	}
	var rows []Seen
	err := q.NewRaw(`
		SELECT u.id, u.person_id, u.way, u.at, t.name AS terminal
		FROM punch u
		JOIN terminal t ON t.id = u.terminal_id
		WHERE u.person_id IN (?) AND u.at >= ? AND u.at < ? AND u.school_id = ? AND u.feed <= ?
		ORDER BY u.at, u.id`, bun.List(people), from, to, school, until).Scan(ctx, &rows)
	for _, r := range rows {
		by[r.PersonID] = append(by[r.PersonID], r)
	}
	return by, err
}

// Stray is a punch that counts for nobody.
type Stray struct {
	TerminalID, Terminal string
	Number, Chip         string
	SaidAt, ReceivedAt   int64
	Suspect              bool
}

// Nobody lists punches that count for nobody, the newest first.
func Nobody(ctx context.Context, q bun.IDB, school string, since int64, limit int) (list []Stray, err error) {
	err = q.NewRaw(`
		SELECT u.terminal_id, t.name AS terminal, u.number, u.chip, u.said_at, u.received_at, u.suspect
		FROM punch u
		JOIN terminal t ON t.id = u.terminal_id
		WHERE u.school_id = ? AND u.person_id IS NULL AND u.received_at >= ?
		ORDER BY u.received_at DESC, u.id DESC
		LIMIT ?`, school, since, limit).Scan(ctx, &list)
	return list, err
}

// Count is how many punches of a terminal there are in [from, to] by its own clock.
func Count(ctx context.Context, q bun.IDB, terminal string, from, to int64) (n int64, err error) {
	err = q.NewRaw("SELECT COUNT(*) FROM punch WHERE terminal_id = ? AND said_at >= ? AND said_at <= ?", terminal, from, to).Scan(ctx, &n)
	return n, err
}
