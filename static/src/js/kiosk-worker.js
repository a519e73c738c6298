// The kiosk's service worker: a tablet that is reloaded while the server is away
// shows a page that says so and comes back, instead of the browser's own, which
// does not. It keeps nobody's data and decides nothing.
//
// The server puts `yunka = {version, files}` in front of this script.
const { version, files } = self.yunka
const prefix = 'yunka-kiosk-'
const name = prefix + version
const away = '/kiosk/away'
const patience = 8000

self.addEventListener('install', (e) => {
  self.skipWaiting()
  e.waitUntil(caches.open(name).then((c) => c.addAll([...files, away].map((url) => new Request(url, { credentials: 'same-origin', cache: 'no-cache' })))))
})

self.addEventListener('activate', (e) => {
  e.waitUntil(caches.keys()
    .then((keys) => Promise.all(keys.filter((key) => key.startsWith(prefix) && key !== name).map((key) => caches.delete(key))))
    .then(() => self.clients.claim()))
})

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url)
  if (e.request.method !== 'GET' || url.origin !== location.origin) return
  if (e.request.mode === 'navigate' && url.pathname === '/kiosk') e.respondWith(page(e.request))
  else if (files.includes(url.pathname)) e.respondWith(caches.match(e.request, { ignoreVary: true }).then((kept) => kept || fetch(e.request)))
})

async function page(request) {
  const asked = fetch(request)
  asked.catch(() => {}) // it may fail after the other page has been shown
  const late = new Promise((resolve) => setTimeout(resolve, patience))
  const answer = await Promise.race([asked, late]).catch(() => undefined)
  if (answer && answer.status < 500) return answer
  const kept = await (await caches.open(name)).match(away, { ignoreVary: true })
  return kept || asked
}
