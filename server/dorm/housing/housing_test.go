package housing_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/dorm/housing"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/post"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/part"
	"yunka/server/scan/scantest"
	"yunka/server/schooltest"
	"yunka/server/terminal"
)

var ctx = context.Background()

// house is a building with two rooms of two beds, and a clock that the test turns.
type house struct {
	*testing.T
	*scantest.World
	clock    *schooltest.Clock
	homes    *housing.Service
	scans    *scan.Service
	building string
	beds     []string // 101-1, 101-2, 102-1, 102-2
}

func each(t *testing.T, story func(h *house)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := schooltest.NewClock()
			d := dbtest.Open(t, e, db.WithClock(clock.Now))
			h := &house{T: t, World: scantest.New(t, d), clock: clock, homes: housing.New(d, feed.New())}
			var err error
			if h.building, err = h.homes.AddBuilding(ctx, h.Admin, h.School, "1 号楼"); err != nil {
				t.Fatal(err)
			}
			h.ok(h.homes.AddRooms(ctx, h.Admin, h.School, h.building, housing.Rooms{First: 101, N: 2, Beds: 2, Floor: 1}))
			h.read(func(q bun.IDB) error {
				list, err := housing.Beds(ctx, q, h.building, 1, clock.Now().UnixMilli())
				for _, b := range list {
					h.beds = append(h.beds, b.ID)
				}
				return err
			})
			if h.scans, err = scan.New(ctx, scan.Config{DB: d, Feed: h.Feed, Words: scantest.Words{}, Parts: []part.Part{h.homes.Part()}}); err != nil {
				t.Fatal(err)
			}
			story(h)
		})
	}
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) want(code string, err error) {
	h.Helper()
	got := ""
	if err != nil {
		got = fault.As(err).Code
	}
	if got != code {
		h.Errorf("%v, want %q", err, code)
	}
}

func (h *house) read(fn func(q bun.IDB) error) {
	h.Helper()
	h.ok(h.DB.Read(ctx, func(_ context.Context, q bun.IDB) error { return fn(q) }))
}

func (h *house) give(bed int, who *schooltest.Holder, at time.Time) error {
	g := housing.Give{Bed: h.beds[bed], Person: who.Person, Overlap: true}
	if !at.IsZero() {
		g.At = at.UnixMilli()
	}
	_, err := h.homes.Assign(ctx, h.Admin, h.School, g)
	return err
}

// lives says who has which bed at an instant, as "101-1".
func (h *house) lives(who *schooltest.Holder, at time.Time) (place string) {
	h.Helper()
	h.read(func(q bun.IDB) error {
		st, err := housing.Now(ctx, q, h.School, who.Person, at.UnixMilli())
		if place = st.Room + "-" + st.Bed; st.ID == "" {
			place = ""
		}
		return err
	})
	return place
}

// door leads a gate into a zone and puts a terminal there.
func (h *house) door(zone string) (who terminal.Identity) {
	h.Helper()
	gate := ""
	h.Tx(h.T, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := access.Bump(ctx, tx, h.School); err != nil {
			return err
		}
		gate, err = access.AddGate(ctx, tx, h.School, zone, "门"+h.Key(), rule.In)
		return err
	})
	who, _ = h.Terminal(h.T, gate, false)
	return who
}

func (h *house) pass(at terminal.Identity, who *schooltest.Holder) scan.Answer {
	h.Helper()
	h.clock.Add(10 * time.Second)
	return scantest.Present(h.T, h.scans, scan.Presentation{Terminal: at, Key: h.Key(), Chip: who.Chip})
}

func (h *house) says(at terminal.Identity, who *schooltest.Holder, want reason.Code) {
	h.Helper()
	if a := h.pass(at, who); a.Reason != want {
		h.Errorf("%s: %s, want %s", a.Decision, a.Reason, want)
	}
}

// A move ends the old stay at its own instant; nobody moves in the past; a bed that is kept,
// taken or promised is given to nobody.
func TestMoves(t *testing.T) {
	each(t, func(h *house) {
		a, b, now := h.Holder(t, allow.Student), h.Holder(t, allow.Student), h.clock.Now()
		h.ok(h.give(0, a, time.Time{}))
		h.want("dorm_same", h.give(0, a, time.Time{}))
		h.want("dorm_taken", h.give(0, b, time.Time{}))
		h.want("dorm_past", h.give(1, a, now.Add(-time.Hour)))
		h.want("dorm_far", h.give(1, a, now.AddDate(1, 0, 0)))
		h.want("dorm_person", h.give(1, &schooltest.Holder{Person: "nobody"}, time.Time{}))
		h.want("forbidden", func() error {
			_, err := h.homes.Assign(ctx, allow.Actor{Kind: allow.Account, Seats: []allow.Seat{{School: h.School, Role: allow.Teacher}}}, h.School, housing.Give{Bed: h.beds[1], Person: b.Person})
			return err
		}())
		noon := now.Add(3 * time.Hour)
		h.ok(h.give(2, a, noon))
		h.want("dorm_taken", h.give(2, b, time.Time{})) // promised
		h.ok(h.give(0, b, noon))                        // free from then on
		for at, want := range map[time.Time]string{now: "101-1", noon.Add(-time.Second): "101-1", noon: "102-1"} {
			if got := h.lives(a, at); got != want {
				t.Errorf("at %v a lives in %q, want %q", at, got, want)
			}
		}
		if got := h.lives(b, noon.Add(-time.Millisecond)); got != "" {
			t.Errorf("b lives in %q before", got)
		}
		// Another plan gives up the first.
		h.ok(h.give(3, a, now.Add(time.Hour)))
		if got := h.lives(a, noon); got != "102-2" {
			t.Errorf("a lives in %q", got)
		}
		_, err := h.homes.SetBed(ctx, h.Admin, h.School, h.beds[1], housing.Out)
		h.ok(err)
		h.want("dorm_closed", h.give(1, h.Holder(t, allow.Student), time.Time{}))
		_, err = h.homes.SetBed(ctx, h.Admin, h.School, h.beds[3], housing.Kept)
		h.want("dorm_bed_lived", err)
		h.want("dorm_room_taken", h.homes.AddRooms(ctx, h.Admin, h.School, h.building, housing.Rooms{First: 102, N: 1, Beds: 2, Floor: 1}))
		h.want("dorm_rooms", h.homes.AddRooms(ctx, h.Admin, h.School, h.building, housing.Rooms{First: 1, N: 0, Beds: 2}))
	})
}

// One bed that many are given at once has one of them; somebody who is given many beds at
// once has one.
func TestNeverTwo(t *testing.T) {
	each(t, func(h *house) {
		var people []*schooltest.Holder
		for range 4 {
			people = append(people, h.Holder(t, allow.Student))
		}
		var wg sync.WaitGroup
		for _, p := range people {
			for bed := range h.beds {
				wg.Go(func() { _ = h.give(bed, p, time.Time{}) })
			}
		}
		wg.Wait()
		for _, column := range []string{"bed_id", "person_id"} {
			n := schooltest.Value[int](t, h.DB, `
				SELECT count(*) FROM dorm_stay a JOIN dorm_stay b ON a.`+column+` = b.`+column+` AND a.id < b.id
				WHERE a.from_at < COALESCE(b.until_at, 1e15) AND b.from_at < COALESCE(a.until_at, 1e15)`)
			if n != 0 {
				t.Errorf("%d stays of one %s share an instant", n, column)
			}
		}
		// The mechanism of last resort: without any lock a second open stay is refused.
		err := h.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			for range 2 {
				_, err := tx.NewRaw("INSERT INTO dorm_stay (id, school_id, bed_id, person_id, from_at, settled, given_by, given_at, ended_by) SELECT ?, school_id, bed_id, person_id, 1, FALSE, '', 0, '' FROM dorm_stay LIMIT 1", db.NewID()).Exec(ctx)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if !db.IsUnique(err) {
			t.Errorf("two open stays of one bed: %v", err)
		}
	})
}

// Doors follow the bed: residents pass, a neighbour does not, wardens and granted people do;
// after a move at noon the old door opens two hours more.
func TestDoorsFollowTheBed(t *testing.T) {
	each(t, func(h *house) {
		_, err := h.homes.GiveDoor(ctx, h.Admin, h.School, schooltest.Value[string](t, h.DB, "SELECT id FROM dorm_room WHERE name = '101'"))
		h.ok(err)
		zone := schooltest.Value[string](t, h.DB, "SELECT zone_id FROM dorm_room WHERE name = '101'")
		main, room := h.door(h.building), h.door(zone)
		a, b, out, warden := h.Holder(t, allow.Student), h.Holder(t, allow.Student), h.Holder(t, allow.Student), h.Holder(t, allow.Teacher)
		for _, z := range []string{h.building, zone} { // a right of the role opens nobody's home
			h.Tx(t, func(ctx context.Context, tx *db.Tx) error {
				if err := access.Bump(ctx, tx, h.School); err != nil {
					return err
				}
				return access.SetRight(ctx, tx, h.School, z, "student", rule.RightToPass)
			})
		}
		h.says(main, a, reason.PermWrongBuilding)
		h.says(room, a, reason.PermWrongBuilding)
		h.ok(h.give(0, a, time.Time{}))
		h.ok(h.give(2, b, time.Time{}))
		h.says(main, a, reason.OK)
		h.says(room, a, reason.OK)
		h.says(main, b, reason.OK)
		h.says(room, b, reason.PermWrongBuilding)
		h.says(main, out, reason.PermWrongBuilding)
		h.says(main, warden, reason.PermWrongBuilding)
		svc := post.New(h.DB, feed.New())
		id, err := svc.Give(ctx, h.Admin, h.School, warden.Person, post.Draft{Kind: allow.Warden, Of: h.building})
		h.ok(err)
		h.says(main, warden, reason.OK)
		h.says(room, warden, reason.OK)
		_, err = svc.End(ctx, h.Admin, h.School, id)
		h.ok(err)
		h.says(main, warden, reason.PermWrongBuilding)

		noon := h.clock.Now().Add(time.Hour)
		h.ok(h.give(3, a, noon))
		h.says(room, a, reason.OK)
		h.clock.Set(noon)
		h.says(room, a, reason.OK)
		h.clock.Set(noon.Add(housing.Overlap - time.Minute))
		h.says(room, a, reason.OK)
		h.clock.Set(noon.Add(housing.Overlap))
		h.says(room, a, reason.PermWrongBuilding)
		h.says(main, a, reason.OK)
		h.ok(h.homes.Settle(ctx))
		h.says(main, a, reason.OK)
		// A grant of their own lets somebody visit, and a room that is empty is an event.
		_, err = access.AddRule(ctx, h.DB, h.Admin, h.School, zone, access.RuleDraft{Who: rule.OnePerson, WhoID: out.Person, Effect: rule.RightToPass})
		h.ok(err)
		h.says(room, out, reason.OK)
		h.read(func(q bun.IDB) error {
			events, err := housing.Events(ctx, q, h.building)
			if len(events) != 1 || events[0].Kind != housing.VacantOpened || events[0].PersonID != out.Person || events[0].Place != "101" {
				t.Errorf("events %+v", events)
			}
			refused, rerr := housing.Refused(ctx, q, h.School, h.building, 0)
			if rerr != nil || len(refused) != 7 {
				t.Errorf("%d were refused: %v", len(refused), rerr)
			}
			return err
		})
	})
}

const head = "学号,楼,房间,床位\n"

func (h *house) numbered(n int) (people []*schooltest.Holder) {
	for i := range n {
		people = append(people, h.Member(h.T, allow.Student, campus.Person{Name: fmt.Sprint("人", i), Number: fmt.Sprintf("S%04d", i)}))
	}
	return people
}

// A file gives what is sound, swaps people, and says of each other row why not.
func TestFile(t *testing.T) {
	each(t, func(h *house) {
		p := h.numbered(6)
		_, err := h.homes.SetBed(ctx, h.Admin, h.School, h.beds[3], housing.Out)
		h.ok(err)
		lines, err := housing.Read([]byte(head + "S0000,1 号楼,101,1\ns0001,1 号楼,101,2\n"))
		h.ok(err)
		_, err = h.homes.Import(ctx, h.Admin, h.School, lines)
		h.ok(err)
		lines, err = housing.Read([]byte("\ufeff" + head + "S0000,1 号楼,101,2\nS0001,1 号楼,101,1\nS0002,1 号楼,203,1\nS0003,9 号楼,1,1\nS0003x,1 号楼,1,1\nS0004,1 号楼,102,1\nS0005,1 号楼,102,1\nS0003,1 号楼,102,2\n"))
		h.ok(err)
		h.read(func(q bun.IDB) error {
			plan, err := housing.Preview(ctx, q, h.School, lines, h.clock.Now().UnixMilli())
			if err == nil && (plan.Moved != 2 || plan.Given != 1 || plan.Rooms != 1 || plan.Bad != 5) {
				t.Errorf("preview %+v", plan)
			}
			return err
		})
		if got := h.lives(p[0], h.clock.Now()); got != "101-1" {
			t.Errorf("a preview moved somebody to %s", got)
		}
		h.clock.Add(time.Minute)
		plan, err := h.homes.Import(ctx, h.Admin, h.School, lines)
		h.ok(err)
		var codes []string
		for _, one := range plan.Problems {
			codes = append(codes, fmt.Sprint(one.Row, one.Code))
		}
		if got := strings.Join(codes, " "); got != "5dorm_row_two_beds 6dorm_row_person 7dorm_row_two_people 8dorm_row_two_people 9dorm_row_two_beds" && got != "5dorm_row_building 6dorm_row_person 7dorm_row_two_people 8dorm_row_two_people 9dorm_row_two_beds" {
			t.Error(got)
		}
		for i, want := range []string{"101-2", "101-1", "203-1", "", "", ""} {
			if got := h.lives(p[i], h.clock.Now()); got != want {
				t.Errorf("%d lives in %q, want %q", i, got, want)
			}
		}
		h.read(func(q bun.IDB) error {
			events, err := housing.Events(ctx, q, h.building)
			if len(events) != 1 || events[0].Kind != housing.TwoResidents {
				t.Errorf("events %+v", events)
			}
			return err
		})
		lines, _ = housing.Read([]byte(head + "S0003,1 号楼,101,1\nS0004,1 号楼,102,2\nS0002,1 号楼,203,1\n"))
		plan, err = h.homes.Import(ctx, h.Admin, h.School, lines)
		if err != nil || plan.Same != 1 || plan.Bad != 2 || plan.Problems[0].Code != "dorm_row_taken" || plan.Problems[1].Code != "dorm_row_closed" {
			t.Errorf("%+v %v", plan, err)
		}
		// Who is refused keeps their bed, and who wanted that one is refused with them, however
		// long the row of them is.
		lines, _ = housing.Read([]byte(head + "S0003,1 号楼,101,1\nS0001,1 号楼,101,2\nS0000,1 号楼,102,2\n"))
		plan, err = h.homes.Import(ctx, h.Admin, h.School, lines)
		if err != nil || plan.Bad != 3 || plan.Given+plan.Moved != 0 {
			t.Errorf("%+v %v", plan, err)
		}
		for content, want := range map[string]string{"": "dorm_columns", "学号,楼\n1,2\n": "dorm_columns", "PK\x03\x04x": ""} {
			_, err := housing.Read([]byte(content))
			if err == nil || want != "" && fault.As(err).Code != want {
				t.Errorf("%q: %v", content, err)
			}
		}
	})
}

// 3,000 beds by one file: well below the five seconds that are promised.
func TestAFileOfThreeThousand(t *testing.T) {
	each(t, func(h *house) {
		const n = 3000
		h.Tx(t, func(ctx context.Context, tx *db.Tx) error {
			var people, members [][]any
			for i := range n {
				id := fmt.Sprint("many", i)
				people = append(people, []any{id, h.School, id, id, fmt.Sprintf("M%05d", i), "", "active", 0, 0})
				members = append(members, []any{"m" + id, h.School, id, "student", 0, 0})
			}
			if err := schooltest.Insert(ctx, tx, "person (id, school_id, name, folded, number, gender, state, state_at, created_at)", people); err != nil {
				return err
			}
			return schooltest.Insert(ctx, tx, "membership (id, school_id, person_id, role, valid_from, created_at)", members)
		})
		var b strings.Builder
		b.WriteString(head)
		for i := range n {
			fmt.Fprintf(&b, "M%05d,1 号楼,%d,%d\n", i, 1001+i/6, i%6+1)
		}
		begun := time.Now()
		lines, err := housing.Read([]byte(b.String()))
		h.ok(err)
		plan, err := h.homes.Import(ctx, h.Admin, h.School, lines)
		if err != nil || plan.Given != n || plan.Bad != 0 || plan.Rooms != n/6 {
			t.Fatalf("%+v %v", plan, err)
		}
		t.Logf("%d beds by a file in %v", n, time.Since(begun).Round(time.Millisecond))
	})
}

// A school's answers are its own.
func TestAnotherSchoolsBedIsNotThere(t *testing.T) {
	each(t, func(h *house) {
		other := scantest.New(t, h.DB)
		p := other.Holder(t, allow.Student)
		_, err := h.homes.Assign(ctx, other.Admin, other.School, housing.Give{Bed: h.beds[0], Person: p.Person})
		h.want("not_found", err)
		_, err = h.homes.Assign(ctx, h.Admin, h.School, housing.Give{Bed: h.beds[0], Person: p.Person})
		h.want("dorm_person", err)
	})
}
