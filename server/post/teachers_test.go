package post_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yunka/server/allow"
	"yunka/server/audit"

	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/post"
	"yunka/server/roster"
)

const sheetHead = "工号,姓名,手机,任教班级,班主任,卡号\n"

func (w *world) check(file string) post.Imported {
	w.Helper()
	res, err := w.svc.CheckTeachers(ctx, admin(w.one), w.one, strings.NewReader(file))
	if err != nil {
		w.Fatal(err)
	}
	return res
}

func (w *world) apply(file string) post.Imported {
	w.Helper()
	res, err := w.svc.ImportTeachers(ctx, admin(w.one), w.one, "teachers.csv", strings.NewReader(file), card.New(w.db, feed.New()))
	if err != nil {
		w.Fatal(err)
	}
	return res
}

// said is the problems, or changes, of a result in one line each.
func said(res post.Imported) (problems, changes string) {
	for _, p := range res.Problems {
		if p.Severity == roster.Notice && p.Reason != post.TeacherNew {
			continue
		}
		problems += fmt.Sprintf("%d %s %s %s; ", p.Line, p.Column, p.Reason, p.Detail)
	}
	for _, c := range res.Changes {
		changes += strings.TrimSpace(fmt.Sprintf("%d %s %s %s %s %s", c.Line, c.Name, c.What, c.Kind, c.Of, c.Subject)) + "; "
	}
	return strings.TrimSuffix(problems, "; "), strings.TrimSuffix(changes, "; ")
}

func (w *world) numbered() {
	w.exec("UPDATE person SET number = 'T1', phone = '13900000001' WHERE id = ?", w.anna)
	w.exec("UPDATE person SET number = 't2' WHERE id = ?", w.ben)
}

func TestATeachersFileMakesTeachersAndPosts(t *testing.T) {
	each(t, func(w *world) {
		w.numbered()
		anna := w.account(w.one, w.anna)
		file := sheetHead +
			"T1,安 娜,139 0000 0001,三年级1班 数学、三(2)班(英语),三年级（1）班,0012345\n" +
			"T2,本,13900000002,,6年级1班,\n" +
			"T3,陈新,13900000003,三年级1班,,777\n" +
			"\n"
		before := w.count("SELECT count(*) FROM audit_event")
		res := w.check(file)
		problems, changes := said(res)
		if problems != "4 工号 teacher_new " {
			t.Errorf("problems %q", problems)
		}
		want := "2 安娜 chip; 2 安娜 given class_teacher 三年级1班; 2 安娜 given subject_teacher 三年级1班 数学; 2 安娜 given subject_teacher 三年级2班 英语; " +
			"3 本 phone; 3 本 given class_teacher 六年级1班; 4 陈新 added; 4 陈新 given subject_teacher 三年级1班; 4 陈新 chip"
		if got := sorted(changes); got != sorted(want) {
			t.Errorf("changes\n%s\nwant\n%s", got, sorted(want))
		}
		if w.count("SELECT count(*) FROM audit_event") != before || w.count("SELECT count(*) FROM post") != 0 {
			t.Fatal("a check wrote something")
		}
		done := w.apply(file)
		if _, got := said(done); !done.Applied || sorted(got) != sorted(want) {
			t.Errorf("applied %v: %s", done.Applied, got)
		}
		if got := w.reads(anna); !slices.Equal(got, []string{w.class}) {
			t.Errorf("she reads %v", got)
		}
		if n := w.count("SELECT count(*) FROM person p JOIN membership m ON m.person_id = p.id AND m.role = 'teacher' JOIN card k ON k.membership_id = m.id JOIN credential c ON c.card_id = k.id AND c.chip = '777' AND c.state = 'live' WHERE p.number = 'T3'"); n != 1 {
			t.Errorf("%d cards with his chip", n)
		}
		// The same file again changes nothing.
		if problems, changes := said(w.check(file)); problems != "" || changes != "" {
			t.Errorf("again: %s %s", problems, changes)
		}
		if _, err := audit.Verify(ctx, w.db); err != nil {
			t.Error(err)
		}
		if w.count("SELECT count(*) FROM audit_event WHERE action = 'teachers.imported'") != 1 {
			t.Error("the import is not on record")
		}
		// English headings and GB18030 say the same.
		english := "Staff number,Name,Phone,Classes,Class teacher,Chip\n" + strings.SplitN(file, "\n", 2)[1]
		gb, err := simplifiedchinese.GB18030.NewEncoder().String(file)
		if err != nil {
			t.Fatal(err)
		}
		for what, f := range map[string]string{"English": english, "GB18030": gb, "tabs": strings.ReplaceAll(file, ",", "\t")} {
			if problems, changes := said(w.check(f)); problems != "" || changes != "" {
				t.Errorf("%s: %s %s", what, problems, changes)
			}
		}
	})
}

func sorted(list string) string {
	words := strings.Split(list, "; ")
	slices.Sort(words)
	return strings.Join(words, "; ")
}

func TestAClassPassesOnInsideTheFile(t *testing.T) {
	each(t, func(w *world) {
		w.numbered()
		anna, ben := w.account(w.one, w.anna), w.account(w.one, w.ben)
		w.apply(sheetHead + "T1,安娜,,三年级1班,三年级1班,\nT2,本,,,六年级1班,\n")
		// An empty cell changes nothing; who is not in the file keeps the class.
		if problems, changes := said(w.check(sheetHead + "T1,安娜,,,,\n")); problems != "" || changes != "" {
			t.Errorf("empty cells: %s %s", problems, changes)
		}
		if problems, _ := said(w.check(sheetHead + "T1,安娜,,,六年级1班,\n")); problems != "2 班主任 class_has_teacher 本" {
			t.Errorf("a class of somebody else: %s", problems)
		}
		// Both are in the file and change classes.
		res := w.apply(sheetHead + "T1,安娜,,三年级2班,六年级1班,\nT2,本,,,三年级1班,\n")
		_, changes := said(res)
		want := "2 安娜 ended class_teacher 三年级1班; 2 安娜 ended subject_teacher 三年级1班; 2 本 ended class_teacher 六年级1班; 2 安娜 given class_teacher 六年级1班; 2 安娜 given subject_teacher 三年级2班; 3 本 given class_teacher 三年级1班"
		if sorted(changes) != sorted(want) {
			t.Errorf("changes %s", changes)
		}
		if !slices.Equal(w.reads(anna), []string{w.old}) || !slices.Equal(w.reads(ben), []string{w.class}) {
			t.Errorf("she reads %v, he %v", w.reads(anna), w.reads(ben))
		}
		if !slices.Contains(res.People, w.anna) || !slices.Contains(res.People, w.ben) {
			t.Errorf("told: %v", res.People)
		}
	})
}

func TestWhatIsWrongInATeachersFile(t *testing.T) {
	each(t, func(w *world) {
		w.numbered()
		pupil := w.person(w.one, "学生", allow.Student)
		w.exec("UPDATE person SET number = 'P1' WHERE id = ?", pupil)
		w.exec("UPDATE person SET phone = '13700000000' WHERE id = ?", w.mum)
		cards := card.New(w.db, feed.New())
		var hers string
		w.tx(func(tx *db.Tx) error {
			return tx.NewRaw("SELECT id FROM card WHERE person_id = ?", w.mum).Scan(ctx, &hers)
		})
		if err := cards.LinkChip(ctx, admin(w.one), hers, "4711"); err != nil {
			t.Fatal(err)
		}
		w.apply(sheetHead + "T2,本,,,六年级1班,\n")
		for _, c := range []struct{ what, rows, problems string }{
			{"no number", ",安娜,,,,", "2 工号 number_missing "},
			{"a number that is none", "T 1!,安娜,,,,", "2 工号 number_format T1!"},
			{"no name", "T1,,,,,", "2 姓名 name_missing "},
			{"another name", "T1,安妮,,,,", "2 姓名 teacher_other 安娜"},
			{"a pupil's number", "P1,学生,,,,", "2 工号 number_of_pupil "},
			{"somebody new", "T9,新来,,,,", "2 工号 teacher_new "},
			{"a bad phone", "T1,安娜,1390000,,,", "2 手机 phone_format 1390000"},
			{"a phone of another name", "T9,新来,13700000000,,,", "2 手机 phone_other "},
			{"the same person with another number", "T9,安娜,13900000001,,,", "2 工号 number_other T1"},
			{"an unknown class", "T1,安娜,,九年级1班,,", "2 任教班级 class_unknown 九年级1班"},
			{"an unknown class among others", "T1,安娜,,三年级1班、三年级9班,,", "2 任教班级 class_unknown 三年级9班"},
			{"yes as a class", "T1,安娜,,,是,", "2 班主任 class_unknown 是"},
			{"a class teacher of a subject", "T1,安娜,,,三年级1班数学,", "2 班主任 class_unknown 三年级1班数学"},
			{"two class teachers of one class", "T1,安娜,,,三年级1班,\nT9,新来,,,三(1)班,", "3 工号 teacher_new ; 3 班主任 class_two_heads 2"},
			{"a class that has one", "T1,安娜,,,六年级1班,", "2 班主任 class_has_teacher 本"},
			{"a number twice", "T1,安娜,,,,\nT1,安娜,,,,", "3 工号 number_twice 2"},
			{"a wrong chip", "T1,安娜,,,,AB12", "2 卡号 chip_format AB12"},
			{"a chip twice", "T1,安娜,,,,55\nT2,本,,,,055", "3 卡号 chip_twice 2"},
			{"somebody's chip", "T1,安娜,,,,4711", "2 卡号 chip_taken "},
			{"a formula", "T1,=1+1,,,,", "2 姓名 cell_formula "},
			{"a row cut short", "T1,安娜,,", "2  row_cut 4/6"},
			{"quotation marks", "T1,\"安娜,,,,", "2  row_quotes "},
		} {
			before := w.count("SELECT count(*) FROM audit_event") + w.count("SELECT count(*) FROM person") + w.count("SELECT count(*) FROM post")
			res := w.check(sheetHead + c.rows + "\n")
			if got, _ := said(res); got != c.problems {
				t.Errorf("%s: %q, want %q", c.what, got, c.problems)
			}
			if !roster.Blocking(res.Problems) {
				continue
			}
			if done := w.apply(sheetHead + c.rows + "\n"); done.Applied {
				t.Errorf("%s: applied", c.what)
			}
			if after := w.count("SELECT count(*) FROM audit_event") + w.count("SELECT count(*) FROM person") + w.count("SELECT count(*) FROM post"); after != before {
				t.Errorf("%s: changed something", c.what)
			}
		}
		for what, c := range map[string][2]string{
			"nothing":       {"", "roster_empty"},
			"no rows":       {sheetHead, "roster_empty"},
			"a roster":      {"学号,姓名,年级,班级\n1,a,b,c\n", "roster_columns"},
			"a workbook":    {"PK\x03\x04...", "roster_spreadsheet"},
			"an image":      {"\x89PNG\r\n\x1a\n\x00", "roster_encoding"},
			"a column more": {"工号,姓名,教工号\n", "roster_column_twice"},
		} {
			_, err := w.svc.CheckTeachers(ctx, admin(w.one), w.one, strings.NewReader(c[0]))
			w.want(what, err, c[1])
		}
		good := sheetHead + "T1,安娜,,三年级1班,,\n"
		for who, c := range map[string]struct {
			actor allow.Actor
			code  string
		}{"a teacher": {w.actor(w.account(w.one, w.anna)), "forbidden"}, "another school's admin": {admin(w.two), "not_found"}, "nobody": {allow.Actor{}, "login_required"}} {
			_, err := w.svc.CheckTeachers(ctx, c.actor, w.one, strings.NewReader(good))
			w.want(who+" checks", err, c.code)
			_, err = w.svc.ImportTeachers(ctx, c.actor, w.one, "x", strings.NewReader(good), cards)
			w.want(who+" imports", err, c.code)
		}
	})
}

// A teacher who was entered by hand without a number gets the file's, by phone and name.
func TestATeacherWithoutANumberIsKnownByPhoneAndName(t *testing.T) {
	each(t, func(w *world) {
		w.exec("UPDATE person SET phone = '13900000001' WHERE id = ?", w.anna)
		before := w.count("SELECT count(*) FROM person")
		res := w.apply(sheetHead + "T7,安娜,13900000001,,,\nT8,妈妈,,,,\n")
		if _, changes := said(res); changes != "2 安娜 number; 3 妈妈 added" || w.count("SELECT count(*) FROM person") != before+1 {
			t.Errorf("%s", changes)
		}
		// A parent who also teaches: the same person gets the role.
		w.exec("UPDATE person SET phone = '13700000000' WHERE id = ?", w.mum)
		res = w.apply(sheetHead + "T10,妈妈,13700000000,,,\n")
		if _, changes := said(res); changes != "2 妈妈 role; 2 妈妈 number" {
			t.Errorf("%s", changes)
		}
	})
}

// What comes between the plan and the writing stops the import, and nothing wrong
// is written.
func TestSomebodyElsesChangeStopsTheImport(t *testing.T) {
	each(t, func(w *world) {
		w.numbered()
		file := sheetHead + "T1,安娜,,,三年级1班,9\nT2,本,,,三年级2班,\n"
		_, err := w.svc.ImportTeachers(ctx, admin(w.one), w.one, "x", strings.NewReader(file), meddling{w, card.New(w.db, feed.New())})
		if fault.As(err).Code != "import_books_changed" {
			t.Errorf("%v", err)
		}
		if n := w.count("SELECT count(*) FROM post WHERE person_id = ?", w.anna); n != 0 {
			t.Errorf("%d posts of a row that failed", n)
		}
		if done := w.apply(file); !done.Applied {
			t.Errorf("%+v", done)
		}
	})
}

// meddling fails where the chip is linked, as when somebody else took it.
type meddling struct {
	*world
	*card.Service
}

func (m meddling) LinkIn(_ context.Context, _ *db.Tx, _ allow.Actor, _, _ string) error {
	return fault.New(fault.Conflict, "chip_taken")
}
