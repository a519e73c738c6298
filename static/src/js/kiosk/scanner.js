// A scanner is a keyboard that types fast. Keys are read by event.code, so a
// Chinese input method, which hides event.key, does not matter. A reading ends
// with Enter or after 80 ms of quiet, by the keys' own time stamps: a page that was
// busy hears them late.
//
// Part of a reading is never taken for a whole one: of one of our codes, torn by a
// pause, the last five digits look like somebody's chip. What is too long for a
// chip and no whole code is not sent, and neither is anything that follows it
// within half a second.
//
// Keys at a scanner's speed are not text for the field that has the focus, such as
// a guard's PIN: they are taken out of it again and not read either, because the
// guard is in the middle of something.
import { kind, longestChip, startsOurs } from './kinds.js'

const idle = 80 // ms without a key: the end of a reading that has no Enter
const settle = 500 // ms without a key: what comes now belongs to another reading
const burst = 35 // ms between the keys of a scanner; a person's are 60 and more apart
const burstKeys = 6 // so many of them in a row are no person's

// scanner calls read with what parse made of a reading, reading(true) when one has
// begun and reading(false) when it was nothing, and inField when one went into a field.
export function scanner(target, read, reading, inField) {
  let digits = ''
  let foreign = false
  let skipping = false // the rest of a torn reading
  let last = -Infinity // time stamp of the last key, as performance.now()
  let timer

  const reset = () => {
    clearTimeout(timer)
    digits = ''
    foreign = false
  }

  // wait ends the reading, or the skipping, after so many ms without a key.
  function wait(ms) {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const left = ms - (performance.now() - last)
      if (left > 0) wait(left)
      else setTimeout(quiet) // keys that were typed before but not heard yet come first
    }, ms)
  }

  function quiet() {
    if (performance.now() - last < idle) return // there was one
    if (skipping) skipping = false
    else finish(false)
  }

  const tooLong = () => digits.length > longestChip && (foreign || kind(digits) === 'other')

  function tear() {
    reset()
    skipping = true
    read({})
    wait(settle)
  }

  function finish(entered) {
    const text = digits
    const bad = foreign
    const since = performance.now() - last
    if (!text && !bad) return
    if (!bad && !entered && since < settle && startsOurs(text)) return wait(settle) // it may go on
    if (tooLong()) return tear()
    reset()
    // A key touched by accident is neither a chip nor worth a word.
    if (!entered && text.length < 4) reading(false)
    else read(parse(text, bad))
  }

  target.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.repeat) return
    if (e.target.closest?.('input, select, textarea, dialog')) return typed(e)
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(e.code)
    const enter = e.code === 'Enter' || e.code === 'NumpadEnter'
    const other = /^Key|^(Minus|Period|Slash|Semicolon|Comma|Equal)$/.test(e.code)
    if (!digit && !other && !(enter && (digits || foreign || skipping))) return
    const pause = e.timeStamp - last
    last = e.timeStamp
    if (skipping && pause < settle) {
      e.preventDefault()
      wait(settle)
      return
    }
    skipping = false
    if (pause >= idle && (digits || foreign)) {
      if (pause < settle && (startsOurs(digits) || tooLong())) {
        e.preventDefault()
        return tear()
      }
      const text = digits
      const bad = foreign
      reset()
      if (text.length >= 4 || bad) read(parse(text, bad)) // its own quiet was over before this key
      if (enter) return
    }
    e.preventDefault()
    if (enter) return finish(true)
    if (digit && !e.shiftKey) {
      digits += digit[1]
      if (digits.length === 4) reading(true)
    } else foreign = true // a letter: some other code, whatever digits come with it
    wait(idle)
  }, true)

  // typed watches what is typed into fields and dialogs.
  let run = { keys: 0, at: -Infinity }
  function typed(e) {
    const pause = e.timeStamp - run.at
    if (pause < 0 || pause > (run.hot ? settle : burst) || e.target !== run.target) {
      run = { target: e.target, before: e.target.value, keys: 0, hot: false }
    }
    run.at = e.timeStamp
    run.keys++
    if (!run.hot && run.keys >= burstKeys) {
      run.hot = true
      if (run.before !== undefined) e.target.value = run.before
      inField()
    }
    if (run.hot) {
      e.preventDefault()
      e.stopPropagation()
    }
  }
}

// parse says what was read: {code}, {chip}, {payment: its text} or {} when it is none.
export function parse(text, foreign = false) {
  if (foreign) return {}
  if (kind(text) === 'payment') return { payment: text }
  if (kind(text) === 'ours') return { code: text }
  if (text.length >= 1 && text.length <= longestChip) return { chip: text }
  return {}
}
