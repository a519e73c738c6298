// Asking the server. A lost answer is asked for again with the same key: the
// server then gives its first answer, so nothing happens twice.
const waits = [0, 300, 1000] // before each try
const patience = 3000 // for one try

export class Refused extends Error {
  constructor(status, problem, after) {
    super(problem?.code ?? String(status))
    this.status = status
    this.after = Number(after ?? 0) // seconds until it may be tried again
    this.code = problem?.code
  }
}

export class Lost extends Error {}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID()
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = (b[6] & 0x0f) | 0x40
  b[8] = (b[8] & 0x3f) | 0x80
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

// post sends body, which carries its key, until there is an answer. It throws
// Refused when the server said no (4xx) and Lost when nobody answered.
export async function post(url, body, time, tries = waits.length) {
  let busy
  for (const wait of waits.slice(0, tries)) {
    if (wait) await new Promise((r) => setTimeout(r, wait))
    let answer
    try {
      answer = await once(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
      time?.hear(answer.headers.get('Date'))
      if (answer.ok) return answer.status === 204 ? null : await answer.json()
    } catch {
      continue // no network, too slow, or cut off while being read
    }
    busy = answer.status
    if (answer.status >= 500) continue // not decided: ask again
    throw new Refused(answer.status, await answer.json().catch(() => null), answer.headers.get('Retry-After'))
  }
  throw new Lost(busy ? `server answered ${busy}` : 'no answer')
}

export async function get(url) {
  const answer = await once(url, {})
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => null), answer.headers.get('Retry-After'))
  return answer.json()
}

async function once(url, options) {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), patience)
  try {
    return await fetch(url, { ...options, headers: { Accept: 'application/json', ...options.headers }, signal: stop.signal, credentials: 'same-origin', cache: 'no-store' })
  } finally {
    clearTimeout(timer)
  }
}
