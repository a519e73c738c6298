// What the screen of a scan shows may be old a second later: a class sends the child out,
// the other parent has taken it, the office stops everything. The server says so here, by
// ids of children; the screen then asks again. After a time in which nothing was heard all
// of it is asked again, so that a page which slept is right when it wakes.
const silence = 60_000 // the server speaks every 25 s
const knock = 2000 // so long between two attempts, and up to twice

export function follow(terminal, moved) {
  let ws = null
  let heard = 0
  let timer

  function hear(text) {
    heard = Date.now()
    for (const line of text.split('\n')) {
      const news = line ? JSON.parse(line) : {}
      if (news.all || news.children) moved(news)
    }
  }

  function open() {
    clearTimeout(timer)
    if (ws) return
    const mine = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live?topics=pickup-gate:${encodeURIComponent(terminal)}`)
    ws = mine
    heard = Date.now()
    mine.onmessage = (e) => {
      try {
        if (typeof e.data === 'string') hear(e.data)
      } catch (error) {
        console.info('pickup: not understood:', error.message)
      }
    }
    mine.onclose = (e) => {
      if (ws !== mine) return
      ws = null
      if (e.code !== 4401 && e.code !== 4403) timer = setTimeout(open, knock + Math.random() * knock) // else the kiosk's own page says why
    }
  }

  // again takes a new socket: of the old one nobody knows whether it still hears.
  function again() {
    const old = ws
    ws = null
    old?.close()
    open()
  }

  setInterval(() => { if (ws && Date.now() - heard > silence) again() }, 10_000)
  addEventListener('online', again)
  addEventListener('pageshow', (e) => { if (e.persisted) again() })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return
    moved({ all: true })
    if (!ws || Date.now() - heard > silence / 2) again()
  })
  open()
}
