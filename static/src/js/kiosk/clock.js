// The clock on the wall is the server's, in the school's zone. An idle screen
// moves a little each minute and dims after five, to spare the panel.
export function clock(root) {
  const zone = Number(root.dataset.zoneOffset) * 60_000
  const face = root.querySelector('[data-clock]')
  const date = root.querySelector('[data-date]')
  const asOf = root.querySelector('[data-counts-as-of]')
  const mark = asOf?.textContent.replace(/\d\d:\d\d:\d\d/, '{time}')
  let skew = 0
  let exact = false
  let heard = 0 // the server's time when performance.now() was 0
  let touched = Date.now()

  const part = (t, options) => new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: 'UTC', ...options }).format(t)
  // As the server writes it: the page may stand there past midnight, or be kept.
  const written = (t) => (document.documentElement.lang.startsWith('zh')
    ? `${t.getUTCMonth() + 1}月${t.getUTCDate()}日 ${part(t, { weekday: 'short' })}`
    : `${part(t, { weekday: 'short' })} ${t.getUTCDate()} ${part(t, { month: 'short' })}`)
  const wall = (ms) => new Date(ms + zone).toISOString().slice(11, 19)
  // Nobody turns the clock back on a running page: the time since the server's
  // last word, by a clock that only goes on, is the least it can be.
  const now = () => (exact ? Math.max(Date.now() + skew, heard + performance.now()) : Date.now() + skew)
  let day = ''
  const tick = () => {
    const at = wall(now())
    const today = new Date(now() + zone)
    if (day !== today.toISOString().slice(0, 10)) {
      day = today.toISOString().slice(0, 10)
      date.textContent = written(today)
    }
    if (face.textContent !== at.slice(0, 5)) {
      face.textContent = at.slice(0, 5)
      document.body.dataset.drift = String(Math.floor(now() / 60_000) % 4)
    }
    document.body.dataset.dim = String(Date.now() - touched > 300_000)
  }
  tick()
  setInterval(tick, 1000)
  for (const kind of ['keydown', 'pointerdown']) addEventListener(kind, () => { touched = Date.now() }, true)

  return {
    of: (at) => wall(at ? Date.parse(at) : now()),
    now,
    short: () => wall(now()).slice(0, 5),
    // set takes the server's word of a heartbeat, to the millisecond.
    set(ms) {
      if (!ms) return
      skew = ms - Date.now()
      heard = ms - performance.now()
      exact = true
    },
    hear(date) {
      if (exact) return
      const at = Date.parse(date ?? '')
      // The header has whole seconds: only a real difference moves the clock.
      if (at && Math.abs(at - now()) > 1500) skew = at - Date.now()
    },
    skew: () => skew,
    // recall takes the difference that was measured before the tablet was switched off.
    recall(ms) {
      if (!exact) skew = ms
    },
    counted() {
      if (!asOf) return
      asOf.textContent = mark.replace('{time}', wall(now()))
      asOf.hidden = false
    },
  }
}
