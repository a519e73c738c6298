package e2e

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/demo"
)

// classmate gives another pupil of the demo an account.
func (s *school) classmate(login string) (who demo.Login) {
	s.Helper()
	var person string
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`SELECT p.id, p.name FROM person p JOIN membership m ON m.person_id = p.id AND m.role = 'student'
			WHERE p.id NOT IN (SELECT person_id FROM account_person) AND p.name IN (SELECT name FROM person GROUP BY name HAVING COUNT(*) = 1) ORDER BY p.id LIMIT 1`).
			Scan(ctx, &person, &who.Name)
	}))
	who.Login, who.Password = login, s.Teacher.Password
	code, _, err := s.app.Accounts.IssueActivation(s.Context(), allow.Actor{Kind: allow.System}, person)
	s.must(err)
	_, err = s.app.Accounts.Activate(s.Context(), code, who.Login, who.Password, "zh-CN")
	s.must(err)
	return who
}

// session makes one on a phone that begins now, for a list of people.
func (w *window) session(title, list string, more ...string) *window {
	w.Helper()
	w.visit("/signins/new").enter("[name=title]", title).click("[name=who][value=list]")
	w.says(`(document.querySelector('[name=list]').value = ` + "`" + list + "`" + `, '')`)
	for _, js := range more {
		w.says(js)
	}
	return w.click(".leave-form .pri").sees(`document.querySelector('#signin-list')`)
}

// scanned is where the room's picture leads, read by a decoder that is not ours.
func (w *window) scanned() (path string) {
	w.Helper()
	w.until("code on the screen", func() bool {
		text, ok := w.school.decode(w.picture())
		u, err := url.Parse(text)
		path = u.Path
		return ok && err == nil && strings.HasPrefix(path, "/in/")
	})
	return path
}

const listText = `document.querySelector('#signin-list')?.textContent.replace(/\s+/g, ' ')`

// A lecture: the room shows its code, a pupil scans it; a picture of it is good for a friend
// at 10 s and for nobody at 30 s; a second name on the same phone is shown to the teacher; a
// re-check asks.
func TestALectureByTheCodeOfTheRoom(t *testing.T) {
	s := openSchool(t)
	friend := s.classmate("friend")
	teacher := s.browse("teacher", phone).login(s.Teacher)
	teacher.session("天体物理讲座", s.Student.Name+"\n"+friend.Name).shot("signin-list").accessible()
	address := teacher.says(`location.pathname`)
	room := teacher.beside("room", desk).visit(address + "/room")
	room.sees(`document.querySelector('#room-code svg.qr')`).accessible()

	pupil := s.browse("pupil", phone).login(s.Student).expects(`409`)
	pupil.visit(room.scanned()).sees(`document.querySelector('.verdict .pri')`).shot("signin-claim").accessible()
	pupil.click(".verdict .pri").reads(`document.querySelector('h2').textContent`, "已签到").shot("signin-done").accessible()
	teacher.sees(listText + `.includes('已签 1')`) // by itself
	room.shot("signin-room").sees(`document.querySelector('#room-counts').textContent.includes('1')`)

	picture := room.scanned()
	s.later(10 * time.Second)
	pupil.visit("/card").visit("/signins").says(`(document.querySelector('form[action="/logout"]').requestSubmit(), '')`)
	pupil.sees(`location.pathname === '/login'`).login(friend)
	picture = map[bool]string{true: picture, false: room.scanned()}[pupil.visit(picture).says(`location.pathname`) == "/in"] // it may have turned meanwhile
	pupil.visit(picture).sees(`document.querySelector('.verdict.warn')?.textContent.includes('签过另一个人')`).shot("signin-shared").accessible()
	pupil.click(".verdict .pri").reads(`document.querySelector('h2').textContent`, "已签到")
	teacher.sees(listText + `.includes('1 部手机签了 2 个人')`).shot("signin-shared-list").accessible()

	s.later(30 * time.Second)
	pupil.visit(picture).reads(`document.querySelector('h2').textContent`, "码换了，再扫一次").shot("signin-stale").accessible()

	teacher.click(".inline-form button").sees(listText + `.includes('正在抽查 2 人')`)
	pupil.visit("/signins").click(".asked .pri").sees(`document.querySelector('.alert.ok')`)
	teacher.sees(listText + `.includes('1 人已回应')`).shot("signin-check")
	for _, lang := range []string{"en", "zh-CN"} {
		pupil.speaks(lang, "/signins").sees(`document.querySelector('.leave-row')`).shot("signin-mine-" + lang).accessible()
		teacher.speaks(lang, address).sees(`document.querySelector('#signin-list')`).shot("signin-list-" + lang).accessible()
	}
	if sideways := pupil.wide() + teacher.wide() + room.wide(); sideways != "" {
		t.Errorf("sideways: %s", sideways)
	}
}

// A meeting: a kiosk at the door signs in who comes with a chip, and the organiser's list
// follows; who forgot everything is signed in by hand, and the meeting is closed.
func TestAMeetingWithAKioskAtTheDoor(t *testing.T) {
	s := openSchool(t)
	friend := s.classmate("friend")
	office := s.browse("office", desk).login(s.Admin)
	office.visit("/console/terminals").enter("[name=name]", "报告厅门口").choose("[name=gate]", "南门进").choose("[name=scene]", "签到").click("[name=kind][value=staff]")
	office.click("form.form button.pri").sees(`document.querySelector('.secret')`)
	door := s.pairs(office, s.browse("door", tablet))
	teacher := s.browse("teacher", phone).login(s.Teacher)
	teacher.session("学生会例会", s.Student.Name+"\n"+friend.Name, `(document.querySelector('[name=door]').selectedIndex = 1, '')`)
	if got := door.scans(s.Student.Chip); got.Decision != "ALLOW" || got.Name != s.Student.Name {
		t.Errorf("the door shows %+v", got)
	}
	door.shot("signin-kiosk")
	teacher.sees(listText + `.includes('已签 1')`)
	teacher.click("#signin-list .pr .b1").enter("[name=why]", "没带手机").shot("signin-hand").accessible()
	teacher.click("[name=what][value=in]").sees(listText + `.includes('已签 2')`).sees(listText + `.includes('都到了')`)
	teacher.click(".dock summary").click(".dock .end form .pri").sees(`document.querySelector('.alert.ok')?.textContent.includes('结束')`)
	for _, lang := range []string{"en", "zh-CN"} {
		teacher.speaks(lang, teacher.says(`location.pathname`)).sees(`document.querySelector('#signin-list')`).shot("signin-closed-" + lang).accessible()
		office.speaks(lang, "/console/signins").sees(`document.querySelector('tbody tr')`).shot("signin-office-" + lang).accessible()
	}
}

// A screen hangs in the room: it is paired once, shows by itself the code of a session that
// begins there, and goes dark when it is closed. A kiosk without a session says when the next
// one is.
func TestAScreenInTheRoomAndAKioskTooEarly(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	add := func(name, use string) {
		office.visit("/console/terminals").enter("[name=name]", name).choose("[name=gate]", "南门进").choose("[name=scene]", use).click("[name=kind][value=kiosk]")
		office.click("form.form button.pri").sees(`document.querySelector('.secret')`)
	}
	add("报告厅", "签到屏（打开 /signin-screen 配对）")
	screen := s.browse("screen", desk).visit("/signin-screen").enter("[name=code]", office.says(`document.querySelector('.secret').textContent.trim()`))
	screen.accessible().click("form[action='/signin-screen/pair'] button").sees(`document.querySelector('#room-code .none')`).shot("signin-screen-idle").accessible()
	add("报告厅门口", "签到")
	door := s.pairs(office, s.browse("door", tablet))
	if got := door.decided(s.Student.Chip); got.Decision != "DENY" {
		t.Errorf("without a session the door shows %+v", got)
	}

	teacher := s.browse("teacher", phone).login(s.Teacher)
	later := s.app.DB.Now().Add(3 * time.Hour).In(time.FixedZone("", 8*3600))
	teacher.session("下午的例会", s.Student.Name, `(document.querySelector('[name=door]').selectedIndex = 1, '')`,
		`(document.querySelector('[name=day]').value = '`+later.Format("2006-01-02")+`', document.querySelector('[name=from]').value = '`+later.Format("15:04")+`', document.querySelector('[name=to]').value = '`+later.Add(30*time.Minute).Format("15:04")+`', '')`)
	s.later(time.Minute)
	door.decided(s.Student.Chip)
	door.sees(`document.querySelector('[data-detail]').offsetHeight > 0 && document.querySelector('[data-detail]').textContent.includes('开始签到：下午的例会')`).shot("signin-kiosk-early")

	teacher.session("天体物理讲座", s.Student.Name, `(document.querySelector('[name=screen]').selectedIndex = 1, '')`)
	screen.sees(`document.querySelector('#room-code svg.qr')`).reads(`document.querySelector('#room-side h1').textContent`, "天体物理讲座").accessible()
	pupil := s.browse("pupil", phone).login(s.Student)
	pupil.visit(screen.scanned()).click(".verdict .pri").reads(`document.querySelector('h2').textContent`, "已签到")
	screen.sees(`document.querySelector('#room-counts dd').textContent.includes('1')`).shot("signin-screen")
	wall := teacher.beside("wall", desk).visit(teacher.says(`location.pathname`) + "/wall")
	wall.sees(`document.querySelector('#signin-wall .last')?.textContent.includes('` + s.Student.Name + `')`).shot("signin-wall").accessible()
	teacher.click(".dock summary").click(".dock .end form .pri").sees(`document.querySelector('.alert.ok')?.textContent.includes('结束')`)
	screen.sees(`document.querySelector('#room-code .none')`)
	if sideways := screen.wide() + wall.wide(); sideways != "" {
		t.Errorf("sideways: %s", sideways)
	}
}
