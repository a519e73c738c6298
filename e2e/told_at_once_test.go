package e2e

import (
	"context"
	"testing"

	"github.com/uptrace/bun"
)

// Two tablets stand at one gate. Each knows what the other counted; both fetch
// their lists when the office stops somebody; and one that the office revokes
// goes dark and forgets before anybody touches it.
func TestATabletHearsAtOnce(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	left := s.kiosk(office, "南门进").sees(heldList)
	s.adds(office, "南门进")
	right := s.pairs(office, s.browse("right", tablet)).sees(heldList)
	in := `document.querySelector('[data-count-of=in]').textContent`
	was := right.says(in)
	if got := left.scans(s.Student.Chip); got.Decision != "ALLOW" {
		t.Fatalf("%+v", got)
	}
	right.sees(in + ` !== '` + was + `'`)

	pulls := `performance.getEntriesByType('resource').filter((e) => e.name.includes('/kiosk/list')).length`
	before := right.says(pulls)
	var pupil string
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM person WHERE name = ?", s.Student.Name).Scan(ctx, &pupil)
	}); err != nil {
		t.Fatal(err)
	}
	office.says(`(fetch('/console/people/` + pupil + `/suspend', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: '' }), 1)`)
	right.sees(pulls + ` > ` + before)

	right.expects(`^request: 401 `)
	left.expects(`^request: 401 `)
	office.visit("/console/terminals").accepting("button.dng[aria-label*=南门进平板]")
	dark := `document.querySelector('[data-amber-text]').textContent.includes('这台终端已停用')`
	gone := func(w *window) bool {
		is, err := ask[bool](w, dark+` && !document.body.dataset.list`)
		return is && err == nil
	}
	office.until("dark tablet", func() bool { return gone(left) || gone(right) })
	if gone(left) && gone(right) {
		t.Error("both are dark; one was revoked")
	}
}
