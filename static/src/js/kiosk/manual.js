import { Lost, newKey, post } from './server.js'

const idle = 300_000 // the server locks by then

// manual records somebody who came without a card: a guard's PIN opens the
// search, and each record asks for a reason and the PIN again. No name stays on
// the screen, or behind it, longer than the search is open.
export function manual({ text, amber, show, time }) {
  const dialog = document.querySelector('[data-manual]')
  if (!dialog) return { clear() {} }
  const unlock = dialog.querySelector('[data-unlock]')
  const find = dialog.querySelector('[data-find]')
  const found = dialog.querySelector('[data-found]')
  const record = dialog.querySelector('[data-record]')
  const error = record.querySelector('[data-error]')
  let person
  let key

  let timer

  // forget takes away whom it shows.
  function forget() {
    find.reset()
    record.reset()
    record.hidden = true
    record.querySelector('[data-chosen]').textContent = ''
    found.replaceChildren()
    error.hidden = true
    person = null
  }
  dialog.addEventListener('close', forget)

  document.querySelector('[data-do="manual"]').addEventListener('click', () => {
    forget()
    dialog.showModal()
    lock(locked)
  })

  function used() {
    clearTimeout(timer)
    timer = setTimeout(() => lock(true), idle)
  }

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
    if (on) forget()
    else used()
    ;(on ? unlock.elements.pin : find.elements.q).focus()
  }

  unlock.addEventListener('submit', async (e) => {
    e.preventDefault()
    try {
      await post('/kiosk/duty', { pin: unlock.elements.pin.value }, time)
      lock(false)
    } catch (err) {
      if (err.status === 401) return amber.say('revoked', text.msgRevoked, '')
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
      const people = await post('/kiosk/people', { q: find.elements.q.value }, time)
      if (locked || !dialog.open) return // left while it was on its way
      found.replaceChildren(...people.map(choice))
      if (people.length === 0) found.textContent = text.msgNobody
      used()
    } catch (err) {
      if (err.code === 'search_locked') return lock(true)
      if (err.status === 401) return amber.say('revoked', text.msgRevoked, '')
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
      if (err.status === 401) return amber.say('revoked', text.msgRevoked, '')
      error.textContent = err instanceof Lost ? text.msgNotRecorded : err.status === 429 ? text.msgBusy : text.msgWrongPin
      error.hidden = false
      if (!(err instanceof Lost)) key = newKey() // a lost answer is asked for again with its key
    }
  })

  return {
    // clear takes every name off the screen and locks.
    clear() {
      lock(true)
      if (dialog.open) dialog.close()
    },
  }
}
