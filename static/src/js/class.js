// The page of a class: a tap says something of a pupil in one small request, and the
// stream brings the page as it is then. Without a network the tap waits for one.

const waiting = new Map() // pupil and session -> the form's body, the last tap only
const note = document.querySelector('[data-offline]')

document.addEventListener('submit', (e) => {
  const form = e.target.closest?.('form[data-quiet]')
  if (!form) return
  e.preventDefault()
  const body = new URLSearchParams(new FormData(form))
  if (e.submitter?.name) body.set(e.submitter.name, e.submitter.value)
  body.set('quietly', '1')
  e.submitter?.setAttribute('aria-busy', 'true')
  send({ action: form.action, body, button: e.submitter, form })
})

async function send(tap) {
  const key = tap.body.get('person') + tap.body.get('session')
  try {
    const answer = await fetch(tap.action, { method: 'POST', body: tap.body, redirect: 'manual' })
    if (answer.status !== 204) { // logged out, or a right that has ended: the page says it
      location.reload()
      return
    }
    dispatchEvent(new CustomEvent('live:release')) // the answer to one's own tap is not kept aside
  } catch {
    waiting.set(key, tap)
    if (note) note.hidden = false
  }
}

function again() {
  if (note) note.hidden = true
  const taps = [...waiting.values()]
  waiting.clear()
  taps.forEach(send)
}

addEventListener('online', again)
addEventListener('offline', () => { if (note) note.hidden = false })
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && navigator.onLine) again()
})
