// A scanner is a keyboard that types fast. Keys are read by event.code, so a
// Chinese input method, which hides event.key, does not matter. A reading ends
// with Enter or after 80 ms of quiet.
import { kind } from './kinds.js'

const idle = 80

export function scanner(target, read, reading) {
  let digits = ''
  let foreign = false
  let timer

  const finish = (entered) => {
    clearTimeout(timer)
    const text = digits
    const bad = foreign
    digits = ''
    foreign = false
    if (!text && !bad) return
    // A key touched by accident is neither a chip nor worth a word.
    if (!entered && text.length < 4) {
      reading(false)
      return
    }
    read(parse(text, bad))
  }

  target.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.repeat) return
    if (e.target.closest?.('input, select, textarea, dialog')) return
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(e.code)
    const enter = e.code === 'Enter' || e.code === 'NumpadEnter'
    if (enter && (digits || foreign)) {
      e.preventDefault()
      finish(true)
      return
    }
    if (digit && !e.shiftKey) {
      digits += digit[1]
      e.preventDefault()
      if (digits.length === 4) reading(true)
    } else if (/^Key|^(Minus|Period|Slash|Semicolon|Comma|Equal)$/.test(e.code) || digit) {
      foreign = true // a letter: some other code, whatever digits come with it
      e.preventDefault()
    } else {
      return
    }
    clearTimeout(timer)
    timer = setTimeout(finish, idle, false)
  }, true)
}

// parse says what was read: {code}, {chip}, {payment} or {} when it is none.
export function parse(text, foreign = false) {
  if (foreign) return {}
  if (kind(text) === 'payment') return { payment: true }
  if (kind(text) === 'ours') return { code: text }
  if (text.length >= 1 && text.length <= 20) return { chip: text }
  return {}
}
