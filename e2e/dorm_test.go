package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/sim"
	"yunka/server/terminal"
)

// sisterChip is the chip of the demo pupil's sister, in another class.
const sisterChip = "2812976886"

// door leads a gate into a zone and hangs a reader there.
func (s *school) door(zone, name string) (who terminal.Identity, token string) {
	s.Helper()
	office, school := s.office()
	gate := ""
	s.must(s.app.DB.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		if err := access.Bump(ctx, tx, school); err != nil {
			return err
		}
		gate, err = access.AddGate(ctx, tx, school, zone, name, rule.In)
		return err
	}))
	_, token, err := s.app.Terminals.Add(s.Context(), office, school, terminal.Draft{Name: name, Kind: terminal.Reader, Scene: "gate", Gate: gate})
	s.must(err)
	who, err = s.app.Terminals.Authenticate(s.Context(), token)
	s.must(err)
	return who, token
}

// holds presents a chip at a door and wants a reason.
func (s *school) holds(at terminal.Identity, chip string, want reason.Code) {
	s.Helper()
	s.later(10 * time.Second) // a presentation of its own
	raw, err := s.app.Scans.Present(s.Context(), scan.Presentation{Terminal: at, Key: fmt.Sprint("dorm", s.now().UnixNano()), Chip: chip})
	s.must(err)
	var a scan.Answer
	s.must(json.Unmarshal(raw, &a))
	if a.Reason != want {
		s.Errorf("%s: %s %s, want %s", chip, a.Decision, a.Reason, want)
	}
	if strings.Contains(string(raw), s.Student.Name) && chip != s.Student.Chip {
		s.Errorf("a neighbour reads who lives there: %s", raw)
	}
}

// at moves the clock on to a time of the school's day, today or on the next days.
func (s *school) at(days, hour, minute int) {
	s.Helper()
	now := s.now().In(morning.Location())
	to := time.Date(now.Year(), now.Month(), now.Day()+days, hour, minute, 0, 0, morning.Location())
	if !to.After(now) {
		s.Fatalf("%v is over", to)
	}
	s.later(to.Sub(now))
}

// A dormitory from its first building to a lock that was alone for a weekend: the office adds
// rooms and gives a bed, doors open for who lives behind them and for no neighbour, a move at
// noon by drawing the resident onto a bed, something is broken and mended, the house posts a
// notice, somebody comes late while the warden looks on, and the lock's tokens.
func TestADormitory(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	office.visit("/console/dorm").sees(`document.querySelector('[name=name]') !== null`).shot("dorm-empty").accessible()
	office.enter("[name=name]", "1 号楼").click("form.form .btn.pri").sees(`location.pathname.startsWith('/console/dorm/houses/')`)
	plan := office.says(`location.pathname`)
	house := strings.TrimPrefix(plan, "/console/dorm/houses/")
	office.enter("[name=first]", "301").enter("[name=rooms]", "4").enter("[name=beds]", "2").enter("[name=floor]", "3")
	office.click(`form[action$="/rooms"] .btn.pri`).sees(`document.querySelectorAll('.dorm-bed.open').length === 8`).shot("dorm-plan-free").accessible()

	// A bed by the pupil's name; the plan and the phone know it at once.
	office.click(".dorm-bed.open").sees(`document.querySelector('[name=who]') !== null`).enter("[name=who]", s.Student.Name).accessible()
	office.click(`form[action$="/give"] .btn.pri`).sees(`document.querySelector('.dorm-bed.lived')?.textContent.includes(` + fmt.Sprintf("%q", s.Student.Name) + `)`).shot("dorm-plan")
	room, zone, me := "", "", s.pupil()
	s.must(s.app.DB.Read(s.Context(), firstText(&room, "SELECT id FROM dorm_room WHERE name = '301'")))
	office.visit(office.says(`document.querySelector('.dorm-bed.lived').getAttribute('href')`)).click(`form[action$="/door"] .btn`).sees(`location.pathname === ` + fmt.Sprintf("%q", plan))
	s.must(s.app.DB.Read(s.Context(), firstText(&zone, "SELECT zone_id FROM dorm_room WHERE id = '"+room+"'")))
	main, _ := s.door(house, "1 号楼大门")
	lock, token := s.door(zone, "301 的锁")
	pupil := s.browse("pupil", phone).login(s.Student).visit("/card").sees(`document.querySelector('a[href^="/dorm/"]') !== null`)
	own := pupil.says(`document.querySelector('a[href^="/dorm/"]').getAttribute('href')`)
	pupil.visit(own).sees(`document.body.textContent.includes('301 室')`).shot("dorm-room").accessible()
	s.holds(main, s.Student.Chip, reason.OK)
	s.holds(lock, s.Student.Chip, reason.OK)
	s.holds(main, sisterChip, reason.PermWrongBuilding)
	s.holds(lock, sisterChip, reason.PermWrongBuilding)
	office.visit(plan + "/events").sees(`document.body.textContent.includes('1 号楼大门')`).shot("dorm-events").accessible()

	// Drawn onto another bed, from noon of the next day.
	office.visit(plan).sees(`document.querySelector('[draggable=true]') !== null`)
	office.says(`(() => { const from = document.querySelector('[data-person]'), to = [...document.querySelectorAll('[data-bed]')].pop(), data = new DataTransfer();
		for (const [on, kind] of [[from, 'dragstart'], [to, 'dragover'], [to, 'drop']]) on.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
		return '' })()`)
	office.sees(`location.search.includes('person=')`)
	noon := s.now().In(morning.Location()).AddDate(0, 0, 1).Format("2006-01-02") + "T12:00"
	office.says(`(document.querySelector('[name=at]').value = ` + fmt.Sprintf("%q", noon) + `, '')`)
	office.shot("dorm-move").accessible()
	office.click(`form[action$="/give"] .btn.pri`).sees(`location.pathname === ` + fmt.Sprintf("%q", plan))
	pupil.visit(own).sees(`document.body.textContent.includes('搬到 1 号楼 304-2')`)

	// Something is broken, said to be done, is not, is.
	pupil.enter("[name=what]", "阳台灯不亮").click(`form[action$="/repairs"] .b1`).sees(`document.body.textContent.includes('等处理')`)
	for _, mended := range []string{"0", "1"} {
		office.visit(plan+"/repairs").choose("[name=state]", "修好了").click(".zones form .btn").sees(`document.querySelector('.zones .tag')?.textContent.includes('修好了')`)
		pupil.visit(own).sees(`document.querySelector('[name=mended]') !== null`)
		if mended == "0" {
			pupil.shot("dorm-room-mended").accessible()
		}
		pupil.click(`[name=mended][value="` + mended + `"]`).sees(`document.querySelector('[name=mended]') === null`)
	}
	pupil.sees(`document.body.textContent.includes('已确认修好')`)
	office.visit(plan+"/notices").enter("[name=text]", "明天 14:00 停水").click("form.form .btn.pri").sees(`document.querySelector('.zones')?.textContent.includes('停水')`).shot("dorm-notices").accessible()
	pupil.visit(own).sees(`document.body.textContent.includes('停水')`).accessible()
	pupil.visit("/inbox").sees(`document.body.textContent.includes('停水')`)

	// Late, before the eyes of the warden; then the two hours after the move.
	s.at(0, 21, 50)
	office.login(s.Admin).visit(plan + "/night").sees(`document.querySelector('#dorm-night') !== null`) // an admin's login lives for twelve hours
	s.at(0, 22, 18)
	s.holds(main, s.Student.Chip, reason.OK)
	office.sees(`document.querySelector('#dorm-night').textContent.includes('晚 18 分')`).shot("dorm-night").accessible() // by itself
	office.visit(plan + "/nights").sees(`document.body.textContent.includes(` + fmt.Sprintf("%q", s.Student.Name) + `)`).accessible()
	s.at(1, 13, 59)
	s.holds(lock, s.Student.Chip, reason.OK)
	s.at(0, 14, 0)
	s.holds(lock, s.Student.Chip, reason.PermWrongBuilding)
	s.holds(main, s.Student.Chip, reason.OK)

	// The lock: who moves in has a token; alone for a weekend it is named, and heard again it is fine.
	bed := ""
	s.must(s.app.DB.Read(s.Context(), firstText(&bed, "SELECT b.id FROM dorm_bed b WHERE b.room_id = '"+room+"' ORDER BY b.name")))
	office.login(s.Admin).visit("/console/dorm/beds/" + bed + "?person=" + me).click(`form[action$="/give"] .btn.pri`).sees(`location.pathname === ` + fmt.Sprintf("%q", plan))
	play := func() {
		t.Helper()
		r, err := sim.RunLock(s.Context(), sim.LockConfig{URL: s.url, Token: token, Chips: []string{s.Student.Chip, sisterChip}, Times: 6, Drift: time.Until(s.now())})
		if err != nil || r.Tokens != 1 || r.Opened != 3 || r.Refused != 3 || r.Stored != 7 || r.Place != "301" || r.Skewed {
			t.Errorf("%+v, %v", r, err)
		}
	}
	play()
	office.visit(plan + "/locks").sees(`document.body.textContent.includes('301 的锁') && document.body.textContent.includes('正常')`).shot("dorm-locks").accessible()
	s.later(62 * time.Hour)
	office.login(s.Admin).visit(plan + "/locks").sees(`document.body.textContent.includes('一天没联系')`)
	play()
	office.visit(plan + "/locks").sees(`document.body.textContent.includes('正常')`)

	// And in English.
	for _, page := range []string{"", "/night", "/repairs", "/notices", "/locks", "/events"} {
		office.speaks("en", plan+page).sees(`document.querySelector('h1') !== null`).accessible()
	}
	pupil.speaks("en", own).sees(`document.body.textContent.includes('Room 301')`).shot("dorm-room-en").accessible()
}
