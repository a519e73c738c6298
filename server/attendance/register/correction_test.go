package register_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/attendance/correction"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/projection"
	"yunka/server/schooltest"
	"yunka/server/timetable"
)

// The days of the week of monday.
const (
	tuesday  = "2026-11-24"
	friday   = "2026-11-27"
	saturday = "2026-11-28"
)

// court is a stage with a late pupil, the family and the staff around.
type court struct {
	*stage
	fix                           *correction.Service
	pupil, other                  *schooltest.Holder
	mother, aunt, teacher, second *schooltest.Holder
}

// eachCourt is Monday at 19:00: the pupil came at 08:06:30, and everything is known.
func eachCourt(t *testing.T, fn func(c *court)) {
	eachStage(t, func(s *stage) {
		c := &court{stage: s, fix: correction.New(s.DB, s.register), pupil: s.pupil(0), other: s.pupil(1)}
		c.mother = s.Member(s.T, allow.Parent, campus.Person{Name: "周文静"})
		s.Guardian(s.T, c.mother, c.pupil, "母亲", false)
		c.mother.Actor.Children = map[string]allow.Rights{c.pupil.Person: allow.View | allow.Notify}
		c.aunt = s.Member(s.T, allow.Parent, campus.Person{Name: "林姨"})
		c.aunt.Actor.Children = map[string]allow.Rights{c.pupil.Person: allow.Pickup}
		c.teacher, c.second = c.classTeacher("方老师", 0), c.classTeacher("李老师", 1)
		s.told(at(monday, "06:00:00"))
		s.keep()
		s.clock.Set(at(monday, "08:06:30"))
		s.scan(c.pupil.Person, "in", at(monday, "08:06:30"), false)
		s.keep()
		s.clock.Set(at(monday, "17:10:00"))
		s.scan(c.pupil.Person, "out", at(monday, "17:10:00"), false)
		s.clock.Set(at(monday, "19:00:00"))
		s.told(at(monday, "19:00:00"))
		s.keep()
		s.is(c.pupil, monday, "late +390, present", "as punched")
		fn(c)
	})
}

func (c *court) classTeacher(name string, class int) *schooltest.Holder {
	h := c.Member(c.T, allow.Teacher, campus.Person{Name: name})
	h.Actor.Posts = []allow.Held{{School: c.School, Membership: h.Membership, Post: allow.ClassTeacher, Of: allow.OfClass, ID: c.classes[class], Classes: []string{c.classes[class]}}}
	return h
}

func (c *court) ask(who *schooltest.Holder, change ...func(*correction.Ask)) (string, error) {
	a := correction.Ask{Person: c.pupil.Person, Day: monday, Session: c.am, Reason: correction.WasOnTime}
	for _, fn := range change {
		fn(&a)
	}
	return c.fix.Ask(ctx, who.Actor, c.School, a)
}

func (c *court) asked(who *schooltest.Holder, change ...func(*correction.Ask)) string {
	c.Helper()
	id, err := c.ask(who, change...)
	if err != nil {
		c.Fatal(err)
	}
	return id
}

func (c *court) request(id string) (k correction.Correction) {
	c.Helper()
	c.read(func(ctx context.Context, q bun.IDB) (err error) {
		k, err = correction.Read(ctx, q, c.School, id)
		return err
	})
	return k
}

// A mother asks, the class teacher agrees: the cell says it and what it was, the scan is
// what it was, and she hears of it once, by the answer.
func TestACorrectionFromTheFamilyToTheCell(t *testing.T) {
	eachCourt(t, func(c *court) {
		id := c.asked(c.mother, func(a *correction.Ask) { a.Note, a.Evidence = " 校车晚点 ", picture(400, 300) })
		k := c.request(id)
		if k.Was != rule.Late || k.Wanted != rule.MadeUp || k.Note != "校车晚点" || !k.HasEvidence || k.AskedName != "周文静" || k.State != correction.Open {
			t.Errorf("asked: %+v", k)
		}
		c.follow()
		c.is(c.pupil, monday, "late +390, present", "only asked")
		if got := c.notices(c.pupil.Person); got != "late left correction.asked" {
			t.Errorf("told %q", got)
		}
		if err := c.fix.Decide(ctx, c.teacher.Actor, c.School, id, true, "", "校车是晚了"); err != nil {
			t.Fatal(err)
		}
		c.follow()
		c.is(c.pupil, monday, "made_up +390, present", "agreed")
		if got := c.notices(c.pupil.Person); got != "late left correction.asked correction.answered" {
			t.Errorf("told %q: the answer says it once", got)
		}
		c.read(func(ctx context.Context, q bun.IDB) error {
			list, err := register.OfPeople(ctx, q, c.School, []string{c.pupil.Person}, monday, monday)
			if len(list) != 2 || list[0].Was != rule.Late || list[0].Came == 0 {
				t.Errorf("the cell forgot what was: %+v", list)
			}
			return err
		})
		if n := schooltest.Value[int](t, c.DB, "SELECT count(*) FROM scan WHERE person_id = ?", c.pupil.Person); n != 2 {
			t.Errorf("%d scans", n)
		}
		// As something else than was asked, and a refusal with its reason.
		again := c.asked(c.teacher, func(a *correction.Ask) { a.Reason = correction.WasNotThere })
		if err := c.fix.Decide(ctx, c.Admin, c.School, again, true, rule.Official, ""); err != nil {
			t.Fatal(err)
		}
		c.follow()
		c.is(c.pupil, monday, "official +390, present", "the later one counts")
		last := c.asked(c.mother, func(a *correction.Ask) { a.Reason = correction.WasThere })
		if err := c.fix.Decide(ctx, c.teacher.Actor, c.School, last, false, "", "校门口录像里没有"); err != nil {
			t.Fatal(err)
		}
		c.follow()
		c.is(c.pupil, monday, "official +390, present", "refused")
		if k := c.request(last); k.State != correction.Refused || k.Answer != "校门口录像里没有" || k.DecidedName != "方老师" {
			t.Errorf("refused: %+v", k)
		}
	})
}

// Every refusal of a request, each with its code; nothing is written.
func TestRequestsThatAreRefused(t *testing.T) {
	eachCourt(t, func(c *court) {
		// The pupil's class is held on Tuesday, too, and not on Saturday.
		for name, try := range map[string]struct {
			code   string
			who    *schooltest.Holder
			change func(*correction.Ask)
		}{
			"another's child":            {"forbidden", c.mother, func(a *correction.Ask) { a.Person = c.other.Person }},
			"without the right to see":   {"forbidden", c.aunt, func(*correction.Ask) {}},
			"a teacher of another class": {"forbidden", c.second, func(*correction.Ask) {}},
			"another pupil":              {"forbidden", c.other, func(*correction.Ask) {}},
			"nobody":                     {"not_found", c.mother, func(a *correction.Ask) { a.Person = "nobody" }},
			"no reason":                  {"correction_reason", c.mother, func(a *correction.Ask) { a.Reason = "" }},
			"what only staff says":       {"correction_reason", c.mother, func(a *correction.Ask) { a.Reason = correction.WasNotThere }},
			"other without a note":       {"correction_note", c.mother, func(a *correction.Ask) { a.Reason, a.Note = correction.WasOtherwise, "  " }},
			"a note too long":            {"correction_note", c.mother, func(a *correction.Ask) { a.Note = strings.Repeat("晚", 201) }},
			"a note of bytes":            {"correction_note", c.mother, func(a *correction.Ask) { a.Note = "\xff" }},
			"no day":                     {"mark_day", c.mother, func(a *correction.Ask) { a.Day = "2026-02-30" }},
			"a day to come":              {"mark_day", c.mother, func(a *correction.Ask) { a.Day = tuesday }},
			"a day without school":       {"mark_day", c.mother, func(a *correction.Ask) { a.Day = "2026-11-22" }},
			"no session":                 {"mark_session", c.mother, func(a *correction.Ask) { a.Session = "s9" }},
			"it counts so already":       {"correction_same", c.mother, func(a *correction.Ask) { a.Session = c.pm }},
			"no picture":                 {"evidence_kind", c.mother, func(a *correction.Ask) { a.Evidence = []byte("%PDF-1.4 a doctor's note") }},
			"a picture of nothing":       {"evidence_small", c.mother, func(a *correction.Ask) { a.Evidence = picture(20, 20) }},
			"a file too large":           {"evidence_size", c.mother, func(a *correction.Ask) { a.Evidence = make([]byte, 11<<20) }},
		} {
			if _, err := c.ask(try.who, try.change); code(err) != try.code {
				t.Errorf("%s: %v, want %s", name, err, try.code)
			}
		}
		if n := schooltest.Value[int](t, c.DB, "SELECT count(*) FROM attendance_correction"); n != 0 {
			t.Errorf("%d were written", n)
		}
		id := c.asked(c.mother)
		if _, err := c.ask(c.pupil); code(err) != "correction_open" {
			t.Errorf("a second one: %v", err)
		}
		// What was taken back neither stands in the way nor counts.
		if err := c.fix.Withdraw(ctx, c.mother.Actor, c.School, id); err != nil {
			t.Fatal(err)
		}
		for range correction.PerMonth {
			id := c.asked(c.mother)
			if err := c.fix.Decide(ctx, c.teacher.Actor, c.School, id, false, "", "不是"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.ask(c.mother); code(err) != "correction_quota" {
			t.Errorf("a fourth in a month: %v", err)
		}
		if _, err := c.ask(c.teacher); err != nil {
			t.Errorf("staff has no quota: %v", err)
		}
		// Three school days later is in time, the fourth is not: Thursday and Friday.
		c.clock.Set(at("2026-11-26", "20:00:00"))
		c.told(at("2026-11-26", "20:00:00"))
		c.keep()
		of := func(a *correction.Ask) { a.Person = c.other.Person }
		c.mother.Actor.Children[c.other.Person] = allow.View
		c.asked(c.mother, of)
		c.clock.Set(at(friday, "20:00:00"))
		pm := func(a *correction.Ask) { a.Person, a.Session = c.other.Person, c.pm }
		if _, err := c.ask(c.mother, pm); code(err) != "correction_late" {
			t.Errorf("on the fourth day: %v", err)
		}
		c.clock.Set(at(saturday, "20:00:00"))
		if _, err := c.ask(c.second, pm); err != nil {
			t.Errorf("staff is never late: %v", err)
		}
	})
}

// A session that has not begun cannot be contested, although its day has.
func TestNobodyContestsWhatHasNotBegun(t *testing.T) {
	eachCourt(t, func(c *court) {
		c.clock.Set(at(tuesday, "07:30:00"))
		c.keep()
		if _, err := c.ask(c.mother, func(a *correction.Ask) { a.Day = tuesday }); code(err) != "mark_day" {
			t.Errorf("before it: %v", err)
		}
		c.clock.Set(at(tuesday, "08:00:01"))
		c.asked(c.mother, func(a *correction.Ask) { a.Day = tuesday })
	})
}

// Every refusal of an answer: a requester never answers, nor who is of the family.
func TestAnswersThatAreRefused(t *testing.T) {
	eachCourt(t, func(c *court) {
		id := c.asked(c.mother)
		parent := *c.teacher // the class teacher is the child's father, too
		parent.Actor.Children = map[string]allow.Rights{c.pupil.Person: allow.View}
		far := schooltest.New(t, c.DB)
		for name, try := range map[string]struct {
			code   string
			who    allow.Actor
			accept bool
			as     rule.State
			answer string
		}{
			"who asked":                    {"forbidden", c.mother.Actor, true, "", ""},
			"the pupil":                    {"forbidden", c.pupil.Actor, true, "", ""},
			"a teacher of another class":   {"forbidden", c.second.Actor, true, "", ""},
			"an admin of another school":   {"not_found", far.Admin, true, "", ""},
			"a class teacher of the child": {"correction_own", parent.Actor, true, "", ""},
			"no reason for a refusal":      {"correction_answer", c.teacher.Actor, false, "", " "},
			"an answer too long":           {"correction_answer", c.teacher.Actor, true, "", strings.Repeat("好", 201)},
			"late for present":             {"correction_state", c.teacher.Actor, true, rule.Late, ""},
		} {
			if err := c.fix.Decide(ctx, try.who, c.School, id, try.accept, try.as, try.answer); code(err) != try.code {
				t.Errorf("%s: %v, want %s", name, err, try.code)
			}
		}
		if err := c.fix.Decide(ctx, c.teacher.Actor, c.School, "none", true, "", ""); code(err) != "not_found" {
			t.Errorf("no such request: %v", err)
		}
		for name, who := range map[string]*schooltest.Holder{"the pupil": c.pupil, "the teacher": c.teacher, "the aunt": c.aunt} {
			if err := c.fix.Withdraw(ctx, who.Actor, c.School, id); code(err) != "forbidden" {
				t.Errorf("%s takes it back: %v", name, err)
			}
		}
		blind := *c.mother
		blind.Actor.Children = nil
		if err := c.fix.Withdraw(ctx, blind.Actor, c.School, id); code(err) != "forbidden" {
			t.Errorf("a mother who may not see any more takes it back: %v", err)
		}
		if k := c.request(id); k.State != correction.Open {
			t.Fatalf("answered: %+v", k)
		}
		if err := c.fix.Withdraw(ctx, c.mother.Actor, c.School, id); err != nil {
			t.Fatal(err)
		}
		if err := c.fix.Decide(ctx, c.teacher.Actor, c.School, id, true, "", ""); code(err) != "correction_answered" {
			t.Errorf("taken back, then agreed to: %v", err)
		}
		// What a teacher asked for, somebody else answers, whoever the class is of.
		mine := c.asked(c.teacher)
		if err := c.fix.Decide(ctx, c.teacher.Actor, c.School, mine, true, "", ""); code(err) != "correction_own" {
			t.Errorf("the requester agrees: %v", err)
		}
		c.follow()
		c.is(c.pupil, monday, "late +390, present", "nobody agreed")
	})
}

// Two answer at once: one counts, the other hears of it, and the family hears once.
func TestTwoAnswerAtOnce(t *testing.T) {
	eachCourt(t, func(c *court) {
		id := c.asked(c.mother)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, who := range []allow.Actor{c.teacher.Actor, c.Admin} {
			wg.Go(func() { errs[i] = c.fix.Decide(ctx, who, c.School, id, i == 0, "", "看过了") })
		}
		wg.Wait()
		won, lost := 0, 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case fault.As(err).Code == "correction_answered":
				lost++
			default:
				t.Error(err)
			}
		}
		if won != 1 || lost != 1 {
			t.Errorf("%d answers, %d refused: %v", won, lost, errs)
		}
		if got := c.notices(c.pupil.Person); got != "late left correction.asked correction.answered" {
			t.Errorf("told %q", got)
		}
	})
}

// Who may answer sees the request in the list, with the class of that day, and nobody
// sees their own.
func TestWhoseListARequestIsOn(t *testing.T) {
	eachCourt(t, func(c *court) {
		id := c.asked(c.mother)
		of := func(a allow.Actor) (n int) {
			c.read(func(ctx context.Context, q bun.IDB) error {
				sc, err := campus.SchoolByID(ctx, q, c.School)
				if err != nil {
					return err
				}
				list, err := correction.ListOpen(ctx, q, a, sc)
				for _, k := range list {
					if k.ID == id && k.ClassID == c.classes[0] {
						n++
					}
				}
				return err
			})
			return n
		}
		father := *c.teacher
		father.Actor.Children = map[string]allow.Rights{c.pupil.Person: allow.View}
		c.clock.Set(at(tuesday, "12:00:00"))
		c.move(campus.New(c.DB, c.Feed), c.pupil.Person, c.classes[1]) // since then
		for name, w := range map[string]struct {
			who  allow.Actor
			want int
		}{"class teacher of the day": {c.teacher.Actor, 1}, "the office": {c.Admin, 1}, "the new class teacher": {c.second.Actor, 0}, "the mother": {c.mother.Actor, 0}, "a teacher who is the father": {father.Actor, 0}} {
			if got := of(w.who); got != w.want {
				t.Errorf("%s: %d, want %d", name, got, w.want)
			}
		}
	})
}

// A closed register takes no marks, only corrections; it is never opened again.
func TestAClosedDayTakesCorrectionsOnly(t *testing.T) {
	eachCourt(t, func(c *court) {
		for name, try := range map[string]struct {
			code, until string
			who         allow.Actor
		}{
			"a class teacher": {"forbidden", "2026-11-22", c.teacher.Actor},
			"today":           {"lock_day", monday, c.Admin},
			"no day":          {"lock_day", "2026-02-30", c.Admin},
		} {
			if err := c.register.Close(ctx, try.who, c.School, try.until); code(err) != try.code {
				t.Errorf("%s: %v, want %s", name, err, try.code)
			}
		}
		c.clock.Set(at(tuesday, "12:00:00"))
		c.keep()
		if _, err := c.register.Mark(ctx, c.teacher.Actor, c.School, c.pupil.Person, monday, c.am, register.MarkComing); err != nil {
			t.Fatal(err)
		}
		if err := c.register.Close(ctx, c.Admin, c.School, monday); err != nil {
			t.Fatal(err)
		}
		if err := c.register.Close(ctx, c.Admin, c.School, "2026-11-20"); code(err) != "lock_again" {
			t.Errorf("an earlier day: %v", err)
		}
		if _, err := c.register.Mark(ctx, c.teacher.Actor, c.School, c.pupil.Person, monday, c.am, register.MarkHere); code(err) != "mark_locked" {
			t.Errorf("a mark: %v", err)
		}
		if err := c.register.Unmark(ctx, c.teacher.Actor, c.School, c.pupil.Person, monday, c.am); code(err) != "mark_locked" {
			t.Errorf("taking a mark back: %v", err)
		}
		if _, err := c.register.Mark(ctx, c.teacher.Actor, c.School, c.pupil.Person, tuesday, c.am, register.MarkHere); err != nil {
			t.Errorf("the day after: %v", err)
		}
		closed := func() string { return c.day(c.pupil.Person, monday) + c.day(c.other.Person, monday) }
		// What a terminal brings now changes nothing of Monday, live or rebuilt.
		c.scan(c.pupil.Person, "in", at(monday, "07:58:00"), true)
		c.scan(c.other.Person, "in", at(monday, "07:59:00"), true)
		was := closed()
		c.follow()
		if now := closed(); now != was {
			t.Errorf("late scans changed a closed day:\n%s\nwas\n%s", now, was)
		}
		c.Tx(c.T, func(ctx context.Context, tx *db.Tx) error { return projection.Rebuild(ctx, tx, c.cells, c.School) })
		c.follow()
		if now := closed(); now != was {
			t.Errorf("a rebuild changed a closed day:\n%s\nwas\n%s", now, was)
		}
		year := timetable.NewService(c.DB, c.Feed, register.ClosedUntil)
		if err := year.SetDays(ctx, c.Admin, c.School, []access.Span{{First: monday, Last: tuesday, WorksAs: 8}}, true); code(err) != "calendar_closed" {
			t.Errorf("a holiday over a closed day: %v", err)
		}
		if err := year.SetDays(ctx, c.Admin, c.School, []access.Span{{First: tuesday, Last: tuesday, WorksAs: 8}}, true); err != nil {
			t.Errorf("a holiday after it: %v", err)
		}
		id := c.asked(c.mother)
		if err := c.fix.Decide(ctx, c.teacher.Actor, c.School, id, true, "", ""); err != nil {
			t.Fatal(err)
		}
		c.follow()
		c.is(c.pupil, monday, "made_up +390, present", "a correction counts")
		c.read(func(ctx context.Context, q bun.IDB) error {
			list, err := register.Closings(ctx, q, c.School, 5)
			if len(list) != 1 || list[0].UntilDay != monday {
				t.Errorf("closings: %+v", list)
			}
			return err
		})
	})
}

// picture is a JPEG of that size.
func picture(w, h int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, w, h)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// The keeper opens a day within seconds. What is said of it before is not refused, and is
// there when it is open.
func TestADayThatIsNotOpenYetTakesMarks(t *testing.T) {
	eachStage(t, func(s *stage) {
		who := s.pupil(0)
		s.clock.Set(at(monday, "08:10:00"))
		if _, err := s.register.Mark(ctx, s.Admin, s.School, who.Person, monday, s.am, register.MarkHere); err != nil {
			t.Fatal(err)
		}
		s.follow()
		s.keep()
		s.is(who, monday, "present, pending", "opened after the mark")
		for _, day := range []string{"2026-11-24", "2026-11-20", "2026-11-22"} {
			if _, err := s.register.Mark(ctx, s.Admin, s.School, who.Person, day, s.am, register.MarkHere); fault.As(err).Code != "mark_day" {
				t.Errorf("a mark on %s: %v", day, err)
			}
		}
	})
}

// A demo's families have asked, once, and only who may see the child.
func TestADemoHasSomethingToAnswer(t *testing.T) {
	eachCourt(t, func(c *court) {
		for range 2 {
			if err := c.fix.Demo(ctx, c.School); err != nil {
				t.Fatal(err)
			}
		}
		var asked []string
		c.read(func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT asked_by FROM attendance_correction WHERE school_id = ? AND state = 'open'", c.School).Scan(ctx, &asked)
		})
		if len(asked) != 1 || asked[0] != c.mother.Person {
			t.Errorf("asked by %v, want the mother %s once", asked, c.mother.Person)
		}
	})
}
