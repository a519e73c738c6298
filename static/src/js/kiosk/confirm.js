import { pinFault, pinShaped } from './pin.js'
import { Lost, newKey, post } from './server.js'

// confirming finishes a CONFIRM: a guard types a PIN and chooses.
export function confirming({ text, amber, show, time }) {
  const box = document.querySelector('[data-result]')
  const form = box.querySelector('[data-confirm]')
  if (!form) return
  const pin = form.elements.pin
  const error = form.querySelector('[data-error]')
  let keys = {}

  const fail = (words) => {
    error.textContent = words
    error.hidden = !words
    pin.toggleAttribute('aria-invalid', Boolean(words))
  }

  box.addEventListener('kiosk:shown', (e) => {
    keys = { true: newKey(), false: newKey() } // a retry of the same choice is the same request
    form.reset()
    fail('')
    form.hidden = e.detail.decision !== 'CONFIRM'
    if (!form.hidden) pin.focus()
  })

  form.addEventListener('submit', async (e) => {
    e.preventDefault()
    const scan = show.shown()?.scan
    const accept = (e.submitter ?? form.querySelector('.go')).value === 'true'
    if (!scan || form.dataset.busy) return
    if (!pinShaped(pin.value)) return fail(text.msgWrongPin)
    form.dataset.busy = 'true'
    fail('')
    try {
      const answer = await post(`/kiosk/scans/${encodeURIComponent(scan)}/confirm`, { pin: pin.value, key: keys[accept], accept }, time)
      amber.clear('lost')
      show.answer(answer)
    } catch (err) {
      if (err instanceof Lost) amber.say('lost', text.msgNotRecorded, text.msgNotRecordedWhy)
      else if (err.status === 401) amber.say('revoked', text.msgRevoked, '')
      fail(pinFault(err, text, text.msgNotRecorded))
      if (!(err instanceof Lost)) keys = { true: newKey(), false: newKey() } // refused: the next try is another request
      pin.select()
    } finally {
      delete form.dataset.busy
    }
  })
}
