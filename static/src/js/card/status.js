// What a pass that shows a code says beneath it: the newest thing first, then
// what its holder can act on.
import { clock, moment, span } from './words.js'

const usedShown = 8_000
const wrongClock = 30_000
const day = 86_400_000
const purposes = { 1: 'for-pay', 2: 'for-release' }

const left = (pass) => pass.record.leaseUntil - pass.now()

export function say(pass) {
  const off = pass.record.offset
  const ago = Date.now() - pass.used.at // below 0 when the clock was set back since
  if (ago >= 0 && ago < usedShown) pass.face.say('used', { time: clock(pass.used.time, pass.face.zone) })
  else if (pass.purpose) pass.face.say(purposes[pass.purpose])
  else if (pass.online === false && left(pass) < day) pass.face.say('offline-soon', { time: moment(pass.record.leaseUntil, pass.face.zone) })
  else if (pass.online === false) pass.face.say('offline', { time: span(left(pass)) })
  else if (off < -wrongClock) pass.face.say('clock-ahead', { seconds: Math.round(-off / 1000) })
  else if (off > wrongClock) pass.face.say('clock-behind', { seconds: Math.round(off / 1000) })
  else if (pass.online) pass.face.say('online')
}
