package calls_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/pickup/calls"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/part"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// yard is a school at dismissal, Monday 16:30: a mother and a father, two children of
// theirs in one class, a guard on shift.
type yard struct {
	*scantest.World
	*testing.T
	clock          *scantest.Clock
	calls          *calls.Service
	release        *release.Service
	scans          *scan.Service
	mother, father *scantest.Holder
	one, two       *scantest.Holder
	guard          *scantest.Holder
	class          string
	gate           terminal.Identity
	seq            uint8
}

const monday = "2026-11-23"

func each(t *testing.T, story func(y *yard)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := scantest.NewClock()
			d := dbtest.Open(t, e, db.WithClock(clock.Now))
			y := &yard{World: scantest.New(t, d), T: t, clock: clock}
			asks := release.Asks{Came: func(ctx context.Context, tx *db.Tx, a release.Arrival) error { return y.calls.Came(ctx, tx, a) }}
			y.release = release.New(d, y.Feed, asks)
			y.calls = calls.New(d, y.Feed, y.release)
			s, err := scan.New(t.Context(), scan.Config{DB: d, Feed: y.Feed, Words: scantest.Words{}, Parts: []part.Part{y.release.Part()}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			y.scans = s
			y.mother, y.father, y.one, y.two, y.guard = y.Holder(t, allow.Parent), y.Holder(t, allow.Parent), y.Holder(t, allow.Student), y.Holder(t, allow.Student), y.Holder(t, allow.Guard)
			y.Tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
				y.class, err = campus.AddClass(ctx, tx, y.School, "三年级", "2班")
				return err
			})
			for _, child := range []*scantest.Holder{y.one, y.two} {
				y.Guardian(t, y.mother, child, "母亲", false)
				y.Guardian(t, y.father, child, "父亲", false)
				y.World.Exec(t, "UPDATE membership SET class_id = ? WHERE id = ?", y.class, child.Membership)
			}
			y.gate = y.desk(y.GateOut)
			clock.Set(scantest.Noon.Add(4*time.Hour + 30*time.Minute))
			story(y)
		})
	}
}

func (y *yard) desk(gate string) terminal.Identity {
	who, _ := y.Terminal(y.T, gate, true)
	y.World.Exec(y.T, "UPDATE terminal SET scene = 'pickup' WHERE id = ?", who.ID)
	y.Tx(y.T, func(ctx context.Context, tx *db.Tx) error { return access.Bump(ctx, tx, y.School) })
	return who
}

// comes is an adult's code for a release at a terminal.
func (y *yard) comes(at terminal.Identity, h *scantest.Holder) string {
	y.Helper()
	y.seq++
	code := cardcode.Sign(h.Key, cardcode.Release, h.Handle, uint32(y.clock.Now().Unix()), y.seq).Text()
	a := scantest.Present(y.T, y.scans, scan.Presentation{Terminal: at, Key: y.Key(), Code: code})
	if a.Reason != reason.OK {
		y.Fatalf("%+v", a)
	}
	return a.Scan
}

func (y *yard) turns() (all map[string]calls.Turn, order []string) {
	y.Helper()
	all = map[string]calls.Turn{}
	err := y.DB.Read(y.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err := calls.Turns(ctx, q, y.School, monday)
		for _, t := range list {
			all[t.ChildID] = t
			order = append(order, t.ChildID)
		}
		return err
	})
	if err != nil {
		y.Fatal(err)
	}
	return all, order
}

func (y *yard) stands(child *scantest.Holder, want rule.State) calls.Turn {
	y.Helper()
	all, _ := y.turns()
	if got := all[child.Person].State; got != want {
		y.Errorf("%s, want %s", got, want)
	}
	return all[child.Person]
}

func (y *yard) count(query string, args ...any) (n int) {
	y.Helper()
	err := y.DB.Read(y.Context(), func(ctx context.Context, q bun.IDB) error { return q.NewRaw(query, args...).Scan(ctx, &n) })
	if err != nil {
		y.Fatal(err)
	}
	return n
}

// A scan calls the siblings whose plan agrees, each once and at the gate of who came
// first; the other parent at another gate changes nothing; the class sends out, calls
// back, sends out again, and what is said twice is said once.
func TestAChildGoesFromClassToGate(t *testing.T) {
	each(t, func(y *yard) {
		t := y.T
		if _, err := plan.New(y.DB, y.Feed).SetDay(y.Context(), y.Admin, y.School, y.two.Person, monday, &rule.Plan{Mode: rule.ByBus}); err != nil {
			t.Fatal(err)
		}
		scanID := y.comes(y.gate, y.mother)
		if got := y.stands(y.one, rule.Called); got.GateID != y.GateOut || got.CalledAt == 0 || got.AdultID != y.mother.Person {
			t.Errorf("%+v", got)
		}
		if got := y.stands(y.two, rule.Arrived); got.GateID != y.GateOut {
			t.Errorf("the plan says the bus: %+v", got)
		}
		y.clock.Add(time.Second)
		y.comes(y.desk(y.GateIn), y.father)
		if got := y.stands(y.one, rule.Called); got.GateID != y.GateOut {
			t.Errorf("called at a second gate: %+v", got)
		}
		for range 2 {
			state, err := y.calls.Call(y.Context(), y.gate.Actor(), y.School, y.two.Person, scanID)
			if err != nil || state != rule.Called {
				t.Errorf("%s, %v", state, err)
			}
		}
		if n := y.count("SELECT count(*) FROM pickup_event WHERE event = 'call'"); n != 2 {
			t.Errorf("%d calls on record", n)
		}
		was := y.stands(y.two, rule.Called).CalledAt
		y.clock.Add(20 * time.Second)
		if _, err := y.calls.Call(y.Context(), y.gate.Actor(), y.School, y.two.Person, scanID); err != nil {
			t.Fatal(err)
		}
		if now := y.stands(y.two, rule.Called); now.CalledAt != was+20_000 || y.count("SELECT count(*) FROM pickup_event WHERE event = 'call'") != 3 {
			t.Errorf("called again after 20 s: %+v", now)
		}
		for range 2 {
			if err := y.calls.Ready(y.Context(), y.Admin, y.School, y.one.Person); err != nil {
				t.Fatal(err)
			}
		}
		y.stands(y.one, rule.Ready)
		if state, err := y.calls.Call(y.Context(), y.gate.Actor(), y.School, y.one.Person, scanID); err != nil || state != rule.Ready {
			t.Errorf("called while at the gate: %s, %v", state, err)
		}
		for range 2 {
			if err := y.calls.Back(y.Context(), y.Admin, y.School, y.one.Person); err != nil {
				t.Fatal(err)
			}
		}
		y.stands(y.one, rule.Called)
		if err := y.calls.Ready(y.Context(), y.Admin, y.School, y.one.Person); err != nil {
			t.Fatal(err)
		}
		for event, want := range map[string]int{"ready": 2, "back": 1} {
			if n := y.count("SELECT count(*) FROM pickup_event WHERE event = ?", event); n != want {
				t.Errorf("%d of %s", n, event)
			}
		}
		if out, err := y.release.Release(y.Context(), y.gate.Actor(), release.Ask{Scan: scanID, Child: y.one.Person, Staff: y.guard.Person}); err != nil || !out.Released {
			t.Fatalf("%+v, %v", out, err)
		}
		for name, do := range map[string]func() error{
			"ready": func() error { return y.calls.Ready(y.Context(), y.Admin, y.School, y.one.Person) },
			"back":  func() error { return y.calls.Back(y.Context(), y.Admin, y.School, y.one.Person) },
			"call": func() error {
				_, err := y.calls.Call(y.Context(), y.gate.Actor(), y.School, y.one.Person, scanID)
				return err
			},
		} {
			if err := do(); fault.As(err).Code != "pickup_released" {
				t.Errorf("%s after the release: %v", name, err)
			}
		}
		if err := y.calls.Return(y.Context(), y.Admin, y.School, y.one.Person, " "); fault.As(err).Code != "return_why" {
			t.Error(err)
		}
		if err := y.calls.Return(y.Context(), y.Admin, y.School, y.one.Person, "忘了书包"); err != nil {
			t.Fatal(err)
		}
		if got := y.stands(y.one, rule.Expected); got.CalledAt != 0 || got.ReleasedAt != 0 || got.AdultID != "" {
			t.Errorf("%+v", got)
		}
		if n := y.count("SELECT count(*) FROM outbox_notice WHERE kind = ? AND urgent", calls.NoticeReturned); n != 1 {
			t.Errorf("%d told of the return", n)
		}
		if err := y.calls.Return(y.Context(), y.Admin, y.School, y.one.Person, "忘了书包"); fault.As(err).Code != "pickup_not_gone" {
			t.Error(err)
		}
		y.clock.Add(time.Second)
		y.comes(y.gate, y.father)
		y.stands(y.one, rule.Called)
	})
}

// A hold and a lockdown stop calls and sending out, by a scan and by hand; who has no
// right stops at the right.
func TestWhatStopsACall(t *testing.T) {
	each(t, func(y *yard) {
		t := y.T
		if err := y.release.Hold(y.Context(), y.Admin, y.School, y.one.Person, "等医生"); err != nil {
			t.Fatal(err)
		}
		scanID := y.comes(y.gate, y.mother)
		if got := y.stands(y.one, rule.Arrived); got.HeldBy == "" {
			t.Errorf("a held child was called: %+v", got)
		}
		y.stands(y.two, rule.Called)
		say := func(want string) {
			t.Helper()
			if _, err := y.calls.Call(y.Context(), y.gate.Actor(), y.School, y.one.Person, scanID); fault.As(err).Code != want {
				t.Errorf("call: %v, want %s", err, want)
			}
			if err := y.calls.Ready(y.Context(), y.Admin, y.School, y.one.Person); fault.As(err).Code != want {
				t.Errorf("ready: %v, want %s", err, want)
			}
		}
		say("pickup_held")
		if err := y.release.Hold(y.Context(), y.Admin, y.School, y.one.Person, ""); err != nil {
			t.Fatal(err)
		}
		if err := y.release.LockDown(y.Context(), y.Admin, y.School, "演练"); err != nil {
			t.Fatal(err)
		}
		say("pickup_lockdown")
		y.World.Exec(t, "DELETE FROM pickup_order")
		y.clock.Add(time.Second)
		y.comes(y.gate, y.father)
		if all, _ := y.turns(); all[y.one.Person].State == rule.Called {
			t.Error("a scan called during a lockdown")
		}
		y.World.Exec(t, "DELETE FROM pickup_lockdown")
		for name, actor := range map[string]allow.Actor{"a mother": y.mother.Actor, "the child": y.one.Actor, "the gate": y.gate.Actor()} {
			if name != "the gate" {
				if _, err := y.calls.Call(y.Context(), actor, y.School, y.one.Person, ""); !fault.Is(err, fault.Forbidden) {
					t.Errorf("%s calls: %v", name, err)
				}
				if err := y.calls.Ready(y.Context(), actor, y.School, y.one.Person); !fault.Is(err, fault.Forbidden) {
					t.Errorf("%s sends out: %v", name, err)
				}
			}
		}
		if _, err := y.calls.Call(y.Context(), y.gate.Actor(), y.School, y.one.Person, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Errorf("without a scan: %v", err)
		}
		stranger := y.Holder(t, allow.Student)
		if _, err := y.calls.Call(y.Context(), y.gate.Actor(), y.School, stranger.Person, scanID); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's child: %v", err)
		}
	})
}

// A school that calls by hand has arrivals only; the list is in the order of arrival.
func TestASchoolThatCallsByHand(t *testing.T) {
	each(t, func(y *yard) {
		t := y.T
		if err := y.calls.SetAuto(y.Context(), y.mother.Actor, y.School, false); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if err := y.calls.SetAuto(y.Context(), y.Admin, y.School, false); err != nil {
			t.Fatal(err)
		}
		third := y.Holder(t, allow.Student)
		aunt := y.Holder(t, allow.Parent)
		y.Guardian(t, aunt, third, "姨", false)
		y.comes(y.gate, aunt)
		y.clock.Add(time.Second)
		y.comes(y.gate, y.mother)
		y.stands(third, rule.Arrived)
		y.stands(y.one, rule.Arrived)
		if _, order := y.turns(); len(order) != 3 || order[0] != third.Person {
			t.Errorf("%v", order)
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := y.calls.Call(context.Background(), y.Admin, y.School, third.Person, ""); err != nil {
					t.Error(err)
				}
				if err := y.calls.Ready(context.Background(), y.Admin, y.School, third.Person); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := y.count("SELECT count(*) FROM pickup_event WHERE event IN ('call', 'ready') AND child_id = ?", third.Person); n != 2 {
			t.Errorf("%d events of 16 words", n)
		}
	})
}
