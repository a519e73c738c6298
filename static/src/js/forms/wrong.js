// What a field is refused for stands beside it, in the page's language and in reach of a
// screen reader; the browser's bubble speaks the browser's language and goes away.
const words = document.body.dataset

export function wrong() {
  let first = true
  addEventListener('invalid', (e) => {
    e.preventDefault()
    say(e.target)
    if (!first) return
    first = false
    setTimeout(() => (first = true)) // one submit raises one event for each field
    const folded = e.target.closest('details:not([open])')
    if (folded) folded.open = true
    e.target.focus()
  }, true)
  addEventListener('input', (e) => clear(e.target))
  addEventListener('change', (e) => clear(e.target))
}

function text(field) {
  const v = field.validity
  if (v.valueMissing) return words.wrongMissing
  if (v.rangeUnderflow) return words.wrongLow.replace('{n}', field.min)
  if (v.rangeOverflow) return words.wrongHigh.replace('{n}', field.max)
  if (v.tooShort) return words.wrongShort.replace('{n}', field.minLength)
  return words.wrongShape
}

const idOf = (field) => 'wrong-' + (field.id || field.name)

function say(field) {
  let line = document.getElementById(idOf(field))
  if (!line) {
    line = Object.assign(document.createElement('p'), { className: 'error', id: idOf(field) })
    const around = field.closest('.field, fieldset')
    if (around) around.append(line)
    else field.after(line)
    field.dataset.described = field.getAttribute('aria-describedby') || ''
    field.setAttribute('aria-describedby', (line.id + ' ' + field.dataset.described).trim())
    field.setAttribute('aria-invalid', 'true')
  }
  line.textContent = text(field)
}

function clear(field) {
  const line = field.matches && field.matches('input, select, textarea') && document.getElementById(idOf(field))
  if (!line || !field.validity.valid) return
  line.remove()
  field.removeAttribute('aria-invalid')
  if (field.dataset.described) field.setAttribute('aria-describedby', field.dataset.described)
  else field.removeAttribute('aria-describedby')
}
