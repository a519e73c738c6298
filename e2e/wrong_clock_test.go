package e2e

import (
	"regexp"
	"strconv"
	"testing"
	"time"

	"yunka/server/demo"
)

// wrongBy waits until the page names the wrong clock, by that much.
func (w *window) wrongBy(d time.Duration) *window {
	w.Helper()
	word := "快"
	if d < 0 {
		word, d = "慢", -d
	}
	re := regexp.MustCompile(`^手机时间` + word + `了 (\d+) 秒，已按学校时间出码$`)
	w.until("word of a clock that is wrong by "+d.String(), func() bool {
		m := re.FindStringSubmatch(w.says(say))
		if m == nil {
			return false
		}
		n, err := strconv.Atoi(m[1])
		return err == nil && n >= int(d.Seconds())-3 && n <= int(d.Seconds())+3
	})
	return w
}

// Phones show the wrong time more often than people think. The card learns the
// school's time from the server, says what it found, and its codes are good.
func TestWrongClock(t *testing.T) {
	s := openSchool(t)
	var open *window
	for _, c := range []struct {
		who  demo.Login
		skew time.Duration
	}{{s.Parent, time.Hour}, {s.Teacher, 45 * time.Second}, {s.Student, -24 * time.Hour}} {
		w := s.browse("phone wrong by "+c.skew.String(), phone, c.skew).login(c.who).claim().wrongBy(c.skew)
		s.opens(gateIn, w.timely().code(), c.who.Name)
		w.sees(say + `.startsWith('码已使用')`)
		open = w
	}
	open.shot("card-wrong-clock")

	// Its owner sets it right while the page is open, and then wrong again.
	skew := -24 * time.Hour
	for _, turn := range []time.Duration{24 * time.Hour, 45 * time.Second, -time.Hour, 3 * time.Hour} {
		open.turn(turn)
		if skew += turn; skew == 0 {
			open.reads(say, "在线")
		} else {
			open.wrongBy(skew)
		}
		s.opens(gateOut, open.timely().code(), s.Student.Name) // the word may come before the code
		open.sees(say + `.startsWith('码已使用')`)
	}
}
