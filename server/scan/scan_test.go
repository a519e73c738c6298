package scan_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

func each(t *testing.T, fn func(t *testing.T, d *db.DB, clock *scantest.Clock)) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, d, clock) }, db.WithClock(clock.Now))
}

func one[T any](t *testing.T, d *db.DB, q string, args ...any) (v T) {
	t.Helper()
	if err := d.Read(t.Context(), func(ctx context.Context, b bun.IDB) error { return b.NewRaw(q, args...).Scan(ctx, &v) }); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDecisionTable(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		for _, row := range scantest.Rows {
			t.Run(row.Name, func(t *testing.T) {
				s := scantest.SetStage(t, d, clock)
				try := row.Try(t, s)
				who, _ := s.Terminal(t, try.Gate, true)
				a := scantest.Present(t, s.Service, scan.Presentation{Terminal: who, Key: s.Key(), Code: try.Code, Chip: try.Chip})
				if a.Decision != row.Want || a.Reason != row.Reason {
					t.Fatalf("got %s %s, want %s %s", a.Decision, a.Reason, row.Want, row.Reason)
				}
				if want := row.Want == reason.Allow && try.Gate != ""; a.Open != want {
					t.Errorf("open %v, want %v", a.Open, want)
				}
				if consumed := one[bool](t, d, "SELECT consumed FROM scan WHERE id = ?", a.Scan); consumed != row.Spent {
					t.Errorf("consumed %v, want %v", consumed, row.Spent)
				}
				if row.Reason == reason.CodeWrongSchool && a.Person != nil {
					t.Errorf("a person of another school is named: %+v", a.Person)
				}
			})
		}
	})
}

// One code, 64 callers, two server processes: one open.
func TestOneCodeOpensOnce(t *testing.T) {
	clock := scantest.NewClock()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url := dbtest.URL(t, e)
			servers := []*db.DB{dbtest.Dial(t, url, db.WithClock(clock.Now)), dbtest.Dial(t, url, db.WithClock(func() time.Time { return clock.Now().Add(3 * time.Second) }))}
			w := scantest.New(t, servers[0])
			services := []*scan.Service{w.Service(t, servers[0]), w.Service(t, servers[1])}
			for round := range 10 {
				h := w.Holder(t, allow.Student)
				code := h.Code(clock.Now(), uint8(round))
				var opened atomic.Int64
				var wg sync.WaitGroup
				for i := range 64 {
					who, _ := w.Terminal(t, w.GateIn, false)
					key := w.Key()
					wg.Go(func() {
						a := scantest.Present(t, services[i%2], scan.Presentation{Terminal: who, Key: key, Code: code})
						if a.Open {
							opened.Add(1)
						} else if a.Reason != reason.CodeAlreadyUsed {
							t.Errorf("a loser got %s", a.Reason)
						}
					})
				}
				wg.Wait()
				if n := opened.Load(); n != 1 {
					t.Fatalf("round %d: %d opened", round, n)
				}
			}
		})
	}
}

func TestRereadRetryAndReuse(t *testing.T) {
	clock := scantest.NewClock()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url := dbtest.URL(t, e)
			a, b := dbtest.Dial(t, url, db.WithClock(clock.Now)), dbtest.Dial(t, url, db.WithClock(clock.Now))
			w := scantest.New(t, a)
			first, second := w.Service(t, a), w.Service(t, b)
			h := w.Holder(t, allow.Student)
			who, _ := w.Terminal(t, w.GateIn, false)
			p := scan.Presentation{Terminal: who, Key: "k-1", Code: h.Code(clock.Now(), 0)}
			answer, err := first.Present(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			// The answer was lost: the same key on the other server, byte for byte.
			retry, err := second.Present(t.Context(), p)
			if err != nil || !bytes.Equal(answer, retry) {
				t.Fatalf("retry: %s (%v), first %s", retry, err, answer)
			}
			// The reader sees the code again after 1, 4 and 20 s.
			got := scantest.Decode(t, answer)
			for _, after := range []time.Duration{time.Second, 3 * time.Second, 16 * time.Second} {
				clock.Add(after)
				again := scantest.Present(t, second, scan.Presentation{Terminal: who, Key: w.Key(), Code: p.Code})
				if again.Open || !again.Replay || again.Scan != got.Scan || again.Decision != reason.Allow || again.At != got.At {
					t.Fatalf("re-read: %+v", again)
				}
			}
			// Another reader is told when and where, and the key cannot serve twice.
			other, _ := w.Terminal(t, w.GateIn, true)
			used := scantest.Present(t, first, scan.Presentation{Terminal: other, Key: w.Key(), Code: p.Code})
			if used.Open || used.Reason != reason.CodeAlreadyUsed || used.Detail == "" {
				t.Fatalf("reuse: %+v", used)
			}
			if !regexp.MustCompile(`\d\d:\d\d:\d\d`).MatchString(used.Detail) || regexp.MustCompile(`\dT\d|Z`).MatchString(used.Detail) {
				t.Errorf("a guard reads %q, not a time of the school's clock", used.Detail)
			}
			_, err = second.Present(t.Context(), scan.Presentation{Terminal: who, Key: "k-1", Code: h.Code(clock.Now(), 1)})
			if !fault.Is(err, fault.Mismatch) {
				t.Fatalf("same key, other body: %v", err)
			}
			if n := one[int](t, a, "SELECT count(*) FROM scan WHERE terminal_id = ?", who.ID); n != 1 {
				t.Fatalf("%d scans recorded, want 1", n)
			}
		})
	}
}

// The same key with two bodies at two servers at once: one is answered, the
// other is a mismatch or, for the same body, the same bytes; never two rows.
func TestKeyRace(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		services := []*scan.Service{w.Service(t, d), w.Service(t, d)}
		for round := range 20 {
			who, _ := w.Terminal(t, w.GateIn, false) // a fresh one each round: refusals must not become a flood
			key := w.Key()
			bodies := []string{w.Holder(t, allow.Student).Code(clock.Now(), 0), fmt.Sprint("garbage", round)}
			answers := make([][]byte, 16)
			var wg sync.WaitGroup
			for i := range answers {
				wg.Go(func() {
					b, err := services[i%2].Present(context.Background(), scan.Presentation{Terminal: who, Key: key, Code: bodies[(i/2)%2]})
					if err != nil && !fault.Is(err, fault.Mismatch) {
						t.Error(err)
					}
					answers[i] = b
				})
			}
			wg.Wait()
			var seen []byte
			for _, b := range answers {
				if b == nil {
					continue
				}
				if seen != nil && !bytes.Equal(seen, b) {
					t.Fatalf("two answers for one key:\n%s\n%s", seen, b)
				}
				seen = b
			}
			if n := one[int](t, d, "SELECT count(*) FROM scan WHERE terminal_id = ? AND request_key = ?", who.ID, key); n > 1 {
				t.Fatalf("%d rows for one key", n)
			}
		}
	})
}

// Freezes and scans of the same hot people from two collectors: no deadlock
// reaches a caller, and the feed is one true order: nothing is allowed between
// a person's suspension and restoration.
func TestFreezeIsOrdered(t *testing.T) {
	clock := scantest.NewClock()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url := dbtest.URL(t, e)
			handles := []*db.DB{dbtest.Dial(t, url, db.WithClock(clock.Now)), dbtest.Dial(t, url, db.WithClock(clock.Now))}
			w := scantest.New(t, handles[0])
			services := []*scan.Service{w.Service(t, handles[0]), w.Service(t, handles[1])}
			holders := make([]*scantest.Holder, 5)
			for i := range holders {
				holders[i] = w.Holder(t, allow.Student)
			}
			var wg sync.WaitGroup
			for worker := range 12 {
				who, _ := w.Terminal(t, w.GateIn, false)
				wg.Go(func() {
					r := rand.New(rand.NewPCG(1, uint64(worker)))
					for n := range 40 {
						h := holders[r.IntN(len(holders))]
						p := scan.Presentation{Terminal: who, Key: fmt.Sprintf("w%d-%d", worker, n)}
						if r.IntN(2) == 0 {
							p.Chip = h.Chip
						} else {
							p.Code = h.Code(clock.Now(), uint8(r.IntN(256)))
						}
						scantest.Present(t, services[r.IntN(2)], p)
					}
				})
			}
			for worker := range 2 {
				wg.Go(func() {
					r := rand.New(rand.NewPCG(2, uint64(worker)))
					for range 25 {
						h := holders[r.IntN(len(holders))]
						var err error
						if r.IntN(2) == 0 {
							err = w.Cards.Suspend(context.Background(), w.Admin, h.Person)
						} else {
							err = w.Cards.Restore(context.Background(), w.Admin, h.Person)
						}
						if err != nil {
							t.Errorf("freeze: %v", err)
						}
					}
				})
			}
			wg.Wait()
			type fact struct {
				Number                 int64
				Kind, Person, Decision string
			}
			var facts []fact
			err := handles[0].Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
				return q.NewRaw(`SELECT feed AS number, 'scan' AS kind, person_id AS person, decision || reason AS decision FROM scan WHERE school_id = ?0 AND person_id IS NOT NULL
UNION ALL SELECT number, kind, person_id, data FROM feed_event WHERE school_id = ?0 AND kind = 'person.state' ORDER BY 1`, w.School).Scan(ctx, &facts)
			})
			if err != nil {
				t.Fatal(err)
			}
			suspended := map[string]bool{}
			for _, f := range facts {
				switch {
				case f.Kind != "scan":
					suspended[f.Person] = f.Decision == `{"action":"person.suspended"}`
				case suspended[f.Person] && f.Decision[:5] == "ALLOW":
					t.Fatalf("feed %d: allowed while suspended", f.Number)
				case !suspended[f.Person] && f.Decision == "DENYPERSON_SUSPENDED":
					t.Fatalf("feed %d: refused as suspended while active", f.Number)
				}
			}
			last := one[int64](t, handles[0], "SELECT last FROM feed_head WHERE school_id = ?", w.School)
			n := one[int64](t, handles[0], "SELECT (SELECT count(*) FROM scan WHERE school_id = ?0) + (SELECT count(*) FROM feed_event WHERE school_id = ?0)", w.School)
			if n != last {
				t.Fatalf("the feed has gaps: %d items, last number %d", n, last)
			}
		})
	}
}

func TestPhoneClocks(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		who, _ := w.Terminal(t, w.GateIn, false)
		for _, c := range []struct {
			off  time.Duration
			want reason.Code
		}{
			{0, reason.OK}, {10 * time.Second, reason.OK}, {-10 * time.Second, reason.OK}, {45 * time.Second, reason.CodeNotYetValid}, {-45 * time.Second, reason.OK},
			{time.Hour, reason.CodeNotYetValid}, {-time.Hour, reason.CodeExpired}, {24 * time.Hour, reason.CodeNotYetValid}, {-24 * time.Hour, reason.CodeExpired},
		} {
			h := w.Holder(t, allow.Student)
			a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Code: h.Code(clock.Now().Add(c.off), 0)})
			if a.Reason != c.want {
				t.Errorf("off by %v: %s, want %s", c.off, a.Reason, c.want)
			}
			// A wrong clock spends nothing: the corrected code still opens.
			if c.want != reason.OK {
				if a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Code: h.Code(clock.Now(), 1)}); !a.Open {
					t.Errorf("off by %v: the corrected code got %s", c.off, a.Reason)
				}
			}
		}
	})
}

func TestRevokedAndRenewedTokensEndAtOnceOnEveryServer(t *testing.T) {
	clock := scantest.NewClock()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			url := dbtest.URL(t, e)
			a, b := dbtest.Dial(t, url, db.WithClock(clock.Now)), dbtest.Dial(t, url, db.WithClock(clock.Now))
			w := scantest.New(t, a)
			there := w.Service(t, b)
			h := w.Holder(t, allow.Student)
			for name, end := range map[string]func(id string) error{
				"revoke": func(id string) error { return w.Terminals.Revoke(t.Context(), w.Admin, w.School, id) },
				"renew": func(id string) error {
					_, err := w.Terminals.Renew(t.Context(), w.Admin, w.School, id)
					return err
				},
			} {
				who, _ := w.Terminal(t, w.GateIn, false)
				scantest.Present(t, there, scan.Presentation{Terminal: who, Key: w.Key(), Chip: h.Chip})
				if err := end(who.ID); err != nil {
					t.Fatal(err)
				}
				_, err := there.Present(t.Context(), scan.Presentation{Terminal: who, Key: w.Key(), Chip: h.Chip})
				if !fault.Is(err, fault.Unauthenticated) {
					t.Errorf("%s: the other server still answers: %v", name, err)
				}
			}
		})
	}
}

func TestManualAndConfirm(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		guard, pupil, parent := w.Holder(t, allow.Guard), w.Holder(t, allow.Student), w.Holder(t, allow.Parent)
		staff, _ := w.Terminal(t, w.GateIn, true)
		plain, _ := w.Terminal(t, w.GateIn, false)
		office, _ := w.Terminal(t, w.OfficeIn, true)

		m := scan.Presentation{Terminal: staff, Key: "m1", Person: pupil.Person, Staff: guard.Person, Note: "手机没电"}
		b, err := s.Manual(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		if a := scantest.Decode(t, b); !a.Open || a.Reason != reason.OK {
			t.Fatalf("manual: %+v", a)
		}
		if again, err := s.Manual(t.Context(), m); err != nil || !bytes.Equal(b, again) {
			t.Fatalf("manual retry: %s, %v", again, err)
		}
		m.Key, m.Terminal = "m2", plain
		if _, err := s.Manual(t.Context(), m); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("manual at a plain reader: %v", err)
		}
		m.Terminal, m.Note = staff, ""
		if _, err := s.Manual(t.Context(), m); !fault.Is(err, fault.Invalid) {
			t.Fatalf("manual without a reason: %v", err)
		}

		confirm := func(key, id string, accept bool) (scan.Answer, error) {
			b, err := s.Confirm(t.Context(), office.Actor(), "zh", scan.Confirmation{Scan: id, Key: key, Staff: guard.Person, Accept: accept})
			if err != nil {
				return scan.Answer{}, err
			}
			return scantest.Decode(t, b), nil
		}
		wait := func(seq uint8) scan.Answer {
			return scantest.Present(t, s, scan.Presentation{Terminal: office, Key: w.Key(), Code: parent.Code(clock.Now(), seq)})
		}
		// 64 guards accept at once: one opens.
		pending := wait(0)
		if pending.Decision != reason.Confirm || pending.Open {
			t.Fatalf("pending: %+v", pending)
		}
		var opened, refused atomic.Int64
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				a, err := confirm(fmt.Sprint("c", i), pending.Scan, true)
				switch {
				case err == nil && a.Open:
					opened.Add(1)
				case fault.Is(err, fault.Conflict):
					refused.Add(1)
				default:
					t.Errorf("%+v, %v", a, err)
				}
			})
		}
		wg.Wait()
		if opened.Load() != 1 || refused.Load() != 63 {
			t.Fatalf("%d opened, %d refused", opened.Load(), refused.Load())
		}
		// Frozen in between: accepting does not open.
		pending = wait(1)
		if err := w.Cards.Freeze(t.Context(), parent.Actor, parent.Card); err != nil {
			t.Fatal(err)
		}
		if a, err := confirm("f", pending.Scan, true); err != nil || a.Open || a.Reason != reason.CardFrozen {
			t.Fatalf("%+v, %v", a, err)
		}
		if err := w.Cards.Unfreeze(t.Context(), parent.Actor, parent.Card); err != nil {
			t.Fatal(err)
		}
		// Refused, and another scan's id.
		if a, err := confirm("r", wait(2).Scan, false); err != nil || a.Open || a.Reason != reason.StaffRefused {
			t.Fatalf("%+v, %v", a, err)
		}
		if _, err := confirm("x", scantest.Decode(t, b).Scan, true); !fault.Is(err, fault.Conflict) {
			t.Fatalf("confirming an ALLOW: %v", err)
		}
		if _, err := confirm("y", "no-such-scan", true); !fault.Is(err, fault.NotFound) {
			t.Fatalf("confirming nothing: %v", err)
		}
		late := wait(3)
		clock.Add(scan.ConfirmLife + time.Second)
		if _, err := confirm("late", late.Scan, true); !fault.Is(err, fault.Conflict) {
			t.Fatalf("too late: %v", err)
		}
		if _, err := audit.Verify(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if n := one[int](t, d, "SELECT count(*) FROM audit_event WHERE action IN ('scan.manual', 'scan.confirm')"); n != 4 {
			t.Fatalf("%d audit events, want 4 (one manual, three confirmations)", n)
		}
	})
}

func TestFloodOfOneDenialIsCounted(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		who, _ := w.Terminal(t, w.GateIn, false)
		h := w.Holder(t, allow.Student)
		for i := range 50 {
			a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Code: fmt.Sprint("junk", i)})
			if a.Reason != reason.CodeMalformed || a.Open {
				t.Fatalf("%+v", a)
			}
		}
		if a := scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Code: h.Code(clock.Now(), 0)}); !a.Open {
			t.Fatalf("a good code in a flood got %s", a.Reason)
		}
		rows := one[int64](t, d, "SELECT count(*) FROM scan WHERE terminal_id = ? AND reason = 'CODE_MALFORMED'", who.ID)
		counted := one[int64](t, d, "SELECT COALESCE(sum(times), 0) FROM scan_repeat")
		if rows != 5 || rows+counted != 50 {
			t.Fatalf("%d recorded and %d counted, want 5 and 45", rows, counted)
		}
		clock.Add(2 * time.Minute) // the next minute starts afresh
		scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Code: "junk"})
		if rows := one[int64](t, d, "SELECT count(*) FROM scan WHERE terminal_id = ? AND reason = 'CODE_MALFORMED'", who.ID); rows != 6 {
			t.Fatalf("%d rows", rows)
		}
	})
}

func TestBadPresentationsChangeNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		who, _ := w.Terminal(t, w.GateIn, false)
		long := string(bytes.Repeat([]byte("k"), 65))
		for name, p := range map[string]scan.Presentation{
			"nothing":        {Key: "k"},
			"two at once":    {Key: "k", Code: "98", Chip: "1"},
			"no key":         {Chip: "1"},
			"long key":       {Key: long, Chip: "1"},
			"key with blank": {Key: "a b", Chip: "1"},
			"key with Han":   {Key: "钥匙", Chip: "1"},
			"a person":       {Key: "k", Person: "x"},
		} {
			p.Terminal = who
			if _, err := s.Present(t.Context(), p); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := one[int](t, d, "SELECT count(*) FROM scan"); n != 0 {
			t.Fatalf("%d scans", n)
		}
	})
}

// A client that goes away cancels nothing.
func TestDisconnectedClientIsStillDecided(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		s := w.Service(t, d)
		who, _ := w.Terminal(t, w.GateIn, false)
		h := w.Holder(t, allow.Student)
		p := scan.Presentation{Terminal: who, Key: "gone", Code: h.Code(clock.Now(), 0)}
		scantest.Present(t, s, scan.Presentation{Terminal: who, Key: w.Key(), Chip: h.Chip}) // identity is known now
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Present(ctx, p); err != nil && !errors.Is(err, context.Canceled) && !fault.Is(err, fault.Unavailable) {
			t.Fatal(err)
		}
		a := scantest.Present(t, s, p)
		if a.Replay || !a.Open {
			t.Fatalf("the retry got %+v", a)
		}
	})
}

// Closing leaves nobody waiting: each caller is answered or told to try again.
func TestCloseLeavesNobodyWaiting(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := scantest.New(t, d)
		h := w.Holder(t, allow.Student)
		who, _ := w.Terminal(t, w.GateIn, false)
		for range 20 {
			s := w.Service(t, d)
			var wg sync.WaitGroup
			for range 32 {
				p := scan.Presentation{Terminal: who, Key: w.Key(), Chip: h.Chip}
				wg.Go(func() {
					if _, err := s.Present(context.Background(), p); err != nil && !fault.Is(err, fault.Unavailable) {
						t.Error(err)
					}
				})
			}
			s.Close()
			wg.Wait()
		}
	})
}
