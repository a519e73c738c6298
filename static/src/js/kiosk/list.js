// The gate's list as it comes from the server: with patience for a slow line (it
// may weigh 18 MB), and none for one that has gone silent.
const silent = 20_000

export async function load(since) {
  const stop = new AbortController()
  let timer
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(() => stop.abort(), silent)
  }
  heard()
  try {
    const answer = await fetch(`/kiosk/list${since ? `?since=${since}` : ''}`, { credentials: 'same-origin', cache: 'no-store', signal: stop.signal })
    if (!answer.ok) throw new Error(`list: ${answer.status}`)
    const parts = []
    for (const reader = answer.body.getReader(); ;) {
      heard()
      const { done, value } = await reader.read()
      if (done) break
      parts.push(value)
    }
    return { bytes: await new Blob(parts).arrayBuffer(), key: answer.headers.get('Yunka-List-Key') }
  } finally {
    clearTimeout(timer)
  }
}

export const isDelta = (bytes) => new TextDecoder().decode(bytes.slice(0, 4)) === 'YKD2'
