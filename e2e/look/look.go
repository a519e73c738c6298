// Package look asks a page in a browser whether everybody can use it: axe-core
// for WCAG 2.2 AA, and whether anything sticks out to the right. It is for
// tests and for the pictures of the book.
package look

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/chromedp/chromedp"
)

// axe is axe-core 4.14.1 as Deque publishes it on npm (axe.min.js, MPL-2.0,
// https://github.com/dequelabs/axe-core), so that a test needs no npm.
//
//go:embed axe.min.js.gz
var axe []byte

var source = sync.OnceValues(func() (string, error) {
	r, err := gzip.NewReader(bytes.NewReader(axe))
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), err
})

// run tells what a screen reader, a keyboard or weak eyes could not use. Every
// rule of WCAG 2.0 to 2.2, A and AA, and no list of exceptions. Only media are
// loaded ahead: the one rule that wants the sheets is experimental and not asked.
const run = `(async (only) => {
	const said = await axe.run(globalThis.fresh ?? document, {
		runOnly: only || { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
		resultTypes: ['violations'],
		preload: { assets: ['media'] },
	})
	return JSON.stringify(said.violations.flatMap((v) => v.nodes.map((n) =>
		v.id + ': ' + n.target.join(' ') + ': ' + n.failureSummary.split('\n').slice(1).join('; ').trim() + ' in ' + n.html.slice(0, 120))))
})(%s)`

// colours are the rules of axe that compare colours, which is all that another
// light changes on a page that stands as it stood.
const colours = `{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }`

// Axe is what violates WCAG 2.2 AA on the page, nothing when all is well. It
// works under the strictest content policy, because the browser's protocol
// evaluates it.
func Axe(ctx context.Context) ([]string, error) { return ask(ctx, "null") }

func ask(ctx context.Context, only string) ([]string, error) {
	js, err := source()
	if err != nil {
		return nil, err
	}
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`'axe' in globalThis`))
	if err != nil {
		return nil, err
	}
	if !there {
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](js+"\n;true")); err != nil {
			return nil, fmt.Errorf("axe: %w", err)
		}
	}
	said, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(run, only), chromedp.EvalAwaitPromise))
	if err != nil {
		return nil, fmt.Errorf("axe: %w", err)
	}
	var list []string
	return list, json.Unmarshal([]byte(said), &list)
}

// wide names what sticks out of the page to the right, "" when nothing does.
const wide = `(() => {
	const root = document.documentElement
	if (root.scrollWidth <= root.clientWidth) return ''
	const out = [...document.querySelectorAll('body *')].filter((el) => el.getBoundingClientRect().right > root.clientWidth + 1)
	return root.scrollWidth + ' > ' + root.clientWidth + ': ' + out.slice(0, 3).map((el) => el.outerHTML.slice(0, 90)).join(' | ')
})()`

// Wide names what makes the page scroll sideways, "" when nothing does.
func Wide(ctx context.Context) (string, error) {
	return chromedp.Run(ctx, chromedp.Evaluate[string](wide))
}
