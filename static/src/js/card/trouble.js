// What stands in the way of a code, by the name of the words that the pass has
// for it (data-msg-<name>).
import { Dead } from './keystore.js'
import { NoModule } from './module.js'

const back = 60_000 // how far behind the server's last word a clock may be

// halt says why a kept key must not sign now; '' when it may.
export function halt(record, now) {
  if (record.state === 'ended') return 'over'
  if (record.state !== 'live') return 'frozen'
  // Time does not run backwards: a clock behind what the server said last was
  // set, or ran empty (1970). Its codes would be refused at the gate.
  if (record.seen && now < record.seen - back) return 'clock-lost'
  if (now >= record.leaseUntil) return 'lease-over'
  return ''
}

// storage says why no key can be kept in this browser.
export const storage = () => (globalThis.isSecureContext === false ? 'insecure' : 'no-storage')

// failure names what went wrong with making a code or a key.
export function failure(e) {
  if (e && e.name === 'QuotaExceededError') return 'full'
  if (e instanceof Dead) return 'storage-stuck'
  if (!globalThis.WebAssembly) return 'old-browser'
  if (e instanceof NoModule) return 'no-module'
  return 'failed'
}
