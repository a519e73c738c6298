// The library's desk: a card, then books; or books that come back. Whatever was read goes to
// the server as it is, and what it answers is the screen: nothing here says lent before.
import { alive } from './kiosk/alive.js'
import { camera } from './kiosk/camera.js'
import { clock } from './kiosk/clock.js'
import { html } from './kiosk/html.js'
import { notes } from './kiosk/notes.js'
import { notice } from './kiosk/notice.js'
import { askPIN, onShift } from './kiosk/pin_sheet.js'
import { scanner } from './kiosk/scanner.js'
import { Refused, newKey, post } from './kiosk/server.js'
import { sound } from './kiosk/sound.js'

const root = document.getElementById('library')
const text = root.dataset
const patience = 20_000 // a self-check machine forgets who stood there
const quiet = 5_000 // how long a word stays

const time = clock(root)
const noise = sound(root, text, notes(root, text))
const amber = notice(root, text, time)
const main = root.querySelector('[data-main]')
const hand = root.querySelector('[data-by-hand]')
const modes = root.querySelectorAll('[data-mode]')
const words = { pinWrong: text.msgPinWrong, pinMany: text.msgPinMany, noAnswer: text.msgNoAnswer }
const empty = main.innerHTML

let back = false // books are taken back
let line = Promise.resolve() // one thing after another, in the order in which it was read
let timer

const state = () => main.querySelector('.state')
const visit = () => state()?.dataset.visit ?? ''

function mode(returns) {
  back = returns
  for (const b of modes) b.setAttribute('aria-pressed', String((b.dataset.mode === 'return') === back))
}

function draw(page) {
  main.innerHTML = page
  if (visit()) mode(false)
  const heard = state()?.dataset.sound
  if (heard === 'allow') noise.decision('ALLOW')
  else if (heard === 'ask') noise.ask()
  else if (heard === 'deny') noise.deny()
  amber.clear('lost')
  clearTimeout(timer)
  if (visit() && !('staff' in text)) timer = setTimeout(done, patience)
}

function failed(e) {
  noise.deny()
  const known = e instanceof Refused && e.code === 'library_visit' ? text.msgLibraryVisit : e instanceof Refused ? text.msgFailed : text.msgNoAnswer
  amber.say('lost', known, '', quiet)
  if (e instanceof Refused && e.code === 'library_visit') main.innerHTML = empty
}

// ask does one thing after the others. A lost answer is asked for once more: a card by the
// same key and a book in the same visit are the same again.
function ask(what, body) {
  line = line.then(async () => {
    const all = { visit: visit(), return: back, ...body }
    try {
      draw(await html(`/library/desk/${what}`, all).catch((e) => {
        if (e instanceof Refused) throw e
        return html(`/library/desk/${what}`, all)
      }))
    } catch (e) {
      failed(e)
    }
  })
  return line
}

const read = (raw) => ask('read', { key: newKey(), text: raw })
const done = () => ask('done', {}).then(() => mode(false))

// lendAnyway asks once who is on shift.
function lendAnyway(body) {
  line = line.then(async () => {
    const begin = () => askPIN(document.querySelector('dialog[data-sheet="shift"]'), words, (pin) => post('/library/desk/shift', { pin }))
    try {
      const page = await onShift('library_shift', begin, () => html('/library/desk/override', { visit: visit(), ...body }))
      if (page) draw(page)
    } catch (e) {
      failed(e)
    }
  })
}

scanner(document, (body) => {
  const raw = body.code ?? body.chip ?? body.payment ?? body.text
  if (raw) read(raw)
  else amber.say('lost', text.msgNotACode, '', quiet)
}, (on) => on && noise.click(), () => amber.say('lost', text.msgFinishFirst, '', quiet), [], true)
camera({ root, text, seen: async (texts) => {
  if (!texts.length) return false
  noise.click()
  await read(texts[0])
  return true
} })

hand.addEventListener('submit', (e) => {
  e.preventDefault()
  const raw = hand.elements.text.value.trim()
  hand.reset()
  if (raw) read(raw)
})
for (const b of modes) b.addEventListener('click', () => {
  const returns = b.dataset.mode === 'return'
  b.blur()
  if (visit()) done().then(() => mode(returns))
  else {
    mode(returns)
    main.innerHTML = empty
  }
})
main.addEventListener('click', (e) => {
  const of = (name) => e.target.closest(`[data-${name}]`)?.getAttribute(`data-${name}`)
  if (e.target.closest('[data-done]')) done()
  else if (of('undo')) ask('undo', { loan: of('undo') })
  else if (of('renew')) ask('renew', { loan: of('renew') })
  else if (e.target.closest('[data-leave]')) e.target.closest('.panel').remove()
})
main.addEventListener('submit', (e) => {
  const code = e.target.getAttribute('data-override')
  if (!code) return
  e.preventDefault()
  lendAnyway({ text: code, why: e.target.elements.why.value.trim() })
})
root.querySelector('[data-do="heard"]').addEventListener('click', () => { text.stage = 'ready' })
root.addEventListener('kiosk:revoked', () => { main.innerHTML = empty })
alive({ root, amber, noise, time, mine: { state: () => ({}), back: async () => {}, gone: () => false, revoked: () => {} } })
