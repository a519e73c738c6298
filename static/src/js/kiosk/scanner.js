// A scanner is a keyboard that types fast. Keys are read by event.code, so a
// Chinese input method, which hides event.key, does not matter; where a tablet gives no
// code (Android), by event.key. A reading ends with Enter or Tab or after some quiet, by
// the keys' own time stamps: a page that was busy hears them late.
//
// Part of a reading is never taken for a whole one: of one of our codes, torn by a
// pause, the last five digits look like somebody's chip. What is too long for a
// chip and no whole code is not sent, and neither is anything that follows it
// within half a second. A number that is not as long as the school's chips is not sent
// either: it may be the rest of one. What cannot be read is said, with the setting of the
// scanner to change.
//
// Keys at a scanner's speed are not text for the field that has the focus, such as
// a guard's PIN: they are taken out of it again and not read either, because the
// guard is in the middle of something.
import { kind, longestChip, startsOurs } from './kinds.js'

const idle = 80 // ms without a key: the end of a fast scanner's reading that has no Enter
const settle = 500 // ms without a key: what comes now belongs to another reading
const first = 400 // ms after one key alone: how fast this scanner is, is not known yet
const slack = 2.5 // so many times its slowest gap a slow scanner may pause
const burst = 35 // ms between the keys of a scanner; a person's are 60 and more apart
const burstKeys = 6 // so many of them in a row are no person's

// scanner calls read with what parse made of a reading, reading(true) when one has
// begun and reading(false) when it was nothing, and inField when one went into a field.
// lengths are how many digits the school's chips have, [] if that is not known. With
// letters, what has letters and signs as barcodes have is {text}, in capitals, and not
// nothing.
export function scanner(target, read, reading, inField, lengths = [], letters = false) {
  let digits = ''
  let whole = '' // every character as it stands, where letters count
  let foreign = '' // why it is none of ours: other, shift, unreadable
  let marks = '' // the letters and signs before the first digit
  let skipping = false // the rest of a torn reading
  let last = -Infinity // time stamp of the last key, as performance.now()
  let gap = 0 // the longest between two keys of this reading
  let keys = 0
  let alt = '' // a character by its number, as scanners send it that know no layout
  let timer

  const reset = () => {
    clearTimeout(timer)
    digits = foreign = marks = whole = ''
    gap = keys = 0
  }
  const begun = () => keys > 0
  const pausesFor = () => (keys === 1 ? first : Math.max(idle, Math.min(settle - 1, gap * slack)))

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
    if (performance.now() - last < Math.min(idle, pausesFor())) return // there was one
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
    if (!begun()) return
    const since = performance.now() - last
    if (!foreign && !entered && since < settle && startsOurs(digits)) return wait(settle) // it may go on
    if (tooLong()) return tear()
    end(entered)
  }

  // end takes what there is. A key touched by accident is neither a chip nor worth a word.
  function end(entered) {
    let made = parse(digits, foreign, lengths, entered)
    if (letters && foreign === 'other' && barcode.test(whole)) made = { text: whole }
    const touched = keys === 1 && !entered
    reset()
    if (touched) reading(false)
    else read(made)
  }

  // put is one character: a digit, or a sign that none of our codes has.
  function put(e, c) {
    const at = e.timeStamp
    const pause = at - last
    last = at
    if (skipping && pause < settle) return wait(settle)
    skipping = false
    if (begun() && pause >= pausesFor()) {
      if (pause < settle && (startsOurs(digits) || tooLong())) return tear()
      end(false) // its own quiet was over before this key
    }
    if (begun()) gap = Math.max(gap, pause)
    keys++
    whole += sign(e) ?? c
    if (/^\d$/.test(c)) {
      // Some scanners say before a number what kind of code it was: ]Q1, ]C1, ]E0.
      if (/^\]./.test(marks) && marks.length === 2 && !digits) {
        marks = whole = ''
        foreign = ''
      } else {
        digits += c
        if (digits.length === 4) reading(true)
      }
    } else {
      if (!digits && c) marks += c
      if (!foreign || c === 'shift') foreign = c === 'shift' || c === '' ? c || 'unreadable' : 'other'
    }
    wait(pausesFor())
  }

  target.addEventListener('keydown', (e) => {
    if (e.target.closest?.('input, select, textarea, dialog')) return typed(e)
    if (e.altKey && /^Numpad\d$/.test(e.code)) {
      alt += e.code.slice(-1)
      return e.preventDefault()
    }
    if (e.ctrlKey || e.altKey || e.metaKey) return
    // Two equal digits come so close that the tablet takes the second for a key held down.
    if (e.repeat && e.timeStamp - last >= idle) return
    const ends = /^(Enter|NumpadEnter|Tab)$/.test(e.code || e.key)
    if (ends) {
      if (!begun() && !skipping) return
      e.preventDefault()
      const pause = e.timeStamp - last
      last = e.timeStamp
      if (skipping) {
        if (pause < settle) return wait(settle)
        skipping = false
        return
      }
      if (pause >= pausesFor() && pause < settle && (startsOurs(digits) || tooLong())) return tear()
      return finish(true)
    }
    const c = character(e)
    if (c === undefined) return
    e.preventDefault()
    put(e, c)
  }, true)

  target.addEventListener('keyup', (e) => {
    if (e.key !== 'Alt' || !alt) return
    const c = String.fromCharCode(Number(alt))
    alt = ''
    if (c === '\r' || c === '\n') return finish(true)
    put(e, c)
  }, true)

  // typed watches what is typed into fields and dialogs.
  let run = { keys: 0, at: -Infinity }
  function typed(e) {
    if (e.repeat || e.ctrlKey || e.altKey || e.metaKey) return
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

// character is what a key types: a digit, a letter, another sign; 'shift' for what only a
// wrong layout makes of a digit, '' for a key that says nothing of itself, undefined for one
// that types nothing.
function character(e) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(e.code)
  if (digit) return e.shiftKey && !/^\d$/.test(e.key) && e.code[0] === 'D' ? 'shift' : digit[1]
  if (!e.code && /^\d$/.test(e.key)) return e.key
  const letter = /^Key(\w)$/.exec(e.code)
  if (letter) return letter[1]
  if (e.code === 'BracketRight') return ']'
  if (/^(Minus|Period|Slash|Semicolon|Comma|Equal|BracketLeft|Quote|Backslash|IntlBackslash|Backquote)$/.test(e.code)) return ';'
  if (!e.code) return e.key.length === 1 ? e.key : e.key === 'Unidentified' || e.key === 'Process' ? '' : undefined
  return undefined
}

// A barcode with a letter, as the server keeps them.
const barcode = /^[0-9A-Z][0-9A-Z./ -]{1,31}$/

// sign is what a key of a barcode's signs types, whatever the input method makes of it.
function sign(e) {
  return { Minus: '-', NumpadSubtract: '-', Period: '.', NumpadDecimal: '.', Slash: '/', NumpadDivide: '/', Space: ' ' }[e.code] ?? (e.code || e.key.length !== 1 ? undefined : e.key.toUpperCase())
}

// parse says what was read: {code}, {chip}, {payment: its text}, or what is wrong with it:
// {fault} and for a number that is as long as no chip also {digits}; {} when it is none.
export function parse(text, foreign = '', lengths = [], entered = true) {
  if (foreign === 'shift' || foreign === 'unreadable') return { fault: foreign }
  if (foreign) return {}
  if (kind(text) === 'payment') return { payment: text }
  if (kind(text) === 'ours') return { code: text }
  if (text.length < 1 || text.length > longestChip) return {}
  const short = text.replace(/^0+(?=\d)/, '')
  const known = lengths.length === 0 ? entered || text.length >= 4 : lengths.includes(text.length) || lengths.includes(short.length)
  return known ? { chip: text } : { fault: 'length', digits: text.length }
}
