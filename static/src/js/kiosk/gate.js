import { kind } from './kinds.js'
import { Unwritten } from './alone.js'
import { Lost, Refused, newKey, post } from './server.js'

const quiet = 5000 // how long a word about a reading stays
const remember = 120_000 // as long as a code can live

// gate takes readings one after another and shows what the server says.
export function gate({ text, root, amber, show, noise, time, mine }) {
  const input = root.querySelector('[data-input]')
  const word = root.querySelector('[data-input-text]')
  const lost = new Map() // reading -> {key, at}: its answer never came
  let line = Promise.resolve()
  let waiting = new Set()

  const state = (name, words) => {
    input.dataset.input = name
    word.textContent = words
  }
  const ready = () => state('ready', text.msgReady)

  async function ask(reading, body) {
    const now = Date.now()
    for (const [old, v] of lost) if (now - v.at > remember) lost.delete(old)
    const key = lost.get(reading)?.key ?? newKey()
    state('asking', text.msgAsking)
    if (mine.away() && (await byItself(reading, body))) return
    try {
      const answer = await post('/kiosk/scans', { key, ...body }, time, mine.ready() ? 1 : undefined)
      lost.delete(reading)
      const noted = mine.note(body, answer)
      amber.clear('lost')
      amber.heard()
      // Whether it is the presentation before, read again, the server knows: a guard
      // may have taken it back, and this terminal may be revoked.
      put(answer)
      await noted // before the next one is read
    } catch (e) {
      show.close()
      if (e instanceof Lost) {
        if (await byItself(reading, body)) return
        lost.set(reading, { key, at: Date.now() })
        amber.say('lost', text.msgNotRecorded, text.msgNotRecordedWhy)
        amber.lost()
        noise.offline()
      } else if (e instanceof Refused) refused(e)
      else throw e
    }
  }

  const put = (answer) => (answer.replay && answer.decision === 'ALLOW' ? show.again(answer) : show.answer(answer))

  // byItself decides without the server, if this terminal can.
  async function byItself(reading, body) {
    const answer = await mine.judge(body)
    if (!answer) return false
    lost.delete(reading)
    put(answer)
    return true
  }

  function refused(e) {
    if (e.status === 401) {
      amber.say('revoked', text.msgRevoked, '')
      mine.revoked()
    } else if (e.status === 429) amber.say('lost', text.msgBusy, text.msgNotRecordedWhy, quiet)
    else amber.say('lost', text.msgNotACode, '', quiet)
    noise.deny()
  }

  // read never throws and always comes back to ready: a bad code must not stop
  // the next one. It answers false when there was no answer to show.
  function read(body) {
    const reading = body.code ?? body.chip
    if (!reading) {
      ready()
      const fault = { shift: text.msgScanShift, unreadable: text.msgScanUnreadable, length: text.msgScanLength.replace('{n}', body.digits) }[body.fault]
      amber.say('lost', fault ?? (body.payment ? text.msgPaymentCode : text.msgNotACode), fault ? text.msgScanWhy : '', quiet)
      return Promise.resolve(true)
    }
    if (waiting.has(reading) || waiting.size > 3) {
      ready()
      return Promise.resolve(true)
    }
    waiting.add(reading)
    const done = line
      .then(() => ask(reading, body))
      .then(() => !lost.has(reading))
      .catch((e) => {
        show.close()
        if (e instanceof Unwritten) amber.say('unwritten', text.msgUnwritten, text.msgUnwrittenWhy, quiet)
        else {
          console.error(e)
          amber.say('lost', text.msgNotRecorded, text.msgNotRecordedWhy, quiet)
        }
        noise.deny()
        return false
      })
      .finally(() => {
        waiting.delete(reading)
        ready()
      })
    line = done
    return done
  }

  return {
    read,
    // seen takes what the camera has in view. Two of our codes at once open
    // nothing: which one was meant is not for us to guess.
    seen(texts) {
      const codes = texts.filter((t) => kind(t) === 'ours')
      if (codes.length > 1) {
        amber.say('lost', text.msgOneAtATime, '', quiet)
        return Promise.resolve(true)
      }
      if (codes.length === 1) {
        noise.click()
        state('reading', text.msgReading)
        return read({ code: codes[0] })
      }
      amber.say('lost', texts.some((t) => kind(t) === 'payment') ? text.msgPaymentCode : text.msgNotOurs, '', quiet)
      return Promise.resolve(true)
    },
    reading(on) {
      if (on) {
        noise.click()
        state('reading', text.msgReading)
      } else ready()
    },
  }
}
