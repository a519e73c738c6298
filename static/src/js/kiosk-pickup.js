// Pickup at the gate. The kiosk's page reads codes; here its answers become the screen of
// who came, with each child to be released by itself. The server draws what is so: nothing
// is green that it has not released. It stands until the next scan.
import { desk } from './kiosk-pickup/desk.js'
import { sheets } from './kiosk-pickup/sheets.js'
import { ask, html } from './kiosk-pickup/server.js'
import { follow } from './kiosk-pickup/socket.js'
import { Refused } from './kiosk/server.js'

const root = document.getElementById('kiosk')
const own = document.getElementById('own')
const staff = root.dataset.staff === 'true'
const still = 400 // ms in which nothing under a finger can be pressed by mistake
const leave = { kids: 120_000, stop: 300_000, wait: 8000 } // until the screen goes by itself

const screen = document.createElement('div')
screen.className = 'screen'
screen.hidden = true
const frame = document.createElement('div')
own.append(frame, screen)

let scan = '' // whose screen stands there
let drawn = '' // what the server said of it
let turn = 0
let timer
const sound = (what) => root.dispatchEvent(new CustomEvent('kiosk:sound', { detail: what }))
const bar = desk(frame)
const sheet = sheets(frame, screen, bar)

function close() {
  turn++
  scan = ''
  clearTimeout(timer)
  screen.hidden = true
  screen.replaceChildren()
  document.body.classList.remove('busy')
  bar.say('')
  bar.show()
}

function stands(kind) {
  clearTimeout(timer)
  timer = setTimeout(close, leave[kind])
  screen.hidden = false
  document.body.classList.add('busy')
  screen.inert = true
  setTimeout(() => { screen.inert = false }, still)
}

// page shows what the queue may read.
function page(name) {
  turn++
  scan = ''
  const kept = frame.querySelector(`template[data-page="${name}"]`)
  if (!kept) return false
  screen.replaceChildren(kept.content.cloneNode(true))
  stands('wait')
  return true
}

// put shows the screen of a scan. Who works with the keys stays where they were.
function put(text) {
  const at = [...(screen.contains(document.activeElement) ? Object.entries(document.activeElement.dataset) : [])][0]
  drawn = text
  screen.innerHTML = text
  screen.querySelectorAll('[data-gate]').forEach((el) => { el.textContent = root.querySelector('.top b').textContent })
  stands(screen.querySelector('[data-stopped]') ? 'stop' : 'kids')
  const same = at && screen.querySelector(`[data-${at[0]}="${CSS.escape(at[1])}"]`)
  if (same) setTimeout(() => same.focus(), still)
}

// draw asks for the screen of a scan and shows it.
async function draw(of) {
  const mine = ++turn
  scan = of
  try {
    const text = await html(`/kiosk/pickup/scans/${encodeURIComponent(of)}`)
    if (mine !== turn) return false
    put(text)
    return true
  } catch (err) {
    if (mine !== turn) return false
    if (err instanceof Refused) bar.say(err.status === 401 ? '' : bar.words.failed)
    else if (screen.hidden || !screen.children.length) page('away')
    else bar.say(bar.words.noAnswer)
    return false
  }
}

root.addEventListener('kiosk:answer', (e) => {
  const answer = e.detail
  sheet.shut() // of the one before
  if (answer.reason === 'TERM_OFFLINE') {
    if (page('away')) e.preventDefault()
  } else if (staff && answer.scan && answer.extra) {
    e.preventDefault()
    sound(answer.decision === 'ALLOW' ? 'ask' : 'click')
    screen.replaceChildren()
    bar.say('')
    draw(answer.scan)
  } else if (!staff && (answer.decision === 'ALLOW' || /^PICK_|^PERM_LOCKDOWN$/.test(answer.reason))) {
    if (page(answer.decision === 'ALLOW' ? 'came' : 'wait')) e.preventDefault()
    sound('click')
  } else if (!screen.hidden) close() // the kiosk's own page says it
})
root.addEventListener('kiosk:revoked', () => {
  sheet.shut()
  close()
})

// send sends what a button stands for, once at a time, and draws what has come of it.
async function send(button, url, body, done) {
  if (button.getAttribute('aria-busy')) return
  const of = scan
  button.setAttribute('aria-busy', 'true')
  bar.say('')
  try {
    const answer = await sheet.onShift((pin) => ask(url, { ...body, ...pin }))
    if (answer && of === scan) await done(answer)
  } catch (err) {
    if (err instanceof Refused) {
      const known = { pickup_gone: bar.words.pickupGone, pickup_second: bar.words.pickupSecond, pin_wrong: bar.words.pinWrong }[err.code] ?? (err.status === 404 && url.endsWith('/call') ? bar.words.noCalls : bar.words.failed)
      if (of === scan && (await draw(of))) bar.say(known)
      else bar.say(known)
    } else bar.say(bar.words.noAnswer) // nobody knows: the same again gives the same answer
  } finally {
    button.removeAttribute('aria-busy')
  }
}

async function release(button, more = {}) {
  const child = button.dataset.release
  if (button.hasAttribute('data-second') && !more.second) {
    const second = await sheet.second()
    if (!second) return
    more = { ...more, second }
  }
  const body = { scan, child, differs: button.hasAttribute('data-differs'), ...more }
  await send(button, '/kiosk/pickup/release', body, async (answer) => {
    if (answer.released) sound('out')
    const again = answer.alike && !more.sure
    if (again && (await sheet.alike(screen.querySelector(`[data-kid="${CSS.escape(child)}"]`), button, answer, scan))) {
      button.removeAttribute('aria-busy')
      return release(button, { ...more, sure: true })
    }
    if (!again) await draw(scan)
  })
}

screen.addEventListener('click', (e) => {
  const b = e.target.closest('button')
  if (!b) return
  clearTimeout(timer)
  timer = setTimeout(close, leave.kids)
  if (b.dataset.release) release(b)
  else if (b.dataset.undo) send(b, '/kiosk/pickup/undo', { child: b.dataset.undo }, () => draw(scan))
  else if (b.dataset.call) send(b, '/kiosk/pickup/call', { scan, child: b.dataset.call }, () => draw(scan))
  else if (b.dataset.do === 'doubt') send(b, '/kiosk/pickup/doubt', { scan }, () => page('wait'))
  else if (b.dataset.do === 'handle') send(b, '/kiosk/pickup/doubt', { scan }, close)
  else if (b.dataset.do === 'close') close()
})
own.addEventListener('click', async (e) => {
  const b = e.target.closest('[data-do^="shift"]')
  if (!b) return
  const again = () => (scan ? draw(scan) : bar.show())
  if (b.dataset.do === 'shift') await sheet.shift()
  else await ask('/kiosk/pickup/shift/end', {}).catch(() => {})
  again()
})
// Escape closes what stands there, unless a sheet is open.
addEventListener('keydown', (e) => {
  if (e.key === 'Escape' && !screen.hidden && !document.querySelector('dialog[open]')) close()
})

// What the server says has moved is drawn again, not under a finger: an open sheet and a
// press on its way come first, and then it stands still for a moment as ever.
const calm = 300
let waits
function fresh() {
  clearTimeout(waits)
  waits = setTimeout(async () => {
    if (!scan || screen.hidden) return
    if (document.querySelector('dialog[open]') || screen.querySelector('[aria-busy]')) return fresh()
    const of = scan
    const text = await html(`/kiosk/pickup/scans/${encodeURIComponent(of)}`).catch(() => '')
    if (!text || of !== scan || text === drawn) return
    if (document.querySelector('dialog[open]') || screen.querySelector('[aria-busy]')) return fresh()
    turn++
    put(text)
  }, calm)
}
if (staff) {
  follow(root.dataset.terminal, ({ all, children }) => {
    if (all) bar.show()
    if (all || children.some((id) => screen.querySelector(`[data-kid="${CSS.escape(id)}"]`))) fresh()
  })
}
