package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"yunka/server/cli"
	"yunka/server/demo"
)

// A school begins with an empty database and one command. Its owner follows six
// steps in the browser, and the page ticks them as they happen, until a tablet
// at the gate turns green for the first time.
func TestANewSchool(t *testing.T) {
	s := rent(t)
	if s.now().Before(time.Now()) { // what the command writes with the machine's clock is not to come
		s.ahead.Add((24 * time.Hour).Milliseconds())
	}
	code := s.command(`code ([0-9A-Z-]{8,})`, "school", "create", "chenghu", "--name", "澄湖实验学效", "--admin", "赵立新")
	s.start()

	owner := s.browse("owner", desk).visit("/activate").expects(`^request: 422 POST /console/start/(school|gate)$`)
	me := demo.Login{Name: "赵立新", Login: "zhao", Password: "kranich-tafel-4711"}
	owner.enter("[name=code]", code).enter("[name=login]", me.Login).enter("[name=password]", me.Password).click("form[action='/activate'] button")
	owner.sees(`location.pathname !== '/activate' && document.readyState === 'complete'`)
	owner.visit("/console").click("main a[href='/console/start']").sees(`document.querySelector('#start')`).shot("start-empty")
	owner.reads(todo, "school roster gate terminal card scan")

	// 1. The name had a slip of the pen.
	owner.enter("#step-school [name=name]", " ").click("#step-school form button").sees(`document.querySelector('#step-school .alert')`)
	owner.enter("#step-school [name=name]", "澄湖实验学校").click("#step-school form button").reads(todo, "roster gate terminal card scan")
	owner.reads(`document.querySelector('p.school').textContent`, "澄湖实验学校")

	// 3 before 2: the order is free, and a mistake is said where it was made.
	owner.unfold("gate").enter("#step-gate [name=gate]", "南门").choose("#step-gate [name=days]", "每天")
	owner.says(`(document.querySelector('#step-gate [name=to]').value = '05:00')`)
	owner.click("#step-gate form button").sees(`document.querySelector('#step-gate .alert')`)
	owner.reads(`document.querySelector('#step-gate [name=gate]').value`, "南门").choose("#step-gate [name=days]", "不限时间")
	owner.click("#step-gate form button").reads(todo, "roster terminal card scan")

	// From here on the page stays open and ticks itself.
	owner.says(`(globalThis.here = true)`)
	clerk := owner.beside("clerk", desk)
	sheet := filepath.Join(t.TempDir(), "花名册.csv")
	clerk.visit("/console/start").sees(`document.querySelector('#start')`)
	text, err := ask[string](clerk, `fetch(document.querySelector('a[href$="sample.csv"]').href).then((r) => r.text())`, chromedp.EvalAwaitPromise)
	if err != nil || !strings.Contains(text, "学号") {
		t.Fatalf("no sample: %q %v", text, err)
	}
	if err := os.WriteFile(sheet, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	clerk.visit("/console/imports").do(chromedp.SetUploadFiles(chromedp.CSS("[name=roster]"), []string{sheet})).click("form[enctype] button.pri")
	clerk.sees(`document.querySelector('[name=apply]')`).do(chromedp.SetUploadFiles(chromedp.CSS("[name=roster]"), []string{sheet})).click("form[enctype] button.pri")
	clerk.sees(`!document.querySelector('[name=apply]')`)
	owner.reads(todo, "terminal card scan").sees(`document.querySelector('#step-roster summary').textContent.includes('2 名学生')`)

	clerk.visit("/console/terminals").enter("[name=name]", "南门平板").choose("[name=gate]", "南门进").click("form.form button.pri").sees(`document.querySelector('.secret')`)
	pairing := clerk.says(`document.querySelector('.secret').textContent.trim()`)
	owner.sees(`document.querySelector('#step-terminal summary').textContent.includes('1 台等着配对')`).shot("start-terminal")
	tab := s.browse("tablet", tablet).visit("/kiosk").enter("[name=code]", pairing).click("form[action='/kiosk/pair'] button")
	tab.sees(`document.querySelector('#kiosk')`).click("[data-do=start]").attend()
	owner.reads(todo, "card scan")

	hand := s.browse("owner's phone", phone).login(me).claim()
	owner.reads(todo, "scan")
	if got := tab.scans(hand.code()); got.Decision != "ALLOW" {
		t.Errorf("the first scan shows %+v", got)
	}
	owner.reads(todo, "").sees(`document.querySelector('.end h2')`).shot("start-done")
	if owner.says(`globalThis.here`) != "true" {
		t.Error("the page was loaded anew: it was to tick itself")
	}

	// Put away, it is gone from the rail, and still there for who wants it.
	owner.click(".end button").sees(`location.pathname === '/console' && document.readyState === 'complete'`).sees(`!document.querySelector("nav a[href='/console/start']")`)
	owner.visit("/console/start").reads(todo, "")
	owner.visit("/console/audit").sees(`document.querySelector('main').textContent.includes('建了门')`)
}

// todo are the steps that are not ticked.
const todo = `[...document.querySelectorAll('[id^=step-]')].filter((s) => !s.querySelector('.no svg')).map((s) => s.dataset.step).join(' ')`

// unfold opens a step.
func (w *window) unfold(step string) *window {
	w.Helper()
	if w.says(`document.querySelector('#step-`+step+` details').open`) != "true" {
		w.click("#step-" + step + " summary")
	}
	return w.sees(`document.querySelector('#step-` + step + ` details').open`)
}

// command runs yunka on the school's data while nobody serves it, and returns
// what the pattern finds in what it says.
func (s *school) command(pattern string, args ...string) string {
	s.Helper()
	var out, errOut bytes.Buffer
	if code := cli.Main(append([]string{"--data", s.cfg.Data}, args...), &out, &errOut); code != 0 {
		s.Fatalf("yunka %v: exit %d\n%s", args, code, &errOut)
	}
	found := regexp.MustCompile(pattern).FindStringSubmatch(out.String())
	if found == nil {
		s.Fatalf("yunka %v says %s", args, &out)
	}
	return found[1]
}
