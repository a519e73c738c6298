package look

import (
	"context"

	"github.com/chromedp/chromedp"
)

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
	const all = new Set()
	const walk = (el, above) => {
		const style = getComputedStyle(el)
		const box = el.getBoundingClientRect()
		const kind = number([above, el.localName, ...[...el.attributes].map(says).sort(),
			el.textContent.trim() !== '', [...el.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim() !== ''),
			el.labels?.length > 0, el.disabled, el.checked, el.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
			style.color, style.backgroundColor, style.backgroundImage !== 'none', style.fontSize, style.fontWeight, style.display, style.opacity, style.textDecorationLine,
			/auto|scroll/.test(style.overflow) && (el.scrollWidth > el.clientWidth || el.scrollHeight > el.clientHeight),
			el.matches(pressed) && (box.width < 24 || box.height < 24)].join('\n'))
		all.add(kind)
		for (const child of el.children) walk(child, kind)
	}
	walk(document.documentElement, '')
	return [...all]
})()`
