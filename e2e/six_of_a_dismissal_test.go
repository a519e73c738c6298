package e2e

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/demo"
)

// joins gives somebody of the school, known by name, an account.
func (s *school) joins(name, login string) (who demo.Login, person string) {
	s.Helper()
	who = demo.Login{Name: name, Login: login, Password: s.Teacher.Password}
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT p.id FROM person p JOIN membership m ON m.person_id = p.id AND m.role = 'parent' WHERE p.name = ?", name).Scan(ctx, &person)
	}); err != nil {
		s.Fatal(err)
	}
	code, _, err := s.app.Accounts.IssueActivation(s.Context(), allow.Actor{Kind: allow.System}, person)
	if err == nil {
		_, err = s.app.Accounts.Activate(s.Context(), code, who.Login, who.Password, "zh-CN")
	}
	if err != nil {
		s.Fatal(err)
	}
	return who, person
}

// sends makes grandmother the child's delegate on the mother's phone, and opens the link on
// grandmother's.
func (s *school) sends(mother *window) (granny *window) {
	s.Helper()
	mother.visit("/delegates").sees(`document.querySelector('a[href^="/delegates/new"]')`).click(`a[href^="/delegates/new"]`).sees(`document.querySelector('#f-photo')`)
	mother.says(aFace)
	hour := func(d time.Duration) string { return nine(s.now()).Add(d).Format("15:04") }
	mother.enter("[name=name]", "何秀兰").enter("[name=phone]", "13900001111").enter("[name=password]", s.Parent.Password)
	mother.says(fmt.Sprintf(`['from', 'to'].forEach((n, i) => (document.querySelector('[name=' + n + ']').value = [%q, %q][i]))`, hour(-time.Hour), hour(3*time.Hour)))
	mother.click("button.pri").sees(`document.querySelector('[data-url]')`)
	u, err := url.Parse(mother.says(`document.querySelector('[data-url]').textContent`))
	if err != nil {
		s.Fatal(err)
	}
	digits := mother.says(`document.querySelector('[data-digits]').textContent`)
	granny = s.browse("granny", phone).visit(u.Path).reads(part, "asks")
	granny.enter("#digits", digits).sees(`document.querySelector('[data-go]').hasAttribute('data-full')`).click("[data-go]")
	return granny.sees(inHours)
}

// A dismissal in six windows: the mother, the father against whom an order of a court
// stands, grandmother with a link, the class teacher, the gate and the board. Grandmother
// takes the child, who has forgotten a bag and is back, and then the mother does; once in
// each language. Nobody reloads a page to see what the others did, the father's phone knows
// nothing of the child's way home, and no name but a first one stands where the queue reads.
func TestADismissalInSixWindows(t *testing.T) {
	s := openSchool(t)
	d := s.dismisses()
	s.write("DELETE FROM pickup_week")
	s.write("DELETE FROM pickup_day")
	s.write("DELETE FROM mandate_child")
	fathers, fatherID := s.joins("林建明", "father")
	office := s.browse("office", desk).login(s.Admin)
	var pair string
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM guardianship WHERE adult_id = ? AND child_id = ?", fatherID, d.child).Scan(ctx, &pair)
	}); err != nil {
		t.Fatal(err)
	}
	// Of her little sister he is told nothing either: the order names both children.
	s.write("DELETE FROM guardianship WHERE adult_id = ? AND child_id <> ?", fatherID, d.child)
	plan := "/pickup/" + d.child

	father := s.browse("father", phone).login(fathers).visit("/card").sees(`document.querySelector('a[href="` + plan + `"]')`).claim()
	office.visit("/console/guardianships/"+pair+"/pickup").choose("[name=kind]", "期间一律不能接").enter("[name=document]", "法院裁定 12 号")
	office.click("form[enctype] button.pri").sees(`document.querySelector('.alert.ok')`)
	gate := s.hangs(office, "接送一", "staff").collects(office)
	board := d.hung("board").expects(`^log: .*AudioContext`)
	teacher := s.browse("teacher", phone).login(s.Teacher).visit("/pickup/class/"+d.class+"/ready").reads(pill, "live")
	mother := s.browse("mother", phone).login(s.Parent).visit("/card").claim()
	granny := s.sends(mother)

	first := string([]rune(s.Student.Name)[1:])
	card := fmt.Sprintf(cardOf, d.child)
	in := func(w *window, where, lang, zh, en string) {
		t.Helper()
		if lang == "en" {
			zh = en
		}
		w.sees(fmt.Sprintf(`(%s).includes(%q)`, where, zh))
	}
	const gateText = `document.querySelector('#own .screen').textContent`
	stopped := func(lang string) {
		t.Helper()
		father.visit("/card")
		gate.types(father.collecting())
		gate.sees(`document.querySelector('#own [data-stopped]')`).sees(still)
		in(gate, gateText, lang, "不能放行", "Do not release")
		gate.shot("six-stopped-" + lang).accessible()
		gate.click(`[data-do="handle"]`).sees(`document.querySelector('#own .screen').hidden`)
		if text := father.says(`document.body.textContent`); strings.Contains(text, "接送计划") || strings.Contains(text, "Pickup plan") {
			t.Error("the father's card leads to the plan")
		}
		father.expects(`^request: 403 GET /pickup/`, `^log: .*403`)
		if status, _, _ := father.fetches(plan); status != 403 {
			t.Errorf("the father reads the plan: %d", status)
		}
	}
	// goes plays from the scan to the empty class: who comes has a code, and the call, the
	// child at the gate and the release are seen at once wherever they matter.
	goes := func(lang, code string) {
		t.Helper()
		gate.types(code)
		gate.reads(kids, "2").sees(still) // her little sister is somebody's to take, too
		teacher.sees(fmt.Sprintf(`(%s).includes('called %s')`, groups, s.Student.Name)).shot("six-teacher-called-" + lang)
		in(board, onBoard, lang, first+" 已叫", first+" Called")
		board.shot("six-board-called-" + lang)
		in(gate, card+`.textContent`, lang, "已叫", "Called")
		teacher.click(fmt.Sprintf(`form[data-move="%s"] button`, d.child)).sees(fmt.Sprintf(`(%s).includes('door %s')`, groups, s.Student.Name))
		in(board, onBoard, lang, first+" 在门口", first+" At the gate")
		// Nobody touched the gate's screen.
		gate.sees(`!` + card + `.querySelector('[data-call]')`)
		in(gate, card+`.textContent`, lang, "在门口", "At the gate")
		gate.sees(still).shot("six-gate-ready-" + lang).accessible()
		gate.click(`[data-kid="` + d.child + `"] [data-release]`)
	}
	gone := func(lang string) {
		t.Helper()
		gate.sees(card + `.classList.contains('gone')`).sees(still)
		board.sees(fmt.Sprintf(`document.querySelector('#board ol')?.textContent.includes('%s')`, first)).sees(fmt.Sprintf(`!(%s).includes('%s')`, onBoard, first)).shot("six-board-gone-" + lang)
		teacher.sees(fmt.Sprintf(`!(%s).includes('%s')`, groups, s.Student.Name)).shot("six-teacher-gone-" + lang)
		for _, secret := range []string{s.Student.Name, s.Parent.Name, "林建明", "何秀兰", "法院"} {
			if strings.Contains(board.says(`document.body.textContent`), secret) {
				t.Errorf("the board says %s", secret)
			}
		}
		gate.says(`document.querySelector('#own [data-do=close]').click()`)
	}
	// Each phone is told by the inbox, the father by nothing.
	tells := func(lang, zh, en string) {
		t.Helper()
		mother.visit("/inbox")
		in(mother, `document.body.textContent`, lang, zh, en)
		father.visit("/inbox")
		if text := father.says(`document.body.textContent`); strings.Contains(text, zh) || strings.Contains(text, en) {
			t.Error("the father is told where the child is")
		}
	}

	// plans is a change of today by the class teacher, whom no cut-off binds: how long a
	// story takes on a slow machine must not matter.
	plans := func(way string) {
		t.Helper()
		teacher.visit(plan).says(`(() => { const f = document.querySelector('form[action$="/day"]'); f.elements.way.value = '` + way + `'; f.requestSubmit(); return '' })()`)
		teacher.sees(`document.querySelector('.alert.ok')`).visit("/pickup/class/"+d.class+"/ready").reads(pill, "live")
	}
	plans("delegate")
	// The guard says once who is on shift.
	gate.click(`[data-do="shift"]`).sees(`document.querySelector('[data-sheet="shift"]').open`).enter("#shift-pin", s.Guard.PIN).click(`[data-sheet="shift"] [data-pin] .btn`)
	gate.sees(`document.querySelector('[data-do="shift-end"]')`)
	stopped("zh-CN")
	goes("zh-CN", granny.errandCode())
	gone("zh-CN")
	tells("zh-CN", "接走了", "picked up")
	mother.visit(plan).accessible()

	// The bag: the teacher says that the child is back, in English, and all six go on in it.
	teacher.speaks("en", plan).click(".extra summary").enter("#f-back", "bag").click(`form[action$="/return"] button`).sees(`document.querySelector('.alert.ok')`).shot("six-back").accessible()
	teacher.visit("/pickup/class/"+d.class+"/ready").reads(pill, "live").accessible()
	gate.speaks("en", "/login").visit("/kiosk").attend().sees(`document.querySelector('#own [data-words]')`)
	board.speaks("en", "/login").visit("/board").reads(pill, "live")
	for _, w := range []*window{mother, father} {
		w.speaks("en", "/card").drawn()
	}
	tells("en", "又回到学校", "back at school")
	s.later(time.Minute)
	stopped("en")
	plans("parent")
	mother.visit("/card").drawn()
	goes("en", mother.collecting())
	gone("en")
	if n := mother.wide() + father.wide() + granny.wide() + teacher.wide(); n != "" {
		t.Errorf("sideways: %s", n)
	}
	mother.shot("six-mother")
	father.shot("six-father")
}

// The board hangs for a month: after some hundred pushes it holds what it held after the
// first ones, and has as many elements.
func TestABoardThatHangsForAMonth(t *testing.T) {
	s := openSchool(t)
	d := s.dismisses()
	board := d.hung("board").expects(`^log: .*AudioContext`)
	nodes := func() string { return board.says(`document.getElementsByTagName('*').length`) }
	list := d.children()
	if len(list) > 12 {
		list = list[:12]
	}
	const last = `document.querySelector('#board')?.dataset.v ?? '0'`
	pushes := 0
	round := func(n int) {
		t.Helper()
		for range n {
			for _, c := range list {
				s.write("UPDATE pickup_order SET state = 'EXPECTED', called_at = 0 WHERE child_id = ?", c.ID)
				d.calls(c.ID)
				pushes++
			}
		}
		board.sees(fmt.Sprintf(`Number(%s) >= %d`, last, d.lastFeed()))
		board.sees(fmt.Sprintf(`document.querySelectorAll('#board tbody tr').length === %d`, len(list)))
	}
	round(5)
	many, used := nodes(), board.heap()
	round(38)
	if pushes < 500 {
		t.Fatalf("%d pushes", pushes)
	}
	if n := nodes(); n != many {
		t.Errorf("%s elements after 60 pushes, %s after %d", many, n, pushes)
	}
	if now := board.heap(); now > used+1<<20 {
		t.Errorf("%.0f bytes after 60 pushes, %.0f after %d", used, now, pushes)
	} else {
		t.Logf("%.0f bytes after 60 pushes, %.0f after %d", used, now, pushes)
	}
	board.reads(pill, "live")
}
