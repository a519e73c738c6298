//go:build browser

package book_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"yunka/e2e/look"
	"yunka/views/book"
	"yunka/views/book/browser"
	"yunka/views/msg"
)

// Every page of the book, in both languages and by day and by night: nothing
// that WCAG 2.2 AA forbids, nothing the content policy refuses, no error of a
// script, and nobody scrolls sideways, on its own screen, at 320 px (which is
// also 400 % of a desktop) and at 200 %. Axe is asked when a leaf has a kind of
// element that it has not judged on such a screen, as in the crawl of the stories.
func TestEveryPageIsForEverybody(t *testing.T) {
	if browser.Path() == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium")
		}
		t.Skip("no Chromium")
	}
	b, err := browser.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	judged := look.Judged{}
	for _, leaf := range book.Leaves() {
		if leaf.Width == 0 {
			continue
		}
		for _, l := range []msg.Lang{msg.Zh, msg.En} {
			if err := b.Show(leaf, l, look.Themes[0], book.Size{Width: leaf.Width, Height: leaf.Height}); err != nil {
				t.Fatal(err)
			}
			list, err := judged.Look(b.Context(), leaf.Width, screens(leaf))
			if err != nil {
				t.Fatalf("%s %s: %v", leaf.Name, l, err)
			}
			for _, v := range append(list, b.Trouble()...) {
				t.Errorf("%s %s: %s", leaf.Name, l, v)
			}
		}
	}
}

// screens are those a leaf is looked at on; axe looks at the smallest and at its own.
func screens(leaf book.Leaf) (all []look.Size) {
	sizes := []book.Size{{Width: 320, Height: 568}, {Width: leaf.Width / 2, Height: leaf.Height / 2}, {Width: leaf.Width, Height: leaf.Height}}
	if leaf.Screen() {
		sizes = leaf.Sizes() // nobody carries it or zooms into it
	} else if leaf.Width <= 640 {
		sizes = append(sizes[:1], sizes[2])
	}
	for i, size := range sizes {
		all = append(all, look.Size{Width: size.Width, Height: size.Height, Passed: i > 0 && i < len(sizes)-1})
	}
	return all
}

// A look is worth something only if it notices, and what shows itself on one
// screen or in one light only must be noticed there, and there alone.
func TestLookNotices(t *testing.T) {
	if browser.Path() == "" {
		t.Skip("no Chromium") // the test above fails in CI
	}
	b, err := browser.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	sizes := []look.Size{{Width: 320, Height: 568}, {Width: 640, Height: 450, Passed: true}, {Width: 1280, Height: 900}}
	judged := look.Judged{}
	show := func() {
		t.Helper()
		if err := b.Show(book.Leaves()[0], msg.Zh, "light", book.Size{Width: 320, Height: 568}); err != nil {
			t.Fatal(err)
		}
	}
	show()
	if list, err := judged.Look(b.Context(), 320, sizes); err != nil || len(list) != 0 {
		t.Fatal(list, err)
	}
	for _, is := range []struct{ name, html, css, where, what string }{
		{"nothing", `<p id=x>fine</p>`, ``, ``, ``},
		{"pale", `<p id=x>pale</p>`, `#x { color: #ddd; background: #fff }`, "light 320, light 1280, dark 320, dark 1280", "color-contrast"},
		{"pale on a dark phone", `<p id=x>pale</p>`,
			`#x { color: #000; background: #fff } @media (prefers-color-scheme: dark) and (max-width: 400px) { #x { color: #ddd } }`, "dark 320", "color-contrast"},
		{"pale on a dark desk", `<p id=x>pale</p>`,
			`#x { color: #000; background: #fff } @media (prefers-color-scheme: dark) and (min-width: 400px) { #x { color: #ddd } }`, "dark 1280", "color-contrast"},
		{"a link like its text by night", `<p id=x>some words <a href=/>and a link</a> and words</p>`,
			`#x, #x a { color: #000; background: #fff; text-decoration: none } #x a { color: #06c }
			@media (prefers-color-scheme: dark) { #x a { color: #222 } }`, "dark 320, dark 1280", "link-in-text-block"},
		{"no name", `<input id=x>`, ``, "light 320, light 1280", "label"},
		{"no name on a phone", `<input id=x>`, `@media (min-width: 400px) { #x { display: none } }`, "light 320", "label"},
		{"no name on a desk", `<input id=x>`, `@media (max-width: 400px) { #x { display: none } }`, "light 1280", "label"},
		{"no name by night", `<input id=x>`, `#x { display: none } @media (prefers-color-scheme: dark) { #x { display: block } }`,
			"dark 320, dark 1280", "label"},
		{"too close on a phone", `<p id=x><button>a</button><button>b</button></p>`,
			`#x button { width: 60px; height: 60px } @media (max-width: 400px) { #x button { width: 12px; height: 12px; min-height: 0; padding: 0; margin: 0; border: 0 } }`,
			"light 320", "target-size"},
		{"too close by night", `<p id=x><button>a</button><button>b</button></p>`,
			`#x button { width: 60px; height: 60px }
			@media (prefers-color-scheme: dark) { #x button { width: 12px; height: 12px; min-height: 0; padding: 0; margin: 0; border: 0 } }`,
			"dark 320, dark 1280", "target-size"},
		{"covered on a phone", `<p id=x><button>a</button><button>b</button></p>`,
			`#x { position: relative } #x button { width: 60px; height: 60px } @media (max-width: 400px) { #x button + button { position: absolute; left: 10px; top: 0 } }`,
			"light 320", "target-size"},
		{"wide", `<hr id=x>`, `#x { width: 9999px }`, "light 320, light 640, light 1280, dark 320, dark 640, dark 1280", "sideways"},
		{"wide on a phone", `<hr id=x>`, `#x { width: 400px }`, "light 320, dark 320", "sideways"},
		{"wide when enlarged", `<hr id=x>`, `@media (min-width: 400px) and (max-width: 800px) { #x { width: 900px } }`, "light 640, dark 640", "sideways"},
		{"wide by night", `<hr id=x>`, `@media (prefers-color-scheme: dark) { #x { width: 600px } }`, "dark 320, dark 640", "sideways"},
	} {
		for by, ask := range map[string]func() ([]string, error){
			"whole": func() ([]string, error) { return look.Everybody(b.Context(), sizes) },
			"new":   func() ([]string, error) { return maps.Clone(judged).Look(b.Context(), 320, sizes) },
		} {
			show()
			add(t, b, is.html, is.css)
			list, err := ask()
			if err != nil {
				t.Fatal(err)
			}
			if got := where(t, is.name, is.what, list); got != is.where {
				t.Errorf("%s, %s: seen at %q, want %q: %q", is.name, by, got, is.where, list)
			}
		}
	}
}

// where is on which screens something was seen, in the order it was looked.
func where(t *testing.T, name, what string, list []string) string {
	t.Helper()
	var where []string
	for _, v := range list {
		m := regexp.MustCompile(`^(\w+), (\d+) px: (.*)`).FindStringSubmatch(v)
		if m == nil || !strings.HasPrefix(m[3], what) {
			t.Errorf("%s: also %s", name, v)
		} else if at := m[1] + " " + m[2]; !slices.Contains(where, at) {
			where = append(where, at)
		}
	}
	return strings.Join(where, ", ")
}

// What is looked at for long is still there at the end.
func TestAPageStandsStill(t *testing.T) {
	if browser.Path() == "" {
		t.Skip("no Chromium")
	}
	b, err := browser.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	leaf := book.Leaves()[0]
	leaf.Do, leaf.Stands = `setTimeout(() => document.querySelector('main').remove(), 50)`, `true`
	if err := b.Show(leaf, msg.Zh, "light", book.Size{Width: 320, Height: 568}); err != nil {
		t.Fatal(err)
	}
	there, err := chromedp.Run(b.Context(), chromedp.Evaluate[bool](`new Promise((done) => setTimeout(() => done(document.querySelector('main') !== null), 200))`, chromedp.EvalAwaitPromise))
	if err != nil || !there {
		t.Errorf("the page went on: %v", err)
	}
}

// What axe might judge differently is another kind of element; more of what it has
// judged, with other data, is none.
func TestKindsNotice(t *testing.T) {
	if browser.Path() == "" {
		t.Skip("no Chromium")
	}
	b, err := browser.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	const row = `<tr><td class=who lang=zh-CN><a href=/a>周文静</a></td><td><label for=f>a</label><input id=f name=f></td><td><img alt=a src=/static/favicon.svg></td></tr>`
	const css = `td { color: #000 } a { display: inline-block; width: 40px; height: 40px } @media (prefers-color-scheme: dark) { td { color: #fff } }`
	judged := map[int64]bool{}
	open := func(name, row, more string, want bool) {
		t.Helper()
		if err := b.Show(book.Leaves()[0], msg.Zh, "light", book.Size{Width: 320, Height: 568}); err != nil {
			t.Fatal(err)
		}
		add(t, b, "<table>"+row+"</table>", css+more)
		kinds, err := look.Kinds(b.Context())
		if err != nil {
			t.Fatal(err)
		}
		news := false
		for _, kind := range kinds {
			news = news || !judged[kind]
			if name == "" {
				judged[kind] = true
			}
		}
		if name != "" && news != want {
			t.Errorf("%s: new is %v", name, news)
		}
	}
	open("", row, "", true)
	open("the same", row, "", false)
	open("another row", row+strings.NewReplacer("周文静", "林", "=f", "=g", "/a", "/b").Replace(row), "", false)
	for name, swap := range map[string][2]string{
		"a class":                {"class=who", "class=whom"},
		"no class":               {"class=who", ""},
		"a language":             {"lang=zh-CN", "lang=xx"},
		"a link without a name":  {"周文静", ""},
		"no label":               {"<label for=f>a</label>", ""},
		"a label of another":     {"for=f", "for=nobody"},
		"no words for a picture": {"alt=a", "alt=''"},
		"no alt":                 {"alt=a", ""},
		"a role":                 {"class=who", "class=who role=presentation"},
		"another element":        {"<a href=/a>周文静</a>", "<b>周文静</b>"},
		"a state":                {"name=f", "name=f disabled"},
		"hidden":                 {"name=f", "name=f hidden"},
		"another place":          {"<td><img", "<td><p><img"},
	} {
		if !strings.Contains(row, swap[0]) {
			t.Fatal(name)
		}
		open(name, strings.Replace(row, swap[0], swap[1], 1), "", true)
	}
	for name, more := range map[string]string{
		"a colour of the second row only": `tr:nth-child(2) td { color: #999 }`,
		"a ground":                        `tr:nth-child(2) td { background-color: #999 }`,
		"smaller letters":                 `tr:nth-child(2) { font-size: 11px }`,
		"a row that scrolls":              `tr:nth-child(2) a { overflow: auto; line-height: 60px }`,
		"a small target":                  `tr:nth-child(2) a { width: 12px; height: 12px }`,
	} {
		open(name, row+row, more, true)
	}
}

// add puts something more on the page that is open, with a sheet of its own.
func add(t *testing.T, b *browser.Browser, html, css string) {
	t.Helper()
	js := fmt.Sprintf(`(() => {
		document.querySelector('main').insertAdjacentHTML('beforeend', %q)
		const sheet = new CSSStyleSheet()
		sheet.replaceSync(%q)
		document.adoptedStyleSheets = [sheet]
		return true
	})()`, html, css)
	if _, err := chromedp.Run(b.Context(), chromedp.Evaluate[bool](js)); err != nil {
		t.Fatal(err)
	}
}
