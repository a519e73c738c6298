import { askPIN, onShift } from './pin_sheet.js'
import { post } from './server.js'

// shift is who decides at this gate: a PIN once, then nothing more to type until a button
// or half an hour without a decision ends it.
export function shift({ text, root, amber, time }) {
  const button = root.querySelector('[data-do="guard"]')
  const label = root.querySelector('[data-shift-of]')
  const dialog = document.querySelector('dialog[data-sheet="guard"]')
  const words = { pinWrong: text.msgWrongPin, pinMany: text.msgTooMany, noAnswer: text.msgLost }
  let name = ''
  let left = 0
  let timer

  function say(on) {
    clearTimeout(timer)
    name = on?.name ?? ''
    left = on?.left || left
    if (name) timer = setTimeout(say, left)
    if (!label) return
    label.textContent = name ? text.msgShiftOf.replace('{name}', name) : text.msgShiftNobody
    if (name) button.setAttribute('aria-label', text.msgShiftEnd.replace('{name}', name))
    else button.removeAttribute('aria-label')
  }

  async function begin() {
    const on = await askPIN(dialog, words, async (pin) => {
      try {
        return await post('/kiosk/shift', { pin }, time)
      } catch (err) {
        if (err.status === 401) amber.say('revoked', text.msgRevoked, '')
        throw err
      }
    })
    if (on) say(on)
    return on
  }

  button?.addEventListener('click', async () => {
    if (!name) return begin()
    say(null)
    await post('/kiosk/shift/end', {}, time).catch(() => {}) // it ends by itself
  })

  return {
    say,
    // fit asks for a PIN in a form only while nobody is on shift; pin is what to send of it.
    fit(form) {
      const pin = form.elements.pin
      pin.hidden = pin.labels[0].hidden = name !== ''
      pin.required = name === ''
    },
    pin: (form) => (form.elements.pin.hidden ? undefined : form.elements.pin.value),
    // over is that nobody is on shift any more: the form asks for a PIN after all.
    over(form, err) {
      if (err.code !== 'kiosk_shift') return false
      say(null)
      this.fit(form)
      form.elements.pin.focus()
      return true
    },
    // does is a decision: it asks for a PIN where nobody is on shift, once. Null if nobody
    // came.
    async does(what) {
      if (!name && !(await begin())) return null
      const done = await onShift('kiosk_shift', begin, what)
      if (done !== null && name) say({ name, left })
      return done
    },
  }
}
