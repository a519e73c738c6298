// The worker that reads codes out of frames: decoding takes tens of ms on a
// cheap tablet, and the screen must not wait for it.
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
  const { wasm, exec, width, height, pixels, whole } = e.data
  try {
    if (wasm) {
      ready = load(wasm, exec)
      await ready
      postMessage({ ready: true })
      return
    }
    postMessage({ texts: read(await ready, width, height, new Uint8Array(pixels), whole) })
  } catch (error) {
    postMessage({ error: String(error.message || error) })
  }
})

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
