// The service worker of the links by which adults collect children: where there is no
// network, or a server that does not answer, /d/… opens from this phone. It keeps a shell
// without a person in it and the files the shell needs; whom to collect stands in IndexedDB.
//
// The server puts `yunka = {version, files}` in front of this script, so a new
// release is another script, and the browser installs it beside the old one.
const { version, files } = self.yunka
const prefix = 'yunka-d-'
const name = prefix + version
const shell = '/d/shell'
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
  if (e.request.mode === 'navigate' && url.pathname.startsWith('/d/')) e.respondWith(page(e.request))
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
