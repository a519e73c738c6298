package scan_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/schooltest"
)

// A killed process loses nothing that the kernel has, synced or not, so crash
// rounds cannot show that an answer waits for the disk. These tests count syncs.

// Between asking and answering, SQLite's log is synced: seen from outside, by a
// tracer. The same with synchronous=OFF must be caught, or the test sees nothing.
func TestAnswersWaitForTheDiskOnSQLite(t *testing.T) {
	strace := tracer(t)
	for _, weak := range []bool{false, true} {
		t.Run(map[bool]string{false: "as it is", true: "without syncing"}[weak], func(t *testing.T) {
			dir := dbtest.Disk(t)
			c := newCrash(t, "sqlite:"+filepath.Join(dir, "yunka.db"))
			o := c.orders(0)
			o.Callers, o.Limit, o.Weak = 4, 25, weak
			log := filepath.Join(dir, "trace")
			p := start(t, o, strace, "-f", "-y", "-s", "400", "-e", "trace=fsync,fdatasync,write", "-o", log)
			p.finish(t)
			answered, early := readTrace(t, log, decidedBefore(t, p.acked))
			if answered != o.Callers*o.Limit || answered != len(p.acked) {
				t.Fatalf("the trace shows %d answers, the child gave %d", answered, len(p.acked))
			}
			if weak && early < answered/2 {
				t.Errorf("nothing was synced, and the trace shows it for only %d of %d answers", early, answered)
			}
			if !weak && early > 0 {
				t.Errorf("%d of %d answers did not wait for a sync of the log", early, answered)
			}
		})
	}
}

var (
	traceAsk    = regexp.MustCompile(`write\(3<[^>]*>, "I .*\\"Key\\":\\"([^\\]+)`)
	traceAnswer = regexp.MustCompile(`write\(3<[^>]*>, "A .*\\"Key\\":\\"([^\\]+)`)
	traceSync   = regexp.MustCompile(`^(\d+) +f(?:data)?sync\(\d+<[^>]*-wal>`)
	traceDone   = regexp.MustCompile(`^(\d+) +(?:<\.\.\. )?f(?:data)?sync.*= 0$`)
)

// decidedBefore leads from the key of each replay to the key that was decided.
// A replay (the same reader sees the same code again) writes nothing: it shows
// a decision that was committed earlier, and when it is alone in its batch
// nothing is synced between its own question and its answer.
func decidedBefore(t *testing.T, acked []ack) map[string]string {
	t.Helper()
	decided := map[string]string{} // scan -> key
	for _, a := range acked {
		if got := scantest.Decode(t, a.Answer); !got.Replay {
			decided[got.Scan] = a.Key
		}
	}
	before := map[string]string{}
	for _, a := range acked {
		if got := scantest.Decode(t, a.Answer); got.Replay {
			before[a.Key] = decided[got.Scan]
		}
	}
	return before
}

// readTrace counts answers, and those before which no sync of the log both
// began after the question and ended. The question of a replay is the one that
// was decided.
func readTrace(t *testing.T, path string, before map[string]string) (answered, early int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	asked := map[string]int{}   // key -> line
	running := map[string]int{} // thread -> line its sync began in
	newest := -1                // of the syncs that have ended, the last beginning
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 0; lines.Scan(); n++ {
		line := lines.Text()
		if m := traceSync.FindStringSubmatch(line); m != nil {
			running[m[1]] = n
		}
		if m := traceDone.FindStringSubmatch(line); m != nil {
			if began, ok := running[m[1]]; ok {
				newest = max(newest, began)
				delete(running, m[1])
			}
		}
		if m := traceAsk.FindStringSubmatch(line); m != nil {
			asked[m[1]] = n
		}
		if m := traceAnswer.FindStringSubmatch(line); m != nil {
			answered++
			key := m[1]
			if first, ok := before[key]; ok {
				key = first
			}
			if began, ok := asked[key]; !ok || newest < began {
				early++
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return answered, early
}

// tracer finds a strace that may trace.
func tracer(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil {
		missing(t, fmt.Errorf("strace is needed to see syncs (Debian: apt-get install strace): %w", err))
	}
	if out, err := exec.Command(path, "-f", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Skipf("this machine lets nobody trace a child (%v: %s); run it where ptrace is permitted", err, strings.TrimSpace(string(out)))
	}
	return path
}

// On PostgreSQL one caller's answers are one commit each, and each commit is a
// sync of the log by PostgreSQL's own count. Without synchronous_commit the
// count stays behind, so the count can show it.
func TestAnswersWaitForTheDiskOnPostgres(t *testing.T) {
	cluster := durable(t)
	c := newCrash(t, cluster.URL("postgres"))
	const answers = 60
	for round, weak := range []bool{false, true} {
		before := walSyncs(t, c.url)
		d, err := db.Open(t.Context(), c.url, db.WithClock(func() time.Time { return c.at(round) }))
		if err != nil {
			t.Fatal(err)
		}
		if weak {
			weaken(t, d.Hot())
		}
		s := (&scantest.World{Fixture: &schooltest.Fixture{DB: d, Feed: feed.New()}}).Service(t, d)
		for i := range answers {
			h := c.holders[i%len(c.holders)]
			a := scantest.Present(t, s, scan.Presentation{Terminal: c.terminals[0], Key: fmt.Sprintf("w%d-%d", round, i), Code: h.Code(c.at(round), uint8(i))})
			if !a.Open {
				t.Fatalf("%+v", a)
			}
		}
		s.Close()
		if err := d.Close(); err != nil { // its backends report when they end
			t.Fatal(err)
		}
		syncs := walSyncs(t, c.url) - before
		if !weak && syncs < answers {
			t.Errorf("%d answers, %d syncs", answers, syncs)
		}
		if weak && syncs >= answers {
			t.Errorf("without synchronous_commit there were %d syncs for %d answers: this count shows nothing", syncs, answers)
		}
	}
}

// weaken takes synchronous_commit from every connection of the pool.
func weaken(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	var held []*pgxpool.Conn
	for range pool.Config().MaxConns {
		conn, err := pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
		if _, err := conn.Exec(t.Context(), "SET synchronous_commit = off"); err != nil {
			t.Fatal(err)
		}
	}
	for _, conn := range held {
		conn.Release()
	}
}

// walSyncs is PostgreSQL's count, once nobody else is connected.
func walSyncs(t *testing.T, url string) (n int64) {
	t.Helper()
	(&crash{url: url}).alone(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(t.Context(), "SELECT wal_sync FROM pg_stat_wal").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
