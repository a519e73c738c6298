// The pill shows one of live, connecting, reconnecting, offline; beside it is
// the time of the last thing heard, by the server's clock in the school's zone.
export function pill() {
  const el = document.querySelector('[data-pill]')
  const asOf = document.querySelector('[data-as-of]')
  const text = el?.dataset.msgAsOf ?? '{time}'
  const zone = Number(el?.dataset.zoneOffset) || 0
  let skew = 0
  return {
    show(state) {
      if (el) el.dataset.state = state
      document.body.dataset.live = state
    },
    clock(at) {
      skew = at - Date.now()
    },
    heard() {
      if (!asOf) return
      const t = new Date(Date.now() + skew + zone * 60_000)
      asOf.textContent = text.replace('{time}', t.toISOString().slice(11, 19))
    },
  }
}
