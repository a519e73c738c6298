import { initials } from '../kiosk/name.js'
import { askPIN, onShift } from '../kiosk/pin_sheet.js'
import { ask } from './server.js'

// sheets ask in front of the screen: for a PIN, and to look again at two who are alike.
export function sheets(frame, screen, bar) {
  const of = (name) => frame.querySelector(`dialog[data-sheet="${name}"]`)
  const shut = () => frame.querySelectorAll('dialog[open]').forEach((d) => d.close())

  const pin = (name, take) => askPIN(of(name), bar.words, take)
  const shift = () => pin('shift', (typed) => ask('/kiosk/pickup/shift', { pin: typed }))

  return {
    shut,
    shift,
    // second is the PIN of a second person, as it was typed: the release itself tries it.
    second: () => pin('second', async (typed) => typed),
    onShift: (what) => onShift('pickup_shift', shift, what),
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
