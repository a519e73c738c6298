// One errand: the digits, the key that is made here once, and from then on the code, which
// needs no network inside its hours.
import { Face } from './face.js'
import { contact } from './contact.js'
import { Form } from './form.js'
import { claim } from './claim.js'
import * as keystore from '../card/keystore.js'
import { Painter } from '../card/painter.js'
import { quietly } from '../card/quietly.js'
import { ask, Offline, Refused } from '../card/server.js'
import { failure, halt, storage } from '../card/trouble.js'

const life = 60_000 // a code is redrawn after
const every = 10_000 // contact: what was taken back must go away
const soon = 5_000 // a drawing that failed is tried again after

export class Errand {
  constructor(main, link) {
    this.link = link
    this.purpose = 2 // release of a child; the key signs nothing else here
    this.face = new Face(main)
    this.form = new Form(main, (digits) => this.type(digits))
    this.painter = new Painter(this)
    this.record = undefined // from the keystore
    this.what = undefined // whom to collect and when, kept beside the key
    this.asked = -Infinity
    this.pending = undefined // a key whose registration was not answered
    main.querySelector('[data-retry]').addEventListener('click', () => quietly(this.begin()))
  }

  async begin() {
    try {
      if (!(await keystore.usable())) return this.face.stop(storage())
      await this.reread()
    } catch (e) {
      if (!(e instanceof keystore.Dead)) throw e
      return this.face.stop('storage-stuck')
    }
    if (!this.ticking) {
      this.ticking = setInterval(() => this.tick(), 1000)
      document.addEventListener('visibilitychange', () => this.wake())
      addEventListener('pageshow', (e) => e.persisted && this.wake())
      addEventListener('online', () => this.wake())
      addEventListener('offline', () => this.face.online(false))
    }
    if (this.record) return this.contact()
    if (this.pending) return this.register()
    await this.arrive()
  }

  // reread takes over what is kept on this phone for the link.
  async reread() {
    const all = await keystore.faces()
    this.what = all.find((face) => face.link === this.link)
    this.record = this.what && (await keystore.read(this.what.card))
    if (this.record) this.review()
  }

  // arrive: no key is here. The server says whether the link still waits for one.
  async arrive() {
    try {
      this.stands(await ask(this.path('arrive'), {}))
    } catch (e) {
      if (!(e instanceof Offline || e instanceof Refused)) throw e
      if (this.face.view !== 'asks') this.face.show('away') // the digits may still be typed
    }
  }

  path(what) {
    return `/d/${encodeURIComponent(this.link)}/${what}`
  }

  stands(said) {
    if (said.how === 'asks') {
      if (this.face.view !== 'asks') this.face.show('asks')
      if (said.left) this.form.wrong(said.left)
    } else this.face.show(said.how)
  }

  async type(digits) {
    let said
    try {
      said = await ask(this.path('digits'), { digits })
    } catch (e) {
      if (!(e instanceof Offline || e instanceof Refused)) throw e
      return this.form.trouble(e instanceof Refused && e.status === 429 ? 'too-many' : 'away')
    }
    if (said.how !== 'ok') return this.stands(said)
    this.face.show('working')
    try {
      this.pending = await claim.prepare(said.challenge)
    } catch (e) {
      this.face.stop(failure(e))
      throw e
    }
    await this.register()
  }

  // register is asked again with the same key when the answer is lost: the server knows it.
  async register() {
    try {
      const said = await claim.send(this.path('claim'), this.pending, this.link)
      if (said.how) {
        this.pending = undefined
        return this.stands(said)
      }
      this.pending = undefined
      this.what = said.what
      this.record = said.record
      this.asked = Date.now()
      this.face.online(true)
      this.review()
    } catch (e) {
      if (e instanceof Refused) {
        this.pending = undefined // it took too long: the digits once more
        return this.arrive()
      }
      this.face.stop(e instanceof Offline ? 'away' : failure(e))
      if (!(e instanceof Offline)) throw e
    }
  }

  // now is the server's clock as this phone knows it.
  now() {
    return Date.now() + this.record.offset
  }

  // window is the hours that hold, or else the next ones; nothing when all are over.
  window() {
    return this.what.windows.find((w) => this.now() < w.to)
  }

  // review shows what the time says: a code inside the hours, words outside.
  review() {
    const why = halt(this.record, this.now())
    if (why === 'frozen' || why === 'over') {
      this.painter.forget()
      return this.face.show('over')
    }
    this.face.fill(this.what)
    const w = this.window()
    if (why || !w || this.now() < w.from) {
      this.painter.forget()
      this.face.without(why, w, this.what, this.now())
      return
    }
    this.face.within(w, this.what, this.now())
    if (this.painter.mark < 0 && !this.painter.busy) this.draw()
  }

  draw() {
    if (document.visibilityState === 'visible') quietly(this.painter.paint())
  }

  // status is for the painter; the page says all it has to in review.
  status() {}

  wake() {
    if (document.visibilityState !== 'visible') return
    if (!this.record) return quietly(this.begin())
    this.painter.forget()
    this.review()
    quietly(this.contact())
  }

  tick() {
    if (document.visibilityState !== 'visible') return
    if (!this.record) return this.again()
    this.review()
    if (Math.abs(Date.now() - this.asked) >= every) quietly(this.contact())
    if (this.painter.busy || !this.face.showing) return
    const age = Date.now() - this.painter.at
    if (age < 0 || age >= (this.painter.mark < 0 ? soon : life)) this.draw()
    else if (this.painter.mark >= 0) this.face.count(Math.ceil((life - age) / 1000))
  }

  // again: the server was not there, and no key is here.
  again() {
    if (this.face.view !== 'away' || Math.abs(Date.now() - this.asked) < every) return
    this.asked = Date.now()
    quietly(this.begin())
  }

  async contact() {
    if (this.contacting || !this.record) return
    this.contacting = true
    this.asked = Date.now()
    try {
      const said = await contact(this.record, this.link)
      this.face.online(true)
      if (said.over) {
        this.record = undefined
        this.painter.forget()
        this.face.show('over')
        return
      }
      this.what = said.what || this.what
      if (said.record) this.record = said.record
      if (this.painter.mark >= 0 && this.record.mark >= this.painter.mark) this.painter.forget() // it was used
      this.review()
    } catch (e) {
      if (!(e instanceof Offline || e instanceof Refused)) throw e
      this.face.online(false)
    } finally {
      this.contacting = false
    }
  }
}
