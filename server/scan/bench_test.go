package scan_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// The figures of the scan path, each against a yardstick in the same run, round
// by round in turn; what is reported is the median round.
//
//	go test -run '^$' -bench Scans ./server/scan
//
// PostgreSQL, durable, stands against pgbench: one prepared statement that
// moves a mark and inserts a scan in the same tables, without identifying,
// verifying, deciding or numbering anything. SQLite stands against itself with
// one commit for each scan. Codes are signed before the clock starts (that is
// the phone's work); identities are warm; verifying is inside.

const (
	benchHolders = 20_000
	benchRounds  = 5
)

// benchLoads: how many callers, and how many scans make a round of about a second.
var benchLoads = []struct{ callers, scans int }{{64, 12_000}, {8, 5_000}, {1, 1_500}}

func BenchmarkScansPostgres(b *testing.B) {
	pgbench, err := findPgbench()
	if err != nil {
		missing(b, err)
	}
	c, err := dbtest.NewCluster(dbtest.Disk(b), true)
	if err != nil {
		missing(b, err)
	}
	b.Cleanup(c.Stop)
	url := c.URL("postgres")
	g := newRig(b, url)
	yard := newRig(b, url)
	ours := g.World.Service(b, g.DB)
	g.warm(b, ours)
	script := filepath.Join(b.TempDir(), "scan.pgbench")
	if err := os.WriteFile(script, []byte(yard.pgbenchScript(b, len(g.sample))), 0o644); err != nil {
		b.Fatal(err)
	}
	g.Exec(b, "ANALYZE")
	var table []string
	for _, load := range benchLoads {
		b.Run(fmt.Sprintf("callers=%d", load.callers), func(b *testing.B) {
			var r result
			for b.Loop() {
				r = sideBySide(b, func() float64 { return runPgbench(b, pgbench, script, url, load.callers, load.scans) }, func() round { return g.round(b, ours, load.callers, load.scans) })
			}
			table = append(table, r.report(b, "postgres", load.callers, "pgbench"))
		})
	}
	print(table)
}

func BenchmarkScansSQLite(b *testing.B) {
	url := "sqlite:" + filepath.Join(dbtest.Disk(b), "yunka.db")
	g := newRig(b, url)
	ours := g.World.Service(b, g.DB)
	single, err := scan.New(b.Context(), scan.Config{DB: g.DB, Feed: g.World.Feed, Words: scantest.Words{}, MaxBatch: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(single.Close)
	g.warm(b, ours)
	g.warm(b, single)
	var table []string
	for _, load := range benchLoads {
		b.Run(fmt.Sprintf("callers=%d", load.callers), func(b *testing.B) {
			var r result
			for b.Loop() {
				r = sideBySide(b, func() float64 { return g.round(b, single, load.callers, load.scans/4).rate }, func() round { return g.round(b, ours, load.callers, load.scans) })
			}
			table = append(table, r.report(b, "sqlite", load.callers, "single"))
		})
	}
	print(table)
}

// rig is a school with benchHolders phone keys, one reader for each caller.
type rig struct {
	*scantest.World
	clock   *scantest.Clock
	holders []scantest.Holder
	spent   []uint8 // codes of each holder in this second
	readers []terminal.Identity
	random  *rand.Rand
	sample  []byte // an answer, for its size
	first   int    // smallest handle
}

var rigs atomic.Int64

func newRig(b *testing.B, url string) *rig {
	b.Helper()
	clock := scantest.NewClock()
	d := dbtest.Dial(b, url, db.WithClock(clock.Now))
	if _, err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	g := &rig{World: scantest.New(b, d), clock: clock, spent: make([]uint8, benchHolders), random: rand.New(rand.NewPCG(7, 7))}
	g.first = 1 + int(rigs.Add(1))*1_000_000
	for range benchLoads[0].callers {
		who, _ := g.Terminal(b, g.GateIn, false)
		g.readers = append(g.readers, who)
	}
	class := g.Class(b, "三年级", "2班")
	const chunk = 500
	for from := 0; from < benchHolders; from += chunk {
		var person, member, card, cred [][]any
		for i := from; i < from+chunk; i++ {
			var seed [ed25519.SeedSize]byte
			binary.BigEndian.PutUint64(seed[:], uint64(g.first+i))
			h := scantest.Holder{Person: db.NewID(), Membership: db.NewID(), Card: db.NewID(), Credential: db.NewID(), Handle: uint64(g.first + i), Key: ed25519.NewKeyFromSeed(seed[:])}
			g.holders = append(g.holders, h)
			name := fmt.Sprintf("陈%05d", i)
			person = append(person, []any{h.Person, g.School, name, name, "", "active", 1, 1})
			member = append(member, []any{h.Membership, g.School, h.Person, string(allow.Student), class, 1, 1})
			card = append(card, []any{h.Card, g.School, h.Person, h.Membership, "active", 1, 1})
			cred = append(cred, []any{h.Credential, g.School, h.Person, h.Card, "phone", int64(h.Handle), []byte(h.Key.Public().(ed25519.PublicKey)), "bench", "live", 1, 0, clock.Now().Add(time.Hour).UnixMilli(), 1})
		}
		if err := d.Tx(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, t := range []struct {
				into string
				rows [][]any
			}{{"person (id, school_id, name, folded, gender, state, state_at, created_at)", person},
				{"membership (id, school_id, person_id, role, class_id, valid_from, created_at)", member},
				{"card (id, school_id, person_id, membership_id, state, state_at, created_at)", card},
				{"credential (id, school_id, person_id, card_id, kind, handle, public_key, device, state, state_at, mark, lease_until, created_at)", cred}} {
				if err := scantest.Insert(ctx, tx, t.into, t.rows); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	return g
}

// sign makes n codes of the given holders that have not been presented yet.
func (g *rig) sign(n int, holder func(i int) int) []scan.Presentation {
	ps := make([]scan.Presentation, n)
	which, seqs := make([]int, n), make([]uint8, n)
	for i := range ps {
		which[i] = holder(i)
		if g.spent[which[i]] == 255 { // a code a second has 256 numbers: go on in the next one
			g.clock.Add(time.Second)
			clear(g.spent)
		}
		g.spent[which[i]]++
		seqs[i] = g.spent[which[i]]
		ps[i].Key = uuid.NewString()
	}
	var wg sync.WaitGroup
	for part := range 2 {
		wg.Go(func() {
			for i := part; i < n; i += 2 {
				ps[i].Code = g.holders[which[i]].Code(g.clock.Now(), seqs[i])
			}
		})
	}
	wg.Wait()
	return ps
}

// warm lets every phone be known, as it is minutes after a start.
func (g *rig) warm(b *testing.B, s *scan.Service) {
	b.Helper()
	g.present(b, s, 64, g.sign(benchHolders, func(i int) int { return i }))
}

// round is one timed run.
type round struct {
	rate     float64
	p50, p99 time.Duration
}

func (g *rig) round(b *testing.B, s *scan.Service, callers, n int) round {
	b.Helper()
	return g.present(b, s, callers, g.sign(n, func(int) int { return g.random.IntN(benchHolders) }))
}

func (g *rig) present(b *testing.B, s *scan.Service, callers int, ps []scan.Presentation) round {
	b.Helper()
	took := make([]time.Duration, len(ps))
	var next, opened atomic.Int64
	var wg sync.WaitGroup
	start := time.Now()
	for caller := range callers {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(ps) {
					return
				}
				ps[i].Terminal = g.readers[caller]
				t := time.Now()
				answer, err := s.Present(context.Background(), ps[i])
				took[i] = time.Since(t)
				if err != nil {
					b.Error(err)
					return
				}
				if bytes.Contains(answer, []byte(`"open":true`)) {
					opened.Add(1)
				}
				if i == 0 {
					g.sample = answer
				}
			}
		})
	}
	wg.Wait()
	elapsed := time.Since(start)
	// Two codes of one holder may overtake each other; more than that is a fault.
	if n := int(opened.Load()); n < len(ps)*98/100 {
		b.Fatalf("%d of %d opened: this is not the load that was meant", n, len(ps))
	}
	slices.Sort(took)
	return round{float64(len(ps)) / elapsed.Seconds(), took[len(took)/2], took[len(took)*99/100]}
}

// result is the median of the rounds.
type result struct{ ours, yard, ratio, p50, p99 float64 }

func sideBySide(b *testing.B, yard func() float64, ours func() round) result {
	b.Helper()
	var o, y, ratio, p50, p99 []float64
	for n := range benchRounds {
		var r round
		var rate float64
		if n%2 == 0 {
			rate = yard()
			r = ours()
		} else {
			r = ours()
			rate = yard()
		}
		o, y, ratio = append(o, r.rate), append(y, rate), append(ratio, r.rate/rate)
		p50, p99 = append(p50, r.p50.Seconds()*1000), append(p99, r.p99.Seconds()*1000)
	}
	return result{median(o), median(y), median(ratio), median(p50), median(p99)}
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

func (r result) report(b *testing.B, engine string, callers int, yard string) string {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(r.ours, "scans/s")
	b.ReportMetric(r.yard, yard+"/s")
	b.ReportMetric(r.ratio, "x")
	b.ReportMetric(r.p50, "p50-ms")
	b.ReportMetric(r.p99, "p99-ms")
	return fmt.Sprintf("%-9s %3d callers  %7.0f scans/s  %7.0f %s/s  %5.2fx  p50 %.1f ms  p99 %.1f ms", engine, callers, r.ours, r.yard, yard, r.ratio, r.p50, r.p99)
}

func print(table []string) {
	for _, row := range table {
		fmt.Println(row)
	}
}

// pgbenchScript writes the rows that a scan leaves: the same columns, ids that
// sort by time and a key of the same length, an answer of the given size.
func (g *rig) pgbenchScript(b *testing.B, answer int) string {
	g.Exec(b, "CREATE SEQUENCE bench_feed")
	var text strings.Builder // letters only: pgbench takes :word for a variable
	for text.Len() < answer {
		text.WriteByte(byte('a' + g.random.IntN(26)))
	}
	at := g.clock.Now().UnixMilli()
	return fmt.Sprintf(`\set n random(%d, %d)
WITH u AS (UPDATE credential SET mark = mark + 1, last_at = %d WHERE handle = :n RETURNING id, person_id, mark),
n AS (SELECT nextval('bench_feed') AS feed)
INSERT INTO scan (id, school_id, feed, terminal_id, gate_id, request_key, request_hash, kind, credential_id, person_id, membership_id, mark, consumed, decision, reason, open, direction, at, claimed_at, staff_id, note, answer)
SELECT lpad(to_hex(n.feed), 12, '0') || substr(k.key, 13), '%s', n.feed, '%s', '%s', k.key, '%s', 'phone', u.id, u.person_id, '%s', u.mark, TRUE, 'ALLOW', 'OK', TRUE, 'in', %d, NULL, NULL, NULL, '%s'
FROM u, n, (SELECT gen_random_uuid()::text AS key) k;
`, g.first, g.first+benchHolders-1, at, g.School, g.readers[0].ID, g.GateIn, strings.Repeat("5a", 16), g.holders[0].Membership, at, text.String())
}

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

func runPgbench(b *testing.B, bin, script, url string, callers, transactions int) float64 {
	b.Helper()
	cmd := exec.Command(bin, "-n", "-M", "prepared", "-f", script, "-c", strconv.Itoa(callers), "-j", strconv.Itoa(min(callers, 2)), "-t", strconv.Itoa(transactions/callers), url)
	out, err := cmd.CombinedOutput()
	m := tps.FindSubmatch(out)
	if err != nil || m == nil {
		b.Fatalf("pgbench: %v\n%s", err, out)
	}
	n, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func findPgbench() (string, error) {
	if dir := os.Getenv("YUNKA_TEST_PGBIN"); dir != "" {
		return exec.LookPath(filepath.Join(dir, "pgbench"))
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if len(found) > 0 {
		return found[len(found)-1], nil
	}
	return exec.LookPath("pgbench")
}

// missing skips on a laptop and fails in CI.
func missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(err)
	}
	t.Skip(err)
}
