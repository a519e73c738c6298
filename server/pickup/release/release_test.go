package release_test

import (
	"context"
	"encoding/json"
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
	"yunka/server/pickup/custody"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/part"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// gate is a school at dismissal, Monday 16:30: a mother and a father with the right, a
// child, a guard on shift, and two servers of one database.
type gate struct {
	*scantest.World
	*testing.T
	clock          *scantest.Clock
	servers        [2]*release.Service
	scans          [2]*scan.Service
	mother, father *scantest.Holder
	child, guard   *scantest.Holder
	class          string
	pair           string // the father's guardianship
	at             terminal.Identity
	seq            uint8
}

func each(t *testing.T, story func(g *gate)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := scantest.NewClock()
			story(opened(t, dbtest.Open(t, e, db.WithClock(clock.Now)), clock))
		})
	}
}

func opened(t *testing.T, d *db.DB, clock *scantest.Clock) *gate {
	g := &gate{World: scantest.New(t, d), T: t, clock: clock}
	for i := range g.servers {
		g.servers[i] = release.New(d, g.Feed, release.Asks{})
		s, err := scan.New(t.Context(), scan.Config{DB: d, Feed: g.Feed, Words: scantest.Words{}, Parts: []part.Part{g.servers[i].Part()}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		g.scans[i] = s
	}
	g.mother, g.father, g.child, g.guard = g.Holder(t, allow.Parent), g.Holder(t, allow.Parent), g.Holder(t, allow.Student), g.Holder(t, allow.Guard)
	g.Guardian(t, g.mother, g.child, "母亲", false)
	g.pair = g.Guardian(t, g.father, g.child, "父亲", false)
	g.Tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		g.class, err = campus.AddClass(ctx, tx, g.School, "三年级", "2班")
		return err
	})
	g.World.Exec(t, "UPDATE membership SET class_id = ? WHERE id = ?", g.class, g.child.Membership)
	g.at = g.desk()
	clock.Set(scantest.Noon.Add(4*time.Hour + 30*time.Minute))
	return g
}

// desk is a staff terminal of the scene pickup.
func (g *gate) desk() terminal.Identity {
	who, _ := g.Terminal(g.T, g.GateOut, true)
	g.World.Exec(g.T, "UPDATE terminal SET scene = 'pickup' WHERE id = ?", who.ID)
	g.Tx(g.T, func(ctx context.Context, tx *db.Tx) error { return access.Bump(ctx, tx, g.School) })
	return who
}

// shows is an adult's code for a release at a terminal.
func (g *gate) shows(at terminal.Identity, h *scantest.Holder, want reason.Code) (scan.Answer, release.Shown) {
	g.Helper()
	g.seq++
	code := cardcode.Sign(h.Key, cardcode.Release, h.Handle, uint32(g.clock.Now().Unix()), g.seq).Text()
	a := scantest.Present(g.T, g.scans[int(g.seq)%2], scan.Presentation{Terminal: at, Key: g.Key(), Code: code})
	var s release.Shown
	if a.Extra != nil {
		if err := json.Unmarshal(a.Extra, &s); err != nil {
			g.Fatal(err)
		}
	}
	if a.Reason != want || a.Open {
		g.Fatalf("%s %s open %v, want %s", a.Decision, a.Reason, a.Open, want)
	}
	return a, s
}

func (g *gate) release(at terminal.Identity, scanID string, change func(*release.Ask)) release.Answer {
	g.Helper()
	a := release.Ask{Scan: scanID, Child: g.child.Person, Staff: g.guard.Person}
	if change != nil {
		change(&a)
	}
	out, err := g.servers[0].Release(g.Context(), at.Actor(), a)
	if err != nil {
		g.Fatal(err)
	}
	return out
}

func (g *gate) count(query string, args ...any) (n int) {
	g.Helper()
	err := g.DB.Read(g.Context(), func(ctx context.Context, q bun.IDB) error { return q.NewRaw(query, args...).Scan(ctx, &n) })
	if err != nil {
		g.Fatal(err)
	}
	return n
}

// One scan shows the child; staff confirms; the family is told; a repeat is the same
// answer; the father comes second and is told nothing but that; both guardians and staff
// hear of it (scenario 18).
func TestAChildIsReleasedOnce(t *testing.T) {
	each(t, func(g *gate) {
		a, shown := g.shows(g.at, g.mother, reason.OK)
		if len(shown.Children) != 1 || shown.Children[0].ID != g.child.Person || shown.Children[0].State != rule.Expected || shown.Children[0].Reason != reason.OK || shown.Children[0].Class != "三年级2班" {
			g.Fatalf("%+v", shown)
		}
		if n := g.count("SELECT count(*) FROM pickup_order WHERE state = 'ARRIVED' AND adult_id = ?", g.mother.Person); n != 1 {
			g.Errorf("%d arrived", n)
		}
		first := g.release(g.at, a.Scan, nil)
		if !first.Released || first.Reason != reason.OK {
			g.Fatalf("%+v", first)
		}
		if again := g.release(g.at, a.Scan, nil); !again.Released || again.At != first.At {
			g.Errorf("the same again: %+v", again)
		}
		other := g.desk()
		b, shown := g.shows(other, g.father, reason.OK)
		if shown.Children[0].State != rule.Released || shown.Children[0].TakenBy == "" || shown.Children[0].Taken != first.At {
			g.Errorf("the second adult's card: %+v", shown.Children[0])
		}
		second := g.release(other, b.Scan, nil)
		if second.Released || second.Reason != reason.PickAlreadyReleased || second.At != first.At || second.TakenBy == "" || second.Staff == "" {
			g.Errorf("%+v", second)
		}
		for kind, want := range map[string]int{release.NoticeReleased: 1, release.NoticeSecond: 2, release.NoticeStopped: 0} {
			if n := g.count("SELECT count(*) FROM outbox_notice WHERE kind = ?", kind); n != want {
				g.Errorf("%d notices of %s, want %d", n, kind, want)
			}
		}
		if n := g.count("SELECT count(*) FROM outbox_notice WHERE kind = ? AND NOT urgent", release.NoticeReleased); n != 0 {
			g.Error("quiet hours hold it")
		}
		if n := g.count("SELECT count(*) FROM pickup_event WHERE event = 'release'"); n != 1 {
			g.Errorf("%d releases on record", n)
		}
	})
}

// A father who may not take the child at all hears nothing of it: not that it is gone,
// not that somebody else came, not that it was taken back.
func TestWhoMayNeverTakeTheChildIsToldNothing(t *testing.T) {
	each(t, func(g *gate) {
		aunt := g.Holder(g.T, allow.Parent)
		g.Guardian(g.T, aunt, g.child, "姨", false)
		err := custody.New(g.DB).Add(g.Context(), g.Admin, g.School, g.pair, rule.Restriction{Kind: rule.Never, FromDay: "2026-11-16", Document: "判决书"}, nil)
		if err != nil {
			g.Fatal(err)
		}
		a, _ := g.shows(g.at, g.mother, reason.OK)
		g.release(g.at, a.Scan, nil)
		other := g.desk()
		b, _ := g.shows(other, aunt, reason.OK)
		if out := g.release(other, b.Scan, nil); out.Released {
			g.Errorf("twice: %+v", out)
		}
		if err := g.servers[0].TakeBack(g.Context(), g.at.Actor(), g.child.Person, g.guard.Person); err != nil {
			g.Fatal(err)
		}
		var left []string
		err = g.DB.Read(g.Context(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT kind FROM outbox_notice WHERE kind IN (?, ?, ?) AND to_whom LIKE '%guardian%' AND not_to NOT LIKE ?",
				release.NoticeReleased, release.NoticeSecond, release.NoticeUndone, "%"+g.father.Person+"%").Scan(ctx, &left)
		})
		if err != nil || len(left) > 0 {
			g.Errorf("told the father: %v, %v", left, err)
		}
	})
}

// 64 releases of one child, by two adults at eight terminals on two servers: one holds.
func TestSixtyFourTerminalsReleaseOnce(t *testing.T) {
	each(t, func(g *gate) {
		t := g.T
		type one struct {
			at   terminal.Identity
			scan string
		}
		var all []one
		for i := range 8 {
			at := g.desk()
			a, _ := g.shows(at, []*scantest.Holder{g.mother, g.father}[i%2], reason.OK)
			all = append(all, one{at, a.Scan})
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		scans := map[string]bool{}
		refused := 0
		for i := range 64 {
			wg.Go(func() {
				x := all[i%8]
				out, err := g.servers[i%2].Release(context.Background(), x.at.Actor(), release.Ask{Scan: x.scan, Child: g.child.Person, Staff: g.guard.Person, Sure: true})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err != nil:
					t.Error(err)
				case out.Released:
					scans[x.scan] = true
				case out.Reason == reason.PickAlreadyReleased:
					refused++
				default:
					t.Errorf("%+v", out)
				}
			})
		}
		wg.Wait()
		if len(scans) != 1 || g.count("SELECT count(*) FROM pickup_event WHERE event = 'release'") != 1 || g.count("SELECT count(*) FROM outbox_notice WHERE kind = ?", release.NoticeReleased) != 1 {
			t.Errorf("released by %d scans", len(scans))
		}
		if refused < 48 {
			t.Errorf("%d refused", refused)
		}
	})
}

// A restriction that begins between the scan and the release stops the release, at the
// hand-over's second; staff is told, the scan says nothing of it, and the family hears
// nothing at all (scenario 17).
func TestARestrictionWinsAtTheSecond(t *testing.T) {
	each(t, func(g *gate) {
		t := g.T
		books := custody.New(g.DB)
		err := books.Add(g.Context(), g.Admin, g.School, g.pair, rule.Restriction{Kind: rule.Weeks, FromDay: "2026-11-16", Odd: 127, Even: 1 << 6, Handover: 16*60 + 31, Holidays: rule.AsUsual, Document: "判决书"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, shown := g.shows(g.at, g.father, reason.OK) // Sunday's custody lasts until 16:31
		if len(shown.Children) != 1 {
			t.Fatalf("%+v", shown)
		}
		g.clock.Add(59 * time.Second)
		b, _ := g.shows(g.at, g.father, reason.OK)
		g.clock.Add(time.Second)
		for _, id := range []string{a.Scan, b.Scan} {
			if out := g.release(g.at, id, nil); out.Released || out.Reason != reason.PickCustodyRestricted {
				t.Errorf("at the hand-over: %+v", out)
			}
		}
		c, shown := g.shows(g.at, g.father, reason.PickNoPickupRight)
		if len(shown.Children) != 0 || shown.Why != reason.PickCustodyRestricted {
			t.Errorf("%+v", shown)
		}
		if out, err := g.servers[0].Release(g.Context(), g.at.Actor(), release.Ask{Scan: c.Scan, Child: g.child.Person, Staff: g.guard.Person}); fault.As(err).Code != "not_found" || out.Released {
			t.Errorf("a refused scan: %+v, %v", out, err)
		}
		if n := g.count("SELECT count(*) FROM scan WHERE reason = 'PICK_CUSTODY_RESTRICTED'"); n != 0 {
			t.Error("scans say it")
		}
		if n := g.count("SELECT count(*) FROM outbox_notice WHERE kind = ? AND to_whom NOT LIKE '%guardian%'", release.NoticeStopped); n != 3 {
			t.Errorf("staff was told %d times", n)
		}
		if n := g.count("SELECT count(*) FROM outbox_notice WHERE to_whom LIKE '%guardian%' AND kind LIKE 'pickup%'"); n != 0 {
			t.Errorf("the family was told %d times", n)
		}
		// The mother may, and who may never take the child is not told where it went.
		if err := books.Add(g.Context(), g.Admin, g.School, g.pair, rule.Restriction{Kind: rule.Never, FromDay: "2026-11-16", Document: "判决书"}, nil); err != nil {
			t.Fatal(err)
		}
		m, _ := g.shows(g.at, g.mother, reason.OK)
		if out := g.release(g.at, m.Scan, nil); !out.Released {
			t.Fatalf("%+v", out)
		}
		if n := g.count("SELECT count(*) FROM outbox_notice WHERE kind = ? AND not_to = ?", release.NoticeReleased, g.father.Person); n != 1 {
			t.Error("the restricted father is told where the child is")
		}
		// The guardianship as a whole.
		g.World.Exec(t, "UPDATE guardianship SET restricted = TRUE WHERE id = ?", g.pair)
		g.World.Exec(t, "UPDATE pickup_restriction SET ended_at = 1")
		if _, shown = g.shows(g.at, g.father, reason.PickNoPickupRight); shown.Why != reason.PickCustodyRestricted {
			t.Errorf("%+v", shown)
		}
	})
}

// What stops a release besides: too early, held, a lockdown until two people end it, an
// everyday code, a chip, another terminal's scan, a plan that means somebody else.
func TestWhatStopsARelease(t *testing.T) {
	each(t, func(g *gate) {
		t := g.T
		a, _ := g.shows(g.at, g.mother, reason.OK)
		g.clock.Add(-16 * time.Minute)
		if out := g.release(g.at, a.Scan, nil); out.Reason != reason.PickTooEarly {
			t.Errorf("16 minutes before dismissal: %+v", out)
		}
		g.clock.Add(16 * time.Minute)
		if err := g.servers[0].Hold(g.Context(), g.Admin, g.School, g.child.Person, "等医生"); err != nil {
			t.Fatal(err)
		}
		if out := g.release(g.at, a.Scan, nil); out.Reason != reason.PickHoldByStaff {
			t.Errorf("held: %+v", out)
		}
		if err := g.servers[0].Hold(g.Context(), g.mother.Actor, g.School, g.child.Person, ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a mother lets go: %v", err)
		}
		if err := g.servers[0].Hold(g.Context(), g.Admin, g.School, g.child.Person, ""); err != nil {
			t.Fatal(err)
		}
		if err := g.servers[1].LockDown(g.Context(), g.Admin, g.School, " "); fault.As(err).Code != "lockdown_why" {
			t.Error(err)
		}
		if err := g.servers[1].LockDown(g.Context(), g.Admin, g.School, "演练"); err != nil {
			t.Fatal(err)
		}
		if out := g.release(g.at, a.Scan, nil); out.Reason != reason.PermLockdown {
			t.Errorf("lockdown: %+v", out)
		}
		for i := range 2 {
			ended, err := g.servers[0].LiftLock(g.Context(), g.Admin, g.School)
			if ended || i == 1 && fault.As(err).Code != "lockdown_second" || i == 0 && err != nil {
				t.Errorf("the same person, %d: ended %v, %v", i, ended, err)
			}
		}
		if out := g.release(g.at, a.Scan, nil); out.Reason != reason.PermLockdown {
			t.Errorf("lockdown with one word: %+v", out)
		}
		second := g.Holder(t, allow.Admin)
		if ended, err := g.servers[0].LiftLock(g.Context(), second.Actor, g.School); err != nil || !ended {
			t.Errorf("ended %v, %v", ended, err)
		}
		everyday := scantest.Present(t, g.scans[0], scan.Presentation{Terminal: g.at, Key: g.Key(), Code: g.mother.Code(g.clock.Now(), 200)})
		if everyday.Reason != reason.CodeWrongAudience {
			t.Errorf("an everyday code: %s", everyday.Reason)
		}
		if chip := scantest.Present(t, g.scans[0], scan.Presentation{Terminal: g.at, Key: g.Key(), Chip: g.mother.Chip}); chip.Reason != reason.PickIdentityUnverified {
			t.Errorf("a chip: %s", chip.Reason)
		}
		if _, err := g.servers[0].Release(g.Context(), g.desk().Actor(), release.Ask{Scan: a.Scan, Child: g.child.Person, Staff: g.guard.Person}); !fault.Is(err, fault.NotFound) {
			t.Errorf("another terminal's scan: %v", err)
		}
		stranger := g.Holder(t, allow.Student)
		if _, err := g.servers[0].Release(g.Context(), g.at.Actor(), release.Ask{Scan: a.Scan, Child: stranger.Person, Staff: g.guard.Person}); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's child: %v", err)
		}
		if _, err := plan.New(g.DB, g.Feed).SetDay(g.Context(), g.Admin, g.School, g.child.Person, "2026-11-23", &rule.Plan{Mode: rule.ByBus}); err != nil {
			t.Fatal(err)
		}
		if out := g.release(g.at, a.Scan, nil); out.Released || out.Reason != reason.PickOtherMode {
			t.Errorf("the plan says the bus: %+v", out)
		}
		if out := g.release(g.at, a.Scan, func(a *release.Ask) { a.Differs = true }); !out.Released || out.Reason != reason.PickOtherMode {
			t.Errorf("staff has read it: %+v", out)
		}
		if n := g.count("SELECT count(*) FROM pickup_event WHERE event = 'refuse'"); n != 4 {
			t.Errorf("%d refusals on record", n)
		}
	})
}

// Twins within ten seconds ask again, and are two releases (scenario 19); a mistake is
// taken back at the terminal that made it, and the family is told the truth.
func TestTwinsAndMistakes(t *testing.T) {
	each(t, func(g *gate) {
		t := g.T
		twin := g.Holder(t, allow.Student)
		g.World.Exec(t, "UPDATE membership SET class_id = ? WHERE id = ?", g.class, twin.Membership)
		g.World.Exec(t, "UPDATE person SET name = '陈一诺' WHERE id = ?", g.child.Person)
		g.World.Exec(t, "UPDATE person SET name = '陈一言' WHERE id = ?", twin.Person)
		g.Guardian(t, g.mother, twin, "母亲", false)
		a, shown := g.shows(g.at, g.mother, reason.OK)
		if len(shown.Children) != 2 {
			t.Fatalf("%+v", shown)
		}
		g.release(g.at, a.Scan, nil)
		g.clock.Add(9 * time.Second)
		other := func(a *release.Ask) { a.Child = twin.Person }
		if out := g.release(g.at, a.Scan, other); out.Released || out.Alike != "陈一诺" {
			t.Errorf("a twin within ten seconds: %+v", out)
		}
		if out := g.release(g.at, a.Scan, func(a *release.Ask) { a.Child, a.Sure = twin.Person, true }); !out.Released {
			t.Errorf("looked again: %+v", out)
		}
		if err := g.servers[0].TakeBack(g.Context(), g.desk().Actor(), twin.Person, g.guard.Person); fault.As(err).Code != "pickup_gone" {
			t.Errorf("another terminal takes it back: %v", err)
		}
		if err := g.servers[0].TakeBack(g.Context(), g.at.Actor(), twin.Person, g.guard.Person); err != nil {
			t.Fatal(err)
		}
		if n := g.count("SELECT count(*) FROM outbox_notice WHERE kind = ? AND replaces <> ''", release.NoticeUndone); n != 1 {
			t.Errorf("%d corrections", n)
		}
		g.clock.Add(11 * time.Second)
		if out := g.release(g.at, a.Scan, other); !out.Released {
			t.Errorf("again, ten seconds later: %+v", out)
		}
		g.clock.Add(6 * time.Minute)
		if err := g.servers[0].TakeBack(g.Context(), g.at.Actor(), twin.Person, g.guard.Person); fault.As(err).Code != "pickup_gone" {
			t.Errorf("six minutes later: %v", err)
		}
	})
}

// Without a phone staff says who it is and why, and a second person confirms.
func TestWithoutAPhoneItTakesTwo(t *testing.T) {
	each(t, func(g *gate) {
		t := g.T
		raw, err := g.scans[0].Manual(g.Context(), scan.Presentation{Terminal: g.at, Key: g.Key(), Person: g.mother.Person, Staff: g.guard.Person, Note: "手机没电，看了身份证"})
		if err != nil {
			t.Fatal(err)
		}
		a := scantest.Decode(t, raw)
		if a.Reason != reason.OK {
			t.Fatalf("%+v", a)
		}
		ask := release.Ask{Scan: a.Scan, Child: g.child.Person, Staff: g.guard.Person}
		for _, second := range []string{"", g.guard.Person} {
			ask.Second = second
			if _, err := g.servers[0].Release(g.Context(), g.at.Actor(), ask); fault.As(err).Code != "pickup_second" {
				t.Errorf("by one person: %v", err)
			}
		}
		ask.Second = g.Holder(t, allow.Guard).Person
		if out, err := g.servers[0].Release(g.Context(), g.at.Actor(), ask); err != nil || !out.Released {
			t.Errorf("%+v, %v", out, err)
		}
	})
}
