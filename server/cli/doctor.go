package cli

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"yunka/server/audit"
	"yunka/server/db"
	"yunka/static"
)

type doctorCmd struct{}

// Run checks what goes wrong in real installations and says what to do.
func (doctorCmd) Run(e *env) error {
	bad := 0
	say := func(ok bool, what, next string) {
		mark := "ok  "
		if !ok {
			mark = "BAD "
			bad++
		}
		fmt.Fprintf(e.out, "%s %s\n", mark, what)
		if !ok && next != "" {
			fmt.Fprintf(e.out, "     -> %s\n", next)
		}
	}
	checkData(e, say)
	d, err := db.Open(e.ctx, e.cfg.DSN(), db.WithClock(e.cfg.Clock))
	if err != nil {
		say(false, "database: "+err.Error(), "check DATABASE_URL, or that the data directory can be written")
	} else {
		defer d.Close()
		checkDatabase(e, d, say)
	}
	say(static.HasModule(), "the browser module that makes codes is built in", "build with `make build`; `go build` alone leaves it out")
	l, err := net.Listen("tcp", e.cfg.Addr)
	if err == nil {
		l.Close()
		say(true, "address "+e.cfg.Addr+" is free", "")
	} else if errors.Is(err, syscall.EADDRINUSE) {
		say(true, "address "+e.cfg.Addr+" is in use (the server may be running)", "")
	} else {
		say(false, "address "+e.cfg.Addr+": "+err.Error(), "choose another one with YUNKA_ADDR")
	}
	checkTLS(e.cfg, say)
	if bad > 0 {
		return fmt.Errorf("%d of these need you", bad)
	}
	return nil
}

func checkData(e *env, say func(bool, string, string)) {
	if err := os.MkdirAll(e.cfg.Data, 0o700); err != nil {
		say(false, "data directory: "+err.Error(), "set YUNKA_DATA to a directory you own")
		return
	}
	probe := filepath.Join(e.cfg.Data, ".probe")
	err := os.WriteFile(probe, nil, 0o600)
	_ = os.Remove(probe)
	say(err == nil, "data directory "+e.cfg.Data+" can be written", "give the program's user the right to write there")
	var fs syscall.Statfs_t
	if syscall.Statfs(e.cfg.Data, &fs) == nil {
		free := fs.Bavail * uint64(fs.Bsize) >> 20
		say(free > 512, fmt.Sprintf("%d MiB are free there", free), "make room: scans and the log need it")
	}
}

func checkDatabase(e *env, d *db.DB, say func(bool, string, string)) {
	pending, err := d.Pending(e.ctx)
	say(err == nil && pending == 0, fmt.Sprintf("%s, %d migrations pending", d.Engine(), pending), "run `yunka migrate` (serve does it, too)")
	theirs, err := d.ServerTime(e.ctx)
	skew := time.Until(theirs).Abs().Round(time.Millisecond)
	say(err == nil && skew < 2*time.Second, fmt.Sprintf("the database's clock differs by %v", skew), "set both clocks by NTP: freshness of codes is judged by them")
	if pending == 0 {
		n, err := audit.Verify(e.ctx, d)
		text := fmt.Sprintf("%d audit events, every chain is whole", n)
		if err != nil {
			text = err.Error()
		}
		say(err == nil, text, "somebody changed the audit behind the program's back, or a restore is incomplete")
	}
}
