// "Scan something now": what the scanner or the chip reader on this device sends, in words.
// Nothing leaves the page.
import { words } from '../card/words.js'
import { scanner } from '../kiosk/scanner.js'
import { forms } from './numbers.js'

export function scans(section) {
  const out = section.querySelector('[data-came]')
  const how = section.querySelector('[data-how]')
  let entered = false
  const say = (name, values) => {
    section.dataset.came = name
    out.textContent = words(section, name, values)
  }
  section.dataset.came = 'waiting'
  // Heard before the scanner hears it: whether a reading ended with Enter.
  addEventListener('keydown', (e) => {
    if (e.target.closest && e.target.closest('input, select, textarea')) return
    entered = /^(Enter|NumpadEnter|Tab)$/.test(e.code || e.key)
  }, true)
  scanner(globalThis, (made) => {
    how.textContent = words(section, entered ? 'entered' : 'quiet')
    if (made.code) say('code', { n: made.code.length })
    else if (made.payment) say('payment')
    else if (made.chip) {
      const of = forms(made.chip) || {}
      say(of.reversed ? 'chip' : 'chip-long', { number: made.chip, n: made.chip.length, ...of })
    } else if (made.fault) say(made.fault)
    else say('other')
  }, () => {}, () => say('field'))
}
