// The designer's preview follows what is typed: the server draws it, with the same parts as the
// card page, and judges what can be read. Only the newest answer counts.
const pause = 150 // ms after the last key

export function faces(form) {
  const place = document.querySelector('[data-faces-preview]')
  let timer = 0
  let asked = 0
  const draw = async () => {
    const mine = ++asked
    const fields = new FormData(form) // with the controls of the preview, which belong to the form
    fields.delete('picture')
    const answer = await fetch(form.dataset.faces + '?' + new URLSearchParams(fields), { headers: { Accept: 'text/html' } }).catch(() => null)
    if (mine !== asked || !answer?.ok) return
    const html = await answer.text()
    if (mine !== asked) return
    const name = document.activeElement?.closest('[data-faces-preview]') ? document.activeElement.name : ''
    place.innerHTML = html
    if (name) place.querySelector(`[name="${CSS.escape(name)}"]:checked`)?.focus()
  }
  const soon = (e) => {
    if (e.target.form !== form || e.target.type === 'file') return
    clearTimeout(timer)
    timer = setTimeout(draw, pause)
  }
  // A colour of one's own is meant by touching it.
  const own = (e) => {
    if (e.target.form === form && e.target.type === 'color') form.querySelector(`[name="${CSS.escape(e.target.name.replace('.color', '.tone'))}"][value="own"]`).checked = true
  }
  for (const kind of ['input', 'change']) {
    addEventListener(kind, (e) => {
      own(e)
      soon(e)
    })
  }
}
