import { initials } from './name.js'
import { Lost, Refused, get, newKey, post } from './server.js'

const still = 400 // ms in which nothing moves under a finger
const life = 600_000 // the server's: later the office has it
const stays = 1500 // a card that was decided

const known = { confirm_too_late: 'msgCheckLate', already_confirmed: 'msgCheckTwice' }

// checks are who waits at this gate for somebody to look. They stand beside the newest
// scan and never in front of it: a tap decides one, and doing nothing is "not now". What
// nobody decided stands on the office's first page.
export function checks({ text, root, amber, show, shift }) {
  const panel = root.querySelector('[data-checks]')
  if (!panel) return { clear() {} }
  const list = panel.querySelector('[data-checks-list]')
  const error = panel.querySelector('[data-checks-error]')
  const card = document.querySelector('template[data-check]').content.firstElementChild
  const all = new Map() // scan -> {row, at, keys}
  let turn = 0
  let rest

  const fail = (words) => {
    error.textContent = words
    error.hidden = !words
  }

  function draw() {
    panel.hidden = all.size === 0
    document.body.classList.toggle('checking', all.size > 0)
    const open = [...all.values()].filter((c) => !c.done).length
    panel.querySelector('[data-checks-n]').textContent = text.msgChecks.replace('{n}', open)
    if (all.size === 0) fail('')
  }

  function calm() {
    list.inert = true
    clearTimeout(rest)
    rest = setTimeout(() => { list.inert = false }, still)
  }

  function add(scan, name, at) {
    if (all.has(scan)) return all.get(scan)
    const row = card.cloneNode(true)
    row.dataset.scan = scan
    row.querySelector('[data-tile]').textContent = initials(name)
    row.querySelector('[data-of]').textContent = name
    const one = { row, at, keys: { true: newKey(), false: newKey() } } // a retry of the same choice is the same request
    all.set(scan, one)
    const later = [...all.values()].filter((c) => c.at > at).sort((a, b) => a.at - b.at)[0] // the oldest on top
    if (later) later.row.before(row)
    else list.append(row)
    row.querySelector('[data-accept]').addEventListener('click', () => decide(scan, true))
    row.querySelector('[data-refuse]').addEventListener('click', () => decide(scan, false))
    row.querySelector('.who').addEventListener('click', (e) => more(scan, e.currentTarget))
    calm()
    tick()
    draw()
    return one
  }

  function gone(scan) {
    all.get(scan)?.row.remove()
    all.delete(scan)
    calm()
    draw()
  }

  // more shows what the person did earlier today, the photo large, and how to refuse.
  async function more(scan, button) {
    const one = all.get(scan)
    const box = one.row.querySelector('[data-more]')
    box.hidden = !box.hidden
    button.setAttribute('aria-expanded', String(!box.hidden))
    one.row.classList.toggle('open', !box.hidden)
    if (box.hidden) return
    const { lines } = await get(`/kiosk/scans/${encodeURIComponent(scan)}/before?lines`).catch(() => ({ lines: [] }))
    box.querySelector('[data-earlier]').replaceChildren(...lines.map((line) => {
      const li = document.createElement('li')
      li.textContent = line
      return li
    }))
  }

  function tick() {
    const now = performance.now()
    for (const [scan, one] of all) {
      const s = Math.max(0, Math.floor((now - one.at) / 1000))
      one.row.querySelector('[data-waited]').textContent = text.msgWaited.replace('{t}', `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`)
      if (!one.done && !one.busy && now - one.at > life) gone(scan)
    }
  }
  setInterval(tick, 1000)

  async function decide(scan, accept) {
    const one = all.get(scan)
    if (!one || one.busy || one.done) return
    one.busy = true
    one.row.setAttribute('aria-busy', 'true')
    fail('')
    try {
      const answer = await shift.does(() => post(`/kiosk/scans/${encodeURIComponent(scan)}/confirm`, { key: one.keys[accept], accept }))
      if (!answer) return
      amber.clear('lost')
      one.done = true
      one.row.classList.add(answer.open ? 'ok' : 'no')
      const word = one.row.querySelector('[data-done]')
      word.textContent = answer.open ? text.msgCheckDone : answer.detail || text.msgCheckNo
      word.hidden = false
      one.row.querySelector('[data-more]').hidden = true
      draw()
      show.decided(answer)
      setTimeout(gone, stays, scan)
    } catch (err) {
      if (err instanceof Lost) fail(text.msgLost)
      else if (!(err instanceof Refused)) throw err
      else if (err.status === 401) amber.say('revoked', text.msgRevoked, '')
      else if (known[err.code]) {
        fail(text[known[err.code]])
        gone(scan)
        refresh()
      } else {
        fail(text.msgLost)
        one.keys = { true: newKey(), false: newKey() }
      }
    } finally {
      one.busy = false
      one.row.removeAttribute('aria-busy')
    }
  }

  // refresh takes who waits from the server, with whose parent each is and why.
  async function refresh() {
    const mine = ++turn
    const asked = performance.now()
    const said = await get('/kiosk/checks').catch(() => null)
    if (!said || mine !== turn) return
    shift.say(said.shift)
    for (const c of said.waiting) {
      const { row } = add(c.scan, c.name || text.msgUnidentified, performance.now() - c.waited)
      if (row.dataset.guest === undefined) row.querySelector('[data-who]').textContent = c.who
      row.querySelector('[data-reason]').textContent = c.why
      if (c.photo) photo(row, c.scan)
    }
    const still = new Set(said.waiting.map((c) => c.scan))
    for (const [scan, one] of all) if (!still.has(scan) && !one.done && !one.busy && one.at < asked) gone(scan)
  }

  function photo(row, scan) {
    const img = row.querySelector('img')
    if (img.src) return
    img.onload = () => { img.hidden = false }
    img.src = `/kiosk/scans/${encodeURIComponent(scan)}/photo`
  }

  root.addEventListener('kiosk:parked', (e) => {
    const answer = e.detail
    if (!answer.scan) return // decided alone: nobody finishes that without the server
    const { row } = add(answer.scan, answer.person?.name ?? text.msgUnidentified, performance.now())
    const host = answer.person?.host
    if (host) row.dataset.guest = ''
    row.querySelector('[data-who]').textContent = host ? text.msgHost.replace('{name}', host) : (answer.person?.class ?? '')
    row.querySelector('[data-reason]').textContent = answer.detail ?? ''
    refresh()
  })
  if (!root.hasAttribute('data-shell')) refresh()

  return {
    // clear takes every name off the screen.
    clear() {
      turn++
      for (const scan of [...all.keys()]) gone(scan)
    },
  }
}
