package scan_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/gatelog"
	"yunka/server/scan"
	"yunka/server/scan/offline"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// isolated is a terminal that decides alone and writes its log.
type isolated struct {
	who  terminal.Identity
	last gatelog.Record
	log  []gatelog.Record
}

func alone(t *testing.T, w *scantest.World, gate string) *isolated {
	who, _ := w.Terminal(t, gate, false)
	return &isolated{who: who, last: gatelog.Start(who.ID)}
}

func (o *isolated) write(r gatelog.Record) gatelog.Record {
	o.last = gatelog.Next(o.last, r)
	o.log = append(o.log, o.last)
	return o.last
}

func opened(at time.Time, code string) gatelog.Record {
	return gatelog.Record{At: at.UnixMilli(), List: 1, Kind: gatelog.Phone, Code: code, Decision: "ALLOW", Reason: "OK", Open: true}
}

func tapped(at time.Time, chip string) gatelog.Record {
	return gatelog.Record{At: at.UnixMilli(), List: 1, Kind: gatelog.Chip, Chip: chip, Decision: "ALLOW", Reason: "OK", Open: true}
}

func upload(t *testing.T, s *scan.Service, who terminal.Identity, records ...gatelog.Record) offline.Uploaded {
	t.Helper()
	out, err := offline.New(s).Upload(t.Context(), who, records)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func count(t *testing.T, d *db.DB, q string, args ...any) (n int) {
	t.Helper()
	if err := d.Read(t.Context(), func(ctx context.Context, i bun.IDB) error { return i.NewRaw(q, args...).Scan(ctx, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func isOne(t *testing.T, r offline.RecordResult, result string, conflicts ...string) {
	t.Helper()
	if r.Result != result || !slices.Equal(r.Conflicts, append([]string{}, conflicts...)) {
		t.Errorf("record %d: %s %v (%s), want %s %v", r.Seq, r.Result, r.Conflicts, r.Why, result, conflicts)
	}
}

// Whatever order, however often, in whatever pieces and by however many at once
// the records come: each becomes one scan, and every repeat answers the same.
func TestUploadExactlyOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		servers := []*scan.Service{s, w.Service(t, d)} // two of one database
		o := alone(t, w, w.GateIn)
		var holders []*scantest.Holder
		for range 5 {
			holders = append(holders, w.Holder(t, allow.Student))
		}
		const n = 120
		for i := range n {
			h := holders[i%len(holders)]
			at := clock.Now().Add(time.Duration(i) * time.Second)
			if i%2 == 0 {
				o.write(opened(at, h.Code(at, 0)))
			} else {
				o.write(tapped(at, h.Chip))
			}
		}
		clock.Add(time.Hour)
		var mu sync.Mutex
		scans := map[int64]string{}
		storedOnce := map[int64]int{}
		var wg sync.WaitGroup
		for racer := range 4 {
			wg.Go(func() {
				rnd := rand.New(rand.NewPCG(7, uint64(racer)))
				list := append(slices.Clone(o.log), o.log[:n/3]...) // some twice
				rnd.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
				for len(list) > 0 {
					k := min(1+rnd.IntN(40), len(list))
					out, err := offline.New(servers[racer%2]).Upload(context.Background(), o.who, list[:k])
					if err != nil {
						t.Error(err)
						return
					}
					list = list[k:]
					mu.Lock()
					for _, r := range out.Results {
						if scans[r.Seq] == "" {
							scans[r.Seq] = r.Scan
						}
						if r.Scan == "" || scans[r.Seq] != r.Scan || len(r.Conflicts) > 0 {
							t.Errorf("record %d: %+v, first %s", r.Seq, r, scans[r.Seq])
						}
						if r.Result == offline.Stored {
							storedOnce[r.Seq]++
						}
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for seq := int64(1); seq <= n; seq++ {
			if storedOnce[seq] != 1 {
				t.Errorf("record %d was stored %d times", seq, storedOnce[seq])
			}
		}
		if got := count(t, d, "SELECT COUNT(*) FROM scan WHERE terminal_id = ? AND mode = 'offline'", o.who.ID); got != n {
			t.Errorf("%d scans of %d records", got, n)
		}
		if got := count(t, d, "SELECT COUNT(*) FROM feed_head f WHERE f.school_id = ? AND f.last = (SELECT MAX(feed) FROM scan WHERE school_id = f.school_id)", w.School); got != 1 {
			t.Error("the feed has gaps behind the scans")
		}
		end := upload(t, s, o.who) // asks where the log ends
		if end.AcceptedTo != n || end.Log.Hash != o.last.Hash || end.Log.Seq != n {
			t.Errorf("%+v", end)
		}
		if got := count(t, d, "SELECT complete_until FROM terminal WHERE id = ?", o.who.ID); int64(got) != o.last.At {
			t.Errorf("watermark %d, want %d", got, o.last.At)
		}
	})
}

// §3.15 no. 9: a queue of 500 is uploaded twice, shuffled; it counts once, and
// until the last gap is filled the terminal is incomplete.
func TestQueueOf500TwiceShuffled(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		o := alone(t, w, w.GateIn)
		h := w.Holder(t, allow.Student)
		for i := range 500 {
			at := clock.Now().Add(time.Duration(i) * time.Second)
			o.write(opened(at, h.Code(at, 0)))
		}
		clock.Add(time.Hour)
		twice := append(slices.Clone(o.log[1:]), o.log[1:]...)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(twice), func(i, j int) { twice[i], twice[j] = twice[j], twice[i] })
		for part := range slices.Chunk(twice, offline.MaxRecords) {
			if out := upload(t, s, o.who, part...); out.AcceptedTo != 0 {
				t.Fatalf("accepted to %d without the first record", out.AcceptedTo)
			}
		}
		if out := upload(t, s, o.who, o.log[0]); out.AcceptedTo != 500 {
			t.Errorf("accepted to %d", out.AcceptedTo)
		}
		if got := count(t, d, "SELECT COUNT(*) FROM scan WHERE terminal_id = ?", o.who.ID); got != 500 {
			t.Errorf("%d scans", got)
		}
		if got := count(t, d, "SELECT COUNT(*) FROM conflict WHERE school_id = ?", w.School); got != 0 {
			t.Errorf("%d conflicts", got)
		}
	})
}

// §3.15 no. 8: two terminals without a network open for one code. Both doors did
// open; staff are told.
func TestTwoIsolatedTerminalsAcceptOneCode(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		a, b := alone(t, w, w.GateIn), alone(t, w, w.GateIn)
		h := w.Holder(t, allow.Student)
		code := h.Code(clock.Now(), 0)
		ra, rb := a.write(opened(clock.Now(), code)), b.write(opened(clock.Now().Add(time.Second), code))
		clock.Add(40 * time.Second)
		first := upload(t, s, a.who, ra).Results[0]
		isOne(t, first, offline.Stored)
		second := upload(t, s, b.who, rb).Results[0]
		isOne(t, second, offline.Stored, offline.DoubleUse)
		isOne(t, upload(t, s, b.who, rb).Results[0], offline.Already, offline.DoubleUse)

		// The code is still fresh: no connected terminal takes it either.
		online, _ := w.Terminal(t, w.GateIn, false)
		if got := scantest.Present(t, s, scan.Presentation{Terminal: online, Key: w.Key(), Code: code}); got.Open || got.Reason != "CODE_ALREADY_USED" {
			t.Errorf("online afterwards: %+v", got)
		}
		var list []offline.Conflict
		must(t, d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
			list, err = offline.Conflicts(ctx, q, w.School, offline.ConflictFilter{}, 10)
			return err
		}))
		if len(list) != 1 || list[0].PersonID != h.Person || list[0].ScanID != second.Scan || list[0].OtherID != first.Scan {
			t.Fatalf("%+v", list)
		}
		// Staff say what it was, once.
		if err := offline.New(s).Resolve(t.Context(), w.Admin, w.School, list[0].ID, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a note: %v", err)
		}
		must(t, offline.New(s).Resolve(t.Context(), w.Admin, w.School, list[0].ID, "He lent his phone; spoken to."))
		if err := offline.New(s).Resolve(t.Context(), w.Admin, w.School, list[0].ID, "again"); !fault.Is(err, fault.Conflict) {
			t.Errorf("twice: %v", err)
		}
		other := scantest.New(t, d)
		if err := offline.New(s).Resolve(t.Context(), other.Admin, other.School, list[0].ID, "not ours"); !fault.Is(err, fault.NotFound) {
			t.Errorf("another school: %v", err)
		}
		if got := count(t, d, "SELECT COUNT(*) FROM audit_event WHERE school_id = ? AND action = 'conflict.resolved'", w.School); got != 1 {
			t.Errorf("%d audit events", got)
		}
	})
}

// §3.15 no. 13: a card that was frozen while the terminal's list was old opens a
// door; what happened stays, and staff are told. Thawed since or not: what counts
// is the time of the record.
func TestFrozenWhileTheListWasOld(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		o := alone(t, w, w.GateIn)
		frozen, thawed, later := w.Holder(t, allow.Student), w.Holder(t, allow.Student), w.Holder(t, allow.Student)
		must(t, w.Cards.Freeze(t.Context(), frozen.Actor, frozen.Card))
		must(t, w.Cards.Freeze(t.Context(), thawed.Actor, thawed.Card))
		clock.Add(71 * time.Hour)
		r1 := o.write(tapped(clock.Now(), frozen.Chip))
		r2 := o.write(tapped(clock.Now(), thawed.Chip))
		r3 := o.write(tapped(clock.Now(), later.Chip))
		clock.Add(time.Minute)
		must(t, w.Cards.Unfreeze(t.Context(), w.Admin, thawed.Card))
		must(t, w.Cards.Freeze(t.Context(), later.Actor, later.Card))
		out := upload(t, s, o.who, r1, r2, r3)
		isOne(t, out.Results[0], offline.Stored, offline.RevokedAtTime)
		isOne(t, out.Results[1], offline.Stored, offline.RevokedAtTime)
		isOne(t, out.Results[2], offline.Stored)
	})
}

// §3.15 no. 5: a terminal that was back-dated by a day, and one that is ahead.
func TestBackDatedTerminal(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		h := w.Holder(t, allow.Student)
		o := alone(t, w, w.GateIn)
		now := clock.Now()
		yesterday := o.write(opened(now.Add(-24*time.Hour), h.Code(now, 0))) // the phone knows better
		ahead := o.write(tapped(now.Add(time.Hour), h.Chip))
		back := o.write(tapped(now, h.Chip)) // an hour behind the record before it
		out := upload(t, s, o.who, yesterday, ahead, back)
		for _, r := range out.Results {
			isOne(t, r, offline.Stored, offline.TimeSuspect)
		}
		if got := count(t, d, "SELECT COUNT(*) FROM scan WHERE terminal_id = ? AND at = ? AND received_at = ?", o.who.ID, now.UnixMilli(), now.UnixMilli()); got != 3 {
			t.Errorf("%d scans at the time they came", got)
		}
		// After a contact at which nothing waited, nothing older can come.
		w.Exec(t, "UPDATE terminal SET clear_at = ? WHERE id = ?", now.Add(time.Hour).UnixMilli(), o.who.ID)
		clock.Add(2 * time.Hour)
		isOne(t, upload(t, s, o.who, o.write(tapped(now.Add(30*time.Minute), h.Chip))).Results[0], offline.Stored, offline.TimeSuspect)
	})
}

// §3.15 no. 31: a terminal of this school, a code of another: nothing of theirs is
// written down.
func TestAnotherSchoolsCodeOffline(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w, other := scantest.New(t, d), scantest.New(t, d)
		s := w.Service(t, d)
		o := alone(t, w, w.GateIn)
		h := other.Holder(t, allow.Student)
		refused := opened(clock.Now(), h.Code(clock.Now(), 1))
		refused.Decision, refused.Reason, refused.Open = "DENY", "CODE_UNKNOWN", false
		out := upload(t, s, o.who, o.write(opened(clock.Now(), h.Code(clock.Now(), 0))), o.write(refused), o.write(opened(clock.Now(), scantest.Flip(h.Code(clock.Now(), 2)))))
		isOne(t, out.Results[0], offline.Stored, offline.Unverified)
		isOne(t, out.Results[1], offline.Stored)
		isOne(t, out.Results[2], offline.Stored, offline.Unverified)
		if got := count(t, d, "SELECT COUNT(*) FROM scan WHERE terminal_id = ? AND (person_id IS NOT NULL OR credential_id IS NOT NULL OR mark IS NOT NULL)", o.who.ID); got != 0 {
			t.Errorf("%d scans name somebody of another school", got)
		}
		if got := count(t, d, "SELECT COUNT(*) FROM credential WHERE id = ? AND mark = 0", h.Credential); got != 1 {
			t.Error("another school's mark moved")
		}
	})
}

// A log that was changed, cut or taken from another terminal is answered in words
// and changes nothing; staff give a lost record up, and the log is whole again.
func TestTamperedLog(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		o, foreign := alone(t, w, w.GateIn), alone(t, w, w.GateIn)
		h := w.Holder(t, allow.Student)
		for i := range 4 {
			o.write(tapped(clock.Now().Add(time.Duration(i)*time.Second), h.Chip))
			foreign.write(tapped(clock.Now(), h.Chip))
		}
		clock.Add(time.Minute)
		isOne(t, upload(t, s, o.who, o.log[0]).Results[0], offline.Stored)

		changed := o.log[1]
		changed.Chip = "1"
		isOne(t, upload(t, s, o.who, changed).Results[0], offline.Refused, offline.Chain)
		isOne(t, upload(t, s, o.who, foreign.log[1]).Results[0], offline.Refused)
		rewritten := gatelog.Next(gatelog.Start(o.who.ID), tapped(clock.Now(), "1")) // a second number 1
		isOne(t, upload(t, s, o.who, rewritten).Results[0], offline.Refused, offline.Chain)
		fork := gatelog.Next(rewritten, tapped(clock.Now(), h.Chip)) // number 2 of another log
		isOne(t, upload(t, s, o.who, fork).Results[0], offline.Refused, offline.Chain)
		out := upload(t, s, o.who, o.log[3], o.log[2]) // number 2 is lost
		if out.AcceptedTo != 1 {
			t.Errorf("accepted to %d over a gap", out.AcceptedTo)
		}
		if got := count(t, d, "SELECT COUNT(*) FROM scan WHERE terminal_id = ?", o.who.ID); got != 3 {
			t.Errorf("%d scans", got)
		}
		var list []offline.Conflict
		must(t, d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
			list, err = offline.Conflicts(ctx, q, w.School, offline.ConflictFilter{Kind: offline.Chain}, 10)
			return err
		}))
		for _, c := range list {
			must(t, offline.New(s).Resolve(t.Context(), w.Admin, w.School, c.ID, "The tablet's memory was damaged."))
		}
		if out := upload(t, s, o.who); out.AcceptedTo != 4 {
			t.Errorf("accepted to %d after staff gave the record up", out.AcceptedTo)
		}
		if r := upload(t, s, o.who, o.log[1]).Results[0]; r.Result != offline.Refused {
			t.Errorf("given up and still taken: %+v", r)
		}

		many := make([]gatelog.Record, offline.MaxRecords+1)
		if _, err := offline.New(s).Upload(t.Context(), o.who, many); !fault.Is(err, fault.Invalid) {
			t.Errorf("too many: %v", err)
		}
		must(t, w.Terminals.Revoke(t.Context(), w.Admin, w.School, foreign.who.ID))
		if _, err := offline.New(s).Upload(t.Context(), foreign.who, foreign.log); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("revoked: %v", err)
		}
	})
}

// A crash between two commits loses nothing and doubles nothing: the terminal
// sends all of it again.
func TestUploadGoesOnAfterABreak(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		o := alone(t, w, w.GateIn)
		h := w.Holder(t, allow.Student)
		for i := range 100 {
			o.write(tapped(clock.Now().Add(time.Duration(i)*time.Millisecond), h.Chip))
		}
		clock.Add(time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for count(t, d, "SELECT COUNT(*) FROM scan WHERE terminal_id = ?", o.who.ID) == 0 {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		_, _ = offline.New(s).Upload(ctx, o.who, o.log) // it may have been quick enough; both are fine
		seen := map[string]bool{}
		for _, r := range upload(t, s, o.who, o.log...).Results {
			if r.Scan == "" || seen[r.Scan] {
				t.Errorf("%+v", r)
			}
			seen[r.Scan] = true
		}
		if got := count(t, d, "SELECT COUNT(*) FROM scan WHERE terminal_id = ?", o.who.ID); got != 100 {
			t.Errorf("%d scans", got)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// What a terminal says about itself, and how far its records are complete.
func TestHeartbeatAndWatermark(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		o := alone(t, w, w.GateIn)
		h := w.Holder(t, allow.Student)
		n := func(v int64) *int64 { return &v }
		beat := func(p terminal.Pulse) terminal.Heard {
			t.Helper()
			heard, err := w.Terminals.Beat(t.Context(), o.who, p)
			must(t, err)
			return heard
		}
		until := func() int64 {
			return int64(count(t, d, "SELECT complete_until FROM terminal WHERE id = ?", o.who.ID))
		}
		ms := func() int64 { return clock.Now().UnixMilli() }

		first := beat(terminal.Pulse{ClockMS: ms() + 31_000, Version: "1", List: n(0), ListAt: n(ms()), Queued: n(0), Written: n(0)})
		if !first.Skewed || first.OffsetMS != 31_000 || !first.Behind(terminal.Pulse{List: n(0)}) || first.Behind(terminal.Pulse{List: n(first.Policy)}) || first.Behind(terminal.Pulse{}) ||
			first.Behind(terminal.Pulse{List: n(first.Policy), Feed: n(first.Changed)}) || !first.Behind(terminal.Pulse{List: n(first.Policy), Feed: n(first.Changed - 1)}) || first.Log.Hash != gatelog.Zero {
			t.Errorf("%+v", first)
		}
		if until() != ms() {
			t.Error("nothing waits, and it is not complete until now")
		}
		clock.Add(time.Minute)
		one := o.write(tapped(clock.Now(), h.Chip))
		two := o.write(tapped(clock.Now().Add(time.Second), h.Chip))
		before := until()
		clock.Add(time.Minute)
		if beat(terminal.Pulse{ClockMS: ms() - 30_000, Queued: n(2), Written: n(2)}).Skewed {
			t.Error("30 s are named")
		}
		upload(t, s, o.who, two)
		if beat(terminal.Pulse{ClockMS: ms(), Queued: n(0), Written: n(2)}); until() != before {
			t.Error("a gap, and the watermark went on") // it says that nothing waits, and number 1 has not come
		}
		upload(t, s, o.who, one)
		if until() != two.At {
			t.Error("the gap is filled, and the watermark stays")
		}
		if last := beat(terminal.Pulse{ClockMS: ms(), Queued: n(0), Written: n(2)}); until() != ms() || last.Log.Seq != 2 || last.Log.Hash != two.Hash || last.Log.AcceptedTo != 2 {
			t.Errorf("%+v", last)
		}
		for _, bad := range []terminal.Pulse{{Queued: n(-1)}, {List: n(1 << 60)}, {Version: "\xff"}, {Error: "\xff"}} {
			if _, err := w.Terminals.Beat(t.Context(), o.who, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		must(t, w.Terminals.Revoke(t.Context(), w.Admin, w.School, o.who.ID))
		if _, err := w.Terminals.Beat(t.Context(), o.who, terminal.Pulse{}); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("revoked: %v", err)
		}
	})
}
