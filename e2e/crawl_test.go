package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/uptrace/bun"

	"yunka/e2e/look"
	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/delegate"
	"yunka/server/demo"
	"yunka/server/dorm/housing"
	"yunka/server/library/catalogue"
	"yunka/server/timetable"
)

// enough is how many pages of one kind somebody looks at: two people's pages
// differ, a thousand do not.
const enough = 2

// Everybody opens every page there is: all that the routes name and all that
// links lead to, in both languages, by day and by night, on a desk and on the
// smallest phone. Nobody meets an error, anything WCAG 2.2 AA forbids, a page
// that scrolls sideways, or a refusal of the content policy (the windows watch
// for that). And no page is left out: one that no link leads to is a page that
// nobody finds.
func TestEverybodyOpensEveryPage(t *testing.T) {
	s, bank := openPaying(t)
	for _, chip := range []string{s.Student.Chip, "4000000001"} {
		s.shows(gateIn, chip)
	}
	s.contested()
	s.allowed()
	s.sold()
	s.ordered(bank)
	s.waitsFor(s.pupil())
	office, school := s.office()
	if _, err := access.AddGroup(s.Context(), s.app.DB, office, school, "实验室安全培训"); err != nil {
		t.Fatal(err)
	}
	if err := delegate.Demo(s.Context(), s.app.DB, s.app.Feed, s.app.Cards, school, demo.Grandmother, demo.Portrait(7, true)); err != nil {
		t.Fatal(err)
	}
	if _, err := catalogue.New(s.app.DB).Add(s.Context(), office, school, catalogue.Book{Title: "山海经"}, 2, "A-1"); err != nil {
		t.Fatal(err)
	}
	s.housed(office, school)
	s.browse("organiser", phone).login(s.Teacher).session("家长会", s.Student.Name)
	site := newSite(s)
	for _, who := range []struct {
		name  string
		login demo.Login
		size  sight
	}{
		{"nobody", demo.Login{}, phone}, {"mother", s.Parent, phone}, {"pupil", s.Student, phone},
		{"guard", s.Guard, desk}, {"teacher", s.Teacher, desk}, {"office", s.Admin, desk},
	} {
		w := s.browse(who.name, who.size).expects(`^request: 40[134] GET `)
		if who.login.Login != "" {
			w.login(who.login)
		}
		if who.login == s.Parent {
			w.claim()
		}
		for _, lang := range []string{"zh-CN", "en"} {
			w.speaks(lang, "/login")
			site.walk(w, who.size, lang)
		}
	}
	for _, pattern := range site.pages {
		if !site.seen[pattern] {
			t.Errorf("%s: nobody came to it: no link leads there", pattern)
		}
	}
}

// housed is a building with a room in which the pupil lives, and somebody is expected.
func (s *school) housed(office allow.Actor, school string) {
	s.Helper()
	homes := housing.New(s.app.DB, s.app.Feed)
	id, err := homes.AddBuilding(s.Context(), office, school, "1 号楼")
	s.must(err)
	s.must(homes.AddRooms(s.Context(), office, school, id, housing.Rooms{First: 101, N: 2, Beds: 4, Floor: 1}))
	var beds []housing.Bed
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		beds, err = housing.Beds(ctx, q, id, -1, s.now().UnixMilli())
		return err
	}))
	_, err = homes.Assign(s.Context(), office, school, housing.Give{Bed: beds[0].ID, Person: s.pupil()})
	s.must(err)
}

// contested is a school day with lessons on which a mother has asked for a correction.
func (s *school) contested() {
	s.Helper()
	s.expected()
	day := timetable.Today(s.now(), morning.Location())
	mother := s.browse("asks", phone).login(s.Parent).visit("/card")
	mother.sees(`document.querySelector('a[href^="/attendance/"]')`).visit(mother.says(`document.querySelector('a[href^="/attendance/"][href$="` + day + `"]').getAttribute('href')`))
	mother.click("a.wrong").click("button[value=on_time]").sees(`document.querySelector('a[href^="/corrections/"]')`)
	mother.visit("/card").click("a.entry[href^='/leave/']").enter("#f-reason", "fever").click(".leave-form .pri").click("a.leave-row").sees(`document.querySelector('dl.req')`)
}

// A site knows its pages and which have been seen.
type site struct {
	mux   *http.ServeMux
	pages []string // patterns of GET routes that people open
	seen  map[string]bool

	judged look.Judged
}

func newSite(s *school) *site {
	st := &site{mux: http.NewServeMux(), seen: map[string]bool{}, judged: look.Judged{}}
	for _, rt := range s.app.Web.Routes() {
		if rt.Method != "GET" {
			continue
		}
		pattern := "GET " + rt.Pattern
		st.mux.Handle(pattern, http.NotFoundHandler())
		if !rt.JSON && !rt.Socket && !rt.Bare && !strings.HasSuffix(rt.Pattern, "/photo") && !strings.HasSuffix(rt.Pattern, "/evidence") && rt.Pattern != "/v/{code}" && rt.Pattern != "/d/{code}" && rt.Pattern != "/in/{id}/{code}" { // a picture is part of a page, and a link is told once
			st.pages = append(st.pages, pattern)
		}
	}
	return st
}

// kind is a page's route and which questions its address asks.
func (st *site) kind(path string) (pattern, kind string) {
	_, pattern = st.mux.Handler(httptest.NewRequest("GET", path, nil))
	if pattern == "" {
		return "", ""
	}
	kind = pattern
	if u, err := url.Parse(path); err == nil {
		var keys []string
		for k, v := range u.Query() {
			if v[0] != "" {
				keys = append(keys, k)
			}
		}
		slices.Sort(keys)
		kind += "?" + strings.Join(keys, "&")
	}
	return pattern, kind
}

// walk opens all that somebody finds.
func (st *site) walk(w *window, size sight, lang string) {
	w.Helper()
	var queue []string
	for _, pattern := range st.pages {
		if path := strings.TrimPrefix(pattern, "GET "); !strings.Contains(strings.TrimSuffix(path, "{$}"), "{") {
			queue = append(queue, strings.TrimSuffix(path, "{$}"))
		}
	}
	times := map[string]int{}
	been := map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		pattern, kind := st.kind(path)
		if pattern == "" || been[path] || times[kind] >= enough {
			continue
		}
		been[path] = true
		times[kind]++
		status, html, led := w.fetches(path)
		if status >= 500 {
			w.Errorf("%s of %s: %d", path, w.name, status)
		}
		if status < 400 {
			st.seen[pattern] = true
		}
		if !html { // a download
			continue
		}
		// A refusal is the same page whatever was refused, and so is the login that
		// strangers are led to: both are looked at like any kind of page.
		if status >= 400 || led != path {
			_, other := st.kind(led)
			if status >= 400 {
				other = fmt.Sprint(status)
			}
			if times["led to "+other]++; times["led to "+other] > enough {
				continue
			}
		}
		w.visit(path)
		st.look(w, path, size, lang)
		links, err := ask[[]string](w, `[...document.querySelectorAll('a[href]:not([download])')].filter((a) => a.origin === location.origin).map((a) => a.pathname + a.search)`)
		if err != nil {
			w.Fatalf("%s: %v", w.name, err)
		}
		queue = append(queue, links...)
	}
}

// fetches asks for an address without going there, and says where it led.
func (w *window) fetches(path string) (status int, html bool, led string) {
	w.Helper()
	said, err := ask[[]any](w, fmt.Sprintf(`(async () => {
		const r = await fetch(%q, { redirect: 'follow' })
		const to = new URL(r.url)
		return [r.status, r.headers.get('content-type') || '', to.pathname + to.search]
	})()`, path), chromedp.EvalAwaitPromise)
	if err != nil {
		w.Fatalf("%s: %s: %v", w.name, path, err)
	}
	return int(said[0].(float64)), strings.HasPrefix(said[1].(string), "text/html"), said[2].(string)
}

// look looks at the page that is open. Whether it scrolls sideways is up to its
// data, and is asked of each page; axe is asked when there is a kind of element on
// it, in this language and on this screen, that axe has not judged in this crawl.
func (st *site) look(w *window, path string, size sight, lang string) {
	w.Helper()
	w.judged(func(ctx context.Context, sizes []look.Size) ([]string, error) {
		return st.judged.Look(ctx, int(size.wide), sizes)
	}, path, size, lang)
}

// forEverybody looks at the page that is open as people with other eyes,
// hands and screens would.
func (w *window) forEverybody(path string, size sight, lang string) {
	w.Helper()
	w.judged(look.Everybody, path, size, lang)
}

func (w *window) judged(by func(context.Context, []look.Size) ([]string, error), path string, size sight, lang string) {
	w.Helper()
	high := int(size.high)
	sizes := []look.Size{{Width: 320, Height: high}} // 400 %
	if half := int(size.wide / 2); half > 320 {
		sizes = append(sizes, look.Size{Width: half, Height: high, Passed: true}) // 200 %
	}
	sizes = append(sizes, look.Size{Width: int(size.wide), Height: high}) // as it is
	list, err := by(w.ctx, sizes)
	if err != nil {
		w.Fatalf("%s of %s, %s: %v", path, w.name, lang, err)
	}
	for _, v := range list {
		w.Errorf("%s of %s, %s, %s", path, w.name, lang, v)
	}
	w.do(look.Light(look.Themes[0]), chromedp.EmulateViewport(size.wide, size.high, chromedp.EmulateScale(size.scale)))
}
