package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/uptrace/bun"

	"yunka/server/timetable"
)

// The office makes today a holiday, then a make-up day; imports a timetable of a
// class; and finds somebody for a lesson. A mother's and a teacher's phone show each
// at once, and nobody reloads.
func TestTheSchoolsTime(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	mother := s.browse("mother", phone).login(s.Parent).visit("/card")
	teacher := s.browse("teacher", phone).login(s.Teacher).visit("/card")
	var pupil, today string
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := s.app.Campus.SchoolBySlug(context.WithoutCancel(s.Context()), s.School)
		if err != nil {
			return err
		}
		today = timetable.Today(s.now(), sc.Location())
		return q.NewRaw("SELECT id FROM person WHERE name = ?", s.Student.Name).Scan(ctx, &pupil)
	}); err != nil {
		t.Fatal(err)
	}
	child := `document.getElementById('lessons-` + pupil + `-student')`
	own := `document.querySelector('.lessons[id$="-teacher"]')`
	mother.sees(child)
	teacher.sees(own)

	// A holiday: nobody has lessons, and the card says why.
	day := "/console/calendar?day=" + today
	marks := func(as, name string) {
		t.Helper()
		office.visit(day).sees(`document.querySelector('#range')`)
		office.says(`(document.querySelector('#range [name=as]').value = '` + as + `', document.querySelector('#range [name=follows]').value = '', document.querySelector('#range [name=name]').value = '` + name + `')`)
		office.click("#range button.pri").sees(`document.querySelector('.alert.ok')`)
	}
	marks("8", "台风停课")
	mother.sees(child + `.textContent.includes('今天不上课（台风停课）')`)
	teacher.sees(own + `.textContent.includes('今天不上课（台风停课）')`).shot("card-lessons-holiday")
	office.reads(`document.querySelector('.month [aria-current=date]').className`, "holiday today open").shot("calendar-holiday")

	// A make-up day with Wednesday's lessons.
	marks("3", "补课")
	mother.sees(child + `.querySelectorAll('li').length === 6`)
	teacher.sees(own + `.querySelectorAll('li').length > 0`).shot("card-lessons-teacher")

	// A timetable of the class from a file: checked, then applied.
	sheet := filepath.Join(t.TempDir(), "timetable.csv")
	content := "班级,星期,节次,单双周,科目,教师,教室\n三(2)班,周三,1,,围棋,T900,棋室\n三(2)班,周三,2,,游泳,谁也不是,\n"
	upload := func(content string) {
		t.Helper()
		if err := os.WriteFile(sheet, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		office.do(chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), []string{sheet})).click("#file button.pri")
	}
	office.visit("/console/timetable/import")
	upload(content)
	office.sees(`document.querySelector('.bad-c')?.textContent.includes('学校没有这位老师')`).shot("timetable-import-wrong")
	good := "班级,星期,节次,单双周,科目,教师,教室\n三(2)班,周三,1,,围棋,T900,棋室\n三(2)班,周三,2,,游泳,,\n"
	upload(good)
	office.sees(`document.querySelector('[name=apply]')`).shot("timetable-import")
	upload(good)
	office.sees(`location.pathname === '/console/timetable'`)
	mother.sees(child + `.querySelectorAll('li').length === 2 && ` + child + `.textContent.includes('围棋') && ` + child + `.textContent.includes('棋室')`)
	teacher.sees(own + `.querySelectorAll('li').length === 1 && ` + own + `.textContent.includes('围棋')`)

	// Somebody stands in today: the free ones come first.
	office.sees(`document.querySelector('#f-whose')`)
	class := office.says(`[...document.querySelectorAll('#f-whose option')].find((o) => o.textContent === '三年级2班').value`)
	office.visit("/console/timetable?class=" + class + "&day=" + today + "&period=1").sees(`document.querySelector('#panel')`)
	office.sees(`document.querySelectorAll('.who.busy input:disabled').length > 0 && !document.querySelectorAll('.who')[1].classList.contains('busy')`)
	who := office.says(`document.querySelectorAll('.who')[1].querySelector('b').textContent`)
	office.says(`document.querySelectorAll('.who')[1].querySelector('input').checked = true`)
	office.click(".subs button.pri").sees(`document.querySelector('#panel .alert.warn')?.textContent.includes('` + who + ` 代 ` + s.Teacher.Name + `')`).shot("timetable-substitution")
	mother.sees(child + `.querySelector('li').textContent.includes('代 ` + s.Teacher.Name + `') && ` + child + `.querySelector('li').textContent.includes('` + who + `')`).shot("card-lessons")
	teacher.sees(own + `.querySelector('li.off')?.textContent.includes('` + who + ` 代您上')`).shot("card-lessons-away")

	// And not after all.
	office.visit("/console/substitutions?day=" + today).click("tr[id^=sub-] button").sees(`document.querySelector('.alert.ok')`)
	mother.sees(`!` + child + `.querySelector('.note')`)
	teacher.sees(`!` + own + `.querySelector('li.off')`)
}
