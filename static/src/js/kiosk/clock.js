// The clock on the wall is the server's, in the school's zone. An idle screen
// moves a little each minute and dims after five, to spare the panel.
export function clock(root) {
  const zone = Number(root.dataset.zoneOffset) * 60_000
  const face = root.querySelector('[data-clock]')
  const asOf = root.querySelector('[data-counts-as-of]')
  const mark = asOf?.textContent.replace(/\d\d:\d\d:\d\d/, '{time}')
  let skew = 0
  let touched = Date.now()

  const wall = (ms) => new Date(ms + zone).toISOString().slice(11, 19)
  const now = () => Date.now() + skew
  const tick = () => {
    const at = wall(now())
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
    hear(date) {
      const at = Date.parse(date ?? '')
      // The header has whole seconds: only a real difference moves the clock.
      if (at && Math.abs(at - now()) > 1500) skew = at - Date.now()
    },
    counted() {
      if (asOf) asOf.textContent = mark.replace('{time}', wall(now()))
    },
  }
}
