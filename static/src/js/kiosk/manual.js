import { Lost, get, newKey, post } from './server.js'

// manual records somebody who came without a card: found by name, with a
// reason and the guard's PIN.
export function manual({ text, amber, show, time }) {
  const dialog = document.querySelector('[data-manual]')
  if (!dialog) return
  const find = dialog.querySelector('[data-find]')
  const found = dialog.querySelector('[data-found]')
  const record = dialog.querySelector('[data-record]')
  const error = record.querySelector('[data-error]')
  let person
  let key

  document.querySelector('[data-do="manual"]').addEventListener('click', () => {
    find.reset()
    record.reset()
    record.hidden = true
    found.replaceChildren()
    error.hidden = true
    dialog.showModal()
    find.elements.q.focus()
  })

  find.addEventListener('submit', async (e) => {
    e.preventDefault()
    record.hidden = true
    try {
      const people = await get('/kiosk/people?q=' + encodeURIComponent(find.elements.q.value.trim()))
      found.replaceChildren(...people.map(choice))
      if (people.length === 0) found.textContent = text.msgNobody
    } catch {
      found.textContent = text.msgBusy
    }
  })

  function choice(p) {
    const b = document.createElement('button')
    b.type = 'button'
    b.className = 'btn'
    b.textContent = [p.name, p.class || p.role].filter(Boolean).join(' ')
    b.addEventListener('click', () => {
      person = p
      key = newKey()
      found.replaceChildren()
      record.querySelector('[data-chosen]').textContent = b.textContent
      record.hidden = false
      record.elements.pin.focus()
    })
    return b
  }

  record.addEventListener('submit', async (e) => {
    e.preventDefault()
    error.hidden = true
    try {
      const answer = await post('/kiosk/manual', { key, person: person.id, reason: record.elements.reason.value, pin: record.elements.pin.value }, time)
      dialog.close()
      amber.clear('lost')
      show.answer(answer)
    } catch (err) {
      error.textContent = err instanceof Lost ? text.msgNotRecorded : err.status === 429 ? text.msgBusy : text.msgWrongPin
      error.hidden = false
      if (!(err instanceof Lost)) key = newKey() // a lost answer is asked for again with its key
    }
  })
}
