package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"yunka/server/demo"
)

// sheetFile writes a file that a browser can send.
func (s *school) sheetFile(name, content string) string {
	s.Helper()
	path := filepath.Join(s.TempDir(), name)
	s.must(os.WriteFile(path, []byte(content), 0o600))
	return path
}

// proves fills in what a family knows, on the page of its slip.
func (w *window) proves(slip, name, birth, phone string) *window {
	w.Helper()
	w.visit("/join/"+slip).enter("[name=name]", name).enter("[name=proof]", birth).enter("[name=phone]", phone)
	return w.click("form.panel .btn.pri")
}

const deskText = `document.querySelector('[data-main]')?.textContent.replace(/\s+/g, ' ')`

// reads types what a scanner would, and waits for what the desk says.
func (w *window) received(text, want string) *window {
	w.Helper()
	return w.enter("#by-hand", text).click("[data-by-hand] button").sees(deskText + fmt.Sprintf(`?.includes(%q)`, want))
}

// A family from its slip to its bed, in six windows: the office takes in a list and prints a
// slip, a stranger with it learns nothing, both guardians fill in the form, the office needs
// more and then accepts, on the day a desk receives the pupil and a helper with a phone ticks
// the uniform while the wall counts, and the office makes a pupil who has a bed.
func TestAFamilyFromSlipToBed(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	s.beds(office)
	office.visit("/console/freshmen").accessible()
	day := s.now().In(morning.Location()).AddDate(0, 0, 3)
	date := func(css, value string) {
		office.says(fmt.Sprintf("(document.querySelector(%q).value = %q, '')", css, value))
	}
	office.enter("[name=name]", "2027 级新生").enter("[name=name_en]", "Class of 2027").enter("[name=place]", "学校南门").enter("[name=help]", "王老师 021-5550 1234")
	date("[name=day]", day.Format("2006-01-02"))
	date("[name=reveal]", day.AddDate(0, 0, -1).Format("2006-01-02")+"T18:00")
	date("[name=deadline]", day.Format("2006-01-02")+"T20:00")
	office.click("form.form .btn.pri").sees(`document.querySelector('.alert.ok')`).shot("freshmen-empty").accessible()
	intake := office.says(`location.pathname`)
	sheet := s.sheetFile("list.csv", "姓名,出生日期,年级,班级,学号,宿舍,报到时段,家长1姓名,家长1手机,家长1关系,家长2姓名,家长2手机,家长2关系\n"+
		"程予安,2014-03-05,一年级,1班,N27001,1 号楼 301-1,10:00,何佳,13911110001,母亲,程建国,13911110002,父亲\n别的人,2014-01-01,月球,9班,,,,某人,13911110009,父亲,,,\n")
	for _, how := range []string{"1", "0"} {
		office.do(chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), []string{sheet})).click(`form[action$="/import"] [name=look][value="` + how + `"]`)
		office.sees(`document.querySelector('section[role=status]')?.textContent.includes('月球')`)
	}
	office.shot("freshmen-imported").accessible().visit(intake+"/guide").enter("section [name=title]", "怎么来学校").enter("section [name=body]", "地铁 2 号线到澄湖站。")
	office.click("section [name=publish][value='1']").sees(`document.querySelector('details summary')?.textContent.includes('0 / 1')`).accessible()
	for _, page := range []string{"/form", "/steps", "/day", "/enrol"} {
		office.visit(intake + page).shot("freshmen-office" + strings.ReplaceAll(page, "/", "-")).accessible()
	}
	office.visit(intake + "/list").accessible().click("[name=one]").click(`form[action$="/slips"] .btn.pri`).sees(`document.querySelector('.fresh-slip .big-code')`).shot("freshmen-slip").accessible()
	slip := office.says(`document.querySelector('.fresh-slip .big-code').textContent.trim()`)

	// A stranger has the slip and nothing else.
	mother := s.browse("mother", phone).expects(`422 POST /join`, `401 GET /freshman`, `404 GET /join`)
	mother.proves(slip, "程予安", "2014-03-05", "13911110009").sees(`document.querySelector('.alert.danger')`).shot("freshmen-proof-wrong").accessible()
	if said := mother.says(`document.body.textContent`); strings.Contains(said, "何佳") || strings.Contains(said, "1 号楼") {
		t.Error("a stranger reads who it is")
	}
	mother.visit("/join/AAAA-BBBB-CCCC").sees(`document.querySelector('.alert.warn')`).accessible()
	mother.proves(slip, "程予安", "2014-03-05", "13911110001").sees(`document.querySelector('.steps')`).shot("freshmen-home").accessible()
	home := mother.says(`location.pathname`)
	father := s.browse("father", phone).expects(`401 GET /freshman`, `422 POST /freshman`)
	father.visit(home).sees(`document.querySelector('a[href="/join"]')`).shot("freshmen-gone").accessible()
	father.proves(slip, "程予安", "2014-03-05", "13911110002").sees(`document.querySelector('.steps')`)

	// Both fill it in at once; what both wrote is told to the second.
	picture := s.sheetFile("photo.jpg", string(demo.Portrait(3, true)))
	mother.visit(home + "/form").shot("freshmen-form").accessible()
	father.visit(home + "/form")
	line := `form[action$="/form"] .field:nth-of-type(1) [type=text]`
	mother.enter(line, "澄湖路 18 号").click("[name=send][value='0']").sees(`document.querySelector('.alert.ok')`)
	father.enter(line, "别的路 1 号").click("[name=send][value='0']").sees(`document.body.textContent.includes('澄湖路 18 号')`).shot("freshmen-form-both").accessible()
	father.visit(home).sees(`document.querySelector('.hero')?.textContent.includes('正在填')`)
	for range 2 {
		mother.visit(home + "/form")
		n := mother.says(`[...document.querySelectorAll('form[enctype]')].findIndex(f => !f.querySelector('img'))`)
		mother.says(fmt.Sprintf(`(document.querySelectorAll('form[enctype]')[%s].id = 'next', '')`, n))
		mother.do(chromedp.SetUploadFiles(chromedp.CSS("#next [type=file]"), []string{picture})).click("#next .btn").sees(`document.querySelector('.alert.ok')`)
	}
	mother.says(`(document.querySelectorAll('form[action$="/form"] textarea').forEach(e => e.value = '无'), document.querySelectorAll('form[action$="/form"] select').forEach(e => e.selectedIndex = 1),
		document.querySelectorAll('form[action$="/form"] [type=tel]').forEach(e => e.value = '13911110001'), '')`)
	mother.click("[name=send][value='1']").sees(`document.querySelector('.hero')?.textContent.includes('等学校审核')`)

	// The office needs more, says what, and accepts the second time.
	office.login(s.Admin).visit("/waiting").sees(`document.body.textContent.includes('新生登记表等审核')`)
	review := func() *window {
		return office.visit(intake + "/list?tab=review").click("tbody th a").sees(`document.querySelector('[name=accept]')`)
	}
	review().shot("freshmen-review").accessible().enter("[name=words]", "体检表看不清，请重拍").click("[name=accept][value='0']").sees(`document.querySelector('.alert.ok')`)
	father.visit(home).sees(`document.querySelector('.hero')?.textContent.includes('请重拍')`).shot("freshmen-more").accessible()
	father.visit(home + "/form").click("[name=send][value='1']").sees(`document.querySelector('.hero')?.textContent.includes('等学校审核')`)
	review().click("[name=accept][value='1']").sees(`document.querySelector('.alert.ok')`)
	office.click("[name=how][value=green]").sees(`document.body.textContent.includes('绿色通道')`).accessible()
	mother.visit(home).sees(`document.querySelector('.place')?.textContent.includes('公布')`)
	if said := mother.says(`document.body.textContent`); strings.Contains(said, "1 号楼") || strings.Contains(said, "绿色通道") {
		t.Error("a family reads too early where its child sleeps, or how the fees are cleared")
	}
	mother.click(".links a").sees(`document.body.textContent.includes('澄湖站')`).accessible().click("form .btn.pri").sees(`document.querySelector('.steps')`)

	// The day: a desk, a helper's phone and the wall.
	s.at(2, 18, 30)
	mother.visit(home).sees(`document.querySelector('.place')?.textContent.includes('1 号楼 301-1')`).shot("freshmen-told").accessible()
	s.at(1, 9, 55)
	office.login(s.Admin).visit("/console/terminals").enter("[name=name]", "校门 1 号台").choose("[name=scene]", "新生报到台（打开 /freshmen/desk 配对）").click("[name=kind][value=kiosk]")
	office.click("form.form button.pri").sees(`document.querySelector('.secret')`)
	code := office.says(`document.querySelector('.secret').textContent.trim()`)
	front := s.browse("front", tablet).visit("/freshmen/desk").enter("[name=code]", code).click("form[action='/kiosk/pair'] button").sees(`location.pathname === '/freshmen/desk' && document.querySelector('.next')`)
	office.visit(intake+"/day").choose(`form[action*="/desks/"] select`, "报到").click(`form[action*="/desks/"] .btn`).sees(`document.querySelector('.alert.ok')`)
	office.enter("[name=helpers]", s.Teacher.Name).click(`form[action$="/helpers"] .btn`).sees(`document.querySelector('.alert.ok')`)
	wall := office.beside("wall", desk).visit(intake + "/wall").sees(`document.querySelector('.huge')?.textContent === '0'`)
	front.visit("/freshmen/desk").sees(`document.querySelector('#by-hand')`).shot("freshmen-desk").accessible()
	front.received("NO-CODE-AT-ALL", "不是新生的")
	front.received(slip, "报到好了").sees(deskText + `?.includes('1 号楼 301-1')`).shot("freshmen-desk-in").accessible()
	wall.sees(`document.querySelector('.huge')?.textContent === '1'`).shot("freshmen-wall").accessible()
	s.later(2 * time.Minute)
	front.received("https://card.school.cn/join/"+slip, "之前已经办过").sees(deskText + `?.includes('校门 1 号台')`).shot("freshmen-desk-again")
	front.visit(front.says(`document.querySelector('a[href^="/freshmen/paper/"]').getAttribute('href')`)).sees(`document.querySelector('.paper')`).shot("freshmen-paper").accessible()
	helper := s.browse("helper", phone).login(s.Teacher).visit("/freshmen/help").choose("#spot", "领校服").click(".spot .btn").sees(`document.querySelector('.dir')?.textContent.includes('领校服')`)
	helper.received(slip, "领校服，办好了").shot("freshmen-help").accessible()
	mother.visit(home).sees(`document.querySelector('.hero')?.textContent.includes('已经报到')`)

	// A pupil with a bed, and a card to claim.
	office.visit(intake + "/enrol").shot("freshmen-enrol").accessible().click(`form[action$="/enrol"] .btn.pri`).sees(`document.querySelector('.alert.ok')?.textContent.includes('1 人')`)
	if said := office.says(`document.body.textContent`); strings.Contains(said, "床位没分上") {
		t.Error("the bed was not given")
	}
	mother.visit(home).click("#account .btn.pri").sees(`document.querySelector('.big-code')`).shot("freshmen-code").accessible()
	lives := ""
	s.must(s.app.DB.Read(s.Context(), firstText(&lives, "SELECT r.name || '-' || b.name FROM dorm_stay s JOIN dorm_bed b ON b.id = s.bed_id JOIN dorm_room r ON r.id = b.room_id JOIN person p ON p.id = s.person_id WHERE p.name = '程予安'")))
	if lives != "301-1" {
		t.Errorf("lives in %q", lives)
	}
	for _, lang := range []string{"en", "zh-CN"} {
		mother.speaks(lang, home).shot("freshmen-home-" + lang).accessible()
		wall.speaks(lang, intake+"/wall").accessible()
		office.speaks(lang, intake).sees(`document.querySelector('tbody tr')`).shot("freshmen-overview-" + lang).accessible()
	}
	if sideways := mother.wide() + father.wide() + helper.wide() + wall.wide(); sideways != "" {
		t.Errorf("sideways: %s", sideways)
	}
}

// beds makes a house with a room of two.
func (s *school) beds(office *window) {
	s.Helper()
	office.visit("/console/dorm").enter("[name=name]", "1 号楼").click("form.form .btn.pri").sees(`location.pathname.startsWith('/console/dorm/houses/')`)
	office.enter("[name=first]", "301").enter("[name=rooms]", "1").enter("[name=beds]", "2").enter("[name=floor]", "3")
	office.click(`form[action$="/rooms"] .btn.pri`).sees(`document.querySelectorAll('.dorm-bed.open').length === 2`)
}
