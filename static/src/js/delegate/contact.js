// Contact with the server: whether the errand is still on, the time, and whom to collect.
import * as keystore from '../card/keystore.js'
import { load } from '../card/module.js'
import { ask, measure, Refused } from '../card/server.js'

// contact answers with {record, what}, or {over} when the key is dead or nothing is left to
// collect: then the key has gone from this phone, too.
export async function contact(record, link) {
  const module = await load()
  const offset = await measure()
  const issued = Math.floor((Date.now() + offset) / 1000)
  const signature = await keystore.withSeed(record, (seed) => module.contact(seed, record.handle, issued))
  let said
  try {
    said = await ask(`/delegate/contact/${encodeURIComponent(record.handle)}`, { issued, signature })
  } catch (e) {
    // Only our own server's word ends a key: a 404 of something in between does not.
    if (!(e instanceof Refused && e.status === 404 && e.code)) throw e
    said = { key: { state: 'ended' }, face: { over: true } }
  }
  if (said.face.over && said.key.state !== 'frozen') { // what is only stopped may go on: the key stays
    await keystore.remove(record.card, record.handle)
    return { over: true }
  }
  const kept = await keystore.change(record.card, record.handle, (r) => {
    r.offset = offset
    r.mark = Math.max(r.mark, said.key.mark)
    r.leaseUntil = said.key.lease_until
    r.state = said.key.state
    r.seen = said.key.now
  })
  if (said.face.over) return { record: kept }
  const what = { ...said.face, card: record.card, link }
  await keystore.putFace(what)
  return { record: kept, what }
}
