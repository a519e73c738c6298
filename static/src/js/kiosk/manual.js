import { Lost, get, newKey, post } from './server.js'

// manual records somebody who came without a card: a guard's PIN opens the
// search, and each record asks for a reason and the PIN again.
export function manual({ text, amber, show, time }) {
  const dialog = document.querySelector('[data-manual]')
  if (!dialog) return
  const unlock = dialog.querySelector('[data-unlock]')
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
    lock(locked)
  })

  // lock shows what opens the search, or the search.
  let locked = true
  function lock(on, words = '') {
    locked = on
    unlock.reset()
    unlock.hidden = !on
    find.hidden = on
    const wrong = unlock.querySelector('[data-error]')
    wrong.textContent = words
    wrong.hidden = !words
    if (on) {
      record.hidden = true
      found.replaceChildren()
    }
    ;(on ? unlock.elements.pin : find.elements.q).focus()
  }

  unlock.addEventListener('submit', async (e) => {
    e.preventDefault()
    try {
      await post('/kiosk/duty', { pin: unlock.elements.pin.value }, time)
      lock(false)
    } catch (err) {
      lock(true, err instanceof Lost ? text.msgLost : err.status === 429 ? text.msgBusy : text.msgWrongPin)
    }
  })

  dialog.querySelector('[data-do="lock"]').addEventListener('click', () => {
    lock(true)
    post('/kiosk/duty/end', {}, time).catch(() => {}) // it ends by itself in a few minutes
    dialog.close()
  })

  find.addEventListener('submit', async (e) => {
    e.preventDefault()
    record.hidden = true
    try {
      const people = await get('/kiosk/people?q=' + encodeURIComponent(find.elements.q.value.trim()))
      found.replaceChildren(...people.map(choice))
      if (people.length === 0) found.textContent = text.msgNobody
    } catch (err) {
      if (err.code === 'search_locked') return lock(true)
      found.textContent = text.msgBusy
    }
  })

  function choice(p) {
    const b = document.createElement('button')
    b.type = 'button'
    b.className = 'btn'
    const who = [p.name, p.class || p.role].filter(Boolean).join(' ')
    const seen = document.createElement('small')
    seen.textContent = p.seen
    b.append(who, seen)
    b.addEventListener('click', () => {
      person = p
      key = newKey()
      found.replaceChildren()
      record.querySelector('[data-chosen]').textContent = who
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
