import { Lost, Refused, post } from '../kiosk/server.js'

// ask posts; repeated after a lost answer, a release and an undo give the same one.
export const ask = (url, body) => post(url, body)

// html fetches a piece of page.
export async function html(url) {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), 4000)
  let answer
  try {
    answer = await fetch(url, { headers: { Accept: 'application/json' }, signal: stop.signal, credentials: 'same-origin', cache: 'no-store' })
    if (answer.ok) return await answer.text()
  } catch {
    throw new Lost('no answer')
  } finally {
    clearTimeout(timer)
  }
  if (answer.status >= 500) throw new Lost(String(answer.status))
  throw new Refused(answer.status, await answer.json().catch(() => null))
}
