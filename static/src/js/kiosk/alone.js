// The gate goes on when the server is away. It holds a signed list, decides with
// the same rules as the server (Go, in a worker), writes down what it decided
// before it shows green, and uploads that when the server is back. Everything
// rests in IndexedDB (store.js); a revoked terminal wipes it all.
import * as held from './held.js'
import { load } from './list.js'
import { firstName } from './name.js'
import { Refused, post } from './server.js'
import { forget } from './shell.js'
import { done, end, open, spend, uptime, value, wait, wipe, write } from './store.js'

const pullEvery = 5 * 60_000
const perUpload = 100
const patience = 15_000 // for the worker

// Unwritten: it was decided but could not be kept, so it is not shown.
export class Unwritten extends Error {}

const presentedAs = (body) => (body.code ? { kind: 'phone', code: body.code } : { kind: 'chip', chip: body.chip.replace(/^0+(?=\d)/, '') })

const none = { state: () => ({}), ready: () => false, away: () => false, gone: () => false, judge: async () => null, note: async () => {}, back: async () => {}, revoked: async () => {} }

export function alone({ text, root, amber, time }) {
  const from = document.body.dataset
  if (!from.decoder || !from.wasm || !globalThis.indexedDB) return none
  const words = JSON.parse(text.reasons || '{}')
  const staff = text.staff === 'true'
  let db
  let worker
  let list = null // what the held list says of itself
  let since = 0 // when the server went away, 0 while it is there
  let queue = 0
  let written = 0 // the newest number of the log
  let pulled = 0
  let refusal = null // why the newest list is not held
  let line = Promise.resolve() // one thing after another: marks and log are read and written together
  let contact = Promise.resolve() // and what asks the server, which no presentation waits for

  // tell asks the worker. An answer that comes later than it is waited for, as after
  // a sleep, must not be taken for the next one's.
  let told = 0
  const tell = (message, transfer) => new Promise((resolve, reject) => {
    const id = ++told
    const timer = setTimeout(reject, patience, new Error('the module does not answer'))
    worker.onmessage = ({ data }) => {
      if (data.id !== id) return
      clearTimeout(timer)
      if (data.error) reject(Object.assign(data.unwritten ? new Unwritten(data.error) : new Error(data.error), { why: data.why }))
      else resolve(data.answer)
    }
    worker.onerror = (e) => reject(new Error(e.message || 'the module did not start'))
    worker.postMessage({ id, ...message }, transfer ?? [])
  })
  const ask = (request, { list, delta, keep } = {}) => tell({ ask: request, list, delta, keep }, [list, delta].filter(Boolean))

  async function begin() {
    db = await open()
    worker = new Worker(from.decoder)
    await tell({ wasm: from.wasm, exec: from.wasmExec })
    // Paired anew as another terminal: nothing of the old gate counts here.
    const of = (await value(db, 'held'))?.terminal ?? root.dataset.terminal
    if (of !== root.dataset.terminal) await wipe(db)
    list = await held.reopen(db, ask)
    queue = await wait(db.transaction('log').objectStore('log').count())
    written = (await value(db, 'head'))?.seq ?? 0
    if (!list) return
    document.body.dataset.list = 'held'
    navigator.storage?.persist?.().catch(() => {}) // so that the browser does not tidy it away
    if (!root.hasAttribute('data-shell')) return
    // Switched on while the server is away: alone since it was heard last, by the
    // clock as it was set then.
    const heard = await value(db, 'heard')
    if (heard) time.recall(heard.skew)
    since ||= heard?.at ?? Date.now()
    say()
  }
  const began = begin().catch((e) => console.info('kiosk: it cannot decide alone:', e.message))

  // then runs one piece after the other: the worker answers one question at a time.
  function then(work) {
    const next = line.then(() => began).then(work)
    line = next.catch(() => {})
    return next
  }

  // listed is for what changes the list that is kept, also beside another tab.
  const listed = (work) => then(() => (navigator.locks ? navigator.locks.request('yunka-kiosk', work) : work()))

  // holding is the version of the list that is held, 0 without one. Another tab may
  // have pulled a newer one.
  const holding = () => listed(async () => {
    const kept = db && await value(db, 'held')
    if (!list || !kept) return 0
    if (kept.version !== list.version || kept.made_at !== list.made_at) list = await held.reopen(db, ask)
    return list.version
  })

  // take holds what the server gave. What is refused leaves everything as it was.
  const take = (given) => listed(async () => {
    if (!db) return true // revoked meanwhile
    try {
      list = await held.take(db, ask, given, root.dataset.terminal)
      written = list.written
    } catch (e) {
      console.info('kiosk: a list was refused:', e.message)
      refusal = e
      list = null // the worker holds one at most, and it may be what was refused
      list = await held.reopen(db, ask)
      return false
    }
    refusal = null
    pulled = Date.now()
    document.body.dataset.list = 'held'
    amber.clear('list')
    return true
  })

  async function pull() {
    const version = await holding()
    if (await take(await load(version))) return
    if (version && (await take(await load(0)))) return // the whole one instead
    const why = { signature: text.msgListSignature, older: text.msgListOlder, other: text.msgListOther, unwritten: text.msgListUnwritten }[refusal.why] ?? text.msgListBroken
    amber.say('list', text.msgListRefused.replace('{why}', why), list ? text.msgListRefusedWhy.replace('{list}', hhmm(list.made_at)) : '')
  }

  // flush uploads until nothing is left, or the server is away again.
  async function flush() {
    for (;;) {
      const rows = await then(async () => {
        const first = db ? await wait(db.transaction('log').objectStore('log').getAll(null, perUpload)) : []
        queue = first.length
        return first
      })
      if (rows.length === 0) return
      const answer = await post('/kiosk/records', { terminal_time: Date.now(), records: rows }, time)
      await then(async () => {
        if (!db) return
        const tx = write(db, ['log', 'refused'])
        for (const result of answer.results) {
          if (result.result === 'refused') {
            console.error(`kiosk: record ${result.seq} was refused: ${result.why}`)
            tx.objectStore('refused').put(rows.find((r) => r.seq === result.seq)) // stays, for whoever looks at the terminal
          }
          tx.objectStore('log').delete(result.seq)
        }
        await done(tx)
      })
    }
  }

  // heard notes that the server has answered. Its own time is the truth, also when
  // this clock had run ahead; without it, time only goes on.
  const heard = (beat) => then(async () => {
    since = 0
    if (!db) return
    const tx = write(db, ['kv'])
    const kv = tx.objectStore('kv')
    kv.get('last').onsuccess = (e) => {
      kv.put(beat?.now ?? Math.max(Math.round(time.now()), e.target.result ?? 0), 'last') // so that a clock turned back is noticed
      kv.put({ at: Date.now(), skew: time.skew() }, 'heard')
    }
    await done(tx).catch((e) => console.info('kiosk: not kept:', e.message)) // uploading makes room
  })

  async function catchUp(beat) {
    if (!db) return
    await flush().catch((e) => console.info('kiosk: not uploaded:', e.message))
    if (db && (!list || Date.now() - pulled > pullEvery || beat?.policy !== list.policy || beat?.changed > (list.feed ?? 0))) await pull()
  }

  async function decide(body) {
    const presented = presentedAs(body)
    const now = Math.round(time.now())
    const { verdict: v, record } = await tell({ presentation: { presented, now, offset: Math.round(Date.now() - time.now()), until: uptime() + patience } })
    if (record) {
      queue++
      written = record.seq
    }
    const [neutral, detail] = words[v.reason] ?? ['', '']
    return {
      scan: '', decision: v.decision, reason: v.reason, open: v.open, replay: v.replay ?? false, text: v.decision === 'ALLOW' ? text.msgAllow : neutral,
      detail: v.decision === 'ALLOW' ? (words[v.warning]?.[1] ?? '') : detail, at: new Date(now).toISOString(),
      ...(v.name && { person: staff ? { name: v.name, role: v.role, class: v.class } : { name: firstName(v.name), role: v.role, class: '' } }),
    }
  }

  const hhmm = (ms) => time.of(new Date(ms).toISOString()).slice(0, 5)
  function say() {
    if (!since || !list) return
    amber.alone(text.msgAlone.replace('{since}', hhmm(since)).replace('{list}', hhmm(list.made_at)).replace('{n}', queue), text.msgAloneWhy)
  }

  return {
    ready: () => list !== null,
    // state is what the office sees of it.
    state: () => ({ ...(list && { list: list.policy, feed: list.feed, list_at: list.made_at, queued: queue, written }), ...(refusal && { error: `list refused: ${refusal.message}`.slice(0, 200) }) }),
    away: () => since > 0 && list !== null,
    // judge decides one presentation; null when this terminal cannot.
    judge: (body) => then(async () => {
      if (!db || !list) return null
      since ||= Date.now()
      return decide(body).finally(say)
    }),
    gone() {
      since ||= Date.now()
      say()
      return list !== null
    },
    // back is called whenever the server has answered a heartbeat.
    back(beat) {
      const noted = heard(beat)
      contact = contact.then(() => noted).then(() => catchUp(beat)).catch((e) => { if (!(e instanceof Refused)) console.info('kiosk:', e.message) })
      return contact
    },
    // note remembers what the server has answered: a code is spent here, too, and
    // what has opened is not opened for again.
    note: (body, answer) => ((body.code || answer.open) && list ? then(async () => {
      if (!db || !list) return
      const id = await ask({ op: 'identify', presented: presentedAs(body) })
      if (!id.credential || (body.code && !id.mark)) return
      const tx = write(db, ['marks'])
      const marks = tx.objectStore('marks')
      marks.get(id.credential).onsuccess = (e) => {
        const known = e.target.result
        spend(marks, id.credential, known, id.mark, answer.open ? { mark: id.mark, at: Date.parse(answer.at) } : known?.opened)
        end(tx)
      }
      await done(tx)
    }).catch((e) => console.info('kiosk: not noted:', e.message)) : Promise.resolve()),
    // A terminal that is revoked keeps nothing of the school.
    revoked: () => then(async () => {
      list = null
      queue = 0
      await forget()
      if (!db) return
      await wipe(db)
      db.close()
      db = null
      worker?.terminate()
      delete document.body.dataset.list
    }).catch((e) => console.info('kiosk:', e.message)),
  }
}
