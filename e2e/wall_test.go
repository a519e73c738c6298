package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// heap is what a page holds after its garbage is gone.
func (w *window) heap() float64 {
	w.Helper()
	w.do(command(heapprofiler.CollectGarbage, cdp.Empty{}))
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	use, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (runtime.GetHeapUsageResult, error) {
		return cdp.Call(ctx, t, runtime.GetHeapUsage, cdp.Empty{})
	})
	if err != nil {
		w.Fatalf("%s: %v", w.name, err)
	}
	return use.UsedSize
}

// A screen in the hall shows a day of eleven hours. It is still live at the end, it
// shows what happened last, it has named nobody, and it has not grown.
func TestTheWallHangsAllDay(t *testing.T) {
	s := openSchool(t)
	wall := s.browse("wall", sight{1920, 1080, 1}).login(s.Admin).visit("/console/wall").reads(pill, "live")
	wall.click(`[action="/console/wall"] button`).reads(`location.pathname`, "/wall").reads(pill, "live")
	nodes := func() string { return wall.says(`document.getElementsByTagName('*').length`) }
	const came, clock = `document.querySelector('#wall-figures .first dd')?.firstChild?.textContent.trim()`, `document.querySelector('[data-clock]').textContent`
	onTime := func() {
		t.Helper()
		wall.until("time of the school", func() bool { return wall.says(clock) == s.now().In(morning.Location()).Format("15:04") })
	}
	wall.reads(came, "0")
	onTime()

	passed := 0
	hour := func(rounds int) {
		for range rounds {
			s.later(6 * time.Minute)
			for _, gate := range []string{gateIn, gateOut} {
				s.shows(gate, s.Student.Chip)
				passed++
			}
		}
		wall.reads(`[...document.querySelectorAll('#wall-figures dd')].at(-1).textContent`, fmt.Sprint(passed/2))
	}
	hour(10)
	wall.reads(came, "1").reads(`document.querySelectorAll('#wall-last li').length`, "7").shot("wall-first-hour")
	many, used := nodes(), wall.heap()
	for range 10 {
		hour(10)
	}
	onTime()
	wall.reads(pill, "live")
	if n := nodes(); len(n) > len(many) {
		t.Errorf("%s elements after an hour, %s after eleven", many, n)
	}
	if now := wall.heap(); now > used+2<<20 {
		t.Errorf("%.0f bytes after an hour, %.0f after eleven", used, now)
	}
	if text := wall.says(`document.body.textContent`); strings.Contains(text, s.Student.Name) {
		t.Error("the wall names a pupil")
	}
	wall.shot("wall-evening")

	// The program starts anew, long after the admin's session has ended; nobody is
	// there to reload the page.
	wall.expects(`^request: `, `^log: `, `^socket: `, `^console: htmx: htmx:ws:error`)
	s.stop()
	wall.sees(pill + ` !== 'live'`)
	s.start()
	wall.reads(pill, "live")
	hour(1)

	// Taken down, it shows nothing any more.
	s.browse("office", desk).login(s.Admin).visit("/console/wall").expects(`^log: `).says(`document.querySelector('[action="/console/wall/end"]').submit()`)
	wall.sees(`location.pathname === '/login'`)
}
