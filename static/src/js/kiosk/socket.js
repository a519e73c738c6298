// What the server tells this screen at once: close (it is no terminal any more),
// its list has moved, its page is old, what others counted at this gate. Whatever
// is missed here comes with the next heartbeat; a heartbeat also opens the socket,
// so that nothing knocks at a server that is away.
const silence = 60_000 // the server speaks every 25 s
const calm = 5_000 // between two pulls: an office that saves ten times is heard once
const soon = 200

export function socket({ root, time, beat, told, moved }) {
  let ws = null
  let heard = 0
  let timer = 0
  let asked = 0 // when the list was last said to have moved

  function hear(text) {
    heard = Date.now()
    for (const line of text.split('\n')) {
      if (!line) continue
      const news = JSON.parse(line)
      if (news.at) time.set(news.at)
      else told(news)
      if ('policy' in news && !timer) timer = setTimeout(pull, Math.max(soon, asked + calm - Date.now()), news)
      else if ('policy' in news) pull.newest = news
    }
  }

  function pull(news) {
    timer = 0
    asked = Date.now()
    moved(pull.newest ?? news)
    pull.newest = null
  }

  function open() {
    if (ws) return
    const mine = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live?topics=gate:${encodeURIComponent(root.dataset.terminal)}`)
    ws = mine
    heard = Date.now()
    mine.onmessage = (e) => {
      try {
        if (typeof e.data === 'string') hear(e.data)
      } catch (error) {
        console.info('kiosk: not understood:', error.message)
      }
    }
    mine.onclose = (e) => {
      if (ws === mine) ws = null
      // 4401: the heartbeat says why, and wipes. Otherwise not all gates at once.
      setTimeout(beat, e.code === 4401 ? 0 : 1000 + Math.random() * 2000)
    }
  }

  setInterval(() => { if (ws && Date.now() - heard > silence) ws.close() }, 10_000)

  return { open }
}
