package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const full = `document.querySelector('[data-full]')`

// A reader that is old or far away does not get the code. Its holder taps it:
// it is shown on white, larger than on the card, with the time beside it, also
// in large text, and the gate opens for it. A tap or Escape puts it away.
func TestEnlargedCode(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).claim()
	gate := gateIn
	for _, size := range []string{"normal", "large"} {
		if size == "large" {
			// Not by its place: today's line, which has just grown, pushes it down.
			mother.says(`document.querySelector("form[action='/look'] button[name=size]").click()`)
			mother.reads(`document.documentElement.dataset.size`, size).drawn()
		}
		for _, is := range []struct{ px, onCard, module int64 }{{390, 7, 8}, {360, 7, 8}, {320, 6, 7}} {
			mother.do(chromedp.EmulateViewport(is.px, 640, chromedp.EmulateScale(2)))
			mother.reads(`document.querySelector('[data-canvas]').getBoundingClientRect().width / 45`, fmt.Sprint(is.onCard))
			before := mother.which()
			// By keyboard: the line above the button may grow while a finger is on its way.
			mother.says(`(b => { b.focus(); b.click() })(document.querySelector('[data-action=enlarge]'))`)
			mother.sees(full + `.open`)
			mother.another(before) // what somebody saw before the tap is not what is held out
			mother.reads(`document.querySelector('[data-large]').getBoundingClientRect().width / 45`, fmt.Sprint(is.module))
			mother.sees(`/\d\d:\d\d:\d\d/.test(document.querySelector('[data-now]').textContent)`)
			if out := mother.wide(); out != "" {
				t.Errorf("enlarged in %s text at %d px: %s", size, is.px, out)
			}
			inside := `[...` + full + `.children].every(e => (r => r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight)(e.getBoundingClientRect()))`
			mother.reads(inside, "true").shot(fmt.Sprintf("card-enlarged-%s-%d", size, is.px))
			s.opens(gate, mother.code(), s.Parent.Name)
			if gate == gateIn {
				gate = gateOut
			} else {
				gate = gateIn
			}
			if is.px == 360 {
				mother.click("[data-large]")
			} else {
				mother.do(chromedp.KeyEvent(kb.Escape))
			}
			mother.sees(`!` + full + `.open`).sees(`document.activeElement.dataset.action === 'enlarge'`)
		}
	}
}
