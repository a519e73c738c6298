// One pass: when it draws, asks, stops and goes on. Its parts know how.
import { claim } from './claim.js'
import { contact } from './contact.js'
import { Face } from './face.js'
import * as keystore from './keystore.js'
import { watch } from './marks.js'
import { Painter } from './painter.js'
import { quietly } from './quietly.js'
import { Offline, Refused } from './server.js'
import { keep } from './shell.js'
import { say } from './status.js'
import { hear, tell } from './tabs.js'
import { failure, halt, storage } from './trouble.js'

const life = 60_000 // a code is redrawn after
const every = 60_000 // contact
const soon = 5_000 // before trying a failed drawing again; between two contacts
const chosen = 60_000 // a purpose other than everyday, then it is everyday again
const anew = 15_000 // contact, while there is none or a key may not sign

const everyday = 0
const proofs = { claim_password: '', password_wrong: 'password-wrong', too_many_tries: 'password-later' }
const consents = { consent_version: 'consent-changed', consent_required: 'consent-changed', consent_guardian: 'consent-parent' }

export function mount(section) {
  if (section.dataset.state && section.dataset.state !== 'active') return // stopped; the server has said why
  const pass = new Pass(section)
  quietly(pass.begin())
}

class Pass {
  constructor(section) {
    this.card = section.dataset.card
    this.claimable = section.dataset.claimable === 'true'
    this.face = new Face(section)
    this.painter = new Painter(this)
    this.record = undefined // from the keystore
    this.held = false // this page had a record: the word of a logout may come after its key went
    this.stopped = '' // the message, while the pass may not draw
    this.barred = false // the live stream says that the card is stopped; the next contact knows more
    this.online = undefined
    this.purpose = everyday
    this.until = 0 // by this phone's clock, when it is everyday again
    this.agreed = '' // the version of the text that the holder agreed to just now
    this.used = { at: -Infinity, time: 0 } // the last code of this page: by this phone's clock, by the server's
    this.asked = -Infinity // last contact
    this.ticked = Date.now()
    section.addEventListener('click', (e) => this.clicked(e.target))
    section.addEventListener('front', () => this.front())
    section.addEventListener('submit', (e) => this.submitted(e))
  }

  async begin() {
    if (this.face.view === 'unclaimed') this.face.show('working') // nobody is told to claim before it is known
    try {
      if (!(await keystore.usable())) throw new Error('no storage')
      await this.reread()
    } catch (e) {
      this.face.stop(e instanceof keystore.Dead ? failure(e) : storage())
      throw e
    }
    watch(this.card, (news) => quietly(this.heard(news)))
    hear((what, card) => (what === 'wiped' ? this.left() : card === this.card && quietly(this.reread())))
    document.addEventListener('visibilitychange', () => this.wake())
    addEventListener('pageshow', (e) => e.persisted && this.wake())
    addEventListener('online', () => {
      this.asked = -Infinity
      this.wake()
    })
    addEventListener('offline', () => {
      this.online = false
      this.status()
    })
    setInterval(() => this.tick(), 1000)
    await this.contact() // after the first drawing has begun: that one needs no network
  }

  // visible: somebody can see it. Only then it signs, and asks.
  visible() {
    return document.visibilityState === 'visible' && !this.face.section.hidden
  }

  // front: another card of this page was chosen, or this one.
  front() {
    if (this.visible()) return this.wake()
    this.painter.forget()
    this.choose(everyday)
    if (this.face.view === 'code') this.face.show('working')
  }

  // now is the server's clock as this phone knows it.
  now() {
    return Date.now() + this.record.offset
  }

  // reread takes over what this or another tab has kept.
  async reread() {
    this.take(await keystore.read(this.card))
  }

  take(record) {
    const before = this.record
    const halted = this.stopped
    this.record = record
    if (!record) {
      if (this.stopped === 'logged-out') return // a look that was under way when the keys were wiped
      this.stopped = ''
      this.painter.forget()
      if (before) return this.without('wiped')
      if (this.face.view !== 'unclaimed') this.face.show('unclaimed')
      return
    }
    this.held = true
    const why = this.barred ? 'frozen' : halt(record, this.now())
    if (why) return this.stop(why)
    this.stopped = ''
    const other = !before || before.handle !== record.handle || Math.abs(before.offset - record.offset) > 10_000
    const used = this.painter.mark >= 0 && record.mark >= this.painter.mark
    if (other || used || halted) this.draw()
  }

  // review: time passed, or the clock was set.
  review() {
    const why = this.barred ? 'frozen' : halt(this.record, this.now())
    if (why === this.stopped) return
    if (why) return this.stop(why)
    this.stopped = ''
    this.draw()
  }

  // without: the key went away. Who may claim, may claim again.
  without(why) {
    if (!this.claimable) return this.face.stop(why)
    if (this.face.view !== 'unclaimed') this.face.show('unclaimed')
    this.face.say(why)
  }

  // left: somebody logged out in another window of this browser.
  left() {
    if (!this.held) return // no key of this card was here
    this.record = undefined
    this.stop('logged-out')
  }

  stop(why) {
    this.stopped = why
    this.painter.forget()
    this.face.stop(why)
  }

  draw() {
    if (this.record && !this.stopped && this.visible()) quietly(this.painter.paint())
  }

  wake() {
    if (!this.visible()) return
    this.ticked = Date.now()
    if (this.record) this.review()
    this.draw()
    if (Math.abs(Date.now() - this.asked) > soon) quietly(this.contact())
  }

  tick() {
    const t = Date.now()
    const gap = t - this.ticked
    this.ticked = t
    if (!this.visible() || !this.record) return
    if (gap < 0 || gap > soon) {
      // Slept, or the clock was set: what was measured until now, also by a
      // contact under way, may be wrong by the jump.
      this.asked = -Infinity
      this.jumped = !!this.contacting
      this.wake()
    }
    this.review()
    if (this.purpose !== everyday && (t >= this.until || this.until - t > chosen)) this.choose(everyday)
    if (t < this.asked || t - this.asked >= this.pause()) quietly(this.contact())
    const age = t - this.painter.at
    if (this.painter.busy) return
    if (age < 0 || age >= (this.painter.mark < 0 ? soon : life)) this.draw()
    else if (this.painter.mark >= 0) this.face.count(Math.ceil((life - age) / 1000), this.now())
    this.status()
  }

  // pause is how long to wait for the next contact. The page's stream knows
  // first that the server is back.
  pause() {
    if (this.online && !this.stopped) return every
    return document.body.dataset.live === 'live' ? soon : anew
  }

  status() {
    if (this.record && !this.stopped && !this.painter.failed && this.face.view === 'code') say(this)
  }

  async contact() {
    const asking = this.record
    if (!asking || !this.visible() || this.contacting) return
    this.contacting = true
    this.asked = Date.now()
    try {
      const answer = await contact(asking)
      this.online = true
      this.barred = false
      if (answer.gone) this.lost(asking, answer.gone)
      else if (answer.record) this.take(answer.record)
      tell('changed', this.card)
    } catch (e) {
      if (!(e instanceof Offline || e instanceof Refused)) throw e
      this.online = false
    } finally {
      this.contacting = false
      this.status()
      if (this.jumped) quietly(this.contact())
      this.jumped = false
    }
  }

  // lost: the server no longer knows this key. Who may claim, may claim again.
  lost(asking, gone) {
    if (!this.record || this.record.handle !== asking.handle) return
    const why = { lost: 'frozen', removed: 'removed' }[gone] || 'replaced'
    this.record = undefined
    this.take(undefined)
    this.without(why)
  }

  // heard: what the live stream says about the card's newest used code.
  async heard(news) {
    const mark = news.mark
    if (!this.record) return
    if (news.phones) return this.contact() // perhaps it was this one that was replaced
    if (news.state && news.state !== 'active') {
      this.barred = true
      return this.stop('frozen')
    }
    if (news.state && this.stopped === 'frozen') await this.contact()
    if (this.painter.mark < 0 || mark < this.painter.mark) return
    if (this.painter.showed(mark)) {
      this.used = { at: Date.now(), time: this.now() }
      this.choose(everyday)
    }
    const record = await keystore.change(this.card, this.record.handle, (r) => (mark > r.mark ? (r.mark = mark) > 0 : false))
    if (!record) return this.reread()
    this.take(record)
    this.status()
    tell('changed', this.card)
  }

  // choose what the next codes are for.
  choose(purpose) {
    if (this.purpose === purpose) return
    this.purpose = purpose
    this.until = Date.now() + chosen
    this.face.purpose(purpose)
    this.painter.forget() // a code for another purpose must not stay
    this.draw()
  }

  clicked(on) {
    if (on.closest('[data-action="claim"]')) this.face.consent && !this.agreed ? this.face.ask(true) : quietly(this.claim(false))
    else if (on.closest('[data-action="agree"]')) {
      this.face.ask(false)
      this.agreed = this.face.consent
      quietly(this.claim(false))
    } else if (on.closest('[data-action="refuse"]')) {
      this.face.ask(false)
      this.face.say('refused')
    } else if (on.closest('[data-purpose]') && this.face.view === 'code') this.choose(Number(on.closest('[data-purpose]').dataset.purpose))
    else if (on.closest('[data-action="replace"]')) quietly(this.claim(true))
    else if (on.closest('[data-action="reload"]')) location.reload()
    else if (on.closest('[data-canvas], [data-action="enlarge"]') && this.face.view === 'code') {
      this.face.enlarge()
      this.draw() // a fresh one
    } else if (on.closest('[data-action="unproved"]')) this.face.askPassword(false)
    else if (on.closest('[data-full]')) on.closest('[data-full]').close()
  }

  // submitted: the password was typed that a login which is not fresh is asked for.
  submitted(e) {
    const form = e.target.closest('[data-prove]')
    if (!form) return
    e.preventDefault()
    const field = form.querySelector('input')
    const password = field.value
    field.value = ''
    this.face.askPassword(false)
    quietly(this.claim(this.replacing, password))
  }

  async claim(replace, password) {
    this.replacing = replace
    if (this.record || this.face.view === 'working') return
    this.face.askReplace(false)
    this.face.show('working')
    this.face.say('claiming')
    try {
      const record = await claim(this.card, { replace, consent: this.agreed, password })
      this.face.consent = ''
      quietly(keep(this.face.section))
      this.online = true
      this.asked = Date.now()
      this.face.say('')
      this.take(record)
      tell('changed', this.card)
    } catch (e) {
      this.face.show('unclaimed')
      if (e instanceof Refused && e.code === 'too_many_keys') {
        this.face.say('')
        return this.face.askReplace(true) // it says so in the page's language
      }
      if (e instanceof Refused && e.code in proofs) {
        this.face.say('')
        return this.face.askPassword(true, proofs[e.code])
      }
      if (e instanceof Refused && consents[e.code]) {
        this.agreed = ''
        this.face.say(consents[e.code])
      } else if (e instanceof Refused && e.message) this.face.tell(e.message)
      else this.face.say(failure(e))
      if (!(e instanceof Refused || e instanceof Offline)) throw e
    }
  }
}
