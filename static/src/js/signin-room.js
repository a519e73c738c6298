// The screen of a room: counts the seconds that a code is shown, by the server's clock, and
// takes a code away that is not followed by the next one. A frozen code would be a code of
// yesterday in an hour.
const late = 2500 // ms that the next code may take to come
let skew = 0

addEventListener('live:clock', (e) => {
  if (e.detail) skew = e.detail - Date.now()
})

function tick() {
  const code = document.getElementById('room-code')
  const until = Number(code?.dataset.until) || 0
  const left = until - (Date.now() + skew)
  document.body.toggleAttribute('data-stale', until > 0 && left < -late)
  const shown = document.querySelector('[data-seconds]')
  const text = until > 0 ? String(Math.max(0, Math.min(15, Math.ceil(left / 1000)))) : '—'
  if (shown && shown.textContent !== text) shown.textContent = text
  code?.style.setProperty('--left', Math.max(0, Math.min(15, left / 1000)).toFixed(1))
}
tick()
setInterval(tick, 250)
