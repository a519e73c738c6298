// The roll of a lesson: taps change the page at once and are kept on this device, by
// account and lesson, until the server has the roll. Without a network the roll waits
// for one; a reload loses no tap.
import { forget, forgetOthers, keep, kept } from './roll/taps.js'

const form = document.querySelector('form[data-roll]')
if (form) call(form)

function call(form) {
  const lesson = `${form.dataset.account}/${form.dataset.roll}`
  const order = { '': 'absent', here: 'absent', absent: 'late', late: 'here' }
  const field = (id) => form.elements['s-' + id]
  const pupils = [...form.querySelectorAll('[data-pupil]')]
  const note = document.querySelector('[data-waits]')
  const bar = form.querySelector('[data-undo]')
  let taps = {}
  let undone = [] // what each tap was before, the last one at the end
  let sending = false

  const word = (state) => form.dataset['word' + (state ? state[0].toUpperCase() + state.slice(1) : 'Open')]

  function show(el) {
    const state = field(el.dataset.pupil).value
    if (el.matches('.tile')) {
      el.classList.remove('here', 'late', 'absent')
      if (state) el.classList.add(state)
      el.querySelector('small').textContent = word(state)
      return
    }
    for (const b of el.querySelectorAll('button')) b.setAttribute('aria-pressed', b.value.endsWith(':' + state))
  }

  function count() {
    const n = {}
    for (const f of form.querySelectorAll('[name^="s-"]')) n[f.value] = (n[f.value] || 0) + 1
    for (const el of document.querySelectorAll('[data-count]')) el.textContent = n[el.dataset.count] || 0
    const open = n[''] || 0
    const left = document.querySelector('[data-left]')
    left.textContent = open ? left.dataset.pattern.replace('{n}', open) : left.dataset.none
    const finish = form.querySelector('[name=finish]')
    finish.textContent = open ? finish.dataset.pattern.replace('{n}', open) : finish.dataset.finish
  }

  function set(some) {
    for (const [id, state] of Object.entries(some)) {
      field(id).value = state
      taps[id] = state
    }
    for (const el of pupils) if (el.dataset.pupil in some) show(el)
    count()
    keep(lesson, { taps, key: form.elements.key.value, after: form.elements.after.value })
  }

  function tap(some, says) {
    undone.push(Object.fromEntries(Object.keys(some).map((id) => [id, field(id).value])))
    set(some)
    const text = bar.querySelector('[role=status]')
    text.textContent = says
    bar.hidden = false
  }

  function undo() {
    const last = undone.pop()
    if (!last) return
    set(last)
    bar.hidden = true
  }

  const said = (el, state) => bar.querySelector('[role=status]').dataset.pattern.replace('{name}', el.dataset.name).replace('{state}', word(state))

  form.addEventListener('submit', (e) => {
    const button = e.submitter
    e.preventDefault()
    if (button?.name === 'tap') {
      const state = order[field(button.value).value]
      tap({ [button.value]: state }, said(button, state))
    } else if (button?.name === 'set') {
      const [id, state] = button.value.split(':')
      tap({ [id]: state }, said(button.closest('[data-pupil]'), state))
    } else if (button?.name === 'rest') {
      const open = [...form.querySelectorAll('[name^="s-"]')].filter((f) => f.value === '')
      if (open.length) tap(Object.fromEntries(open.map((f) => [f.name.slice(2), 'here'])), button.textContent.trim())
    } else {
      send()
    }
  })
  bar.querySelector('button').addEventListener('click', undo)
  document.addEventListener('keydown', (e) => {
    if (e.key.toLowerCase() === 'z' && (e.ctrlKey || e.metaKey) && !e.shiftKey) {
      e.preventDefault()
      undo()
    }
  })

  async function send() {
    if (sending) return
    sending = true
    const body = new URLSearchParams(new FormData(form))
    body.set('finish', '1')
    keep(lesson, { taps, key: form.elements.key.value, after: form.elements.after.value, waits: true })
    const finish = form.querySelector('[name=finish]')
    finish.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams([...body, ['quietly', '1']]), redirect: 'manual' })
      if (answer.status === 204) {
        forget(lesson)
        location.replace(new URL(form.action).pathname + '?done=called')
        return
      }
      // Refused: the server's page says why. What was tapped stays kept.
      keep(lesson, { taps, key: form.elements.key.value, after: form.elements.after.value })
      const hidden = document.createElement('input')
      Object.assign(hidden, { type: 'hidden', name: 'finish', value: '1' })
      form.append(hidden)
      HTMLFormElement.prototype.submit.call(form)
    } catch {
      note.hidden = false
    } finally {
      sending = false
      finish.removeAttribute('aria-busy')
    }
  }

  const again = () => {
    if (kept(lesson)?.waits) send()
  }
  addEventListener('online', again)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && navigator.onLine) again()
  })
  addEventListener('pageshow', (e) => {
    if (e.persisted) location.reload()
  })

  forgetOthers(form.dataset.roll.split('/')[1])
  const before = kept(lesson)
  if (before && Object.keys(before.taps).length) {
    const mine = Object.fromEntries(Object.entries(before.taps).filter(([id]) => field(id)))
    if (before.after === form.elements.after.value) form.elements.key.value = before.key
    const waits = before.waits && before.after === form.elements.after.value
    const differs = Object.entries(mine).some(([id, state]) => field(id).value !== state)
    set(mine)
    if (waits) send()
    else if (differs) document.querySelector('[data-kept]').hidden = false
  } else if (before?.waits && before.after === form.elements.after.value) {
    form.elements.key.value = before.key
    send()
  }
}
