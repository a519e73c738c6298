package stats_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/reason"
	"yunka/server/schooltest"
	"yunka/server/stats"
)

// ledger writes scans as the scan path would, at times of its own.
type ledger struct {
	*testing.T
	*schooltest.Fixture
	gates  []string // that scans are at in turn; "" is none
	people []*schooltest.Holder
	feed   int64
	open   []string // scans that wait for staff
	passed []string // scans that let somebody through
}

func (l *ledger) exec(query string, args ...any) {
	l.Helper()
	l.Exec(l.T, query, args...)
}

func (l *ledger) next() int64 {
	l.feed++
	l.exec("UPDATE feed_head SET last = ? WHERE school_id = ?", l.feed, l.School)
	return l.feed
}

func newLedger(t *testing.T, e db.Engine) *ledger {
	f := schooltest.New(t, dbtest.Open(t, e), schooltest.TimeZone("Europe/Berlin"))
	l := &ledger{T: t, Fixture: f, gates: []string{"", f.GateIn, f.GateIn, f.OfficeIn}}
	l.feed = schooltest.Value[int64](t, f.DB, "SELECT last FROM feed_head WHERE school_id = ?", f.School)
	var classes []string
	for c := range 3 {
		classes = append(classes, f.Class(t, fmt.Sprint("G", c/2), fmt.Sprint("K", c)))
	}
	for p := range 9 {
		role, class := allow.Student, classes[p%3]
		if p >= 7 {
			role, class = allow.Teacher, ""
		}
		l.people = append(l.people, f.Member(t, role, campus.Person{Name: "n"}, class))
	}
	return l
}

func (l *ledger) scan(at time.Time, person int, d reason.Decision, c reason.Code, direction string) {
	gate := l.gates[l.feed%4]
	n := l.next()
	id := fmt.Sprintf("scan-%06d", n)
	var who, member any
	if person >= 0 {
		who, member = l.people[person].Person, l.people[person].Membership
	}
	l.exec(`INSERT INTO scan (id, school_id, feed, gate_id, terminal_id, request_key, request_hash, kind, person_id, membership_id, consumed, decision, reason, open, direction, at, answer)
VALUES (?, ?, ?, NULLIF(?, ''), ?, ?, '', 'chip', ?, ?, FALSE, ?, ?, ?, ?, ?, '')`, id, l.School, n, gate, fmt.Sprint("t", n%3), id, who, member, string(d), string(c), d == reason.Allow, direction, at.UnixMilli())
	switch d {
	case reason.Confirm:
		l.open = append(l.open, id)
	case reason.Allow:
		l.passed = append(l.passed, id)
	}
}

// late is what a terminal without a network let through and uploads now.
func (l *ledger) late(at, now time.Time, person int) {
	l.scan(at, person, reason.Allow, reason.OK, "in")
	l.exec("UPDATE scan SET mode = 'offline', received_at = ? WHERE school_id = ? AND feed = ?", now.UnixMilli(), l.School, l.feed)
}

// undo takes back the newest passage, or one before it: also when its person
// has passed again since.
func (l *ledger) undo(at time.Time, back int) {
	i := len(l.passed) - 1 - back
	if i < 0 {
		return
	}
	id := l.passed[i]
	l.passed = slices.Delete(l.passed, i, i+1)
	l.exec("INSERT INTO scan_undo (scan_id, school_id, feed, terminal_id, staff_id, request_key, at) VALUES (?, ?, ?, 't0', 'x', ?, ?)", id, l.School, l.next(), id, at.UnixMilli())
}

func (l *ledger) end(at time.Time, accepted bool) {
	if len(l.open) == 0 {
		return
	}
	id := l.open[0]
	l.open = l.open[1:]
	l.exec(`INSERT INTO scan_confirmation (scan_id, school_id, feed, terminal_id, request_key, request_hash, accepted, staff_id, at, answer) VALUES (?, ?, ?, 't0', ?, '', ?, 'x', ?, '')`, id, l.School, l.next(), id, accepted, at.UnixMilli())
	if accepted {
		l.passed = append(l.passed, id)
	}
}

// anything happens, a little later each time.
func (l *ledger) anything(r *rand.Rand, at time.Time) {
	directions := []string{"in", "in", "in", "out", "out", "unknown"}
	direction, person := directions[r.IntN(len(directions))], r.IntN(10)-1
	if r.IntN(40) == 0 { // the admin finds that the office is, or is no more, a building of its own
		l.exec("UPDATE zone SET parent_id = CASE WHEN parent_id IS NULL THEN CAST(? AS TEXT) END WHERE id = ?", l.Zone, l.Office)
	}
	switch r.IntN(7) {
	case 3:
		l.undo(at, r.IntN(4))
	case 0:
		l.scan(at, person, reason.Deny, []reason.Code{"CODE_EXPIRED", "CARD_FROZEN"}[r.IntN(2)], direction)
	case 1:
		l.scan(at, max(person, 0), reason.Confirm, "PERM_ESCORT_REQUIRED", direction)
	case 2:
		l.end(at, r.IntN(2) == 0)
	default:
		l.scan(at, max(person, 0), reason.Allow, "OK", direction)
	}
}

func read[T any](t testing.TB, d *db.DB, fn func(ctx context.Context, q bun.IDB) (T, error)) (v T) {
	t.Helper()
	if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) { v, err = fn(ctx, q); return err }); err != nil {
		t.Fatal(err)
	}
	return v
}

// naive counts a day in the simplest way, from all rows there are.
func (l *ledger) naive(start, end time.Time) (f stats.Figures) {
	type row struct {
		ID, Person, Role, Grade, Class, Terminal, Direction string
		Decision                                            reason.Decision
		Reason                                              reason.Code
		At, Ended                                           int64
		Open, Accepted, Inside, Undone                      bool
	}
	rows := read(l.T, l.DB, func(ctx context.Context, q bun.IDB) (list []row, err error) {
		err = q.NewRaw(`SELECT s.id, COALESCE(s.person_id, '') AS person, COALESCE(m.role, '') AS role, COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class, s.terminal_id AS terminal, s.direction, s.decision, s.reason, s.at, s.open,
COALESCE(x.at, 0) AS ended, COALESCE(x.accepted, FALSE) AS accepted, EXISTS (SELECT 1 FROM scan_undo u WHERE u.scan_id = s.id) AS undone, COALESCE(s.gate_id, '') = ? AND EXISTS (SELECT 1 FROM zone WHERE id = ? AND parent_id IS NOT NULL) AS inside
FROM scan s LEFT JOIN scan_confirmation x ON x.scan_id = s.id LEFT JOIN membership m ON m.id = s.membership_id LEFT JOIN class c ON c.id = m.class_id
ORDER BY COALESCE(x.at, s.at), COALESCE(x.feed, s.feed)`, l.OfficeIn, l.Office).Scan(ctx, &list)
		return list, err
	})
	n := int(end.Sub(start).Minutes())
	f = stats.Figures{Start: start, End: end, Minutes: make([]int, n), Arrivals: make([]int, n), Reasons: map[reason.Code]int{}}
	minute := func(ms int64) int { return min(int(time.UnixMilli(ms).Sub(start).Minutes()), n-1) }
	first, last, group := map[string]int64{}, map[string]string{}, map[string]stats.Group{}
	for _, r := range rows {
		if r.At < start.UnixMilli() || r.At >= end.UnixMilli() {
			continue
		}
		f.Scans++
		f.Minutes[minute(r.At)]++
		switch {
		case r.Decision == reason.Deny:
			f.Denied++
			f.Reasons[r.Reason]++
		case r.Decision == reason.Confirm && r.Ended == 0:
			f.ToConfirm++
			if f.OldestToConfirm == 0 || r.At < f.OldestToConfirm {
				f.OldestToConfirm = r.At
			}
		}
		if !r.Open && !r.Accepted {
			continue
		}
		passed := max(r.At, r.Ended)
		group[r.Person] = stats.Group{Role: r.Role, Grade: r.Grade, Class: r.Class}
		way := r.Direction
		switch {
		case r.Undone: // nobody went through
			way = ""
		case r.Inside: // in or out of the office: at school
			way = "in"
		case way == "in":
			f.In++
		case way == "out":
			f.Out++
		}
		switch way {
		case "in":
			if first[r.Person] == 0 {
				first[r.Person] = passed
			}
			last[r.Person] = "in"
		case "out":
			last[r.Person] = "out"
		}
	}
	counts := map[stats.Group]*stats.GroupCount{}
	for p, g := range group {
		if counts[g] == nil {
			counts[g] = &stats.GroupCount{Group: g}
		}
		if first[p] != 0 {
			counts[g].Came++
			if g.Role == "student" {
				f.Came++
				f.Arrivals[minute(first[p])]++
			}
		}
		switch last[p] {
		case "in":
			counts[g].Inside++
			f.Inside++
			if g.Role == "student" {
				f.PupilsInside++
			}
		case "out":
			counts[g].Left++
		}
	}
	for _, g := range counts {
		f.Groups = append(f.Groups, *g)
	}
	return f
}

func (l *ledger) same(what string, got, want stats.Figures) {
	l.Helper()
	groups := func(f stats.Figures) map[stats.Group]stats.GroupCount {
		m := map[stats.Group]stats.GroupCount{}
		for _, g := range f.Groups {
			m[g.Group] = g
		}
		return m
	}
	if a, b := groups(got), groups(want); !reflect.DeepEqual(a, b) {
		l.Fatalf("%s: groups\n%v, want\n%v", what, a, b)
	}
	scans := 0
	for _, t := range got.Terminals {
		scans += t.Scans
	}
	if scans != want.Scans {
		l.Fatalf("%s: the terminals have %d scans of %d", what, scans, want.Scans)
	}
	got.Groups, want.Groups, got.Terminals, got.AsOf, got.Feed = nil, nil, nil, time.Time{}, 0
	if !reflect.DeepEqual(got, want) {
		l.Fatalf("%s:\n%+v, want\n%+v", what, got, want)
	}
}

// Three days around the end of summer time, so that one has 25 hours: a book
// that follows, one that is opened anew at every look, and a naive count agree
// on today, and in the end on each day that is over.
func TestABookCountsWhatANaiveCountCounts(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			l := newLedger(t, e)
			r := rand.New(rand.NewPCG(7, 11))
			now, follows := time.Date(2026, 10, 24, 5, 0, 0, 0, loc), stats.NewBook()
			today := func(b *stats.Book) stats.Figures {
				return read(t, l.DB, func(ctx context.Context, q bun.IDB) (stats.Figures, error) {
					return b.Today(ctx, q, l.School, loc, now)
				})
			}
			end := time.Date(2026, 10, 26, 23, 0, 0, 0, loc)
			for i := 0; now.Before(end); i++ {
				now = now.Add(time.Duration(r.IntN(1800)) * time.Second)
				l.anything(r, now)
				if i%7 == 0 {
					l.late(now.Add(-time.Duration(r.IntN(30*3600))*time.Second), now, r.IntN(9))
				}
				if i%4 != 0 {
					continue
				}
				start, end := campus.DayOf(now, loc)
				want := l.naive(start, end)
				l.same("the book that follows, "+now.String(), today(follows), want)
				l.same("a new book, "+now.String(), today(stats.NewBook()), want)
			}
			for _, day := range []int{24, 25, 26, 27} {
				at := time.Date(2026, 10, day, 12, 0, 0, 0, loc)
				start, end := campus.DayOf(at, loc)
				got := read(t, l.DB, func(ctx context.Context, q bun.IDB) (stats.Figures, error) {
					return stats.NewBook().Day(ctx, q, l.School, loc, at, now)
				})
				if hours := map[int]int{24: 24, 25: 25, 26: 24, 27: 24}[day]; len(got.Minutes) != hours*60 {
					t.Errorf("the %dth has %d minutes", day, len(got.Minutes))
				}
				l.same(fmt.Sprint("the ", day), got, l.naive(start, end))
			}
		})
	}
}

// What a book hands out stays as it was.
func TestFiguresAreACopy(t *testing.T) {
	l, b := newLedger(t, db.SQLite), stats.NewBook()
	now := time.Date(2026, 10, 24, 9, 0, 0, 0, time.UTC)
	today := func() stats.Figures {
		return read(t, l.DB, func(ctx context.Context, q bun.IDB) (stats.Figures, error) {
			return b.Today(ctx, q, l.School, time.UTC, now)
		})
	}
	l.scan(now, 1, reason.Deny, "CODE_EXPIRED", "in")
	before := today()
	l.scan(now, 1, reason.Deny, "CODE_EXPIRED", "in")
	after := today()
	if before.Reasons["CODE_EXPIRED"] != 1 || before.Minutes[540] != 1 || after.Minutes[540] != 2 {
		t.Errorf("%v and %v", before.Reasons, after.Reasons)
	}
	if n := after.PerMinute("t1", now.Add(time.Minute)); n != 1 {
		t.Errorf("terminal 1 did %d a minute", n)
	}
}
