// The kiosk's service worker: a tablet that is switched on or reloaded while the
// server is away is the same gate as before. It keeps the program and the gate's
// screen without anybody on it; the list and the log are the page's. A tablet that
// is no gate yet gets a page that says so and comes back.
//
// The server puts `yunka = {version, files}` in front of this script.
const { version, files } = self.yunka
const prefix = 'yunka-kiosk-'
const name = prefix + version
const screens = prefix + 'page' // the page itself throws this one away, see kiosk/shell.js
const shell = '/kiosk/shell?' + version // beside the files of its own release only
const away = '/kiosk/away'
const patience = 8000
let answered = 0 // pages of the server; a shell asked for before the newest is not kept

self.addEventListener('install', (e) => {
  self.skipWaiting()
  e.waitUntil(caches.open(name)
    .then((c) => c.addAll([...files, away].map((url) => new Request(url, { credentials: 'same-origin', cache: 'no-cache' }))))
    .then(keep))
})

self.addEventListener('activate', (e) => {
  e.waitUntil((async () => {
    for (const key of await caches.keys()) if (key.startsWith(prefix) && key !== name && key !== screens) await caches.delete(key)
    const kept = await caches.open(screens)
    for (const request of await kept.keys()) if (!request.url.endsWith(shell)) await kept.delete(request)
    await self.clients.claim()
  })())
})

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url)
  if (e.request.method !== 'GET' || url.origin !== location.origin) return
  if (e.request.mode === 'navigate' && url.pathname === '/kiosk') e.respondWith(page(e))
  else if (files.includes(url.pathname + url.search)) e.respondWith(caches.match(e.request, { ignoreVary: true }).then((kept) => kept || fetch(e.request)))
})

async function page(e) {
  const asked = fetch(e.request)
  asked.catch(() => {}) // it may fail after the other page has been shown
  const late = new Promise((resolve) => setTimeout(resolve, patience))
  const answer = await Promise.race([asked, late]).catch(() => undefined)
  if (answer && answer.status < 500) {
    await heed(answer)
    e.waitUntil(keep())
    return answer
  }
  const kept = (await (await caches.open(screens)).match(shell, { ignoreVary: true })) || (await (await caches.open(name)).match(away, { ignoreVary: true }))
  return kept || asked
}

// heed throws away the screen of a gate that this tablet no longer is, before
// anything else is shown; a revoked one keeps nothing of the school.
async function heed(answer) {
  answered++
  const terminal = answer.headers.get('Yunka-Terminal')
  if (!terminal) return // not a page of the kiosk: nothing is known
  const kept = await (await caches.open(screens)).match(shell, { ignoreVary: true })
  if (kept && kept.headers.get('Yunka-Terminal') !== terminal) await caches.delete(screens)
  if (terminal === 'revoked') indexedDB.deleteDatabase('yunka-kiosk')
}

// keep takes the gate's screen as it is now. What cannot be had is kept as it was.
async function keep() {
  const turn = answered
  try {
    const fresh = await fetch(new Request('/kiosk/shell', { credentials: 'same-origin', cache: 'no-store' }))
    if (turn !== answered) return
    if (fresh.status === 401) await caches.delete(screens)
    else if (fresh.ok && fresh.headers.get('Yunka-Release') === version) await (await caches.open(screens)).put(shell, fresh)
  } catch {
    // the server is away
  }
}
