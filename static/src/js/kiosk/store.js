// What a gate keeps in IndexedDB. The page opens it, and the worker that decides.
//
//   kv       held    of the list: terminal, school, version, made_at, the pinned
//                    key, and how many deltas (of how many bytes) follow its bytes
//            list    its bytes, as they were when it last came whole
//            delta-1 and on: what came since; only these are written at a change
//            head    terminal, number and hash of the log's last record
//            last    the latest instant seen, Unix ms
//            heard   when the server answered last and how far this clock is off
//   marks    of a credential: the newest code taken, the last fifty, and by which
//            (0 is a chip) and when it opened last
//   beings   of a person: inside or outside, and since when
//   log      records that wait for the server
//   refused  records that it did not take
//
// Whatever is read to be written anew is read in the transaction that writes it,
// so that two tabs, and the page beside its worker, cannot undo one another.
const names = ['kv', 'marks', 'beings', 'log', 'refused']

export async function open() {
  const opening = indexedDB.open('yunka-kiosk', 2)
  opening.onupgradeneeded = (e) => {
    const db = opening.result
    if (e.oldVersion > 0) return opening.transaction.objectStore('kv').delete('list') // of an older form: it is pulled anew
    for (const name of ['kv', 'marks', 'beings']) db.createObjectStore(name)
    for (const name of ['log', 'refused']) db.createObjectStore(name, { keyPath: 'seq' })
  }
  const db = await wait(opening)
  db.onversionchange = () => db.close()
  return db
}

export const wait = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

export const done = (tx) => new Promise((resolve, reject) => {
  tx.oncomplete = () => resolve()
  tx.onabort = tx.onerror = () => reject(tx.error ?? new Error('not written'))
})

// write: what is done with it is on the disk, not on its way there.
export const write = (db, stores) => db.transaction(stores, 'readwrite', { durability: 'strict' })

// end spares the wait until the browser finds that nothing more is asked.
export function end(tx) {
  if (tx.commit) tx.commit()
  return tx
}

export const value = (db, name) => wait(db.transaction('kv').objectStore('kv').get(name))

export async function wipe(db) {
  const tx = write(db, names)
  for (const name of names) tx.objectStore(name).clear()
  await done(tx)
}

// spend notes in the store of marks that a credential's code was taken (none is a
// chip's) and when it opened, beside what is known of it.
export function spend(marks, credential, known, mark, opened) {
  const used = known?.used ?? []
  return marks.put({ mark: Math.max(mark || 0, known?.mark ?? 0), used: mark ? [...used, mark].slice(-50) : used, opened }, credential)
}

// uptime is the same in the page and in its worker, and nobody sets it.
export const uptime = () => performance.timeOrigin + performance.now()
