// What the card page asks the server. A request that never reached it fails
// with Offline, a refusal with Refused, which carries the problem's code.
const patience = 10_000

export class Offline extends Error {}

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || '')
    this.status = status
    this.code = problem.code // absent when the answer is not from our server, a hotel's login page say
  }
}

export async function ask(path, body) {
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(), patience)
  const init = { cache: 'no-store', credentials: 'same-origin', redirect: 'error', signal: giveUp.signal, headers: { Accept: 'application/json' } }
  if (body !== undefined) {
    init.method = 'POST'
    init.headers['Content-Type'] = 'application/json'
    init.body = JSON.stringify(body)
  }
  try {
    const response = await fetch(path, init).catch((e) => {
      throw new Offline(e.message)
    })
    const said = await response.json().catch(() => undefined)
    if (!response.ok) throw new Refused(response.status, said || {})
    if (!said) throw new Offline('not our server')
    return said
  } finally {
    clearTimeout(timer)
  }
}

const at = encodeURIComponent

export const challenge = async (card) => (await ask(`/card/${at(card)}/challenge`, {})).challenge
export const claim = (card, body) => ask(`/card/${at(card)}/claim`, body)
export const contact = (handle, body) => ask(`/key/${at(handle)}/contact`, body)

let measuring

// measure answers with the server's clock minus this phone's in ms. Passes on
// one page share a measurement.
export function measure() {
  measuring ||= (async () => {
    const sent = Date.now()
    const now = (await ask('/time')).now
    const got = Date.now()
    if (!Number.isFinite(now)) throw new Offline('not our server')
    return Math.round(now - (sent + got) / 2)
  })().finally(() => (measuring = undefined))
  return measuring
}
