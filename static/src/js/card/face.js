// The face of one pass: the only module that writes to its section.
import * as canvas from './canvas.js'
import { words } from './words.js'

export class Face {
  constructor(section) {
    this.section = section
    this.find = (what) => section.querySelector(what)
  }

  get view() {
    return this.section.dataset.view
  }

  // show puts one of unclaimed, working, code, stopped in front. All but code
  // take the symbol away: it must not stay where css merely hides it.
  show(view) {
    this.section.dataset.view = view
    if (view === 'code') return
    canvas.wipe(this.find('[data-canvas]'))
    delete this.section.dataset.issued
    delete this.section.dataset.seq
  }

  // code shows a symbol. Its digits are not in the page, only which code it is.
  code(modules, mark) {
    canvas.show(this.find('[data-canvas]'), modules)
    this.section.dataset.issued = Math.floor(mark / 256)
    this.section.dataset.seq = mark % 256
    this.show('code')
  }

  // stop takes the code away and says why with data-msg-<name>.
  stop(name) {
    this.show('stopped')
    const own = this.find('[data-part="stopped"] p') // the server's words for another reason
    if (own) own.hidden = true
    this.say(name)
  }

  say(name, values) {
    this.tell(name ? words(this.section, name, values) : '')
  }

  // tell writes only what is new: the slot is read out to those who cannot see.
  tell(text) {
    const slot = this.find('[data-say]')
    if (slot && slot.textContent !== text) slot.textContent = text
  }

  count(seconds) {
    const slot = this.find('[data-count]')
    if (slot && slot.textContent !== String(seconds)) slot.textContent = seconds
  }

  // askReplace shows the question about the oldest phone instead of the button.
  askReplace(on) {
    const block = this.find('[data-replace]')
    if (block) block.hidden = !on
    const button = this.find('[data-action="claim"]')
    if (button) button.hidden = on && !!block
  }
}
