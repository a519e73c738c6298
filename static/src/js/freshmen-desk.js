// The desk of the day: whatever is scanned goes to the server, and what it answers is the
// screen. Without a network a desk keeps what it scans with the time, says how many it keeps,
// and sends them in their order when the network is back: the server notes each once.
import { camera } from './kiosk/camera.js'
import { clock } from './kiosk/clock.js'
import { html } from './kiosk/html.js'
import { notes } from './kiosk/notes.js'
import { notice } from './kiosk/notice.js'
import { Lost, Refused } from './kiosk/server.js'
import { sound } from './kiosk/sound.js'

const root = document.getElementById('freshmen-desk')
const text = root.dataset
const phone = root.classList.contains('phone')
const base = phone ? '/freshmen/help/' : '/freshmen/desk/'
const store = 'freshmen-kept-' + (text.terminal || 'phone')
const quiet = 4_000 // how long a word stays
const every = 15_000 // between two signs of life

const main = root.querySelector('[data-main]')
const hand = root.querySelector('[data-by-hand]')
const time = clock(root)
const noise = main && sound(root, text, notes(root, text))
const amber = notice(root, text, time)

let line = Promise.resolve() // one thing after another, in the order in which it was read

// kept is what was scanned and not yet sent: {text, at, step}.
function kept() {
  try {
    return JSON.parse(localStorage.getItem(store)) ?? []
  } catch {
    return []
  }
}

function keep(list) {
  try {
    localStorage.setItem(store, JSON.stringify(list))
    return true
  } catch {
    return false // the browser keeps nothing: the person at the desk hears that it failed
  }
}

function say() {
  const n = kept().length
  if (n) amber.say('kept', text.msgKept.replace('{n}', String(n)))
  else amber.clear('kept')
}

function draw(page) {
  main.innerHTML = page
  const heard = main.querySelector('.state')?.dataset.sound
  if (heard === 'ok') noise.decision('ALLOW')
  else if (heard === 'again' || heard === 'ask') noise.ask()
  else if (heard === 'deny') noise.deny()
}

// alone shows that a scan is kept: nothing else is known without the server.
function alone() {
  const box = document.createElement('section')
  box.className = 'band again'
  const word = document.createElement('h1')
  word.textContent = text.msgKeptText
  box.append(word)
  const state = document.createElement('div')
  state.className = 'state'
  state.append(box)
  main.replaceChildren(state)
}

const body = (raw) => ({ text: raw, step: text.step })

async function send(raw) {
  if (kept().length) await flush()
  try {
    if (kept().length) throw new Lost('in its turn') // what came before goes first
    draw(await html(base + 'scan', body(raw)))
    amber.clear('lost')
  } catch (e) {
    if (e instanceof Refused) {
      noise.deny()
      amber.say('lost', e.status === 401 ? text.msgRevoked : text.msgFailed, '', quiet)
      return
    }
    if (keep([...kept(), { ...body(raw), at: Date.now() }])) {
      alone()
      noise.click()
    } else {
      noise.deny()
      amber.say('lost', text.msgFailed, '', quiet)
    }
    say()
  }
}

// flush sends what was kept, the oldest first; it stops where the network does.
async function flush() {
  let list = kept()
  const had = list.length
  while (list.length) {
    try {
      await html(base + 'scan', list[0])
    } catch (e) {
      if (!(e instanceof Refused)) break
    }
    list = kept().slice(1)
    keep(list)
  }
  say()
  if (had && !list.length) amber.say('sent', text.msgSent, '', quiet)
}

const read = (raw) => {
  line = line.then(() => send(raw)).catch(() => {})
  return line
}

async function beat() {
  line = line.then(async () => {
    if (kept().length) await flush()
    if (!phone) await html(base + 'beat', { kept: kept().length }).catch(() => {})
  }).catch(() => {})
}

if (main) {
  // A scanner is a keyboard, and a slip's symbol is an address: it is typed into the field,
  // which has the focus whenever nothing else needs it. A phone would open its keyboard.
  const field = hand.elements.text
  const aim = () => {
    const at = document.activeElement
    if (!phone && (!at || at === document.body)) field.focus({ preventScroll: true })
  }
  aim()
  document.addEventListener('focusout', () => setTimeout(aim))
  document.addEventListener('keydown', aim, true)
  camera({ root, text, seen: async (texts) => {
    if (!texts.length) return false
    noise.click()
    await read(texts[0])
    return true
  } })
  hand.addEventListener('submit', (e) => {
    e.preventDefault()
    const raw = field.value.trim()
    hand.reset()
    if (raw) read(raw)
    if (!phone) field.focus({ preventScroll: true })
  })
  main.addEventListener('click', (e) => {
    const id = e.target.closest('[data-undo]')?.getAttribute('data-undo')
    if (!id) return
    line = line.then(async () => draw(await html(base + 'undo', { id, step: text.step }))).catch(() => amber.say('lost', text.msgFailed, '', quiet))
  })
  say()
  beat()
  setInterval(beat, every)
  addEventListener('online', beat)
}
