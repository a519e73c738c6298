package look

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Themes are the two lights a page is read in.
var Themes = []string{"light", "dark"}

// A Size is a screen in css pixels. On one that is Passed only what sticks out
// is looked for.
type Size struct {
	Width, Height int
	Passed        bool
}

// Everybody looks at the page that is open as people with other screens, eyes
// and hands would: on each size, by day and by night, and says what is wrong
// where. The page is not loaded again for it: no script of ours asks how wide or
// how dark it is (TestNoScriptAsksForTheScreen), so a page that is resized is the
// page that was opened so.
//
// Another size may hide, show and move anything, and axe judges it by all its
// rules. Another light changes colours, so by night axe compares those; where
// more than colours differs from the same size by day, it judges by all its
// rules there too.
func Everybody(ctx context.Context, sizes []Size) ([]string, error) {
	var wrong []string
	for _, theme := range Themes {
		for i, size := range sizes {
			if err := Turn(ctx, theme, size); err != nil {
				return nil, err
			}
			note := func(what string) { wrong = append(wrong, fmt.Sprintf("%s, %d px: %s", theme, size.Width, what)) }
			if out, err := Wide(ctx); err != nil {
				return nil, err
			} else if out != "" {
				note("sideways: " + out)
			}
			if size.Passed {
				continue
			}
			stands, err := chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf(standing, i)))
			if err != nil {
				return nil, err
			}
			only := "null"
			if stands {
				only = colours
			}
			list, err := ask(ctx, only)
			if err != nil {
				return nil, err
			}
			for _, v := range list {
				note(v)
			}
		}
	}
	return wrong, nil
}

// Sideways looks at the page that is open on each size and says where it sticks
// out, and no more.
func Sideways(ctx context.Context, sizes []Size) ([]string, error) {
	var wrong []string
	for _, size := range sizes {
		if err := Turn(ctx, Themes[0], size); err != nil {
			return nil, err
		}
		out, err := Wide(ctx)
		if err != nil {
			return nil, err
		}
		if out != "" {
			wrong = append(wrong, fmt.Sprintf("%s, %d px: sideways: %s", Themes[0], size.Width, out))
		}
	}
	return wrong, nil
}

// standing says whether all is on the page and where it was when the screen was
// this one before: all rules of axe but those of colours look at nothing else.
const standing = `((screen) => {
	const all = [document.documentElement.outerHTML]
	for (const el of document.querySelectorAll('*')) {
		const { x, y, width, height } = el.getBoundingClientRect()
		const { display, position, overflow, clipPath, zIndex, pointerEvents } = getComputedStyle(el)
		const shown = el.checkVisibility({ visibilityProperty: true, opacityProperty: true })
		const made = ['::before', '::after'].map((pseudo) => getComputedStyle(el, pseudo).content)
		all.push([x, y, width, height, shown, display, position, overflow, clipPath, zIndex, pointerEvents, ...made].join())
	}
	const now = all.join('\n')
	const was = globalThis.stood ??= {}
	const stands = was[screen] === now
	was[screen] = now
	return stands
})(%d)`

// Turn shows the open page on another screen in another light, and returns when
// the page knows.
func Turn(ctx context.Context, theme string, size Size) error {
	err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(size.Width), int64(size.Height)), Light(theme))
	if err != nil {
		return err
	}
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf(`(async () => {
		const there = () => innerWidth === %d && innerHeight === %d && matchMedia('(prefers-color-scheme: %s)').matches
		for (let i = 0; i < 3000 && !there(); i++) await new Promise((r) => setTimeout(r, 20))
		await document.fonts.ready
		return there()
	})()`, size.Width, size.Height, theme), chromedp.EvalAwaitPromise))
	if err == nil && !there {
		err = fmt.Errorf("the page does not come to %d × %d, %s", size.Width, size.Height, theme)
	}
	return err
}

// Light is day or night, where nothing moves.
func Light(theme string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return chromedp.Void{}, err
	}
}
