// The list that the gate decides by: signed by the server, whole or a delta to
// the one before, checked by the module in the worker, and kept across a battery
// change. A list that is refused leaves the one before in force.
import { isDelta } from './list.js'
import { done, end, value, write } from './store.js'

// Deltas are kept beside the list's bytes until there are so many that opening
// them all would take as long as the list itself.
const mostDeltas = 8
const largestPart = 4 // of the list: a fourth

// reopen puts what is kept into the worker. Nothing is kept: null.
export async function reopen(db, ask) {
  const held = await value(db, 'held')
  if (!held) return null
  let said = await ask({ op: 'open', key: held.key }, { list: await value(db, 'list') })
  for (let i = 1; i <= held.deltas; i++) said = await ask({ op: 'apply', key: held.key }, { delta: await value(db, `delta-${i}`) })
  return said
}

// take checks what the server gave and keeps it. It answers with what the list
// says of itself, and throws what it refuses.
export async function take(db, ask, { bytes, key }, terminal) {
  const held = await value(db, 'held')
  const pinned = held?.key ?? key // at the first one
  const delta = isDelta(bytes)
  const size = bytes.byteLength
  const compact = delta && held && (held.deltas >= mostDeltas || (held.weight + size) * largestPart > held.size)
  const copy = bytes.slice(0) // the worker takes the bytes
  const { kept, ...said } = delta
    ? await ask({ op: 'apply', key: pinned }, { delta: bytes, keep: compact })
    : await ask({ op: 'open', key: pinned, held: held && { school: held.school, terminal: held.terminal, version: held.version, made_at: held.made_at } }, { list: bytes })
  if (said.terminal !== terminal) throw Object.assign(new Error('a list of another terminal'), { why: 'other' })

  const whole = delta ? kept : copy
  const tx = write(db, ['kv'])
  const kv = tx.objectStore('kv')
  const about = { terminal, school: said.school, version: said.version, made_at: said.made_at, key: pinned }
  if (whole) {
    kv.put(whole, 'list')
    kv.delete(IDBKeyRange.bound('delta-', 'delta-~'))
    kv.put({ ...about, size: whole.byteLength, deltas: 0, weight: 0 }, 'held')
  } else {
    kv.put(copy, `delta-${held.deltas + 1}`)
    kv.put({ ...about, size: held.size, deltas: held.deltas + 1, weight: held.weight + size }, 'held')
  }
  kv.get('head').onsuccess = (e) => {
    const head = e.target.result
    // A terminal that lost its memory goes on after what has arrived of its log.
    if (head?.terminal === terminal && head.seq >= said.log_seq) said.written = head.seq
    else {
      kv.put({ terminal, seq: said.log_seq, hash: said.log_seq ? said.log_hash : '0'.repeat(64) }, 'head')
      said.written = said.log_seq
    }
    end(tx)
  }
  await done(tx).catch((e) => { throw Object.assign(e, { why: 'unwritten' }) })
  return said
}
