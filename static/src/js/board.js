// The board: who is newly called is shown as a caption and said aloud, one after the
// other; long lists turn their pages. It keeps nothing that grows: what it has said is
// what stands there now.
import './wall.js'
import { awake, tone, unlocked } from './ready/device.js'

const caption = document.querySelector('[data-caption]')
const pages = document.querySelector('[data-pages]')
const button = document.querySelector('[data-sound]')
const shows = 6000
const turns = 8000
const most = 8 // captions that wait; the table has them all

const rows = () => [...document.querySelectorAll('#board tbody tr')]
const called = () => new Map(rows().filter((r) => r.dataset.say).map((r) => [r.id + ' ' + r.dataset.call, r.dataset.say]))

let known = called()
const line = []
let shown = '' // whose caption stands
let timer

function look() {
  const now = called()
  for (const [id, says] of now) if (!known.has(id)) line.push({ id, says })
  known = now
  while (line.length > most) line.shift()
  next()
  page()
}

// next shows who waits; a caption goes when its time is over, or when the child was sent out.
function next() {
  if (shown && known.has(shown)) return
  clearTimeout(timer)
  const one = line.find(({ id }) => known.has(id))
  line.splice(0, one ? line.indexOf(one) + 1 : line.length)
  shown = one?.id ?? ''
  caption.hidden = !one
  if (!one) return
  caption.textContent = one.says
  tone(660, 880)
  say(one.says)
  timer = setTimeout(() => {
    shown = ''
    next()
  }, shows)
}

function say(text) {
  const lang = document.documentElement.lang
  const voice = window.speechSynthesis?.getVoices().find((v) => v.lang.replace('_', '-').slice(0, 2) === lang.slice(0, 2))
  if (!voice) return
  const words = new SpeechSynthesisUtterance(text)
  words.voice = voice
  words.lang = voice.lang
  speechSynthesis.speak(words)
}
window.speechSynthesis?.getVoices() // some browsers load them at the first question

// A page is so many rows; a narrow screen shows all of them below each other (board.css).
const fit = 6
let at = 0
let turned = Date.now()

// write touches the page only for another text: the observer below sees every touch.
function write(text) {
  if (pages.textContent !== text) pages.textContent = text
}

function page() {
  const list = rows()
  const of = Math.max(1, Math.ceil(list.length / fit))
  if (Date.now() - turned >= turns) {
    turned = Date.now()
    at++
  }
  at %= of
  list.forEach((r, i) => { r.hidden = Math.floor(i / fit) !== at })
  write(of > 1 ? pages.dataset.pages.replace('{n}', at + 1).replace('{of}', of) : '')
}

let queued = false
new MutationObserver(() => {
  if (queued) return
  queued = true
  requestAnimationFrame(() => {
    queued = false
    look()
  })
}).observe(document.getElementById('main'), { childList: true, subtree: true, attributes: true, attributeFilter: ['data-say', 'data-call', 'id'] })

setInterval(page, 2000)
page()
awake()
unlocked().then((on) => { button.hidden = on })
button.addEventListener('click', async () => {
  button.hidden = await unlocked()
  tone(660, 880)
})
