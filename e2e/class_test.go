package e2e

import (
	"context"
	"fmt"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/demo"
	"yunka/server/post"
	"yunka/server/timetable"
)

// expected makes today a Wednesday with lessons, whatever day it is, and expects pupils
// from 08:50 on. It returns the demo's class and the teacher of another one, without
// a lesson in this.
func (s *school) expected() (class string, other demo.Login) {
	s.Helper()
	ctx := s.Context()
	admin, school := s.office()
	check := func(err error) {
		s.Helper()
		if err != nil {
			s.Fatal(err)
		}
	}
	var today, elsewhere string
	check(s.app.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		today = timetable.Today(s.now(), sc.Location())
		if err := q.NewRaw("SELECT m.class_id FROM membership m JOIN person p ON p.id = m.person_id WHERE p.name = ? AND m.role = 'student'", s.Student.Name).Scan(ctx, &class); err != nil {
			return err
		}
		return q.NewRaw("SELECT MIN(id) FROM class WHERE school_id = ? AND grade <> (SELECT grade FROM class WHERE id = ?)", school, class).Scan(ctx, &elsewhere)
	}))
	check(timetable.NewService(s.app.DB, s.app.Feed, register.ClosedUntil).SetDays(ctx, admin, school, []access.Span{{First: today, Last: today, WorksAs: 3, Name: "补课"}}, true))
	_, err := register.New(s.app.DB, s.app.Feed, nil).AddSession(ctx, admin, rule.Session{SchoolID: school, Name: "上午", Role: allow.Student, Weekdays: 127,
		Opens: 390, Starts: 530, Grace: 5, AbsentAfter: 60, Ends: 700, Closes: 760})
	check(err)
	other = demo.Login{Name: "邻班老师", Login: "neighbour", Password: s.Teacher.Password}
	var person string
	check(s.app.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if person, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: other.Name, Number: "T990"}); err != nil {
			return err
		}
		if _, _, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: person, Role: allow.Teacher}); err != nil {
			return err
		}
		_, err = post.Add(ctx, tx, post.Post{SchoolID: school, PersonID: person, Kind: allow.SubjectTeacher, OfWhat: allow.OfSubject, OfID: elsewhere, Subject: "数学"})
		return err
	}))
	code, _, err := s.app.Accounts.IssueActivation(ctx, allow.Actor{Kind: allow.System}, person)
	check(err)
	_, err = s.app.Accounts.Activate(ctx, code, other.Login, other.Password, "zh-CN")
	check(err)
	return class, other
}

// A class teacher opens the class from the card, sees a pupil come, and calls the roll of
// a lesson without a network and with one. The pupil is not in the lesson: it stands out
// at once, in the office too, and on no screen that others read.
func TestTheClassTeachersMorning(t *testing.T) {
	s := openSchool(t)
	class, other := s.expected()
	path := "/class/" + class
	var pupil string
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM person WHERE name = ?", s.Student.Name).Scan(ctx, &pupil)
	}); err != nil {
		t.Fatal(err)
	}
	office := s.browse("office", desk).login(s.Admin).visit("/console/attendance").reads(pill, "live")
	teacher := s.browse("teacher", phone).login(s.Teacher).visit("/card")
	teacher.sees(`document.querySelector('a.entry[href^="/class"]')`).click(`a.entry[href^="/class"]`).sees(`location.pathname.startsWith('/class')`)
	teacher.visit(path).reads(pill, "live").sees(`document.querySelector('.pr#p-` + pupil + `')`)
	wall := s.browse("wall", sight{1920, 1080, 1}).login(s.Admin).visit(path+"/wall").reads(pill, "live")
	const came = `document.querySelector('#wall-figures .first dd').firstChild.textContent.trim()`
	wall.reads(came, "0")

	// The pupil comes: nobody reloads.
	s.opens(gateIn, s.Student.Chip, s.Student.Name)
	teacher.sees(`!document.querySelector('.pr#p-` + pupil + ` .face')`).sees(`document.querySelector('#p-` + pupil + `')`)
	wall.reads(came, "1").shot("classwall-live")
	// One tap about another, taken back.
	first := `document.querySelector('form[action$="/mark"] button[value=coming]')`
	teacher.says(first + `.click()`)
	teacher.sees(`document.querySelector('.did')?.textContent.includes('在路上')`).click(`.did button`).sees(`!document.querySelector('.did')`)

	// The roll: everybody who was not seen is to be called, the pupil is here.
	roll := teacher.visit(path).says(`document.querySelector('.lessons a.entry').getAttribute('href')`)
	teacher.visit(roll).sees(`document.querySelector('[data-roll]')`)
	tile := `document.querySelector('.tile[value="` + pupil + `"]')`
	teacher.sees(tile + `.classList.contains('here')`)
	teacher.says(tile + `.click()`)
	teacher.sees(tile + `.classList.contains('absent') && ` + tile + `.textContent.includes('没见到')`).sees(`document.querySelector('[data-undo]').textContent.includes('` + s.Student.Name + `')`)
	teacher.says(`document.querySelector('[data-undo] button').click()`)
	teacher.sees(tile + `.classList.contains('here')`)
	teacher.says(tile + `.click()`)
	teacher.says(`document.querySelector('[name=rest]').click()`)
	teacher.sees(`document.querySelector('[data-left]').textContent.includes('都点到了')`).shot("roll")
	// A reload loses no tap.
	teacher.visit(roll).sees(tile+`.classList.contains('absent')`).reads(`document.querySelector('[data-count=""]').textContent`, "0").sees(`!document.querySelector('[data-kept]').hidden`)
	// The server is away: the roll waits, and goes by itself.
	for _, w := range []*window{teacher, office, wall} {
		w.expects(`^request: `, `^log: `, `^socket: `, `^console: htmx: htmx:ws:error`)
	}
	s.stop()
	teacher.says(`document.querySelector('[name=finish]').click()`)
	teacher.sees(`!document.querySelector('[data-waits]').hidden`)
	wall.sees(pill + ` !== 'live'`).sees(`getComputedStyle(document.querySelector('.stale')).display !== 'none'`).shot("classwall-stale")
	s.start()
	teacher.says(`dispatchEvent(new Event('online'))`)
	teacher.sees(`location.search === '?done=called' && document.querySelector('.alert.danger')?.textContent.includes('` + s.Student.Name + `')`).shot("roll-called")
	if n := teacher.says(`String(Object.keys(localStorage).filter((k) => k.startsWith('yunka-roll:')).length)`); n != "0" {
		t.Errorf("%s rolls are kept after the server has them", n)
	}

	// It stands out with the class and in the office, and on no screen.
	teacher.visit(path).reads(pill, "live").sees(`document.querySelector('.group.lost')?.textContent.includes('` + s.Student.Name + `')`).shot("class-lost")
	office.reads(pill, "live").sees(`document.querySelector('#attendance-alarms .danger')?.textContent.includes('1 名学生在校，课上没见到')`).shot("office-lost")
	wall.reads(pill, "live").reads(`document.querySelectorAll('#wall-figures dd')[1].textContent.trim()`, "0")
	if said := wall.says(`String(document.body.textContent.includes('` + s.Student.Name + `'))`); said != "false" {
		t.Error("the wall names a pupil")
	}
	teacher.says(`document.querySelector('.lost button[value=here]').click()`)
	teacher.sees(`!document.querySelector('.group.lost')`)
	office.sees(`!document.querySelector('#attendance-alarms .danger')`)

	// In English, and on the smallest phone.
	teacher.speaks("en", roll).sees(`document.body.textContent.includes('Hand in the change')`).reads(`String(document.documentElement.scrollWidth > innerWidth)`, "false")

	// Somebody who teaches another class gets nothing, by any address.
	neighbour := s.browse("neighbour", phone).login(other).visit("/class").expects(`^log: `, `^request: 403 `)
	for _, at := range []string{path, roll, path + "/wall"} {
		neighbour.visit(at)
		if said := neighbour.says(fmt.Sprintf(`String(document.body.textContent.includes('%s') || !!document.querySelector('[data-roll]'))`, s.Student.Name)); said != "false" {
			t.Errorf("a stranger reads %s", at)
		}
	}

	// The post ends while the page is open: it is closed at once.
	teacher.speaks("zh-CN", path).reads(pill, "live").expects(`^log: `, `^request: 403 `)
	admin, school := s.office()
	var id string
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT MIN(id) FROM post WHERE kind = 'class_teacher' AND of_id = ?", class).Scan(ctx, &id)
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := post.New(s.app.DB, s.app.Feed).End(s.Context(), admin, school, id); err != nil {
		t.Fatal(err)
	}
	teacher.sees(`!document.querySelector('#class-` + class + `')`)
}
