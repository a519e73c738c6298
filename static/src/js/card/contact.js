// Contact with the server: this phone learns the time, its mark, how long it
// may go on alone, and whether it still may.
import * as keystore from './keystore.js'
import { load } from './module.js'
import * as server from './server.js'

const ahead = 30 // seconds: what the server takes is no further ahead of it (cardcode's freshBefore)

// contact answers with {record, gone}: gone is replaced, lost or removed when the key is
// dead for good, and then it has been removed. It fails like server.contact.
export async function contact(record) {
  const module = await load()
  const offset = await server.measure()
  const issued = Math.floor((Date.now() + offset) / 1000)
  const signature = await keystore.withSeed(record, (seed) => module.contact(seed, record.handle, issued))
  let said
  try {
    said = await server.contact(record.handle, { issued, signature })
  } catch (e) {
    // Only our own server's word ends a key: a 404 of something in between does not.
    if (e instanceof server.Refused && e.status === 404 && e.code) return end(record, 'replaced')
    throw e
  }
  if (['lost', 'replaced', 'removed'].includes(said.state)) return end(record, said.state)
  const kept = await keystore.change(record.card, record.handle, (r) => {
    r.offset = offset
    // A mark from a time when the server's clock ran ahead is less once the office has reset it.
    r.mark = r.mark > (said.now / 1000 + ahead) * 256 ? said.mark : Math.max(r.mark, said.mark)
    r.leaseUntil = said.lease_until
    r.state = said.state
    r.seen = said.now
  })
  return { record: kept }
}

async function end(record, gone) {
  await keystore.remove(record.card, record.handle)
  return { gone }
}
