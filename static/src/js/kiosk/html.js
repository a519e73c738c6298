import { Lost, Refused } from './server.js'

// html fetches a piece of page; with a body it posts it.
export async function html(url, body) {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), 4000)
  const more = body ? { method: 'POST', body: JSON.stringify(body) } : {}
  let answer
  try {
    answer = await fetch(url, { ...more, headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) }, signal: stop.signal, credentials: 'same-origin', cache: 'no-store' })
    if (answer.ok) return await answer.text()
  } catch {
    throw new Lost('no answer')
  } finally {
    clearTimeout(timer)
  }
  if (answer.status >= 500) throw new Lost(String(answer.status))
  throw new Refused(answer.status, await answer.json().catch(() => null), answer.headers.get('Retry-After'))
}
