// Package feed is each school's one commit-ordered sequence of facts: scans,
// how a CONFIRM ended, and other changes people watch (a freeze, a revoked
// terminal, an applied roster).
//
// The number is taken by updating the school's feed_head row, the last row any
// fact-writing transaction locks, so numbers become visible in order and
// without gaps. The same number is the API's cursor, the live ring's offset
// and a fragment's version. Ringing the bell after a commit is latency only:
// whoever listens reads the feed from the number it has.
package feed

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Kinds of items. Scan, Confirmation, Undo and Inbox are rows of their own tables.
const (
	Scan         = "scan"
	Confirmation = "confirmation"
	Undo         = "undo"             // who was let through did not pass
	CardState    = "card.state"       // subject: card or credential; person set
	PersonState  = "person.state"     // subject: person
	TerminalOn   = "terminal.paired"  // subject: terminal
	TerminalOff  = "terminal.revoked" // subject: terminal
	RosterDone   = "roster.applied"   // subject: roster import
	RightsMoved  = "rights.changed"   // subject: person; sockets re-authorise
	Inbox        = "inbox"            // person: whose messages changed; see Inboxes

	// The school's time has changed; subject: school. Data says from when, the first
	// day concerned, which may be past: {"from":"2026-11-26"}, and for a stretch of
	// days also the last one, "to", both inclusive.
	CalendarMoved  = "calendar.changed"  // holidays, make-up days, terms
	TimetableMoved = "timetable.changed" // periods, lessons, substitutions

	FacesMoved = "faces.changed" // how cards look; subject: version
)

// Listed is the condition, in SQL, on feed_event for what may change a terminal's list
// of people. It is written as it stands in the index feed_event_listed.
const Listed = "kind IN ('card.state', 'person.state', 'roster.applied')"

// LastListed is the number of the newest such item of a school; 0 if there is none.
func LastListed(ctx context.Context, q bun.IDB, school string) (number int64, err error) {
	err = q.NewRaw("SELECT COALESCE((SELECT number FROM feed_event WHERE school_id = ? AND "+Listed+" ORDER BY number DESC LIMIT 1), 0)", school).Scan(ctx, &number)
	return number, err
}

// Item is one fact of the feed.
type Item struct {
	Number  int64
	Kind    string
	Subject string // id in the table the kind names
	Person  string // "" if it is about nobody
	At      int64  // Unix milliseconds
	Data    string // JSON
}

// Feed hands out numbers and rings the bell.
type Feed struct {
	mu    sync.Mutex
	id    string // among the servers that tell each other
	bells map[string]map[chan int64]bool
	any   map[chan struct{}]bool
	far   chan<- struct{}  // rung for those who carry it to other servers; nil for none
	told  map[string]int64 // what they have not carried yet
	rung  map[string]int64 // the newest number of a school that was heard of
}

// New makes a feed for one process.
func New() *Feed {
	return &Feed{id: db.NewID(), bells: map[string]map[chan int64]bool{}, any: map[chan struct{}]bool{}, rung: map[string]int64{}}
}

// Take reserves n numbers of the school and returns the first. It must be the
// last lock of the transaction.
func (f *Feed) Take(ctx context.Context, tx *db.Tx, school string, n int) (first int64, err error) {
	var last int64
	if err := tx.NewRaw("UPDATE feed_head SET last = last + ? WHERE school_id = ? RETURNING last", n, school).Scan(ctx, &last); err != nil {
		return 0, fmt.Errorf("feed: %w", err)
	}
	tx.After(func() { f.Ring(school, last) })
	return last - int64(n) + 1, nil
}

// Append adds an item that is not a scan. Its Number and At are set here.
func (f *Feed) Append(ctx context.Context, tx *db.Tx, school string, it Item) error {
	n, err := f.Take(ctx, tx, school, 1)
	if err != nil {
		return err
	}
	return f.Put(ctx, tx, school, n, it)
}

// Put adds an item like Append, with a number that the transaction has taken.
func (f *Feed) Put(ctx context.Context, tx *db.Tx, school string, n int64, it Item) error {
	if it.Data == "" {
		it.Data = "{}"
	}
	if !json.Valid([]byte(it.Data)) {
		return fmt.Errorf("feed: item %s has no JSON", it.Kind)
	}
	_, err := tx.NewRaw("INSERT INTO feed_event (school_id, number, kind, subject_id, person_id, at, data) VALUES (?, ?, ?, ?, NULLIF(?, ''), ?, ?)",
		school, n, it.Kind, it.Subject, it.Person, tx.NowMS(), it.Data).Exec(ctx)
	return err
}

// PutAll is Put of several items, of which the first has the number and the others follow it.
func (f *Feed) PutAll(ctx context.Context, tx *db.Tx, school string, first int64, items []Item) error {
	for part := range slices.Chunk(items, 100) {
		rows := make([]bun.TupleValues, len(part))
		for i, it := range part {
			if it.Data == "" {
				it.Data = "{}"
			}
			if !json.Valid([]byte(it.Data)) {
				return fmt.Errorf("feed: item %s has no JSON", it.Kind)
			}
			person := sql.NullString{String: it.Person, Valid: it.Person != ""}
			rows[i] = bun.Tuple([]any{school, first + int64(i), it.Kind, it.Subject, person, tx.NowMS(), it.Data})
		}
		first += int64(len(part))
		if _, err := tx.NewRaw("INSERT INTO feed_event (school_id, number, kind, subject_id, person_id, at, data) VALUES ?", bun.List(rows)).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Inboxes adds an item for each of those people: a message came, or was read. The
// first has the number that is returned, the others follow it. Like Take it must be
// the last lock of the transaction.
func (f *Feed) Inboxes(ctx context.Context, tx *db.Tx, school string, people []string) (first int64, err error) {
	if len(people) == 0 {
		return 0, nil
	}
	if first, err = f.Take(ctx, tx, school, len(people)); err != nil {
		return 0, err
	}
	type row struct {
		bun.BaseModel `bun:"table:inbox_news"`
		SchoolID      string
		Number        int64
		PersonID      string
		At            int64
	}
	rows := make([]row, len(people))
	for i, p := range people {
		rows[i] = row{SchoolID: school, Number: first + int64(i), PersonID: p, At: tx.NowMS()}
	}
	_, err = tx.NewInsert().Model(&rows).Exec(ctx)
	return first, err
}

// Last is the newest visible number of the school.
func Last(ctx context.Context, q bun.IDB, school string) (n int64, err error) {
	err = q.NewRaw("SELECT last FROM feed_head WHERE school_id = ?", school).Scan(ctx, &n)
	return n, err
}

// Read returns up to limit items after the given number, in order.
func Read(ctx context.Context, q bun.IDB, school string, after int64, limit int) ([]Item, error) {
	var items []Item
	err := q.NewRaw(`SELECT number, kind, subject, person, at, data FROM (
  SELECT feed AS number, 'scan' AS kind, id AS subject, COALESCE(person_id, '') AS person, at, '{}' AS data
  FROM scan WHERE school_id = ?0 AND feed > ?1 AND feed <= ?2
  UNION ALL
  SELECT feed, 'confirmation', scan_id, COALESCE(person_id, ''), at, '{}'
  FROM scan_confirmation WHERE school_id = ?0 AND feed > ?1 AND feed <= ?2
  UNION ALL
  SELECT u.feed, 'undo', u.scan_id, COALESCE(s.person_id, ''), u.at, '{}'
  FROM scan_undo u JOIN scan s ON s.id = u.scan_id WHERE u.school_id = ?0 AND u.feed > ?1 AND u.feed <= ?2
  UNION ALL
  SELECT number, kind, subject_id, COALESCE(person_id, ''), at, data
  FROM feed_event WHERE school_id = ?0 AND number > ?1 AND number <= ?2
  UNION ALL
  SELECT number, 'inbox', person_id, person_id, at, '{}'
  FROM inbox_news WHERE school_id = ?0 AND number > ?1 AND number <= ?2
) AS f ORDER BY number`, school, after, after+int64(limit)).Scan(ctx, &items)
	return items, err
}

// Ring tells who listens, here and by Relay elsewhere, that the school's feed has
// reached n.
func (f *Feed) Ring(school string, n int64) {
	f.ring(school, n)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.far == nil {
		return
	}
	f.told[school] = max(f.told[school], n)
	select {
	case f.far <- struct{}{}:
	default: // they have not heard the last one yet
	}
}

// Heard is the newest number of the school's feed that this process was told of, 0 for
// none: how far behind somebody is who reads it. The feed itself may be further.
func (f *Feed) Heard(school string) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rung[school]
}

// ring tells this process's listeners.
func (f *Feed) ring(school string, n int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rung[school] = max(f.rung[school], n)
	for c := range f.bells[school] {
		for { // keep only the newest number in the one-place channel
			select {
			case c <- n:
			default:
				select {
				case <-c:
				default:
				}
				continue
			}
			break
		}
	}
	for c := range f.any {
		select {
		case c <- struct{}{}:
		default: // it has not heard the last one yet
		}
	}
}

// ListenAll returns a channel that is rung when any school's feed has moved; stop
// ends it.
func (f *Feed) ListenAll() (bell <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	f.mu.Lock()
	f.any[c] = true
	f.mu.Unlock()
	return c, func() {
		f.mu.Lock()
		delete(f.any, c)
		f.mu.Unlock()
	}
}

// Listen returns a channel that carries the newest number rung; stop ends it.
func (f *Feed) Listen(school string) (bell <-chan int64, stop func()) {
	c := make(chan int64, 1)
	f.mu.Lock()
	if f.bells[school] == nil {
		f.bells[school] = map[chan int64]bool{}
	}
	f.bells[school][c] = true
	f.mu.Unlock()
	return c, func() {
		f.mu.Lock()
		delete(f.bells[school], c)
		f.mu.Unlock()
	}
}
