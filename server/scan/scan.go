// Package scan is the one path of every scene:
//
//	present -> identify -> decide -> record -> announce
//
// Present identifies on the caller's goroutine (immutable facts, cached; the
// signature is verified here, outside any lock) and hands the presentation to
// its school's lane (package lane), which gathers what waits and runs it as one batch:
//
//  1. lock the school (shared), then the people, each sorted; read the facts,
//     the stored answers to the same keys and the earlier uses of the same codes;
//     who is locked by somebody else is no reason to wait: the rest goes on;
//  2. decide presentation by presentation with access/rule, carrying marks,
//     keys and uses forward inside the batch;
//  3. write marks, scans and repeats; take the schools' feed numbers as the last
//     lock; commit; answer; ring the bell.
//
// Whoever changes what a scan decides by takes the same locks: the school row
// (access.Bump) or the person row (package card). So the feed numbers of scans
// and of freezes are one true order.
//
// Own code instead of bun on this path, measured: bun's client-side formatting
// costs 15 to 48 % of a small transaction and defeats pgx's statement cache, and
// a batch shares its locks, its feed number and its sync (`make bench` prints
// what that gives, against pgbench and against one commit for each scan).
//
// What is promised: a code opens once, on any number of servers of one
// database; a terminal that reads the same chip, pass or code again within 5 s
// opens once; the same terminal and key get the first answer byte for byte (but
// for refusals that were only counted); no acknowledged scan is lost; a
// disconnecting client cancels nothing.
//
// Beneath: part is what a scene adds to the batches that concern it, presence is who is where inside a batch, undo takes a passage back,
// history reads what was scanned, offline takes in what terminals decided alone
// (through Past, which writes and does not decide).
package scan

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/reason"
	"yunka/server/scan/flood"
	"yunka/server/scan/known"
	"yunka/server/scan/lane"
	"yunka/server/scan/part"
	"yunka/server/terminal"
)

// Presentation is one credential at one terminal at one time. Exactly one of
// Code, Chip and Person is set.
type Presentation struct {
	Terminal terminal.Identity
	Key      string // idempotency key, unique for the terminal
	Code     string
	Chip     string
	Person   string // manual: who the guard says it is
	Staff    string // manual: the guard's person id
	Note     string // manual: why
	Claimed  int64  // the terminal's own time in ms, stored as claimed; 0 is none
	Lang     string
	Scene    rule.Scene      `json:",omitempty"` // the only scene that it is meant for; "" is any
	Body     json.RawMessage `json:",omitempty"` // what the scene of the terminal asks besides, for its part; nil is nothing
}

// Words gives the texts of an answer: what the holder and the queue may read,
// and what staff may read.
type Words interface {
	Neutral(lang string, d reason.Decision, r reason.Code) string
	Detail(lang string, r reason.Code, usedAt, usedWhere string) string
	FirstName(name string) string // what a terminal without staff is told of it
}

// Config wires the service.
type Config struct {
	DB     *db.DB
	Feed   *feed.Feed
	Words  Words
	Logger *slog.Logger
	// AnswerWithin bounds Present from its call on, whatever the database does:
	// what is not decided by then is Unavailable, and a repeat with the same key
	// gets the answer. 0 is 10 s.
	AnswerWithin time.Duration
	Parts        []part.Part // see Take
	MaxBatch     int         // 0 is maxBatch
	// Observe hears how each presentation ended, by the policy that was loaded last.
	Observe func(p Presentation, policy *access.Policy, answer []byte, err error, took time.Duration)
}

// Service is the package's door. Close drains it.
type Service struct {
	db       *db.DB
	feed     *feed.Feed
	words    Words
	log      *slog.Logger
	policies *access.Cache
	known    *known.Book
	floods   flood.Floods
	engine   engine
	parts    part.Parts
	lanes    *lane.Lanes[*item]
	within   time.Duration // see Config.AnswerWithin
	observe  func(p Presentation, policy *access.Policy, answer []byte, err error, took time.Duration)
}

// New starts the lanes.
func New(ctx context.Context, c Config) (*Service, error) {
	s := &Service{db: c.DB, known: known.New(c.DB), feed: c.Feed, words: c.Words, log: c.Logger, policies: access.NewCache(), parts: c.Parts, observe: c.Observe}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.within = c.AnswerWithin; s.within == 0 {
		s.within = 10 * time.Second
	}
	if c.DB.Engine() == db.Postgres {
		s.engine = &postgres{s}
	} else {
		lite, err := newSQLite(ctx, s)
		if err != nil {
			return nil, err
		}
		s.engine = lite
	}
	if c.MaxBatch == 0 {
		c.MaxBatch = maxBatch
	}
	s.lanes = lane.New(lanesOf(c.DB, c.MaxBatch), s.runBatch)
	return s, nil
}

// Take takes in what the scenes add to scans, in the order in which they are asked.
// Before the first presentation.
func (s *Service) Take(parts ...part.Part) { s.parts = append(s.parts, parts...) }

// Close answers what is waiting and stops.
func (s *Service) Close() { s.lanes.Close() }

// Load is what waits.
func (s *Service) Load() lane.Load { return s.lanes.Load() }

// item is a presentation on its way.
type item struct {
	p    Presentation
	hash string
	at   int64
	kind rule.Kind

	code       cardcode.Code
	codeReason reason.Code
	who        known.Identity
	found      bool

	until time.Time    // nobody waits for the answer after it
	state atomic.Int32 // waits, runs or withdrawn
	tries int          // how often it was put off
	later bool         // the batch that ran could not lock its person
	looks bool         // for an earlier use, also of a code that is newer than the mark

	answer []byte
	err    error
	done   chan struct{}
}

const waits, runs, withdrawn = 0, 1, 2

const maxBody = 4 << 10 // of what a scene asks besides

// Present decides one presentation and returns the answer as JSON. Errors are
// faults: Invalid for a request that cannot be a presentation, Mismatch for a
// key used with another body, Unauthenticated for a revoked terminal,
// Unavailable when nothing was decided.
func (s *Service) Present(ctx context.Context, p Presentation) (answer []byte, err error) {
	if s.observe != nil {
		defer func(from time.Time) {
			s.observe(p, s.policies.Newest(p.Terminal.School), answer, err, time.Since(from))
		}(time.Now())
	}
	if err := allow.Check(p.Terminal.Actor(), allow.ScanPresent, allow.Target{School: p.Terminal.School}); err != nil {
		return nil, err
	}
	if p.Person != "" {
		return nil, fault.New(fault.Invalid, "presentation")
	}
	ctx, cancel := context.WithTimeout(ctx, s.within)
	defer cancel()
	it, err := s.prepare(ctx, p)
	if err != nil && ctx.Err() != nil { // the database has not said who it is
		return nil, notDecided(err)
	}
	if err != nil {
		return nil, err
	}
	it.until = time.Now().Add(s.within)
	if err := s.put(it); err != nil {
		return nil, err
	}
	select {
	case <-it.done:
		return it.answer, it.err
	case <-ctx.Done():
	}
	// Who has gone away withdraws nothing. What did not come to its turn in time is
	// withdrawn, and will not be decided after we have said that it was not.
	if errors.Is(ctx.Err(), context.DeadlineExceeded) && it.state.CompareAndSwap(waits, withdrawn) {
		return nil, notDecided(ctx.Err())
	}
	return nil, notDecided(errors.Join(db.ErrUncertain, ctx.Err()))
}

var errClosing = &fault.Error{Kind: fault.Unavailable, Code: "shutting_down", RetryAfter: 2}

// prepare checks the shape, reads the code and identifies.
func (s *Service) prepare(ctx context.Context, p Presentation) (*item, error) {
	n := 0
	for _, v := range []string{p.Code, p.Chip, p.Person} {
		if v != "" {
			n++
		}
	}
	switch {
	case n != 1:
		return nil, fault.Newf(fault.Invalid, "presentation", "Send either a code or a chip.")
	case !terminal.ValidKey(p.Key):
		return nil, fault.Newf(fault.Invalid, "key", "The key must be 1 to %d printable ASCII characters.", terminal.MaxKey)
	case utf8.RuneCountInString(p.Note) > 200:
		return nil, fault.New(fault.Invalid, "note")
	case len(p.Body) > 0 && (len(p.Body) > maxBody || !json.Valid(p.Body)):
		return nil, fault.New(fault.Invalid, "presentation")
	}
	now, err := s.db.TrustedNow()
	if err != nil {
		return nil, err
	}
	it := &item{p: p, at: now.UnixMilli(), hash: p.hash(), done: make(chan struct{}), codeReason: reason.OK}
	switch {
	case cardcode.IsPaper(p.Code):
		it.who, it.kind, it.found, err = s.byPass(ctx, p.Code)
	case p.Code != "":
		it.kind = rule.Phone
		it.code, it.codeReason = cardcode.Parse(p.Code)
		if it.codeReason != reason.OK {
			return it, nil
		}
		it.who, it.found, err = s.known.ByHandle(ctx, it.code.Handle)
		if err == nil && it.found && !it.code.Verify(it.who.PublicKey) {
			it.codeReason = reason.CodeBadSignature
		}
	case p.Chip != "":
		it.kind = rule.Chip
		if !known.IsChip(p.Chip) {
			it.codeReason = reason.CodeMalformed
			return it, nil
		}
		it.who, it.found, err = s.known.ByChip(ctx, p.Terminal.School, p.Terminal.ID, p.Chip)
	default:
		it.kind = rule.Manual
		it.who, it.found, err = s.known.ByPerson(ctx, p.Terminal.School, p.Person, it.at)
	}
	if err != nil {
		return nil, err
	}
	return it, nil
}

// hash is the body a key stands for: what was presented and what was claimed.
func (p *Presentation) hash() string {
	body := []any{p.Code, p.Chip, p.Person, p.Staff, p.Note, p.Claimed}
	if len(p.Body) > 0 {
		body = append(body, p.Body)
	}
	b, _ := json.Marshal(body)
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:16])
}

// identified reports whether the item leads to a person whose row is locked.
func (it *item) identified() bool {
	return it.found && it.codeReason == reason.OK && it.who.School == it.p.Terminal.School
}
