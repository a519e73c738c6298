// The Go module: it makes keys, signs and draws. See wasm/card.
const side = 37
const digits = 194

// NoModule: the module, or what runs it, did not reach this browser.
export class NoModule extends Error {}

let loading // a promise of the exports; forgotten when it fails, so that the next call tries again

// load answers with the module's functions.
export function load() {
  loading ||= start(document.body.dataset).catch((e) => {
    loading = undefined
    throw e
  })
  return loading
}

// The bundler's oldest target has no destructuring, here and elsewhere.
async function start(from) {
  if (!from.wasm || !from.wasmExec) throw new NoModule('this server has no card module')
  const fetched = fetch(from.wasm) // beside the script, not after it
  fetched.catch(() => {}) // awaited below, unless the script fails first
  if (!globalThis.Go) await script(from.wasmExec)
  const go = new globalThis.Go()
  const response = await fetched.catch((e) => {
    throw new NoModule(e.message)
  })
  const instance = await instantiate(response, go.importObject)
  go.run(instance).catch(() => {}).then(() => (loading = undefined)) // it runs until the page goes
  return functions(instance.exports)
}

function script(src) {
  return new Promise((resolve, reject) => {
    const el = document.createElement('script')
    el.src = src
    el.onload = resolve
    el.onerror = () => reject(new NoModule('the Go runtime did not load'))
    document.head.append(el)
  })
}

async function instantiate(response, imports) {
  if (!response.ok) throw new NoModule('the card module did not load')
  if (WebAssembly.instantiateStreaming) return (await WebAssembly.instantiateStreaming(response, imports)).instance
  return (await WebAssembly.instantiate(await response.arrayBuffer(), imports)).instance // Safari 14
}

function functions(go) {
  // The memory may have grown since the last call, so views are never kept.
  const put = (...parts) => {
    const at = new Uint8Array(go.mem.buffer, go.in(), 64)
    let n = 0
    for (const p of parts) {
      at.set(p, n)
      n += p.length
    }
  }
  const take = (from, to) => new Uint8Array(go.mem.buffer, go.out(), digits + side * side).slice(from, to)
  const halves = (handle) => [Number(BigInt(handle) >> 32n), Number(BigInt(handle) & 0xffffffffn)]

  return {
    // claim answers with what registers a new key.
    claim(seed, challenge) {
      put(seed, challenge)
      go.claim()
      return { publicKey: hex(take(0, 32)), signature: hex(take(32, 96)) }
    },
    // contact signs that this phone is here at that second.
    contact(seed, handle, issued) {
      put(seed)
      go.contact(...halves(handle), issued)
      return hex(take(0, 64))
    },
    // next chooses the mark to sign, or -1.
    next: (now, served, own) => go.next(now, served, own),
    // draw signs a code and answers with its modules, a byte each, or null.
    // The digits never leave the module.
    draw(seed, handle, mark, purpose) {
      put(seed)
      if (!go.draw(purpose, ...halves(handle), Math.floor(mark / 256), mark % 256)) return null
      return take(digits)
    },
  }
}

function hex(bytes) {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}
