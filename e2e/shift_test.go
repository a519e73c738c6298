package e2e

import (
	"testing"
)

// A guard starts the shift: the tablet plays its three sounds and asks whether
// they were heard. What it refuses, it says.
func TestAShiftBeginsWithTheSounds(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	const tone = 1100 // ms
	s.adds(office, "南门进")
	tab := s.browse("tablet", tablet)
	tab.paired(office).listens().holds(tone).click("[data-do=start]").attend() // each is on the page until somebody has seen it
	const notes, check = `document.querySelector('[data-notes]').textContent`, `document.querySelector('[data-check]')`
	tab.sees(`!` + check + `.hidden`)
	for _, name := range []string{"allow", "deny", "ask"} {
		tab.reads(`document.querySelector('[data-tone][data-now]')?.dataset.tone`, name).ends(tone)
	}
	tab.shot("kiosk-sounds").sees(`!document.querySelector('[data-now]')`)
	tab.click("[data-do=again]").reads(`document.querySelector('[data-now]')?.dataset.tone`, "allow").sees(notes + `.includes('音量调大')`)
	tab.click("[data-do=sound]").sees(notes + `.includes('声音关着')`).shot("kiosk-sounds-refused").accessible()
	tab.click("[data-do=sound]").sees(`!` + notes + `.includes('声音关着')`)
	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" { // the question keeps nobody waiting
		t.Errorf("%+v", got)
	}
	tab.idle().click("[data-do=heard]").sees(check + `.hidden`).sees(`!` + notes + `.includes('音量调大')`)

	// A tablet that is muted, lets nobody play and lets its screen go dark.
	tab.click("[data-do=sound]").visit("/kiosk").sees(`document.querySelector('[data-net]')?.dataset.net === 'online'`)
	tab.says(`(navigator.wakeLock && (navigator.wakeLock.request = () => Promise.reject(new Error('refused'))), AudioContext.prototype.resume = () => Promise.reject(new Error('refused')), Object.defineProperty(AudioContext.prototype, 'state', { get: () => 'suspended' }), '')`)
	tab.click("[data-do=start]")
	for _, words := range []string{"声音关着", "浏览器不让放声音", "屏幕可能会自己熄灭"} {
		tab.sees(notes + `.includes('` + words + `')`)
	}
	tab.shot("kiosk-refuses")
}
