import { Refused, post } from './server.js'

const every = 30_000

// alive tells the server every 30 s that this screen is here and what its
// clock says, and says in amber when nobody hears it.
export function alive({ amber, noise, time }) {
  let here = true
  async function beat() {
    try {
      const answer = await post('/kiosk/heartbeat', { at: Date.now(), version: document.body.dataset.version ?? '' }, time)
      if (!here) noise.online()
      here = true
      amber.back()
      amber.clear('revoked')
      for (const [name, n] of Object.entries(answer?.counts ?? {})) {
        const el = document.querySelector(`[data-count-of="${name}"]`)
        if (el) el.textContent = Number(n).toLocaleString('en')
        time.counted()
      }
    } catch (e) {
      if (e instanceof Refused && e.status === 401) {
        amber.say('revoked', document.getElementById('kiosk').dataset.msgRevoked, '')
        return
      }
      if (here) noise.offline()
      here = false
      amber.gone()
    }
  }
  beat()
  setInterval(beat, every)
  addEventListener('online', beat)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) beat() }) // after a sleep
  addEventListener('offline', () => amber.gone())
}
