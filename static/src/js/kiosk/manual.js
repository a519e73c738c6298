import { may } from './may.js'
import { pinFault, pinShaped } from './pin.js'
import { Lost, get, newKey, post } from './server.js'

const idle = 300_000 // the server locks by then

// manual records somebody who came without a card: a guard's PIN opens the
// search, and each record asks for a reason, and for the PIN again where nobody is on
// shift. No name stays on
// the screen, or behind it, longer than the search is open.
export function manual({ text, amber, show, time, shift }) {
  const dialog = document.querySelector('[data-manual]')
  if (!dialog) return { clear() {} }
  const unlock = dialog.querySelector('[data-unlock]')
  const find = dialog.querySelector('[data-find]')
  const found = dialog.querySelector('[data-found]')
  const where = dialog.querySelector('[data-where]')
  const back = dialog.querySelector('[data-do="classes"]')
  const record = dialog.querySelector('[data-record]')
  const error = record.querySelector('[data-error]')
  const here = may(dialog)
  let person
  let key

  let timer
  let turn = 0 // of what was asked last: an answer that comes later than it is dropped

  // forget takes away whom it shows.
  function forget() {
    find.reset()
    record.reset()
    record.hidden = true
    record.querySelector('[data-chosen]').textContent = ''
    found.replaceChildren()
    where.hidden = back.hidden = true
    where.tBodies[0].replaceChildren()
    error.hidden = true
    person = null
    here.clear()
    turn++
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
    else classes()
    ;(on ? unlock.elements.pin : find.elements.q).focus()
  }

  unlock.addEventListener('submit', async (e) => {
    e.preventDefault()
    if (!pinShaped(unlock.elements.pin.value)) return lock(true, text.msgWrongPin)
    try {
      await post('/kiosk/duty', { pin: unlock.elements.pin.value }, time)
      lock(false)
    } catch (err) {
      if (err.status === 401) return amber.say('revoked', text.msgRevoked, '')
      lock(true, pinFault(err, text, text.msgLost))
    }
  })

  dialog.querySelector('[data-do="lock"]').addEventListener('click', () => {
    lock(true)
    post('/kiosk/duty/end', {}, time).catch(() => {}) // it ends by itself in a few minutes
    dialog.close()
  })

  // look asks and draws, unless the guard has gone on by then.
  async function look(ask, draw) {
    record.hidden = true
    here.clear()
    const mine = ++turn
    try {
      const answer = await ask()
      if (mine !== turn || locked || !dialog.open) return
      used()
      draw(answer)
    } catch (err) {
      if (mine !== turn) return
      if (err.code === 'search_locked') return lock(true)
      if (err.status === 401) return amber.say('revoked', text.msgRevoked, '')
      found.textContent = err.status === 429 ? text.msgManyTries : text.msgBusy
    }
  }

  function people(list) {
    where.hidden = true
    back.hidden = false
    found.replaceChildren(...list.map(choice))
    if (list.length === 0) found.textContent = text.msgNobody
  }

  find.addEventListener('submit', (e) => {
    e.preventDefault()
    const q = find.elements.q.value.trim()
    if (/^\d{6}$/.test(q)) look(() => post('/kiosk/leave', { number: q }, time), slip)
    else look(() => post('/kiosk/people', { q }, time), people)
  })

  // slip is whose leave a number is, and whether it opens the gate now.
  function slip(answer) {
    where.hidden = true
    back.hidden = false
    const say = document.createElement('p')
    say.className = answer.ok ? 'slip good' : 'slip'
    say.textContent = answer.say
    found.replaceChildren(say)
    if (!answer.person) return
    if (answer.photo) {
      const photo = document.createElement('img')
      photo.src = answer.photo
      photo.alt = answer.person.name
      found.append(photo)
    }
    const lines = document.createElement('ul')
    lines.append(...answer.lines.map((line) => {
      const li = document.createElement('li')
      li.textContent = line
      return li
    }))
    found.append(lines)
    if (answer.ok) {
      const go = choice(answer.person)
      go.addEventListener('click', () => (record.elements.reason.value = 'slip'))
      found.append(go)
    }
  }

  // classes is who is where, by class; a class leads to its pupils.
  function classes() {
    look(() => get('/kiosk/classes'), (answer) => {
      back.hidden = true
      found.replaceChildren()
      if (!answer.classes.some((c) => c.id)) found.textContent = text.msgNoClasses
      where.hidden = false
      where.querySelector('[data-where-as-of]').textContent = answer.as_of
      where.tBodies[0].replaceChildren(...answer.classes.map((c) => {
        const row = document.createElement('tr')
        const head = document.createElement('th')
        head.scope = 'row'
        if (c.id) {
          const b = document.createElement('button')
          b.type = 'button'
          b.textContent = c.name
          b.addEventListener('click', () => look(() => get('/kiosk/classes/' + encodeURIComponent(c.id)), people))
          head.append(b)
        } else head.textContent = c.name
        row.append(head, ...[c.inside, c.left, c.id ? c.unseen : '–'].map((n) => {
          const td = document.createElement('td')
          td.textContent = n.toLocaleString('en')
          return td
        }))
        return row
      }))
    })
  }
  back.addEventListener('click', classes)

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
      where.hidden = true
      back.hidden = false
      record.querySelector('[data-chosen]').textContent = who
      const mine = ++turn
      const open = () => mine === turn && !locked && dialog.open
      // The form comes after the answer: a button that the answer pushed down would
      // be missed, or another one hit.
      here.ask(() => post('/kiosk/ask', { person: p.id }, time), open)
        .catch((err) => {
          if (err.code === 'search_locked') lock(true)
          else if (err.status === 401) amber.say('revoked', text.msgRevoked, '')
        })
        .finally(() => {
          if (!open()) return
          record.hidden = false
          shift.fit(record)
          if (!record.elements.pin.hidden) record.elements.pin.focus()
        })
    })
    return b
  }

  record.addEventListener('submit', async (e) => {
    e.preventDefault()
    const pin = shift.pin(record)
    error.hidden = pin === undefined || pinShaped(pin)
    error.textContent = text.msgWrongPin
    if (!error.hidden) return
    try {
      const answer = await post('/kiosk/manual', { key, person: person.id, reason: record.elements.reason.value, pin }, time)
      dialog.close()
      amber.clear('lost')
      show.answer(answer)
    } catch (err) {
      if (err.status === 401) return amber.say('revoked', text.msgRevoked, '')
      if (shift.over(record, err)) return
      error.textContent = pinFault(err, text, text.msgNotRecorded)
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
