// The page that the kiosk's service worker shows when the server is away. It
// asks again every few seconds, and goes back by itself.
const every = 3000

async function ask() {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), every)
  try {
    const answer = await fetch('/livez', { cache: 'no-store', signal: stop.signal })
    if (answer.ok) return location.reload()
  } catch {
    // still away
  } finally {
    clearTimeout(timer)
  }
  setTimeout(ask, every)
}

setTimeout(ask, every)
