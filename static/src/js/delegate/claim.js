// Making the key of a link on this phone, as claiming a card does, in two steps: the
// second one may be asked again.
import * as keystore from '../card/keystore.js'
import { load } from '../card/module.js'
import { ask } from '../card/server.js'
import { device } from '../card/words.js'

export const claim = {
  // prepare makes the key and what registers it.
  async prepare(challenge) {
    const module = await load()
    const seed = crypto.getRandomValues(new Uint8Array(32))
    const made = module.claim(seed, bytes(challenge))
    return { seed, body: { challenge, public_key: made.publicKey, signature: made.signature, device: device() } }
  },

  // send registers it and keeps it. It answers with {how} when the link has no key to give.
  async send(path, pending, link) {
    const sent = Date.now()
    const said = await ask(path, pending.body)
    if (said.how !== 'ok') return { how: said.how }
    const record = await keystore.seal(said.card, pending.seed)
    pending.seed.fill(0)
    Object.assign(record, {
      handle: String(said.key.handle), mark: said.key.mark, seen: said.key.now, leaseUntil: said.key.lease_until,
      offset: Math.round(said.key.now - (sent + Date.now()) / 2), state: said.key.state,
    })
    const what = { ...said.face, card: said.card, link }
    await keystore.put(record)
    await keystore.putFace(what)
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {})
    return { record, what }
  },
}

function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
}
