// The six digits: one field under six boxes.
import { quietly } from '../card/quietly.js'
import { words } from '../card/words.js'

export class Form {
  constructor(main, send) {
    this.main = main
    this.field = main.querySelector('#digits')
    this.boxes = main.querySelectorAll('[data-box]')
    this.go = main.querySelector('[data-go]')
    this.say = main.querySelector('[data-say]')
    this.field.addEventListener('input', () => {
      this.field.value = digits(this.field.value)
      this.say.textContent = ''
      this.draw()
    })
    for (const on of ['focus', 'blur', 'keyup', 'click']) this.field.addEventListener(on, () => this.draw())
    main.querySelector('[data-digits-form]').addEventListener('submit', (e) => {
      e.preventDefault()
      if (this.field.value.length < 6 || this.busy) return this.field.focus()
      this.busy = true
      quietly(send(this.field.value).finally(() => (this.busy = false)))
    })
    this.draw()
  }

  draw() {
    const typed = this.field.value
    this.boxes.forEach((box, i) => {
      box.textContent = typed[i] || ''
      box.toggleAttribute('data-next', i === typed.length && document.activeElement === this.field)
    })
    const missing = 6 - typed.length
    this.go.textContent = missing ? words(this.main, 'missing', { n: missing }) : words(this.main, 'ready')
    this.go.toggleAttribute('data-full', !missing)
  }

  // wrong: so many tries are left.
  wrong(left) {
    this.trouble('wrong', { n: left })
  }

  trouble(name, values) {
    this.field.value = ''
    this.draw()
    this.say.textContent = words(this.main, name, values)
    this.field.focus()
  }
}

// digits are the first six, also of what a Chinese keyboard writes full-width.
const digits = (text) => text.normalize('NFKC').replace(/\D/g, '').slice(0, 6)
