package e2e

import (
	"context"
	"net"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/sim"
)

// The office registers a time clock by its serial, types what the page says into it, and the
// clock gets the school's people and tells whom it saw; one that nobody registered is listed and
// not listened to.
func TestATimeClock(t *testing.T) {
	s := rent(t)
	s.cfg.Clocks = "127.0.0.1:0"
	s.furnish()
	s.start()
	office := s.browse("office", desk).login(s.Admin).visit("/console/clocks").sees(`document.querySelector('[name=serial]') !== null`).shot("clocks-empty").accessible()
	office.enter("[name=name]", "大厅").enter("[name=serial]", "CK 1").click("form.form .btn.pri").sees(`document.querySelector('.alert') !== null`)
	office.visit("/console/clocks").enter("[name=name]", "大厅").enter("[name=serial]", "CK1234567890").click("form.form .btn.pri").sees(`document.querySelector('[id^="clock-"]') !== null`)
	address, _ := strings.CutPrefix(office.says(`[...document.querySelectorAll('dd')].map(e => e.textContent).find(t => t.includes('/'))`), "")
	_, path, _ := strings.Cut(strings.TrimSpace(address), "/")
	_, port, err := net.SplitHostPort(s.app.ClocksAddr())
	s.must(err)
	c := sim.ClockConfig{URL: "http://127.0.0.1:" + port + "/" + path, Serial: "CK1234567890", Times: 40}
	r, err := sim.RunClock(s.Context(), c)
	if err != nil || r.People == 0 || r.Stored != 40 {
		t.Fatalf("%+v: %v", r, err)
	}
	c.Serial = "CK9999999999"
	if _, err := sim.RunClock(s.Context(), c); err == nil {
		t.Error("a clock that nobody registered is answered")
	}
	office.visit("/console/clocks").sees(`document.body.textContent.includes('CK9999999999')`).shot("clocks").accessible()
	office.speaks("en", "/console/clocks").sees(`document.body.textContent.includes('People in it')`).accessible()
	n := 0
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT COUNT(*) FROM punch WHERE person_id IS NOT NULL").Scan(ctx, &n)
	}))
	if n != 40 {
		t.Errorf("%d punches belong to somebody, want 40", n)
	}
}
