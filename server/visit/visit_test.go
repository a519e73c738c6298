package visit_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/pass"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
	"yunka/server/visit"
)

// stage is a school with a teacher who invites, and its doors.
type stage struct {
	*scantest.World
	t                       *testing.T
	clock                   *scantest.Clock
	visits                  *visit.Service
	scans                   *scan.Service
	host, guard             *scantest.Holder
	in, out, office, reader terminal.Identity
}

func each(t *testing.T, story func(s *stage)) {
	clock := scantest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := scantest.New(t, d)
		s := &stage{World: w, t: t, clock: clock, visits: visit.New(d), scans: w.Service(t, d), host: w.Holder(t, allow.Teacher), guard: w.Holder(t, allow.Guard)}
		s.in, _ = w.Terminal(t, w.GateIn, true)
		s.out, _ = w.Terminal(t, w.GateOut, false)
		s.office, _ = w.Terminal(t, w.OfficeIn, false)
		s.reader, _ = w.Terminal(t, w.GateIn, false)
		story(s)
	}, db.WithClock(clock.Now))
}

func (s *stage) draft(change func(*visit.Draft)) visit.Draft {
	now := s.clock.Now().UnixMilli()
	d := visit.Draft{Name: "李维修", Company: "启明电梯", Phone: "138 0013 8000", Purpose: "电梯年检", Zone: s.Zone, Look: pass.NoLook, From: now, To: now + 3*3600_000}
	if change != nil {
		change(&d)
	}
	return d
}

func (s *stage) invites(change func(*visit.Draft)) (id, code string) {
	s.t.Helper()
	id, code, err := s.visits.Invite(s.t.Context(), s.host.Actor, s.School, s.draft(change))
	if err != nil {
		s.t.Fatal(err)
	}
	return id, code
}

func (s *stage) shows(at terminal.Identity, code string, want reason.Code) scan.Answer {
	s.t.Helper()
	s.clock.Add(6 * time.Second) // a presentation of its own
	a := scantest.Present(s.t, s.scans, scan.Presentation{Terminal: at, Key: s.Key(), Code: code})
	if a.Reason != want || a.Open != (want == reason.OK) && !a.Replay {
		s.t.Errorf("%s %s open %v, want %s", a.Decision, a.Reason, a.Open, want)
	}
	return a
}

func (s *stage) is(id string, want visit.State) visit.Row {
	s.t.Helper()
	var r visit.Row
	s.reads(func(ctx context.Context, q bun.IDB) (err error) { r, err = visit.Read(ctx, q, id); return err })
	if got := r.State(s.clock.Now().UnixMilli()); got != want {
		s.t.Errorf("the visit is %s, want %s (%+v)", got, want, r)
	}
	return r
}

func (s *stage) reads(fn func(ctx context.Context, q bun.IDB) error) {
	s.t.Helper()
	if err := s.DB.Read(s.t.Context(), fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) lists(hosts []string, past bool) (ids []string) {
	s.t.Helper()
	s.reads(func(ctx context.Context, q bun.IDB) error {
		list, err := visit.List(ctx, q, s.School, s.clock.Now().UnixMilli(), visit.Query{Hosts: hosts, Past: past, Limit: 50})
		for _, r := range list {
			ids = append(ids, r.ID)
		}
		return err
	})
	return ids
}

// A guest comes in once, leaves, and is nobody of the roster.
func TestAGuestComesAndLeaves(t *testing.T) {
	each(t, func(s *stage) {
		s.asksWhoIsInside()
		id, code := s.invites(func(d *visit.Draft) { d.From += 3600_000; d.To += 3600_000 })
		s.is(id, visit.Expected)
		s.shows(s.in, code, reason.VisitNotYet)
		s.clock.Add(time.Hour)
		s.is(id, visit.Waited)
		first := s.shows(s.reader, code, reason.OK)
		if first.Person == nil || first.Person.Name != "first 李维修" || first.Person.Role != scan.Visitor || first.Person.Host != "" {
			t := s.t
			t.Errorf("%+v", first.Person)
		}
		s.is(id, visit.Inside)
		if again := scantest.Present(s.t, s.scans, scan.Presentation{Terminal: s.reader, Key: s.Key(), Code: code}); again.Open || !again.Replay || again.Scan != first.Scan {
			s.t.Errorf("the same reader sees the same code: %+v", again)
		}
		used := s.shows(s.in, code, reason.CodeAlreadyUsed)
		if used.Person == nil || used.Person.Host == "" {
			s.t.Errorf("the guard does not read whom the guest visits: %+v", used.Person)
		}
		s.shows(s.office, code, reason.PermNoRight)
		s.reads(func(ctx context.Context, q bun.IDB) error {
			here, err := access.Muster(ctx, q, s.School, s.Zone, 0, 10)
			if len(here) != 1 || here[0].Name != "李维修" || here[0].Role != scan.Visitor {
				s.t.Errorf("who is inside: %+v", here)
			}
			page, err2 := campus.SearchPeople(ctx, q, s.School, campus.PeopleQuery{}, s.clock.Now().UnixMilli())
			for _, p := range page.People {
				if p.Name == "李维修" {
					s.t.Error("the guest is in the list of people")
				}
			}
			if err == nil {
				err = err2
			}
			return err
		})
		s.clock.Add(5 * time.Hour) // stays too long
		s.is(id, visit.Overdue)
		if got := s.lists(nil, false); len(got) != 1 {
			s.t.Errorf("who stays too long is not in the list of now: %v", got)
		}
		s.shows(s.out, code, reason.OK)
		s.is(id, visit.Left)
		s.shows(s.in, code, reason.CodeAlreadyUsed)
		if now, past := s.lists(nil, false), s.lists([]string{s.host.Person}, true); len(now) != 0 || len(past) != 1 {
			s.t.Errorf("lists: now %v, past %v", now, past)
		}
		if got := s.lists([]string{s.guard.Person}, true); len(got) != 0 {
			s.t.Error("somebody else's guests are listed")
		}
		if err := s.visits.End(s.t.Context(), s.host.Actor, id); fault.As(err).Code != "visit_ended" {
			s.t.Error(err)
		}
	})
}

func (s *stage) asksWhoIsInside() {
	s.t.Helper()
	err := s.DB.Tx(s.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := access.Bump(ctx, tx, s.School); err != nil {
			return err
		}
		_, err := tx.NewRaw("UPDATE zone SET keeps_count = TRUE WHERE id = ?", s.Zone).Exec(ctx)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// The way to an inner zone lets in once at each door, and only there.
func TestAGuestOfAnInnerZone(t *testing.T) {
	each(t, func(s *stage) {
		_, code := s.invites(func(d *visit.Draft) { d.Zone = s.Office })
		s.shows(s.in, code, reason.OK)
		s.shows(s.office, code, reason.OK)
		s.clock.Add(time.Minute)
		s.shows(s.in, code, reason.CodeAlreadyUsed)
		_, late := s.invites(nil)
		s.clock.Add(4 * time.Hour)
		s.shows(s.in, late, reason.VisitOver)
	})
}

func TestAGuestWhoIsLookedAt(t *testing.T) {
	each(t, func(s *stage) {
		_, code := s.invites(func(d *visit.Draft) { d.Look = pass.Escort })
		s.shows(s.reader, code, reason.PassNeedsGuard)
		a, b := s.shows(s.in, code, reason.PermEscortRequired), s.shows(s.in, code, reason.PermEscortRequired)
		confirm := func(a scan.Answer, want reason.Code) {
			s.t.Helper()
			raw, err := s.scans.Confirm(s.t.Context(), s.in.Actor(), "en", scan.Confirmation{Scan: a.Scan, Key: s.Key(), Staff: s.guard.Person, Accept: true})
			if err != nil {
				s.t.Fatal(err)
			}
			if got := scantest.Decode(s.t, raw); got.Reason != want || got.Open != (want == reason.StaffAccepted) {
				s.t.Errorf("%+v, want %s", got, want)
			}
		}
		confirm(a, reason.StaffAccepted)
		confirm(b, reason.CodeAlreadyUsed)
		id, other := s.invites(func(d *visit.Draft) { d.Look = pass.Photo })
		c := s.shows(s.in, other, reason.PassLookAtFace)
		if err := s.visits.End(s.t.Context(), s.host.Actor, id); err != nil {
			s.t.Fatal(err)
		}
		s.is(id, visit.Cancelled)
		confirm(c, reason.CredEnded)
		s.shows(s.in, other, reason.CredEnded)
	})
}

// Signed out by hand: the code is dead, and nobody is inside any more.
func TestSignOut(t *testing.T) {
	each(t, func(s *stage) {
		s.asksWhoIsInside()
		id, code := s.invites(nil)
		s.shows(s.in, code, reason.OK)
		for _, stranger := range []allow.Actor{s.guard.Actor, {}, s.Holder(s.t, allow.Teacher).Actor} {
			if err := s.visits.End(s.t.Context(), stranger, id); err == nil {
				s.t.Error("somebody else signed the guest out")
			}
		}
		if err := s.visits.End(s.t.Context(), s.Admin, id); err != nil {
			s.t.Fatal(err)
		}
		s.is(id, visit.Left)
		s.shows(s.out, code, reason.CredEnded)
		s.reads(func(ctx context.Context, q bun.IDB) error {
			here, err := access.Muster(ctx, q, s.School, s.Zone, 0, 10)
			if len(here) != 0 {
				s.t.Errorf("still inside: %+v", here)
			}
			return err
		})
	})
}

// One code at two servers and many gates at once: it opens once.
func TestOneGuestAtManyGates(t *testing.T) {
	each(t, func(s *stage) {
		other := s.Service(s.t, s.DB)
		_, code := s.invites(nil)
		var gates []terminal.Identity
		for range 8 {
			g, _ := s.Terminal(s.t, s.GateIn, false)
			gates = append(gates, g)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		opened := 0
		for i := range 64 {
			wg.Go(func() {
				a := scantest.Present(s.t, []*scan.Service{s.scans, other}[i%2], scan.Presentation{Terminal: gates[i%8], Key: s.Key(), Code: code})
				mu.Lock()
				defer mu.Unlock()
				if a.Open {
					opened++
				}
			})
		}
		wg.Wait()
		if opened != 1 {
			s.t.Errorf("it opened %d times", opened)
		}
	})
}

// A guest whose row somebody holds waits for it: what their code has opened is counted
// under the lock, or two gates would both read that it has opened nothing. Their holder
// is another server's batch, a page, or one that is dying; the other scans go on.
func TestAGuestIsDecidedUnderLock(t *testing.T) {
	clock := scantest.NewClock()
	d := dbtest.Open(t, db.Postgres, db.WithClock(clock.Now))
	w := scantest.New(t, d)
	scans, err := scan.New(t.Context(), scan.Config{DB: d, Feed: w.Feed, Words: scantest.Words{}, AnswerWithin: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(scans.Close)
	s := &stage{World: w, t: t, clock: clock, visits: visit.New(d), scans: scans, host: w.Holder(t, allow.Teacher)}
	s.reader, _ = w.Terminal(t, w.GateIn, false)
	id, code := s.invites(nil)
	var guest string
	s.reads(func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT person_id FROM pass WHERE id = ?", id).Scan(ctx, &guest)
	})
	tx, err := d.Hot().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.Background())
	if _, err := tx.Exec(t.Context(), "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "SELECT 1 FROM person WHERE id = $1 FOR UPDATE", guest); err != nil {
		t.Fatal(err)
	}
	answered := make(chan []byte, 1)
	wait := scan.Presentation{Terminal: s.reader, Key: s.Key(), Code: code}
	go func() {
		raw, err := scans.Present(context.Background(), wait)
		if err != nil {
			t.Error(err)
		}
		answered <- raw
	}()
	for range 10 {
		if a := scantest.Present(t, scans, scan.Presentation{Terminal: s.reader, Key: s.Key(), Chip: w.Holder(t, allow.Student).Chip}); !a.Open {
			t.Errorf("somebody else waits: %+v", a)
		}
	}
	select {
	case raw := <-answered:
		t.Fatalf("decided under another's lock: %s", raw)
	default:
	}
	if err := tx.Rollback(context.Background()); err != nil {
		t.Fatal(err) // it was not held to the end
	}
	if a := scantest.Decode(t, <-answered); !a.Open {
		t.Errorf("%+v", a)
	}
}

func TestBadInvitations(t *testing.T) {
	each(t, func(s *stage) {
		long := func(n int) string { return string(make([]rune, n)) }
		for want, change := range map[string]func(*visit.Draft){
			"visit_name":    func(d *visit.Draft) { d.Name = "  " },
			"visit_company": func(d *visit.Draft) { d.Company = long(61) },
			"visit_phone":   func(d *visit.Draft) { d.Phone = "call me" },
			"visit_purpose": func(d *visit.Draft) { d.Purpose = "" },
			"visit_zone":    func(d *visit.Draft) { d.Zone = "nowhere" },
			"visit_look":    func(d *visit.Draft) { d.Look = "wave" },
			"visit_time":    func(d *visit.Draft) { d.To = d.From },
		} {
			if _, _, err := s.visits.Invite(s.t.Context(), s.host.Actor, s.School, s.draft(change)); err == nil || fault.As(err).Code != want {
				s.t.Errorf("%s: %v", want, err)
			}
		}
		for name, change := range map[string]func(*visit.Draft){
			"over":       func(d *visit.Draft) { d.From -= 9 * 3600_000; d.To = d.From + 3600_000 },
			"eight days": func(d *visit.Draft) { d.To = d.From + 8*24*3600_000 },
			"next year":  func(d *visit.Draft) { d.From += 365 * 24 * 3600_000; d.To = d.From + 3600_000 },
		} {
			if _, _, err := s.visits.Invite(s.t.Context(), s.host.Actor, s.School, s.draft(change)); err == nil || fault.As(err).Code != "visit_time" {
				s.t.Errorf("%s: %v", name, err)
			}
		}
		other := scantest.New(s.t, s.DB)
		if _, _, err := s.visits.Invite(s.t.Context(), s.host.Actor, s.School, s.draft(func(d *visit.Draft) { d.Zone = other.Zone })); err == nil || fault.As(err).Code != "visit_zone" {
			s.t.Errorf("another school's zone: %v", err)
		}
		for _, who := range []allow.Actor{s.guard.Actor, s.Holder(s.t, allow.Student).Actor, other.Admin, {}} {
			if _, _, err := s.visits.Invite(s.t.Context(), who, s.School, s.draft(nil)); err == nil {
				s.t.Errorf("%v invited", who.Seats)
			}
		}
		_, code := s.invites(nil)
		gate, _ := other.Terminal(s.t, other.GateIn, true)
		if a := s.shows(gate, code, reason.CodeWrongSchool); a.Person != nil {
			s.t.Error("another school reads who it is")
		}
	})
}
