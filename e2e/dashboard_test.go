package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// beat is a terminal's heartbeat with a clock that is off by so much.
func (s *school) beat(reader string, off time.Duration) {
	s.Helper()
	body := fmt.Sprintf(`{"clock":%q,"version":"e2e"}`, s.now().Add(off).Format(time.RFC3339Nano))
	req, err := http.NewRequest("POST", s.url+"/api/v1/heartbeat", bytes.NewReader([]byte(body)))
	if err != nil {
		s.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.reader(reader).Token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		s.Fatalf("%s: a heartbeat is answered %s", reader, res.Status)
	}
}

const feedRows = `document.querySelectorAll('#feed tr').length`

// The office watches a morning. Nobody reloads: figures and charts move, a list
// takes only what its filter lets through, and stands still while it is read.
func TestTheOfficeWatches(t *testing.T) {
	s := openSchool(t)
	all := s.browse("office", desk).login(s.Admin)
	all.reads(`location.pathname`, "/console").reads(pill, "live").reads(scansToday, "0")
	denied := all.beside("denied", desk).visit("/console?decision=DENY").reads(pill, "live")

	pass := s.opens(gateIn, s.Student.Chip, s.Student.Name)
	no := s.shows(gateIn, "0000000000")
	if no.Decision != "DENY" {
		t.Fatal(no)
	}
	all.reads(feedRows, "2").reads(scansToday, "2").sees(`document.querySelector('#scan-` + pass.Scan + ` a').href.includes('/console/people/')`)
	denied.reads(feedRows, "1").sees(`document.querySelector('#scan-`+no.Scan+`')`).reads(scansToday, "2")

	all.sees(`document.querySelector('#arrivals-says').textContent.startsWith('已到校学生 1')`)
	all.reads(`document.querySelector('#minutes .big').textContent`, "2").reads(`document.querySelector('#reasons td').textContent`, "1")
	all.sees(`document.querySelector('#groups tbody td b').textContent === '1'`)
	all.shot("console-morning")

	// Reading: what comes is counted on the button and put in afterwards.
	all.click(`[data-pause]`).reads(`document.querySelector('[data-pause]').ariaPressed`, "true")
	later := s.opens(gateOut, s.Student.Chip, s.Student.Name)
	all.reads(scansToday, "3").reads(`document.querySelector('[data-count]').textContent`, "1 条新的").reads(feedRows, "2")
	all.click(`[data-pause]`).reads(feedRows, "3").sees(`document.querySelector('#feed tr').id === 'scan-` + later.Scan + `'`)
	denied.reads(feedRows, "1")

	// Another day, and home again.
	all.click(`[rel="prev"]`).sees(`location.search.startsWith('?day=')`).reads(feedRows, "0").sees(`document.querySelector('.blank.none').textContent.includes('这天没有刷卡')`)
	all.click(`.days a[href="/console"]:last-of-type`).reads(`location.search`, "").reads(feedRows, "3")

	// The list as a table, by the same address.
	text := all.says(`new URL(document.querySelector('a[download]').href).pathname`)
	if !strings.HasSuffix(text, "/scans.csv") {
		t.Errorf("the download is at %q", text)
	}
}

// A terminal stops beating, and the page says so by itself; it comes back, and
// the page forgets. A clock that is wrong is named.
func TestATerminalFallsSilent(t *testing.T) {
	s := openSchool(t)
	s.beat(gateIn, 0)
	office := s.browse("office", desk).login(s.Admin)
	office.reads(`location.pathname`, "/console").reads(pill, "live").reads(`document.querySelector('#alarms').textContent.trim()`, "")
	office.sees(`document.querySelector('#terminals').textContent.includes('在线')`)

	s.later(2 * time.Minute)
	office.sees(`document.querySelector('#alarms').textContent.includes('“` + gateIn + `”从')`)
	office.sees(`!document.querySelector('#rail-alarms').hidden`).sees(`document.querySelector('#terminals').textContent.includes('离线')`).shot("console-silent")

	s.beat(gateIn, 8*time.Second)
	office.sees(`document.querySelector('#alarms').textContent.includes('的时钟快 8')`)
	s.beat(gateIn, 0)
	office.reads(`document.querySelector('#alarms').textContent.trim()`, "").sees(`document.querySelector('#rail-alarms').hidden`)
}

// On an office's screen the first page needs no scrolling to say what is wrong now: what
// nobody has looked at and which terminal is silent stand on top, then who is here and who
// was not seen, and below, still in sight, the gates and the newest scans.
func TestTheFirstScreenSaysWhatIsWrong(t *testing.T) {
	s := openSchool(t)
	s.beat(gateIn, 0)
	s.opens(gateIn, s.Student.Chip, s.Student.Name)
	office := s.browse("office", sight{1440, 900, 1}).login(s.Admin)
	office.reads(`location.pathname`, "/console").reads(pill, "live")
	office.sees(`document.querySelector('#counts dd').textContent.trim().startsWith('1')`)
	office.sees(`[...document.querySelectorAll('#counts dt')].some((t) => t.textContent.includes('今天还没见到'))`)

	s.later(2 * time.Minute)
	s.beat(gateIn, 9*time.Second) // its clock: an alarm, and a line on top
	office.sees(`document.querySelector('#alarms').textContent.includes('的时钟快')`)
	foot := func(css string) string {
		return fmt.Sprintf(`document.querySelector(%q).getBoundingClientRect().bottom <= innerHeight`, css)
	}
	for _, css := range []string{"#alarms", "#counts", "#arrivals", "#minutes", "#terminals tbody tr", "#feed tr"} {
		office.sees(foot(css))
	}
	office.sees(`document.querySelector('#alarms').getBoundingClientRect().bottom <= document.querySelector('#counts').getBoundingClientRect().top`)
	office.shot("console-first-screen").accessible()

	// The filters fold away and come when they are asked for.
	office.sees(`!document.querySelector('#filter').checkVisibility()`).click(`[data-fold][aria-controls="filter"]`).sees(`document.querySelector('#filter').checkVisibility()`)
}
