// Drawing codes, one after the other: each reserves its (issued, seq) on disk
// before it is signed, so no two tabs sign one twice.
import * as keystore from './keystore.js'
import { load } from './module.js'
import { failure } from './trouble.js'

export class Painter {
  constructor(pass) {
    this.pass = pass
    this.recent = [] // marks shown lately
    this.failed = false
    this.turn = 0
    this.forget()
  }

  // forget: nothing is shown, and what is being drawn will not be.
  forget() {
    this.mark = -1
    this.at = -Infinity // by this phone's clock
    this.turn++
  }

  showed(mark) {
    return this.recent.includes(mark)
  }

  async paint() {
    this.again = true // also for one that is under way: it may have begun too early
    if (this.busy) return
    this.busy = true
    try {
      while (this.again) {
        this.again = false
        await this.once()
      }
    } finally {
      this.busy = false
    }
  }

  async once() {
    const pass = this.pass
    const face = pass.face
    const record = pass.record
    if (!record) return
    const turn = this.turn
    if (face.view !== 'code') face.show('working')
    try {
      const module = await load()
      let mark = -1
      let kept
      const reserved = keystore.change(record.card, record.handle, (r) => {
        mark = module.next(Math.floor((Date.now() + r.offset) / 1000), r.mark, r.own)
        if (mark < 0) return false
        r.own = mark
      })
      // The key is opened while the mark is being put on disk; nothing is signed before it is.
      const modules = await keystore.withSeed(record, (seed, r) => {
        kept = r
        return r && mark >= 0 ? module.draw(seed, r.handle, mark, pass.purpose) : null
      }, reserved)
      if (!kept) return await pass.reread() // wiped or claimed anew in another tab
      if (mark < 0) throw new Error('this clock makes no code')
      if (!modules) throw new Error('the module drew nothing')
      if (turn !== this.turn) return
      if (pass.record.mark >= mark) this.again = true // used up while it was being made
      this.mark = mark
      this.at = Date.now()
      this.recent = [mark, ...this.recent].slice(0, 8)
      this.failed = false
      face.code(modules, mark)
      face.count(60, pass.now())
      pass.status()
    } catch (e) {
      if (turn === this.turn) {
        this.forget()
        this.at = Date.now() // the tick tries again a little later
        this.failed = true
        face.show('working')
        face.say(failure(e))
      }
      throw e
    }
  }
}
