import { initials } from './name.js'

const stay = { ALLOW: 1500, DENY: 4000, CONFIRM: 4000, REPLAY: 2500 }
const elsewhere = 20_000 // a CONFIRM on a screen where nobody can confirm
const counted = { in: 'in', out: 'out' }

// screen shows an answer over everything, at once, and takes it away again.
export function screen(root, text, time, noise) {
  const box = document.querySelector('[data-result]')
  const part = (name) => box.querySelector(`[data-${name}]`)
  const bar = box.querySelector('[data-hold] line')
  const queue = text.facing === 'queue'
  const staff = text.staff === 'true'
  let timers = []
  let shown = null

  const stop = () => {
    timers.forEach(clearInterval)
    timers = []
  }

  // The answer names a role by its code, for machines; the page has the word.
  const roleName = (role) => text['role' + role.charAt(0).toUpperCase() + role.slice(1)] ?? role

  function close() {
    stop()
    box.hidden = true
    for (const name of ['initials', 'name', 'class', 'role', 'host', 'why', 'detail', 'code']) part(name).textContent = '' // nobody stays behind a hidden answer
    shown = null
    document.body.classList.remove('busy')
    box.dispatchEvent(new CustomEvent('kiosk:closed'))
  }

  // put shows an answer. What it looks like is its decision, or REPLAY: what has
  // opened once is never green again.
  function put(answer, note, look = answer.decision) {
    stop()
    // What is red is seen, whatever stands in front of it; who waits does so in the list.
    if (answer.decision === 'DENY' || (!staff && answer.decision !== 'ALLOW')) document.querySelectorAll('dialog[open]').forEach((d) => d.close())
    shown = answer
    const person = answer.person
    const name = person?.name ?? ''
    box.dataset.decision = look
    part('at').textContent = time.of(answer.at)
    part('photo').hidden = !person
    part('initials').textContent = person ? initials(name) : ''
    part('name').textContent = name
    part('class').textContent = queue ? '' : (person?.class ?? '')
    part('role').textContent = queue || !person ? '' : roleName(person.role)
    part('host').textContent = !queue && person?.host ? text.msgHost.replace('{name}', person.host) : ''
    part('why').textContent = look === 'REPLAY' ? text.direction && text.msgNotOpened : answer.decision === 'ALLOW' ? '' : (answer.text ?? '')
    part('detail').textContent = queue ? (answer.extra?.say ?? '') : answer.detail === answer.text ? '' : (answer.detail ?? '') // a queue reads only what its scene says to it
    part('code').textContent = queue || answer.reason === 'OK' ? '' : answer.reason
    part('note').textContent = note ?? (answer.decision === 'CONFIRM' ? (staff ? text.msgConfirmNote : text.msgConfirmElsewhere) : text.msgNext)
    box.hidden = false
    document.body.classList.add('busy')
    box.dispatchEvent(new CustomEvent('kiosk:shown', { detail: answer }))

    const ms = answer.decision === 'CONFIRM' && !staff ? elsewhere : stay[look]
    const end = performance.now() + ms
    const step = () => bar.setAttribute('stroke-dasharray', `${Math.max(0, ((end - performance.now()) / ms) * 100)} 100`)
    step()
    timers.push(setInterval(step, 100), setTimeout(close, ms))
  }

  // taken: the page of somebody else stands there.
  function taken() {
    stop()
    box.hidden = true
    shown = null
  }

  return {
    close,
    // A new answer: colour, sound, the strip and the figures.
    answer(answer) {
      if (!stay.hasOwnProperty(answer?.decision)) throw new Error('an answer without a decision')
      // A scene's own script may show it instead.
      if (!root.dispatchEvent(new CustomEvent('kiosk:answer', { detail: answer, cancelable: true }))) return taken()
      put(answer)
      if (staff && answer.decision === 'CONFIRM') root.dispatchEvent(new CustomEvent('kiosk:parked', { detail: answer }))
      noise.decision(answer.decision, answer.direction ?? text.direction)
      if (!answer.replay) {
        strip(answer)
        count(answer)
      }
    },
    // decided: somebody looked at one who waited. The newest scan keeps the screen, so a
    // green of this one stands there only if nobody else's answer does.
    decided(answer) {
      add('confirm', -1)
      if (!root.dispatchEvent(new CustomEvent('kiosk:answer', { detail: answer, cancelable: true }))) return taken()
      if (box.hidden || shown?.scan === answer.scan) put(answer)
      noise.decision(answer.decision, answer.direction ?? text.direction)
      strip(answer)
      count(answer)
    },
    // empty takes everybody off the screen.
    empty() {
      close()
      root.querySelector('[data-strip]').replaceChildren()
    },
    // Nobody went through: the line says so, and the passage is not counted.
    undone(row) {
      const back = row.ownerDocument.querySelector('template[data-recent="deny"]').content.firstElementChild.cloneNode(true)
      const name = row.querySelector('b').textContent
      back.querySelector('b').textContent = back.querySelector('b').title = name
      back.querySelector('small').textContent = `${row.querySelector('small').textContent.trim().slice(0, 5)} ${text.msgUndone}`
      row.replaceWith(back)
      add(counted[text.direction], -1)
    },
    // What has opened was read again: amber, and no sound.
    again(answer) {
      put(answer, text.msgAgain, 'REPLAY')
    },
  }

  function strip(answer) {
    const list = root.querySelector('[data-strip]')
    const kind = { ALLOW: 'ok', DENY: 'deny', CONFIRM: 'warn' }[answer.decision]
    const row = document.querySelector(`template[data-recent="${kind}"]`).content.firstElementChild.cloneNode(true)
    const name = answer.person ? answer.person.name : text.msgUnidentified
    const word = { ALLOW: text.msgAllow, DENY: text.msgDeny, CONFIRM: text.msgConfirm }[answer.decision]
    row.querySelector('b').textContent = row.querySelector('b').title = name
    row.querySelector('small').textContent = `${time.of(answer.at).slice(0, 5)} ${word}`
    if (answer.open && answer.scan && row.dataset.scan !== undefined) {
      row.dataset.scan = answer.scan
      const undo = row.querySelector('[data-undo]')
      undo.setAttribute('aria-label', undo.getAttribute('aria-label') + name)
    } else row.querySelector('[data-undo]')?.remove()
    list.querySelector('.none')?.remove()
    list.prepend(row)
    while (list.children.length > Number(list.dataset.max)) list.lastElementChild.remove()
  }

  function add(of, n) {
    const el = of && root.querySelector(`[data-count-of="${of}"]`)
    if (el && /\d/.test(el.textContent)) el.textContent = Math.max(0, Number(el.textContent.replace(/\D/g, '')) + n).toLocaleString('en')
  }

  function count(answer) {
    const of = answer.decision === 'ALLOW' ? counted[answer.direction ?? text.direction] : { DENY: 'denied', CONFIRM: 'confirm' }[answer.decision]
    add(of, 1)
    if (!root.querySelector('[data-counts-as-of][hidden]')) time.counted()
  }
}
