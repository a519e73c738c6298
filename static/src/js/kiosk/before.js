import { get } from './server.js'

// before shows the guard the photo of the person, and of a refused or doubtful
// answer what they did earlier today. Both come after the colour and never in
// its place.
export function before() {
  const box = document.querySelector('[data-result]')
  const list = box.querySelector('[data-before]')
  if (!list) return
  const photo = box.querySelector('[data-photo] img')
  photo.addEventListener('load', () => (photo.hidden = false))
  const forget = () => {
    photo.hidden = true
    photo.removeAttribute('src')
    list.replaceChildren()
  }
  let turn = 0
  box.addEventListener('kiosk:shown', async (e) => {
    const mine = ++turn
    const answer = e.detail
    forget()
    if (!answer.person || !answer.scan) return
    try {
      const of = `/kiosk/scans/${encodeURIComponent(answer.scan)}`
      const { photo: there, lines } = await get(`${of}/before${answer.decision === 'ALLOW' ? '' : '?lines'}`)
      if (mine !== turn) return
      if (there) photo.src = `${of}/photo`
      list.replaceChildren(...lines.map((line) => {
        const li = document.createElement('li')
        li.textContent = line
        return li
      }))
    } catch {
      // what happened before is a help; the answer stands without it
    }
  })
  box.addEventListener('kiosk:closed', () => {
    turn++
    forget()
  })
}
