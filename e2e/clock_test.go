package e2e

import (
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
)

// Time in a story. The server's clock and the pages' begin at nine and run on;
// a story turns them instead of waiting. Timers run by the machine's clock: a
// story ends one early, or holds one until it has looked.

// clockScript turns the page's clock: by the story's, and by what is wrong
// with this phone's own. It also knows the page's timers by how long they run.
const clockScript = `(() => {
	let ahead = %d
	const real = Date
	globalThis.Date = class extends real {
		constructor(...a) { a.length ? super(...a) : super(real.now() + ahead) }
		static now() { return real.now() + ahead }
	}
	const start = setTimeout, stop = clearTimeout, timers = new Map(), held = new Set()
	globalThis.setTimeout = (f, ms, ...rest) => {
		const run = () => { timers.delete(id); f(...rest) }
		const id = start(run, held.has(ms) ? 2 ** 31 - 1 : ms)
		timers.set(id, { ms, run })
		return id
	}
	globalThis.clearTimeout = globalThis.clearInterval = (id) => { timers.delete(id); stop(id) }
	const define = (name, value) => Object.defineProperty(globalThis, name, { value })
	define('turnClock', (ms) => { ahead += ms })
	define('holdTimers', (...of) => { for (const ms of of) held.add(ms) })
	define('endTimers', (...of) => { for (const [id, t] of [...timers]) if (of.includes(t.ms) && timers.has(id)) { stop(id); t.run() } })
})()`

func (s *school) now() time.Time {
	return time.Now().Add(time.Duration(s.ahead.Load()) * time.Millisecond)
}

// jump is how far a clock has to be turned for a page to draw its code anew
// (it notices 5 s), and to tell a code of before by when it was made.
const jump, inexact = 10 * time.Second, 3 * time.Second

// later turns every clock of the story forward: the server's and the windows'.
// From then on only a code that is made later counts as drawn.
func (s *school) later(d time.Duration) {
	s.Helper()
	s.ahead.Add(d.Milliseconds())
	turned := s.now()
	for _, w := range s.windows {
		if w.gone {
			continue
		}
		w.turn(d)
		if d >= jump {
			w.turned = turned
		}
	}
}

// turn moves the page's clock, now and for pages to come.
func (w *window) turn(d time.Duration) {
	w.Helper()
	ms := d.Milliseconds()
	w.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf("turnClock(%d)", ms)}))
	w.says(fmt.Sprintf("globalThis.turnClock?.(%d)", ms))
}

// holds keeps timers of so many ms from ending by themselves.
func (w *window) holds(ms ...int) *window {
	w.Helper()
	w.says(`(holdTimers(` + numbers(ms) + `), '')`)
	return w
}

// ends lets the timers of so many ms end now.
func (w *window) ends(ms ...int) *window {
	w.Helper()
	w.says(`(endTimers(` + numbers(ms) + `), '')`)
	return w
}

// hurries waits for an expression to come true, and ends the timers of so many
// ms for as long as it is not.
func (w *window) hurries(js string, ms ...int) *window {
	w.Helper()
	return w.sees(`((` + js + `) || (globalThis.endTimers?.(` + numbers(ms) + `), false))`)
}

func numbers(ms []int) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(ms)), ","), "[]")
}
