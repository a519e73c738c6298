package scan

import (
	"context"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/scan/undo"
	"yunka/server/terminal"
)

// Undoing takes back a passage, Undone answers it; see package undo.
type (
	Undoing = undo.Undoing
	Undone  = undo.Undone
)

// How long a guard and a door may say it.
const (
	UndoLife    = undo.Life
	PassageLife = undo.PassageLife
)

// Undo records that somebody whom this terminal let through did not pass. The
// scan stays as it is and its code stays used. It happens once; the same key gets
// the same answer.
func (s *Service) Undo(ctx context.Context, who allow.Actor, u Undoing) (done Undone, err error) {
	if err := allow.Check(who, allow.ScanUndo, allow.Target{School: who.TerminalSchool}); err != nil {
		return done, err
	}
	if !terminal.ValidKey(u.Key) {
		return done, fault.New(fault.Invalid, "key")
	}
	return undo.Record(ctx, s.db, s.feed, s.parts.GiveBack, who, u)
}

// NotPassed is Undo by the door itself: its sensor saw that nobody went through.
// Saying it again answers the same.
func (s *Service) NotPassed(ctx context.Context, who allow.Actor, scan string) (done Undone, err error) {
	if err := allow.Check(who, allow.ScanPassage, allow.Target{School: who.TerminalSchool}); err != nil {
		return done, err
	}
	return undo.Record(ctx, s.db, s.feed, s.parts.GiveBack, who, Undoing{Scan: scan, Key: "passage:" + scan})
}
