// The page that says how to set a scanner and which number on a chip is meant.
import { forms } from './device/numbers.js'
import { scans } from './device/scan.js'

scans(document.querySelector('[data-scan]'))

const field = document.getElementById('chip')
const rows = document.querySelector('[data-forms]')
function show() {
  const of = forms(field.value)
  rows.hidden = !of
  document.querySelector('[data-none]').hidden = !!of || !field.value.trim()
  for (const dd of rows.querySelectorAll('[data-form]')) {
    const text = (of && of[dd.dataset.form]) || ''
    dd.textContent = text
    dd.parentElement.hidden = !text
  }
}
field.addEventListener('input', show)
show() // a browser may have kept what was typed
