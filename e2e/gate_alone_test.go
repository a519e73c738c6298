package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// The server is gone at half past seven. The gate goes on by itself: it knows the
// people, takes each code once, refuses what it may not decide, says so all the
// while, and tells the office everything when the server is back, once.
func TestAGateThatIsAloneGoesOn(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	mother := s.browse("mother", phone).login(s.Parent).claim().drawn()
	tab := s.kiosk(office, "南门进").attend()
	tab.sees(`document.body.dataset.list === 'held'`)
	tab.expects(away...)
	for _, w := range []*window{mother, office} {
		w.expects(away...)
	}
	s.stop()

	code := mother.code() // her phone has no server either
	if got := tab.decided(code); got.Decision != "ALLOW" || got.Name != s.Parent.Name || !got.Full {
		t.Fatalf("the gate stands still: %+v", got)
	}
	tab.shot("gate-alone")
	bar := `document.querySelector('[data-amber]').hidden ? '' : document.querySelector('[data-amber-text]').textContent`
	if got := tab.says(bar); !strings.Contains(got, "本机自己判断") || !strings.Contains(got, "1 条等上传") {
		t.Errorf("the bar says %q", got)
	}
	tab.turn(10 * time.Second) // longer than one presentation
	if got := tab.decided(code); got.Decision != "DENY" || !strings.Contains(got.Text, "已经用过") {
		t.Errorf("the same code again: %+v", got)
	}
	if got := tab.decided("1234567890"); got.Decision != "DENY" {
		t.Errorf("nobody's chip: %+v", got)
	}
	tab.shows().shot("gate-alone-bar").accessible()

	s.start()
	tab.online()
	tab.until("the log in the books", func() bool { return s.offline("1 = 1") == 3 })
	if n := s.offline("open AND consumed"); n != 1 {
		t.Errorf("%d doors opened", n)
	}
	tab.reads(bar, "")
	office.visit("/console").sees(`document.querySelector('#feed').textContent.includes('` + s.Parent.Name + `')`)
	s.refuses(gateIn, code, "CODE_ALREADY_USED")
}

// offline counts what gates decided alone and the office has.
func (s *school) offline(where string) (n int) {
	s.Helper()
	err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT COUNT(*) FROM scan WHERE mode = 'offline' AND "+where).Scan(ctx, &n)
	})
	if err != nil {
		s.Fatal(err)
	}
	return n
}
