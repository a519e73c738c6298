// The worker that reads codes out of frames, and another one of the same kind
// that decides while the server is away: both take tens of ms on a cheap tablet,
// and the screen must not wait for them.
import { decide } from './kiosk/decide.js'

let ready

function load(wasm, exec) {
  importScripts(exec)
  const go = new self.Go()
  return fetch(wasm)
    .then((r) => WebAssembly.instantiateStreaming(r, go.importObject))
    .then(({ instance }) => {
      go.run(instance) // runs until the worker ends
      return instance.exports
    })
}

self.addEventListener('message', async (e) => {
  const { id, wasm, exec, width, height, pixels, whole, list, delta, keep, ask, presentation } = e.data
  try {
    if (wasm) {
      ready = load(wasm, exec)
      await ready
      postMessage({ id, ready: true })
      return
    }
    const go = await ready
    if (presentation) {
      postMessage({ id, answer: await decide((request) => answer(go, request), presentation) })
      return
    }
    if (list) fill(go, go.hold(list.byteLength), list)
    if (delta) fill(go, go.patch(delta.byteLength), delta)
    if (ask) {
      const said = answer(go, ask)
      // What a delta led to goes back to the page, when it is to be kept whole.
      const kept = keep ? go.mem.buffer.slice(go.kept(), go.kept() + said.size) : undefined
      postMessage({ id, answer: { ...said, ...(kept && { kept }) } }, kept ? [kept] : [])
      return
    }
    postMessage({ id, texts: read(go, width, height, new Uint8Array(pixels), whole) })
  } catch (error) {
    postMessage({ id, error: String(error.message || error), why: error.why, unwritten: error.unwritten })
  }
})

function fill(go, at, bytes) {
  if (!at) throw new Error('the list is too large')
  new Uint8Array(go.mem.buffer, at, bytes.byteLength).set(new Uint8Array(bytes))
}

// answer throws what the module refuses; why is what the page has words for.
function answer(go, ask) {
  const request = new TextEncoder().encode(JSON.stringify(ask))
  const at = go.in(Math.ceil(request.length / 4), 1)
  new Uint8Array(go.mem.buffer, at, request.length).set(request)
  const n = go.ask(request.length)
  const said = JSON.parse(new TextDecoder().decode(new Uint8Array(go.mem.buffer, go.out(), n)))
  if (said.error) throw Object.assign(new Error(said.error), { why: said.why })
  return said
}

function read(go, width, height, pixels, whole) {
  const at = go.in(width, height)
  if (!at) return []
  new Uint8Array(go.mem.buffer, at, pixels.length).set(pixels)
  const n = go.read(width, height, whole ? 1 : 0)
  const out = new DataView(go.mem.buffer, go.out())
  const texts = []
  for (let i = 0, p = 0; i < n; i++) {
    const size = out.getUint16(p, true)
    texts.push(new TextDecoder().decode(new Uint8Array(go.mem.buffer, go.out() + p + 2, size)))
    p += 2 + size
  }
  return texts
}
