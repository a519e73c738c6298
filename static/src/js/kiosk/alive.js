import { Refused, post } from './server.js'
import { fresh, idle } from './shell.js'
import { socket } from './socket.js'

const every = 30_000
const soon = 5_000 // while nobody hears it

// alive tells the server every 30 s that this screen is here and what its
// clock says, and says in amber when nobody hears it.
export function alive({ root, amber, noise, time, mine }) {
  let here = true
  let timer

  function count(counts) {
    for (const [name, n] of Object.entries(counts ?? {})) {
      const el = document.querySelector(`[data-count-of="${name}"]`)
      if (el) el.textContent = Number(n).toLocaleString('en')
      time.counted()
    }
  }

  const line = socket({ root, time, beat,
    told: (news) => {
      count(news.counts)
      fresh(news.page, root, idle)
    },
    moved: (news) => { if (here) mine.back(news) },
  })

  async function beat() {
    clearTimeout(timer)
    try {
      const answer = await post('/kiosk/heartbeat', { at: Date.now(), version: document.body.dataset.version ?? '', ...mine.state() }, time)
      if (!here) noise.online()
      here = true
      time.set(answer?.now)
      mine.back(answer).then(() => fresh(answer?.page, root, idle))
      amber.back()
      amber.clear('revoked')
      count(answer?.counts)
      if (answer?.chips) root.dispatchEvent(new CustomEvent('kiosk:chips', { detail: answer.chips }))
      if (answer?.page) line.open() // a server of the release before knows no such socket
    } catch (e) {
      if (e instanceof Refused && e.status === 401) {
        amber.say('revoked', root.dataset.msgRevoked, '')
        mine.revoked()
        return
      }
      if (here) noise.offline()
      here = false
      if (!mine.gone()) amber.gone()
    } finally {
      timer = setTimeout(beat, here ? every : soon)
    }
  }
  beat()
  addEventListener('online', beat)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) beat() }) // after a sleep
  addEventListener('offline', () => mine.gone() || amber.gone())
}
