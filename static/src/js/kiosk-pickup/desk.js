import { html } from './server.js'

const every = 10_000 // a lockdown is refused at once; this only says so

// desk keeps what stands there while nobody does: who is on shift, and a lockdown.
export function desk(frame) {
  let turn = 0
  const note = document.createElement('p')
  note.className = 'amber'
  note.setAttribute('role', 'alert')
  note.hidden = true
  frame.after(note)

  async function show() {
    const mine = ++turn
    try {
      const text = await html('/kiosk/pickup')
      if (mine !== turn) return
      const piece = document.createElement('template')
      piece.innerHTML = text
      const fresh = piece.content
      const old = frame.querySelector('[data-desk]')
      if (!frame.firstElementChild) frame.replaceChildren(...fresh.childNodes)
      else if (old && fresh.querySelector('[data-desk]') && old.innerHTML !== fresh.querySelector('[data-desk]').innerHTML) old.replaceWith(fresh.querySelector('[data-desk]'))
    } catch {
      // the kiosk's own bar says that the server is away
    }
  }
  show()
  setInterval(show, every)

  return {
    show,
    get words() {
      return frame.querySelector('[data-words]')?.dataset ?? {}
    },
    // say is a word about what was pressed; '' takes it away.
    say(words = '') {
      note.textContent = words
      note.hidden = !words
    },
  }
}
