// The tests that need no press. Each resolves to {key, detail}; key names a
// prepared result.
const after = (ms) => new Promise((_, no) => setTimeout(() => no(new Error('no answer')), ms))
const within = (ms, promise) => Promise.race([promise, after(ms)])

export async function secure() {
  if (!isSecureContext) return { key: 'missing', detail: location.origin }
  return { key: location.protocol === 'https:' ? 'ok' : 'local', detail: location.origin }
}

// time asks the server's clock: how long it took, and how far ours is ahead.
async function time() {
  const sent = Date.now()
  const begun = performance.now()
  const answer = await within(8000, fetch('/time', { cache: 'no-store', credentials: 'omit' }))
  const { now } = await answer.json()
  const took = performance.now() - begun
  return { took, ahead: sent + took / 2 - now }
}

async function best() {
  const all = []
  for (let i = 0; i < 3; i++) all.push(await time())
  return all.sort((a, b) => a.took - b.took)[0]
}

// The server opens it and closes it again: that it opened is all that is asked.
function socket() {
  return within(8000, new Promise((yes, no) => {
    const begun = performance.now()
    const ws = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/device/socket`)
    ws.onopen = () => {
      yes(performance.now() - begun)
      ws.close()
    }
    ws.onerror = () => no(new Error('refused'))
  }))
}

export async function network() {
  let took
  try {
    took = (await best()).took
  } catch {
    return { key: 'missing' }
  }
  try {
    const live = await socket()
    return { key: took > 1500 ? 'slow' : 'ok', detail: `HTTP ${Math.round(took)} ms · WebSocket ${Math.round(live)} ms` }
  } catch {
    return { key: 'nosocket', detail: `HTTP ${Math.round(took)} ms` }
  }
}

export async function clock() {
  try {
    const { ahead } = await best()
    const off = Math.abs(ahead)
    const detail = off < 50 ? '± 0.0 s' : `${ahead < 0 ? '−' : '+'} ${(off / 1000).toFixed(1)} s`
    return { key: off < 5000 ? 'ok' : off < 60_000 ? 'off' : 'wrong', detail }
  } catch {
    return { key: 'unknown' }
  }
}

// A module with one function, add: compiled and called.
const module = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 106, 11])

export async function wasm() {
  try {
    const { instance } = await WebAssembly.instantiate(module)
    if (instance.exports.add(40, 2) === 42 && typeof WebAssembly.instantiateStreaming === 'function' && crypto.subtle) return { key: 'ok' }
  } catch {
    // as if it were not there
  }
  return { key: 'missing' }
}

export async function storage() {
  try {
    await within(8000, keep())
  } catch {
    return { key: 'missing' }
  }
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.().catch(() => ({}))) ?? {}
  const left = quota - usage
  const detail = quota ? `${Math.round(left / 1048576)} MiB` : ''
  if (quota && left < 8 * 1048576) return { key: 'full', detail }
  return { key: (await navigator.storage?.persisted?.().catch(() => false)) ? 'ok' : 'brief', detail }
}

export const persist = () => navigator.storage.persist().catch(() => false)

// keep writes, reads and removes one value in a database of its own.
function keep() {
  return new Promise((yes, no) => {
    const open = indexedDB.open('device-check', 1)
    open.onupgradeneeded = () => open.result.createObjectStore('s')
    open.onerror = () => no(open.error)
    open.onsuccess = () => {
      const db = open.result
      const write = db.transaction('s', 'readwrite')
      write.objectStore('s').put(new Uint8Array([1, 2, 3]), 'k')
      write.onabort = () => no(write.error)
      write.oncomplete = () => {
        const read = db.transaction('s').objectStore('s').get('k')
        read.onsuccess = () => {
          db.close()
          indexedDB.deleteDatabase('device-check')
          if (read.result?.[2] === 3) yes()
          else no(new Error('not kept'))
        }
        read.onerror = () => no(read.error)
      }
    }
  })
}

// worker registers one that does nothing, below an address of its own, hears
// it answer, and removes it again.
export async function worker() {
  if (!('serviceWorker' in navigator)) return { key: 'missing' }
  let registration
  try {
    registration = await within(10_000, navigator.serviceWorker.register('/device/worker.js', { scope: '/device/' }))
    const answer = await within(10_000, new Promise((yes) => {
      const channel = new MessageChannel()
      channel.port1.onmessage = (e) => yes(e.data)
      const sw = registration.active ?? registration.waiting ?? registration.installing
      sw.postMessage('here?', [channel.port2])
    }))
    return { key: answer === 'here' && 'caches' in globalThis ? 'ok' : 'failed' }
  } catch {
    return { key: 'failed' }
  } finally {
    await registration?.unregister().catch(() => {})
  }
}

export async function wake() {
  if (!('wakeLock' in navigator)) return { key: 'missing' }
  try {
    const lock = await within(8000, navigator.wakeLock.request('screen'))
    await lock.release()
    return { key: 'ok' }
  } catch {
    return { key: 'refused' }
  }
}
