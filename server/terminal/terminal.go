// Package terminal keeps the devices that present credentials: readers that
// speak the HTTP profile with a bearer token, and kiosks paired by a one-time
// code. It serves every scene.
//
// Secrets are shown once and stored as SHA-256. A token names its terminal for
// ever, so that look-up may be cached; whether the terminal is still allowed is
// not: revoking bumps the school's policy version, which every scan reads under
// lock, so a revoked terminal decides nothing more on any server.
package terminal

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/secret"
)

// PairingLife is how long a kiosk's one-time code may be typed.
const PairingLife = 15 * time.Minute

// The kinds of device: a reader speaks the HTTP profile, a kiosk is a page.
const (
	Reader = "reader"
	Kiosk  = "kiosk"
)

// Kinds and Scenes are the words that a terminal may have. The database takes any
// word; AddIn, which alone writes them, stores no other.
var (
	Kinds  = []string{Reader, Kiosk}
	Scenes = rule.Scenes()
)

// Identity is who a bearer token belongs to.
type Identity struct {
	ID, School string
	Staff      bool
	Feed       bool   // scope: the scans of the whole school
	Full       bool   // scope: identities in full
	TokenHash  string // a scan compares it with the locked policy, so a renewed token ends everywhere at once
}

// Actor is the terminal as package allow sees it.
func (i Identity) Actor() allow.Actor {
	return allow.Actor{Kind: allow.Terminal, Terminal: i.ID, TerminalSchool: i.School, Staff: i.Staff, Feed: i.Feed, Identity: i.Full}
}

// Draft is what an admin types for a new terminal.
type Draft struct {
	Name  string
	Kind  string // one of Kinds
	Scene string // one of Scenes
	Staff bool   // may show names and reasons and take a guard's PIN
	Gate  string // "" for none
}

// Row is a terminal as the console lists it.
type Row struct {
	ID, SchoolID, Name, Kind, Scene string
	Staff                           bool
	ScopeFeed, ScopeIdentity        bool // what its token may read beyond its own scans
	GateID, GateName, Direction     string
	InnerZone                       string // what the gate leads to within the school; "" is the school itself
	Paired                          bool
	RevokedAt, LastAt               int64 // 0 is never
	ClockOffsetMS                   int64
	Version                         string
	ListVersion, ListAt, ListFeed   int64 // the list it decides by when it is alone; 0 is none
	Queued                          int64 // records that wait in it; -1 if it has not said
	LastError                       string
	LogSeq, LogLast, LogWritten     int64 // see package scan
	CompleteUntil                   int64 // its watermark
	UnknownChips, UnknownChipsAt    int64 // so many unknown chips in a row at last count, and when that was
	ReversedChipAt                  int64 // when an unknown chip was read whose bytes the other way round are known
	KeepsNothing                    bool  // of a reader: what it saw is here at once, so its last contact is its watermark
}

// Service is the package's door.
type Service struct {
	db     *db.DB
	feed   *feed.Feed
	mu     sync.RWMutex
	byHash map[string]Identity
}

// New makes the service.
func New(d *db.DB, f *feed.Feed) *Service {
	return &Service{db: d, feed: f, byHash: map[string]Identity{}}
}

// Add makes a terminal and its secret: a bearer token for a reader, a one-time
// pairing code for a kiosk. The secret is not kept and cannot be shown again.
func (s *Service) Add(ctx context.Context, actor allow.Actor, school string, d Draft) (id, shownOnce string, err error) {
	if err := allow.Check(actor, allow.TerminalsManage, allow.Target{School: school}); err != nil {
		return "", "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := access.Bump(ctx, tx, school); err != nil {
			return err
		}
		id, shownOnce, err = s.AddIn(ctx, tx, school, d)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "terminal.added", Target: "terminal:" + id, Detail: map[string]any{"kind": d.Kind, "scene": d.Scene, "staff": d.Staff}})
	})
	return id, shownOnce, err
}

// AddIn is Add inside a transaction that has bumped the policy and will record who did it.
func (s *Service) AddIn(ctx context.Context, tx *db.Tx, school string, d Draft) (id, shownOnce string, err error) {
	d.Name = strings.TrimSpace(d.Name)
	switch {
	case !goodName(d.Name):
		return "", "", errName
	case !slices.Contains(Kinds, d.Kind):
		return "", "", fault.New(fault.Invalid, "terminal_kind")
	case !slices.Contains(Scenes, rule.Scene(d.Scene)):
		return "", "", fault.New(fault.Invalid, "terminal_scene")
	case d.Scene == string(rule.GateScene) && d.Gate == "":
		return "", "", errGate
	}
	if err := ownGate(ctx, tx, school, d.Gate); err != nil {
		return "", "", err
	}
	id = db.NewID()
	var token, pairing string
	var until any
	if d.Kind == Reader {
		shownOnce = "yk_" + secret.Token(24)
		token = secret.Hash(shownOnce)
	} else {
		shownOnce = secret.Code(8)
		pairing, until = secret.Hash(shownOnce), tx.Now.Add(PairingLife).UnixMilli()
	}
	_, err = tx.NewRaw(`INSERT INTO terminal (id, school_id, name, scene, kind, staff, gate_id, token_hash, pairing_hash, pairing_until, version, created_at)
VALUES (?, ?, ?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''), ?, '', ?)`, id, school, d.Name, d.Scene, d.Kind, d.Staff, d.Gate, token, pairing, until, tx.NowMS()).Exec(ctx)
	return id, shownOnce, err
}

// Renew makes a new pairing code for a kiosk that lost its token, or a new
// token for a reader; the old secret ends at once.
func (s *Service) Renew(ctx context.Context, actor allow.Actor, school, id string) (shownOnce string, err error) {
	if err := allow.Check(actor, allow.TerminalsManage, allow.Target{School: school}); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := access.Bump(ctx, tx, school); err != nil {
			return err
		}
		row, err := find(ctx, tx, school, id)
		if err != nil {
			return err
		}
		if row.RevokedAt != 0 {
			return fault.New(fault.Conflict, "terminal_revoked")
		}
		if row.Kind == Reader {
			shownOnce = "yk_" + secret.Token(24)
			_, err = tx.NewRaw("UPDATE terminal SET token_hash = ? WHERE id = ? AND school_id = ?", secret.Hash(shownOnce), id, school).Exec(ctx)
		} else {
			shownOnce = secret.Code(8)
			_, err = tx.NewRaw("UPDATE terminal SET token_hash = NULL, pairing_hash = ?, pairing_until = ? WHERE id = ? AND school_id = ?", secret.Hash(shownOnce), tx.Now.Add(PairingLife).UnixMilli(), id, school).Exec(ctx)
		}
		if err != nil {
			return err
		}
		tx.After(func() { s.forget(id) })
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "terminal.renewed", Target: "terminal:" + id}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: feed.TerminalOff, Subject: id})
	})
	return shownOnce, err
}

// Pair trades a one-time code for a token, once.
func (s *Service) Pair(ctx context.Context, code string) (token string, who Identity, err error) {
	code = strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		token = "yk_" + secret.Token(24)
		who.TokenHash = secret.Hash(token)
		err := tx.NewRaw(`UPDATE terminal SET token_hash = ?, pairing_hash = NULL, pairing_until = NULL
WHERE pairing_hash = ? AND pairing_until > ? AND revoked_at IS NULL RETURNING id, school_id, staff`, who.TokenHash, secret.Hash(code), tx.NowMS()).
			Scan(ctx, &who.ID, &who.School, &who.Staff)
		if err != nil {
			return db.One(err, fault.Newf(fault.Invalid, "pairing_code", "This pairing code is wrong, used or out of date."))
		}
		if err := access.Bump(ctx, tx, who.School); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: who.School, Actor: "terminal:" + who.ID, Action: "terminal.paired", Target: "terminal:" + who.ID}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, who.School, feed.Item{Kind: feed.TerminalOn, Subject: who.ID})
	})
	if err != nil {
		return "", Identity{}, err
	}
	return token, who, nil
}

// Revoke ends a terminal at once: its token, its sockets, its scans.
func (s *Service) Revoke(ctx context.Context, actor allow.Actor, school, id string) error {
	if err := allow.Check(actor, allow.TerminalsManage, allow.Target{School: school}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := access.Bump(ctx, tx, school); err != nil {
			return err
		}
		return s.RevokeIn(ctx, tx, actor, school, id)
	})
}

// RevokeIn is Revoke inside a transaction that has bumped the policy, by whoever it has
// asked for the right.
func (s *Service) RevokeIn(ctx context.Context, tx *db.Tx, actor allow.Actor, school, id string) error {
	row, err := find(ctx, tx, school, id)
	if err != nil || row.RevokedAt != 0 {
		return err
	}
	if _, err := tx.NewRaw("UPDATE terminal SET revoked_at = ?, token_hash = NULL, pairing_hash = NULL WHERE id = ? AND school_id = ?", tx.NowMS(), id, school).Exec(ctx); err != nil {
		return err
	}
	tx.After(func() { s.forget(id) })
	if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "terminal.revoked", Target: "terminal:" + id}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, school, feed.Item{Kind: feed.TerminalOff, Subject: id})
}

func (s *Service) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for h, who := range s.byHash {
		if who.ID == id {
			delete(s.byHash, h)
		}
	}
}

var errToken = fault.Newf(fault.Unauthenticated, "terminal_token", "This terminal token is not valid. Pair the terminal again.")

// Authenticate finds the live terminal a token belongs to.
func (s *Service) Authenticate(ctx context.Context, token string) (Identity, error) {
	if len(token) < 10 || len(token) > 100 {
		return Identity{}, errToken
	}
	h := secret.Hash(token)
	var who Identity
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		who, err = ByHash(ctx, q, h)
		return err
	})
	if err != nil {
		return Identity{}, err
	}
	s.mu.Lock()
	s.byHash[h] = who
	s.mu.Unlock()
	return who, nil
}

// ByHash is the live terminal of a token of which only the hash is known.
func ByHash(ctx context.Context, q bun.IDB, hash string) (Identity, error) {
	who := Identity{TokenHash: hash}
	err := q.NewRaw("SELECT id, school_id, staff, scope_feed, scope_identity FROM terminal WHERE token_hash = ? AND revoked_at IS NULL", hash).Scan(ctx, &who.ID, &who.School, &who.Staff, &who.Feed, &who.Full)
	return who, db.One(err, errToken)
}

// Shared says whether more than one terminal stands at a gate.
func Shared(ctx context.Context, q bun.IDB, school, gate string) (bool, error) {
	var n int
	err := q.NewRaw("SELECT COUNT(*) FROM terminal WHERE school_id = ? AND gate_id = ? AND revoked_at IS NULL", school, gate).Scan(ctx, &n)
	return n > 1, err
}

// Recognise is Authenticate for the scan path: it may answer from memory,
// because the scan itself reads under lock whether the terminal is revoked.
func (s *Service) Recognise(ctx context.Context, token string) (Identity, error) {
	s.mu.RLock()
	who, ok := s.byHash[secret.Hash(token)]
	s.mu.RUnlock()
	if ok {
		return who, nil
	}
	return s.Authenticate(ctx, token)
}

// List is a school's terminals, the live ones first.
func List(ctx context.Context, q bun.IDB, school string) ([]Row, error) {
	var rows []Row
	err := q.NewRaw(rowSQL+" WHERE t.school_id = ? ORDER BY t.revoked_at IS NOT NULL, t.created_at, t.id", school).Scan(ctx, &rows)
	return rows, err
}

// Find is one terminal of a school.
func Find(ctx context.Context, q bun.IDB, school, id string) (Row, error) {
	return find(ctx, q, school, id)
}

const rowSQL = `SELECT t.id, t.school_id, t.name, t.kind, t.scene, t.staff, t.scope_feed, t.scope_identity, COALESCE(t.gate_id, '') AS gate_id, COALESCE(g.name, '') AS gate_name, COALESCE(g.direction, '') AS direction,
  CASE WHEN z.parent_id IS NULL THEN '' ELSE z.name END AS inner_zone,
  t.token_hash IS NOT NULL AS paired, COALESCE(t.revoked_at, 0) AS revoked_at, COALESCE(t.last_at, 0) AS last_at, COALESCE(t.clock_offset_ms, 0) AS clock_offset_ms, t.version,
  COALESCE(t.list_version, 0) AS list_version, COALESCE(t.list_at, 0) AS list_at, COALESCE(t.list_feed, 0) AS list_feed, COALESCE(t.queued, -1) AS queued, t.last_error, t.log_seq, t.log_last, t.log_written, t.complete_until, t.keeps_nothing,
  t.unknown_chips, t.unknown_chips_at, t.reversed_chip_at
FROM terminal t LEFT JOIN gate g ON g.id = t.gate_id LEFT JOIN zone z ON z.id = g.zone_id`

func find(ctx context.Context, q bun.IDB, school, id string) (Row, error) {
	var row Row
	err := q.NewRaw(rowSQL+" WHERE t.id = ? AND t.school_id = ?", id, school).Scan(ctx, &row)
	return row, db.One(err, fault.New(fault.NotFound, "not_found"))
}
