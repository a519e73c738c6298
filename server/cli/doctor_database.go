package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/audit"
	"yunka/server/card"
	"yunka/server/clock"
	"yunka/server/db"
)

// oldestPostgres is the oldest major version that is tested.
const oldestPostgres = 15

// checkDatabase looks at the database as it stands. runs is that a server has it open.
func checkDatabase(e *env, runs bool, say say) {
	d, err := db.Inspect(e.ctx, e.cfg.DSN(), db.WithClock(e.cfg.Clock))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		say(true, "there is no database yet: the first start makes it", "")
		return
	case err != nil:
		say(false, "database: "+err.Error(), db.Advice(err))
		return
	}
	defer d.Close()
	checkOwner(d, say)
	if d.Engine() == db.Postgres {
		checkPostgres(e, d, runs, say)
	}
	damage, asked, err := d.CheckPages(e.ctx)
	switch {
	case err != nil:
		say(false, "its pages: "+err.Error(), "")
	case !asked:
		say(true, "its pages were not looked at: amcheck is not installed for this role (CREATE EXTENSION amcheck)", "")
	case len(damage) == 0:
		say(true, "its pages are whole", "")
	default:
		say(false, "its pages are damaged:\n     "+strings.Join(damage, "\n     "),
			db.Damaged)
	}
	behind, err := d.Behind(e.ctx)
	switch {
	case errors.Is(err, db.ErrNewer):
		say(false, err.Error(), "")
		return
	case err != nil:
		say(false, "its schema: "+err.Error(), db.Advice(err))
		return
	}
	say(behind == 0, fmt.Sprintf("%s, %d migrations pending", d.Engine(), behind), "run `yunka migrate` (serve does it, too)")
	checkClock(e, d, behind == 0, say)
	if behind == 0 && len(damage) == 0 {
		n, err := audit.Verify(e.ctx, d)
		text := fmt.Sprintf("%d audit events, every chain is whole", n)
		if err != nil {
			text = err.Error()
		}
		say(err == nil, text, "somebody changed the audit behind the program's back, or a restore is incomplete")
	}
}

func checkPostgres(e *env, d *db.DB, runs bool, say say) {
	major, err := d.Version(e.ctx)
	if err != nil {
		say(false, "PostgreSQL: "+err.Error(), db.Advice(err))
		return
	}
	say(major >= oldestPostgres, fmt.Sprintf("PostgreSQL %d", major), fmt.Sprintf("upgrade to PostgreSQL %d or newer", oldestPostgres))
	encoding, err := d.Encoding(e.ctx)
	say(err == nil && encoding == "UTF8", "it stores text as "+encoding, "its encoding cannot be changed: make another database with createdb -E UTF8 -T template0 NAME, put a backup into it (yunka backup, yunka restore), and let DATABASE_URL name it")
	still, err := d.ReadOnly(e.ctx)
	say(err == nil && !still, "it takes writes: "+map[bool]string{true: "no", false: "yes"}[still], "DATABASE_URL leads to a standby, or default_transaction_read_only is on (ALTER DATABASE or ALTER ROLE … RESET default_transaction_read_only): give the address of the primary")
	wants, left, err := d.Connections(e.ctx)
	if err == nil && !runs { // what a running server has is not left for another
		say(left >= wants, fmt.Sprintf("it has %d connections left, a server may take %d", left, wants), "raise max_connections, or the limit of the role or the database, or give DATABASE_URL a smaller pool_max_conns")
	}
}

// checkClock compares this machine's clock with the database's and with what stands in it.
func checkClock(e *env, d *db.DB, whole bool, say say) {
	ahead, err := d.ClockAhead(e.ctx)
	say(err == nil && ahead.Abs() < 2*time.Second, fmt.Sprintf("the database's clock differs by %v", ahead.Abs().Round(time.Millisecond)),
		fmt.Sprintf("set both clocks by NTP: freshness of codes is judged by them, and from %v on nothing is decided", clock.Limit))
	if !whole {
		return
	}
	newest, known, err := d.Newest(e.ctx)
	if err != nil {
		say(false, "its newest record: "+err.Error(), "")
		return
	}
	now := e.cfg.Clock()
	behind := newest.After(now.Add(clock.Limit)) && !known
	say(!behind, "this machine's clock is "+map[bool]string{true: "behind", false: "not behind"}[behind]+" the newest record, of "+newest.Format(time.RFC3339),
		"set the clock by NTP; if it is right, a clock ran ahead when that was written: say so with `yunka clock accept`, or nothing is decided until then")
	n := 0
	err = d.Read(e.ctx, func(ctx context.Context, q bun.IDB) (err error) {
		n, err = card.CountAhead(ctx, q, now.UnixMilli())
		return err
	})
	if err == nil && n > 0 {
		say(false, fmt.Sprintf("%d phones were used ahead of this machine's clock, and are refused until then", n), "if the clock is right, `yunka clock marks` lets them scan again")
	}
}
