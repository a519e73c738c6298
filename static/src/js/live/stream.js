import { pill } from './pill.js'
import { join, sift } from './sift.js'

// A server that speaks at all sends a beat every 25 s; silence for this long
// on a socket that looks open means that the network went away unseen.
const silence = 60_000

export function watch(root) {
  const view = pill()
  const address = new URL(root.getAttribute('hx-ws:connect'), location.href)
  const first = Number(address.searchParams.get('since')) || 0
  let since = first
  let connection
  let heard = 0
  let beats = false
  let opened = false
  const waiting = new WeakMap() // message -> what its swap will have done

  const aim = () => {
    if (!connection) return
    const url = new URL(connection.url)
    url.searchParams.set('since', since)
    connection.url = url.href // hx-ws reads it again at each attempt
  }
  const hear = () => {
    heard = Date.now()
    view.heard()
  }

  root.addEventListener('htmx:ws:before:connection', (e) => {
    connection = e.detail.connection
    aim()
  })
  root.addEventListener('htmx:ws:after:connection', () => {
    beats = false
    opened = true
    hear()
    view.show('live')
  })

  root.addEventListener('htmx:ws:before:message:incoming', (e) => {
    const { message } = e.detail
    if (typeof message.data !== 'string') return
    if (message.data.startsWith('{')) {
      beats = true
      const { at } = JSON.parse(message.data)
      if (at) { // 0: the server's own clock is not to be relied upon
        view.clock(at)
        dispatchEvent(new CustomEvent('live:clock', { detail: at }))
      }
      hear()
      return // data only: nothing to swap
    }
    hear()
    const { kept, top } = sift(message.data, document, first)
    if (kept.length === 0) {
      since = Math.max(since, top)
      aim()
      e.preventDefault()
      return
    }
    message.data = join(kept)
    waiting.set(message, { kept, top })
  })

  root.addEventListener('htmx:ws:after:message:incoming', (e) => {
    const done = waiting.get(e.detail.message)
    if (!done) return
    for (const p of done.kept) settle(p)
    since = Math.max(since, done.top)
    aim()
  })

  root.addEventListener('htmx:ws:close', (e) => {
    const { code } = e.detail
    if (code === 4401 || code === 4403) {
      // A board is no account: its own page asks for a new code.
      location.assign(document.body.matches('.board') ? '/board' : '/login?next=' + encodeURIComponent(location.pathname + location.search))
      return
    }
    if (document.hidden) return // hx-ws pauses in the background and comes back by itself
    // A browser does not say why a socket was refused. What it would have had to be asked
    // for stands in the page: behind a proxy it may be another address.
    if (!opened && root.dataset.origins && !root.dataset.origins.split(' ').includes(location.origin)) {
      view.show('refused')
      return
    }
    const returns = connection?.config.reconnectCodes.includes(code)
    view.show(navigator.onLine && returns ? 'reconnecting' : 'offline')
  })

  addEventListener('offline', () => {
    view.show('offline')
    connection?.socket?.close()
  })
  addEventListener('online', () => connection?.visibilityHandler?.()) // at once, not after the back-off
  addEventListener('pageshow', (e) => {
    if (e.persisted) location.reload() // hx-ws closed the socket for good when the page was put away
  })
  setInterval(() => {
    if (beats && Date.now() - heard > silence) connection?.socket?.close()
  }, 10_000)
}

// settle finishes one swap: remember the version, keep a list short, tint a new row for a second.
function settle(p) {
  const target = document.querySelector(p.selector)
  if (!target) return
  if (p.state) target.dataset.v = p.v
  const max = Number(target.dataset.max)
  while (max && target.children.length > max) target.lastElementChild.remove()
  const row = p.row && !p.state && document.getElementById(p.row)
  if (row) {
    row.classList.add('new')
    setTimeout(() => row.classList.remove('new'), 1000)
  }
}
