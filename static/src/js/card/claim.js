// Putting a card on this phone: a key is made here, the server learns its
// public half and names it.
import * as keystore from './keystore.js'
import { load } from './module.js'
import * as server from './server.js'
import { device } from './words.js'

// claim answers with the kept record. It fails with server.Refused; the code
// too_many_keys asks for replace, which ends the oldest phone, and claim_password for the
// password. consent is the version of the text that the holder has just agreed to, ''
// when it was before.
export async function claim(card, { replace, consent, password }) {
  const module = await load()
  const challenge = await server.challenge(card)
  const seed = crypto.getRandomValues(new Uint8Array(32))
  try {
    const record = await keystore.seal(card, seed) // before the server counts this phone as one
    await keystore.rehearse(record)
    const made = module.claim(seed, bytes(challenge))
    const sent = Date.now()
    const key = await server.claim(card, {
      challenge, public_key: made.publicKey, signature: made.signature, device: device(), ...(replace ? { replace: true } : {}), ...(consent ? { consent } : {}), ...(password ? { password } : {}),
    })
    Object.assign(record, {
      handle: String(key.handle), mark: key.mark, seen: key.now, leaseUntil: key.lease_until, offset: Math.round(key.now - (sent + Date.now()) / 2),
    })
    await keystore.put(record)
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {})
    return record
  } finally {
    seed.fill(0)
  }
}

function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
}
