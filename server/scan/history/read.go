// Package history reads what was scanned: as the feed tells it, and as it stands
// after what followed it. A CONFIRM that staff ended and a passage that a guard
// took back are rows of their own and change no scan, so each list says which of
// the two it reads. Nothing is written here.
package history

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/reason"
)

// Entry is a scan, the end of a CONFIRM or a passage taken back, as lists and the
// API show it.
type Entry struct {
	Feed                               int64
	Kind                               string // phone, chip, manual; "confirmation" for how a CONFIRM ended, "undo" for a passage taken back
	Scan, TerminalID, Terminal, GateID string
	Number                             string // of EntriesOf: the person's in the school
	Gate                               string
	PersonID, Name, Role, Grade, Class string
	ClassID                            string
	CardID                             string
	CredentialID                       string
	Mark                               int64
	Consumed                           bool
	Decision                           reason.Decision
	Reason                             reason.Code
	Open                               bool
	Warning                            reason.Code // what an ALLOW passed over
	Mode                               string      // online, or offline: the terminal decided alone
	Direction                          string
	InnerZone                          string // the zone the gate leads to, "" when that is the school itself
	At, Claimed                        int64
	Scanned                            int64 // of Entries: when the scan was, whatever followed it
	Repeats                            int64 // further refusals of the same kind that were only counted
}

// Entries reads what the feed says of scans: those numbered in (after, upTo], in
// order. upTo <= 0 is no bound; limit bounds the count.
func Entries(ctx context.Context, q bun.IDB, school string, after, upTo int64, limit int) ([]Entry, error) {
	return EntriesOf(ctx, q, school, "", after, upTo, limit)
}

// EntriesOf is Entries of one terminal's scans; "" is every terminal.
func EntriesOf(ctx context.Context, q bun.IDB, school, terminal string, after, upTo int64, limit int) ([]Entry, error) {
	if upTo <= 0 {
		upTo = 1<<62 - 1
	}
	var list []Entry
	err := q.NewRaw(sqlEntries, school, after, upTo, limit, terminal).Scan(ctx, &list)
	return list, err
}

// OfPeople reads the scans of people since an instant as they stand now, newest
// first.
func OfPeople(ctx context.Context, q bun.IDB, people []string, since int64, limit int) ([]Entry, error) {
	if len(people) == 0 {
		return nil, nil
	}
	var list []Entry
	err := q.NewRaw(sqlOfPeople, bun.List(people), since, limit).Scan(ctx, &list)
	return list, err
}

// LastPassages reads the newest passage (a scan that opened, or a CONFIRM that
// staff accepted, and that no guard took back) of each person since an instant.
func LastPassages(ctx context.Context, q bun.IDB, people []string, since int64) (map[string]Entry, error) {
	last := map[string]Entry{}
	if len(people) == 0 {
		return last, nil
	}
	var list []Entry
	err := q.NewRaw(sqlLastPassages, bun.List(people), since).Scan(ctx, &list)
	for _, e := range list {
		last[e.PersonID] = e
	}
	return last, err
}

// GateCounts is what happened since an instant, at one gate or (gate "") in the
// whole school.
type GateCounts struct {
	Scans, In, Out, Denied, ToConfirm int
}

// Count counts scans since an instant; a CONFIRM that staff accepted counts as a
// passage, and one that a guard took back does not. They are numbered after the
// given one: scans have no index by time, and a school has years of them.
func Count(ctx context.Context, q bun.IDB, school, gate string, since, after int64) (c GateCounts, err error) {
	err = q.NewRaw(`SELECT count(*), COALESCE(SUM(CASE WHEN u.scan_id IS NULL AND (s.open OR x.accepted) AND s.direction = 'in' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN u.scan_id IS NULL AND (s.open OR x.accepted) AND s.direction = 'out' THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN s.decision = 'DENY' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN s.decision = 'CONFIRM' AND x.scan_id IS NULL THEN 1 ELSE 0 END), 0)
FROM scan s`+Endings+`
WHERE s.school_id = ?0 AND s.feed > ?3 AND s.at >= ?1 AND (?2 = '' OR s.gate_id = ?2)`, school, since, gate, after).
		Scan(ctx, &c.Scans, &c.In, &c.Out, &c.Denied, &c.ToConfirm)
	return c, err
}

// NewestAt reads a terminal's last scans as they stand now, newest first.
func NewestAt(ctx context.Context, q bun.IDB, school, terminal string, limit int) ([]Entry, error) {
	var list []Entry
	err := q.NewRaw(sqlNewestAt, school, terminal, limit).Scan(ctx, &list)
	return list, err
}

// WaitingAt reads the CONFIRMs of a terminal since an instant that nobody has ended, oldest
// first, the newest of each person.
func WaitingAt(ctx context.Context, q bun.IDB, school, terminal string, since int64) (list []Entry, err error) {
	if err := q.NewRaw(sqlWaitingAt, school, terminal, since).Scan(ctx, &list); err != nil {
		return nil, err
	}
	newest := map[string]string{}
	for _, e := range list {
		newest[e.PersonID] = e.Scan
	}
	return slices.DeleteFunc(list, func(e Entry) bool { return e.PersonID != "" && newest[e.PersonID] != e.Scan }), nil
}
