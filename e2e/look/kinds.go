package look

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/chromedp"
)

// Judged are the kinds of elements that axe has judged, on each width of a screen.
type Judged map[kindOn]bool

type kindOn struct {
	wide int
	kind int64
}

// Look looks at the page that is open, on the screen it was opened on, which is so
// wide. Where it has kinds of elements that are new there, axe judges those on all
// the sizes (Everybody); whether anything sticks out is up to the data and is asked
// of each page.
func (j Judged) Look(ctx context.Context, wide int, sizes []Size) ([]string, error) {
	kinds, err := Kinds(ctx)
	if err != nil {
		return nil, err
	}
	var fresh []int64
	for _, kind := range kinds {
		if is := (kindOn{wide, kind}); !j[is] {
			j[is] = true
			fresh = append(fresh, kind)
		}
	}
	if len(fresh) == 0 {
		return Sideways(ctx, sizes)
	}
	list, err := json.Marshal(fresh)
	if err != nil {
		return nil, err
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf(freshen, list))); err != nil {
		return nil, err
	}
	return Everybody(ctx, sizes)
}

// freshen has axe judge what is new and all inside it: the whole page where its root,
// its body or something in its head is new, which some rules look at as a page.
const freshen = `((list) => {
	const all = list.flatMap((kind) => globalThis.kinds.get(kind))
	const news = new Set(all)
	const whole = all.some((el) => el === document.documentElement || el === document.body || document.head.contains(el))
	globalThis.fresh = whole ? undefined : { include: all.filter((el) => !news.has(el.parentElement)) }
	return true
})(%s)`

// Kinds are the kinds of elements on the page that is open, each as a number. Two
// elements are of one kind when all that axe judges by is equal: what they are and
// in what they stand, their classes and states, which of their attributes say
// something, whether they have text, a label and what they refer to, whether they
// are shown, their colours and letters, whether they scroll and whether they are
// small. A page without a kind that axe has not judged is a page that axe has seen,
// with other data. The language of a whole page is no kind: its words are longer,
// and whether they fit is asked of each page (Sideways).
func Kinds(ctx context.Context) ([]int64, error) {
	return chromedp.Run(ctx, chromedp.Evaluate[[]int64](kinds))
}

const kinds = `(() => {
	const free = new Set(['id', 'href', 'src', 'action', 'name', 'value', 'alt', 'title', 'aria-label', 'placeholder', 'content', 'nonce', 'datetime'])
	const refers = new Set(['for', 'list', 'form', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-activedescendant'])
	const pressed = 'a, button, input, select, textarea, summary, [tabindex], [role]'
	const spoken = /^(zh-CN|en)$/
	const says = ({ name, value, ownerElement }) => {
		if (name === 'lang' && ownerElement === document.documentElement && spoken.test(value)) return 'lang=spoken'
		if (refers.has(name)) return name + '=' + value.trim().split(/\s+/).map((id) => document.getElementById(id) !== null)
		const word = !free.has(name) && (name === 'class' || /^[a-z-]*$/i.test(value))
		return name + '=' + (word ? value : value.trim() !== '')
	}
	const number = (text) => { // 53 bits
		let a = 0xdeadbeef, b = 0x41c6ce57
		for (let i = 0; i < text.length; i++) {
			const c = text.charCodeAt(i)
			a = Math.imul(a ^ c, 2654435761)
			b = Math.imul(b ^ c, 1597334677)
		}
		a = Math.imul(a ^ a >>> 16, 2246822507) ^ Math.imul(b ^ b >>> 13, 3266489909)
		b = Math.imul(b ^ b >>> 16, 2246822507) ^ Math.imul(a ^ a >>> 13, 3266489909)
		return 4294967296 * (2097151 & b) + (a >>> 0)
	}
	const all = globalThis.kinds = new Map()
	const walk = (el, above) => {
		const style = getComputedStyle(el)
		const box = el.getBoundingClientRect()
		const kind = number([above, el.localName, ...[...el.attributes].map(says).sort(),
			el.textContent.trim() !== '', [...el.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim() !== ''),
			el.labels?.length > 0, el.disabled, el.checked, el.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
			style.color, style.backgroundColor, style.backgroundImage !== 'none', style.fontSize, style.fontWeight, style.display, style.opacity, style.textDecorationLine,
			/auto|scroll/.test(style.overflow) && (el.scrollWidth > el.clientWidth || el.scrollHeight > el.clientHeight),
			el.matches(pressed) && (box.width < 24 || box.height < 24)].join('\n'))
		all.has(kind) ? all.get(kind).push(el) : all.set(kind, [el])
		for (const child of el.children) walk(child, kind)
	}
	walk(document.documentElement, '')
	return [...all.keys()]
})()`
