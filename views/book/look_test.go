//go:build browser

package book_test

import (
	"os"
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
// also 400 % of a desktop) and at 200 %.
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
	for _, leaf := range book.Leaves() {
		if leaf.Width == 0 {
			continue
		}
		sizes := []book.Size{{Width: 320, Height: 568}, {Width: leaf.Width / 2, Height: leaf.Height / 2}, {Width: leaf.Width, Height: leaf.Height}}
		if leaf.Screen() {
			sizes = leaf.Sizes() // nobody carries it or zooms into it
		} else if leaf.Width <= 640 {
			sizes = append(sizes[:1], sizes[2])
		}
		for _, l := range []msg.Lang{msg.Zh, msg.En} {
			for _, theme := range browser.Themes {
				for i, size := range sizes {
					if err := b.Show(leaf, l, theme, size); err != nil {
						t.Fatal(err)
					}
					where := []any{leaf.Name, l, theme, size.Width}
					if out, err := look.Wide(b.Context()); err != nil || out != "" {
						t.Errorf("%v: sideways: %s %v", where, out, err)
					}
					if i > 0 && i < len(sizes)-1 {
						continue // axe looks at the smallest and at its own
					}
					list, err := look.Axe(b.Context())
					if err != nil {
						t.Fatal(err)
					}
					for _, v := range list {
						t.Errorf("%v: %s", where, v)
					}
					for _, v := range b.Trouble() {
						t.Errorf("%v: %s", where, v)
					}
				}
			}
		}
	}
}

// Axe is worth something only if it notices.
func TestLookNotices(t *testing.T) {
	if browser.Path() == "" {
		t.Skip("no Chromium") // the test above fails in CI
	}
	b, err := browser.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.Show(book.Leaves()[0], msg.Zh, "light", book.Size{Width: 390, Height: 844}); err != nil {
		t.Fatal(err)
	}
	spoil := `(() => {
		const p = document.createElement('p'), i = document.createElement('input'), wide = document.createElement('hr')
		p.textContent = 'pale'
		document.querySelector('main').append(p, i, wide)
		p.style.color = '#ddd'
		wide.style.width = '9999px'
		return true
	})()`
	if _, err := chromedp.Run(b.Context(), chromedp.Evaluate[bool](spoil)); err != nil {
		t.Fatal(err)
	}
	list, err := look.Axe(b.Context())
	if all := strings.Join(list, "\n"); err != nil || !strings.Contains(all, "color-contrast") || !strings.Contains(all, "label") {
		t.Errorf("axe saw %q, %v", all, err)
	}
	if out, err := look.Wide(b.Context()); err != nil || out == "" {
		t.Errorf("a page that is too wide is not noticed: %v", err)
	}
}
