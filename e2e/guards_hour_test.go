package e2e

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// A guard's hour at a door with two tablets: sixty pass, one after the other (two hundred
// and more by YUNKA_PASSAGES, as many as an hour has), twelve guests are looked at, two of
// them never, and the scanner tears every twentieth reading. Each green is of the person
// whose chip it was, everything that was read is in the books once and nothing else is, and
// the PIN is typed once on each tablet.
func TestAGuardsHour(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "图书馆")
	s.adds(office, "图书馆")
	second := s.pairs(office, s.browse("second tablet", tablet))
	mother := s.browse("mother", phone).login(s.Parent).claim().reads(pill, "live")

	type held struct{ Chip, Name string }
	var chips []held
	read := func(into any, query string, args ...any) {
		t.Helper()
		err := s.app.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw(query, args...).Scan(ctx, into)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	read(&chips, `SELECT c.chip, p.name FROM credential c
JOIN card k ON k.id = c.card_id
JOIN membership m ON m.id = k.membership_id
JOIN person p ON p.id = m.person_id
WHERE c.chip IS NOT NULL AND c.state = 'live' AND m.role = 'student' ORDER BY p.id`)
	if len(chips) < 10 {
		t.Fatalf("%d pupils with a chip", len(chips))
	}
	const counted = "SELECT COUNT(*) FROM scan WHERE decision = ?"
	var before, guests int
	read(&before, counted, "ALLOW")
	typed := map[*window]bool{}
	check := func(at *window, decide bool) {
		t.Helper()
		was := mother.which()
		if got := at.decided(mother.code()); got.Decision != "CONFIRM" || got.Name != s.Parent.Name {
			t.Errorf("a guest shows %+v", got)
		}
		guests++
		mother.another(was)
		if !decide {
			return
		}
		var list []shown
		if typed[at] {
			at.shows().sees(`!document.querySelector('[data-checks-list]').inert`)
			list = at.next(func() { at.click("[data-checks-list] > :last-child [data-accept]") })
		} else {
			at.shows().sees(`!document.querySelector('[data-checks-list]').inert`).click("[data-checks-list] > :last-child [data-accept]").sees(`document.querySelector('[data-sheet=guard]').open`)
			list = at.next(func() { at.enter("#guard-pin", s.Guard.PIN).click("[data-sheet=guard] .btn.pri") })
			typed[at] = true
		}
		if got := list[len(list)-1]; got.Decision != "ALLOW" || got.Name != s.Parent.Name {
			t.Errorf("a guest who was looked at shows %+v", got)
		}
		at.shows()
	}
	passages := 60
	if n, err := strconv.Atoi(os.Getenv("YUNKA_PASSAGES")); err == nil {
		passages = n
	}
	for i := range passages {
		at := tab
		if i%3 == 2 {
			at = second
		}
		is := chips[i%len(chips)]
		if i > 0 && i%len(chips) == 0 {
			s.later(time.Minute) // the same chip again at once is the same passage
		}
		if i%20 == 7 {
			for _, got := range at.next(func() { at.types("98" + strings.Repeat("1", 60)) }) {
				if got.Decision != "AMBER" || got.Text != torn {
					t.Errorf("a torn reading shows %+v", got)
				}
			}
			at.hurries(`document.querySelector('[data-amber]').hidden`, 5000)
		}
		if got := at.decided(is.Chip); got.Decision != "ALLOW" || got.Name != is.Name {
			t.Errorf("passage %d, chip of %s shows %+v", i, is.Name, got)
		}
		if i%(passages/12) == 3 && guests < 12 {
			check(at, guests != 5 && guests != 9)
		}
	}
	var allowed, asked, confirmed int
	read(&allowed, counted, "ALLOW")
	read(&asked, counted, "CONFIRM")
	read(&confirmed, "SELECT COUNT(*) FROM scan_confirmation WHERE accepted")
	if allowed-before != passages || asked != guests || confirmed != guests-2 || guests != 12 {
		t.Errorf("%d passages of %d, %d guests of %d, %d looked at", allowed-before, passages, asked, guests, confirmed)
	}
	tab.shot("kiosk-guards-hour")
	office.visit("/console").sees(`document.body.textContent.includes('` + s.Parent.Name + `')`).shot("console-unanswered")
}
