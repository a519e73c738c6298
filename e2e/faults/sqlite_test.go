package faults

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/db/dbtest"
)

func onSQLite(t *testing.T) *field {
	data := dbtest.Disk(t)
	f := settle(t, app.Config{Data: data}, 1)
	f.servers = []*server{newServer(t, data, "")}
	return f
}

// file is the database's.
func (f *field) file(t *testing.T) string {
	t.Helper()
	for _, v := range f.servers[0].env {
		if data, ok := strings.CutPrefix(v, "YUNKA_DATA="); ok {
			return filepath.Join(data, "yunka.db")
		}
	}
	t.Fatal("no YUNKA_DATA")
	return ""
}

var sqliteRows = []row{
	{"the server is killed, ten times", "nothing is lost; ready again in 3 s", func(t *testing.T, f *field) string {
		at := begin(f.schools[0].at(f.servers...)...)
		at.mark()
		var longest time.Duration
		for range 10 {
			at.goesOn(t, 20)
			f.servers[0].kill()
			longest = max(longest, f.servers[0].start(t))
		}
		at.goesOn(t, 20)
		within(t, "the start", longest, 3*time.Second)
		seen := fmt.Sprintf("ready after %v; %v", longest, at)
		at.stop(t, f.schools[0].World)
		return seen
	}},
	{"somebody else holds the writer for 10 s", "an answer in 3 s; well at once", func(t *testing.T, f *field) string {
		at := begin(f.schools[0].at(f.servers...)...)
		at.goesOn(t, 30)
		at.mark()
		errLet := errors.New("let go")
		err := f.ours.DB.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.ExecContext(ctx, "UPDATE feed_head SET last = last"); err != nil {
				return err
			}
			pause(ctx, 10*time.Second)
			return errLet
		})
		if !errors.Is(err, errLet) {
			t.Error(err)
		}
		if at.failures() == 0 {
			t.Error("nobody was told that nothing was decided")
		}
		goes := at.goesOn(t, 20)
		seen := fmt.Sprintf("20 answers after %v; %v", goes, at)
		at.stop(t, f.schools[0].World)
		return seen
	}},
	{"somebody reads for 20 s", "gates do not notice, the journal is cut after it", func(t *testing.T, f *field) string {
		at := begin(f.schools[0].at(f.servers...)...)
		at.goesOn(t, 30)
		at.mark()
		err := f.ours.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			var n int
			if err := q.NewRaw("SELECT COUNT(*) FROM scan").Scan(ctx, &n); err != nil {
				return err
			}
			pause(ctx, 20*time.Second)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		withoutFailures(t, at)
		journal := func() int64 {
			is, err := os.Stat(f.file(t) + "-wal")
			if err != nil {
				return 0
			}
			return is.Size()
		}
		grown := journal()
		until(t, "the journal is cut", func() bool { return journal() <= 17<<20 })
		seen := fmt.Sprintf("journal %d MiB, then %d; %v", grown>>20, journal()>>20, at)
		at.stop(t, f.schools[0].World)
		return seen
	}},
	{"the file is moved away", "/readyz no, nothing is decided; well when it is back", func(t *testing.T, f *field) string {
		at := begin(f.schools[0].at(f.servers...)...)
		at.goesOn(t, 30)
		aside := f.file(t) + ".aside"
		if err := os.Rename(f.file(t), aside); err != nil {
			t.Fatal(err)
		}
		no := f.servers[0].becomes(t, "no")
		why := f.servers[0].ready()
		at.mark()
		pause(t.Context(), 3*time.Second)
		if _, _, n := at.p99(); n > 0 {
			t.Errorf("%d were answered without a file", n)
		}
		if err := os.Rename(aside, f.file(t)); err != nil {
			t.Fatal(err)
		}
		again := f.servers[0].becomes(t, "")
		at.goesOn(t, 20)
		at.stop(t, f.schools[0].World)
		return fmt.Sprintf("no after %v (%s), yes after %v", no, why, again)
	}},
	{"a second server on the file", "refused in words", func(t *testing.T, f *field) string {
		program, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		cmd := exec.CommandContext(ctx, program, "serve")
		cmd.Env = append(append([]string{}, f.servers[0].env...), "YUNKA_ADDR=127.0.0.1:0")
		out, err := cmd.CombinedOutput()
		var ended *exec.ExitError
		if !errors.As(err, &ended) || ended.ExitCode() == 0 || ctx.Err() != nil {
			t.Errorf("it ended with %v", err)
		}
		words := strings.TrimSpace(string(out))
		return words[strings.LastIndexByte(words, '\n')+1:]
	}},
	{"the disk is full", "/readyz no, nothing is lost; well when there is room", func(t *testing.T, _ *field) string {
		small := dbtest.Dir(t)
		if err := syscall.Mount("tmpfs", small, "tmpfs", 0, "size=48m"); err != nil {
			t.Skip("no small disk can be made here: ", err)
		}
		t.Cleanup(func() { _ = syscall.Unmount(small, syscall.MNT_DETACH) })
		f := settle(t, app.Config{Data: small}, 1)
		f.servers = []*server{newServer(t, small, "")}
		at := begin(f.schools[0].at(f.servers...)...)
		at.goesOn(t, 30)
		ballast, err := os.Create(filepath.Join(small, "ballast"))
		if err != nil {
			t.Fatal(err)
		}
		defer ballast.Close()
		for block := make([]byte, 64<<10); ; {
			if _, err := ballast.Write(block); err != nil {
				break // full
			}
		}
		no := f.servers[0].becomes(t, "no")
		why := f.servers[0].ready()
		pause(t.Context(), 5*time.Second)
		if err := ballast.Truncate(0); err != nil {
			t.Fatal(err)
		}
		again := f.servers[0].becomes(t, "")
		goes := at.goesOn(t, 30)
		seen := fmt.Sprintf("no after %v (%s), yes after %v, 30 answers after %v; %v", no, why, again, goes, at)
		at.stop(t, f.schools[0].World)
		return seen
	}},
}
