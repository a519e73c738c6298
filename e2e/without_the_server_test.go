package e2e

import (
	"testing"
	"time"
)

// The school's server is down, or the phone is in a dead corner. The card goes
// on making a code each minute, says that it is offline, and what it made then
// opens the gate as soon as the server is back.
func TestWithoutTheServer(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).claim()
	mother.reads(say, "在线").reads(pill, "live")
	shown := mother.which()
	mother.code()

	mother.expects(away...)
	s.stop()
	mother.sees(pill + ` !== 'live'`)
	for range 3 {
		s.later(61 * time.Second)
		shown = mother.another(shown)
	}
	mother.sees(say + `.startsWith('没有网络，码还能用')`).shot("card-offline")
	drawn := mother.code()

	s.start()
	s.opens(gateIn, drawn, s.Parent.Name)
	mother.reads(pill, "live") // it came back by itself, and hears what it missed
	mother.another(shown)
	s.later(61 * time.Second)
	mother.reads(say, "在线")
	s.opens(gateOut, mother.code(), s.Parent.Name)
}
