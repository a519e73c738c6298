import { Lost } from './server.js'

// pinShaped says whether something could be a guard's PIN. What could not is no
// guess: it is not sent, and does not count.
export const pinShaped = (pin) => /^\d{6,8}$/.test(pin)

// pinFault says why a PIN, or what was sent with it, was not taken.
export function pinFault(err, text, lost) {
  if (err instanceof Lost) return lost
  if (err.status !== 429) return text.msgWrongPin
  return text.msgTooMany.replace('{minutes}', Math.max(1, Math.ceil(err.after / 60)))
}
