// The keys on this phone: one record for each card, in IndexedDB.
//
//   card        the card's id
//   wrap        AES-GCM key that scripts cannot read out
//   iv, sealed  the Ed25519 seed under wrap
//   handle      decimal, 63 bits
//   mark        newest code the server consumed; own: newest this phone signed; -1 is none
//   leaseUntil  Unix ms by the server's clock
//   offset      server's clock minus this phone's, ms
//   state       live, frozen or ended, as the server said last
//   seen        when it said so, Unix ms by its clock
//
// Beside them, for the page without a network, the faces: what is printed on
// each card whose key is here. A face goes when its key goes.
//
// The wrapping keeps the seed out of backups and profile copies. It does not
// resist a script in this page; the content security policy does.
const aes = { name: 'AES-GCM', length: 256 }

// Dead: the storage does not answer, or its connection is lost. WebKit kills the process that
// keeps it while a page sleeps (bugs 197050, 277615), and a first open may never answer (bug
// 226547): then every call on the old handle fails or waits for ever.
export class Dead extends Error {}

// Closed: this browser keeps nothing for us, as in a private window.
class Closed extends Error {}

const patience = { open: 2_000, work: 4_000 }

// limited is the promise, or Dead when it has not answered in time.
function limited(promise, ms, what) {
  let timer
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Dead(what + ' takes too long')), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

let opening

function open() {
  if (opening) return opening
  const attempt = { over: false }
  const mine = limited(ask(attempt), patience.open, 'opening').catch((e) => {
    attempt.over = true
    if (opening === mine) opening = undefined
    throw e
  })
  return (opening = mine)
}

function ask(attempt) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('yunka', 2)
    asked.onupgradeneeded = () => {
      for (const store of ['keys', 'faces']) {
        if (!asked.result.objectStoreNames.contains(store)) asked.result.createObjectStore(store, { keyPath: 'card' })
      }
    }
    asked.onerror = () => {
      const e = asked.error || new Error('no reason given')
      reject(e.name === 'UnknownError' ? new Dead(e.message) : e.name === 'QuotaExceededError' ? e : new Closed(e.message))
    }
    asked.onblocked = () => reject(new Dead('storage is blocked'))
    asked.onsuccess = () => {
      const db = asked.result
      db.onclose = db.onversionchange = () => drop(db)
      if (attempt.over) db.close() // nobody waits for it any more
      resolve(db)
    }
  })
}

// drop gives a handle up, so that the next call opens a new one.
function drop(db) {
  opening = undefined
  try {
    db.close()
  } catch {}
}

// lost: another handle may do better. What has no room, or is refused, has no better one.
const lost = (e) => !(e instanceof Closed) && !['QuotaExceededError', 'SecurityError', 'DataCloneError', 'ConstraintError', 'DataError'].includes(e && e.name)

// work runs fn over the keys and the faces in one transaction; what fn passes to answer is
// handed back once it is on disk. On a dead handle it is run once more on a new one: what fn
// writes may be written twice. It fails with Dead when that one is dead, too.
async function work(mode, fn) {
  try {
    return await once(mode, fn)
  } catch (e) {
    if (!lost(e)) throw e
  }
  try {
    return await once(mode, fn)
  } catch (e) {
    throw lost(e) ? new Dead(e.message) : e
  }
}

async function once(mode, fn) {
  const db = await open()
  try {
    return await limited(run(db, mode, fn), patience.work, 'storage')
  } catch (e) {
    if (lost(e)) drop(db)
    throw e
  }
}

function run(db, mode, fn) {
  return new Promise((resolve, reject) => {
    const tx = db.transaction(['keys', 'faces'], mode)
    let result
    tx.oncomplete = () => resolve(result)
    tx.onabort = tx.onerror = () => reject(tx.error || new Error('storage gave up'))
    fn(tx.objectStore('keys'), (v) => (result = v), tx.objectStore('faces'))
  })
}

// usable says whether keys can be kept here at all. It fails with Dead when the storage does
// not answer: that says nothing about what is kept.
export async function usable() {
  if (!globalThis.indexedDB || !globalThis.crypto || !crypto.subtle) return false
  try {
    await work('readonly', (keys) => keys.count())
    return true
  } catch (e) {
    if (e instanceof Dead) throw e
    return false
  }
}

export function read(card) {
  return work('readonly', (keys, answer) => {
    keys.get(card).onsuccess = (e) => answer(e.target.result)
  })
}

// seal makes a record of a new seed, not yet kept; the rest is for the caller
// to fill in.
export async function seal(card, seed) {
  const wrap = await crypto.subtle.generateKey(aes, false, ['encrypt', 'decrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const sealed = await crypto.subtle.encrypt(sealing(card, iv), wrap, seed)
  return { card, wrap, iv, sealed, mark: -1, own: -1, state: 'live' }
}

// rehearse writes as much as a record and takes it away again. It fails where
// there is no room: the server must not count a phone that cannot keep its key.
export function rehearse(record) {
  return work('readwrite', (keys) => {
    const trial = { ...record, card: 'trial' }
    keys.put(trial).onsuccess = () => keys.delete(trial.card)
  })
}

export function put(record) {
  return work('readwrite', (keys) => keys.put(record))
}

// withSeed lends the seed to use, which must be done with it when it returns.
// What has to be true before may be waited for meanwhile: with after it is lent
// once that promise has answered, together with the answer.
export async function withSeed(record, use, after) {
  const opened = crypto.subtle.decrypt(sealing(record.card, record.iv), record.wrap, record.sealed).then((bytes) => new Uint8Array(bytes))
  try {
    const [seed, ready] = await Promise.all([opened, after])
    return use(seed, ready)
  } finally {
    opened.then((seed) => seed.fill(0), () => {})
  }
}

function sealing(card, iv) {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode('yunka/keys/v1/' + card) }
}

// change hands the record to fn and keeps what fn made of it, unless fn
// answers false or the key has meanwhile become another one. It answers with
// the record, or undefined when there is none.
export function change(card, handle, fn) {
  return work('readwrite', (keys, answer) => {
    keys.get(card).onsuccess = (e) => {
      const record = e.target.result
      if (!record || record.handle !== handle) return
      answer(record)
      if (fn(record) === false) return
      keys.put(record)
      if (keys.transaction.commit) keys.transaction.commit() // now, not when the browser finds nothing more was asked
    }
  })
}

// putFace keeps the face of a card whose key is here.
export function putFace(face) {
  return work('readwrite', (keys, answer, faces) => {
    keys.getKey(face.card).onsuccess = (e) => {
      if (e.target.result !== undefined) faces.put(face)
    }
  })
}

export function faces() {
  return work('readonly', (keys, answer, all) => {
    all.getAll().onsuccess = (e) => answer(e.target.result)
  })
}

// remove forgets that key of the card, and no newer one.
export function remove(card, handle) {
  return work('readwrite', (keys, answer, faces) => {
    keys.get(card).onsuccess = (e) => {
      if (!e.target.result || e.target.result.handle !== handle) return
      keys.delete(card)
      faces.delete(card)
    }
  })
}

// clear forgets the cards of who logs out. What a link gave this phone (link in its face)
// is no account's and stays.
export function clear() {
  return work('readwrite', (keys, answer, faces) => {
    faces.getAll().onsuccess = (e) => {
      const stay = e.target.result.filter((face) => face.link).map((face) => face.card)
      for (const store of [keys, faces]) {
        store.getAllKeys().onsuccess = (e) => e.target.result.filter((card) => !stay.includes(card)).forEach((card) => store.delete(card))
      }
    }
  })
}
