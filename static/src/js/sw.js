// The card's service worker: where there is no network, or a server that does
// not answer, /card opens from this phone. It keeps a shell without a person
// in it and the files the shell needs; whose card it is stands in IndexedDB.
//
// The server puts `yunka = {version, files}` in front of this script, so a new
// release is another script, and the browser installs it beside the old one.
const { version, files } = self.yunka
const prefix = 'yunka-card-'
const name = prefix + version
const shell = '/card/shell'
const patience = 4000 // for a server on a bad network, before the shell

self.addEventListener('install', (e) => {
  self.skipWaiting()
  // All or nothing: half a shell is worse than the one before.
  e.waitUntil(caches.open(name).then((c) => c.addAll([...files, shell].map((url) => new Request(url, { credentials: 'same-origin' })))))
})

self.addEventListener('activate', (e) => {
  e.waitUntil(clear().then(() => self.clients.claim()))
})

// clear keeps the release before this one: a page that is open may still ask
// for its module.
async function clear() {
  const ours = (await caches.keys()).filter((key) => key.startsWith(prefix) && key !== name)
  await Promise.all(ours.slice(0, -1).map((key) => caches.delete(key)))
}

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url)
  if (e.request.method !== 'GET' || url.origin !== location.origin) return
  if (e.request.mode === 'navigate' && url.pathname === '/card') e.respondWith(page(e.request))
  // As it lies in the cache: a response made here would lose the compiled module.
  else if (url.pathname.startsWith('/static/')) e.respondWith(caches.match(e.request, { ignoreVary: true }).then((kept) => kept || fetch(e.request)))
})

// page is the server's own when it answers in time, else the shell.
async function page(request) {
  const asked = fetch(request)
  asked.catch(() => {}) // it may fail after the shell has been shown
  const late = new Promise((resolve) => setTimeout(resolve, patience))
  const answer = await Promise.race([asked, late]).catch(() => undefined)
  if (answer && answer.status < 500) return answer
  const kept = await (await caches.open(name)).match(shell, { ignoreVary: true })
  return kept || asked
}

// An open page says when the shell has to be fetched again: the language or the
// look has changed.
self.addEventListener('message', (e) => {
  if (e.data === 'shell') e.waitUntil(renew())
})

async function renew() {
  const answer = await fetch(shell, { credentials: 'same-origin', cache: 'no-store' }).catch(() => undefined)
  if (!answer || !answer.ok) return
  // A newer server's shell names files that only its own worker will fetch: the
  // shell that is here stays with the files that are here until that is done.
  const cache = await caches.open(name)
  const named = (await answer.clone().text()).match(/\/static\/[\w./-]+/g) || []
  const here = await Promise.all(named.map((url) => cache.match(url, { ignoreVary: true })))
  if (here.every(Boolean)) await cache.put(shell, answer)
}
