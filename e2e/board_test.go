package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const (
	onBoard  = `[...document.querySelectorAll('#board tbody tr')].map((r) => r.querySelector('th').textContent + ' ' + r.querySelector('.s').textContent.trim()).join('; ')`
	captions = `(document.querySelector('[data-caption]').hidden ? '' : document.querySelector('[data-caption]').textContent)`
	groups   = `[...document.querySelectorAll('.grp')].map((g) => g.className.split(' ').at(-1) + ' ' + [...g.querySelectorAll('h3')].map((h) => h.textContent).join(',')).join('; ')`
)

// A mother comes; the class's phone and the board call her child at once, the teacher
// sends it out and takes that back without a network too, the gate releases, and the board
// says that it is gone. It names the child by the first name, nobody else at all, and
// shows nothing any more once it is revoked.
func TestTheBoardCalls(t *testing.T) {
	s := openSchool(t)
	d := s.dismisses()
	board := d.hung("board").expects(`^log: .*AudioContext`) // silent until somebody presses
	teacher := s.browse("teacher", phone).login(s.Teacher).visit("/pickup/class/"+d.class+"/ready").reads(pill, "live").reads(groups, "").shot("ready-quiet").accessible()
	board.reads(onBoard, "").shot("board-quiet")
	mother := ""
	for _, c := range d.children() {
		if c.ID == d.child {
			mother = c.Adult
		}
	}
	scan := d.comes(mother, "k1")
	first := string([]rune(s.Student.Name)[1:])
	teacher.sees(fmt.Sprintf(`(%s).includes('called %s')`, groups, s.Student.Name)).sees(`document.querySelector('[data-grew]').textContent`).shot("ready-called").accessible()
	board.sees(fmt.Sprintf(`(%s).includes('%s 已叫')`, onBoard, first)).sees(fmt.Sprintf(`(%s).includes('%s')`, captions, first)).shot("board-called")
	for _, secret := range []string{s.Student.Name, s.Parent.Name, "妈妈"} {
		if strings.Contains(board.says(`document.body.textContent`), secret) {
			t.Errorf("the board says %s", secret)
		}
	}
	var called struct{ State string }
	if status := d.at("/kiosk/pickup/call", map[string]any{"scan": scan, "child": d.child}, &called); status != 200 || called.State != "CALLED" {
		t.Errorf("%d %+v", status, called)
	}
	move := fmt.Sprintf(`form[data-move="%s"] button`, d.child)
	teacher.click(move).sees(fmt.Sprintf(`(%s).includes('door %s')`, groups, s.Student.Name)).shot("ready-door")
	board.sees(fmt.Sprintf(`(%s).includes('%s 在门口')`, onBoard, first)).shot("board-ready")

	// Without a network the tap waits, over a reload of the phone's page too.
	teacher.expects(away...)
	board.expects(away...)
	s.stop()
	teacher.click(move).sees(`!document.querySelector('[data-offline]').hidden`).sees(`document.querySelector('.go.waits')?.textContent.trim() === '等待发送'`).shot("ready-offline")
	board.sees(pill + ` !== 'live'`).shot("board-away")
	s.start()
	teacher.hurries(`(` + groups + `).includes('called ` + s.Student.Name + `')`).shot("ready-back")
	board.reads(pill, "live").sees(fmt.Sprintf(`(%s).includes('%s 已叫')`, onBoard, first))

	teacher.click(move).sees(fmt.Sprintf(`(%s).includes('door')`, groups))
	s.later(time.Second)
	var out struct {
		Released bool
		Reason   string
	}
	second := map[string]any{"scan": scan, "child": d.child, "pin": s.Guard.PIN, "second": s.Guard.PIN}
	if status := d.at("/kiosk/pickup/release", second, &out); out.Released {
		t.Errorf("without a phone one person released: %d", status)
	}
	d.releases(scan)
	board.sees(fmt.Sprintf(`document.querySelector('#board ol')?.textContent.includes('%s')`, first)).sees(fmt.Sprintf(`!(%s).includes('%s')`, onBoard, first)).shot("board-gone").accessible()
	teacher.sees(`document.querySelector('.tot dd').textContent === '1'`).shot("ready-gone")
	teacher.speaks("en", teacher.says(`location.pathname`)).reads(pill, "live").accessible()
	board.speaks("en", "/login").visit("/board").reads(pill, "live").accessible() // it has no buttons of its own
	board.shot("board-en")
	teacher.shot("ready-en")

	board.expects(`^log: `, `^socket: `, `^request: `, `^console: `)
	if err := s.app.Terminals.Revoke(t.Context(), d.admin, d.id, d.boardID); err != nil {
		t.Fatal(err)
	}
	board.sees(`location.pathname === '/board' && document.querySelector('form[action="/board/pair"]')`)
}
