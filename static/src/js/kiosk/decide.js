// One presentation, decided in the worker: what is remembered of the credential
// and the person is read, the module judges, and the record and what must be
// remembered are written, all in one transaction. The page asks once and hears
// once, after the commit: what it shows is what will be uploaded.
import { end, open, spend, uptime, write } from './store.js'

let db

export async function decide(ask, { presented, now, offset, until }) {
  if (!db) {
    db = await open()
    db.onclose = db.onversionchange = () => {
      db?.close()
      db = undefined
    }
  }
  const id = ask({ op: 'identify', presented })
  return new Promise((resolve, reject) => {
    const tx = write(db, ['kv', 'marks', 'beings', 'log'])
    const [kv, marks, beings, log] = ['kv', 'marks', 'beings', 'log'].map((name) => tx.objectStore(name))
    let said
    let wrong
    tx.oncomplete = () => resolve(said)
    tx.onabort = () => reject(wrong ?? Object.assign(new Error(String(tx.error ?? 'not written')), { unwritten: true }))
    const [head, last, mark] = [kv.get('head'), kv.get('last'), marks.get(id.credential || '-')]
    beings.get(id.person || '-').onsuccess = (e) => { // they are answered in the order they were asked
      try {
        if (!head.result) throw new Error('nothing is held') // wiped meanwhile
        if (uptime() > until) throw new Error('nobody waits for it any more') // the tablet slept
        const known = mark.result
        said = ask({
          op: 'decide', now, last: head.result, record: { offset, ...presented },
          memory: { mark: known?.mark ?? 0, opened: known?.opened, used: known?.used.includes(id.mark) ?? false, being: e.target.result ?? { State: 'unknown', Since: 0 }, last: last.result ?? 0 },
        })
        const { verdict, record } = said
        if (verdict.replay) return end(tx) // what has opened is written already
        log.add(record)
        kv.put({ terminal: record.terminal, seq: record.seq, hash: record.hash }, 'head')
        kv.put(Math.max(now, last.result ?? 0), 'last')
        const opened = verdict.open ? { mark: id.mark, at: now } : known?.opened
        if (verdict.consume || verdict.open) spend(marks, verdict.credential, known, verdict.consume, opened)
        if (verdict.being) beings.put({ State: verdict.being, Since: now }, verdict.person)
        end(tx)
      } catch (error) {
        wrong = error
        tx.abort()
      }
    }
  })
}
