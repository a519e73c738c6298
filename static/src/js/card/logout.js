// Logging out takes the keys, and what was tapped in rolls, off this phone first.
import { forgetAll } from '../roll/taps.js'
import { clear, usable } from './keystore.js'
import { quietly } from './quietly.js'
import { tell } from './tabs.js'

const patience = 2_000 // storage that hangs must not keep anybody logged in

export function forgetOnLogout(root) {
  root.addEventListener('submit', (e) => {
    const form = e.target
    if (!form.matches('form[data-logout]')) return
    e.preventDefault()
    e.stopPropagation()
    quietly(leave(form))
  }, true)
}

async function leave(form) {
  forgetAll()
  const late = new Promise((resolve) => setTimeout(resolve, patience))
  await Promise.race([quietly(wipe()), late])
  HTMLFormElement.prototype.submit.call(form) // raises no submit event
}

async function wipe() {
  if (!(await usable())) return
  await clear()
  tell('wiped')
}
