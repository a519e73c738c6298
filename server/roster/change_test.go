package roster_test

import (
	"context"
	"strings"
	"testing"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/roster"
)

const rosterHead = "学号,姓名,性别,年级,班级,家长1姓名,家长1关系,家长1手机,卡号\n"

// rows imports a small roster and returns what came of it.
func rows(t *testing.T, s *roster.Service, school string, opts roster.ImportOptions, lines ...string) roster.Result {
	t.Helper()
	return importFile(t, s, school, []byte(rosterHead+strings.Join(lines, "\n")+"\n"), opts)
}

func reasons(r roster.Result) string {
	var list []string
	for _, p := range r.Problems {
		list = append(list, p.Reason)
	}
	return strings.Join(list, " ")
}

func exec(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	err := inTx(t, d, func(tx *db.Tx) error {
		res, err := tx.NewRaw(query, args...).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			t.Fatalf("%s: %d rows, %v", query, n, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A term later: who is known changes, whoever is not in the file stays.
func TestImportChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := roster.New(d, feed.New())
		school := newSchool(t, d, "one")
		var none roster.ImportOptions
		rows(t, s, school, none,
			"1,张一,男,一年级,1班,张大,父亲,13900000001,1001",
			"2,李二,,一年级,1班,李大,爷爷,13900000002,1002",
			"3,王三,女,一年级,2班,王大,母亲,13900000003,")
		// By hand: a right taken away, which no file may give back.
		exec(t, d, "UPDATE guardianship SET can_pickup = FALSE WHERE relation = '父亲'")

		res := rows(t, s, school, none,
			"2,李贰,女,二年级,1班,李大,祖父,13900000002,", // name, gender, class; the empty chip takes nothing away
			"1,张一,男,一年级,1班,张大,其他,13900000001,2001",
			"4,赵四,男,二年级,1班,张大,其他,13900000001,1001") // a chip cannot change hands in one file
		if reasons(res) != "chip_taken" || res.Applied {
			t.Fatalf("a chip that is another's: %+v", res)
		}
		res = rows(t, s, school, none,
			"2,李贰,女,二年级,1班,李大,祖父,13900000002,",
			"1,张一,男,一年级,1班,张大,其他,13900000001,2001",
			"4,赵四,男,二年级,1班,张大,其他,13900000001,3001")
		want := roster.Counts{
			Students: roster.Change{Added: 1, Changed: 1, Unchanged: 1}, Guardians: roster.Change{Unchanged: 2}, Classes: roster.Change{Added: 1, Unchanged: 1},
			Guardianships: roster.Change{Added: 1, Changed: 1, Unchanged: 1}, Chips: roster.Change{Added: 1, Changed: 1}, MissingStudents: 1,
		}
		if res.Counts != want || !res.Applied {
			t.Errorf("changes: %+v", res)
		}
		for what, query := range map[string]string{
			"renamed and moved":       "SELECT count(*) FROM person p JOIN membership m ON m.person_id = p.id JOIN class c ON c.id = m.class_id WHERE p.number = '2' AND p.name = '李贰' AND p.folded = '李贰' AND p.gender = '女' AND c.grade = '二年级'",
			"the class before":        "SELECT count(*) FROM class_move v JOIN class c ON c.id = v.was WHERE c.grade = '一年级' AND c.name = '1班'",
			"the chip that stays":     "SELECT count(*) FROM credential WHERE chip = '1002' AND state = 'live'",
			"the old chip":            "SELECT count(*) FROM credential WHERE chip = '1001' AND state = 'replaced'",
			"the new chip":            "SELECT count(*) FROM credential WHERE chip = '2001' AND state = 'live' AND mark = 0 AND device = '' AND kind = 'chip'",
			"relation without rights": "SELECT count(*) FROM guardianship g JOIN person p ON p.id = g.child_id WHERE p.number = '1' AND g.relation = '其他' AND NOT g.can_pickup AND g.can_delegate",
			"whoever is not listed":   "SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id WHERE p.number = '3' AND m.valid_to IS NULL",
			"grandfather's rights":    "SELECT count(*) FROM guardianship WHERE relation = '祖父' AND can_pickup AND can_notify AND NOT can_delegate AND NOT can_consent",
		} {
			if n := number(t, d, query); n != 1 {
				t.Errorf("%s: %d", what, n)
			}
		}

		// An old file must not bring back a chip that was replaced, nor a lost one.
		if res := rows(t, s, school, none, "1,张一,男,一年级,1班,张大,其他,13900000001,1001"); reasons(res) != "chip_replaced" || res.Applied {
			t.Errorf("a replaced chip: %+v", res)
		}
		exec(t, d, "UPDATE credential SET state = 'lost' WHERE chip = '2001'")
		res = rows(t, s, school, none, "1,张一,男,一年级,1班,张大,其他,13900000001,2001")
		if n := number(t, d, "SELECT count(*) FROM credential WHERE chip = '2001' AND state = 'lost'"); n != 1 || res.Counts.Chips.Unchanged != 1 {
			t.Errorf("a lost chip came back: %+v", res.Counts)
		}
		// Nor an ended guardianship; and one that the file leaves out is counted.
		exec(t, d, "UPDATE guardianship SET valid_to = 1 WHERE relation = '祖父'")
		if res := rows(t, s, school, none, "2,李贰,女,二年级,1班,李大,父亲,13900000002,"); reasons(res) != "guardianship_ended" || !res.Applied || res.Counts.Guardianships.Changed != 0 {
			t.Errorf("an ended guardianship: %+v", res)
		}
		if res := rows(t, s, school, none, "1,张一,男,一年级,1班,张二,父亲,13900000009,"); res.Counts.MissingGuardianships != 1 || res.Counts.MissingStudents != 3 {
			t.Errorf("missing: %+v", res.Counts)
		}
		must[int64](t)(audit.Verify(ctx, d))
	})
}

// Who leaves and comes back gets a new membership and a new card, and keeps number and chip.
func TestImportReturningPupil(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := roster.New(d, feed.New())
		school := newSchool(t, d, "one")
		line := "1,张一,男,一年级,1班,,,,1001"
		rows(t, s, school, roster.ImportOptions{}, line)
		exec(t, d, "UPDATE membership SET valid_to = 2")
		if res := rows(t, s, school, roster.ImportOptions{}, line); res.Counts.Students.Changed != 1 || res.Counts.Chips.Changed != 1 {
			t.Errorf("came back: %+v", res.Counts)
		}
		if n := number(t, d, "SELECT count(*) FROM credential c JOIN card k ON k.id = c.card_id JOIN membership m ON m.id = k.membership_id WHERE c.chip = '1001' AND c.state = 'live' AND m.valid_to IS NULL"); n != 1 {
			t.Errorf("%d live chips on the new card", n)
		}
		before := dump(t, d, records...)
		rows(t, s, school, roster.ImportOptions{}, line)
		same(t, "and again", before, dump(t, d, records...))
	})
}

func TestImportPhoneOfAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := roster.New(d, feed.New())
		school := newSchool(t, d, "one")
		teacher := addAdults(t, d, school)
		before := dump(t, d, records...)
		lines := []string{
			"7,张七,男,一年级,1班,王芳,母亲,13900001111,", // the teacher, as a mother: one person
			"8,张八,男,一年级,1班,古力,母亲,13900002222,", // somebody else's phone in the books
			"9,张九,男,一年级,1班,刘一,母亲,13900000009,",
			"10,张十,男,一年级,1班,刘二,母亲,13900000009,",
		}
		res := rows(t, s, school, roster.ImportOptions{}, lines...)
		if got := problemLines(res.Problems); got != "3 家长1手机 phone_two_names 0 decide\n5 家长1手机 phone_two_names 4 decide" {
			t.Errorf("problems:\n%s", got)
		}
		same(t, "undecided", before, dump(t, d, records...))
		if res := rows(t, s, school, roster.ImportOptions{Separate: map[int]bool{3: true}}, lines...); reasons(res) != "phone_two_names" || res.Applied {
			t.Errorf("half decided: %+v", res)
		}
		res = rows(t, s, school, roster.ImportOptions{Separate: map[int]bool{3: true, 5: true}}, lines...)
		if !res.Applied || res.Counts.Guardians != (roster.Change{Added: 3, Changed: 1}) {
			t.Errorf("decided: %+v", res)
		}
		if n := number(t, d, "SELECT count(*) FROM person WHERE phone IN ('13900002222', '13900000009')"); n != 4 {
			t.Errorf("%d people behind two phones of two names each", n)
		}
		if n := number(t, d, "SELECT count(*) FROM membership WHERE person_id = ?", teacher); n != 2 {
			t.Errorf("the teacher has %d memberships", n)
		}
		// What was decided once is in the books.
		if res := rows(t, s, school, roster.ImportOptions{}, lines...); !res.Applied || len(res.Problems) != 0 {
			t.Errorf("decided again: %+v", res)
		}
	})
}

func TestImportNumberOfStaff(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	s := roster.New(d, feed.New())
	school := newSchool(t, d, "one")
	err := inTx(t, d, func(tx *db.Tx) error {
		id := must[string](t)(campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: "王芳", Number: "T1"}))
		_, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: id, Role: allow.Teacher})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if res := rows(t, s, school, roster.ImportOptions{}, "t1,王芳,女,一年级,1班,,,,"); reasons(res) != "number_of_staff" || res.Applied {
		t.Errorf("%+v", res)
	}
}

// A person added between plan and commit is a Conflict, and nothing is left over.
func TestImportBooksChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := roster.New(d, feed.New())
		school := newSchool(t, d, "one")
		added := false // a slow machine makes a second chunk of it
		s.SetHook(func(stage string) {
			if stage != "chunk" || added {
				return
			}
			added = true
			err := inTx(t, d, func(tx *db.Tx) error {
				_, err := campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: "张一", Number: "1"})
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		_, err := s.Import(context.Background(), admin(school), school, "x", strings.NewReader(rosterHead+"1,张一,男,一年级,1班,,,,\n"), roster.ImportOptions{})
		if err == nil || err.Error() != "import_books_changed" {
			t.Errorf("got %v", err)
		}
		if n := number(t, d, "SELECT count(*) FROM class") + number(t, d, "SELECT count(*) FROM membership"); n != 0 {
			t.Errorf("%d rows left over", n)
		}
	})
}
