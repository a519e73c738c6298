import { initials } from '../kiosk/name.js'
import { pinShaped } from '../kiosk/pin.js'
import { Refused } from '../kiosk/server.js'
import { ask } from './server.js'

// sheets ask in front of the screen: for a PIN, and to look again at two who are alike.
export function sheets(frame, screen, bar) {
  const of = (name) => frame.querySelector(`dialog[data-sheet="${name}"]`)
  const shut = () => frame.querySelectorAll('dialog[open]').forEach((d) => d.close())

  // pin asks for a PIN and gives it to take, which throws if it is not one; null when
  // somebody has closed the sheet.
  function pin(name, take) {
    const dialog = of(name)
    if (!dialog) return Promise.resolve(null)
    const form = dialog.querySelector('[data-pin]')
    const error = form.querySelector('[data-error]')
    const fail = (words) => {
      error.textContent = words
      error.hidden = !words
      form.elements.pin.toggleAttribute('aria-invalid', Boolean(words))
    }
    form.reset()
    fail('')
    dialog.showModal()
    form.elements.pin.focus()
    return new Promise((resolve) => {
      let got = null
      form.onsubmit = async (e) => {
        e.preventDefault()
        const typed = form.elements.pin.value
        if (!pinShaped(typed)) return fail(bar.words.pinWrong)
        try {
          got = await take(typed)
          dialog.close()
        } catch (err) {
          fail(!(err instanceof Refused) ? bar.words.noAnswer : err.status === 429 ? bar.words.pinMany.replace('{minutes}', Math.max(1, Math.ceil(err.after / 60))) : bar.words.pinWrong)
          form.elements.pin.select()
        }
      }
      dialog.onclose = () => {
        form.reset()
        resolve(got)
      }
    })
  }

  const shift = () => pin('shift', (typed) => ask('/kiosk/pickup/shift', { pin: typed }))

  return {
    shut,
    shift,
    // second is the PIN of a second person, as it was typed: the release itself tries it.
    second: () => pin('second', async (typed) => typed),
    // onShift does something that takes somebody on shift, and asks for the PIN if nobody
    // is: once. Null if nobody comes.
    async onShift(what) {
      try {
        return await what({})
      } catch (err) {
        if (!(err instanceof Refused) || err.code !== 'pickup_shift') throw err
      }
      return (await shift()) ? what({}) : null
    },
    // alike shows two children beside each other; true if staff is sure.
    alike(card, button, answer, scan) {
      const dialog = of('twins')
      const put = (which, name, initials, photo) => {
        dialog.querySelector(`[data-name="${which}"]`).textContent = name
        const tile = dialog.querySelector(`[data-tile="${which}"]`)
        tile.textContent = initials
        if (!photo) return
        const img = new Image()
        img.alt = ''
        img.onload = () => tile.replaceChildren(img)
        img.src = photo
      }
      put('before', answer.alike, initials(answer.alike), `/kiosk/pickup/scans/${encodeURIComponent(scan)}/photo?of=${encodeURIComponent(answer.alike_id)}`)
      put('now', card.dataset.name, card.dataset.initials, card.dataset.photo)
      const sure = dialog.querySelector('[data-sure]')
      sure.textContent = button.textContent.trim()
      dialog.showModal()
      return new Promise((resolve) => {
        let yes = false
        sure.onclick = () => {
          yes = true
          dialog.close()
        }
        dialog.querySelector('[data-cancel]').onclick = () => dialog.close()
        dialog.onclose = () => resolve(yes)
      })
    },
  }
}
