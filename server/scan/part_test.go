package scan_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/part"
	"yunka/server/scan/scantest"
)

// tickets is a small part: who goes out needs a ticket, and a ticket is good once.
// At a staffed terminal a guard may let somebody out without.
type tickets struct {
	reads atomic.Int64
	fail  atomic.Int64 // so many rounds lose a race after they have written
	only  atomic.Bool  // concerns nobody
}

type ticketRound struct {
	t    *tickets
	left map[string]int
	used [][2]string // person, scan
}

func (t *tickets) part() part.Part {
	return part.Part{Name: "tickets",
		Concerns: func(p *access.Policy, term access.Terminal) bool {
			return !t.only.Load() && p.Gates[term.Gate].Direction == rule.Out
		},
		Read: func(ctx context.Context, tx *db.Tx, asked []*part.Asked) (part.Round, error) {
			t.reads.Add(1)
			r := &ticketRound{t: t, left: map[string]int{}}
			for _, a := range asked {
				var n int
				if err := tx.NewRaw("SELECT count(*) FROM ticket WHERE person = ? AND scan IS NULL", a.Person).Scan(ctx, &n); err != nil {
					return nil, err
				}
				r.left[a.Person] = n
			}
			return r, nil
		},
		Undo: func(ctx context.Context, tx *db.Tx, u part.Undone) error {
			_, err := tx.NewRaw("UPDATE ticket SET scan = NULL WHERE scan = ?", u.Scan).Exec(ctx)
			return err
		}}
}

func (r *ticketRound) Decide(a *part.Asked, o rule.Outcome) part.Verdict {
	term, _ := a.Where()
	switch {
	case r.left[a.Person] > 0:
		return part.Verdict{Extra: map[string]any{"left": r.left[a.Person] - 1, "asked": a.Body}, Take: func(scan string, o rule.Outcome) {
			if o.Decision == reason.Allow {
				r.left[a.Person]--
				r.used = append(r.used, [2]string{a.Person, scan})
			}
		}}
	case a.When == part.Confirming:
		return part.Verdict{}
	case term.Staff:
		return part.Verdict{Decision: reason.Confirm, Reason: reason.PermEscortRequired}
	}
	return part.Verdict{Decision: reason.Deny, Reason: reason.PermRule}
}

func (r *ticketRound) Write(ctx context.Context, tx *db.Tx) error {
	for _, u := range r.used {
		res, err := tx.NewRaw("UPDATE ticket SET scan = ? WHERE id = (SELECT min(id) FROM ticket WHERE person = ? AND scan IS NULL)", u[1], u[0]).Exec(ctx)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fmt.Errorf("a ticket was there and is not")
		}
	}
	if r.t.fail.Add(-1) >= 0 { // the same as a race that another server won
		_, err := tx.NewRaw("INSERT INTO ticket (id, person) SELECT min(id), 'twice' FROM ticket").Exec(ctx)
		return err
	}
	return nil
}

type turnstile struct {
	*scantest.World
	*tickets
	s         *scan.Service
	out, desk func(key string, h *scantest.Holder) scan.Presentation
}

func eachTurnstile(t *testing.T, story func(t *testing.T, d *db.DB, clock *scantest.Clock, w turnstile)) {
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		w := turnstile{World: scantest.New(t, d), tickets: &tickets{}}
		w.Exec(t, "CREATE TABLE ticket (id BIGINT PRIMARY KEY, person TEXT NOT NULL, scan TEXT)")
		w.s = w.with(t, d)
		at := func(staff bool) func(string, *scantest.Holder) scan.Presentation {
			who, _ := w.Terminal(t, w.GateOut, staff)
			return func(key string, h *scantest.Holder) scan.Presentation {
				return scan.Presentation{Terminal: who, Key: key, Code: h.Code(clock.Now(), uint8(len(key)))}
			}
		}
		w.out, w.desk = at(false), at(true)
		story(t, d, clock, w)
	})
}

func (w turnstile) with(t *testing.T, d *db.DB) *scan.Service {
	s, err := scan.New(t.Context(), scan.Config{DB: d, Feed: w.Feed, Words: scantest.Words{}, Parts: []part.Part{w.part()}})
	must(t, err)
	t.Cleanup(s.Close)
	return s
}

var ticketNumber atomic.Int64

func (w turnstile) give(t *testing.T, h *scantest.Holder) {
	w.Exec(t, "INSERT INTO ticket (id, person) VALUES (?, ?)", ticketNumber.Add(1), h.Person)
}

// What one presentation of a batch uses up the next one of it misses; a repeat gets
// the first answer and uses nothing; a lost race leaves nothing behind.
func TestAPartDecidesAndWritesInTheScansCommit(t *testing.T) {
	eachTurnstile(t, func(t *testing.T, d *db.DB, clock *scantest.Clock, w turnstile) {
		pupil, stranger := w.Holder(t, allow.Student), w.Holder(t, allow.Student)
		w.give(t, pupil)
		in, _ := w.Terminal(t, w.GateIn, false)
		w.fail.Store(2)
		first := w.out("k", pupil)
		first.Body = json.RawMessage(`{"note":1}`)
		batch := []scan.Presentation{first, w.out("kk", pupil), w.out("kkk", stranger),
			{Terminal: in, Key: "in", Chip: pupil.Chip}}
		answers, errs := scan.Batch(t.Context(), w.s, batch)
		want := []struct {
			decision reason.Decision
			reason   reason.Code
		}{{reason.Allow, reason.OK}, {reason.Deny, reason.PermRule}, {reason.Deny, reason.PermRule}, {reason.Allow, reason.OK}}
		for i := range batch {
			must(t, errs[i])
			if a := scantest.Decode(t, answers[i]); a.Decision != want[i].decision || a.Reason != want[i].reason || a.Open != (want[i].decision == reason.Allow) {
				t.Errorf("%d: %s", i, answers[i])
			}
		}
		a := scantest.Decode(t, answers[0])
		if string(a.Extra) != `{"asked":{"note":1},"left":0}` {
			t.Errorf("extra %s", a.Extra)
		}
		if by := one[string](t, d, "SELECT scan FROM ticket"); by != a.Scan {
			t.Errorf("the ticket went to %q, the exit was %s", by, a.Scan)
		}
		reads := w.reads.Load()
		again, err := w.s.Present(t.Context(), batch[0])
		if err != nil || string(again) != string(answers[0]) || w.reads.Load() != reads {
			t.Errorf("again: %s, %v", again, err)
		}
		other := batch[0]
		other.Body = json.RawMessage(`{"note":2}`)
		if _, err := w.s.Present(t.Context(), other); err == nil {
			t.Error("the same key with another body was taken")
		}
		if n := one[int](t, d, "SELECT count(*) FROM scan"); n != 4 {
			t.Errorf("%d scans", n)
		}
	})
}

// Where no part is concerned none is asked: the way in reads nothing more.
func TestAPartThatIsNotConcernedCostsNothing(t *testing.T) {
	eachTurnstile(t, func(t *testing.T, d *db.DB, clock *scantest.Clock, w turnstile) {
		pupil := w.Holder(t, allow.Student)
		in, _ := w.Terminal(t, w.GateIn, false)
		if a := scantest.Present(t, w.s, scan.Presentation{Terminal: in, Key: "a", Chip: pupil.Chip}); !a.Open || w.reads.Load() != 0 {
			t.Fatalf("%+v, %d reads", a, w.reads.Load())
		}
	})
}

// A guard's accept asks the part again, and an undo gives back what was taken.
func TestAPartAtAnAcceptAndAnUndo(t *testing.T) {
	eachTurnstile(t, func(t *testing.T, d *db.DB, clock *scantest.Clock, w turnstile) {
		pupil, guard := w.Holder(t, allow.Student), w.Holder(t, allow.Guard)
		p := w.desk("k", pupil)
		a := scantest.Present(t, w.s, p)
		if a.Decision != reason.Confirm || a.Open {
			t.Fatalf("%+v", a)
		}
		w.give(t, pupil) // somebody gave one in between: the accept uses it
		b, err := w.s.Confirm(t.Context(), p.Terminal.Actor(), "", scan.Confirmation{Scan: a.Scan, Key: "c", Staff: guard.Person, Accept: true})
		must(t, err)
		if got := scantest.Decode(t, b); !got.Open || len(got.Extra) == 0 || one[string](t, d, "SELECT scan FROM ticket") != a.Scan {
			t.Fatalf("%s", b)
		}
		_, err = w.s.Undo(t.Context(), p.Terminal.Actor(), scan.Undoing{Scan: a.Scan, Key: "u", Staff: guard.Person})
		must(t, err)
		clock.Add(2 * time.Second)
		if again := scantest.Present(t, w.s, w.out("kk", pupil)); !again.Open {
			t.Fatalf("the ticket was not given back: %+v", again)
		}
	})
}

// One ticket and many exits at once, on two servers: one opens.
func TestATicketIsGoodOnce(t *testing.T) {
	eachTurnstile(t, func(t *testing.T, d *db.DB, clock *scantest.Clock, w turnstile) {
		pupil := w.Holder(t, allow.Student)
		w.give(t, pupil)
		servers := []*scan.Service{w.s, w.with(t, d)}
		var opened atomic.Int64
		var wg sync.WaitGroup
		for i := range 32 {
			who, _ := w.Terminal(t, w.GateOut, false)
			p := scan.Presentation{Terminal: who, Key: "k", Chip: pupil.Chip}
			wg.Go(func() {
				b, err := servers[i%2].Present(t.Context(), p)
				if err != nil {
					t.Error(err)
				} else if scantest.Decode(t, b).Open {
					opened.Add(1)
				}
			})
		}
		wg.Wait()
		if n := opened.Load(); n != 1 {
			t.Errorf("one ticket opened %d times", n)
		}
	})
}

// What somebody changes about who is concerned holds from that commit on.
func TestAPartIsAskedAgainUnderTheLock(t *testing.T) {
	eachTurnstile(t, func(t *testing.T, d *db.DB, clock *scantest.Clock, w turnstile) {
		pupil := w.Holder(t, allow.Student)
		w.only.Store(true)
		if a := scantest.Present(t, w.s, w.out("k", pupil)); !a.Open {
			t.Fatalf("%+v", a)
		}
		w.only.Store(false)
		w.Tx(t, func(ctx context.Context, tx *db.Tx) error { return access.Bump(ctx, tx, w.School) })
		clock.Add(2 * time.Second)
		if a := scantest.Present(t, w.s, w.out("kk", pupil)); a.Open {
			t.Fatalf("%+v", a)
		}
	})
}
