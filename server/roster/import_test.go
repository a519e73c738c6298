package roster_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/roster"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	return must[[]byte](t)(os.ReadFile("testdata/" + name))
}

// sample is the head of the school's file: enough for several chunks of every
// stage. Only the test of the file as a whole needs all of it.
func sample(t testing.TB) []byte {
	t.Helper()
	lines := bytes.SplitAfterN(file(t, "roster.csv"), []byte("\n"), samplePupils+2)
	return bytes.Join(lines[:samplePupils+1], nil)
}

const (
	samplePupils = 60
	samplePeople = samplePupils + 114 // siblings share their parents
)

// sampleBooks says that the whole sample is visible.
func sampleBooks(people, pupils, kin, chips int) bool {
	return people == samplePeople && pupils == samplePupils && kin == 2*samplePupils && chips == samplePupils
}

func importFile(t testing.TB, s *roster.Service, school string, content []byte, opts roster.ImportOptions) roster.Result {
	t.Helper()
	res, err := s.Import(ctx, admin(school), school, `C:\office\roster.csv`, bytes.NewReader(content), opts)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// dump is every row of every table but those given, sorted.
func dump(t testing.TB, d *db.DB, except ...string) []string {
	t.Helper()
	var lines []string
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		for _, table := range []string{"school", "feed_head", "feed_event", "roster_import", "person", "class", "post", "membership", "guardianship", "card", "credential", "audit_head", "audit_event"} {
			if slices.Contains(except, table) {
				continue
			}
			var rows []map[string]any
			if err := q.NewRaw("SELECT * FROM ?", bun.Ident(table)).Scan(ctx, &rows); err != nil {
				return err
			}
			for _, r := range rows {
				lines = append(lines, table+" "+fmt.Sprint(r))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(lines)
	return lines
}

func same(t testing.TB, what string, before, after []string) {
	t.Helper()
	if slices.Equal(before, after) {
		return
	}
	n := 0
	for _, l := range after {
		if !slices.Contains(before, l) && n < 5 {
			n++
			t.Errorf("%s: new or changed: %s", what, l)
		}
	}
	t.Errorf("%s: %d rows before, %d after", what, len(before), len(after))
}

// records are the tables that an import may write when it changes nothing.
var records = []string{"roster_import", "audit_head", "audit_event"}

func number(t testing.TB, d *db.DB, query string, args ...any) (n int) {
	t.Helper()
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error { return q.NewRaw(query, args...).Scan(ctx, &n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func visible(t testing.TB, d *db.DB, school string) (people, pupils, kin, chips int) {
	t.Helper()
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		for _, c := range []struct {
			to    *int
			table string
			where string
		}{{&people, "person", "TRUE"}, {&pupils, "membership", "role = 'student'"}, {&kin, "guardianship", "TRUE"}, {&chips, "credential", "state = 'live'"}} {
			if err := q.NewRaw("SELECT count(*) FROM "+c.table+" WHERE school_id = ? AND "+c.where+" AND "+db.Visible(c.table), school).Scan(ctx, c.to); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return people, pupils, kin, chips
}

func TestImportSchoolFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := feed.New()
		s := roster.New(d, f)
		school := newSchool(t, d, "one")
		bell, stop := f.Listen(school)
		defer stop()
		empty := dump(t, d)
		dry := importFile(t, s, school, file(t, "roster.csv"), roster.ImportOptions{DryRun: true})
		same(t, "a dry run", empty, dump(t, d))

		var done, total int
		res := importFile(t, s, school, file(t, "roster.csv"), roster.ImportOptions{Progress: func(n, of int) { done, total = n, of }})
		want := roster.Counts{
			Students: roster.Change{Added: 1237}, Guardians: roster.Change{Added: 2316}, Classes: roster.Change{Added: 36},
			Guardianships: roster.Change{Added: 2474}, Chips: roster.Change{Added: 1237},
		}
		if res.Counts != want || dry.Counts != want || !res.Applied || dry.Applied || dry.ImportID != "" || len(res.Problems) != 0 || res.Encoding != "UTF-8" {
			t.Errorf("result %+v, dry run %+v", res, dry)
		}
		if total == 0 || done != total {
			t.Errorf("progress ended at %d of %d", done, total)
		}
		if people, pupils, kin, chips := visible(t, d, school); people != 1237+2316 || pupils != 1237 || kin != 2474 || chips != 1237 {
			t.Errorf("visible: %d people, %d pupils, %d guardianships, %d chips", people, pupils, kin, chips)
		}
		for what, query := range map[string]string{
			"rows still pending":          "SELECT (SELECT count(*) FROM person WHERE pending_import IS NOT NULL) + (SELECT count(*) FROM class WHERE pending_import IS NOT NULL) + (SELECT count(*) FROM membership WHERE pending_import IS NOT NULL) + (SELECT count(*) FROM guardianship WHERE pending_import IS NOT NULL) + (SELECT count(*) FROM credential WHERE pending_import IS NOT NULL)",
			"memberships without a card":  "SELECT count(*) FROM membership m LEFT JOIN card k ON k.membership_id = m.id AND k.person_id = m.person_id WHERE k.id IS NULL",
			"chips on the wrong card":     "SELECT count(*) FROM credential c JOIN card k ON k.id = c.card_id JOIN membership m ON m.id = k.membership_id WHERE m.role <> 'student' OR m.person_id <> c.person_id",
			"people folded wrongly":       "SELECT count(*) FROM person WHERE folded = ''",
			"parents without delegate":    "SELECT count(*) FROM guardianship WHERE NOT (can_delegate AND can_consent AND can_pickup AND can_view)",
			"pupils without two adults":   "SELECT count(*) FROM person p WHERE p.number IS NOT NULL AND (SELECT count(*) FROM guardianship g WHERE g.child_id = p.id) <> 2",
			"feed items besides one":      "SELECT count(*) - 1 FROM feed_event WHERE kind = 'roster.applied'",
			"policy versions besides one": "SELECT policy_version - 2 FROM school",
		} {
			if n := number(t, d, query); n != 0 {
				t.Errorf("%s: %d", what, n)
			}
		}
		select {
		case <-bell:
		default:
			t.Error("nobody was told")
		}
		// Siblings share their parents, and twins of one class stay two people.
		if n := number(t, d, "SELECT count(*) FROM (SELECT adult_id FROM guardianship GROUP BY adult_id HAVING count(*) > 1) AS x"); n < 50 {
			t.Errorf("%d adults with several children", n)
		}
		if n := number(t, d, `SELECT count(*) FROM membership a JOIN membership b ON a.class_id = b.class_id AND a.person_id < b.person_id
JOIN guardianship g ON g.child_id = a.person_id JOIN guardianship h ON h.child_id = b.person_id AND h.adult_id = g.adult_id
JOIN person pa ON pa.id = a.person_id JOIN person pb ON pb.id = b.person_id WHERE '20220502901' IN (pa.number, pb.number)`); n != 2 {
			t.Errorf("twins: %d shared parents, want 2", n)
		}

		before := dump(t, d, records...)
		again := importFile(t, s, school, file(t, "roster.csv"), roster.ImportOptions{})
		same(t, "the same file again", before, dump(t, d, records...))
		want = roster.Counts{
			Students: roster.Change{Unchanged: 1237}, Guardians: roster.Change{Unchanged: 2316}, Classes: roster.Change{Unchanged: 36},
			Guardianships: roster.Change{Unchanged: 2474}, Chips: roster.Change{Unchanged: 1237},
		}
		if again.Counts != want || !again.Applied {
			t.Errorf("again: %+v", again)
		}
		list := must[[]roster.ImportRecord](t)(s.ReadImports(ctx, admin(school), school))
		if len(list) != 2 || list[1].ID != res.ImportID || list[1].State != "applied" || list[1].Counts != res.Counts || list[1].FileName != "roster.csv" || list[0].AppliedAt == 0 {
			t.Errorf("records: %+v", list)
		}
		must[int64](t)(audit.Verify(ctx, d))
	})
}

func TestImportDirtyFile(t *testing.T) {
	want := strings.TrimSpace(`
7 学号 number_twice 6 error
22 家长1手机 phone_format 13800 error
23 姓名 cell_cleaned 尹文琪 notice
24 年级 cell_cleaned 三年级 notice
25 家长1手机 cell_cleaned …1111 notice
26 姓名 name_missing - error
27 班级 class_of_one 一年级12班 notice
28 姓名 cell_formula - error
29 家长1关系 guardian_relation_missing - error
30 - row_empty - notice
31 住宿 cell_normalised 是 notice
32 家长2姓名 guardian_twice - notice
35 - row_cut 9/14 error
37 卡号 chip_twice 36 error
38 卡号 chip_format 12AB error
40 家长1手机 phone_two_names 39 decide
168 家长1手机 phone_two_names 39 decide`)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := roster.New(d, feed.New())
		school := newSchool(t, d, "one")
		before := dump(t, d, records...)
		res := importFile(t, s, school, file(t, "roster-dirty-gb18030.csv"), roster.ImportOptions{})
		if got := problemLines(res.Problems); got != want {
			t.Errorf("problems:\n%s\nwant:\n%s", got, want)
		}
		if res.Applied || res.Encoding != "GB18030" {
			t.Errorf("result: %+v", res)
		}
		same(t, "a refused file", before, dump(t, d, records...))
		rec := must[roster.ImportRecord](t)(s.ReadImport(ctx, admin(school), school, res.ImportID))
		if rec.State != "refused" || len(rec.Problems) != len(res.Problems) || rec.AppliedAt != 0 {
			t.Errorf("record: %+v", rec)
		}
		if _, err := s.ReadImport(ctx, admin("elsewhere"), school, res.ImportID); !fault.Is(err, fault.NotFound) {
			t.Errorf("read by another school: %v", err)
		}
	})
}

func problemLines(list []roster.Problem) string {
	dash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	var lines []string
	for _, p := range list {
		lines = append(lines, fmt.Sprintf("%d %s %s %s %s", p.Line, dash(p.Column), p.Reason, dash(p.Detail), p.Severity))
	}
	return strings.Join(lines, "\n")
}

func TestImportRights(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	s := roster.New(d, feed.New())
	school := newSchool(t, d, "one")
	teacher := allow.Actor{Kind: allow.Account, Account: "t", Seats: []allow.Seat{{School: school, Role: allow.Teacher}}}
	before := dump(t, d)
	for _, c := range []struct {
		who  string
		a    allow.Actor
		kind fault.Kind
	}{{"nobody", allow.Actor{}, fault.Unauthenticated}, {"a teacher", teacher, fault.Forbidden}, {"another school's admin", admin("elsewhere"), fault.NotFound}} {
		for _, dry := range []bool{true, false} {
			_, err := s.Import(ctx, c.a, school, "x", bytes.NewReader(sample(t)), roster.ImportOptions{DryRun: dry})
			if !fault.Is(err, c.kind) {
				t.Errorf("%s, dry %v: %v", c.who, dry, err)
			}
		}
	}
	system := allow.Actor{Kind: allow.System}
	if _, err := s.Import(ctx, system, "no-such-school", "x", bytes.NewReader(sample(t)), roster.ImportOptions{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("no such school: %v", err)
	}
	same(t, "refused by right", before, dump(t, d))
	if _, err := s.Import(ctx, system, school, "x", bytes.NewReader(sample(t)), roster.ImportOptions{}); err != nil {
		t.Errorf("the command line: %v", err)
	}
}

// Two schools with the same numbers, phones and chips have nothing in common.
func TestImportTwoSchools(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := roster.New(d, feed.New())
		one, two := newSchool(t, d, "one"), newSchool(t, d, "two")
		importFile(t, s, one, sample(t), roster.ImportOptions{})
		res := importFile(t, s, two, sample(t), roster.ImportOptions{})
		if res.Counts.Students.Added != samplePupils || res.Counts.Guardians.Added != samplePeople-samplePupils || res.Counts.Chips.Added != samplePupils {
			t.Errorf("second school: %+v", res.Counts)
		}
		if n := number(t, d, "SELECT count(*) FROM guardianship g JOIN person a ON a.id = g.adult_id JOIN person c ON c.id = g.child_id WHERE a.school_id <> c.school_id OR g.school_id <> a.school_id"); n != 0 {
			t.Errorf("%d guardianships across schools", n)
		}
	})
}
