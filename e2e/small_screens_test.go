package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"yunka/e2e/look"
)

// Old phones are 320 px wide, and so is a page at 400 %. Nobody scrolls
// sideways, in either language, by day or by night.
func TestSmallScreens(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	for _, chip := range []string{s.Student.Chip, "4000000001"} {
		s.shows(gateIn, chip)
	}
	guest := s.browse("nobody", desk)
	mother := s.browse("mother", phone).login(s.Parent).claim()
	pupil := s.browse("pupil", phone).login(s.Student)

	for _, theme := range []string{"light", "dark"} {
		for _, w := range []*window{office, guest, mother, pupil} {
			w.do(command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}))
		}
		for _, lang := range []string{"zh-CN", "en"} {
			for _, c := range []struct {
				w     *window
				paths []string
			}{
				{guest, []string{"/login", "/activate", "/kiosk"}}, {mother, []string{"/card"}}, {pupil, []string{"/card"}},
				{office, []string{"/console/people", "/console/people?q=" + "阿卜杜", "/console/terminals", "/console/gates", "/console/imports", "/console/conflicts", "/console/audit", "/console"}},
			} {
				c.w.speaks(lang, c.paths[0])
				for _, path := range c.paths {
					c.w.visit(path)
					for _, px := range []int64{320, 390, 1280} {
						c.w.do(chromedp.EmulateViewport(px, 844, chromedp.EmulateScale(2)))
						if out := c.w.wide(); out != "" {
							t.Errorf("%s of %s in %s at %d px: %s", path, c.w.name, lang, px, out)
							c.w.shot(fmt.Sprintf("wide-%s-%s-%d", c.w.name, lang, px))
						}
					}
				}
			}
		}
		office.do(chromedp.EmulateViewport(320, 844, chromedp.EmulateScale(2))).shot("console-320-" + theme).visit("/console/people").shot("people-320-" + theme)
		office.visit("/console/terminals").shot("terminals-320-" + theme)
		office.do(chromedp.EmulateViewport(1280, 800)).visit("/console/people").shot("people-" + theme)
		mother.do(chromedp.EmulateViewport(320, 568, chromedp.EmulateScale(2))).drawn().shot("card-320-" + theme)
		mother.code() // dark on light, whatever the page around it
	}
	for _, w := range []*window{mother, office} {
		if light := w.says(`Math.max(...getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3))`); len(light) > 2 {
			t.Errorf("by night %s's page is as bright as %s", w.name, light)
		}
	}
}

// speaks switches the page to a language with its own button.
func (w *window) speaks(lang, path string) *window {
	w.Helper()
	w.visit(path)
	if w.says(`document.documentElement.lang`) != lang {
		w.click(fmt.Sprintf("form[action='/language'] button[lang=%q]", lang)).sees(`document.readyState === 'complete'`)
	}
	return w.reads(`document.documentElement.lang`, lang)
}

// accessible finds nothing wrong with what is on the screen now.
func (w *window) accessible() *window {
	w.Helper()
	list, err := look.Axe(w.ctx)
	if err != nil {
		w.Fatal(err)
	}
	for _, problem := range list {
		w.Errorf("%s: %s", w.name, problem)
	}
	return w
}

// wide names what makes the page scroll sideways, "" when nothing does.
func (w *window) wide() string {
	w.Helper()
	out, err := look.Wide(w.ctx)
	if err != nil {
		w.Fatalf("%s: %v", w.name, err)
	}
	return out
}
