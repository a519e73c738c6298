// Package machine is self-check machines of other makers: what SIP2 (package sip2) means to
// a school's library.
//
//   - A machine is a terminal of the library. Its token is the password of its login (93),
//     and every message asks again whether the token still holds.
//   - Who is there is shown to the one scan path: the code of a phone, a printed one or a
//     chip stands where other libraries have a patron's number, and opens a visit once. The
//     visit is the connection's until 35, another patron, ten minutes, or the line goes dead.
//   - Whatever a desk would refuse a machine refuses, in the reader's words. It has no staff:
//     there are no exceptions, and screens name nobody in full.
package machine

import (
	"context"
	"log/slog"
	"strings"
	"sync"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/library/loans"
	"yunka/server/library/sip2"
	"yunka/server/scan"
	"yunka/server/terminal"
)

// Machine is a terminal that speaks SIP2.
type Machine struct {
	TerminalID, SchoolID string
	Charset              sip2.Charset
	CRLF                 bool `bun:"crlf"`

	Name              string
	LastAt, RevokedAt int64 // 0 is never
}

// Way is how it is written to.
func (m Machine) Way() sip2.Way { return sip2.Way{Charset: m.Charset, CRLF: m.CRLF} }

// Service makes machines and talks to them.
type Service struct {
	db        *db.DB
	loans     *loans.Service
	terminals *terminal.Service
	scans     *scan.Service
	log       *slog.Logger

	mu    sync.Mutex
	lines map[string]int // by terminal: connections at once
}

// New makes it. Without scans nobody is recognised: for pages alone.
func New(d *db.DB, l *loans.Service, t *terminal.Service, sc *scan.Service, log *slog.Logger) *Service {
	return &Service{db: d, loans: l, terminals: t, scans: sc, log: log, lines: map[string]int{}}
}

// Add makes a terminal of the library that speaks SIP2, and its token, which is shown once.
// Invalid library_machine for a charset that there is none.
func (s *Service) Add(ctx context.Context, a allow.Actor, school string, m Machine) (id, token string, err error) {
	if m.Charset != sip2.UTF8 && m.Charset != sip2.GBK {
		return "", "", fault.New(fault.Invalid, "library_machine")
	}
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		d := terminal.Draft{Name: m.Name, Kind: terminal.Reader, Scene: string(rule.LibraryScene)}
		if id, token, err = s.terminals.AddIn(ctx, tx, school, d); err != nil {
			return err
		}
		m.TerminalID, m.SchoolID = id, school
		if err := insert(ctx, tx, m); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "library.machine", Target: "terminal:" + id, Detail: map[string]any{"charset": m.Charset, "name": strings.TrimSpace(m.Name)}})
	})
	return id, token, err
}

// Save gives a machine other settings; they hold from its next login.
func (s *Service) Save(ctx context.Context, a allow.Actor, school string, m Machine) error {
	if m.Charset != sip2.UTF8 && m.Charset != sip2.GBK {
		return fault.New(fault.Invalid, "library_machine")
	}
	return s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		m.SchoolID = school
		if err := update(ctx, tx, m); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "library.machine", Target: "terminal:" + m.TerminalID, Detail: map[string]any{"charset": m.Charset}})
	})
}

// Stop ends a machine at once; twice is harmless.
func (s *Service) Stop(ctx context.Context, a allow.Actor, school, id string) error {
	return s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		if _, err := one(ctx, tx, school, id); err != nil {
			return err
		}
		return s.terminals.RevokeIn(ctx, tx, a, school, id)
	})
}

// act is for who makes terminals: a librarian's machine is a terminal of the library only.
func (s *Service) act(ctx context.Context, a allow.Actor, school string, fn func(ctx context.Context, tx *db.Tx) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.LibraryManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := access.Bump(ctx, tx, school); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
}

// List are a school's machines, the live ones first.
func List(ctx context.Context, q bun.IDB, school string) ([]Machine, error) {
	return list(ctx, q, school)
}

// mostLines is how many connections one machine has at once; more of them share its token.
const mostLines = 4

func (s *Service) lift(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lines[id] >= mostLines {
		return false
	}
	s.lines[id]++
	return true
}

func (s *Service) drop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lines[id]--; s.lines[id] <= 0 {
		delete(s.lines, id)
	}
}
