import { drag } from './console/drag.js'
import { faces } from './console/faces.js'
import { start } from './console/start.js'
import { week } from './console/week.js'
import { ask } from './forms/ask.js'
import { wrong } from './forms/wrong.js'

ask()
wrong()

// Small habits of the console: "/" searches, a choice submits its form.
addEventListener('keydown', (e) => {
  if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey) return
  if (e.target.closest?.('input, select, textarea, [contenteditable]')) return
  const field = document.querySelector('[data-key="/"]')
  if (!field) return
  e.preventDefault()
  field.focus()
})

addEventListener('change', (e) => {
  if (e.target.matches('[data-submit]')) e.target.form.requestSubmit()
})

addEventListener('click', (e) => {
  if (e.target.closest?.('[data-print]')) print()
  const fold = e.target.closest?.('[data-fold]')
  if (fold) fold.setAttribute('aria-expanded', String(fold.getAttribute('aria-expanded') !== 'true'))
})

// copied puts a text into the clipboard; where a browser forbids it, it is selected.
async function copied(button) {
  const source = document.querySelector(button.dataset.copy)
  try {
    await navigator.clipboard.writeText(source.textContent.trim())
    button.textContent = button.dataset.copied
  } catch {
    getSelection().selectAllChildren(source)
    button.textContent = button.dataset.byHand
  }
}

addEventListener('click', (e) => {
  const button = e.target.closest?.('[data-copy]')
  if (button) copied(button)
})

const steps = document.getElementById('start')
if (steps) start(steps)

const hours = document.querySelector('[data-week]')
if (hours) week(hours)

const plan = document.querySelector('.dorm-plan')
if (plan) drag(plan)

const designer = document.querySelector('[data-faces]')
if (designer) faces(designer)
