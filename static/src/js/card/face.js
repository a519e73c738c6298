// The face of one pass: the only module that writes to its section.
import * as canvas from './canvas.js'
import { clock, words } from './words.js'

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
    this.shrink()
    delete this.section.dataset.issued
    delete this.section.dataset.seq
  }

  // code shows a symbol. Its digits are not in the page, only which code it is.
  code(modules, mark) {
    canvas.show(this.find('[data-canvas]'), modules)
    canvas.show(this.find('[data-large]'), modules)
    this.section.dataset.issued = Math.floor(mark / 256)
    this.section.dataset.seq = mark % 256
    this.show('code')
  }

  // zone is the school's, such as Asia/Shanghai.
  get zone() {
    return this.section.dataset.zone
  }

  // consent is the version of the text that is still to be agreed to.
  get consent() {
    return this.section.dataset.consent || ''
  }

  set consent(version) {
    this.section.dataset.consent = version
  }

  // ask shows the text before the card goes on this phone.
  ask(on) {
    const text = this.find('[data-agree]')
    if (text && text.open !== on) on ? text.showModal() : text.close()
  }

  // askPassword asks whoever holds the phone for the password; why names what was wrong with
  // the one before.
  askPassword(on, why) {
    const asks = this.find('[data-password]')
    if (!asks) return
    asks.querySelector('[data-wrong]').textContent = why ? words(this.section, why) : ''
    if (asks.open !== on) on ? asks.showModal() : asks.close()
  }

  // purpose says what the code is for.
  purpose(purpose) {
    this.section.dataset.for = purpose
    for (const button of this.section.querySelectorAll('[data-purpose]')) button.setAttribute('aria-pressed', String(Number(button.dataset.purpose) === purpose))
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
    const again = this.find('[data-action="reload"]')
    if (again) again.hidden = name !== 'storage-stuck'
  }

  // tell writes only what is new: the slot is read out to those who cannot see.
  tell(text) {
    const slot = this.find('[data-say]')
    if (slot && slot.textContent !== text) slot.textContent = text
  }

  // count shows how long the code has, and the time on the enlarged one: a
  // picture of it gives itself away.
  count(seconds, now) {
    const slot = this.find('[data-count]')
    if (slot && slot.textContent !== String(seconds)) slot.textContent = seconds
    this.find('[data-ring]')?.setAttribute('stroke-dasharray', `${seconds} 60`)
    const time = this.find('[data-now]')
    if (time) time.textContent = clock(now, this.zone)
  }

  enlarge() {
    const full = this.find('[data-full]')
    if (full && !full.open) full.showModal()
  }

  shrink() {
    const full = this.find('[data-full]')
    if (!full) return
    if (full.open) full.close()
    canvas.wipe(this.find('[data-large]'))
  }

  // askReplace shows the question about the oldest phone instead of the button.
  askReplace(on) {
    const block = this.find('[data-replace]')
    if (block) block.hidden = !on
    const button = this.find('[data-action="claim"]')
    if (button) button.hidden = on && !!block
  }
}
