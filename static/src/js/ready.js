// A class at dismissal: a tap sends a child out, or takes that back; the stream brings the
// page as it is then. Without a network a tap waits for one, in this browser's storage.
// When somebody is newly called the phone shakes and sounds, and its screen stays on.
import { kept, keep, forget } from './ready/taps.js'
import { awake, shake, tone } from './ready/device.js'

const note = document.querySelector('[data-offline]')
const said = document.querySelector('[data-grew]')
const part = () => document.querySelector('.now')

function draw() {
  const waits = kept()
  for (const form of document.querySelectorAll('form[data-move]')) {
    const waiting = waits[form.dataset.move] === form.getAttribute('action')
    const button = form.querySelector('button')
    button.classList.toggle('waits', waiting)
    const word = button.querySelector('span') ?? button
    word.dataset.word ??= word.textContent
    const says = waiting ? part().dataset.waits : word.dataset.word
    if (word.textContent !== says) word.textContent = says // the observer below sees every touch
  }
  if (note && !note.hidden && !note.textContent) {
    const at = document.querySelector('[data-as-of]')?.textContent.match(/\d\d:\d\d(:\d\d)?/)?.[0] ?? ''
    note.textContent = note.dataset.says.replace('{time}', at)
  }
}

function away(is) {
  if (!note || note.hidden === !is) return
  note.hidden = !is
  note.textContent = ''
  draw()
}

document.addEventListener('submit', (e) => {
  const form = e.target.closest?.('form[data-move]')
  if (!form) return
  e.preventDefault()
  keep(form.dataset.move, form.getAttribute('action'))
  e.submitter?.setAttribute('aria-busy', 'true')
  send(form.dataset.move, form.getAttribute('action'))
})

const sending = new Set()

async function send(child, action) {
  if (sending.has(child)) return
  sending.add(child)
  try {
    const answer = await fetch(action, { method: 'POST', body: new URLSearchParams({ quietly: '1' }), redirect: 'manual' })
    if (kept()[child] === action) forget(child)
    if (answer.status !== 204) { // refused, logged out, or a right that has ended: the page says it
      location.reload()
      return
    }
    dispatchEvent(new CustomEvent('live:release')) // the answer to one's own tap is not kept aside
  } catch {
    away(true)
  } finally {
    sending.delete(child)
    for (const b of document.querySelectorAll('form[data-move] [aria-busy]')) b.removeAttribute('aria-busy')
    draw()
    const later = kept()[child]
    if (later && later !== action) send(child, later)
  }
}

function again() {
  away(false)
  for (const [child, action] of Object.entries(kept())) send(child, action)
}

addEventListener('online', again)
addEventListener('offline', () => away(true))
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && navigator.onLine) again()
})
document.getElementById('live')?.addEventListener('htmx:ws:after:connection', again) // the server is back, whatever the network says

const called = () => new Map([...document.querySelectorAll('[data-called]')].map((el) => [el.id, el.dataset.called]))
let before = called()

function look() {
  draw()
  const now = called()
  const news = [...now].filter(([id]) => !before.has(id)).map(([, name]) => name)
  before = now
  if (news.length === 0) return
  said.textContent = said.dataset.grew.replace('{names}', news.join(', '))
  shake()
  tone()
}

let queued = false
new MutationObserver(() => {
  if (queued) return
  queued = true
  requestAnimationFrame(() => {
    queued = false
    look()
  })
}).observe(document.getElementById('main'), { childList: true, subtree: true, attributes: true, attributeFilter: ['data-called', 'id'] })

awake()
draw()
if (Object.keys(kept()).length && navigator.onLine) again()
if (!navigator.onLine) away(true)
