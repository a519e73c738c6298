package access

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/gatelist"
)

// tombstoneMS is how long a credential that ended, or whose holder left, stays
// in lists: as long as a terminal may go by one, and far more.
const tombstoneMS = 14 * 24 * 3600_000

// saltMS is how long a school's lists keep their salt: as long as deltas reach
// back, and what is gone stays in the ledger.
const saltMS = 30 * 24 * 3600_000

// Made is a list, or what leads to it.
type Made struct {
	gatelist.Header
	Bytes []byte
	Delta bool
	Key   ed25519.PublicKey // what the terminal pins
}

// Make makes a terminal's list: its own gate, everybody of its school. From a
// version that the terminal holds it makes the delta, where the school's ledger
// reaches back to it; 0 asks for the whole. A terminal may hold a version that
// this database never had, when a backup was restored: the list it gets is newer
// than that, or it would refuse it as older for as long as nobody changes. Fails
// with Conflict no_gate for a terminal without a gate, with TooMany while the
// terminal waits for another list, and with Unavailable when other servers make
// lists without an end.
func (l *Lists) Make(ctx context.Context, who allow.Actor, since int64, now time.Time) (m Made, err error) {
	if err := allow.Check(who, allow.ScanPresent, allow.Target{School: who.TerminalSchool}); err != nil {
		return m, err
	}
	if _, err := l.db.TrustedNow(); err != nil { // a list with a wrong time is worse than the one that is held
		return m, err
	}
	leave, err := l.enter(who.Terminal)
	if err != nil {
		return m, err
	}
	defer leave()
	s, err := l.share(ctx, who.TerminalSchool, since, now)
	if err != nil {
		return m, err
	}
	m.Header, m.Key = s.head, s.key.Public().(ed25519.PublicKey)
	m.Terminal = who.Terminal
	term := s.policy.Terminals[who.Terminal]
	gate, ok := s.policy.Gates[term.Gate]
	if !ok {
		return m, fault.New(fault.Conflict, "no_gate")
	}
	m.Scene, m.Rights, m.Egress = term.Scene, gate.Rights, gate.Egress
	if z := s.policy.Place(gate.ZoneID, m.MadeAt); z != nil && z.Keeps() {
		m.Zone = z
	}
	err = l.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT log_last, log_hash FROM terminal WHERE id = ? AND school_id = ?", who.Terminal, who.TerminalSchool).Scan(ctx, &m.LogSeq, &m.LogHash)
	})
	if err != nil {
		return m, err
	}
	if m.Delta = since >= s.state.Since && since <= s.state.was; m.Delta {
		m.Bytes, err = s.ledger.Delta(m.Header, s.rows, since, s.key)
	} else {
		m.Bytes, err = gatelist.Build(m.Header, s.rows, s.key)
	}
	return m, err
}

// snapshot is what all lists of a school say at one instant.
type snapshot struct {
	key    ed25519.PrivateKey
	policy *Policy
	head   gatelist.Header // without what is a gate's or a terminal's
	rows   []gatelist.Sealed
	ledger gatelist.Ledger
	state  listState
}

// listState is what a school's lists last said.
type listState struct {
	Salt    []byte
	Since   int64 // the first version with that salt
	Version int64
	Rows    []byte // the ledger
	was     int64  // the version in the database, 0 is none
	fresh   int64  // the version that a change gets
}

// snapshot reads everybody and writes down what has changed.
func (l *Lists) snapshot(ctx context.Context, school string, since int64, now time.Time) (*snapshot, error) {
	key, err := ListKey(ctx, l.db, school)
	if err != nil {
		return nil, err
	}
	for range 20 {
		s := &snapshot{key: key}
		if err := l.read(ctx, s, school, now); err != nil {
			return nil, err
		}
		kept, err := l.keep(ctx, school, s, since)
		if err != nil {
			return nil, err
		}
		if kept {
			s.head.Version = s.state.Version
			return s, nil
		}
	}
	return nil, fault.New(fault.Unavailable, "not_made")
}

// read reads all that lists say, in one snapshot of the database.
func (l *Lists) read(ctx context.Context, s *snapshot, school string, now time.Time) error {
	ms := now.UnixMilli()
	s.head = gatelist.Header{School: school, MadeAt: ms}
	var entries []gatelist.Entry
	err := l.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if s.policy, err = Load(ctx, q, school); err != nil {
			return err
		}
		s.head.Days, s.head.Clock = s.policy.Days, offsets(s.policy.Zone, now)
		if s.head.Policy, s.head.Feed, err = ListChange(ctx, q, school); err != nil {
			return err
		}
		if err := q.NewRaw("SELECT salt, since, version, rows FROM list_state WHERE school_id = ?", school).Scan(ctx, &s.state); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		entries, err = entriesOf(ctx, q, s.policy, school, ms)
		return err
	})
	if err != nil {
		return err
	}
	st := &s.state
	st.was, st.fresh = st.Version, max(ms, st.Version+1)
	if st.was == 0 || ms-st.Since > saltMS {
		st.Salt, st.Since, st.Rows = make([]byte, 16), st.fresh, nil
		if _, err := rand.Read(st.Salt); err != nil {
			return err
		}
	}
	s.head.Salt, s.head.Marks = st.Salt, gatelist.MarksOf(st.Salt, entries, ms)
	s.rows, err = gatelist.Seal(st.Salt, entries)
	return err
}

// keep writes down what the rows say now, unless another server has written
// since they were read: then nothing is kept, and they are to be read again. The
// transaction is one short statement, because SQLite has one writer.
func (l *Lists) keep(ctx context.Context, school string, s *snapshot, since int64) (kept bool, err error) {
	st := &s.state
	before, err := gatelist.ReadLedger(st.Rows)
	if err != nil {
		return false, err
	}
	var changed bool
	s.ledger, changed = before.Advance(s.rows, st.fresh)
	unheard := since > st.was && since < st.fresh
	if !changed && !unheard && st.Since != st.fresh {
		return true, nil
	}
	st.Version, st.Rows = st.fresh, s.ledger.Bytes()
	err = l.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		query := "INSERT INTO list_state (school_id, salt, since, version, rows) VALUES (?0, ?1, ?2, ?3, ?4) ON CONFLICT (school_id) DO NOTHING"
		if st.was != 0 {
			query = "UPDATE list_state SET salt = ?1, since = ?2, version = ?3, rows = ?4 WHERE school_id = ?0 AND version = ?5"
		}
		res, err := tx.NewRaw(query, school, st.Salt, st.Since, st.Version, st.Rows, st.was).Exec(ctx)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		kept = n == 1
		return err
	})
	return kept, err
}

func entriesOf(ctx context.Context, q bun.IDB, p *Policy, school string, now int64) ([]gatelist.Entry, error) {
	var rows []struct {
		Kind, Chip                   string
		Handle                       int64
		ID, State, Card, PersonState string
		PublicKey                    []byte
		PersonID, Name, Role         string
		Grade, Class, ClassID        string
		Mark, From, To               int64
	}
	err := q.NewRaw(`SELECT c.kind, COALESCE(c.chip, '') AS chip, COALESCE(c.handle, 0) AS handle, c.id, c.state, k.state AS card, p.state AS person_state, c.public_key, p.id AS person_id, p.name, m.role,
  COALESCE(cl.grade, '') AS grade, COALESCE(cl.name, '') AS class, COALESCE(m.class_id, '') AS class_id, c.mark, m.valid_from AS "from", COALESCE(m.valid_to, 0) AS "to"
FROM credential c JOIN card k ON k.id = c.card_id JOIN membership m ON m.id = k.membership_id JOIN person p ON p.id = c.person_id LEFT JOIN class cl ON cl.id = m.class_id
WHERE c.school_id = ? AND (c.state IN ('live', 'lost') OR c.state_at > ?) AND (m.valid_to IS NULL OR m.valid_to > ?) AND `+db.Visible("c")+` AND `+db.Visible("m")+`
ORDER BY c.state IN ('live', 'lost') DESC, c.created_at DESC, c.id DESC`, school, now-tombstoneMS, now-tombstoneMS).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	entries := make([]gatelist.Entry, 0, len(rows))
	for _, r := range rows {
		secret := gatelist.OfHandle(uint64(r.Handle))
		if r.Kind == "chip" {
			number, ok := campus.ChipNumber(r.Chip)
			if !ok {
				continue
			}
			secret = gatelist.OfChip(number)
		}
		row := gatelist.Row{Credential: r.ID, Person: r.PersonID, Key: r.PublicKey, State: r.State, Card: r.Card, PersonIs: r.PersonState, Mark: r.Mark, From: r.From, To: r.To,
			Role: r.Role, Grade: r.Grade, Class: r.ClassID, ClassName: r.Grade + r.Class, Name: r.Name}
		row.Groups = slices.Sorted(maps.Keys(p.granted(r.PersonID, now))) // a row that says the same is the same
		row.Stays = p.Stays(r.PersonID, now)
		entries = append(entries, gatelist.Entry{Secret: secret, Row: row})
	}
	return entries, nil
}

// ListChange is what a list is compared with: the version of the school's rules,
// and the number in its feed at which a card, a credential or a person last
// changed. A list with another policy or an older feed is worth replacing.
func ListChange(ctx context.Context, q bun.IDB, school string) (policy, changed int64, err error) {
	err = q.NewRaw("SELECT policy_version FROM school WHERE id = ?", school).Scan(ctx, &policy)
	if err == nil {
		changed, err = feed.LastListed(ctx, q, school)
	}
	return policy, changed, err
}

// offsets are those of the zone now and for the time that a list may be used.
func offsets(zone *time.Location, now time.Time) (list []gatelist.Offset) {
	for at := now.Add(-time.Hour); at.Before(now.Add(4 * 24 * time.Hour)); at = at.Add(15 * time.Minute) {
		_, seconds := at.In(zone).Zone()
		if n := len(list); n == 0 || list[n-1].Seconds != seconds {
			list = append(list, gatelist.Offset{From: at.Truncate(15 * time.Minute).UnixMilli(), Seconds: seconds})
		}
	}
	return list
}

// ListKey is the school's key for lists, made when it is first needed.
func ListKey(ctx context.Context, d *db.DB, school string) (ed25519.PrivateKey, error) {
	var seed []byte
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT seed FROM list_key WHERE school_id = ?", school).Scan(ctx, &seed)
	})
	if err == nil && len(seed) == ed25519.SeedSize {
		return ed25519.NewKeyFromSeed(seed), nil
	}
	err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		fresh := make([]byte, ed25519.SeedSize)
		if _, err := rand.Read(fresh); err != nil {
			return err
		}
		if _, err := tx.NewRaw("INSERT INTO list_key (school_id, seed, created_at) VALUES (?, ?, ?) ON CONFLICT (school_id) DO NOTHING", school, fresh, tx.NowMS()).Exec(ctx); err != nil {
			return err
		}
		return tx.NewRaw("SELECT seed FROM list_key WHERE school_id = ?", school).Scan(ctx, &seed)
	})
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fault.Wrap(fault.Internal, "internal", err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
