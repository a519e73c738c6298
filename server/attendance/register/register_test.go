package register_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/attendance/correction"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/projection"
	"yunka/server/schooltest"
	"yunka/server/timetable"
)

func eachStage(t *testing.T, fn func(s *stage)) {
	clock := schooltest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(setStage(t, d, clock)) }, db.WithClock(clock.Now))
}

// A silent gate: nobody is absent before it speaks; what it kept back then says who
// was late.
func TestNobodyIsAbsentWhileAGateIsSilent(t *testing.T) {
	eachStage(t, func(s *stage) {
		seen, late, absent := s.pupil(0), s.pupil(0), s.pupil(0)
		s.told(at(monday, "06:00:00"))
		s.keep()
		s.clock.Set(at(monday, "07:55:00"))
		s.scan(seen.Person, "in", at(monday, "07:55:00"), false)
		s.told(at(monday, "07:56:00"))
		s.keep()
		s.is(seen, monday, "present, present", "at the gate")
		s.is(late, monday, "pending, pending", "not seen yet")
		// 08:00 to 09:30 with one gate silent since 07:56.
		s.clock.Set(at(monday, "10:30:00"))
		s.Exec(s.T, "UPDATE terminal SET complete_until = ?, last_at = ? WHERE id = ?", at(monday, "10:29:00").UnixMilli(), at(monday, "10:29:00").UnixMilli(), s.gates["out"])
		s.keep()
		s.is(absent, monday, "pending, pending", "a gate is silent")
		s.read(func(ctx context.Context, q bun.IDB) error {
			list, err := register.Silent(ctx, q, s.School, at(monday, "09:30:01").UnixMilli())
			if len(list) != 1 || list[0].ID != s.gates["in"] || list[0].Until != at(monday, "07:56:00").UnixMilli() {
				t.Errorf("silent: %+v", list)
			}
			return err
		})
		// It comes back with what it kept.
		s.scan(late.Person, "in", at(monday, "08:06:30"), true)
		s.told(at(monday, "10:30:00"))
		s.keep()
		s.is(late, monday, "late +390, present", "the gate is back")
		s.is(absent, monday, "absent, pending", "the gate is back")
		// Even later data corrects what is known.
		s.scan(absent.Person, "in", at(monday, "08:05:00"), true)
		s.keep()
		s.is(absent, monday, "present, present", "later data")
		// A gate that never beats is silent; one that keeps nothing back is complete
		// until its last contact.
		s.clock.Set(at(monday, "18:00:00"))
		s.told(at(monday, "17:00:00"))
		s.keep()
		s.is(seen, monday, "present, present", "not known who left")
		s.Exec(s.T, "UPDATE terminal SET keeps_nothing = TRUE, last_at = ? WHERE school_id = ?", at(monday, "17:31:00").UnixMilli(), s.School)
		s.keep()
		s.is(seen, monday, "present, missing_out", "nothing is kept back")
	})
}

// A school that has entered its sessions before any gate was used knows nothing: nobody
// is absent, and no family is told.
func TestNobodyIsAbsentWithoutATerminalInUse(t *testing.T) {
	eachStage(t, func(s *stage) {
		who := s.pupil(0)
		s.keep()
		s.clock.Set(at(monday, "18:00:00"))
		s.keep()
		s.is(who, monday, "pending, pending", "no gate was ever used")
		if told := s.notices(who.Person); told != "" {
			s.Errorf("the family is told %q", told)
		}
		s.scan(s.pupil(1).Person, "out", at(monday, "17:00:00"), false)
		s.keep()
		s.is(who, monday, "pending, pending", "a reader that never beats is in use")
		s.told(at(monday, "18:00:00"))
		s.keep()
		s.is(who, monday, "absent, absent", "it has told everything")
	})
}

// Who had nothing that a reader could have read is not absent because none did: not a
// pupil without a card in use, nor one whose chip was lost or whose card was stopped.
func TestNobodyIsAbsentWithoutACard(t *testing.T) {
	eachStage(t, func(s *stage) {
		s.clock.Set(at(monday, "05:00:00"))
		seen, lost, stopped, ended := s.pupil(0), s.pupil(0), s.pupil(0), s.pupil(0)
		none := s.Member(t, allow.Student, campus.Person{Name: "无卡"}, s.classes[0])
		s.clock.Set(at(monday, "07:50:00"))
		if err := s.Cards.ReportLost(ctx, s.Admin, lost.ChipCredential); err != nil {
			t.Fatal(err)
		}
		if err := s.Cards.Freeze(ctx, s.Admin, stopped.Card); err != nil {
			t.Fatal(err)
		}
		s.clock.Set(at(monday, "08:10:00"))
		late := s.GiveChip(t, s.Member(t, allow.Student, campus.Person{Name: "刚发卡"}, s.classes[0]))
		s.clock.Set(at(monday, "10:00:00")) // after that everybody could be seen
		if err := s.Cards.ReportLost(ctx, s.Admin, ended.ChipCredential); err != nil {
			t.Fatal(err)
		}
		s.clock.Set(at(monday, "10:30:00"))
		s.scan(s.pupil(1).Person, "in", at(monday, "08:00:00"), false)
		s.told(at(monday, "10:30:00"))
		s.keep()
		check := func(when string) {
			t.Helper()
			s.is(seen, monday, "absent, pending", when+": a card that nobody saw")
			s.is(ended, monday, "absent, pending", when+": a chip that was lost after it counted")
			for _, who := range []*schooltest.Holder{none, lost, stopped, late} {
				s.is(who, monday, "pending, pending", when+": without a card")
				if told := s.notices(who.Person); strings.Contains(told, "absent") {
					t.Errorf("%s: the family is told %q", when, told)
				}
			}
		}
		check("known")
		// What cards are later changes nothing of that morning.
		if err := s.Cards.Found(ctx, s.Admin, lost.ChipCredential); err != nil {
			t.Fatal(err)
		}
		if err := s.Cards.Unfreeze(ctx, s.Admin, stopped.Card); err != nil {
			t.Fatal(err)
		}
		s.GiveChip(t, none)
		s.Tx(t, func(ctx context.Context, tx *db.Tx) error { return projection.Rebuild(ctx, tx, s.cells, s.School) })
		s.keep()
		check("rebuilt")
		// Whoever is seen after all was there.
		s.scan(stopped.Person, "in", at(monday, "08:05:00"), true)
		s.keep()
		s.is(stopped, monday, "present, present", "seen after all")
		s.clock.Set(at(monday, "18:00:00"))
		s.told(at(monday, "18:00:00"))
		s.keep()
		s.is(none, monday, "pending, absent", "the afternoon, with a chip")
	})
}

// Days without school have no cells; a day that becomes one loses them, and gets
// them back.
func TestAHolidayHasNobodyAbsent(t *testing.T) {
	eachStage(t, func(s *stage) {
		who := s.pupil(1)
		year := timetable.NewService(s.DB, s.Feed, nil)
		s.keep()
		s.clock.Set(at(monday, "18:00:00"))
		s.told(at(monday, "18:00:00"))
		s.keep()
		s.is(who, monday, "absent, absent", "a school day")
		holiday := func(as int) {
			s.Helper()
			if err := year.SetDays(ctx, s.Admin, s.School, spans(monday, as), true); err != nil {
				s.Fatal(err)
			}
			s.keep()
		}
		holiday(8)
		s.is(who, monday, "", "a holiday after all")
		holiday(0)
		s.is(who, monday, "absent, absent", "a school day again")
		// Saturday: nobody is expected; a make-up day is opened like any other.
		s.clock.Set(at("2026-11-28", "18:00:00"))
		s.told(at("2026-11-28", "18:00:00"))
		s.keep()
		s.is(who, "2026-11-28", "", "a Saturday")
		s.is(who, "2026-11-26", "absent, absent", "the days between were opened late")
	})
}

// A mark says that somebody is there; taking it back says nothing again.
func TestMarks(t *testing.T) {
	eachStage(t, func(s *stage) {
		who, other := s.pupil(0), s.pupil(1)
		teacher := s.GiveChip(s.T, s.Member(s.T, allow.Teacher, campus.Person{Name: "方老师"}))
		teacher.Actor.Posts = []allow.Held{{School: s.School, Membership: teacher.Membership, Post: allow.ClassTeacher, Of: allow.OfClass, ID: s.classes[0], Classes: []string{s.classes[0]}}}
		s.keep()
		s.clock.Set(at(monday, "10:00:00"))
		s.told(at(monday, "10:00:00"))
		s.keep()
		for what, want := range map[string]string{register.MarkComing: "absent, pending", register.MarkHere: "present, pending", register.MarkSick: "absent, pending"} {
			if _, err := s.register.Mark(ctx, teacher.Actor, s.School, who.Person, monday, s.am, what); err != nil {
				t.Fatal(err)
			}
			s.follow()
			s.is(who, monday, want, what)
		}
		if err := s.register.Unmark(ctx, teacher.Actor, s.School, who.Person, monday, s.am); err != nil {
			t.Fatal(err)
		}
		s.follow()
		s.is(who, monday, "absent, pending", "taken back")
		for name, try := range map[string]struct{ code, person, day, session, what string }{
			"a pupil of another class": {"forbidden", other.Person, monday, s.am, register.MarkHere},
			"a teacher":                {"forbidden", teacher.Person, monday, s.am, register.MarkHere},
			"nobody":                   {"not_found", "nobody", monday, s.am, register.MarkHere},
			"no word":                  {"mark_what", who.Person, monday, s.am, "dead"},
			"no day":                   {"mark_day", who.Person, "2026-02-30", s.am, register.MarkHere},
			"a day without school":     {"mark_day", who.Person, "2026-11-22", s.am, register.MarkHere},
			"no session":               {"mark_session", who.Person, monday, "s9", register.MarkHere},
		} {
			if _, err := s.register.Mark(ctx, teacher.Actor, s.School, try.person, try.day, try.session, try.what); code(err) != try.code {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// runs is how many random worlds there are; REGISTER_RUNS makes them more.
var runs = func() int {
	n, _ := strconv.Atoi(os.Getenv("REGISTER_RUNS"))
	return max(n, 4)
}()

// Random worlds: whatever happens in which order, and however the projection is
// interrupted, the cells are what the facts say, and a rebuild has the same bytes.
func TestCellsEqualTheFactsInRandomWorlds(t *testing.T) {
	eachStage(t, func(s *stage) {
		for seed := range uint64(runs) {
			setStage(s.T, s.DB, s.clock).random(seed)
		}
	})
}

func (s *stage) random(seed uint64) {
	s.Helper()
	r := rand.New(rand.NewPCG(seed, 5))
	year := timetable.NewService(s.DB, s.Feed, nil)
	books := campus.New(s.DB, s.Feed)
	fix := correction.New(s.DB, s.register)
	var people []*schooltest.Holder
	for i := range 6 {
		people = append(people, s.pupil(i%2))
	}
	people = append(people, s.GiveChip(s.T, s.Member(s.T, allow.Teacher, campus.Person{Name: "老师"})))
	who := func() string { return people[r.IntN(len(people))].Person }
	var scans []string
	first := timetable.Today(s.clock.Now(), schooltest.Noon.Location())
	for range 120 {
		s.clock.Add(time.Duration(r.IntN(90)) * time.Minute)
		now := s.clock.Now()
		today := timetable.Today(now, schooltest.Noon.Location())
		way := []string{"in", "in", "out"}[r.IntN(3)]
		switch r.IntN(14) {
		case 0, 1, 2, 3:
			scans = append(scans, s.scan(who(), way, now, false))
		case 4:
			scans = append(scans, s.scan(who(), way, now.Add(-time.Duration(r.IntN(40*60))*time.Minute), true))
		case 5:
			s.told(now.Add(-time.Duration(r.IntN(60)) * time.Minute))
		case 6:
			if err := s.register.Keep(ctx); err != nil {
				s.Fatal(err)
			}
		case 7:
			if len(scans) > 0 {
				s.takeBack(scans[r.IntN(len(scans))])
			}
		case 8:
			p := people[r.IntN(6)]
			s.move(books, p.Person, s.classes[r.IntN(2)])
		case 9:
			if err := year.SetDays(ctx, s.Admin, s.School, spans(timetable.AddDays(today, -r.IntN(3)), []int{0, 8, 3}[r.IntN(3)]), true); err != nil && code(err) != "calendar_as" {
				s.Logf("calendar: %v", err)
			}
		case 10:
			_, _ = s.register.Mark(ctx, s.Admin, s.School, who(), timetable.AddDays(today, -r.IntN(2)), []string{s.am, s.pm}[r.IntN(2)], register.Marks[r.IntN(2)])
		case 11:
			id, err := fix.Ask(ctx, s.Admin, s.School, correction.Ask{Person: who(), Day: timetable.AddDays(today, -r.IntN(2)), Session: s.am, Reason: correction.Whys[r.IntN(4)]})
			if err == nil {
				_ = fix.Decide(ctx, s.second(), s.School, id, r.IntN(3) > 0, "", "好的")
			}
		case 12:
			_, _ = s.register.AddSession(ctx, s.Admin, with(morning(s.School), func(x *rule.Session) {
				x.Grade, x.ClassID, x.Starts = "三年级", s.classes[r.IntN(2)], 480+r.IntN(20)
			}))
		case 13:
			for range r.IntN(4) {
				if _, err := projection.Step(ctx, s.DB, s.cells, s.School); err != nil {
					s.Fatal(err)
				}
			}
		}
	}
	s.keep()
	followed := s.dump()
	if want := s.slowly(first); followed != want {
		s.Fatalf("seed %d: the cells are not what the facts say: %s", seed, difference(want, followed))
	}
	s.Tx(s.T, func(ctx context.Context, tx *db.Tx) error { return projection.Rebuild(ctx, tx, s.cells, s.School) })
	s.follow()
	if again := s.dump(); again != followed {
		s.Fatalf("seed %d: rebuilt, the cells differ: %s", seed, difference(followed, again))
	}
}

// second is another admin than the one who asks.
func (s *stage) second() allow.Actor {
	return allow.Actor{Kind: allow.Account, Account: "second", Seats: []allow.Seat{{School: s.School, Person: "second", Role: allow.Admin}}, People: map[string]bool{"second": true}}
}

func (s *stage) takeBack(scan string) {
	s.Tx(s.T, func(ctx context.Context, tx *db.Tx) error {
		n, err := s.Feed.Take(ctx, tx, s.School, 1)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO scan_undo (scan_id, school_id, feed, terminal_id, staff_id, request_key, at) VALUES (?, ?, ?, ?, 'x', ?, ?) ON CONFLICT DO NOTHING`,
			scan, s.School, n, s.gates["in"], db.NewID(), tx.NowMS()).Exec(ctx)
		return err
	})
}

func (s *stage) move(books *campus.Service, person, class string) {
	var was, name string
	s.read(func(ctx context.Context, q bun.IDB) error {
		d, err := campus.ReadPersonDetail(ctx, q, s.School, person)
		was, name = d.Stamp(s.clock.Now().UnixMilli()), d.Person.Name
		return err
	})
	if err := books.SavePerson(ctx, s.Admin, s.School, person, campus.PersonDraft{Name: name, Class: class, Was: was}); err != nil {
		s.Fatal(err)
	}
}

// dump is every cell that readers see.
func (s *stage) dump() string {
	var lines []string
	s.read(func(ctx context.Context, q bun.IDB) error {
		days, err := register.Days(ctx, q, s.School, "", "")
		for _, day := range days {
			list, err := register.OfDay(ctx, q, s.School, day)
			if err != nil {
				return err
			}
			for _, c := range list {
				lines = append(lines, fmt.Sprintf("%+v", c))
			}
		}
		return err
	})
	return strings.Join(lines, "\n")
}

// slowly works all cells out from the rows themselves, person by person and day by
// day, with nothing of the projection but the rule.
func (s *stage) slowly(first string) string {
	type row struct {
		day, person string
		starts      int
		session     string
		text        string
	}
	var rows []row
	loc := schooltest.Noon.Location()
	s.read(func(ctx context.Context, q bun.IDB) error {
		calendar, err := timetable.LoadCalendar(ctx, q, s.School)
		if err != nil {
			return err
		}
		sessions, err := register.Sessions(ctx, q, s.School, "", "")
		if err != nil {
			return err
		}
		days, err := register.Days(ctx, q, s.School, "", "")
		if err != nil {
			return err
		}
		for _, day := range days {
			d := calendar.Day(day)
			if !d.SchoolDay() {
				continue
			}
			start, end := campus.DayOf(at(day, "12:00:00"), loc)
			members, err := campus.MembersAt(ctx, q, s.School, end.UnixMilli()-1, rule.Expects)
			if err != nil {
				return err
			}
			for _, m := range members {
				var windows []rule.Window
				starts := map[string]int{}
				for _, one := range rule.For(sessions, m.Role, m.Grade, m.ClassID, day, d.WorksAs) {
					windows = append(windows, one.Window(day, loc))
					starts[one.ID] = one.Starts
				}
				f := rule.Facts{Known: map[string]rule.Known{}, Vouched: map[string]bool{}}
				var punches []struct {
					ID, Direction string
					At            int64
				}
				err := q.NewRaw("SELECT id, direction, at FROM scan WHERE person_id = ? AND at >= ? AND at < ? AND id NOT IN (SELECT scan_id FROM scan_undo)", m.PersonID, start.UnixMilli(), end.UnixMilli()).Scan(ctx, &punches)
				if err != nil {
					return err
				}
				for _, p := range punches {
					f.Punches = append(f.Punches, rule.Punch{ID: p.ID, At: p.At, Way: rule.Way(p.Direction)})
				}
				var pairs []struct{ A, B string }
				if err := q.NewRaw("SELECT session_id AS a, side AS b FROM attendance_known WHERE school_id = ? AND day = ?", s.School, day).Scan(ctx, &pairs); err != nil {
					return err
				}
				for _, p := range pairs {
					k := f.Known[p.A]
					if p.B == "came" {
						k.Came = true
					} else {
						k.Left = true
					}
					f.Known[p.A] = k
				}
				pairs = nil
				if err := q.NewRaw("SELECT session_id AS a, what AS b FROM attendance_mark WHERE person_id = ? AND day = ? AND undone_at IS NULL", m.PersonID, day).Scan(ctx, &pairs); err != nil {
					return err
				}
				for _, p := range pairs {
					f.Vouched[p.A] = p.B == "here"
				}
				pairs = nil
				if err := q.NewRaw("SELECT session_id AS a, wanted AS b FROM attendance_correction WHERE person_id = ? AND day = ? AND state = 'accepted' ORDER BY decided_at, id", m.PersonID, day).Scan(ctx, &pairs); err != nil {
					return err
				}
				for _, p := range pairs {
					f.Corrections = append(f.Corrections, rule.Correction{Session: p.A, State: rule.State(p.B)})
				}
				for _, c := range rule.Derive(windows, f) {
					cell := register.Cell{PersonID: m.PersonID, Day: day, SessionID: c.Session, Role: string(m.Role), ClassID: m.ClassID, State: c.State, Was: c.Was,
						Came: c.Came, LeftAt: c.Left, Late: c.Late, Early: c.Early, Excuse: c.Excuse, Vouched: c.Vouched}
					rows = append(rows, row{day, m.PersonID, starts[c.Session], c.Session, fmt.Sprintf("%+v", cell)})
				}
			}
		}
		return nil
	})
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.person, b.person), cmp.Compare(a.starts, b.starts), cmp.Compare(a.session, b.session))
	})
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = r.text
	}
	return strings.Join(lines, "\n")
}

func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(b), len(a))
}

func spans(day string, as int) []access.Span {
	return []access.Span{{First: day, Last: day, WorksAs: as, Name: "测试"}}
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}
