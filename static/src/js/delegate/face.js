// What the page of an errand shows: the only module that writes to it.
import * as canvas from '../card/canvas.js'
import { words } from '../card/words.js'

export class Face {
  constructor(main) {
    this.main = main
    this.find = (what) => main.querySelector(what)
  }

  get view() {
    return this.main.dataset.view
  }

  // show puts one part in front. All but code take the symbol away.
  show(view) {
    if (view === 'working' && this.main.dataset.view === 'code') return // the painter begins: what is there may stay
    this.main.dataset.view = view
    if (view !== 'code') this.wipe()
  }

  wipe() {
    this.showing = false
    canvas.wipe(this.find('[data-canvas]'))
    delete this.main.dataset.issued
  }

  stop(name) {
    this.show('stopped')
    this.tell('[data-why]', words(this.main, name))
  }

  // say is for the painter: what is in the way of a code.
  say(name) {
    this.tell('[data-trouble]', name ? words(this.main, name) : '')
  }

  code(modules, mark) {
    canvas.show(this.find('[data-canvas]'), modules)
    this.showing = true
    this.main.dataset.view = 'code'
    this.main.dataset.issued = Math.floor(mark / 256)
    this.say('')
  }

  count(seconds) {
    this.find('[data-ring]').setAttribute('stroke-dasharray', `${seconds} 60`)
  }

  online(on) {
    this.main.dataset.online = on ? 'on' : 'off'
  }

  // fill writes whom to collect, at the gate readable from afar.
  fill(what) {
    for (const name of ['name', 'line', 'school']) this.tell(`[data-fill="${name}"]`, what[name])
    const list = this.find('[data-whom]')
    const lines = what.children.map((c) => `${c.name} ${c.class}`)
    this.tell('[data-fill="children"]', what.children.map((c) => c.name).join(document.documentElement.lang === 'en' ? ', ' : '、'))
    if (list.dataset.of !== lines.join()) {
      list.dataset.of = lines.join()
      list.replaceChildren(...lines.map((text) => Object.assign(document.createElement('li'), { textContent: text })))
    }
    const call = this.find('[data-call]')
    call.hidden = !what.phone
    if (what.phone && call.getAttribute('href') !== 'tel:' + what.phone) {
      call.href = 'tel:' + what.phone
      call.textContent = words(this.main, 'call', { who: what.guardian })
    }
  }

  // within: the hours hold, the code may show.
  within(w, what, now) {
    if (this.main.dataset.view !== 'code') this.main.dataset.view = 'code'
    this.main.dataset.hours = 'in'
    this.when(w, what, now)
    this.tell('[data-later]', '')
  }

  // without: something stands in the way, or it is not time. No code shows.
  without(why, w, what, now) {
    this.wipe()
    this.main.dataset.view = 'code'
    this.main.dataset.hours = 'out'
    this.when(w || what.windows[what.windows.length - 1], what, now)
    let text = ''
    if (why) text = words(this.main, why)
    else if (w) text = words(this.main, 'usable', { day: this.day(w, what, now), time: w.hours.split('–')[0] })
    else text = words(this.main, 'window-over', { who: what.guardian })
    this.tell('[data-later]', text)
  }

  when(w, what, now) {
    this.tell('[data-fill="day"]', this.day(w, what, now))
    this.tell('[data-fill="hours"]', w.hours)
  }

  // day is today's word, or the date with its weekday.
  day(w, what, now) {
    return w.day === today(now, what.zone) ? `${words(this.main, 'today')} ${w.label}` : w.label
  }

  // tell writes only what is new: some slots are read out.
  tell(where, text) {
    const slot = this.find(where)
    if (slot && slot.textContent !== text) slot.textContent = text
  }
}

// today is the school's day as text, 2026-11-25.
function today(ms, zone) {
  try {
    return new Date(ms).toLocaleDateString('sv', { timeZone: zone })
  } catch {
    return new Date(ms).toLocaleDateString('sv') // an engine that does not know the zone
  }
}
