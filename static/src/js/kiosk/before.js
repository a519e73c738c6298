import { get } from './server.js'

// before shows the guard what the person of a refused or doubtful answer did
// earlier today. It comes after the colour and never in its place.
export function before() {
  const box = document.querySelector('[data-result]')
  const list = box.querySelector('[data-before]')
  if (!list) return
  let turn = 0
  box.addEventListener('kiosk:shown', async (e) => {
    const mine = ++turn
    const answer = e.detail
    list.replaceChildren()
    if (answer.decision === 'ALLOW' || !answer.person || !answer.scan) return
    try {
      const lines = await get(`/kiosk/scans/${encodeURIComponent(answer.scan)}/before`)
      if (mine !== turn) return
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
    list.replaceChildren()
  })
}
