// The page of a phone without a network: the faces that were kept with the
// keys, in the frame that the service worker kept.
import * as keystore from './keystore.js'

const parts = { school: '.pass-top .clip', role: '.role', initials: '.face', holder: '.who h2', line: '.who p', large: '[data-large-who]' }

// What the style sheet of a design says; the shell has no such sheet.
const colors = ['--face', '--face-muted', '--face-line']

// keep remembers what a pass looks like, beside its key: nothing is kept of a
// card that is not on this phone.
export async function keep(section) {
  const face = { card: section.dataset.card, look: section.className, zone: section.dataset.zone, label: section.getAttribute('aria-label') }
  const style = getComputedStyle(section)
  face.colors = colors.map((name) => style.getPropertyValue(name).trim())
  face.purposes = [1, 2].filter((purpose) => section.querySelector(`[data-purpose="${purpose}"]`))
  for (const part of Object.keys(parts)) {
    const el = section.querySelector(parts[part])
    face[part] = el ? el.textContent.trim() : ''
  }
  await keystore.putFace(face)
}

// build makes a section for each card on this phone and answers with them.
export async function build(template) {
  const cards = (await keystore.faces().catch(() => [])).filter((face) => !face.link) // those have a page of their own
  const sections = cards.map((face) => {
    const section = template.content.querySelector('section[data-pass]').cloneNode(true)
    section.className = face.look
    if (face.colors) colors.forEach((name, i) => face.colors[i] && section.style.setProperty(name, face.colors[i]))
    section.dataset.card = face.card
    section.dataset.claimable = 'false'
    section.dataset.zone = face.zone || ''
    section.dataset.view = 'working'
    section.setAttribute('aria-label', face.label)
    offer(section, face.purposes || (face.release ? [1, 2] : [1])) // a face of an earlier release
    for (const part of Object.keys(parts)) {
      const el = section.querySelector(parts[part])
      if (el) el.textContent = face[part]
      if (el && !face[part]) el.remove()
    }
    return section
  })
  template.before(...sections)
  document.querySelector('[data-shell-none]').hidden = sections.length > 0
  watch()
  return sections
}

// offer leaves the buttons of those purposes; everyday alone needs none.
function offer(section, purposes) {
  for (const purpose of [1, 2]) {
    if (!purposes.includes(purpose)) section.querySelector(`[data-purpose="${purpose}"]`).remove()
  }
  if (!purposes.length) section.querySelector('.purposes').remove()
}

// watch offers the whole page once the server answers again. It does not open
// it by itself: the code may be before a reader right now.
function watch() {
  const look = () =>
    fetch('/time', { cache: 'no-store' })
      .then((r) => {
        document.body.dataset.server = r.ok ? 'back' : 'away'
      })
      .catch(() => (document.body.dataset.server = 'away'))
  look()
  setInterval(() => document.visibilityState === 'visible' && look(), 15_000)
  addEventListener('online', look)
}
