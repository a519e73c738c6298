// The day's sales: what stands beside the amount, the list with its search, money back and
// the end of the day. Back and end take somebody on shift.
import { html } from '../kiosk/html.js'
import { askPIN, onShift } from '../kiosk/pin_sheet.js'
import { Refused, newKey, post } from '../kiosk/server.js'
import { fen, yuan } from './amount.js'

export function books({ root, text, amber, done }) {
  const of = (name) => document.querySelector(`dialog[data-sheet="${name}"]`)
  const desk = root.querySelector('[data-desk]')
  const list = document.querySelector('[data-day]')
  const back = of('back')
  const error = back.querySelector('[data-error]')
  const words = { pinWrong: text.msgPinWrong, pinMany: text.msgPinMany, noAnswer: text.msgNoAnswer }
  let current = null // the sale that the sheet is about: {seq, left, whole}
  let key = '' // of the part that is given back

  const begin = () => askPIN(of('shift'), words, (pin) => post('/till/shift', { pin }))
  const asStaff = (what) => onShift('till_shift', begin, what)
  const reason = (e) => (e instanceof Refused ? text[`msg${e.code?.replace(/(^|_)(\w)/g, (_, __, c) => c.toUpperCase())}`] ?? text.msgFailed : text.msgNoAnswer)
  const say = (at, why) => {
    at.textContent = why
    at.hidden = !why
  }

  function ready() {
    const now = desk.querySelector('[data-shift-now]')
    root.querySelector('[data-shift-bar]').replaceChildren(now ? now.content.cloneNode(true) : '')
  }

  // show draws what stands beside the amount anew.
  async function show() {
    try {
      desk.innerHTML = await html('/till/desk')
      ready()
    } catch {
      // the bar says that the server is away
    }
    return 0
  }

  async function day() {
    try {
      list.innerHTML = await html('/till/day')
      if (!of('day').open) of('day').showModal()
    } catch (e) {
      amber.say('lost', reason(e), '', 5000)
    }
  }

  // open asks how much of a sale goes back.
  function open(sale) {
    current = sale
    key = newKey()
    back.querySelector('[data-part]').reset()
    back.querySelector('[data-back-what]').textContent = `${text.msgNumber.replace('{n}', sale.seq)}, ¥${yuan(sale.left)}`
    back.querySelector('[data-do="void-all"]').hidden = !sale.whole
    say(error, '')
    back.showModal()
  }

  async function give(button, what, said) {
    if (button.getAttribute('aria-busy')) return
    button.setAttribute('aria-busy', 'true')
    say(error, '')
    try {
      const got = await asStaff(what)
      if (got) {
        back.close()
        done()
        if (said) amber.say('lost', said(got), '', 5000)
        show()
        if (of('day').open) day()
      }
    } catch (e) {
      say(error, reason(e))
    } finally {
      button.removeAttribute('aria-busy')
    }
  }

  back.querySelector('[data-do="void-all"]').addEventListener('click', (e) => give(e.currentTarget, () => post(`/till/charges/${current.seq}/void`, {})))
  back.querySelector('[data-part]').addEventListener('submit', (e) => {
    e.preventDefault()
    const sum = fen(e.target.elements.amount.value.trim())
    const why = e.target.elements.why.value.trim()
    if (!sum || !why) return say(error, text.msgRefund)
    if (sum > current.left) return say(error, text.msgRefundExceeds)
    give(e.submitter ?? e.target.querySelector('button'), () => post(`/till/charges/${current.seq}/refund`, { key, amount_fen: sum, why }), (got) => got.text)
  })
  // Another amount is another refund; the same again is the same one.
  back.querySelector('[data-part]').addEventListener('input', () => { key = newKey() })

  list.addEventListener('input', (e) => {
    if (!e.target.matches('[data-search]')) return
    const q = e.target.value.trim().toLowerCase()
    let n = 0
    for (const li of list.querySelectorAll('[data-line]')) {
      li.hidden = !li.textContent.toLowerCase().includes(q)
      if (!li.hidden) n++
    }
    list.querySelector('[data-no-match]').hidden = n > 0
  })
  list.addEventListener('click', async (e) => {
    const b = e.target.closest('button')
    if (b?.dataset.back) open({ seq: Number(b.dataset.back), left: fen(b.dataset.left), whole: b.hasAttribute('data-whole') })
    else if (b?.dataset.do === 'print') print()
    else if (b?.dataset.do === 'day') day()
    else if (b?.dataset.do === 'close-now') {
      const d = list.querySelector('[data-date]').dataset
      const said = { sales: Number(d.sales), sold_fen: Number(d.sold), refunds: Number(d.refunds), refunded_fen: Number(d.refunded) }
      try {
        const got = await asStaff(() => html('/till/batch', { day: d.date, said }))
        if (got) {
          list.innerHTML = got
          show()
        }
      } catch (err) {
        say(list.querySelector('[data-day-error]'), reason(err))
      }
    }
  })

  return {
    ready,
    show,
    day,
    back: (sale) => open({ seq: sale.seq, left: sale.amount_fen, whole: true }),
    shift: () => begin().then(show),
    endShift: () => post('/till/shift/end', {}).catch(() => {}).then(show),
    // empty takes everybody off the screen.
    empty() {
      document.querySelectorAll('dialog[open]').forEach((d) => d.close())
      list.replaceChildren()
      desk.replaceChildren()
    },
  }
}
