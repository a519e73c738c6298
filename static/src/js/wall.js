// A screen that hangs in the hall for months: the clock goes by the server's
// time, the picture moves a little every minute so that nothing burns in, and
// once a night the page starts afresh, with whatever the program has learnt.
import { ask } from './forms/ask.js'

const face = document.querySelector('[data-clock]')
const zone = Number(document.querySelector('[data-pill]')?.dataset.zoneOffset) || 0
let skew = 0
let shown = ''

addEventListener('live:clock', (e) => {
  if (e.detail) skew = e.detail - Date.now()
})

const restHour = 3
const began = Date.now()

function tick() {
  const now = new Date(Date.now() + skew + zone * 60_000)
  const text = now.toISOString().slice(11, 16)
  if (text === shown) return
  shown = text
  if (face) face.textContent = text
  document.body.dataset.shift = now.getUTCMinutes() % 8
  // Only a page that is connected can be loaded again.
  if (now.getUTCHours() === restHour && Date.now() - began > 2 * 3600_000 && document.body.dataset.live === 'live') location.reload()
}
tick()
setInterval(tick, 1000)

ask()
