package console

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/scan/history"
	"yunka/server/stats"
	"yunka/server/terminal"
	"yunka/server/web"
	"yunka/views/console"
)

// TerminalRows are the live terminals with what each did today.
func TerminalRows(ctx context.Context, q bun.IDB, school string, f stats.Figures, loc *time.Location, now time.Time) (list []console.Terminal, err error) {
	rows, err := terminal.List(ctx, q, school)
	for _, row := range rows {
		if row.RevokedAt != 0 {
			continue
		}
		did := f.Terminals[row.ID]
		t := TerminalRow(row, did.Last, loc, now)
		t.Scans, t.PerMinute = did.Scans, f.PerMinute(row.ID, now)
		list = append(list, t)
	}
	return list, err
}

// FeedRow is a scan, or how staff ended its CONFIRM, as a line of the feed: one
// line, because the end takes the scan's place.
func FeedRow(e history.Entry, loc *time.Location) console.Row {
	gate := e.Gate
	if gate == "" {
		gate = e.Terminal
	}
	return console.Row{ID: e.Scan, At: web.At(e.At, loc), PersonID: e.PersonID, Name: e.Name, Class: campus.ClassName(e.Grade, e.Class), ClassID: e.ClassID, Role: e.Role,
		Gate: gate, GateID: e.GateID, Terminal: e.Terminal, Direction: e.Direction, Zone: e.InnerZone, Decision: e.Decision, Reason: e.Reason, PersonPath: personPath(e.PersonID)}
}

func personPath(id string) string {
	if id == "" {
		return ""
	}
	return "/console/people/" + id
}

// silence is how long after its last heartbeat a terminal counts as online:
// three of a kiosk's.
const silence = 90 * time.Second

// How long a reader's trouble with chips is an alarm: the office has to see it, and it goes
// away by itself once it is mended.
const (
	unknownFor  = 30 * time.Minute
	reversedFor = 4 * time.Hour
)

// TerminalRow is a terminal as the console lists it. A scan is as good a sign
// of life as a heartbeat: a plain reader sends nothing else.
func TerminalRow(row terminal.Row, scanned int64, loc *time.Location, now time.Time) console.Terminal {
	t := console.Terminal{NoClock: row.LastAt == 0, ID: row.ID, Name: row.Name, Gate: row.GateName, Scene: row.Scene, Kind: row.Kind, Staff: row.Staff,
		LastAt: web.At(max(row.LastAt, scanned), loc), Today: max(row.LastAt, scanned) >= campus.DayStart(now, loc), Offset: time.Duration(row.ClockOffsetMS) * time.Millisecond, Version: row.Version,
		List: row.ListVersion, ListAt: web.At(row.ListAt, loc), Queued: int(row.Queued), Missing: int(max(row.LogLast, row.LogWritten) - row.LogSeq), Complete: web.At(row.CompleteUntil, loc), Error: row.LastError}
	if row.KeepsNothing {
		t.Complete = t.LastAt
	}
	if now.UnixMilli()-row.UnknownChipsAt < unknownFor.Milliseconds() {
		t.Unknown = int(row.UnknownChips)
	}
	t.Reversed = now.UnixMilli()-row.ReversedChipAt < reversedFor.Milliseconds()
	switch {
	case row.RevokedAt != 0:
		t.State = console.Revoked
	case !row.Paired:
		t.State = console.Waiting
	case !t.LastAt.IsZero() && now.Sub(t.LastAt) <= silence:
		t.State = console.Online
	default:
		t.State = console.Offline
		if !t.LastAt.IsZero() {
			t.Silent = now.Sub(t.LastAt)
		}
	}
	return t
}
