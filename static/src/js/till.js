// The till. An amount, a code or a chip, and what the server says of it: nothing here says
// paid before. A number stands for one sale for ever, so after a lost answer the number is
// asked for and never charged anew. Without the server nothing is sold.
import { alive } from './kiosk/alive.js'
import { camera } from './kiosk/camera.js'
import { clock } from './kiosk/clock.js'
import { kind } from './kiosk/kinds.js'
import { notes } from './kiosk/notes.js'
import { notice } from './kiosk/notice.js'
import { scanner } from './kiosk/scanner.js'
import { Lost, Refused, get, post } from './kiosk/server.js'
import { sound } from './kiosk/sound.js'
import { amount } from './till/amount.js'
import { books } from './till/books.js'
import { result } from './till/result.js'

const root = document.getElementById('till')
if (root.querySelector('[data-desk]')) sell(root)

function sell(root) {
  const text = root.dataset
  const patience = 60_000 // until nobody has paid
  const ask = 2_000 // between two questions after a number whose answer was lost
  const quiet = 5_000 // how long a word stays
  const kept = 'yunka-till-open' // the number whose answer has not come

  const time = clock(root)
  const noise = sound(root, text, notes(root, text))
  const amber = notice(root, text, time)
  const net = root.querySelector('[data-net]')
  const input = root.querySelector('[data-input]')
  const word = root.querySelector('[data-input-text]')
  const left = root.querySelector('[data-left]')
  const offline = () => net.dataset.net === 'offline'

  let next = Number(text.next)
  let asked = null // {seq, amount_fen, sure} that waits for a code
  let busy = false
  let timer

  const show = result({ text, noise, close: () => home() })
  const sum = amount({ root, go: () => arm() })
  const book = books({ root, text, amber, done: () => show.close() })

  // stage says which parts of the page stand there: start, amount, wait.
  function stage(name) {
    text.stage = name
    for (const el of root.querySelectorAll('[data-on]')) el.hidden = !el.dataset.on.split(' ').includes(name)
    input.dataset.input = name === 'amount' && !sum.value() ? 'ready' : name
    root.querySelector('[data-seq]').textContent = text.msgNumber.replace('{n}', next)
  }

  function home() {
    clearInterval(timer)
    asked = null
    document.body.classList.toggle('busy', false)
    if (text.stage === 'start') return
    sum.clear()
    stage('amount')
    sum.focus()
  }

  // arm waits for a code or a chip for the amount.
  function arm(sure) {
    const fen = sum.value()
    if (offline()) return noise.offline()
    if (!fen) {
      amber.say('lost', text.msgAmountNone, '', quiet)
      return noise.deny()
    }
    amber.clear('lost')
    asked = { seq: next, amount_fen: fen, sure: Boolean(sure) }
    root.querySelector('[data-due]').textContent = sum.words()
    document.activeElement?.blur()
    document.body.classList.add('busy')
    word.textContent = text.msgHoldCode
    stage('wait')
    const end = Date.now() + patience
    const tick = () => {
      const s = Math.max(0, Math.ceil((end - Date.now()) / 1000))
      left.textContent = text.msgSeconds.replace('{s}', s)
      if (s > 0 || busy) return
      amber.say('lost', text.msgNobodyPaid, '', quiet)
      home()
    }
    clearInterval(timer)
    timer = setInterval(tick, 1000)
    tick()
  }

  // read takes what was scanned. It answers false where it may be read again as it is.
  async function read(body) {
    if (text.stage !== 'wait' || !asked) {
      if (text.stage === 'amount' && (body.code || body.chip || body.payment)) amber.say('lost', text.msgAmountFirst, '', quiet)
      return false
    }
    const reading = { code: body.code ?? body.payment, chip: body.chip }
    if (!reading.code && !reading.chip) {
      amber.say('lost', text.msgNotACode, '', quiet)
      return true
    }
    if (busy) return false
    if (offline()) {
      noise.offline()
      return false
    }
    busy = true
    clearInterval(timer)
    const mine = asked
    word.textContent = text.msgAsking
    keep(mine)
    try {
      const got = await post('/till/charges', { ...mine, ...reading }, time)
      await told(got)
    } catch (e) {
      if (e instanceof Lost) await unknown(mine)
      else refused(e, mine)
    } finally {
      busy = false
    }
    return true
  }

  // told shows what is final.
  async function told(got) {
    next = Math.max(next, got.seq + 1)
    if (got.state === 'paying') return waits(got)
    forget()
    if (got.reason === 'PAY_NUMBER_USED') await book.show().then((n) => { next = Math.max(next, n) })
    await show.put(got)
    book.show()
  }

  // waits stands while the payer types a PIN, and asks for the number until it is final.
  async function waits(got) {
    await show.put(got)
    for (;;) {
      await new Promise((r) => setTimeout(r, got.poll_after_ms || ask))
      try {
        const now = await get(`/till/charges/${got.seq}`)
        if (now.state !== 'paying') return told(now)
      } catch (e) {
        if (e instanceof Refused && e.status === 401) return // the heartbeat says so
      }
    }
  }

  function refused(e, mine) {
    forget()
    noise.deny()
    if (e.code === 'key_reused') { // another sale has that number: another tab of this till
      next = mine.seq + 1
      amber.say('lost', text.msgFailed, '', quiet)
    } else if (e.status === 422) amber.say('lost', text.msgNotACode, '', quiet)
    else if (e.status === 429) amber.say('lost', text.msgBusy, '', quiet)
    else if (e.status !== 401) amber.say('lost', text.msgFailed, '', quiet)
    home()
  }

  // unknown asks for a number until the server says what became of it.
  async function unknown(mine) {
    show.put({ state: 'unknown', seq: mine.seq, amount_fen: mine.amount_fen })
    for (;;) {
      try {
        return await told(await get(`/till/charges/${mine.seq}`))
      } catch (e) {
        if (e instanceof Refused && e.status === 404) return told({ ...mine, state: 'voided', reason: 'PAY_REVERSED' })
        if (e instanceof Refused && e.status === 401) return // the heartbeat says so
        await new Promise((r) => setTimeout(r, ask))
      }
    }
  }

  const keep = (mine) => put(JSON.stringify({ terminal: text.terminal, ...mine }))
  const forget = () => put('')
  function put(value) {
    try {
      localStorage.setItem(kept, value)
    } catch {
      // not remembered: after a reload the list says what became of it
    }
  }

  let through = 0 // when a digit closed a result; a scanner's first one is no amount
  scanner(document, (body) => read(body), (on) => on && text.stage === 'wait' && noise.click(), () => {
    if (Date.now() - through < 600) sum.clear()
    amber.say('lost', text.stage === 'amount' && !document.querySelector('dialog[open]') ? text.msgAmountFirst : text.msgFinishFirst, '', quiet)
  }, JSON.parse(text.chips || '[]'))
  camera({ root, text, seen: async (texts) => {
    if (text.stage !== 'wait' || busy) return false // it is read when somebody waits for it
    const codes = texts.filter((t) => kind(t) !== 'other')
    if (codes.length > 1) {
      amber.say('lost', text.msgOneAtATime, '', quiet)
      return true
    }
    if (!codes.length) {
      amber.say('lost', text.msgNotACode, '', quiet)
      return true
    }
    noise.click()
    return read({ code: codes[0] })
  } })

  root.querySelector('[data-do="heard"]').addEventListener('click', () => {
    text.stage = 'amount'
    home()
  })
  root.addEventListener('click', (e) => {
    const what = e.target.closest('[data-do]')?.dataset.do
    if (what === 'change') {
      clearInterval(timer)
      asked = null
      document.body.classList.remove('busy')
      stage('amount')
      sum.focus()
    } else if (what === 'drop') home()
    else if (what === 'day' || what === 'close-day') book.day()
    else if (what === 'shift') book.shift()
    else if (what === 'shift-end') book.endShift()
    else if (text.stage === 'amount' && !e.target.closest('a, button, input')) sum.focus()
  })
  document.querySelector('[data-result]').addEventListener('click', (e) => {
    const what = e.target.closest('[data-do]')?.dataset.do
    if (what === 'next') show.close()
    else if (what === 'why') show.why()
    else if (what === 'take-back') {
      post(`/till/charges/${show.shown().seq}/drop`, {}).catch(() => {})
      show.leaving()
    }
    else if (what === 'void') book.back(show.shown())
    else if (what === 'sure') {
      const again = show.shown()
      show.close()
      sum.set(again.amount_fen)
      arm(true)
    }
  })
  // The next amount may be typed while a result stands there.
  addEventListener('keydown', (e) => {
    if (e.key === 'Escape' && !document.querySelector('dialog[open]')) {
      if (!show.closed() && show.mayClose()) show.close()
      else if (text.stage === 'wait' && !busy) home()
      return
    }
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(e.code)
    if (!digit || e.repeat || show.closed() || !show.mayClose() || document.querySelector('dialog[open]')) return
    show.close()
    sum.press(digit[1])
    through = Date.now()
  })

  root.addEventListener('kiosk:revoked', () => {
    show.close()
    book.empty()
    text.stage = 'start'
    stage('start')
  })
  new MutationObserver(() => root.toggleAttribute('data-offline', offline())).observe(net, { attributes: true })
  alive({ root, amber, noise, time, mine: { state: () => ({}), back: async () => {}, gone: () => false, revoked: () => {} } })

  stage('start')
  book.ready()
  try {
    const open = JSON.parse(localStorage.getItem(kept) || 'null')
    if (open?.terminal === text.terminal) {
      busy = true
      unknown(open).finally(() => { busy = false })
    }
  } catch {
    // nothing was kept
  }
}
