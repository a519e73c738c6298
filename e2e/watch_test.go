package e2e

import (
	"strings"
	"testing"
)

// Every story fails on trouble in a page that it did not expect. That is worth
// something only if trouble is noticed, so here is some of each kind.
func TestTroubleIsNoticed(t *testing.T) {
	s := openSchool(t)
	w := s.browse("anybody", desk).visit("/login")
	w.says(`document.body.append(Object.assign(document.createElement('hr'), { id: 'wide' })) ?? (document.querySelector('#wide').style.width = '9999px')`)
	if out := w.wide(); !strings.Contains(out, "<hr") {
		t.Errorf("a page that is too wide is %q", out)
	}
	for _, c := range [][2]string{
		{"console: broken", `console.error('broken')`},
		{"console: odd", `console.warn('odd')`},
		{"uncaught: Uncaught Error: thrown", `setTimeout(() => { throw new Error('thrown') })`},
		{"uncaught: Uncaught (in promise) Error: left alone", `void Promise.reject(new Error('left alone'))`},
		{"log: security", `void document.body.insertAdjacentHTML('beforeend', '<p style="color:red">')`},
		{"request: 404 GET /nothing", `void fetch('/nothing')`},
		{"request: net::ERR_CONNECTION_REFUSED GET /login", `void fetch('/login').catch(() => {})`},
	} {
		trouble, js := c[0], c[1]
		if strings.Contains(trouble, "REFUSED") {
			s.stop()
		}
		w.says(js)
		w.until("notice of "+trouble, func() bool {
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, got := range w.troubles {
				if strings.HasPrefix(got, trouble) {
					return true
				}
			}
			return false
		})
	}
	w.mu.Lock()
	w.troubles = nil
	w.mu.Unlock()
}
