package console

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/stats"
	"yunka/server/terminal"
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
		t := terminalRow(row, did.Last, loc, now)
		t.Scans, t.PerMinute = did.Scans, f.PerMinute(row.ID, now)
		list = append(list, t)
	}
	return list, err
}
