import { pinFault, pinShaped } from './pin.js'
import { Lost, newKey, post } from './server.js'

const words = { undo_too_late: 'msgUndoLate', already_undone: 'msgUndoTwice' }

// undo takes back a passage of this gate that did not happen: a button beside
// the result for two minutes, and the guard's PIN where nobody is on shift.
export function undo({ text, root, amber, show, time, shift }) {
  const dialog = document.querySelector('[data-undoing]')
  if (!dialog) return { clear() {} }
  const strip = root.querySelector('[data-strip]')
  const form = dialog.querySelector('[data-take-back]')
  const error = form.querySelector('[data-error]')
  let row
  let key

  const fail = (say) => {
    error.textContent = say
    error.hidden = !say
    form.elements.pin.toggleAttribute('aria-invalid', Boolean(say))
  }

  // Too late is known here as well, but only the server's word counts.
  const until = new WeakMap()
  setInterval(() => {
    for (const one of strip.querySelectorAll('[data-undo]')) {
      if (!until.has(one)) until.set(one, performance.now() + Number(one.closest('li').dataset.left))
      if (performance.now() > until.get(one)) one.remove()
    }
  }, 1000)

  strip.addEventListener('click', (e) => {
    const button = e.target.closest('[data-undo]')
    if (!button) return
    row = button.closest('li')
    key = newKey() // of this button: pressed again after a lost answer it is the same request
    form.reset()
    fail('')
    shift.fit(form)
    dialog.querySelector('[data-chosen]').textContent = `${row.querySelector('b').textContent} ${row.querySelector('small').textContent}`
    dialog.showModal()
    if (!form.elements.pin.hidden) form.elements.pin.focus()
  })

  form.addEventListener('submit', async (e) => {
    e.preventDefault()
    if (form.dataset.busy) return
    const pin = shift.pin(form)
    if (pin !== undefined && !pinShaped(pin)) return fail(text.msgWrongPin)
    form.dataset.busy = 'true'
    fail('')
    const mine = row
    try {
      await post(`/kiosk/scans/${encodeURIComponent(mine.dataset.scan)}/undo`, { pin, key }, time)
      amber.clear('lost')
      show.undone(mine)
      dialog.close()
    } catch (err) {
      if (err.status === 401) return amber.say('revoked', text.msgRevoked, '')
      if (shift.over(form, err)) return
      fail(text[words[err.code]] ?? pinFault(err, text, text.msgLost))
      if (!(err instanceof Lost)) key = newKey()
      form.elements.pin.select()
    } finally {
      delete form.dataset.busy
    }
  })
  dialog.addEventListener('close', () => {
    dialog.querySelector('[data-chosen]').textContent = ''
    form.reset()
  })

  return {
    clear() {
      row = null
      if (dialog.open) dialog.close()
    },
  }
}
